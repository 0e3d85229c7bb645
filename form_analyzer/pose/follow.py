"""Follow people through a chunk of a clip, and count them in a few stills of it."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace

import numpy as np

from form_analyzer.datatypes import N_KEYPOINTS, FloatArray, Frame, UInt8Array
from form_analyzer.pose.chunks import WARM_UP, Chunk
from form_analyzer.pose.feet import FeetPicture, about_feet
from form_analyzer.pose.landmarker import Landmarker, Pose
from form_analyzer.pose.messages import Advanced, ChunkRows, Setup, Task
from form_analyzer.pose.people import MAX_PEOPLE, Place, Region
from form_analyzer.pose.source import FrameSource

_FRAMES_PER_REPORT = 16
_GREY = 127


class ChunkWorker:
    """Does one chunk after the other of one clip.

    Parameters
    ----------
    setup
        What the chunks have in common.
    advanced
        Called now and then with what is newly done.
    """

    def __init__(self, setup: Setup, advanced: Callable[[Advanced], None]) -> None:
        self._setup = setup
        self._advanced = advanced
        self._stills_landmarker: Landmarker | None = None
        self._source = FrameSource(
            setup.read_frames, setup.info, setup.every, WARM_UP, ahead=setup.decodes_ahead
        )

    def rows(self, task: Task) -> ChunkRows:
        """The tracks' rows of a chunk, from landmarkers with no memory.

        Depends on the task alone, not on what this worker did before.
        """
        chunk, decoded_before = task.chunk, self._source.decode_s
        rows = _Rows(self._setup, task)
        stills: list[tuple[FloatArray, ...]] = []
        look_at = self._stills(task)
        reported = chunk.start
        with ExitStack() as stack:
            as_is, mirrored = (
                [
                    _Person(place, stack.enter_context(Landmarker(self._setup.model, mirrored=way)))
                    for place in task.places
                ]
                for way in (False, True)
            )
            for frame in self._source.frames(self._begin(chunk), chunk.stop):
                began = time.perf_counter()
                rows.add(frame, mirrored if frame.index // self._setup.every % 2 else as_is)
                if frame.index in look_at:
                    stills.append(self._people_in(frame))
                rows.inference_s += time.perf_counter() - began
                if frame.index - reported >= _FRAMES_PER_REPORT * self._setup.every:
                    self._advanced(Advanced(frame.index - reported, rows.feet()))
                    reported = frame.index
        self._advanced(Advanced(chunk.stop - reported, rows.feet()))
        return rows.stack(tuple(stills), self._source.decode_s - decoded_before)

    def _begin(self, chunk: Chunk) -> int:
        return max(0, chunk.start - WARM_UP * self._setup.every)

    def _stills(self, task: Task) -> frozenset[int]:
        """Frames of a chunk in which people are counted, spread over it."""
        chunk, every, n = task.chunk, self._setup.every, task.n_stills
        length = chunk.stop - chunk.start
        places = (chunk.start + length * (2 * k + 1) // (2 * n) for k in range(n))
        return frozenset(place // every * every for place in places)

    def _people_in(self, frame: Frame) -> tuple[FloatArray, ...]:
        """Boxes of the people in a still, best detection first."""
        if self._stills_landmarker is None:
            self._stills_landmarker = Landmarker(
                self._setup.model, n_people=MAX_PEOPLE, stills=True
            )
        return tuple(_box(pose) for pose in self._stills_landmarker.find(frame.image))


class _Rows:
    """Rows of the tracks of one chunk while they come in."""

    def __init__(self, setup: Setup, task: Task) -> None:
        self.inference_s = 0.0
        self._task = task
        self._size = np.array([setup.info.width_px, setup.info.height_px], dtype=np.float64)
        self._frames: list[tuple[int, float]] = []
        self._poses: list[list[Pose | None]] = []
        self._feet: dict[int, FeetPicture] = {}

    def add(self, frame: Frame, people: "Sequence[_Person]") -> None:
        """Look at a frame; a row unless it only warms up."""
        poses = [person.find(frame.image) for person in people]
        if frame.index >= self._task.chunk.start:
            self._frames.append((frame.index, frame.time_s))
            self._poses.append(poses)
            self._keep_feet(frame, poses)

    def feet(self) -> dict[int, FeetPicture]:
        """Pictures about the feet since this was last asked for."""
        kept, self._feet = self._feet, {}
        return kept

    def _keep_feet(self, frame: Frame, poses: Sequence[Pose | None]) -> None:
        """Keep what is about the feet of somebody who is alone."""
        if frame.grey is None or len(poses) != 1 or poses[0] is None:
            return
        picture = about_feet(frame.grey, poses[0].position)
        if picture is not None:
            self._feet[frame.index] = picture

    def stack(self, stills: tuple[tuple[FloatArray, ...], ...], decode_s: float) -> ChunkRows:
        """All rows as arrays; ``nan`` where nobody was found."""
        shape = (len(self._task.places), len(self._frames), N_KEYPOINTS)
        position, confidence = np.full((*shape, 2), np.nan), np.zeros(shape)
        world = np.full((*shape, 3), np.nan)
        for row, poses in enumerate(self._poses):
            for person, pose in enumerate(poses):
                if pose is not None:
                    position[person, row] = pose.position * self._size
                    confidence[person, row] = pose.confidence
                    world[person, row] = pose.world_m
        return ChunkRows(
            chunk=self._task.chunk,
            time_s=np.array([t for _, t in self._frames], dtype=np.float64),
            frame_index=np.array([i for i, _ in self._frames], dtype=np.intp),
            position_px=position,
            confidence=confidence,
            world_m=world,
            stills=stills,
            decode_s=decode_s,
            inference_s=self.inference_s,
        )


class _Person:
    """Somebody followed by a landmarker of their own, in their place.

    The landmarker takes whom it detects best: until it follows the right one, and whenever it
    has lost that one, everybody else is painted over.
    """

    def __init__(self, place: Place, landmarker: Landmarker) -> None:
        self._place, self._landmarker = place, landmarker
        self._followed = False

    def find(self, image: UInt8Array) -> Pose | None:
        """The pose in fractions of the whole picture; ``None`` where it is not found."""
        shown = image if self._followed else _alone(image, self._place)
        around = self._place.around
        found = self._landmarker.find(np.ascontiguousarray(around.cut(shown)))
        pose = _in_picture(found[0], around, image) if found else None
        self._followed = pose is not None and self._place.holds(_box(pose))
        return pose if self._followed else None


def _alone(image: UInt8Array, place: Place) -> UInt8Array:
    """The picture without the others in it, as far as they are not before or behind the person."""
    if not place.others:
        return image
    shown = image.copy()
    for other in place.others:
        other.cut(shown)[:] = _GREY
    place.body.cut(shown)[:] = place.body.cut(image)
    return shown


def _in_picture(pose: Pose, region: Region, image: UInt8Array) -> Pose:
    """A pose in fractions of a region as one in fractions of the whole picture."""
    left, top, right, bottom = region.pixels(image)
    size = np.array([image.shape[1], image.shape[0]])
    corner, extent = np.array([left, top]) / size, np.array([right - left, bottom - top]) / size
    return replace(pose, position=corner + extent * pose.position)


def _box(pose: Pose) -> FloatArray:
    """The box around a pose's keypoints, (4,)."""
    return np.concatenate([pose.position.min(axis=0), pose.position.max(axis=0)])
