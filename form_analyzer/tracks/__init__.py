"""From raw landmarks to a clean sagittal track: rhythm, legs, view, clock, units."""
