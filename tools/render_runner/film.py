"""Film a recipe: place body and shoes at every instant, draw, blur, and write the file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tools.render_runner.athlete import Athlete, make_athlete, scaled_body, shoe_origins, standing
from tools.render_runner.body import Body, BodyChoice, load_body
from tools.render_runner.camera import View, tilt, view_path
from tools.render_runner.mesh import Array
from tools.render_runner.outfit import Outfit, dress, folds_m
from tools.render_runner.pose import JointPaths, segment_transforms, skin
from tools.render_runner.recipe import Recipe
from tools.render_runner.renderer import Figure, Layer, Renderer, Window
from tools.render_runner.scene import (
    DECK_HEIGHT_M,
    before_runner,
    behind_runner,
    belt,
    surroundings,
)
from tools.render_runner.shoe import Shoe, make_shoe, place_shoe, turn_out

_CHUNK = 64
_LINING = (0.1, 0.1, 0.1)
_STILLS_KEPT = 12
_STAGE_BOX_M = ((-0.95, -0.03, -0.32), (0.95, 2.1, 0.32))
_JITTER = (
    (-0.25, 0.125),
    (0.25, -0.125),
    (0.125, 0.375),
    (-0.125, -0.375),
    (0.4, 0.3),
    (-0.4, -0.3),
)


@dataclass(slots=True)
class _Person:
    """The figures of one person in the renderer; ``mesh`` = vertices, normals, weights at rest."""

    mesh: tuple[NDArray[np.float32], ...]
    figure: Figure
    shoes: tuple[tuple[Shoe, Figure], tuple[Shoe, Figure]]

    def place(
        self, matrix: Array, shift: Array, origins: Array, joints: JointPaths, n: int
    ) -> None:
        """Move to the pose of frame ``n``."""
        vertices, normals, weights = self.mesh
        self.figure.move(*skin(vertices, normals, weights, matrix[n], shift[n]))
        for column, (shoe, figure) in enumerate(self.shoes):
            placed, facing = place_shoe(
                shoe, origins[n, column], float(joints.foot_pitch_rad[n, column])
            )
            out_rad = (-1, 1)[column] * joints.toe_out_rad
            placed = turn_out(placed, joints.ankle[n, column], out_rad)
            figure.move(placed, turn_out(facing, np.zeros(3), out_rad))


def film(recipe: Recipe, path: Path) -> Athlete:
    """Render a recipe to an H.264 file and return who ran in it."""
    athlete = make_athlete(recipe)
    rng = np.random.default_rng([recipe.seed, 1])
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream = _open_stream(container, recipe)
        for number, image in enumerate(frames(athlete)):
            noisy = _sensor(image, recipe.picture.noise, rng)
            frame = av.VideoFrame.from_ndarray(noisy, format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return athlete


def frames(athlete: Athlete, which: NDArray[np.intp] | None = None) -> Iterator[NDArray[np.uint8]]:
    """The clip's pictures, (h, w, 3) RGB; ``which`` picks frame numbers."""
    recipe, picture = athlete.recipe, athlete.recipe.picture
    numbers = np.arange(picture.n_frames) if which is None else which
    renderer = Renderer(recipe.camera.width_px, recipe.camera.height_px)
    try:
        person = _set_stage(renderer, athlete)
        stage = _Stage(renderer=renderer, model=tilt(recipe.incline_deg))
        views = view_path(recipe.camera, numbers / picture.capture_fps, seed=recipe.seed)
        for start in range(0, len(numbers), _CHUNK):
            part = numbers[start : start + _CHUNK]
            yield from _draw(stage, athlete, person, part, views[start : start + _CHUNK])
    finally:
        renderer.close()


def _draw(
    stage: "_Stage", athlete: Athlete, person: _Person, part: NDArray[np.intp], views: list[View]
) -> Iterator[NDArray[np.uint8]]:
    recipe, picture = athlete.recipe, athlete.recipe.picture
    k = picture.subframes
    offset = ((np.arange(k) + 0.5) / k - 0.5) * picture.shutter_ratio
    time_s = ((part[:, None] + offset) / picture.capture_fps).ravel()
    joints = athlete.joints(time_s)
    matrix, shift = segment_transforms(athlete.body, joints)
    origins = shoe_origins(recipe, joints, athlete.body.leg_length_m)
    for row, view in enumerate(views):
        total = _Sum(stage, view)
        for n in range(row * k, row * k + k):
            person.place(matrix, shift, origins, joints, n)
            if n == row * k:  # once a frame: nobody sees a shadow's motion blur
                stage.renderer.draw_shadow()
            total.add(n - row * k, athlete.runner.parameters.speed_mps * time_s[n])
        yield total.mean()


