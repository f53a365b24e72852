"""Timetables as files of GTFS: the same tables give the same bytes."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from simulator.errors import Problem, TimetableError
from simulator.network.gtfs.fields import FIELDS, NO_TIME, Field
from simulator.units import HOUR_S, MINUTE_S
from simulator.whole import draft_folder, put_in_place, write_whole

REQUIRED = {"route_type", "transfer_type"}  # columns that every feed has to have, though reading does without
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip can say: its files have no other time


def write_feed(tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write tables as those of a ``Feed``: as a zip where the name ends in .zip, else as a folder.

    Files without rows are left out, and columns that say no more than what counts without them. Files follow by name,
    rows and columns as given. What is there is replaced whole.

    Raises
    ------
    TimetableError
        It cannot be written, or something else than a feed would be lost.
    """
    check_target(path)
    files = {f"{name}.txt": _content(name, tables[name]) for name in sorted(tables) if len(tables[name])}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if _is_zip(path):
            write_whole(path, _zipped(files))
        else:
            _write_folder(path, files)
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        raise TimetableError([Problem(str(path), 0, 0, "", message)]) from error


def check_target(path: Path) -> None:
    """Raise TimetableError where writing a feed would destroy something else: a folder with other files in it."""
    if os.path.lexists(path) and not (path.is_file() if _is_zip(path) else _is_feed_folder(path)):
        kind = "file" if _is_zip(path) else "folder with a feed and nothing else"
        raise TimetableError([Problem(str(path), 0, 0, "", f"exists and is no {kind}; nothing was written")])


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip"


def _is_feed_folder(path: Path) -> bool:
    if not path.is_dir() or path.is_symlink():
        return False
    return {entry.name for entry in path.iterdir()} <= {f"{name}.txt" for name in FIELDS}


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # as from Unix, wherever it is written
            archive.writestr(entry, content, compresslevel=9)
    return buffer.getvalue()


def _write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    with draft_folder(path.parent) as draft:
        whole = draft / path.name
        whole.mkdir(mode=0o755)
        for name, content in files.items():
            (whole / name).write_bytes(content)
        put_in_place(whole, path)


def _content(name: str, table: pd.DataFrame) -> bytes:
    fields = {field.name: field for field in FIELDS.get(name, ())}
    columns = [str(column) for column in table.columns if column != "line"]
    texts = {
        column: _text(table[column], fields.get(column, Field(column)))
        for column in columns
        if column in REQUIRED or _says_something(table[column], fields.get(column))
    }
    return pd.DataFrame(texts).to_csv(index=False, lineterminator="\n").encode()


def _says_something(values: pd.Series, field: Field | None) -> bool:
    if field is None or field.needed:
        return True
    default = values.isna() if field.default != field.default else values == field.default
    return not default.all()


def _text(values: pd.Series, field: Field) -> pd.Series:
    if field.kind == "time":
        return values.map(lambda time: "" if time == NO_TIME else _clock(time))
    if values.dtype == bool:
        return values.astype(int)
    if field.name == "min_transfer_time":
        return values.astype(object).mask(values == field.default, "")
    return values


def _clock(time: int) -> str:
    return f"{time // HOUR_S:02d}:{time // MINUTE_S % MINUTE_S:02d}:{time % MINUTE_S:02d}"
