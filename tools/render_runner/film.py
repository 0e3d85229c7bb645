"""Film a recipe: place body and shoes at every instant, draw, blur, and write the file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tools.render_runner.athlete import Athlete, make_athlete, scaled_body, shoe_origins, standing
from tools.render_runner.body import SIDES, Array, Body, BodyChoice, load_body
from tools.render_runner.camera import View, make_view, shake_path
from tools.render_runner.outfit import DressedBody, Outfit, dress
from tools.render_runner.pose import segment_transforms, skin
from tools.render_runner.recipe import Recipe
from tools.render_runner.renderer import Figure, Renderer, Window
from tools.render_runner.scene import DECK_HEIGHT_M, surroundings, treadmill
from tools.render_runner.shoe import Shoe, make_shoe, place_shoe

_CHUNK = 64
_BACKDROPS_KEPT = 6
_STAGE_BOX_M = ((-1.1, -0.17, -0.45), (1.35, 2.15, 0.45))
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
    """The figures of one person in the renderer."""

    dressed: DressedBody
    single: tuple[Array, Array, Array]
    figure: Figure
    shoes: tuple[tuple[Shoe, Figure], tuple[Shoe, Figure]]

    def place(self, matrix: Array, shift: Array, origins: Array, pitch: Array) -> None:
        """Move to one frame's pose."""
        self.figure.move(*skin(*self.single, matrix, shift))
        for column, (shoe, figure) in enumerate(self.shoes):
            figure.move(*place_shoe(shoe, origins[column], float(pitch[column])))


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
        views = view_path(recipe, numbers / picture.capture_fps)
        for start in range(0, len(numbers), _CHUNK):
            part = numbers[start : start + _CHUNK]
            yield from _draw(stage, athlete, person, part, views[start : start + _CHUNK])
    finally:
        renderer.close()


def view_path(recipe: Recipe, time_s: Array) -> list[View]:
    """The camera at each time."""
    rng = np.random.default_rng([recipe.seed, 2])
    if recipe.camera.shake_deg == 0:
        return [make_view(recipe.camera)] * len(time_s)
    return [make_view(recipe.camera, tuple(s)) for s in shake_path(recipe.camera, time_s, rng)]


def tilt(incline_deg: float) -> Array:
    """From the belt's frame to the room's, (4, 4)."""
    c, s = np.cos(np.radians(incline_deg)), np.sin(np.radians(incline_deg))
    return np.array([[c, -s, 0, 0], [s, c, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]])


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
        total = np.zeros((view.height_px, view.width_px, 3), np.uint16)
        for n in range(row * k, row * k + k):
            person.place(matrix[n], shift[n], origins[n], joints.foot_pitch_rad[n])
            jitter = _JITTER[n % len(_JITTER)] if k > 1 else (0.0, 0.0)
            belt = athlete.runner.parameters.speed_mps * time_s[n]
            total += stage.picture(view, jitter, belt)
        yield ((total + k // 2) // k).astype(np.uint8)[::-1]


@dataclass(slots=True)
class _Stage:
    """Renderer and the room's pictures already drawn."""

    renderer: Renderer
    model: Array
    backdrops: dict[bytes, NDArray[np.uint8]] = field(default_factory=dict)

    def picture(self, view: View, jitter: tuple[float, float], belt_m: float) -> NDArray[np.uint8]:
        """Room, treadmill and runner, rows from the bottom up."""
        matrix = view.jittered(jitter)
        picture = self._backdrop(matrix, view.eye).copy()
        left, bottom, width, height = window = self._window(view)
        layer = self.renderer.draw(matrix, view.eye, belt_m, window)
        part = picture[bottom : bottom + height, left : left + width]
        np.copyto(part, layer[..., :3], where=layer[..., 3:] > 0)
        return picture

    def _backdrop(self, matrix: Array, eye: Array) -> NDArray[np.uint8]:
        key = matrix.tobytes()
        if key not in self.backdrops:
            if len(self.backdrops) >= _BACKDROPS_KEPT:
                self.backdrops.clear()
            self.backdrops[key] = self.renderer.draw_backdrop(matrix, eye)
        return self.backdrops[key]

    def _window(self, view: View) -> Window:
        """Where treadmill and runner can be seen."""
        low, high = np.array(_STAGE_BOX_M)
        corner = np.array([[(low, high)[(c >> j) & 1][j] for j in range(3)] for c in range(8)])
        corner = corner @ self.model[:3, :3].T
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
    renderer.add_solid(surroundings(recipe.room, recipe.camera.side).rows(), backdrop=True)
    renderer.add_solid(treadmill(recipe.room).rows()).model = frame
    person = _add_person(renderer, athlete.body, recipe.outfit, recipe, frame)
    if recipe.bystander:
        _add_bystander(renderer, recipe)
    return person


def _add_person(
    renderer: Renderer,
    body: Body,
    outfit: Outfit,
    recipe: Recipe,
    model: Array,
    *,
    still: bool = False,
) -> _Person:
    dressed = dress(body, outfit)
    figure = renderer.add_figure(dressed.rest, dressed.inside, dressed.faces, backdrop=still)
    figure.base, figure.model = outfit.skin, model
    figure.paint = (outfit.shorts, outfit.shirt, outfit.socks, outfit.hair)
    figure.stripe = outfit.stripe
    figure.eyes = (float(body.eyes[1][0]), float(body.eyes[1][1]), float(abs(body.eyes[1][2])))
    single = tuple(
        a.astype(np.float32) for a in (dressed.vertices, dressed.normals, dressed.weights)
    )
    shoes = []
    for column in range(len(SIDES)):
        shoe = make_shoe(
            recipe.runner.body.foot.sole_length * body.leg_length_m,
            body.leg_length_m,
            stack_m=recipe.sole_stack_m,
            outward=(-1, 1)[column],
        )
        drawn = renderer.add_figure(shoe.vertices, shoe.inside, shoe.faces, backdrop=still)
        drawn.base, drawn.is_shoe, drawn.model = outfit.shoe, True, model
        drawn.paint = (outfit.sole, outfit.stripe, outfit.laces, (0.1, 0.1, 0.1))
        shoes.append((shoe, drawn))
    return _Person(dressed=dressed, single=single, figure=figure, shoes=tuple(shoes))


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
    person = _add_person(renderer, body, outfit, recipe, model, still=True)
    joints = standing(body)
    matrix, shift = segment_transforms(body, joints)
    origins = shoe_origins(recipe, joints, body.leg_length_m)
    person.place(matrix[0], shift[0], origins[0], joints.foot_pitch_rad[0])


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
    return np.clip(image + grain + 0.5, 0, 255).astype(np.uint8)
