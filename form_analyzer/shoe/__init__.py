"""The near shoe followed in the pictures: where pose models draw a landing foot late and soft.

A shoe on the belt looks alike in every stride. Its look is learned from the pictures in which it
stands flat; then the same patch is found again, moved and turned, in the pictures about initial
contact. What comes out is how far the shoe was turned against its own flat stance, which is what
the foot strike angle is defined by, and where it was.
"""
