"""Columns of the files about buses and trains by timetable: types, and what they mean."""

from __future__ import annotations

from simulator.results.entry import Definition

_D = Definition
_TEXT = "string"
_VEHICLE = _D("Number of the trip in the event log, behind the vehicles of all fleets.")
_S = "s"

_LOADS = {
    **dict.fromkeys(("capacity", "boardings", "most_on_board", "turned_away"), "int64"),
    **dict.fromkeys(("run_km", "person_km"), "float64"),
}
GTFS_TRIP_LOADS = {
    "vehicle": "int64",
    **dict.fromkeys(("gtfs_trip_id", "line"), _TEXT),
    "route_type": "int64",
    "headsign": _TEXT,
    "service_day": "int64",
    "counted": "bool",
    **dict.fromkeys(("departs_s", "arrives_s"), "int64"),
    **_LOADS,
}
GTFS_LINE_LOADS = {"line": _TEXT, "trips": "int64", **{name: _LOADS[name] for name in _LOADS if name != "capacity"}}
GTFS_LINE_DELAYS = {
    "line": _TEXT,
    "arrivals": "int64",
    **dict.fromkeys(("punctual_share", "late_mean_s"), "float64"),
    "late_most_s": "int64",
}

GTFS_STOPS = {
    "stop": _D("Number of the stop."),
    "gtfs_stop_id": _D("Its id in the feed."),
    "name": _D("What it is called, or its station where it has no name."),
    "lon": _D("Degrees east, WGS84.", "degree"),
    "lat": _D("Degrees north, WGS84.", "degree"),
    "station": _D("Stops of one station have the same number."),
    "node": _D("Road node nearest to it; -1: none is near."),
}
GTFS_TRIPS = {
    "vehicle": _VEHICLE,
    "gtfs_trip_id": _D('Its id in the feed; with "#" and a number behind it where it is repeated by frequencies.'),
    "gtfs_route_id": _D("Id of its route in the feed."),
    "line": _D("What people call its line."),
    "route_type": _D("Number of GTFS for buses, trains and so on."),
    "headsign": _D("Where it goes, as it stands on the vehicle."),
    "service_day": _D("Number of the day it belongs to; it may end on the next one."),
    "counted": _D("Whether that is a day that counts; others are there for the nights of the run."),
    "on_demand": _D("Whether it runs only where somebody has booked it."),
    "capacity": _D("Riders who have room.", "persons"),
    "drawn_delay_s": _D("How late it would begin of itself, as drawn; only where buses and trains may be late.", _S),
}
GTFS_CALLS = {
    "call": _D("Number of the call, which the event log names."),
    "vehicle": _D("Number of the trip in the event log."),
    "position": _D("Of the call among those of its trip, from 0."),
    "stop": _D("Number of the stop in gtfs_stops."),
    "arrival_s": _D("When it arrives by timetable.", _S),
    "departure_s": _D("When it leaves by timetable.", _S),
    "may_board": _D("Whether people may get on."),
    "may_alight": _D("Whether people may get off."),
    "along_m": _D("Way from the first stop, by beelines from stop to stop.", "m"),
    "actual_arrival_s": _D("When it really arrives; only where buses and trains may be late.", _S),
    "actual_departure_s": _D("When it really leaves; only where buses and trains may be late.", _S),
}
_OF_LOADS = {
    "boardings": _D("People who got on; who stays seated as it goes on as another trip did so once.", "persons"),
    "most_on_board": _D("Most people on board from one stop to the next.", "persons"),
    "turned_away": _D("People who would have taken it, but for lack of room.", "persons"),
    "run_km": _D("Kilometres it runs, by beelines from stop to stop.", "km"),
    "person_km": _D("Kilometres ridden in it by each person, likewise.", "km"),
}
GTFS_TRIP_LOADS_MEAN = {
    **{name: GTFS_TRIPS[name] for name in GTFS_TRIP_LOADS if name in GTFS_TRIPS},
    "departs_s": _D("When it leaves its first stop.", _S),
    "arrives_s": _D("When it is at its last stop.", _S),
    **_OF_LOADS,
}
GTFS_LINE_LOADS_MEAN = {
    "line": GTFS_TRIPS["line"],
    "trips": _D("Trips of the line on days that count.", "trips"),
    **_OF_LOADS,
    "most_on_board": _D("Most people on board of one trip from one stop to the next.", "persons"),
}
GTFS_LINE_DELAYS_MEAN = {
    "line": GTFS_TRIPS["line"],
    "arrivals": _D("Arrivals of its trips on days that count, none where they begin.", "arrivals"),
    "punctual_share": _D("Those of them less than five minutes late, as drawn.", "share", "arrivals"),
    "late_mean_s": _D("How late it arrives.", _S, "arrivals"),
    "late_most_s": _D("How late it is at most.", _S),
}