@dataclass(slots=True)
class _Still:
    """What does not move, seen from one view.

    ``room`` (h, w) holds the whole picture, four bytes a pixel; ``free`` (window) tells where
    the runner is not hidden by the front of the treadmill.
    """

    room: NDArray[np.uint32]
    free: NDArray[np.bool_]


@dataclass(slots=True)
class _Stage:
    """Renderer and the still pictures already drawn, by view."""

    renderer: Renderer
    model: Array
    drawn: dict[bytes, _Still] = field(default_factory=dict)

    def still(self, matrix: Array, view: View, window: Window) -> _Still:
        """Room and treadmill from one view."""
        key = matrix.tobytes()
        if key not in self.drawn:
            if len(self.drawn) >= _STILLS_KEPT:
                self.drawn.clear()
            everywhere = (0, 0, view.width_px, view.height_px)
            room = _whole(self.renderer.draw(Layer.BACK, matrix, view.eye, everywhere))
            front = _whole(self.renderer.draw(Layer.FRONT, matrix, view.eye, window))
            self.drawn[key] = _Still(room=room, free=front == 0)
        return self.drawn[key]


class _Sum:
    """Subframes added up to one frame."""

    def __init__(self, stage: _Stage, view: View) -> None:
        self.stage, self.view, self.count = stage, view, 0
        self.window = _window(stage.model, view)
        self.whole = np.zeros((view.height_px, view.width_px, 4), np.uint16)

    def add(self, number: int, belt_m: float) -> None:
        """Draw one subframe and add it."""
        view, (left, bottom, width, height) = self.view, self.window
        matrix = view.jittered(_JITTER[number % len(_JITTER)])
        still = self.stage.still(matrix, view, self.window)
        runner = _whole(
            self.stage.renderer.draw(Layer.RUNNER, matrix, view.eye, self.window, belt_m=belt_m)
        )
        picture = still.room.copy()
        part = picture[bottom : bottom + height, left : left + width]
        np.copyto(part, runner, where=(runner != 0) & still.free)
        self.whole += picture.view(np.uint8).reshape(self.whole.shape)
        self.count += 1

    def mean(self) -> NDArray[np.uint8]:
        """The frame, (h, w, 3), rows from the top down."""
        rounded = self.whole[::-1, :, :3] + np.uint16(self.count // 2)
        halvings = self.count.bit_length() - 1
        if self.count == 1 << halvings:  # shifting is several times quicker than dividing
            return (rounded >> halvings).astype(np.uint8)
        return (rounded // self.count).astype(np.uint8)


def _whole(pixels: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Four bytes as one number: quicker to choose by."""
    return pixels.view(np.uint32)[..., 0]


def _window(model: Array, view: View) -> Window:
    """Where treadmill and runner can be seen."""
    low, high = np.array(_STAGE_BOX_M)
    corner = np.array([[(low, high)[(c >> j) & 1][j] for j in range(3)] for c in range(8)])
    corner = corner @ model[:3, :3].T
    pixel = view.project(corner)
    size = np.array([view.width_px, view.height_px])
    first = np.clip(np.floor(pixel.min(axis=0)) - 2, 0, size).astype(int)
    last = np.clip(np.ceil(pixel.max(axis=0)) + 2, 0, size).astype(int)
    width, height = last - first
    return int(first[0]), int(view.height_px - last[1]), int(width), int(height)


def _set_stage(renderer: Renderer, athlete: Athlete) -> _Person:
    recipe = athlete.recipe
    frame = tilt(recipe.incline_deg)
    renderer.set_light(recipe.light, recipe.camera.side, plank=recipe.seed % 2 == 0)
    room, side = recipe.room, recipe.camera.side
    renderer.add_solid(surroundings(room, side).rows(), Layer.BACK)
    for mesh, layer in (
        (behind_runner(room, side), Layer.BACK),
        (belt(), Layer.RUNNER),
        (before_runner(room, side), Layer.BACK),
        (before_runner(room, side), Layer.FRONT),
    ):
        renderer.add_solid(mesh.rows(), layer).model = frame
    person = _add_person(renderer, athlete.body, recipe.outfit, recipe, frame, Layer.RUNNER)
    if recipe.bystander:
        _add_bystander(renderer, recipe)
    return person


def _add_person(
    renderer: Renderer, body: Body, outfit: Outfit, recipe: Recipe, model: Array, layer: Layer
) -> _Person:
    dressed = dress(body, outfit)
    figure = renderer.add_figure(dressed.rest, dressed.inside, dressed.faces, layer)
    figure.base, figure.model = outfit.skin, model
    figure.paint = (outfit.shorts, outfit.shirt, outfit.socks, outfit.hair)
    figure.stripe, figure.folds_m = outfit.stripe, folds_m(outfit)
    figure.seam = tuple(_at_right(body, joint) for joint in ("hip", "knee", "ankle"))
    figure.eyes = (float(body.eyes[1][0]), float(body.eyes[1][1]), float(abs(body.eyes[1][2])))
    single = dressed.vertices, dressed.normals, dressed.weights
    left, right = (_add_shoe(renderer, body, recipe, model, layer, side) for side in (-1, 1))
    return _Person(
        mesh=tuple(part.astype(np.float32) for part in single), figure=figure, shoes=(left, right)
    )


def _at_right(body: Body, joint: str) -> tuple[float, float, float]:
    x, y, z = (float(c) for c in body.joint(joint, "right"))
    return x, y, z


def _add_shoe(
    renderer: Renderer, body: Body, recipe: Recipe, model: Array, layer: Layer, outward: int
) -> tuple[Shoe, Figure]:
    outfit, leg = recipe.outfit, body.leg_length_m
    sole = recipe.runner.body.foot.sole_length * leg
    shoe = make_shoe(sole, leg, stack_m=recipe.sole_stack_m, outward=outward)
    figure = renderer.add_figure(shoe.vertices, shoe.inside, shoe.faces, layer)
    figure.base, figure.is_shoe, figure.model = outfit.shoe, True, model
    figure.paint = (outfit.sole, outfit.stripe, outfit.laces, _LINING)
    return shoe, figure


def _add_bystander(renderer: Renderer, recipe: Recipe) -> None:
    """Somebody standing at the wall, looking along the room."""
    rng = np.random.default_rng([recipe.seed, 3])
    body = scaled_body(load_body(BodyChoice(gender=float(rng.integers(2)))), rng.uniform(1.6, 1.8))
    outfit = Outfit(
        shirt=tuple(rng.uniform(0.2, 0.8, 3)),
        leg_length=1.85,
        shorts=tuple(rng.uniform(0.1, 0.4, 3)),
    )
    turn = rng.uniform(0.3, 2.8)
    c, s = np.cos(turn), np.sin(turn)
    model = np.array([[c, 0, s, 0], [0, 1, 0, 0], [-s, 0, c, 0], [0, 0, 0, 1.0]])
    far = -recipe.camera.side * (recipe.room.wall_distance_m - 0.6)
    model[:3, 3] = [rng.choice([-1.3, 1.5]) + rng.uniform(-0.2, 0.2), -DECK_HEIGHT_M, far]
    person = _add_person(renderer, body, outfit, recipe, model, Layer.BACK)
    joints = standing(body)
    matrix, shift = segment_transforms(body, joints)
    origins = shoe_origins(recipe, joints, body.leg_length_m)
    person.place(matrix, shift, origins, joints, 0)


def _open_stream(container: av.container.OutputContainer, recipe: Recipe) -> av.VideoStream:
    picture = recipe.picture
    rate = Fraction(picture.container_fps).limit_denominator(1001)
    stream = container.add_stream("libx264", rate=rate)
    stream.width, stream.height = recipe.camera.width_px, recipe.camera.height_px
    stream.pix_fmt = "yuv420p"
    stream.options = {"crf": str(picture.crf), "preset": "medium"}
    stream.codec_context.time_base = 1 / rate
    return stream


def _sensor(image: NDArray[np.uint8], noise: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Add the sensor's noise (one tile of it, shifted at random: cheap)."""
    if noise == 0:
        return np.ascontiguousarray(image)
    h, w, _ = image.shape
    tile = rng.normal(0, noise, (h // 2 + 1, w // 2 + 1, 1)).astype(np.float32)
    grain = np.roll(np.tile(tile, (2, 2, 1))[:h, :w], int(rng.integers(w)), axis=1)
    noisy: NDArray[np.uint8] = np.clip(image + grain + 0.5, 0, 255).astype(np.uint8)
    return noisy
