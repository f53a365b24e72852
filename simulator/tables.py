"""The data model on one page: event kinds, codes, and the columns of the tables that flow between rooms.

Time is whole seconds since 00:00 of the first service day, length is metres, node ids are dense integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

NO_TIME = -1
OF_REQUEST = "request-"  # in the id of a booking, before that of the request it is of
WHEN_REFUSED = -(2**31)  # submission of a booking that follows only when the other service refuses
NO_NODE = NO_CALL = -1  # call: of a timetable


def as_met(requests: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of MET_COLUMNS for a table of requests, with or without a choice of stops."""
    columns = [met if met in requests else given for met, given in MET_COLUMNS.items()]
    return requests[columns].set_axis(list(MET_COLUMNS), axis="columns")


def typed(table: pd.DataFrame, dtypes: Mapping[str, Any]) -> pd.DataFrame:
    """Return these columns of a table in this order, each of its type.

    As ``table[list(dtypes)].astype(dtypes)`` does, which takes three times as long: most tables are short.
    """
    import pandas as pd

    columns = {name: table[name] for name in dtypes}
    return pd.DataFrame(
        {
            name: column if column.dtype == _dtype(dtype) else column.astype(dtype)
            for (name, column), dtype in zip(columns.items(), dtypes.values(), strict=True)
        },
        index=table.index,
    )


@lru_cache(maxsize=64)
def _dtype(named: Any) -> Any:
    import pandas as pd

    return pd.api.types.pandas_dtype(named)


def table_of(rows: Iterable[Any], dtypes: Mapping[str, Any]) -> pd.DataFrame:
    """Return a table of rows, tuples or dicts, with columns of these types."""
    import pandas as pd

    listed = list(rows)
    return typed(pd.DataFrame(listed, columns=list(dtypes)), dtypes) if listed else no_rows(dtypes)


def no_rows(dtypes: Mapping[str, Any]) -> pd.DataFrame:
    """Return a table without rows, with columns of these types."""
    return _no_rows(tuple(dtypes.items())).copy()


@lru_cache(maxsize=64)
def _no_rows(dtypes: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    """Make such a table, which takes as long as a hundred copies of it."""
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in dtypes})


RIDES, CARS, TIMETABLE, FEEDER, OWN_MEANS = "ridepooling", "carsharing", "timetable", "feeder", "own_means"  # kinds
ELECTRICITY = "electricity"  # what charging sites give, unlike pumps


class ServiceName(NamedTuple):
    """A service of a scenario: its number in the event log, its name there, and of what kind it is."""

    number: int
    name: str
    kind: str


EVENT_DTYPES: dict[str, type[np.generic]] = {
    "time_s": np.int32,
    "seq": np.int32,  # order of rows, 0..n-1; rows are sorted by (time_s, seq)
    "service": np.int8,  # in the order of the scenario; -1: none
    "kind": np.int8,  # Event
    "vehicle": np.int32,  # -1: none
    "request": np.int32,  # -1: none
    "ride": np.int32,  # a booked leg in one service, numbered over the whole run; -1: none
    "node": np.int32,  # -1: none
    "value": np.int64,  # see Event
}

# The services of a run, written to the results as services_input.parquet.
SERVICE_DTYPES: dict[str, str] = {
    "number": "int8",  # in the event log
    "service": "string",
    "kind": "string",
}

