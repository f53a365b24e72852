"""Departure boards of stations, as the script of a page reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.run import RunData
from simulator.analysis.series.departures import BROUGHT, CHANGED, FETCHED, Boards
from simulator.errors import ResultError
from simulator.network.gtfs_changes.chosen_trips import ROUTE_TYPES
from simulator.report.replay.payload import calendar_data
from simulator.suggest import suggest
from simulator.units import DAY_S

MOST_PLACES = 30
MOST_ROWS = 15_000  # of all boards of a page
MOST_NAMES = 5  # that are told where a name is not known
KINDS = (BROUGHT, CHANGED, FETCHED)
Told = Mapping[tuple[str, int], list[list[Any]]]  # by service and call


def board_data(run: RunData, at: Sequence[str] = ()) -> dict[str, Any] | None:
    """Return the boards of stations; None where nothing runs by timetable, or nobody may be counted.

    at: names of stations; without any those at which most people of the run change, as many as a page has room for.
    ``boards`` has the rows of a station, by time: planned [s], how late [s], whether it ends there, whether it is a
    train, numbers of line and goal, people who get on, and off; and where there are any, connections (number of KINDS,
    time [s], vehicle, people) and what was missed (cause, people). Raises ResultError where a name is not known.
    """
    if run.timetable.calls.empty or run.guarded:
        return None
    boards = run.boards
    calls = _shown(boards.calls, run.calendar.days * DAY_S)
    places = [_place(name, boards.places.index) for name in at] or _busiest(boards.places, calls["place"])
    calls = calls[calls["place"].isin(places)].sort_values(["planned_s", "line"], kind="stable")
    line, lines = pd.factorize(calls["line"].fillna("").astype(str))
    goal, goals = pd.factorize(calls["headsign"].fillna("").astype(str))
    numbers = np.column_stack(
        [
            calls["planned_s"],
            calls["actual_s"] - calls["planned_s"],
            calls["ends"],
            calls["route_type"].isin(ROUTE_TYPES["rail"]),
            line,
            goal,
            calls["on"],
            calls["off"],
        ]
    ).astype(np.int64)
    connected, missed = _connected(run, boards), _missed(boards)
    rows: dict[str, list[list[Any]]] = {place: [] for place in places}
    for key, place, row in zip(calls.index, calls["place"], numbers.tolist(), strict=True):
        more = [connected.get(key, []), missed.get(key, [])]
        rows[place].append([*row, *more] if any(more) else row)
    return {
        "boards": rows,
        "first": places[0] if places else "",
        "lines": list(lines),
        "goals": list(goals),
        "may_be_late": "actual_departure_s" in calls,
        "calendar": calendar_data(run.calendar),
    }


def _shown(calls: pd.DataFrame, until_s: int) -> pd.DataFrame:
    """Return the departures of the days that count, and the arrivals of trips that end where somebody gets off."""
    within = (calls["planned_s"] >= 0) & (calls["planned_s"] < until_s)
    told = np.where(calls["ends"], calls["off"] > 0, calls["may_board"])
    return calls[within & told.astype(bool)]


def _busiest(known: pd.DataFrame, place: pd.Series[str]) -> list[str]:
    """Return the most used places in the county, or with people, as many as there is room for. place: of every row."""
    rows = place.value_counts().reindex(known.index[known["near"] | (known["people"] > 0)], fill_value=0)
    rows = rows[rows > 0].head(MOST_PLACES)
    return [str(name) for name in rows.index[(rows.cumsum() <= MOST_ROWS) | (np.arange(len(rows)) == 0)]]


def _place(name: str, known: pd.Index) -> str:
    """Return the station of that name, however it is written. Raises ResultError, which tells names that are near."""
    names, asked = sorted(map(str, known)), name.strip().casefold()
    same = [one for one in names if one.casefold() == asked]
    if same:
        return same[0]
    near = [one for one in names if asked and asked in one.casefold()]
    near.sort(key=lambda one: not one.casefold().startswith(asked))
    listed = ", ".join(f'"{one}"' for one in near[:MOST_NAMES])
    hint = f"there are {listed}" if near else suggest(name, names) or f"there are {len(names)} stations"
    raise ResultError(f'--at: no bus or train calls at "{name}"; {hint}')


def _connected(run: RunData, boards: Boards) -> Told:
    vehicles = run.tables.vehicles
    names = dict(zip(vehicles["vehicle"].tolist(), vehicles["vehicle_id"].astype(str), strict=True))
    names |= dict(zip(run.timetable.trips["vehicle"].tolist(), run.timetable.trips["line"].astype(str), strict=True))
    told: dict[tuple[str, int], list[list[Any]]] = {}
    columns = ["service", "call", "kind", "time_s", "vehicle", "riders"]
    for service, call, kind, time_s, vehicle, riders in boards.connections[columns].itertuples(index=False):
        row = [KINDS.index(kind), int(time_s), names.get(vehicle, ""), int(riders)]
        told.setdefault((service, call), []).append(row)
    return told


def _missed(boards: Boards) -> Told:
    told: dict[tuple[str, int], list[list[Any]]] = {}
    for service, call, cause, riders in boards.missed[["service", "call", "cause", "riders"]].itertuples(index=False):
        told.setdefault((service, call), []).append([str(cause), int(riders)])
    return told
