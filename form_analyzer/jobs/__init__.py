"""Analyses in the background: rows in a queue, worker processes or a Dask cluster.

The app stores an upload with its job and calls
:func:`form_analyzer.jobs.background.ensure_runner`; a process of its own does the rest.
"""
