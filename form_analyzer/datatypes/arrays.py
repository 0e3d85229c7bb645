"""Arrays and how they are made read-only."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]
UInt8Array = NDArray[np.uint8]


def freeze(*arrays: NDArray[np.generic] | None) -> None:
    """Make arrays read-only; ``None`` is passed over."""
    for array in arrays:
        if array is not None:
            array.flags.writeable = False
