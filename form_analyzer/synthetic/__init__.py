"""A two-dimensional treadmill runner with chosen truth: numbers, no pictures.

``runner`` moves it, ``truth`` says what is true of it, ``camera`` and ``noise`` turn it
into what a pose model would have given, ``make`` does all of that in one call and
``grid`` draws plausible runners.
"""
