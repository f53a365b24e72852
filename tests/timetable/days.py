"""Days with buses by timetable on a road with a node every kilometre, a minute's drive apart: to be worked out by hand.

Stops A, B, C, D stand at nodes 0, 5, 10 and 15, and E by the road 400 m north of node 15. Line 1 goes from A to C, line
2 from C to E, line 3, a train, from B to E without a stop.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult, run
from simulator.network.files import write_network
from simulator.scenario.loader import load_scenario
from tests.network.timetable.small_feeds import HEAD
from tests.worlds import DEGREE_M, NO_CACHE, line_network

NETWORK = line_network(20)
Settings = dict[str, Any]
AT_M = {"A": 0, "B": 5000, "C": 10_000, "D": 15_000, "E": 15_400}
STOPS = "stop_id,stop_name,stop_lat,stop_lon,wheelchair_boarding\n" + "".join(
    f"{name},{name}-Dorf,{53 + metres / DEGREE_M:.9f},12.0,{2 if name == 'D' else 1}\n" for name, metres in AT_M.items()
)
ROUTES = "route_id,agency_id,route_short_name,route_long_name,route_type\n1,g,1,,3\n2,g,2,,3\n3,g,3,,2\n"
AGENCY = "agency_id,agency_name,agency_url,agency_timezone\ng,G,https://example.org,Europe/Berlin\n"
CALENDAR = (
    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "week,1,1,1,1,1,0,0,20210901,20210930\n"
)
TRIPS = (
    "route_id,service_id,trip_id,trip_headsign,wheelchair_accessible,block_id,on_demand\n"
    "1,week,1a,C-Dorf,1,x,0\n1,week,1b,C-Dorf,1,,0\n2,week,2a,E-Dorf,1,x,0\n2,week,2b,E-Dorf,1,,0\n"
    "3,week,3a,E-Dorf,2,,0\n1,week,1c,C-Dorf,1,,1\n"
)
# 1a goes on as 2a, of the same block; 1c runs on demand.
CALLS = {
    "1a": [("08:00", "A"), ("08:10", "B"), ("08:20", "C")],
    "1b": [("09:00", "A"), ("09:10", "B"), ("09:20", "C")],
    "2a": [("08:25", "C"), ("08:35", "D"), ("08:36", "E")],
    "2b": [("09:25", "C"), ("09:35", "D"), ("09:36", "E")],
    "3a": [("08:15", "B"), ("08:22", "E")],
    "1c": [("07:00", "A"), ("07:10", "B"), ("07:20", "C")],
}
LINES: Settings = {
    "kind": "timetable", "feed": "feed", "walk": {"limit": "1 km", "detour_factor": 1}, "fares": {"per_trip": "2 EUR"},
}  # fmt: skip


def write_feed(folder: Path, **tables: str) -> None:
    """Write the feed, or with other tables in the place of some."""
    folder.mkdir(parents=True, exist_ok=True)
    times = HEAD + "".join(
        f"{trip},{at}:00,{at}:00,{stop},{place}\n"
        for trip, calls in CALLS.items()
        for place, (at, stop) in enumerate(calls)
    )
    usual = {
        "agency": AGENCY, "stops": STOPS, "routes": ROUTES, "calendar": CALENDAR, "trips": TRIPS, "stop_times": times,
    }  # fmt: skip
    for name, text in (usual | tables).items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def write_day(folder: Path, rides: list[Settings], lines: Settings | None = None, **more: Any) -> Path:
    """Write a day; a ride says from, to [m along the road] and what is not usual: at 08:00, one person."""
    folder.mkdir(parents=True, exist_ok=True)
    write_network(NETWORK, folder / "network")
    write_feed(folder / "feed")
    rows = [
        {
            "request_id": f"r{number}", "submitted": ride.get("asks", ""),
            "earliest_departure": ride.get("at", "08:00"),
            "origin_lon": 12.0, "origin_lat": 53 + ride["from"] / DEGREE_M,
            "destination_lon": 12.0, "destination_lat": 53 + ride["to"] / DEGREE_M, "party_size": ride.get("party", 1),
            "wheelchairs": ride.get("wheelchairs", 0), "earliest_arrival": ride.get("not_before", ""),
            "latest_arrival": ride.get("by", ""), "traveller_class": ride.get("class", ""),
        }
        for number, ride in enumerate(rides)
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(folder / "requests.csv", index=False)
    services = more.pop("services", {"lines": LINES | (lines or {})})
    data = {
        "name": "day", "network": {"file": "network"}, "demand": {"kind": "file", "requests_file": "requests.csv"},
        "calendar": {"first_day": "2021-09-07"},
        "people": {"classes": {"rider": {"asks": more.pop("asks", [list(services)])}}}, "services": services, **more,
    }  # fmt: skip
    (folder / "day.yaml").write_text(json.dumps(data, indent=1), encoding="utf-8")
    return folder / "day.yaml"


def result_of(folder: Path, rides: list[Settings], lines: Settings | None = None, **more: Any) -> RunResult:
    """Run a day, in which the auditor finds nothing."""
    result = run(load_scenario(write_day(folder, rides, lines, **more)), cache=NO_CACHE, debug=True)
    assert audit_result(result) == []
    return result
