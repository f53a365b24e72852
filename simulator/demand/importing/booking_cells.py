"""Cells of bookings as values: one table of all files, with the columns of a profile and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.importing.booking_profile import FIELDS, BookingProfile
from simulator.demand.importing.imported import names_of
from simulator.demand.importing.sheet import Sheet, read_sheet
from simulator.errors import Problem, RequestFileError


@dataclass(frozen=True)
class BookingCells:
    """What the files say.

    table: the columns of FIELDS as text, "" where there is none, with file and line. odd: file and line of rows with
    too many or too few cells. told: fields that any file has. not_read: names of all other columns. above: lines above
    headers.
    """

    table: pd.DataFrame
    odd: pd.DataFrame
    told: frozenset[str]
    not_read: tuple[str, ...]
    above: int


def read_cells_of(files: Sequence[Path], profile: BookingProfile) -> BookingCells:
    """Read all files. Raises RequestFileError where one cannot be read, or a column is there twice."""
    tables, odd, told, not_read, above = [], [], set[str](), dict[str, None](), 0
    for path, name in zip(files, names_of(files), strict=True):
        sheet = read_sheet(path, profile.is_header, profile.expected())
        found = profile.found(sheet.header)
        _check_once(sheet, profile, found)
        places = set(found.values())
        not_read |= dict.fromkeys(
            title or f"(column {place + 1}, without a name)"
            for place, title in enumerate(sheet.header)
            if place not in places
        )
        not_read |= dict.fromkeys(f"(sheet {title})" for title in sheet.beside)
        told |= found.keys()
        above += sheet.above
        columns = {one: [row[found[one]] for row in sheet.rows] if one in found else "" for one in FIELDS}
        tables.append(pd.DataFrame({"file": name, "line": sheet.lines, **columns}, dtype=object))
        odd.append(pd.DataFrame({"file": name, "line": sheet.odd}, dtype=object))
    table = pd.concat(tables, ignore_index=True)
    return BookingCells(table, pd.concat(odd, ignore_index=True), frozenset(told), tuple(not_read), above)


def _check_once(sheet: Sheet, profile: BookingProfile, found: dict[str, int]) -> None:
    """Raise RequestFileError where two columns have the name of one that is read, and differ."""
    problems = []
    for field, place in found.items():
        same = BookingProfile(profile.name, {field: (sheet.header[place],)})
        rest = [name if number != place else "" for number, name in enumerate(sheet.header)]
        again = same.found(rest).get(field)
        if again is not None and any(row[place] != row[again] for row in sheet.rows):
            message = "stands twice in the header, with different content; delete or rename one of the two"
            problems.append(Problem(str(sheet.file), 0, 0, sheet.header[place][:80], message))
    if problems:
        raise RequestFileError(problems)


def numbers(texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return numbers with a decimal point or comma, NaN where there is none, and which cells cannot be read."""
    known: dict[str, float] = {"": np.nan}
    wrong = set()
    for text in texts:
        if text not in known:
            try:
                known[text] = float(text.replace(",", ".")) if "_" not in text else np.nan
            except ValueError:
                known[text] = np.nan
            if not np.isfinite(known[text]):
                known[text] = np.nan
                wrong.add(text)
    return (
        np.array([known[text] for text in texts], dtype=np.float64),
        np.array([text in wrong for text in texts], dtype=np.bool_),
    )
