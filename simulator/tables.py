"""The data model on one page: event kinds, codes, and the columns of the tables that flow between rooms.

Time is whole seconds since 00:00 of the first service day, length is metres, node ids are dense integers.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

NO_TIME = -1
WHEN_REFUSED = -(2**31)  # submission of a booking that follows only when the other service refuses
NO_NODE = -1


class Event(enum.IntEnum):
    """What a row of the event log says; the comment tells what the ``value`` column holds."""

    SUBMITTED = 0  # attempt, counted from 0
    ACCEPTED = 1  # planned boarding time [s]; the row's node is where
    PROMISED_EARLIEST = 2  # start of the promised pickup window [s]
    PROMISED_LATEST = 3  # end of the promised pickup window [s]
    REJECTED = 4  # Reason
    GAVE_UP = 5  # Fallback: what the traveller does instead; ends the request
    SHIFT_STARTED = 6  # 0
    SHIFT_ENDED = 7  # 0
    DEPARTED = 8  # LegPurpose
    ARRIVED = 9  # metres driven on the leg
    DIVERTED = 10  # metres driven on the leg up to this junction; a DEPARTED follows at once
    BOARDED = 11  # dwell time [s]; the row's time is the start of boarding
    ALIGHTED = 12  # dwell time [s]; the row's time is the start of alighting; ends the request
    STOP_ENDED = 13  # 0; doors closed, the vehicle may leave
    REASSIGNED = 14  # planned boarding time [s]; another vehicle than before will come
    PROMISED_DROPOFF = 15  # latest start of alighting promised [s]
    ON_WAITING_LIST = 16  # until when [s]: no vehicle can come as things are; it is tried again
    OFFERED = 17  # planned boarding time [s] of one of the offers the traveller may choose from; the node is where
    DECLINED = 18  # number of offers, none of which was taken
    AGREED = 19  # departure that the traveller agreed to instead of the one wished for [s]
    CANCELLED = 20  # planned time until boarding [s]; ends the request
    NO_SHOW = 21  # dwell time [s] that nobody used; ends the request
    ENERGY_LEVEL = 22  # energy stored [mWh]; when a vehicle comes into play, and at the very end
    ENERGY_USED = 23  # energy of the drive that has just ended [mWh]
    QUEUED = 24  # charging site where the vehicle waits for a plug
    PLUGGED_IN = 25  # charging site
    POWER = 26  # power now drawn at that site for this vehicle [W]
    CHARGED = 27  # energy stored since it was plugged in [mWh]
    UNPLUGGED = 28  # charging site; also when the vehicle left the queue
    BREAK_STARTED = 29  # length of the driver's break [s]
    CHANGEOVER_STARTED = 30  # time until the next driver leaves [s]
    PLANNED_DROPOFF = 31  # alighting time [s] planned on acceptance; the row's node is where
    STRANDED = 32  # 0; the vehicle does not come home any more: what it has stored does not last, and nothing helps
    # Car-sharing: ``request`` is the number of the booking, ``vehicle`` that of the car, behind all other vehicles.
    BOOKING_ASKED = 40  # start asked for [s]
    BOOKING_GRANTED = 41  # planned start [s]
    BOOKING_REFUSED = 42  # Refusal; ends the booking
    BOOKING_CANCELLED = 43  # time until the planned start [s]; ends the booking
    BOOKING_NO_SHOW = 44  # how long the car stood there for nobody [s]; ends the booking
    BOOKING_MOVED = 45  # planned start [s]; to another car, as the one meant is not ready
    BOOKING_LOST = 46  # how long the customer waited [s]; granted, but no car is ready; ends the booking
    CAR_TAKEN = 47  # delay after the planned start [s]
    CAR_RETURNED = 48  # metres driven; ends the booking
    RELOCATION_ASSIGNED = 49  # drive of the staff to the car [s]
    RELOCATION_STARTED = 50  # Errand
    RELOCATION_ENDED = 51  # metres driven
    CAR_PARKED = 52  # station where the car now stands; not for free-floating cars
    BOOKING_UNTIL = 53  # planned end [s]; follows a grant or a move to another car
    COUNTING_STARTED = 54  # days that are counted; bookings that start, and relocations assigned, earlier are warm-up


class Reason(enum.IntEnum):
    """Why a request was rejected."""

    NO_VEHICLE = 0  # no insertion keeps every limit
    PARTY_TOO_LARGE = 1  # larger than every vehicle
    OUTSIDE_SERVICE_HOURS = 2
    SHORT_NOTICE = 3  # booked later than the notice time allows
    NO_STOP_IN_WALKING_RANGE = 4  # door to door: no road within the snapping distance
    WALK_INSTEAD = 5  # pickup and dropoff are the same stop
    LATEST_ARRIVAL_IMPOSSIBLE = 6  # even a direct ride comes too late
    NO_ROAD = 7  # no open road leads from pickup to dropoff
    TOO_EARLY = 8  # booked further ahead than the booking horizon allows
    NO_ENERGY = 9  # a vehicle could come, but what it has stored does not last for the ride and the way home


# From what no try can change to what depends on the vehicles: of several, the reason nearest to success is told.
REASONS_BY_NEARNESS = (
    Reason.NO_ROAD,
    Reason.NO_STOP_IN_WALKING_RANGE,
    Reason.WALK_INSTEAD,
    Reason.PARTY_TOO_LARGE,
    Reason.OUTSIDE_SERVICE_HOURS,
    Reason.TOO_EARLY,
    Reason.SHORT_NOTICE,
    Reason.LATEST_ARRIVAL_IMPOSSIBLE,
    Reason.NO_VEHICLE,
    Reason.NO_ENERGY,
)


class Refusal(enum.IntEnum):
    """Why a booking of a car was refused; the highest of those found, as it was nearest to success."""

    NO_STATION = 0  # no station, or no free-floating car, in walking range
    NO_CAR = 1  # no car is there at that time, or all are booked
    INSTITUTION = 2  # a community car is with its institution
    NEXT_BOOKING = 3  # the car would not be back for the next booking
    ENERGY = 4  # the predicted charge does not cover trip and reserve, or those of later bookings
    NO_PLACE = 5  # no place is free at the station where the car is to be returned
    TOO_SHORT = 6
    TOO_LONG = 7
    TOO_EARLY = 8  # further ahead than the booking horizon
    NO_ROAD = 9  # no open road leads there
    OUTSIDE_ZONE = 10  # a free-floating car may not be left there
    NO_STATION_THERE = 11  # one way: a station is near, but none in walking range of the destination
    WALK_INSTEAD = 12  # the way there is no drive: origin and destination have the same station, or the same road node


class Errand(enum.IntEnum):
    """Why staff moves a car."""

    BALANCE = 0  # to a station with too few cars
    CHARGE = 1  # to a charger


class Fallback(enum.IntEnum):
    """What a traveller does who was finally rejected."""

    STAY = 0
    OTHER_MODE = 1
    OTHER_SERVICE = 2  # asks the other service of the scenario


class LegPurpose(enum.IntEnum):
    """Why a vehicle drives a leg."""

    SERVE = 0  # to a pickup or dropoff
    TO_DEPOT = 1
    REBALANCE = 2
    CHARGE = 3  # to a charging site


def as_met(requests: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of MET_COLUMNS for a table of requests, with or without a choice of stops."""
    columns = [met if met in requests else given for met, given in MET_COLUMNS.items()]
    return requests[columns].set_axis(list(MET_COLUMNS), axis="columns")


EVENT_DTYPES: dict[str, type[np.generic]] = {
    "time_s": np.int32,
    "seq": np.int32,  # order of rows, 0..n-1; rows are sorted by (time_s, seq)
    "kind": np.int8,  # Event
    "vehicle": np.int32,  # -1: none
    "request": np.int32,  # -1: none
    "node": np.int32,  # -1: none
    "value": np.int64,  # see Event
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

# The same requests as the engine sees them, written to the results as requests_input.parquet. Adds to DEMAND_DTYPES:
REQUEST_INPUT_DTYPES: dict[str, str] = {
    **DEMAND_DTYPES,
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
    "hard": "bool",  # False: when nothing keeps the limits, the offer becomes the limit
}

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
    "energy": "string",  # electricity, hydrogen or diesel
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
    "institution": "string",  # "": the public
    "car": "int32",  # the car a fixed booking is for; -1: any
}
