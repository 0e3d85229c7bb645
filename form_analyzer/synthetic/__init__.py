"""A two-dimensional treadmill runner with chosen truth: numbers, no pictures.

``kinematics`` moves it, ``truth`` says what is true of it, ``camera`` and ``noise`` turn it
into what a pose model would have given, ``make`` does all of that in one call and ``grid``
draws plausible runners.

Notes
-----
Held against the mean cycles of a runner on a force-plate treadmill at 2.5 m/s (Fukuchi et
al. 2017, PeerJ 5:e3298; markers at 150 Hz), the synthetic one of the same cadence, contact
time and speed has its hips falling fastest 43 ms after contact (42 and 44 ms there), its
heel at 90 % of belt speed after 10 ms (15 and 17 ms there) and its foot turning at up to 610
degrees a second in push-off (470 and 490 there). The speeds of heel, toe, ankle, knee and
hips over the stride correlate at 0.94-0.99 with the markers'. It does not bend its toes:
the front of the sole is rounded instead, and the toe landmark stays with the belt until
toe-off, where a marker on the forefoot leaves earlier.
"""
