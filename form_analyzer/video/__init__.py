"""Video in and out: probe, decode, encode, look at the scene."""
