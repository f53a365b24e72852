"""An import of bookings, read again: the requests, what became of them, and the days on which the service was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.days import LocalClock
from simulator.demand.importing.estimates import kind_of_day, served_days
from simulator.demand.importing.folder import MANIFEST, OBSERVED, REQUESTS, import_manifest
from simulator.demand.importing.imported import OBSERVED_DTYPES
from simulator.demand.importing.requests_text import clock_of
from simulator.demand.requests_file import read_requests
from simulator.errors import Problem, RequestFileError
from simulator.input_table import Reading
from simulator.scenario.calendar_models import MOST_DAYS, Calendar, State
from simulator.table_file import read_cells
from simulator.tables import typed
from simulator.units import DAY_S
from simulator.world.calendar import days_of


@dataclass(frozen=True)
class Bookings:
    """What an import in a folder holds.

    table: columns of the requests and of OBSERVED_DTYPES, by submission; times in true seconds since 00:00 of
    first_day. days: number and DayType of each day of the service. side_m: of the squares in whose middles places are;
    0: as they were, or near other places. zones: of which estimates are told. single: whether single places and small
    counts may be shown. manifest: all that the import says of itself.
    """

    folder: Path
    table: pd.DataFrame
    first_day: date
    days: dict[int, int]
    clock: LocalClock
    side_m: float
    zones: Path | None
    single: bool
    manifest: Mapping[str, Any]

    def date_of(self, day: int) -> date:
        """Return the date of a day."""
        return self.first_day + timedelta(days=day)


def read_bookings_of(folder: Path, state: State | None = None) -> Bookings:
    """Read an import. state: whose holidays hold. Raises RequestFileError where the folder is none of bookings."""
    manifest = _manifest(folder)
    first_day = date.fromisoformat(manifest["first_day"])
    clock, path = clock_of(first_day), folder / REQUESTS
    classes = tuple(sorted(set(_column(path, "traveller_class")) - {""})) or ("",)
    requests = read_requests(path, classes, Reading(first_day=first_day, clock=clock, days=range(MOST_DAYS)))
    observed = _read_observed(folder / OBSERVED)
    table = requests.merge(observed, on="request_id", how="inner", validate="one_to_one")
    if len(table) != len(requests):
        raise _refused(folder / OBSERVED, "tells of other requests than requests.csv; import once more")
    settings = manifest.get("settings") or {}
    zones = Path(settings["zones"]) if "zones" in settings else None
    if zones is not None and not zones.is_file():
        raise _refused(folder / MANIFEST, f"{zones}, the zones of the import, is no longer there", "settings.zones")
    return Bookings(
        folder,
        table,
        first_day,
        _days(table, first_day, clock, state or settings.get("holidays") or None),
        clock,
        float((manifest.get("coarsened") or {}).get("places_m") or 0),
        zones,
        manifest.get("personal") is False or manifest.get("single_places_shown") is True,
        manifest,
    )


def _manifest(folder: Path) -> dict[str, Any]:
    """Return what an import of bookings says of itself. Raises RequestFileError where it is none."""
    if not folder.is_dir():
        raise _refused(folder, "is no folder; expected one that elbe-drt demand import has written")
    manifest = import_manifest(folder / REQUESTS) if (folder / REQUESTS).is_file() else None
    if manifest is None:
        message = f"is no import: expected {REQUESTS} and {MANIFEST}, as elbe-drt demand import writes them"
        raise _refused(folder, message)
    if not (folder / OBSERVED).is_file():
        what = manifest.get("profile", "?")
        message = f"tells nothing of what became of requests (profile {what}); expected an import of bookings"
        raise _refused(folder, message)
    if not manifest["unchanged"]:
        raise _refused(folder / REQUESTS, "is not what was imported, as manifest.json tells; import once more")
    return manifest


def _read_observed(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_parquet(path)
        return typed(table, OBSERVED_DTYPES)
    except (OSError, ValueError, KeyError) as error:  # pyarrow's own errors are ValueErrors
        message = "is not as elbe-drt demand import writes it today; import once more"
        raise _refused(path, message) from error


def _column(path: Path, name: str) -> list[str]:
    cells = read_cells(path)
    return [row[cells.header.index(name)] for row in cells.rows] if name in cells.header else []


def _days(table: pd.DataFrame, first_day: date, clock: LocalClock, state: State | None) -> dict[int, int]:
    """Return number and type of the days on which the service was asked, or would have been."""
    day = clock.local_s(table["earliest_departure_s"].to_numpy(np.int64)) // DAY_S
    counts = np.bincount(np.maximum(day, 0)).astype(np.float64)
    if len(counts) > MOST_DAYS:
        raise RequestFileError([Problem(MANIFEST, 0, 0, "first_day", f"more than {MOST_DAYS} days; import fewer")])
    dates = [first_day + timedelta(days=number) for number in range(len(counts))]
    weekdays = np.array([kind_of_day(one, state or "") for one in dates], dtype=np.int64)
    types = days_of(Calendar(first_day=first_day, days=len(counts), state=state)).types
    return {int(day): int(types[day]) for day in np.flatnonzero(served_days(counts, weekdays))}


def _refused(path: Path, message: str, key: str = "") -> RequestFileError:
    return RequestFileError([Problem(str(path), 0, 0, key, message)])
