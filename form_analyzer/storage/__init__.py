"""Athletes, sessions, measurements, notes and their media, kept and found again.

The way in is :func:`form_analyzer.storage.service.open_season`. Nothing of
SQLAlchemy leaves this room: what comes out are the frozen records of
:mod:`form_analyzer.storage.records`.
"""
