"""Draw the scene off-screen with Mesa's software OpenGL (no screen, no GPU needed)."""

from enum import StrEnum

import moderngl
import numpy as np
from numpy.typing import NDArray

from tools.render_runner import shaders
from tools.render_runner.light import Light
from tools.render_runner.mesh import Array
from tools.render_runner.pose import Real
from tools.render_runner.shapes import Colour

_SHADOW_SIZE = 768
_SHADOW_REACH_M = 1.5

Window = tuple[int, int, int, int]
"""Left, bottom, width and height in pixels, counted from the lower left corner."""


class Layer(StrEnum):
    """Pictures laid over each other: the still ones are drawn once for each view."""

    BACK = "back"
    RUNNER = "runner"
    FRONT = "front"


class Solid:
    """A mesh on the graphics side."""

    def __init__(self, context: moderngl.Context, rows: NDArray[np.float32]) -> None:
        self.buffer = context.buffer(rows.tobytes())
        self.model = np.eye(4)


class Figure:
    """A skinned mesh: positions and normals change each frame, paint does not."""

    def __init__(
        self, context: moderngl.Context, rest: Array, inside: Array, faces: NDArray[np.int32]
    ) -> None:
        self.moving = context.buffer(reserve=len(rest) * 24, dynamic=True)
        self.fixed = context.buffer(np.hstack([inside, rest]).astype(np.float32).tobytes())
        self.index = context.buffer(faces.astype(np.int32).tobytes())
        self.base: Colour = (0.5, 0.5, 0.5)
        self.paint: tuple[Colour, Colour, Colour, Colour] = ((0.5, 0.5, 0.5),) * 4
        self.stripe: Colour = (0.5, 0.5, 0.5)
        self.eyes = (9.0, 0.0, 0.0)
        self.folds_m = (0.0, 0.0)
        self.seam: tuple[tuple[float, float, float], ...] = ((0.0, 0.0, 0.0),) * 3
        self.is_shoe = False
        self.model = np.eye(4)

    def move(self, vertices: Real, normals: Real) -> None:
        """Put the mesh into this frame's place."""
        rows = np.empty((len(vertices), 6), np.float32)
        rows[:, :3], rows[:, 3:] = vertices, normals
        self.moving.write(rows)


_FigureArrays = tuple[Figure, moderngl.VertexArray, moderngl.VertexArray]


