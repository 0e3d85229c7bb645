"""The guide as data: ranges and words in TOML; code here loads, checks and compares.

Numbers stand in ``guide/*.toml``, words in ``guide/<language>/*.toml``; a second
language is a second folder. :func:`~form_analyzer.guide.load.load_guide` reads
and checks all of it; :func:`~form_analyzer.guide.compare.compare` finds the
deviations of an analysis; the other modules turn answers, deviations and a
training log into what the guide says about them.
"""
