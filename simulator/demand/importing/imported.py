"""What every importer is given, and what it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from simulator.network.graph import RoadNetwork
from simulator.notes import Note
from simulator.tables import no_rows

# Rows of the files that became no request, without anything personal; written as dropped.csv.
DROPPED_DTYPES: dict[str, str] = {
    "file": "string",  # its name, without folders
    "line": "int32",  # as in `table_file.Cells`
    "reason": "string",  # one of a few words of the importer
}

# What became of requests that were booked, written as observed.parquet; times as in the requests.
OBSERVED_DTYPES: dict[str, str] = {
    "request_id": "string",
    "status": "string",  # served, cancelled, no_show, rejected, declined or unknown
    "person": "int32",  # numbered in the order in which they come; -1: not told
    "vehicle": "int32",  # likewise
    "told_pickup_s": "int32",  # NO_TIME: not told, here and below
    "told_dropoff_s": "int32",
    "pickup_s": "int32",
    "dropoff_s": "int32",
    "cancelled_s": "int32",
    "no_show_s": "int32",
    "vehicle_there_s": "int32",
    "wished": "bool",  # whether the export says which departure was wanted; else it is guessed of what it says
    "price_eur": "float64",  # paid by the party; NaN: not told
    "booked": "bool",  # whether it says when that was asked for
}


# What files tell of the demand, written as estimates.csv; 95 % intervals.
ESTIMATE_DTYPES: dict[str, str] = {
    "figure": "string",
    "part": "string",  # of the day, the week, the region, or a quantile; "": of all
    "value": "float64",
    "low": "float64",  # NaN: too few for an interval
    "high": "float64",
    "unit": "string",
    "of": "int32",  # how many requests, rides or days it rests on
    "method": "string",
    "key": "string",  # of a scenario that takes it; "": none does
}


@dataclass(frozen=True)
class Asked:
    """What is to be imported, and what the user says of it; each profile takes from this what it needs.

    files: all of one kind, read as one. network: the roads of the area; None: not given. settings: what the profile
    knows by itself (`--set KEY=VALUE`), such as crs, zones, hours. profile: the file of a profile, where it is one.
    """

    files: tuple[Path, ...]
    network: RoadNetwork | None = None
    seed: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    profile: Path | None = None


def names_of(files: Sequence[Path]) -> list[str]:
    """Return what files are called: their names, with their folders where two have the same."""
    names = [path.name for path in files]
    return [str(path) if names.count(path.name) > 1 else path.name for path in files]


@dataclass(frozen=True)
class Imported:
    """What files become.

    requests: the columns of `tables.DEMAND_DTYPES`, those of ``TOUR_DTYPES`` and ``OUTSIDE_DTYPES`` where there are
    any; times in true seconds since 00:00 of first_day (None: the files name no date; then of a day without one).
    rows: how many the files have: those of the requests and the dropped ones (of bookings; tables of flows stand for
    many requests each, and say here how many they stand for). not_read: columns nobody looked at. settings: what was
    used of `Asked.settings`. personal: whether these are wishes of single people. estimates: ESTIMATE_DTYPES, of all
    days; of_other_days: requests that only these know, as others were chosen.
    """

    requests: pd.DataFrame
    rows: int
    first_day: date | None = None
    dropped: pd.DataFrame = field(default_factory=lambda: no_rows(DROPPED_DTYPES))
    observed: pd.DataFrame | None = None
    notes: tuple[Note, ...] = ()
    not_read: tuple[str, ...] = ()
    personal: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)
    estimates: pd.DataFrame = field(default_factory=lambda: no_rows(ESTIMATE_DTYPES))
    of_other_days: int = 0
