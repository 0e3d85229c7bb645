"""Measure running form from a side view treadmill video."""

__version__ = "0.1.0"
