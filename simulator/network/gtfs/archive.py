"""The files of a GTFS feed, zipped or in a folder: never unpacked to disk, and no larger than memory allows.

Nobody vouches for a feed: only files with known names are read, sizes are counted while unpacking, not believed.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

from simulator.errors import Problem, TimetableError

MOST_FILE_BYTES = 1 << 30  # unpacked
MOST_BYTES = 2 << 30  # of all files together
MOST_ENTRIES = 100_000  # of a zip
MARK = "stop_times.txt"  # what every feed has; where a zip has it in a folder of its own, all is read there


def read_files(path: Path, wanted: Collection[str]) -> dict[str, bytes]:
    """Return the files of a feed that have one of some names, small or capital letters, in the order of ``wanted``.

    Raises TimetableError where it is no zip and no folder, cannot be read, or is too large.
    """
    try:
        if path.is_dir():
            return _of_folder(path, wanted)
        with zipfile.ZipFile(path) as archive:
            return _of_zip(path, archive, wanted)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _refused(path, f"is no zip that can be read: {error}; expected a GTFS feed, a zip or a folder") from error
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror or error}") from error


def _of_folder(path: Path, wanted: Collection[str]) -> dict[str, bytes]:
    entries = {entry.name.lower(): entry for entry in sorted(path.iterdir()) if entry.is_file()}
    found = {name: entries[name] for name in wanted if name in entries}
    _check_sizes(path, ((name, entry.stat().st_size) for name, entry in found.items()))
    return {name: entry.read_bytes() for name, entry in found.items()}


def _of_zip(path: Path, archive: zipfile.ZipFile, wanted: Collection[str]) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_ENTRIES:
        raise _refused(path, f"holds more than {MOST_ENTRIES:,} files; that is no GTFS feed")
    root = _root(entries)
    by_name = {
        place.name.lower(): entry for entry in entries if (place := PurePosixPath(entry.filename)).parent == root
    }
    found = {name: by_name[name] for name in wanted if name in by_name}
    _check_sizes(path, ((name, entry.file_size) for name, entry in found.items()))
    return {name: _unpacked(path, archive, entry) for name, entry in found.items()}


def _root(entries: list[zipfile.ZipInfo]) -> PurePosixPath:
    """Return the folder inside a zip that the feed is in: the one nearest to the top, of these the first by name."""
    places = [PurePosixPath(entry.filename) for entry in entries]
    roots = sorted((len(place.parts), str(place)) for place in places if place.name.lower() == MARK)
    return PurePosixPath(roots[0][1]).parent if roots else PurePosixPath()


def _unpacked(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise _refused(path, f"{entry.filename[:80]} is larger than the zip says")
    return content


def _check_sizes(path: Path, sizes: Iterable[tuple[str, int]]) -> None:
    total = 0
    for name, size in sizes:
        total += size
        if size > MOST_FILE_BYTES or total > MOST_BYTES:
            raise _refused(path, f"{name} is too large: at most {MOST_FILE_BYTES:,} bytes a file are read")


def _refused(path: Path, message: str) -> TimetableError:
    return TimetableError([Problem(str(path), 0, 0, "", message)])
