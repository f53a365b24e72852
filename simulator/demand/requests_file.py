"""Requests from a file, or from a source of somebody's own; docs/requests.md describes the columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.days import LocalClock
from simulator.demand.gateways import OUTSIDE_DTYPES
from simulator.demand.tour_columns import tour_problems, with_dense_tours
from simulator.errors import Problem
from simulator.input_table import PLAIN, Column, Reading, raise_problems, read_input_table
from simulator.network.far_places import far_from_roads
from simulator.network.snapping import StreetSnapper
from simulator.people_tables import ABSENCE_DTYPES
from simulator.tables import DEMAND_DTYPES, NO_NODE, NO_TIME, NO_TOUR, TOUR_DTYPES, typed
from simulator.units import DAY_S, HOUR_S

_LAST_NODE = _LAST_NUMBER = 2**31 - 1
MOST_DAYS = 400
COLUMNS = (
    Column("request_id", "text", required=True),
    Column("day", "whole", low=-MOST_DAYS, high=MOST_DAYS),
    Column("submitted_day", "whole", low=-MOST_DAYS, high=MOST_DAYS),
    Column("submitted", "clock"),
    Column("earliest_departure", "clock", required=True),
    Column("earliest_arrival", "clock", default=NO_TIME),
    Column("latest_arrival", "clock", default=NO_TIME),
    Column("origin_lon", "number", default=np.nan, low=-180, high=180),
    Column("origin_lat", "number", default=np.nan, low=-90, high=90),
    Column("origin_node", "whole", default=NO_NODE, low=0, high=_LAST_NODE),
    Column("destination_lon", "number", default=np.nan, low=-180, high=180),
    Column("destination_lat", "number", default=np.nan, low=-90, high=90),
    Column("destination_node", "whole", default=NO_NODE, low=0, high=_LAST_NODE),
    Column("origin_gateway", "text", default=""),
    Column("destination_gateway", "text", default=""),
    Column("party_size", "whole", default=1, low=1, high=1000),
    Column("wheelchairs", "whole", default=0, low=0, high=1000),
    Column("parcels", "whole", default=0, low=0, high=1000),
    Column("traveller_class", "text"),
    Column("purpose", "text", default=""),
    Column("person", "whole", default=-1, low=0, high=_LAST_NUMBER),
    Column("tour", "whole", default=NO_TOUR, low=0, high=_LAST_NUMBER),
    Column("tour_position", "whole", default=0, low=1, high=100),
    Column("own_car", "whole", default=0, low=0, high=1),
    Column("cancelled", "clock", default=NO_TIME),
    Column("no_show", "whole", default=0, low=0, high=1),
)


CLOCKS = tuple(column.name for column in COLUMNS if column.kind == "clock")
ALSO_BEFORE = ("submitted", "cancelled")  # what may be on the days before those that are simulated


def read_requests(path: Path, classes: tuple[str, ...] = ("adult",), reading: Reading = PLAIN) -> pd.DataFrame:
    """Read requests, sorted by submission; the columns are those of ``tables.DEMAND_DTYPES`` and ``line``.

    Where any begins or ends outside of the area, also those of ``gateways.OUTSIDE_DTYPES``; there it has no place yet.
    Where any is of a tour, also those of ``tables.TOUR_DTYPES``; where any cancels or does not come, of
    ``ABSENCE_DTYPES``.
    classes: the traveller classes of the scenario; the first is meant where the file names none. Raises
    RequestFileError with all problems of the file.
    """
    problems: list[Problem] = []
    table = read_input_table(path, COLUMNS, reading, told=problems)
    problems += _days_beside_dates(path, table)
    day, asked_day = table["day"], table["submitted_day"].where(table["submitted_day"].notna(), table["day"])
    dated = set(table.attrs["dated"])
    for name in CLOCKS:
        days = pd.Series(0, index=table.index) if name in dated else (asked_day if name == "submitted" else day)
        second = table["line"].isin(table.attrs["second"].get(name, ()))
        table[name] = _true_s(table[name], days, second, reading.clock)
    return _in_order(path, table, classes, None if reading.first_day == "earliest" else reading, problems)


def _days_beside_dates(path: Path, table: pd.DataFrame) -> list[Problem]:
    """Return where a number of a day stands beside a date, which says it too."""
    pairs = (("earliest_departure", "day"), ("submitted", "submitted_day"))
    return [
        Problem(str(path), int(line), 0, day, f"{int(value)} stands beside a date in {name}")
        for name, day in pairs
        if name in table.attrs["dated"]
        for line, value in zip(table["line"], table[day], strict=True)
        if not pd.isna(value)
    ]


def _true_s(local: pd.Series, days: pd.Series, second: pd.Series, clock: LocalClock) -> pd.Series:
    """Return local clock times of some days as true seconds; empty cells, and NO_TIME, stay as they are.

    second: which of them clocks show for the second time, as they are put back.
    """
    told = local.notna() & (local != NO_TIME)
    counted = local[told].astype("int64") + days[told].fillna(0).astype("int64") * DAY_S
    seconds = counted.to_numpy(np.int64).astype(np.int64)
    first = clock.true_s(seconds)
    again = second[told].to_numpy(bool) & (clock.local_s(first + HOUR_S) == seconds)
    true = local.copy()
    true[told] = first + HOUR_S * again
    return true


def requests_of(source: str, made: pd.DataFrame, classes: tuple[str, ...], reading: Reading = PLAIN) -> pd.DataFrame:
    """Return the requests that a source has made as `read_requests` does those of a file; times are in seconds.

    made: columns as of a file, all times ``submitted_s`` and so on; `line` counts its rows from 1. Raises
    RequestFileError with all that is wrong with them.
    """
    made = made.rename(columns={f"{name}_s": name for name in CLOCKS}).reset_index(drop=True)
    known = {column.name for column in COLUMNS}
    problems = [Problem(source, 0, 0, str(name), "is no column of requests") for name in made if name not in known]
    table = pd.DataFrame({"line": np.arange(1, len(made) + 1)})
    for column in COLUMNS:
        if column.name in made:
            table[column.name], wrong = _values(column, made[column.name])
            for line, value in zip(table.loc[wrong, "line"], made.loc[wrong, column.name], strict=True):
                problems.append(Problem(source, int(line), 0, column.name, f"{value}: no such value"))
        elif column.required:
            problems.append(Problem(source, 0, 0, column.name, "is missing"))
        else:
            table[column.name] = column.default
    raise_problems(Path(source), problems)
    return _in_order(Path(source), table, classes, reading, problems)


def _values(column: Column, made: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the values of a column, and which of them it cannot have; empty ones are its default."""
    values = made if column.kind == "text" else pd.to_numeric(made, errors="coerce")
    wrong = made.notna() & values.isna() | (made.isna() & column.required)
    if column.kind != "text":
        wrong |= (values < column.low) | (values > column.high)
    if column.kind in ("whole", "clock"):
        wrong |= values.notna() & (values % 1 != 0)
    return values if column.default is None else values.fillna(column.default), wrong


