"""Runs of bookings of real people: what nobody is shown of them unless their import said so.

Their places are coarse already, made so by the import. Here riders who could be followed one by one, and counts below
five, are taken from what pages, figures and exports show; docs/personal-data.md tells what is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.errors import ResultError
from simulator.notes import N_, Note
from simulator.results.reader import missing_files, read_named

LEAST = 5  # of fewer nothing is told
LIST_NOBODY = ("gbfs", "gtfs-flex")  # exports without requests
GUARDED = N_(
    "The requests are bookings of real people. Places are coarse, single riders are not drawn, and places and groups "
    "with fewer than %(least)s requests are left out."
)


def is_guarded(folder: Path) -> bool:
    """Tell whether a run is of bookings of real people, to be shown guarded. Raises ResultError."""
    return not missing_files(folder, ("import",)) and guards(read_named(folder, "import"))


def guards(told: Mapping[str, Any] | None) -> bool:
    """Tell the same of what the import says; what it does not say is taken for the careful answer."""
    return told is not None and told.get("personal") is not False and told.get("single_places_shown") is not True


def enough(table: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the rows of a table that are about so many requests; None where none is left."""
    if table is None:
        return None
    left = table[table["requests"] >= LEAST]
    return left if len(left) else None


def guarded_note() -> Note:
    """Say on the page of a run that it is guarded."""
    return Note("guarded", "demand.requests_file", GUARDED, {"least": LEAST})


def refuse_to_list(folder: Path, what: str) -> None:
    """Raise ResultError where a file would list the requests of such a run one by one."""
    if is_guarded(folder):
        raise ResultError(
            f"{folder}: {what} lists single trips of imported bookings, which are of real people; import them with "
            "--personal if whoever gets the file may see them"
        )
