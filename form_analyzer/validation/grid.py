"""Under which conditions the measurement is tried on synthetic runners."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from form_analyzer.datatypes import Facing, Side
from form_analyzer.synthetic.grid import Case, draw_cases
from form_analyzer.synthetic.noise import NO_NOISE, NoiseParameters

USUAL = NoiseParameters(clip_spread=True, shoe_scale=1.0)
"""Clips as good and bad as real ones, their shoes followed in the pictures."""

_LENGTH_S = 10.0
# A clip in slow motion is long to watch: people film less of it.
_SLOW_LENGTH_S = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One way of filming and one quality of the pose model.

    Attributes
    ----------
    name
        Short, as it stands in the report's tables.
    frame_rate_hz
        Pictures taken per real second.
    stored_rate_hz
        Rate at which the file plays them; ``None`` for normal speed.
    noise
        Errors of the pose model.
    duration_s
        Real seconds filmed.
    roll_known
        Whether the scene shows a vertical.
    told
        Whether the user gives body height and belt speed.
    """

    name: str
    frame_rate_hz: float
    stored_rate_hz: float | None = None
    noise: NoiseParameters = USUAL
    duration_s: float = _LENGTH_S
    roll_known: bool = True
    told: bool = False

    @property
    def time_scale(self) -> float:
        """Real seconds per second of the file."""
        if self.stored_rate_hz is None:
            return 1.0
        return self.stored_rate_hz / self.frame_rate_hz

    def cases(self, n: int, seed: int) -> Iterator[Case]:
        """The first ``n`` runners of a seed under this condition, both directions in turn."""
        drawn = draw_cases(
            n, seed=seed, frame_rate_hz=self.frame_rate_hz, duration_s=self.duration_s
        )
        for number, case in enumerate(drawn):
            facing = Facing.RIGHT if number % 2 == 0 else Facing.LEFT
            camera = replace(case.camera, time_scale=self.time_scale, facing=facing)
            yield replace(case, camera=camera, noise=self.noise)


def near_side(case: Case) -> Side:
    """The side of the runner next to the camera."""
    return case.camera.near_side


def frame_rates() -> tuple[Condition, ...]:
    """Normal clips at the frame rates that cameras have."""
    return tuple(
        Condition(name=f"{rate} fps", frame_rate_hz=float(rate))
        for rate in (25, 30, 50, 60, 120, 240)
    )


def hardships() -> tuple[Condition, ...]:
    """60 frames a second with one thing made worse, or better, at a time."""
    changes = {
        "no noise": NO_NOISE,
        "shoes not seen": replace(USUAL, shoe_scale=None),
        "heavy model": replace(USUAL, model="heavy"),
        "legs swapped four times as often": replace(USUAL, swap_scale=4.0, merge_scale=3.0),
        "person lost in 8 % of frames": replace(USUAL, dropout_ratio=0.08),
        "far leg hidden in 30 % of frames": replace(USUAL, far_leg_hidden_ratio=0.3),
        "twice the jitter": replace(USUAL, fast_scale=2.0, slow_scale=1.2),
    }
    worse = [Condition(name=n, frame_rate_hz=60.0, noise=noise) for n, noise in changes.items()]
    return (
        *worse,
        Condition(name="no vertical in view", frame_rate_hz=60.0, roll_known=False),
        Condition(name="height and speed given", frame_rate_hz=60.0, told=True),
        Condition(name="5 s only", frame_rate_hz=60.0, duration_s=5.0),
    )


def slow_motion() -> tuple[Condition, ...]:
    """Slow motion from factors close to normal speed to far from it."""
    pairs = ((60, 30), (100, 50), (120, 60), (120, 30), (240, 60), (240, 30), (240, 25))
    return tuple(
        Condition(
            name=f"{taken} fps played at {stored}",
            frame_rate_hz=float(taken),
            stored_rate_hz=float(stored),
            duration_s=_SLOW_LENGTH_S,
        )
        for taken, stored in pairs
    )


def all_conditions() -> tuple[Condition, ...]:
    """Every condition of the report, in its order."""
    return (*frame_rates(), *hardships(), *slow_motion())
