"""Travel-time matrices on disk, one file per network, never trusted blindly.

A file is a plain ``.npy`` of uint16 (2, places, places), the matrix and its transpose, followed by the bounds between
cells and a trailer: a mark, the digest of network and places, the unit, the CRC-32 of the numbers. Whatever does not
fit to the last byte is treated as absent and written anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import struct
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray

from simulator.kernels.times import Times

MARK = b"elbe-drt-times/2"
TRAILER = struct.Struct("<16s32sII")
BLOCK = 1 << 23  # numbers at a time
MOST_BYTES = 8 * 2**30  # of all tables: each set of stops and depots has one of its own


def default_cache_folder() -> Path:
    """Return the folder for files that can be made again: ``ELBE_DRT_CACHE`` or the user's cache folder."""
    chosen = os.environ.get("ELBE_DRT_CACHE")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("elbe-drt"))


def table_digest(network_digest: str, places: NDArray[np.int32]) -> str:
    """Return the SHA-256 of a network and the nodes its travel times are between, in hexadecimal."""
    return hashlib.sha256(
        bytes.fromhex(network_digest) + np.ascontiguousarray(places, dtype="<i4").tobytes()
    ).hexdigest()


def load_times(folder: Path, digest: str, cell: NDArray[np.int16], cells: int) -> Times | None:
    """Return the table of a network, mapped from its file, or None when there is none that can be trusted.

    What is written into its arrays stays in memory.

    cell: int16 (places,), the places' cells, not kept in the file; cells: their number.
    """
    path, places = _path(folder, digest), len(cell)
    header = _header(places)
    matrices, bounds = 2 * places * places, cells * cells
    size = len(header) + 2 * (matrices + bounds) + TRAILER.size
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size != size or file.read(len(header)) != header:
                return None
            file.seek(size - TRAILER.size)
            mark, named, unit_s, checksum = TRAILER.unpack(file.read(TRAILER.size))
        if mark != MARK or named != bytes.fromhex(digest):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # read just now: not among the first to go
        values = np.memmap(path, dtype="<u2", mode="c", offset=len(header), shape=(matrices + bounds,))
    except (OSError, ValueError, struct.error):
        return None
    if _checksum([values], unit_s) != checksum:
        return None
    # Plain arrays whether computed or read, so that functions compiled for the one serve the other.
    both = np.asarray(values[:matrices]).reshape(2, places, places)
    return Times(both[0], both[1], cell, np.asarray(values[matrices:]).reshape(cells, cells), unit_s)


def save_times(folder: Path, digest: str, table: Times) -> bool:
    """Write a table under a temporary name and rename it; return False where that is impossible."""
    temporary = ""
    arrays = [table.seconds, table.to_seconds, table.least]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(_header(len(table.cell)))
            for block in _blocks(arrays):
                file.write(block)
            file.write(TRAILER.pack(MARK, bytes.fromhex(digest), table.unit_s, _checksum(arrays, table.unit_s)))
        Path(temporary).replace(_path(folder, digest))
        _forget_oldest(folder)
    except OSError:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
        return False
    return True


def _forget_oldest(folder: Path) -> None:
    """Delete the tables that nobody has read for longest, until MOST_BYTES are enough for the others."""
    tables = [(path, path.stat()) for path in folder.glob("travel-times-*.npy")]
    left = MOST_BYTES
    for number, (path, facts) in enumerate(sorted(tables, key=lambda table: -table[1].st_mtime_ns)):
        left -= facts.st_size
        if left < 0 and number > 0:
            with contextlib.suppress(OSError):  # another process has deleted it, or holds it open
                path.unlink()


def _path(folder: Path, digest: str) -> Path:
    return folder / f"travel-times-{digest[:32]}.npy"


def _header(places: int) -> bytes:
    buffer = io.BytesIO()
    layout = {"descr": "<u2", "fortran_order": False, "shape": (2, places, places)}
    np.lib.format.write_array_header_1_0(buffer, layout)
    return buffer.getvalue()


def _blocks(arrays: list[NDArray[np.uint16]]) -> Iterator[memoryview]:
    for array in arrays:
        flat = np.ascontiguousarray(array, dtype="<u2").reshape(-1)
        for first in range(0, len(flat), BLOCK):
            yield flat[first : first + BLOCK].data


def _checksum(arrays: list[NDArray[np.uint16]], unit_s: int) -> int:
    checksum = zlib.crc32(struct.pack("<I", unit_s))
    for block in _blocks(arrays):
        checksum = zlib.crc32(block, checksum)
    return checksum
