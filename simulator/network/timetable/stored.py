"""Feeds and timetables that were made before: kept in the process, and in the cache folder under all they depend on."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa

from simulator.cache_folder import default_cache_folder
from simulator.kept import Kept
from simulator.network.gtfs.feed import Feed, digest_of, feed_of, files_of, refuse_repairs
from simulator.network.timetable.days import TimetableDay, timetable_of
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable.walks import Walking
from simulator.whole import write_whole

MOST_BYTES = 1 << 30  # of all that is kept on disk
SUFFIX = ".tables"

Tables = Mapping[str, pd.DataFrame]

_FEEDS, _TIMETABLES = Kept(2), Kept(4)


def load_feed(path: Path, *, strict: bool = False) -> Feed:
    """Return what ``read_feed`` does, read anew only where its files are others. Raises TimetableError as that does."""
    files = files_of(path)
    digest = digest_of(files)

    def make() -> Feed:
        def read() -> dict[str, pd.DataFrame]:
            feed = feed_of(path.name, files)
            rows = pd.DataFrame({"file": list(feed.rows_read), "rows": list(feed.rows_read.values())})
            return {**feed.tables, "-repairs": feed.repairs, "-rows": rows}

        tables = dict(_stored(digest, read))
        repairs, rows = tables.pop("-repairs"), tables.pop("-rows")
        return Feed(path.name, tables, repairs, dict(zip(rows["file"], rows["rows"].tolist(), strict=True)), digest)

    feed = _FEEDS.get((path.name, digest), make)
    if strict:
        refuse_repairs(feed)
    return feed


def load_timetable(feed: Feed, days: Sequence[TimetableDay], walking: Walking) -> Timetable:
    """Return what ``timetable_of`` does, made anew only where anything it depends on is another."""
    walk = walking.walk
    told = [
        feed.digest,
        [(day.number, day.date.isoformat(), day.starts_s) for day in days],
        [walk.speed_kph, walk.detour_factor, walking.transfer_m, walking.change_s],
    ]
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def make() -> Timetable:
        return Timetable(**_stored(digest, lambda: vars(timetable_of(feed, days, walking))))

    return _TIMETABLES.get(digest, make)


def forget() -> None:
    """Let go of what this process has read; what is on disk stays."""
    _FEEDS.clear()
    _TIMETABLES.clear()


def _stored(digest: str, make: Callable[[], Tables]) -> Tables:
    """Return the tables that are kept under a digest; they are made and written where there are none."""
    key = hashlib.sha256(f"{_version()} {digest}".encode()).hexdigest()
    folder = default_cache_folder() / "timetables"
    path = folder / f"{key[:32]}{SUFFIX}"
    found = _read(path)
    if found is not None:
        return found
    made = make()
    with suppress(OSError):  # what cannot be kept is made anew
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, _packed(made))
        _forget_oldest(folder)
    return made


@cache
def _version() -> str:
    """Return what changes whenever the same feed could become other tables: the sources that make them."""
    digest = hashlib.sha256(f"pandas {pd.__version__}".encode())
    for folder in ("gtfs", "gtfs_changes", "timetable"):
        for path in sorted((Path(__file__).parents[1] / folder).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _packed(tables: Tables) -> bytes:
    """Return tables as bytes: a line with their names, types and sizes, the tables as Arrow writes them, a checksum."""
    parts, heads = list[bytes](), list[tuple[str, int, dict[str, str]]]()
    for name, table in tables.items():
        sink = io.BytesIO()
        plain = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
        with pa.ipc.new_stream(sink, plain.schema) as writer:
            writer.write_table(plain)
        parts.append(sink.getvalue())
        heads.append((name, len(parts[-1]), {str(column): str(dtype) for column, dtype in table.dtypes.items()}))
    content = json.dumps(heads).encode() + b"\n" + b"".join(parts)
    return content + hashlib.sha256(content).digest()


def _read(path: Path) -> dict[str, pd.DataFrame] | None:
    """Return tables as they were packed; None where there are none, or not to the last byte."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    content, checksum = content[:-32], content[-32:]
    if hashlib.sha256(content).digest() != checksum:
        return None
    with suppress(OSError):
        path.touch()  # not among the first to go
    at = content.index(b"\n") + 1
    tables = {}
    for name, size, dtypes in json.loads(content[:at]):
        table = pa.ipc.open_stream(pa.py_buffer(content)[at : at + size]).read_all()
        tables[name] = table.to_pandas().astype(dtypes)
        at += size
    return tables


def _forget_oldest(folder: Path) -> None:
    """Delete what nobody has read for longest, until MOST_BYTES are enough for the others."""
    facts = [(path.stat().st_mtime_ns, path, path.stat().st_size) for path in folder.glob(f"*{SUFFIX}")]
    left = MOST_BYTES
    for number, (_, path, size) in enumerate(sorted(facts, reverse=True)):
        left -= size
        if left < 0 and number > 0:
            path.unlink(missing_ok=True)