def _in_order(
    path: Path, table: pd.DataFrame, classes: tuple[str, ...], reading: Reading | None, problems: list[Problem]
) -> pd.DataFrame:
    """Return requests, each by itself in order, as they are simulated; reading: None, on any days.

    problems: what is wrong with other rows. Raises RequestFileError.
    """
    table["submitted"] = table["submitted"].where(table["submitted"].notna(), table["earliest_departure"])
    table["traveller_class"] = table["traveller_class"].fillna(classes[0])
    problems = problems + _row_problems(path, table, classes, PLAIN if reading is None else reading)
    problems += tour_problems(path, table)
    if reading is not None:
        problems += _day_problems(path, table, reading)
    raise_problems(path, problems)
    table = table.rename(columns={name: f"{name}_s" for name in CLOCKS})
    outside = OUTSIDE_DTYPES if (table[list(OUTSIDE_DTYPES)] != "").any(axis=None) else {}
    tours = TOUR_DTYPES if (table["tour"] != NO_TOUR).any() else {}
    absent = (table["cancelled_s"] != NO_TIME) | (table["no_show"] > 0)
    absences = ABSENCE_DTYPES if absent.any() else {}
    table = typed(with_dense_tours(table), DEMAND_DTYPES | outside | tours | absences).assign(line=table["line"])
    return table.sort_values("submitted_s", kind="stable", ignore_index=True)


