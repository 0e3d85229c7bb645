"""The six clips that ship with the product."""

from form_analyzer.synthetic.parameters import RunnerParameters
from tools.render_runner.body import BodyChoice
from tools.render_runner.camera import Camera
from tools.render_runner.light import Light
from tools.render_runner.outfit import Outfit
from tools.render_runner.recipe import Picture, Recipe
from tools.render_runner.scene import Room

_MAN = BodyChoice(gender=0.05, muscle=0.58, weight=0.38)
_LEAN_MAN = BodyChoice(gender=0.1, muscle=0.5, weight=0.3, age=0.6)
_HEAVY_MAN = BodyChoice(gender=0.05, muscle=0.5, weight=0.62, age=0.75)
_WOMAN = BodyChoice(gender=0.95, muscle=0.55, weight=0.36)
_TALL_WOMAN = BodyChoice(gender=0.9, muscle=0.6, weight=0.42, age=0.6)

GOOD_MIDFOOT = Recipe(
    name="good_midfoot",
    seed=104,
    title="Good form: lands on the midfoot beneath the body, 180 steps a minute",
    runner=RunnerParameters(
        cadence_spm=180.0,
        contact_time_s=(0.225, 0.225),
        speed_mps=2.8,
        foot_strike_angle_deg=(3.0, 3.0),
        overstride_ratio=(0.10, 0.10),
        knee_flexion_contact_deg=19.0,
        trunk_lean_deg=5.0,
        trunk_lean_range_deg=4.0,
        forward_head_deg=10.0,
    ),
    body=_WOMAN,
    stature_m=1.68,
    outfit=Outfit(
        skin=(0.48, 0.33, 0.24),
        hair=(0.07, 0.06, 0.06),
        shirt=(0.13, 0.50, 0.55),
        shorts=(0.10, 0.10, 0.13),
        shoe=(0.93, 0.93, 0.93),
        stripe=(0.95, 0.45, 0.15),
        sole=(0.95, 0.75, 0.35),
        sleeve_length=-0.12,
        leg_length=0.30,
        long_hair=True,
    ),
    picture=Picture(capture_fps=60, container_fps=60, duration_s=9.0, subframes=2),
    room=Room(seed=3, clutter=2),
)

OVERSTRIDE_HEEL = Recipe(
    name="overstride_heel",
    seed=205,
    title="Overstriding: lands on the heel far ahead of the body, slow steps",
    runner=RunnerParameters(
        cadence_spm=158.0,
        contact_time_s=(0.275, 0.275),
        speed_mps=3.2,
        foot_strike_angle_deg=(19.0, 19.0),
        overstride_ratio=(0.34, 0.34),
        knee_flexion_contact_deg=12.0,
        trunk_lean_deg=5.0,
        forward_head_deg=10.0,
    ),
    body=_MAN,
    stature_m=1.82,
    toe_out_deg=8.0,
    outfit=Outfit(leg_length=0.55),
    camera=Camera(side=-1, distance_m=3.9, view_height_m=2.45),
    picture=Picture(capture_fps=60, container_fps=60, duration_s=9.0, subframes=2),
    light=Light(azimuth_deg=-30, warmth=0.4),
    room=Room(wall=(0.70, 0.74, 0.78), seed=8, clutter=3, plant=False),
)

HUNCHED_LEAN = Recipe(
    name="hunched_lean",
    seed=306,
    title="Hunched: trunk bent forward, head pushed ahead",
    runner=RunnerParameters(
        cadence_spm=178.0,
        contact_time_s=(0.245, 0.245),
        speed_mps=2.55,
        foot_strike_angle_deg=(3.0, 3.0),
        overstride_ratio=(0.11, 0.11),
        knee_flexion_contact_deg=20.0,
        trunk_lean_deg=19.0,
        trunk_lean_range_deg=4.0,
        forward_head_deg=40.0,
        arm_swing_deg=24.0,
        elbow_angle_deg=85.0,
    ),
    body=_LEAN_MAN,
    stature_m=1.74,
    toe_out_deg=5.0,
    outfit=Outfit(
        skin=(0.87, 0.68, 0.56),
        hair=(0.32, 0.21, 0.12),
        shirt=(0.30, 0.34, 0.62),
        shorts=(0.20, 0.21, 0.22),
        shoe=(0.20, 0.55, 0.30),
        leg_length=1.85,
        sleeve_length=0.5,
    ),
    kyphosis_deg=34.0,
    head_pitch_deg=-10.0,
    shoulders_up_ratio=0.95,
    camera=Camera(distance_m=3.4, height_m=1.05),
    picture=Picture(capture_fps=30, container_fps=30, duration_s=11.0, subframes=3),
    room=Room(wall=(0.82, 0.78, 0.70), seed=12),
)

