"""Arrays as text that a page can carry: little-endian bytes in base64, with a note of type and place."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

ALIGNMENT = 4  # a typed array in a browser must start at a multiple of its item size
_NAMES = {"u1": "Uint8Array", "u2": "Uint16Array", "u4": "Uint32Array", "i2": "Int16Array", "i4": "Int32Array"}


def pack(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    """Return ``{"layout": {name: [type, offset, items]}, "bytes": base64}`` of whole-number arrays of one dimension."""
    layout: dict[str, list[Any]] = {}
    parts: list[bytes] = []
    offset = 0
    for name, array in arrays.items():
        kind = f"{array.dtype.kind}{array.dtype.itemsize}"
        layout[name] = [_NAMES[kind], offset, array.size]
        data = array.astype(array.dtype.newbyteorder("<")).tobytes()
        data += bytes(-len(data) % ALIGNMENT)
        parts.append(data)
        offset += len(data)
    return {"layout": layout, "bytes": base64.b64encode(b"".join(parts)).decode("ascii")}


def unpack(packed: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    """Return the arrays that were packed."""
    data = base64.b64decode(packed["bytes"])
    kinds = {name: kind for kind, name in _NAMES.items()}
    return {
        name: np.frombuffer(data, f"<{kinds[kind]}", count=items, offset=offset)
        for name, (kind, offset, items) in packed["layout"].items()
    }


def narrow(values: ArrayLike) -> NDArray[Any]:
    """Return whole numbers in the smallest unsigned type that holds them, int32 when some are negative.

    Raises ValueError when they do not fit into 32 bits.
    """
    numbers = np.asarray(values, dtype=np.int64)
    least, most = int(numbers.min(initial=0)), int(numbers.max(initial=0))
    for kind in (np.uint8, np.uint16, np.uint32) if least >= 0 else (np.int32,):
        if np.iinfo(kind).min <= least and most <= np.iinfo(kind).max:
            return numbers.astype(kind)
    raise ValueError(f"numbers from {least} to {most} do not fit into 32 bits")