def check_on_network(path: Path, table: pd.DataFrame, snapper: StreetSnapper, max_snap_m: float) -> list[Problem]:
    """Return which places are away from any road. Raises RequestFileError for nodes that do not exist."""
    problems, far, network = list[Problem](), list[Problem](), snapper.network
    for end in ("origin", "destination"):
        node = table[f"{end}_node"].to_numpy()
        for row in np.flatnonzero(node >= network.node_count):
            message = f"{node[row]} is no node; the network has nodes 0 to {network.node_count - 1}"
            problems.append(Problem(str(path), int(table["line"].iloc[row]), 0, f"{end}_node", message))
        inside = table[f"{end}_gateway"] == "" if f"{end}_gateway" in table else True
        rows = np.flatnonzero((node == NO_NODE) & inside)
        lon, lat = table[f"{end}_lon"].to_numpy()[rows], table[f"{end}_lat"].to_numpy()[rows]
        distance_m = snapper.distance_m(lon, lat)
        for position, what in far_from_roads(snapper, lon, lat, distance_m, max_snap_m).items():
            message = f"{lon[position]}, {lat[position]} is {what}"
            far.append(Problem(str(path), int(table["line"].iloc[rows[position]]), 0, f"{end}_lon", message))
    raise_problems(path, problems)
    return far


def _row_problems(path: Path, table: pd.DataFrame, classes: tuple[str, ...], reading: Reading) -> list[Problem]:
    node_or_place = {
        end: (table[f"{end}_node"] == NO_NODE)
        & (table[f"{end}_lon"].isna() | table[f"{end}_lat"].isna())
        & (table[f"{end}_gateway"] == "")
        for end in ("origin", "destination")
    }
    departure, arrival, not_before = (
        table[name] for name in ("earliest_departure", "latest_arrival", "earliest_arrival")
    )

    def shown(column: str, value: Any) -> str:
        if column not in CLOCKS:
            return f"{value}"
        return reading.shown(reading.clock.local(int(value)), dated=column in table.attrs.get("dated", ()))

    rules = [
        (table["request_id"].duplicated(), "request_id", "stands here a second time"),
        (table["submitted"] > departure, "submitted", "is later than earliest_departure"),
        ((arrival != NO_TIME) & (arrival <= departure), "latest_arrival", "is not later than earliest_departure"),
        (
            (arrival != NO_TIME) & (not_before != NO_TIME) & (not_before > arrival),
            "earliest_arrival",
            "is later than latest_arrival",
        ),
        (table["wheelchairs"] > table["party_size"], "wheelchairs", "are more than the party has people"),
        (
            (table["cancelled"] != NO_TIME) & (table["cancelled"] < table["submitted"]),
            "cancelled",
            "is earlier than submitted",
        ),
        ((table["cancelled"] != NO_TIME) & (table["no_show"] > 0), "no_show", "stands beside a cancellation"),
        *(
            (nothing, f"{end}_lon", f"neither {end}_lon and {end}_lat nor {end}_node is given")
            for end, nothing in node_or_place.items()
        ),
        (
            ~table["traveller_class"].isin(classes),
            "traveller_class",
            f"is no class of the scenario; known are {', '.join(classes)}",
        ),
    ]
    return [
        Problem(str(path), int(line), 0, column, message if pd.isna(value) else f"{shown(column, value)} {message}")
        for bad, column, message in rules
        for line, value in zip(table.loc[bad, "line"], table.loc[bad, column], strict=True)
    ]


def _day_problems(path: Path, table: pd.DataFrame, reading: Reading) -> list[Problem]:
    """Return which times lie outside of the days that are simulated, and the next; only bookings are made before."""
    first_s, end_s = reading.span_s
    return [
        Problem(str(path), int(line), 0, name, reading.outside("requests", time_s))
        for name in CLOCKS
        if name not in ALSO_BEFORE
        for line, time_s in zip(table["line"], table[name], strict=True)
        if time_s != NO_TIME and not first_s <= time_s < end_s
    ]
