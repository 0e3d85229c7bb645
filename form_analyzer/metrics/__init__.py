"""Every metric as a pure function of the mean stride and its events, with its interval."""
