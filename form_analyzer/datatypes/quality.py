"""What is wrong with a clip."""

from dataclasses import dataclass
from enum import StrEnum


class QualitySeverity(StrEnum):
    """What a quality flag means for the numbers."""

    INFO = "info"
    WARNING = "warning"
    REFUSAL = "refusal"


class QualityCode(StrEnum):
    """Named things that can be wrong, or worth knowing, about a clip."""

    NO_PERSON = "no_person"
    NOT_RUNNING = "not_running"
    WALKING = "walking"
    OBLIQUE_VIEW = "oblique_view"
    FRONTAL_VIEW = "frontal_view"
    FEET_HIDDEN = "feet_hidden"
    RUNNER_SMALL = "runner_small"
    SEVERAL_PEOPLE = "several_people"
    FEW_STRIDES = "few_strides"
    LOW_FRAME_RATE = "low_frame_rate"
    VARIABLE_FRAME_RATE = "variable_frame_rate"
    SLOW_MOTION = "slow_motion"
    SPEED_RAMP = "speed_ramp"
    CLOCK_UNCERTAIN = "clock_uncertain"
    EDITED_CLIP = "edited_clip"
    CAMERA_MOVES = "camera_moves"
    CAMERA_ROLL = "camera_roll"
    ROLL_UNKNOWN = "roll_unknown"
    INCLINE = "incline"
    RAILS_HELD = "rails_held"
    LEGS_UNCERTAIN = "legs_uncertain"
    TRUNCATED_FILE = "truncated_file"
    CADENCE_DRIFT = "cadence_drift"
    STEADY_PART = "steady_part"
    EVENTS_EDITED = "events_edited"
    SAMPLED = "sampled"
    FORM_DRIFT = "form_drift"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityFlag:
    """Something about the clip, with what to do about it, in words for the user."""

    code: QualityCode
    severity: QualitySeverity
    message: str
