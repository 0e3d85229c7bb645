"""Which side, which way, which part of the body."""

from enum import StrEnum


class Side(StrEnum):
    """A side of the runner's own body, or both taken together."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"

    @property
    def other(self) -> "Side":
        """The opposite side; ``BOTH`` is its own opposite."""
        return {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(self, Side.BOTH)


class Facing(StrEnum):
    """Where the runner looks in the picture."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def sign(self) -> float:
        """1 where ahead is to the right in the picture, -1 to the left."""
        return 1.0 if self is Facing.RIGHT else -1.0


class Plane(StrEnum):
    """From where the camera sees the runner."""

    SAGITTAL = "sagittal"
    FRONTAL = "frontal"
    OBLIQUE = "oblique"


class Activity(StrEnum):
    """What the person in the clip does."""

    RUNNING = "running"
    WALKING = "walking"
    OTHER = "other"
    NONE = "none"


class Keypoint(StrEnum):
    """Body points used, in the order of their columns in every track."""

    NOSE = "nose"
    LEFT_EAR = "left_ear"
    RIGHT_EAR = "right_ear"
    LEFT_SHOULDER = "left_shoulder"
    RIGHT_SHOULDER = "right_shoulder"
    LEFT_ELBOW = "left_elbow"
    RIGHT_ELBOW = "right_elbow"
    LEFT_WRIST = "left_wrist"
    RIGHT_WRIST = "right_wrist"
    LEFT_HIP = "left_hip"
    RIGHT_HIP = "right_hip"
    LEFT_KNEE = "left_knee"
    RIGHT_KNEE = "right_knee"
    LEFT_ANKLE = "left_ankle"
    RIGHT_ANKLE = "right_ankle"
    LEFT_HEEL = "left_heel"
    RIGHT_HEEL = "right_heel"
    LEFT_TOE = "left_toe"
    RIGHT_TOE = "right_toe"

    @property
    def column(self) -> int:
        """Column of this point in arrays of shape (..., n_keypoints, ...)."""
        return _COLUMN[self]

    @property
    def on_other_side(self) -> "Keypoint":
        """Its counterpart on the other side of the body; the nose is its own."""
        side, _, joint = self.partition("_")
        return Keypoint(f"{Side(side).other}_{joint}") if joint else self


_COLUMN: dict[Keypoint, int] = {point: column for column, point in enumerate(Keypoint)}


N_KEYPOINTS = len(_COLUMN)


class Joint(StrEnum):
    """A body point that exists once on each side."""

    EAR = "ear"
    SHOULDER = "shoulder"
    ELBOW = "elbow"
    WRIST = "wrist"
    HIP = "hip"
    KNEE = "knee"
    ANKLE = "ankle"
    HEEL = "heel"
    TOE = "toe"

    def on(self, side: Side) -> Keypoint:
        """The keypoint of this joint on one side (not ``BOTH``)."""
        if side is Side.BOTH:
            raise ValueError(f"{self} exists once on each side; name a side")
        return Keypoint(f"{side}_{self}")
