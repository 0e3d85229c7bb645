"""Long clips: watched in parts spread over the clip, measured part by part, and pooled.

A stride repeats, so a few dozen seconds tell nearly all that ten minutes tell, and the
difference between the first part and the last tells how the runner tires.
"""
