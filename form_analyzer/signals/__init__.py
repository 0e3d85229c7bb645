"""Pure helpers on periodic signals: rate, phase, and the mean cycle as a spline."""
