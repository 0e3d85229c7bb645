"""What people write by hand, to compare with: each loop is a program of one process.

    python -m benchmarks.loops {plain,pipeline} CLIP BUNDLE.task

prints the frames seen and the seconds of the work alone, without start-up and model loading.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerResult
from scipy.signal import find_peaks, savgol_filter

LEFT_HIP, RIGHT_HIP, LEFT_ANKLE, RIGHT_ANKLE = 23, 24, 27, 28


def landmarker(bundle: Path) -> PoseLandmarker:
    """A pose landmarker as its documentation shows it, for videos."""
    tasks = mp.tasks
    options = tasks.vision.PoseLandmarkerOptions(
        base_options=tasks.BaseOptions(model_asset_path=str(bundle)),
        running_mode=tasks.vision.RunningMode.VIDEO,
    )
    return tasks.vision.PoseLandmarker.create_from_options(options)


def results(clip: Path, model: PoseLandmarker) -> Iterator[PoseLandmarkerResult]:
    """The loop everybody writes."""
    capture = cv2.VideoCapture(str(clip))
    rate_hz = capture.get(cv2.CAP_PROP_FPS)
    number = 0
    while True:
        more, picture = capture.read()
        if not more:
            break
        image = mp.Image(
            image_format=mp.ImageFormat.SRGB, data=cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        )
        yield model.detect_for_video(image, int(1000 * number / rate_hz))
        number += 1
    capture.release()


def plain(clip: Path, model: PoseLandmarker) -> int:
    """Decode and estimate, nothing else."""
    return sum(1 for _ in results(clip, model))


def pipeline(clip: Path, model: PoseLandmarker) -> int:
    """Decode, estimate, write landmarks as JSON, read them, smooth, find steps."""
    rows = [
        [[p.x, p.y, p.z, p.visibility] for p in found.pose_landmarks[0]]
        if found.pose_landmarks
        else None
        for found in results(clip, model)
    ]
    with tempfile.TemporaryFile("w+") as file:
        json.dump(rows, file)
        file.seek(0)
        rows = json.load(file)
    empty = np.full((33, 4), np.nan)
    track = np.array([empty if row is None else row for row in rows])
    track = np.nan_to_num(track)
    smooth = savgol_filter(track, min(11, len(track) // 2 * 2 - 1), 3, axis=0)
    for ankle, hip in ((LEFT_ANKLE, LEFT_HIP), (RIGHT_ANKLE, RIGHT_HIP)):
        find_peaks(smooth[:, ankle, 1], distance=5)
        np.degrees(np.arctan2(*(smooth[:, ankle, :2] - smooth[:, hip, :2]).T))
    return len(rows)


def main() -> None:
    """Run one loop and print its figures."""
    work = {"plain": plain, "pipeline": pipeline}[sys.argv[1]]
    clip, bundle = Path(sys.argv[2]), Path(sys.argv[3])
    with landmarker(bundle) as model:
        start = time.perf_counter()
        frames = work(clip, model)
        seconds = time.perf_counter() - start
    print(json.dumps({"frames": frames, "loop_s": seconds}))


if __name__ == "__main__":
    main()
