"""Draw the scene off-screen with Mesa's software OpenGL (no screen, no GPU needed)."""

from dataclasses import dataclass

import moderngl
import numpy as np
from numpy.typing import NDArray

from tools.render_runner import shaders
from tools.render_runner.body import Array
from tools.render_runner.shapes import Colour

_SHADOW_SIZE = 768
_SHADOW_REACH_M = 1.5

Window = tuple[int, int, int, int]
"""Left, bottom, width and height in pixels, counted from the lower left corner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The main light and what the room gives back.

    ``elevation_deg`` above the horizon; ``azimuth_deg`` 0 = from behind the camera, + = from the
    runner's front; ``strength`` of the main light, ``ambient`` of the rest; ``warmth`` -1..1.
    """

    elevation_deg: float = 60.0
    azimuth_deg: float = 20.0
    strength: float = 0.75
    ambient: float = 0.55
    warmth: float = 0.0

    def direction(self, camera_side: int) -> Array:
        """Unit vector towards the light, (3,)."""
        up, turn = np.radians(self.elevation_deg), np.radians(self.azimuth_deg)
        flat = np.cos(up)
        return np.array([flat * np.sin(turn), np.sin(up), camera_side * flat * np.cos(turn)])


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
        self.is_shoe = False
        self.model = np.eye(4)

    def move(self, vertices: Array, normals: Array) -> None:
        """Put the mesh into this frame's place."""
        self.moving.write(np.hstack([vertices, normals]).astype(np.float32).tobytes())


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
        self.solids: list[tuple[Solid, moderngl.VertexArray]] = []
        self.backdrop: list[tuple[Solid, moderngl.VertexArray]] = []
        self.figures: list[tuple[Figure, moderngl.VertexArray, moderngl.VertexArray]] = []
        self.still_figures: list[tuple[Figure, moderngl.VertexArray, moderngl.VertexArray]] = []

    def add_solid(self, rows: NDArray[np.float32], *, backdrop: bool = False) -> Solid:
        """A still mesh of rows (position, normal, colour, material).

        A backdrop lies behind the runner, takes no shadow and is drawn once for each view.
        """
        solid = Solid(self.context, rows)
        names = ("position", "normal", "colour", "material")
        array = self.context.vertex_array(
            self.scene_program, [(solid.buffer, "3f 3f 3f 1f", *names)]
        )
        (self.backdrop if backdrop else self.solids).append((solid, array))
        return solid

    def add_figure(
        self, rest: Array, inside: Array, faces: NDArray[np.int32], *, backdrop: bool = False
    ) -> Figure:
        """A mesh that moves each frame, or stands still in the backdrop."""
        figure = Figure(self.context, rest, inside, faces)
        parts = [
            (figure.moving, "3f 3f", "position", "normal"),
            (figure.fixed, "4f 3f", "inside", "rest"),
        ]
        drawn = self.context.vertex_array(self.body_program, parts, figure.index)
        cast = self.context.vertex_array(
            self.shadow_program, [(figure.moving, "3f 12x", "position")], figure.index
        )
        (self.still_figures if backdrop else self.figures).append((figure, drawn, cast))
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

    def draw_backdrop(self, view_projection: Array, eye: Array) -> NDArray[np.uint8]:
        """The still room without shadows, (h, w, 3), rows from the bottom up."""
        self._look(view_projection, eye, shadowed=False)
        self.target.clear(0.8, 0.8, 0.8, 1.0)
        for solid, array in self.backdrop:
            _write(self.scene_program, "model", solid.model)
            array.render()
        for figure, drawn, _ in self.still_figures:
            self._paint(figure)
            drawn.render()
        return self._read((0, 0, *self.size), 3)

    def draw(
        self, view_projection: Array, eye: Array, belt_shift_m: float, window: Window
    ) -> NDArray[np.uint8]:
        """Runner and treadmill before nothing, (h, w, 4) of a window; alpha 0 = nothing there.

        The room always lies behind them, so pictures are laid over each other without depth.
        """
        self._draw_shadow()
        self._look(view_projection, eye, shadowed=True)
        self.context.scissor = window
        self.target.clear(0.0, 0.0, 0.0, 0.0)
        self.scene_program["belt_shift"] = belt_shift_m
        self.context.enable(moderngl.CULL_FACE)
        for figure, drawn, _ in self.figures:
            self._paint(figure)
            drawn.render()
        for solid, array in self.solids:
            _write(self.scene_program, "model", solid.model)
            array.render()
        self.context.disable(moderngl.CULL_FACE)
        self.context.scissor = None
        return self._read(window, 4)

    def _look(self, view_projection: Array, eye: Array, *, shadowed: bool) -> None:
        self.target.use()
        self.context.enable(moderngl.DEPTH_TEST)
        self.shadow.use(0)
        for program in (self.scene_program, self.body_program):
            _write(program, "view_projection", view_projection)
            program["eye"] = tuple(eye)
            program["shadowed"] = float(shadowed)

    def _read(self, window: Window, components: int) -> NDArray[np.uint8]:
        raw = self.target.read(viewport=window, components=components, alignment=1)
        return np.frombuffer(raw, np.uint8).reshape(window[3], window[2], components)

    def _draw_shadow(self) -> None:
        self.shadow_target.use()
        self.shadow_target.clear(depth=1.0)
        self.context.enable(moderngl.DEPTH_TEST)
        for figure, _, cast in self.figures:
            _write(self.shadow_program, "model", figure.model)
            cast.render()

    def _paint(self, figure: Figure) -> None:
        program = self.body_program
        _write(program, "model", figure.model)
        program["base"], program["paint"] = figure.base, list(figure.paint)
        program["stripe"], program["eyes"] = figure.stripe, figure.eyes
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
