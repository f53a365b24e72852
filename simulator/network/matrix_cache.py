"""Travel-time matrices on disk, one file per network, never trusted blindly.

A file is a plain ``.npy`` of uint16 (nodes, nodes) followed by a trailer: a mark, the digest of the network, the CRC-32
of the numbers. Whatever does not fit to the last byte is treated as absent and written anew.
"""

from __future__ import annotations

import contextlib
import io
import os
import struct
import tempfile
import zlib
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray

MARK = b"elbe-drt-times/1"
TRAILER = struct.Struct("<16s32sI")
BLOCK_ROWS_BYTES = 1 << 24


def default_cache_folder() -> Path:
    """Return the folder for files that can be made again: ``ELBE_DRT_CACHE`` or the user's cache folder."""
    chosen = os.environ.get("ELBE_DRT_CACHE")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("elbe-drt"))


def load_matrix(folder: Path, digest: str, nodes: int) -> NDArray[np.uint16] | None:
    """Return the matrix of a network, mapped from its file, or None when there is none that can be trusted."""
    path = _path(folder, digest)
    header = _header(nodes)
    size = len(header) + 2 * nodes * nodes + TRAILER.size
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size != size or file.read(len(header)) != header:
                return None
            file.seek(size - TRAILER.size)
            mark, named, checksum = TRAILER.unpack(file.read(TRAILER.size))
        if mark != MARK or named != bytes.fromhex(digest):
            return None
        seconds = np.memmap(path, dtype="<u2", mode="r", offset=len(header), shape=(nodes, nodes))
    except (OSError, ValueError, struct.error):
        return None
    return np.asarray(seconds) if _checksum(seconds) == checksum else None


def save_matrix(folder: Path, digest: str, seconds: NDArray[np.uint16]) -> bool:
    """Write a matrix under a temporary name and rename it; return False where that is impossible."""
    temporary = ""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(_header(len(seconds)))
            for block in _blocks(seconds):
                file.write(block)
            file.write(TRAILER.pack(MARK, bytes.fromhex(digest), _checksum(seconds)))
        Path(temporary).replace(_path(folder, digest))
    except OSError:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
        return False
    return True


def _path(folder: Path, digest: str) -> Path:
    return folder / f"travel-times-{digest[:32]}.npy"


def _header(nodes: int) -> bytes:
    buffer = io.BytesIO()
    layout = {"descr": "<u2", "fortran_order": False, "shape": (nodes, nodes)}
    np.lib.format.write_array_header_1_0(buffer, layout)
    return buffer.getvalue()


def _blocks(seconds: NDArray[np.uint16]) -> list[memoryview]:
    rows = max(1, BLOCK_ROWS_BYTES // max(1, 2 * len(seconds)))
    return [
        np.ascontiguousarray(seconds[first : first + rows], dtype="<u2").data for first in range(0, len(seconds), rows)
    ]


def _checksum(seconds: NDArray[np.uint16]) -> int:
    checksum = 0
    for block in _blocks(seconds):
        checksum = zlib.crc32(block, checksum)
    return checksum