# What a demand source delivers: one row per request, before anything is snapped to the road graph.
DEMAND_DTYPES: dict[str, str] = {
    "request_id": "string",
    "submitted_s": "int32",  # negative: on the days before
    "earliest_departure_s": "int32",
    "earliest_arrival_s": "int32",  # NO_TIME: none
    "latest_arrival_s": "int32",  # NO_TIME: none
    "origin_lon": "float64",  # NaN where origin_node is given
    "origin_lat": "float64",
    "destination_lon": "float64",
    "destination_lat": "float64",
    "origin_node": "int32",  # NO_NODE: snap the coordinates
    "destination_node": "int32",
    "party_size": "int16",  # people, wheelchair users included
    "wheelchairs": "int16",
    "parcels": "int16",
    "traveller_class": "string",
    "purpose": "string",
}
PEOPLE_DTYPES: dict[str, str] = {**DEMAND_DTYPES, "season_ticket": "bool"}  # with what is drawn by class
# Whose request it is, and of which way from home and back, beside DEMAND_DTYPES; only where the demand has tours.
NO_TOUR = -1
TOUR_DTYPES: dict[str, str] = {
    "person": "int32",  # -1: nobody knows
    "tour": "int32",  # dense over the run; NO_TOUR: a request by itself
    "tour_position": "int8",  # of the trip in its tour, from 1, in the order of time; 0: of none
    "own_car": "bool",  # the household's car is there for this tour
}

# The same requests as the engine sees them, written to the results as requests_input.parquet. Adds to PEOPLE_DTYPES:
REQUEST_INPUT_DTYPES: dict[str, str] = {
    **PEOPLE_DTYPES,
    "request": "int32",  # dense index, 0..n-1 in order of (submitted_s, row)
    "origin_stop": "string",  # stop id, "" when door to door
    "destination_stop": "string",
    "access_walk_m": "float64",
    "access_walk_s": "int32",
    "egress_walk_m": "float64",
    "egress_walk_s": "int32",
    "direct_s": "int32",  # drive time from pickup node to dropoff node; -1: no way, or too far from any road
    "direct_m": "int32",  # length of that drive
    "max_wait_s": "int32",  # limits of the traveller's constraint set
    "max_ride_s": "int32",
    "max_travel_s": "int32",  # from leaving the origin to the destination; NO_TIME: no such limit
    "hard": "bool",  # False: when nothing keeps the limits, the offer becomes the limit
}

# Who asked services whose trips are told as a whole, written to the results as trips_input.parquet.
TRIP_INPUT_DTYPES: dict[str, str] = {"request": "int32", **PEOPLE_DTYPES}

# Where accepted requests were to be met, columns of their own beside the input's in requests_input.parquet when the
# dispatcher chooses the stops: column -> the input's, which holds without a choice and for requests never accepted.
MET_COLUMNS: dict[str, str] = {
    "pickup_node": "origin_node",
    "dropoff_node": "destination_node",
    "pickup_stop": "origin_stop",
    "dropoff_stop": "destination_stop",
    "pickup_walk_m": "access_walk_m",
    "pickup_walk_s": "access_walk_s",
    "dropoff_walk_m": "egress_walk_m",
    "dropoff_walk_s": "egress_walk_s",
    "met_direct_s": "direct_s",
    "met_direct_m": "direct_m",
}

# Where each request can be met, written to the results as stop_options.parquet when the dispatcher chooses the stops.
STOP_OPTION_DTYPES: dict[str, str] = {
    "request": "int32",
    "end": "int8",  # 0: pickup, 1: dropoff
    "option": "int16",  # 0: the nearest
    "node": "int32",
    "stop_id": "string",
    "walk_m": "float64",
    "walk_s": "int32",
}

# Where vehicles charge or refuel, written to the results as sites_input.parquet when there are any.
SITE_DTYPES: dict[str, str] = {
    "site": "int32",  # dense index
    "name": "string",
    "lon": "float64",
    "lat": "float64",
    "node": "int32",
    "energy": "string",  # ELECTRICITY, hydrogen or diesel
    "plugs": "int32",
    "power_w": "int64",  # of each plug, drawn from the grid
    "direct_current": "bool",
    "grid_w": "int64",  # of all plugs together
    "open_s": "int32",  # seconds since midnight, each day
    "close_s": "int32",
}

# Prices of energy, written as site_prices.parquet; NaN: not known.
PRICE_DTYPES: dict[str, str] = {
    "site": "int32",
    "hour": "int8",  # of the day
    "eur_per_kwh": "float64",
}