class Renderer:
    """Draws solids and figures to an array of pixels."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self.context = moderngl.create_standalone_context(backend="egl")
        self.size = (width_px, height_px)
        c = self.context
        self.target = c.framebuffer([c.texture(self.size, 4)], c.depth_renderbuffer(self.size))
        self.shadow = c.depth_texture((_SHADOW_SIZE, _SHADOW_SIZE))
        self.shadow.compare_func = "<="
        self.shadow.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self.shadow_target = c.framebuffer(depth_attachment=self.shadow)
        self.scene_program = c.program(shaders.SCENE_VERTEX, shaders.SCENE_FRAGMENT)
        self.body_program = c.program(shaders.BODY_VERTEX, shaders.BODY_FRAGMENT)
        self.shadow_program = c.program(shaders.SHADOW_VERTEX, shaders.SHADOW_FRAGMENT)
        self.solids: dict[Layer, list[tuple[Solid, moderngl.VertexArray]]] = {n: [] for n in Layer}
        self.figures: dict[Layer, list[_FigureArrays]] = {n: [] for n in Layer}

    def add_solid(self, rows: NDArray[np.float32], layer: Layer) -> Solid:
        """A mesh of rows (position, normal, colour, material)."""
        solid = Solid(self.context, rows)
        names = ("position", "normal", "colour", "material")
        parts = [(solid.buffer, "3f 3f 3f 1f", *names)]
        self.solids[layer].append((solid, self.context.vertex_array(self.scene_program, parts)))
        return solid

    def add_figure(
        self, rest: Array, inside: Array, faces: NDArray[np.int32], layer: Layer
    ) -> Figure:
        """A skinned mesh."""
        figure = Figure(self.context, rest, inside, faces)
        parts = [
            (figure.moving, "3f 3f", "position", "normal"),
            (figure.fixed, "4f 3f", "inside", "rest"),
        ]
        drawn = self.context.vertex_array(self.body_program, parts, figure.index)
        cast = self.context.vertex_array(
            self.shadow_program, [(figure.moving, "3f 12x", "position")], figure.index
        )
        self.figures[layer].append((figure, drawn, cast))
        return figure

    def set_light(self, light: Light, camera_side: int, *, plank: bool) -> None:
        """Choose the light for all that follows."""
        direction = light.direction(camera_side)
        tint = np.array([1 + 0.12 * light.warmth, 1.0, 1 - 0.15 * light.warmth])
        self.light_matrix = _light_matrix(direction)
        for program in (self.scene_program, self.body_program):
            program["light_direction"] = tuple(direction)
            program["light_colour"] = tuple(light.strength * tint)
            program["sky_colour"] = tuple(light.ambient * tint)
            program["ground_colour"] = tuple(0.6 * light.ambient * tint)
            _write(program, "light_matrix", self.light_matrix)
        self.scene_program["plank"] = float(plank)
        _write(self.shadow_program, "light_matrix", self.light_matrix)

    def draw(
        self,
        layer: Layer,
        view_projection: Array,
        eye: Array,
        window: Window,
        *,
        belt_m: float = 0.0,
    ) -> NDArray[np.uint8]:
        """One layer before nothing, (h, w, 4) of a window; alpha 0 = nothing there.

        Rows run from the bottom up. Only the middle layer is shadowed.
        """
        self._look(view_projection, eye, shadowed=layer is Layer.RUNNER)
        self.context.scissor = window
        self.target.clear(0.0, 0.0, 0.0, 0.0)
        self.scene_program["belt_shift"] = belt_m
        self.context.enable(moderngl.CULL_FACE)
        for figure, drawn, _ in self.figures[layer]:
            self._paint(figure)
            drawn.render()
        self.context.disable(moderngl.CULL_FACE)
        for solid, array in self.solids[layer]:
            _write(self.scene_program, "model", solid.model)
            array.render()
        self.context.scissor = None
        raw = self.target.read(viewport=window, components=4, alignment=1)
        return np.frombuffer(raw, np.uint8).reshape(window[3], window[2], 4)

    def _look(self, view_projection: Array, eye: Array, *, shadowed: bool) -> None:
        self.target.use()
        self.context.enable(moderngl.DEPTH_TEST)
        self.shadow.use(0)
        for program in (self.scene_program, self.body_program):
            _write(program, "view_projection", view_projection)
            program["eye"] = tuple(eye)
            program["shadowed"] = float(shadowed)

    def draw_shadow(self) -> None:
        """Cast the shadows of the figures as they stand now."""
        self.shadow_target.use()
        self.shadow_target.clear(depth=1.0)
        self.context.enable(moderngl.DEPTH_TEST)
        for figure, _, cast in self.figures[Layer.RUNNER]:
            _write(self.shadow_program, "model", figure.model)
            cast.render()

    def _paint(self, figure: Figure) -> None:
        program = self.body_program
        _write(program, "model", figure.model)
        program["base"], program["paint"] = figure.base, list(figure.paint)
        program["stripe"], program["eyes"] = figure.stripe, figure.eyes
        program["folds"], program["seam"] = figure.folds_m, list(figure.seam)
        program["shoe"] = int(figure.is_shoe)

    def close(self) -> None:
        """Give the graphics memory back."""
        self.context.release()


def _write(program: moderngl.Program, name: str, matrix: Array) -> None:
    program[name].write(matrix.T.astype(np.float32).tobytes())


def _light_matrix(direction: Array) -> Array:
    """Orthographic view along the light, around the runner."""
    right = np.cross([1.0, 0.0, 0.0], direction)
    right /= np.linalg.norm(right)
    up = np.cross(direction, right)
    turn = np.eye(4)
    turn[:3, :3] = np.stack([right, up, direction]) / _SHADOW_REACH_M
    turn[2, :3] *= -0.5
    turn[:3, 3] = -turn[:3, :3] @ np.array([0.0, 0.75, 0.0])
    return turn
