"""How true the numbers are: synthetic runners, markers and labelled clips, in one report.

``command.run`` does all of it; ``report`` holds what it found and ``text`` writes it.
"""
