"""The web pages. Streamlit stays in here and in ``app.py``.

Pages say what is where; what is shown is made by :mod:`form_analyzer.ui.services`,
which knows nothing of Streamlit, and drawn by :mod:`form_analyzer.ui.components`.
"""
