"""A rendered treadmill runner whose truth is known exactly (development only)."""