# Who drives, written as duties_input.parquet when the scenario has drivers.
DUTY_DTYPES: dict[str, str] = {
    "vehicle": "int32",
    "duty": "int32",  # 0..n-1 on each vehicle
    "name": "string",
    "start_s": "int32",
    "planned_end_s": "int32",
    "latest_end_s": "int32",
    "longest_stretch_s": "int32",  # the rules allow no longer time without a break
    "break_s": "int32",  # a shorter one is none
}

# When each vehicle works, written as shifts_input.parquet unless each has one shift. A shift ends in the depot, where
# the next one begins.
SHIFT_DTYPES: dict[str, str] = {
    "vehicle": "int32",
    "shift": "int32",  # 0..n-1 of each vehicle
    "start_s": "int32",
    "planned_end_s": "int32",
    "latest_end_s": "int32",
}

# The simulated days, written as days_input.parquet when there are several. Those before day 0 are warm-up.
DAY_DTYPES: dict[str, str] = {
    "day": "int32",
    "day_type": "int8",  # days.DayType
    "start_s": "int32",
    "end_s": "int32",
}

# The scenario's numbers and what they rest on, written as assumptions.parquet.
ASSUMPTION_DTYPES: dict[str, str] = {
    **dict.fromkeys(("key", "value"), "string"),
    "number": "float64",
    **dict.fromkeys(("unit", "basis", "source", "source_de", "assumption", "assumption_de"), "string"),
    **dict.fromkeys(("low", "high", "entry"), "string"),
}

# Breaks and changeovers, written as pauses_input.parquet; they begin within [earliest, latest], at the depot, as soon
# as the vehicle is there, and end when they have taken their time, but not before the earliest end.
PAUSE_DTYPES: dict[str, str] = {
    "vehicle": "int32",
    "kind": "int8",  # Event.BREAK_STARTED or Event.CHANGEOVER_STARTED
    "earliest_s": "int32",
    "latest_s": "int32",
    "length_s": "int32",  # at least
    "earliest_end_s": "int32",  # of a changeover: when the next driver is there
}

# The fleet, written to the results as vehicles_input.parquet.
VEHICLE_INPUT_DTYPES: dict[str, str] = {
    "vehicle": "int32",  # dense index
    "vehicle_id": "string",  # e.g. minibus-01
    "vehicle_type": "string",
    "seats": "int16",
    "wheelchairs": "int16",
    "parcels": "int16",
    "depot": "string",
    "depot_node": "int32",
    "shift_start_s": "int32",
    "shift_end_s": "int32",
    "drivetrain": "string",
    "energy_kwh_per_km": "float64",
    "co2_g_per_kwh": "float64",
    "store_kwh": "float64",  # NaN: energy is not limited
    "reserve_kwh": "float64",
    "charging_efficiency": "float64",
}

# Car-sharing stations, written to the results as stations_input.parquet.
STATION_DTYPES: dict[str, str] = {
    "station": "int32",  # dense index
    "station_id": "string",
    "name": "string",
    "lon": "float64",
    "lat": "float64",
    "node": "int32",
    "capacity": "int32",
    "site": "int32",  # its chargers among the charging sites; -1: none
}

# Shared cars, written to the results as cars_input.parquet.
CAR_DTYPES: dict[str, str] = {
    "vehicle": "int32",  # behind the vehicles of the ridepooling service
    "car_id": "string",  # e.g. perleberg-1
    "car_type": "string",
    "station": "int32",  # where it stands at first; -1: free-floating
    "node": "int32",
    "lon": "float64",
    "lat": "float64",
    "seats": "int16",
    "drivetrain": "string",
    "energy_kwh_per_km": "float64",
    "co2_g_per_kwh": "float64",
    "store_kwh": "float64",  # NaN: energy is not limited
    "reserve_kwh": "float64",
    "charging_efficiency": "float64",
    "start_kwh": "float64",
}

