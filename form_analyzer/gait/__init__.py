"""The mean stride, the gait events on it, and every event of the clip."""
