"""Shared cars as the replay shows them: drives as legs, and what each car does meanwhile, as of vehicles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.carsharing_tables import CarsharingInputs, CarsharingTables
from simulator.analysis.run import RunData
from simulator.event_kinds import Event
from simulator.tables import NO_NODE

DRIVING, STANDING, OUT, PARKED = "car_driving", "car_standing", "car_out", "car_parked"
CAR_STATES = (DRIVING, STANDING, OUT, PARKED)
_LEGS = ("vehicle", "departed_s", "arrived_s", "from_node", "to_node")
_STATES = ("vehicle", "began_s", "ended_s", "state", "riders")
_TOLD = (Event.CAR_TAKEN, Event.CAR_RETURNED, Event.RELOCATION_STARTED, Event.RELOCATION_ENDED)


@dataclass(frozen=True)
class Traffic:
    """Vehicles, then shared cars, as rows counted from 0, and what they do.

    names: of all rows. vehicles: how many of them are no shared cars. legs: _LEGS and length_m; states: _STATES;
    events: kind, vehicle and node, of where each begins.
    """

    names: list[str]
    vehicles: int
    legs: pd.DataFrame
    states: pd.DataFrame
    events: pd.DataFrame


def all_traffic(run: RunData) -> Traffic:
    """Return the vehicles of a run with its shared cars behind them."""
    tables = run.tables
    begins = tables.events.loc[tables.events["kind"] == Event.SHIFT_STARTED, ["kind", "vehicle", "node"]]
    legs, states = tables.legs[[*_LEGS, "length_m"]], tables.states[list(_STATES)]
    names = tables.vehicles["vehicle_id"].astype(str).tolist()
    if run.carsharing is None or run.car_inputs is None:
        return Traffic(names, len(names), legs, states, begins)
    found = [*_of_cars(run.carsharing, run.car_inputs, tables.events, len(names))]
    drives = pd.DataFrame([drive for car in found for drive in car.drives], columns=[*_LEGS, "length_m"], dtype="int64")
    rows = pd.DataFrame([row for car in found for row in car.states], columns=list(_STATES))
    places = pd.DataFrame([(int(Event.SHIFT_STARTED), car.row, car.node) for car in found], columns=list(begins))
    return Traffic(
        [*names, *(car.name for car in found)],
        len(names),
        pd.concat([legs, drives], ignore_index=True) if len(legs) else drives,
        pd.concat([states, rows], ignore_index=True) if len(states) else rows,
        pd.concat([begins, places], ignore_index=True) if len(begins) else places,
    )


@dataclass(frozen=True)
class _Car:
    """A car. node: where it is at first. drives: rows of legs; states: rows of states."""

    row: int
    name: str
    node: int
    drives: list[tuple[int, ...]]
    states: list[tuple[Any, ...]]


def _of_cars(tables: CarsharingTables, inputs: CarsharingInputs, events: pd.DataFrame, first: int) -> Iterator[_Car]:
    """Follow each car through the event log. first: the row of the first one."""
    asked: dict[str, dict[int, tuple[int, int]]] = {}
    told = (inputs.bookings[name].tolist() for name in ("service", "booking", "destination_node", "drive_s"))
    for service, booking, node, drive_s in zip(*told, strict=True):
        asked.setdefault(service, {})[booking] = node, drive_s
    log = events[events["kind"].isin([int(kind) for kind in _TOLD])]
    happened: dict[int, list[_Row]] = {}
    for vehicle, *row in zip(*(log[name].tolist() for name in ("vehicle", *_Row._fields)), strict=True):
        happened.setdefault(vehicle, []).append(_Row(*row))
    begin_s, end_s = tables.hours
    cars = inputs.cars.sort_values("vehicle")
    columns = (cars[name].tolist() for name in ("vehicle", "service", "car_id", "node"))
    for number, (vehicle, service, name, node) in enumerate(zip(*columns, strict=True), start=first):
        trips = [*_trips(happened.get(vehicle, []), asked.get(service, {}))]
        yield _followed(number, str(name), node, trips, (begin_s, end_s))


class _Row(NamedTuple):
    """A row of the event log about a car."""

    kind: int
    time_s: int
    node: int
    request: int
    value: int


class _Trip(NamedTuple):
    """What a car was moved for. there: the node it goes to, NO_NODE where nobody told; drive_s, drive_m: one way."""

    from_s: int
    until_s: int
    first: int
    there: int
    last: int
    drive_s: int
    drive_m: int


def _trips(rows: list[_Row], asked: dict[int, tuple[int, int]]) -> Iterator[_Trip]:
    """Give what a car was moved for, in order of time: rentals, and drives of the staff."""
    began: tuple[int, int, int] | None = None
    for kind, time_s, node, booking, value in rows:
        if kind in (Event.CAR_TAKEN, Event.RELOCATION_STARTED):
            began = time_s, node, booking
            continue
        if began is None:
            continue
        from_s, from_node, booking = began
        there, drive_s = asked.get(booking, (NO_NODE, 0)) if kind == Event.CAR_RETURNED else (node, time_s - from_s)
        back = node == from_node
        ways = 2 if back else 1
        one_way_s = max(min(drive_s, time_s - from_s) // ways, 1)
        yield _Trip(from_s, time_s, from_node, there if back else node, node, one_way_s, value // ways)
        began = None


def _followed(row: int, name: str, node: int, trips: list[_Trip], hours: tuple[int, int]) -> _Car:
    """Return the drives and states of a car within hours; a trip that goes on after them is told to its end."""
    begin_s, end_s = hours
    drives: list[tuple[int, ...]] = []
    states: list[tuple[Any, ...]] = []
    free_s = begin_s
    for from_s, until_s, first, there, last, drive_s, drive_m in trips:
        if until_s <= begin_s:
            node = last
            continue
        if from_s > free_s:
            states.append((row, free_s, from_s, PARKED, 0))
        known = there not in (NO_NODE, first)
        parts = [(from_s, from_s + drive_s, first, there)] if known else []
        if known and last != there:
            parts.append((until_s - drive_s, until_s, there, last))
        drives += [(row, *part, drive_m) for part in parts]
        states += [(row, *part) for part in _states(from_s, until_s, parts)]
        free_s = until_s
    if free_s < end_s:
        states.append((row, free_s, end_s, PARKED, 0))
    cut = [(one, max(since_s, begin_s), *rest) for one, since_s, *rest in states if rest[0] > begin_s]
    return _Car(row, name, node, [drive for drive in drives if drive[2] > begin_s], cut)


def _states(from_s: int, until_s: int, drives: list[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, str, int]]:
    """Give what a car does during a trip: it drives, stands in between, or is out on ways that nobody told."""
    if not drives:
        yield from_s, until_s, OUT, 1
        return
    at_s = from_s
    for departed_s, arrived_s, _, _ in drives:
        if departed_s > at_s:
            yield at_s, departed_s, STANDING, 1
        yield departed_s, arrived_s, DRIVING, 1
        at_s = arrived_s
    if until_s > at_s:
        yield at_s, until_s, STANDING, 1


def count_rentals(run: RunData) -> pd.DataFrame:
    """Return a row for each booking of the public, and where it was to begin: lon, lat, name, status.

    It is the station, also of a refused one that had any in walking range; else where the customer was. status: served,
    where it was granted.
    """
    if run.carsharing is None or run.car_inputs is None:
        return pd.DataFrame(columns=["lon", "lat", "name", "status"])
    inputs, bookings = run.car_inputs, run.carsharing.bookings
    public = bookings[bookings["institution"] == ""]
    keys = ["service", "booking"] if "service" in public else ["booking"]
    table = public[[*keys, "granted_s"]].merge(
        inputs.bookings[[*dict.fromkeys(["service", *keys]), "origin_lon", "origin_lat", "station"]], on=keys
    )
    stations = inputs.stations.set_index(["service", "station"])
    at = stations.reindex(pd.MultiIndex.from_frame(table[["service", "station"]]))
    granted = table["granted_s"].notna().to_numpy(np.bool_)
    return pd.DataFrame(
        {
            "lon": at["lon"].fillna(pd.Series(table["origin_lon"].to_numpy(), index=at.index)).to_numpy(np.float64),
            "lat": at["lat"].fillna(pd.Series(table["origin_lat"].to_numpy(), index=at.index)).to_numpy(np.float64),
            "name": at["name"].astype("string").fillna("").to_numpy(),
            "status": np.where(granted, "served", "refused"),
        }
    )
