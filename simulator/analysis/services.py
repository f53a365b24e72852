"""One event log, several services: which rows, requests and vehicles are whose, and what each is called in tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from simulator.analysis.inputs import Facilities
from simulator.analysis.missing import Bools, Ints
from simulator.analysis.other_means import nobody
from simulator.analysis.timetable_loads import TimetableInputs
from simulator.event_kinds import DISRUPTION_KINDS, FIRST_OF_CARSHARING, PART_KINDS, ROADS_KINDS, Event
from simulator.journey_parts import parts_of_journeys
from simulator.tables import CARS, RIDES, TRIP_INPUT_DTYPES, ServiceName

_OF_TRAVELLERS = -1  # service of rows that are about no service


@dataclass(frozen=True)
class RideInputs:
    """What a run with ridepooling was given, and its event log: of all services, or as one of them alone has it.

    requests: columns of ``tables.REQUEST_INPUT_DTYPES``; of several services a block for each, told apart by
    ``service``. vehicles: of ``tables.VEHICLE_INPUT_DTYPES``, and ``service``. trips: who asked for trips told as a
    whole, of ``tables.TRIP_INPUT_DTYPES``. timetable: what runs by one. other_means: those who asked
    nobody, and what they do.
    """

    events: pd.DataFrame
    requests: pd.DataFrame
    vehicles: pd.DataFrame
    facilities: Facilities = field(default_factory=Facilities)
    trips: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(TRIP_INPUT_DTYPES)))
    timetable: TimetableInputs = field(default_factory=TimetableInputs)
    other_means: pd.DataFrame = field(default_factory=nobody)


def of_kind(services: Sequence[ServiceName], kind: str) -> list[ServiceName]:
    """Return the services of a kind, in the order of the scenario."""
    return [service for service in services if service.kind == kind]


def ride_events(events: pd.DataFrame, services: Sequence[ServiceName]) -> pd.DataFrame:
    """Return the rows of all ridepooling services, numbered as if there were no other; itself when there is none."""
    ours = events["service"].isin([service.number for service in of_kind(services, RIDES)])
    ours |= _of_their_parts(events, ours)
    return _only(events, (ours | _of_travellers(events)).to_numpy(dtype=bool))


def car_events(events: pd.DataFrame, services: Sequence[ServiceName]) -> pd.DataFrame:
    """Return the rows of those services that are of car-sharing, what is about the energy of their cars included."""
    ours = events["service"].isin([service.number for service in of_kind(services, CARS)])
    return events[ours].reset_index(drop=True)


def rides_together(whole: RideInputs, services: Sequence[ServiceName]) -> RideInputs:
    """Return all ridepooling services as one, with one row per request: that of the service it got a ride from.

    Or else of the service asked last.
    """
    events = ride_events(whole.events, services)
    requests = whole.requests
    if len(of_kind(services, RIDES)) > 1:
        from_whom = requests["request"].map(names_of_requests(events, services))
        others = (requests["service"] != from_whom).to_numpy(dtype=bool)
        requests = requests.assign(other=others).sort_values(["request", "other"], kind="stable")
        requests = requests.drop_duplicates("request").drop(columns="other").reset_index(drop=True)
    return RideInputs(events, requests, whole.vehicles, whole.facilities)


def rides_of(whole: RideInputs, services: Sequence[ServiceName], service: ServiceName) -> RideInputs:
    """Return the part of one ridepooling service, requests and vehicles numbered as if it were alone.

    Its requests are those that asked it, or had a ride with it.
    """
    if len(of_kind(services, RIDES)) == 1:
        return rides_together(whole, services)
    vehicles = whole.vehicles[whole.vehicles["service"] == service.name]
    first = int(vehicles["vehicle"].min()) if len(vehicles) else 0
    asked = asked_of(whole.events, service)
    block = whole.requests[(whole.requests["service"] == service.name) & whole.requests["request"].isin(asked)]
    block = block.sort_values("request", ignore_index=True)
    events = whole.events
    ours = events["service"] == service.number
    ours |= _of_their_parts(events, ours) | (
        _of_travellers(events) & (events["request"].isin(asked) | (events["request"] < 0))
    )
    part = _only(events, ours.to_numpy(dtype=bool))
    part = part.assign(
        vehicle=np.where(part["vehicle"] >= 0, part["vehicle"] - first, -1).astype(np.int32),
        request=np.where(part["request"] >= 0, np.searchsorted(asked, part["request"]), -1).astype(np.int32),
    )
    return RideInputs(
        part,
        block.assign(request=np.arange(len(block), dtype=np.int32)),
        vehicles.assign(vehicle=vehicles["vehicle"] - first).reset_index(drop=True),
        whole.facilities.of_vehicles(first, len(vehicles)),
    )


def asked_of(events: pd.DataFrame, service: ServiceName) -> Ints:
    """Return the requests that asked a service, be it for a part of a journey, in order, int64 (requests,)."""
    rows = events[(events["service"] == service.number) & (events["request"] >= 0)]
    return np.unique(rows["request"].to_numpy(dtype=np.int64))


def names_of_requests(events: pd.DataFrame, services: Sequence[ServiceName]) -> pd.Series[str]:
    """Return, by request, the service that it got its last ride from, else the one asked last.

    Else it is the one of the last part of a journey.
    """
    rows = events[events["kind"].isin([Event.SUBMITTED, Event.ACCEPTED])]
    got = rows["kind"].map({Event.SUBMITTED: 1, Event.ACCEPTED: 2}).fillna(0)
    got = got.mask(rows["ride"].isin(parts_of_journeys(events)), 0)
    rows = rows.assign(got=got).sort_values("got", kind="stable")
    return _named(rows.drop_duplicates("request", keep="last"), "request", services)


def names_of_vehicles(whole: RideInputs, services: Sequence[ServiceName]) -> pd.Series[str]:
    """Return the service of each vehicle, shared cars included, by vehicle."""
    given: pd.Series[str] = whole.vehicles.set_index("vehicle")["service"]
    rows = whole.events[~whole.events["vehicle"].isin([-1, *given.index])].drop_duplicates("vehicle")
    parts = [part for part in (given, _named(rows, "vehicle", services)) if len(part)]
    named: pd.Series[str] = pd.concat(parts) if parts else given
    return named


def with_names(table: pd.DataFrame, names: str | pd.Series[str], by: str = "") -> pd.DataFrame:
    """Return a table with the name of the service in front.

    names: of all rows, or by a column of the table; missing where none is known.
    """
    if not isinstance(names, str):
        rows, known = names.index.get_indexer(pd.Index(table[by])), names.astype("string")
        given = known.array.take(rows, allow_fill=True)
    else:
        given = pd.array([names], dtype="string").take(np.zeros(len(table), dtype=np.intp))
    named = table.drop(columns="service") if "service" in table else table.copy(deep=False)
    named.insert(0, "service", pd.Series(given, table.index))
    named.attrs = {}  # of how a file was read: not of the results
    return named


def _named(rows: pd.DataFrame, by: str, services: Sequence[ServiceName]) -> pd.Series[str]:
    names = {service.number: service.name for service in services}
    named: pd.Series[str] = pd.Series(rows["service"].map(names).to_numpy(), rows[by].to_numpy(), dtype="string")
    return named


def _of_travellers(events: pd.DataFrame) -> pd.Series[bool]:
    """Tell which rows are about requests, or the roads, but no service."""
    kind = events["kind"]
    return (events["service"] == _OF_TRAVELLERS) & (
        (kind < FIRST_OF_CARSHARING) | kind.isin((*ROADS_KINDS, *DISRUPTION_KINDS))
    )


def _of_their_parts(events: pd.DataFrame, ours: pd.Series[bool]) -> pd.Series[bool]:
    """Tell which rows say of rides in some rows that they are parts of journeys."""
    told = events["kind"].isin(PART_KINDS)
    return told & events["ride"].isin(events.loc[ours, "ride"].unique()) if told.any() else told


def _only(events: pd.DataFrame, ours: Bools) -> pd.DataFrame:
    """Return some rows, numbered anew; the log itself when it has no other."""
    if ours.all():
        return events
    rows = events[ours].reset_index(drop=True)
    return rows.assign(seq=np.arange(len(rows), dtype=np.int32))
