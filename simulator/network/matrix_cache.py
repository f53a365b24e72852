"""Travel-time matrices on disk, one file per network, never trusted blindly.

A file is a plain ``.npy`` of uint16 (2, places, places), the matrix and its transpose, followed by the bounds between
cells and a trailer: a mark, the digest of network and places, the unit, a CRC-32 of the CRC-32 of each block of
numbers. Whatever does not fit to the last byte is treated as absent and written anew. All of a file is read once; from
then on a small file beside it says when it was written and how large it is, and samples of it are read.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import struct
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.times import Times
from simulator.network.threads import at_once

MARK = b"elbe-drt-times/3"
TRAILER = struct.Struct("<16s32sII")
BLOCK = 1 << 23  # numbers at a time
SAMPLES, SAMPLE = 64, 2048  # pieces of so many numbers, spread evenly
MOST_BYTES = 8 * 2**30  # of all tables: each set of stops and depots has one of its own


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
        values = np.memmap(path, dtype="<u2", mode="c", offset=len(header), shape=(matrices + bounds,))
    except (OSError, ValueError, struct.error):
        return None
    if not _was_seen(path, values) and _checksum(values, unit_s) != checksum:
        return None
    _note_seen(path, values)  # read just now, too: not among the first to go
    # Plain arrays whether computed or read, so that functions compiled for the one serve the other.
    both = np.asarray(values[:matrices]).reshape(2, places, places)
    return Times(both[0], both[1], cell, np.asarray(values[matrices:]).reshape(cells, cells), unit_s)


@dataclass(eq=False)
class Part:
    """A file of a table under a temporary name until it is kept. values: its numbers, uint16 (n,)."""

    values: NDArray[np.uint16]
    _file: IO[bytes]
    _path: Path

    def keep(self, digest: str, unit_s: int) -> bool:
        """Give the file its name; return False where that is impossible. Its numbers are not to be used any more."""
        try:
            with self._file as file:
                file.seek(0, os.SEEK_END)
                file.write(TRAILER.pack(MARK, bytes.fromhex(digest), unit_s, _checksum(self.values, unit_s)))
            path = _path(self._path.parent, digest)
            self._path.replace(path)
            _note_seen(path, self.values)
            _forget_oldest(path.parent)
        except OSError:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            return False
        return True


class Room(NamedTuple):
    """A table that is filled where it is kept.

    seconds, to_seconds: uint16 (places, places). least: uint16 (cells, cells). part: of which these are the numbers.
    """

    seconds: NDArray[np.uint16]
    to_seconds: NDArray[np.uint16]
    least: NDArray[np.uint16]
    part: Part


def new_room(folder: Path, places: int, cells: int) -> Room | None:
    """Return a file for a table, all of its bytes reserved; None where there can be none."""
    matrices, bounds = 2 * places * places, cells * cells

    def reserve(file: IO[bytes]) -> None:
        _reserve(file.fileno(), file.tell() + 2 * (matrices + bounds))

    part = _new_part(folder, places, reserve)
    if part is None:
        return None
    both = part.values[:matrices].reshape(2, places, places)
    return Room(both[0], both[1], part.values[matrices:].reshape(cells, cells), part)


def save_times(folder: Path, digest: str, table: Times) -> bool:
    """Write a table; return False where that is impossible."""

    def write(file: IO[bytes]) -> None:
        for array in (table.seconds, table.to_seconds, table.least):
            file.write(np.ascontiguousarray(array, dtype="<u2").data)
        file.flush()

    part = _new_part(folder, len(table.cell), write)
    return part is not None and part.keep(digest, table.unit_s)


def _new_part(folder: Path, places: int, fill: Callable[[IO[bytes]], None]) -> Part | None:
    """Return a file under a temporary name, with a header and what fills it; None where there can be none."""
    header, temporary = _header(places), ""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
        file = os.fdopen(handle, "r+b")
        file.write(header)
        file.flush()
        fill(file)
        values = np.memmap(file, dtype="<u2", mode="r+", offset=len(header))
    except (OSError, ValueError):
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
        return None
    return Part(np.asarray(values), file, Path(temporary))


def _reserve(handle: int, size: int) -> None:
    """Let a file have so many bytes. Raises OSError where the disk has no room for them."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, size)  # else what is written through memory fails without a word
    else:
        free = os.fstatvfs(handle)
        if free.f_bavail * free.f_frsize < size:
            raise OSError(28, "No space left on device")
        os.ftruncate(handle, size)


def _seen(path: Path) -> Path:
    return path.with_suffix(".seen")


def _was_seen(path: Path, values: NDArray[np.uint16]) -> bool:
    """Return whether a file is the one that was read as a whole: by size, time of writing and samples."""
    try:
        return _seen(path).read_bytes() == _facts(path, values)
    except OSError:
        return False


def _note_seen(path: Path, values: NDArray[np.uint16]) -> None:
    """Take note that a file is as it should be."""
    with contextlib.suppress(OSError):
        _seen(path).write_bytes(_facts(path, values))


def _facts(path: Path, values: NDArray[np.uint16]) -> bytes:
    facts, checksum = path.stat(), 0
    for first in np.linspace(0, max(0, len(values) - SAMPLE), SAMPLES).astype(int).tolist():
        checksum = zlib.crc32(values[first : first + SAMPLE].data, checksum)
    return f"{facts.st_size} {facts.st_mtime_ns} {checksum}\n".encode()


def _forget_oldest(folder: Path) -> None:
    """Delete the tables that nobody has read for longest, until MOST_BYTES are enough for the others."""
    tables = [(path, _read_ns(path), path.stat().st_size) for path in folder.glob("travel-times-*.npy")]
    left = MOST_BYTES
    for number, (path, _, size) in enumerate(sorted(tables, key=lambda table: -table[1])):
        left -= size
        if left < 0 and number > 0:
            with contextlib.suppress(OSError):  # another process has deleted it, or holds it open
                path.unlink()
                _seen(path).unlink()


def _read_ns(path: Path) -> int:
    """Return when a table was read last, or written."""
    with contextlib.suppress(OSError):
        return _seen(path).stat().st_mtime_ns
    return path.stat().st_mtime_ns


def _path(folder: Path, digest: str) -> Path:
    return folder / f"travel-times-{digest[:32]}.npy"


def _header(places: int) -> bytes:
    buffer = io.BytesIO()
    layout = {"descr": "<u2", "fortran_order": False, "shape": (2, places, places)}
    np.lib.format.write_array_header_1_0(buffer, layout)
    return buffer.getvalue()


def _checksum(values: NDArray[np.uint16], unit_s: int) -> int:
    """Return the checksum of a table. Threads share the blocks."""
    blocks = [values[first : first + BLOCK].data for first in range(0, len(values), BLOCK)]
    return zlib.crc32(struct.pack(f"<I{len(blocks)}I", unit_s, *at_once(zlib.crc32, blocks)))