# Bookings of shared cars, written to the results as bookings_input.parquet.
BOOKING_DTYPES: dict[str, str] = {
    "booking": "int32",  # dense index, 0..n-1
    "booking_id": "string",
    "submitted_s": "int32",  # WHEN_REFUSED: only when the ridepooling service has rejected the request
    "start_s": "int32",
    "planned_end_s": "int32",
    "actual_end_s": "int32",  # later than planned: the car comes back late
    "origin_lon": "float64",
    "origin_lat": "float64",
    "destination_lon": "float64",
    "destination_lat": "float64",
    "origin_node": "int32",
    "destination_node": "int32",  # NO_NODE: back to where it started
    "station": "int32",  # the nearest; -1: none in walking range, or free-floating
    "end_station": "int32",
    "length_m": "int32",  # NO_TIME: that of the fastest path
    "drive_s": "int32",
    "cancelled_s": "int32",  # how long after granting it is cancelled at the latest; NO_TIME: not at all
    "no_show": "bool",
    "walk_up": "bool",
    "traveller_class": "string",
    "request": "int32",  # of the common demand it stands for; -1: none
    "party_size": "int32",  # people of that request; 0: it stands for none
    "institution": "string",  # "": the public
    "car": "int32",  # the car a fixed booking is for; -1: any
}

# What changes of a timetable come to, written to the results as timetable_changes.parquet, timetable_requests.parquet
# and timetable_places.parquet. Times are null where there is no journey.
TIMETABLE_CHANGE_DTYPES: dict[str, str] = {
    "change": "int32",  # place in the list of changes
    "kind": "string",
    **dict.fromkeys(("trips", "trips_before", "trips_after"), "int64"),
    **dict.fromkeys(("vehicle_km_before", "vehicle_km_after"), "float64"),
}
TIMETABLE_REQUEST_DTYPES: dict[str, str] = {
    "request": "int32",
    "place": "string",  # nearest to the origin; "": none is known
    **dict.fromkeys(("journeys_before", "journeys_after"), "int32"),
    **dict.fromkeys(("fastest_before_s", "fastest_after_s"), "Int64"),
    "effect": "string",  # keeps, loses, gains, none
}
TIMETABLE_PLACE_DTYPES: dict[str, str] = {
    "place": "string",
    "day": "int32",
    "target": "string",
    "target_kind": "string",  # station, town
    **dict.fromkeys(("lon", "lat", "inhabitants"), "float64"),
    **{
        f"{name}_{when}{unit}": kind
        for name, unit, kind in (
            ("departures", "", "int32"),
            ("median", "_s", "Int64"),
            ("first", "_s", "Int64"),
            ("last", "_s", "Int64"),
        )
        for when in ("before", "after")
    },
}

# Buses and trains by timetable, written as gtfs_stops.parquet, gtfs_trips.parquet and gtfs_calls.parquet.
GTFS_STOP_DTYPES: dict[str, str] = {
    "stop": "int32",  # dense index
    "gtfs_stop_id": "string",
    "name": "string",
    "lon": "float64",
    "lat": "float64",
    "station": "int32",  # stops of one station have the same number
    "node": "int32",  # of the roads; NO_NODE: none is near
}
GTFS_TRIP_DTYPES: dict[str, str] = {
    "vehicle": "int32",  # behind the vehicles of all fleets
    "gtfs_trip_id": "string",
    "gtfs_route_id": "string",
    "line": "string",
    "route_type": "int16",
    "headsign": "string",
    "service_day": "int32",
    "counted": "bool",  # belongs to a day that counts, not to one around
    "on_demand": "bool",
    "capacity": "int32",
}
GTFS_CALL_DTYPES: dict[str, str] = {
    "call": "int32",  # dense index, by trip and along it
    "vehicle": "int32",
    "position": "int32",
    "stop": "int32",
    "arrival_s": "int32",
    "departure_s": "int32",
    "may_board": "bool",
    "may_alight": "bool",
    "along_m": "float64",  # from the first stop, by beelines
}
# Of runs with buses and trains that may be late.
GTFS_LATE_TRIP_DTYPES: dict[str, str] = {"drawn_delay_s": "int32"}
GTFS_LATE_CALL_DTYPES: dict[str, str] = {"actual_arrival_s": "int32", "actual_departure_s": "int32"}
