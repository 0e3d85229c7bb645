"""Everything that can be chosen about one clip."""

from dataclasses import dataclass, field

from form_analyzer.synthetic.parameters import RunnerParameters
from tools.render_runner.body import BodyChoice
from tools.render_runner.camera import Camera
from tools.render_runner.light import Light
from tools.render_runner.outfit import Outfit
from tools.render_runner.scene import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """How the clip is filmed and stored.

    Attributes
    ----------
    capture_fps, container_fps
        Frames per real second, and per second of the file; they differ in slow motion.
    duration_s
        Length of the file, container seconds.
    shutter_ratio
        Exposure time / frame interval.
    subframes
        Pictures averaged into one frame: motion blur and smooth edges.
    noise
        Standard deviation of the sensor's noise, in 0..255.
    crf
        x264's quality: higher = smaller and worse.
    """

    capture_fps: float = 60.0
    container_fps: float = 60.0
    duration_s: float = 9.0
    shutter_ratio: float = 0.35
    subframes: int = 4
    noise: float = 1.5
    crf: int = 27

    @property
    def n_frames(self) -> int:
        """Frames in the file."""
        return round(self.duration_s * self.container_fps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One clip.

    ``runner`` holds the motion (its ``body`` and ``leg_length_m`` are replaced by those of the
    mesh, scaled to ``stature_m``); the rest is what the planar runner does not know.

    Attributes
    ----------
    shoulders_up_ratio
        Shoulder-to-ear distance against the mesh at rest; < 1 = shrugged.
    kyphosis_deg
        Rounding of the back.
    head_pitch_deg
        Nose up, from straight ahead.
    step_width_m
        Between the two feet, across the belt.
    toe_out_deg
        How far both feet point outwards.
    elbows_out_deg, forearms_in_deg
        How far the arms leave the sagittal plane.
    sole_stack_m
        Thickness of the shoe's sole under the heel.
    incline_deg
        The deck's slope, + = uphill.
    """

    name: str
    seed: int
    title: str = ""
    runner: RunnerParameters = field(default_factory=RunnerParameters)
    body: BodyChoice = field(default_factory=BodyChoice)
    stature_m: float = 1.76
    outfit: Outfit = field(default_factory=Outfit)
    camera: Camera = field(default_factory=Camera)
    room: Room = field(default_factory=Room)
    light: Light = field(default_factory=Light)
    picture: Picture = field(default_factory=Picture)
    shoulders_up_ratio: float = 1.0
    kyphosis_deg: float = 6.0
    head_pitch_deg: float = 0.0
    step_width_m: float = 0.07
    toe_out_deg: float = 6.0
    elbows_out_deg: float = 14.0
    forearms_in_deg: float = 16.0
    sole_stack_m: float = 0.028
    incline_deg: float = 0.0
    bystander: bool = False
