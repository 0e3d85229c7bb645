"""The web app: ``streamlit run app.py``."""

from form_analyzer.ui import shell

shell.run()
