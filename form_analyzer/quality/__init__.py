"""What can be wrong with a clip, found from plain facts and said in words."""
