"""The result tables of a run, computed from nothing but its event log and its two input tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from simulator.analysis.counted import Window, counted_window, cut_power, cut_states
from simulator.analysis.driven_shifts import with_driven_duties
from simulator.analysis.energy_tables import build_power_table, build_session_table, levels_within
from simulator.analysis.inputs import Facilities
from simulator.analysis.journey_legs import build_journey_legs, no_journey_legs
from simulator.analysis.other_means import trips_beside
from simulator.analysis.request_table import build_request_table
from simulator.analysis.services import (
    RideInputs,
    names_of_requests,
    names_of_vehicles,
    of_kind,
    rides_of,
    rides_together,
    with_names,
)
from simulator.analysis.timetable_loads import line_loads, no_loads, trip_loads
from simulator.analysis.trips import build_trips, no_trips
from simulator.analysis.vehicles.duties import build_duty_table
from simulator.analysis.vehicles.legs import build_leg_table
from simulator.analysis.vehicles.log import VEHICLE_KINDS, read_vehicle_log
from simulator.analysis.vehicles.states import build_state_table
from simulator.analysis.vehicles.stops import build_stop_table
from simulator.analysis.vehicles.table import build_vehicle_table, with_energy
from simulator.errors import ResultError
from simulator.event_kinds import Event
from simulator.tables import CARS, EVENT_DTYPES, REQUEST_INPUT_DTYPES, RIDES, VEHICLE_INPUT_DTYPES, ServiceName

REQUEST_KINDS = (
    Event.SUBMITTED,
    Event.ACCEPTED,
    Event.PROMISED_EARLIEST,
    Event.PROMISED_LATEST,
    Event.REJECTED,
    Event.GAVE_UP,
    Event.BOARDED,
    Event.ALIGHTED,
)


_OF_VEHICLES = ("stops", "legs", "states", "vehicles", "sessions", "duties")
_ONLY_IF_ANY = ("sessions", "power", "duties", "trips", "journey_legs", "gtfs_trip_loads", "gtfs_line_loads")


@dataclass(frozen=True)
class ResultTables:
    """Everything a run says, as tables; `simulator.analysis.columns` defines every column.

    ``requests`` has one row per request, ``stops`` one per visit, ``legs`` one per driven leg, ``states`` one per
    stretch of time a vehicle spends in one state, ``vehicles`` one per vehicle, ``events`` one per event, ``sessions``
    one per visit to a charging site, ``power`` one per change of a site's power, ``duties`` one per driver's duty,
    ``trips`` one per request and service it asked whose trips are told as a whole, ``journey_legs``
    one per ride that was booked as a part of a journey, ``gtfs_trip_loads`` and ``gtfs_line_loads`` one per trip and
    per line of a timetable.
    """

    requests: pd.DataFrame
    stops: pd.DataFrame
    legs: pd.DataFrame
    states: pd.DataFrame
    vehicles: pd.DataFrame
    events: pd.DataFrame
    sessions: pd.DataFrame
    power: pd.DataFrame
    duties: pd.DataFrame
    trips: pd.DataFrame = field(default_factory=no_trips)
    journey_legs: pd.DataFrame = field(default_factory=no_journey_legs)
    gtfs_trip_loads: pd.DataFrame = field(default_factory=no_loads)
    gtfs_line_loads: pd.DataFrame = field(default_factory=lambda: line_loads(no_loads()))

    def __repr__(self) -> str:
        """Return how many rows the largest tables have."""
        sizes = ", ".join(f"{len(getattr(self, name)):,} {name}" for name in ("requests", "stops", "legs", "events"))
        return f"<ResultTables: {sizes}>"

    def by_name(self) -> dict[str, pd.DataFrame]:
        """Name the tables as their files are named; those about charging and drivers only if there is any."""
        tables = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: table for name, table in tables.items() if len(table) or name not in _ONLY_IF_ANY}


def build_tables(
    events: pd.DataFrame,
    requests_input: pd.DataFrame,
    vehicles_input: pd.DataFrame,
    facilities: Facilities | None = None,
    window: Window | None = None,
) -> ResultTables:
    """Compute the result tables of a run; the arguments stay as they are.

    window: of the time that counts; by default all but the warm-up.

    Raises
    ------
    ResultError
        The tables lack columns, or an event names a request or vehicle that is not in the input tables.
    """
    _check(events, requests_input, vehicles_input)
    events = events.sort_values(["time_s", "seq"], kind="stable", ignore_index=True)
    requests_input = requests_input.sort_values("request", ignore_index=True)
    vehicles_input = vehicles_input.sort_values("vehicle", ignore_index=True)
    party_size = requests_input["party_size"].to_numpy(dtype=np.int64)
    vehicle_id = vehicles_input["vehicle_id"]
    log = read_vehicle_log(events, party_size)
    legs = build_leg_table(log, vehicle_id)
    facilities = facilities or Facilities()
    window = counted_window(facilities.days) if window is None else window
    driven = with_driven_duties(facilities, vehicles_input, events)
    requests = build_request_table(events, requests_input, log)
    asked = requests["attempts"] > 0
    whole = ResultTables(
        requests=requests if asked.all() else requests[asked],  # others ask another service
        stops=build_stop_table(log, vehicle_id, party_size),
        legs=legs,
        states=build_state_table(log, vehicle_id),
        vehicles=vehicles_input[["vehicle"]],
        events=events,
        sessions=build_session_table(events, facilities),
        power=build_power_table(events, facilities),
        duties=build_duty_table(log, legs, driven, window.from_s),
    )
    return within(whole, vehicles_input, window)


def within(
    tables: ResultTables, vehicles_input: pd.DataFrame, window: Window, charged: pd.DataFrame | None = None
) -> ResultTables:
    """Return the tables of a window of time, see ``counted``; the event log stays whole.

    vehicles_input: sorted by vehicle. charged: the sessions that tell how clean the energy is; those of the window.
    """
    requests, legs = window.rows(tables.requests, "earliest_departure_s"), window.rows(tables.legs, "arrived_s")
    states, sessions = cut_states(tables.states, window), window.rows(tables.sessions, "arrived_s")
    vehicles = build_vehicle_table(vehicles_input, tables.events, window, requests, legs, states)
    charged = sessions if charged is None else charged
    ours = charged[charged["vehicle"].isin(vehicles_input["vehicle"])]
    vehicles = with_energy(vehicles, vehicles_input, levels_within(tables.events, window), ours)
    if "service" in tables.vehicles:
        vehicles = with_names(vehicles, tables.vehicles.set_index("vehicle")["service"], "vehicle")
    return replace(
        tables,
        requests=requests,
        stops=window.rows(tables.stops, "ended_s"),
        legs=legs,
        states=states,
        vehicles=vehicles,
        sessions=sessions,
        power=cut_power(tables.power, window),
        duties=window.rows(tables.duties, "began_s"),
        trips=window.rows(tables.trips, "earliest_departure_s"),
        journey_legs=window.rows(tables.journey_legs, "earliest_departure_s"),
        **_loads_within(tables.gtfs_trip_loads, window),
    )


def _loads_within(loads: pd.DataFrame, window: Window) -> dict[str, pd.DataFrame]:
    """Return the loads of trips that begin in a window, and those of their lines."""
    inside = window.rows(loads, "departs_s")
    return {"gtfs_trip_loads": inside, "gtfs_line_loads": line_loads(inside)}


def tables_of_all_services(
    whole: RideInputs, services: Sequence[ServiceName], window: Window | None = None
) -> ResultTables:
    """Compute the result tables of a whole event log: rides, and the charging of all services.

    window: of the time that counts; by default all but the warm-up. Raises ResultError.
    """
    window = counted_window(whole.facilities.days) if window is None else window
    rides = rides_together(whole, services)
    tables = build_tables(rides.events, rides.requests, rides.vehicles, rides.facilities, window)
    if of_kind(services, CARS):
        tables = _with_all_charging(tables, whole, window)
    of_request, of_vehicle = names_of_requests(rides.events, services), names_of_vehicles(whole, services)
    named = {name: with_names(getattr(tables, name), of_vehicle, "vehicle") for name in _OF_VEHICLES}
    return replace(
        tables,
        requests=with_names(tables.requests, of_request, "request"),
        events=whole.events if rides.events is not whole.events else tables.events,
        trips=window.rows(_all_trips(whole, services), "earliest_departure_s"),
        journey_legs=window.rows(
            build_journey_legs(whole.events, services, whole.trips, whole.timetable), "earliest_departure_s"
        ),
        **_loads_within(trip_loads(whole.events, services, whole.timetable, whole.trips), window),
        **named,
    )


def _all_trips(whole: RideInputs, services: Sequence[ServiceName]) -> pd.DataFrame:
    """Return the trips of those who asked for them, then of those who asked nobody."""
    asked = build_trips(whole.events, services, whole.trips, whole.timetable.trips)
    if not len(whole.other_means):
        return asked
    return pd.concat([asked, trips_beside(whole.other_means)], ignore_index=True)


def tables_of_each_service(whole: RideInputs, services: Sequence[ServiceName]) -> dict[str, ResultTables]:
    """Compute the result tables of each ridepooling service by name, as if it were alone. Raises ResultError."""
    parts = {service.name: rides_of(whole, services, service) for service in of_kind(services, RIDES)}
    legs = build_journey_legs(whole.events, services, whole.trips, whole.timetable)
    legs = counted_window(whole.facilities.days).rows(legs, "earliest_departure_s")
    return {
        name: replace(
            build_tables(part.events, part.requests, part.vehicles, part.facilities),
            journey_legs=legs[legs["carrier"] == name].reset_index(drop=True),
        )
        for name, part in parts.items()
    }


def _with_all_charging(tables: ResultTables, whole: RideInputs, window: Window) -> ResultTables:
    """Return the tables with the charging of all services, which share sites, and the whole event log."""
    sessions = window.rows(build_session_table(whole.events, whole.facilities), "arrived_s")
    power = cut_power(build_power_table(whole.events, whole.facilities), window)
    return replace(tables, events=whole.events, sessions=sessions, power=power)


def _check(events: pd.DataFrame, requests_input: pd.DataFrame, vehicles_input: pd.DataFrame) -> None:
    """Raise one error that tells everything that does not fit together."""
    problems = [
        f"{name} table: column {column} is missing"
        for name, table, columns in (
            ("events", events, EVENT_DTYPES),
            ("requests_input", requests_input, REQUEST_INPUT_DTYPES),
            ("vehicles_input", vehicles_input, VEHICLE_INPUT_DTYPES),
        )
        for column in columns
        if column not in table
    ]
    if not problems:
        for column, table in (("request", requests_input), ("vehicle", vehicles_input)):
            problems += _index_problems(events, table, column)
    if problems:
        raise ResultError("\n".join(problems))


def _index_problems(events: pd.DataFrame, table: pd.DataFrame, column: str) -> list[str]:
    """Tell where the numbers of requests or vehicles are not 0..n-1 or the events name others."""
    numbers = np.sort(table[column].to_numpy(dtype=np.int64))
    if not np.array_equal(numbers, np.arange(numbers.size)):
        return [f"{column}s_input table: column {column} must count 0..{numbers.size - 1}, each once"]
    named = events[column].to_numpy(dtype=np.int64)
    kinds = VEHICLE_KINDS if column == "vehicle" else REQUEST_KINDS
    needed = np.isin(events["kind"].to_numpy(dtype=np.int64), kinds)
    strange = np.flatnonzero((named < np.where(needed, 0, -1)) | (named >= numbers.size))
    if strange.size:
        return [
            f"events table: row {strange[0]} names {column} {named[strange[0]]}, "
            f"but there are {numbers.size} {column}s (and {strange.size - 1} more such rows)"
        ]
    return []
