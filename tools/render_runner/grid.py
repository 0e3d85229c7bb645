"""Random runners, bodies, cameras and rooms: for validation, and to learn the pose model's bias."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from form_analyzer.synthetic.grid import draw_runner
from tools.render_runner.athlete import make_athlete
from tools.render_runner.body import BodyChoice, load_body
from tools.render_runner.camera import Camera
from tools.render_runner.light import Light
from tools.render_runner.outfit import Colour, Outfit
from tools.render_runner.recipe import Picture, Recipe
from tools.render_runner.scene import Room

_TRIES = 300
_CADENCE_SPM = (150.0, 195.0)
_STRIKE_DEG = (-8.0, 22.0)
_LEG_M = (0.76, 0.95)
_SIZES_PX = ((640, 480), (854, 480), (854, 480), (960, 540))
_SKIN_TONES: tuple[Colour, ...] = (
    (0.93, 0.78, 0.69),
    (0.87, 0.68, 0.56),
    (0.78, 0.58, 0.46),
    (0.64, 0.45, 0.33),
    (0.48, 0.33, 0.24),
    (0.33, 0.22, 0.16),
)
_HAIR_TONES: tuple[Colour, ...] = (
    (0.07, 0.06, 0.06),
    (0.16, 0.11, 0.08),
    (0.32, 0.21, 0.12),
    (0.62, 0.47, 0.27),
    (0.52, 0.24, 0.12),
    (0.55, 0.55, 0.55),
)


def draw_recipes(n: int, *, seed: int) -> Iterator[Recipe]:
    """``n`` different clips; the same seed gives the same clips."""
    for number in range(n):
        yield draw_recipe(f"grid_{seed}_{number:03d}", np.random.default_rng([seed, number]))


def draw_recipe(name: str, rng: np.random.Generator) -> Recipe:
    """One random clip whose runner can be drawn.

    Raises
    ------
    ValueError
        If no possible runner turns up (not met in practice).
    """
    for _ in range(_TRIES):
        recipe = _draw_once(name, rng)
        if recipe is not None:
            return recipe
    raise ValueError("no possible runner found; the ranges contradict each other")


def _draw_once(name: str, rng: np.random.Generator) -> Recipe | None:
    runner = draw_runner(rng)
    strikes = runner.foot_strike_angle_deg
    if not (
        _CADENCE_SPM[0] <= runner.cadence_spm <= _CADENCE_SPM[1]
        and _STRIKE_DEG[0] <= min(strikes) <= max(strikes) <= _STRIKE_DEG[1]
        and _LEG_M[0] <= runner.leg_length_m <= _LEG_M[1]
    ):
        return None
    woman = bool(rng.random() < 0.5)
    choice = BodyChoice(
        gender=float(np.clip((0.9 if woman else 0.1) + rng.normal(0, 0.08), 0, 1)),
        age=rng.uniform(0.5, 0.75),
        muscle=rng.uniform(0.4, 0.75),
        weight=rng.uniform(0.28, 0.6),
        height=rng.uniform(0.4, 0.6),
        proportions=rng.uniform(0.4, 0.9),
    )
    body = load_body(choice)
    stature = runner.leg_length_m / body.leg_length_m * float(np.ptp(body.vertices[:, 1]))
    recipe = Recipe(
        name=name,
        seed=int(rng.integers(2**31)),
        title="A random runner",
        runner=runner,
        body=choice,
        stature_m=stature,
        outfit=draw_outfit(rng, woman=woman),
        camera=_draw_camera(rng, stature),
        room=_draw_room(rng),
        light=_draw_light(rng),
        picture=_draw_picture(rng),
        shoulders_up_ratio=rng.uniform(0.90, 1.02),
        kyphosis_deg=max(0.0, rng.normal(7, 6)),
        head_pitch_deg=rng.normal(-3, 5),
        step_width_m=rng.uniform(0.03, 0.11),
        elbows_out_deg=rng.uniform(6, 24),
        forearms_in_deg=rng.uniform(5, 28),
        sole_stack_m=rng.uniform(0.018, 0.036),
        bystander=bool(rng.random() < 0.15),
    )
    try:
        athlete = make_athlete(recipe)
        athlete.planar(np.arange(0, recipe.picture.duration_s, 1 / 120))
    except ValueError:  # this body's leg cannot reach where that runner's foot goes
        return None
    return replace(recipe, toe_out_deg=_toe_out_deg(recipe.seed))


def _toe_out_deg(seed: int) -> float:
    """Drawn apart from the rest, so that nothing else of a known seed changes."""
    return float(np.clip(np.random.default_rng([seed, 4]).normal(6.5, 2.5), 0, 13))


def draw_outfit(rng: np.random.Generator, *, woman: bool) -> Outfit:
    """Clothes, skin and hair of one person."""
    tone = rng.uniform(0, len(_SKIN_TONES) - 1)
    low = int(tone)
    mix = tone - low
    pair = np.array(_SKIN_TONES[low : low + 2])
    skin = pair[0] * (1 - mix) + pair[-1] * mix
    tights = rng.random() < (0.5 if woman else 0.2)
    cloth = [_cloth(rng) for _ in range(4)]
    light_sole = rng.random() < 0.75
    return Outfit(
        skin=_colour(skin),
        hair=_HAIR_TONES[0 if low > 3 else int(rng.integers(len(_HAIR_TONES)))],
        shirt=cloth[0],
        shorts=_colour(0.45 * np.array(cloth[1])),
        stripe=cloth[2],
        socks=(0.9, 0.9, 0.9) if rng.random() < 0.6 else (0.12, 0.12, 0.13),
        shoe=cloth[3],
        sole=(0.92, 0.92, 0.90) if light_sole else _cloth(rng),
        laces=(0.95, 0.95, 0.95),
        leg_length=float(rng.choice([1.75, 1.92])) if tights else rng.uniform(0.22, 0.75),
        sleeve_length=float(rng.choice([-0.12, 0.45, 0.6, 1.9], p=[0.2, 0.35, 0.3, 0.15])),
        sock_height_m=rng.uniform(0.02, 0.16),
        looseness_m=rng.uniform(0.006, 0.02),
        long_hair=woman and bool(rng.random() < 0.7),
    )


def _cloth(rng: np.random.Generator) -> Colour:
    grey = rng.uniform(0.1, 0.95)
    return _colour(np.clip(grey + rng.normal(0, 0.28, 3), 0.04, 0.97))


def _colour(values: np.ndarray) -> Colour:
    red, green, blue = (float(v) for v in values)
    return red, green, blue


def _draw_camera(rng: np.random.Generator, stature_m: float) -> Camera:
    width, height = _SIZES_PX[int(rng.integers(len(_SIZES_PX)))]
    return Camera(
        side=int(rng.choice([-1, 1])),
        distance_m=rng.uniform(2.6, 5.5),
        height_m=rng.uniform(0.55, 1.35),
        look_at_m=(rng.uniform(-0.05, 0.2), 0.45 * stature_m + rng.uniform(-0.04, 0.04)),
        yaw_deg=float(np.clip(rng.normal(0, 4.5), -10, 10)),
        roll_deg=float(np.clip(rng.normal(0, 0.9), -2.5, 2.5)),
        view_height_m=(stature_m + 0.42) * rng.uniform(1.02, 1.25),
        shake_deg=rng.uniform(0.01, 0.05) if rng.random() < 0.1 else 0.0,
        width_px=width,
        height_px=height,
    )


def _draw_room(rng: np.random.Generator) -> Room:
    wall = np.clip(rng.uniform(0.45, 0.9) + rng.normal(0, 0.05, 3), 0, 1)
    return Room(
        wall=_colour(wall),
        floor=_colour(np.clip(rng.uniform(0.2, 0.6) + rng.normal(0, 0.05, 3), 0, 1)),
        wall_distance_m=rng.uniform(1.6, 3.0),
        rails=bool(rng.random() < 0.85),
        window=bool(rng.random() < 0.6),
        door=bool(rng.random() < 0.6),
        plant=bool(rng.random() < 0.5),
        pictures=int(rng.integers(0, 3)),
        clutter=int(rng.integers(0, 6)),
        seed=int(rng.integers(2**31)),
    )


def _draw_light(rng: np.random.Generator) -> Light:
    return Light(
        elevation_deg=rng.uniform(35, 80),
        azimuth_deg=rng.uniform(-70, 70),
        strength=rng.uniform(0.4, 0.95),
        ambient=rng.uniform(0.4, 0.75),
        warmth=rng.uniform(-0.6, 1.0),
    )


def _draw_picture(rng: np.random.Generator) -> Picture:
    fps = 60.0 if rng.random() < 0.75 else 30.0
    return Picture(
        capture_fps=fps,
        container_fps=fps,
        duration_s=6.0,
        shutter_ratio=rng.uniform(0.1, 0.6),
        subframes=2 if fps > 45 else 3,
        noise=rng.uniform(0.5, 3.0),
        crf=int(rng.integers(24, 31)),
    )


def with_duration(recipe: Recipe, duration_s: float) -> Recipe:
    """The same clip, shorter or longer."""
    return replace(recipe, picture=replace(recipe.picture, duration_s=duration_s))
