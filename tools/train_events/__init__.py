"""Fit the small linear models that place events and read the foot strike angle."""