ASYMMETRIC = Recipe(
    name="asymmetric",
    seed=407,
    title="Uneven: the left step takes longer than the right, the right foot stays down longer",
    runner=RunnerParameters(
        cadence_spm=178.0,
        contact_time_s=(0.228, 0.246),
        speed_mps=2.7,
        foot_strike_angle_deg=(3.5, 2.5),
        overstride_ratio=(0.12, 0.11),
        knee_flexion_contact_deg=18.0,
        step_time_asymmetry=0.085,
        trunk_lean_deg=5.0,
        forward_head_deg=10.0,
    ),
    body=_TALL_WOMAN,
    stature_m=1.76,
    toe_out_deg=7.0,
    outfit=Outfit(
        skin=(0.93, 0.78, 0.69),
        hair=(0.62, 0.47, 0.27),
        shirt=(0.85, 0.75, 0.25),
        shorts=(0.12, 0.13, 0.20),
        shoe=(0.25, 0.30, 0.75),
        leg_length=0.42,
        sleeve_length=0.5,
        long_hair=True,
    ),
    camera=Camera(side=-1, distance_m=3.8, yaw_deg=2.0),
    picture=Picture(capture_fps=120, container_fps=120, duration_s=8.0, subframes=2, crf=28),
    room=Room(wall=(0.76, 0.80, 0.74), seed=21, window=False, pictures=2),
)

SLOW_MOTION = Recipe(
    name="slow_motion",
    seed=508,
    title="Slow motion: 240 pictures a second stored as 30, as phones do",
    runner=RunnerParameters(
        cadence_spm=180.0,
        contact_time_s=(0.230, 0.230),
        speed_mps=2.8,
        foot_strike_angle_deg=(2.5, 2.5),
        overstride_ratio=(0.13, 0.13),
        knee_flexion_contact_deg=17.0,
        trunk_lean_deg=5.0,
        forward_head_deg=10.0,
    ),
    body=_HEAVY_MAN,
    stature_m=1.79,
    toe_out_deg=7.5,
    outfit=Outfit(
        skin=(0.64, 0.45, 0.33),
        hair=(0.07, 0.06, 0.06),
        shirt=(0.88, 0.88, 0.88),
        shorts=(0.12, 0.22, 0.42),
        shoe=(0.75, 0.85, 0.20),
        sole=(0.15, 0.15, 0.16),
        leg_length=0.6,
    ),
    picture=Picture(
        capture_fps=240, container_fps=30, duration_s=20.0, subframes=2, shutter_ratio=0.5
    ),
    room=Room(seed=33, floor=(0.45, 0.35, 0.27)),
    light=Light(elevation_deg=50, azimuth_deg=40, warmth=0.6),
)

WALKER = Recipe(
    name="walker",
    seed=609,
    title="Walking: not a runner, to be refused",
    runner=RunnerParameters(
        cadence_spm=116.0,
        contact_time_s=(0.64, 0.64),
        speed_mps=1.25,
        foot_strike_angle_deg=(17.0, 17.0),
        overstride_ratio=(0.32, 0.32),
        knee_flexion_contact_deg=17.0,
        knee_flexion_toe_off_deg=33.0,
        knee_flexion_swing_deg=62.0,
        trunk_lean_deg=2.0,
        trunk_lean_range_deg=2.0,
        forward_head_deg=8.0,
        contact_descent_mps=0.2,
        contact_speed_ratio=0.4,
        heel_rise_fraction=0.45,
        arm_swing_deg=18.0,
        elbow_angle_deg=150.0,
        walking=True,
    ),
    body=_MAN,
    stature_m=1.72,
    toe_out_deg=8.0,
    outfit=Outfit(
        skin=(0.87, 0.68, 0.56),
        hair=(0.55, 0.55, 0.55),
        shirt=(0.25, 0.45, 0.30),
        shorts=(0.28, 0.26, 0.24),
        leg_length=1.9,
        sleeve_length=1.9,
    ),
    picture=Picture(capture_fps=30, container_fps=30, duration_s=10.0, subframes=3),
    room=Room(seed=42, wall=(0.78, 0.74, 0.76)),
)

SAMPLES = (GOOD_MIDFOOT, OVERSTRIDE_HEEL, HUNCHED_LEAN, ASYMMETRIC, SLOW_MOTION, WALKER)
