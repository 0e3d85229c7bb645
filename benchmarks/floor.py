"""The least a frame can cost here: bare decoding and bare landmark network, one thread each.

python -m benchmarks.floor CLIP BUNDLE.task ...
"""

import json
import sys
import time
import zipfile
from pathlib import Path

import av
import numpy as np
from ai_edge_litert.interpreter import Interpreter

INVOCATIONS = 150


def decode_ms(clip: Path) -> float:
    """Mean milliseconds to decode a frame with one thread, no conversion."""
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        start = time.perf_counter()
        frames = sum(1 for _ in container.decode(stream))
        return 1000 * (time.perf_counter() - start) / frames


def invoke_ms(bundle: Path) -> float:
    """Mean milliseconds of the landmark network alone with one thread."""
    with zipfile.ZipFile(bundle) as archive:
        network = archive.read("pose_landmarks_detector.tflite")
    interpreter = Interpreter(model_content=network, num_threads=1)
    interpreter.allocate_tensors()
    given = interpreter.get_input_details()[0]
    picture = np.random.default_rng(0).random(given["shape"]).astype(np.float32)
    interpreter.set_tensor(given["index"], picture)
    for _ in range(10):
        interpreter.invoke()
    start = time.perf_counter()
    for _ in range(INVOCATIONS):
        interpreter.invoke()
    return 1000 * (time.perf_counter() - start) / INVOCATIONS


def main() -> None:
    """Print both, for each bundle its own."""
    clip, *bundles = map(Path, sys.argv[1:])
    invoke = [invoke_ms(bundle) for bundle in bundles]
    print(json.dumps({"decode_ms": decode_ms(clip), "invoke_ms": invoke}))


if __name__ == "__main__":
    main()
