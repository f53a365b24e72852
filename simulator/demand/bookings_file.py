"""Bookings of shared cars from a file; docs/carsharing.md describes the columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.days import LocalClock
from simulator.errors import Problem
from simulator.input_table import PLAIN, Column, Reading, raise_problems, read_input_table
from simulator.network.far_places import SWAPPED, swapped_places
from simulator.network.graph import RoadNetwork
from simulator.tables import NO_TIME
from simulator.units import DAY_S

SHORTEST_S = 60  # no booking is shorter
COLUMNS = (
    Column("booking_id", "text", required=True),
    Column("day", "whole", default=0, low=-366, high=366),
    Column("start", "clock", required=True),
    Column("end_day", "whole", low=-366, high=366),
    Column("end", "clock", required=True),
    Column("submitted_day", "whole", low=-366, high=366),
    Column("submitted", "clock"),
    Column("station", "text", default=""),
    Column("end_station", "text", default=""),
    Column("origin_lon", "number", default=np.nan, low=-180, high=180),
    Column("origin_lat", "number", default=np.nan, low=-90, high=90),
    Column("destination_lon", "number", default=np.nan, low=-180, high=180),
    Column("destination_lat", "number", default=np.nan, low=-90, high=90),
    Column("length_km", "number", low=0, high=5000),
    Column("drive_min", "number", low=0, high=10_000),
    Column("late_min", "number", low=0, high=1440),
    Column("traveller_class", "text", default=""),
)

_CLOCKS = tuple(column.name for column in COLUMNS if column.kind == "clock")

# What a source of bookings delivers, before anything is put onto the roads.
BOOKING_REQUEST_DTYPES: dict[str, str] = {
    "booking_id": "string",
    "submitted_s": "int32",
    "start_s": "int32",
    "planned_end_s": "int32",  # NO_TIME: as long as the drive takes
    "station_id": "string",  # "": any in walking range
    "end_station_id": "string",  # "": back to the first, or any in walking range of the destination
    "origin_lon": "float64",
    "origin_lat": "float64",
    "destination_lon": "float64",
    "destination_lat": "float64",
    "length_m": "int32",  # NO_TIME: that of the fastest path
    "drive_s": "int32",  # NO_TIME: not known
    "late_s": "int32",  # NO_TIME: drawn
    "walk_up": "bool",
    "traveller_class": "string",
    "request": "int32",  # of the common demand; -1: none
}


def read_bookings(
    path: Path,
    stations: tuple[str, ...],
    reading: Reading = PLAIN,
    network: RoadNetwork | None = None,
) -> pd.DataFrame:
    """Read bookings with the columns of ``BOOKING_REQUEST_DTYPES``, by submission.

    No booking starts later than in the night after the last simulated day; it may end whenever it does. network: the
    roads there, if they are known by then. Raises RequestFileError with all problems.
    """
    problems: list[Problem] = []
    table = read_input_table(path, COLUMNS, reading, told=problems)
    day_s = table["day"].astype("int64") * DAY_S
    start = day_s + table["start"]
    clocks = not {"start", "end"} & set(table.attrs["dated"])
    overnight = table["end_day"].isna() & (table["end"] < table["start"]) & clocks
    end_day = table["end_day"].where(table["end_day"].notna(), table["day"] + overnight).astype("int64")
    end = end_day * DAY_S + table["end"]
    asked_day = table["submitted_day"].where(table["submitted_day"].notna(), table["day"]).astype("int64")
    asked = asked_day * DAY_S + table["submitted"].where(table["submitted"].notna(), table["start"]).astype("int64")
    asked = asked.where(table["submitted"].notna() | table["submitted_day"].notna(), start)
    start, end, asked = (_true_s(local, reading.clock) for local in (start, end, asked))
    end_of_days_s = reading.span_s[1]
    nowhere = (table["station"] == "") & (table["origin_lon"].isna() | table["origin_lat"].isna())
    goes = (table["end_station"] != "") | (table["destination_lon"].notna() & table["destination_lat"].notna())
    aimless = table["length_km"].isna() & ~goes
    rules = [
        (table["booking_id"].duplicated(), "booking_id", "stands here a second time"),
        (start >= end_of_days_s, "start", reading.outside("bookings", end_of_days_s)),
        *(
            ((table[day].fillna(0) > 0) & (name in table.attrs["dated"]), day, f"stands beside a date in {name}")
            for name, day in (("start", "day"), ("end", "end_day"), ("submitted", "submitted_day"))
        ),
        (end <= start, "end", "is not later than the start"),
        ((start < end) & (end < start + SHORTEST_S), "end", "is less than a minute later than the start"),
        (asked > start, "submitted", "is later than the start"),
        (aimless, "length_km", "neither length_km nor end_station nor destination_lon and destination_lat is given"),
        (nowhere, "station", "neither station nor origin_lon and origin_lat is given"),
        *(
            (
                pd.Series(swapped_places(network, table[f"{end}_lon"], table[f"{end}_lat"]), index=table.index),
                f"{end}_lon",
                f"is not where the roads are; {SWAPPED}",
            )
            for end in ("origin", "destination")
            if network is not None
        ),
        *(
            ((table[name] != "") & ~table[name].isin(stations), name, "is no station of the scenario")
            for name in ("station", "end_station")
        ),
    ]

    def told(column: str, value: Any) -> str:
        """Return a value as it opens a message, times as such; nothing where the cell is empty."""
        if column in _CLOCKS and value == value:
            return f"{reading.shown(int(value), dated=column in table.attrs['dated'])} "
        return f"{value} " if value == value and value else ""

    problems += sorted(
        Problem(str(path), int(line), 0, column, f"{told(column, value)}{message}")
        for bad, column, message in rules
        for line, value in zip(table.loc[bad, "line"], table.loc[bad, column], strict=True)
    )
    raise_problems(path, problems)
    found = pd.DataFrame(
        {
            "booking_id": table["booking_id"],
            "submitted_s": asked,
            "start_s": start,
            "planned_end_s": end,
            "station_id": table["station"],
            "end_station_id": table["end_station"],
            **{name: table[name] for name in ("origin_lon", "origin_lat", "destination_lon", "destination_lat")},
            "length_m": _scaled(table["length_km"], 1000),
            "drive_s": _scaled(table["drive_min"], 60),
            "late_s": _scaled(table["late_min"], 60),
            "walk_up": asked == start,
            "traveller_class": table["traveller_class"],
            "request": -1,
        }
    )
    return found.astype(BOOKING_REQUEST_DTYPES).sort_values("submitted_s", kind="stable", ignore_index=True)


def _true_s(local: pd.Series, clock: LocalClock) -> pd.Series:
    return pd.Series(clock.true_s(local.to_numpy().astype(np.int64)), index=local.index)


def _scaled(column: pd.Series[float], factor: int) -> np.ndarray:
    """Return whole metres or seconds; NO_TIME where nothing is given."""
    values = pd.to_numeric(column).to_numpy(np.float64)
    return np.where(np.isnan(values), NO_TIME, np.round(values * factor)).astype(np.int64)
