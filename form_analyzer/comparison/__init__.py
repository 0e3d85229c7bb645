"""Whether a change between sessions is real: differences, intervals, verdicts in words."""
