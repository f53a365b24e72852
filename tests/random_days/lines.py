"""Buses and trains by timetable for drawn days: a feed of a few lines between places of the region."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from simulator.network.timetable.beeline import beeline_m

TABLES = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone\ng,G,https://example.org,Europe/Berlin\n",
    "calendar": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "daily,1,1,1,1,1,1,1,20210101,20221231\nweekdays,1,1,1,1,1,0,0,20210101,20221231\n"
    ),
}
HEADS = {
    "stops": "stop_id,stop_name,stop_lat,stop_lon,wheelchair_boarding\n",
    "routes": "route_id,agency_id,route_short_name,route_type\n",
    "trips": "route_id,service_id,trip_id,block_id,wheelchair_accessible,on_demand\n",
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n",
}
METRES_PER_MINUTE = 600  # 36 km/h
Settings = dict[str, Any]


def clock(minutes: int) -> str:
    """Write minutes of a service day as GTFS does."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"


def write_lines(draw: Any, where: Any, folder: Path) -> Settings:
    """Write a feed into a folder; return the service. draw, where: see ``drawing``."""
    folder.mkdir()
    rows: dict[str, list[str]] = {name: [] for name in HEADS}
    places = [where.place(draw) for _ in range(9)]
    for number, place in enumerate(places):
        rows["stops"].append(f"s{number},Stop {number},{place['lat']},{place['lon']},{draw.one_of(0, 1, 1, 2)}")
    for line in range(4):
        rows["routes"].append(f"{line},g,{line},{draw.one_of(3, 3, 2)}")
        _line(draw, rows, str(line), places)
    for name, text in (TABLES | {name: head + "\n".join(rows[name]) + "\n" for name, head in HEADS.items()}).items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return {
        "kind": "timetable", "feed": folder.name, "walk": {"limit": draw.one_of("2 km", "4 km")},
        "transfers": {"walk": draw.one_of("600 m", "2 km"), "time": draw.one_of("0 s", "60 s", "5 min")},
        "capacity": {"bus": draw.one_of(1, 1, 2), "rail": draw.one_of(1, 3)}, "fares": {"per_trip": "2 EUR"},
        "most_changes": draw.one_of(1, 3), "longest_wait": draw.one_of("5 min", "2 h", "4 h"),
        "earlier": draw.one_of("0 min", "40 min"),
        "on_demand": draw.one_of("leave_out", "keep"),
    }  # fmt: skip


def _line(draw: Any, rows: dict[str, list[str]], line: str, places: list[Settings]) -> None:
    """Add the trips of a line, all day and past midnight: there and back, or on as another trip of the same vehicle."""
    there, beyond = (_route(draw, len(places)) for _ in range(2))
    every, begins = draw.one_of(20, 30, 60), 5 * 60 + draw.whole(0, 29)
    service, goes_on = draw.one_of("daily", "daily", "weekdays"), draw.coin(0.9)
    for number in range((25 * 60 - begins) // every):
        at = begins + number * every
        for part, stops in enumerate((there, [there[-1], *beyond] if goes_on else there[::-1])):
            trip, block = f"{line}-{number}-{part}", f"b{line}-{number}" if goes_on else ""
            rows["trips"].append(f"{line},{service},{trip},{block},{draw.one_of(0, 1, 2)},{int(draw.coin(0.1))}")
            at = draw.one_of(0, 5) + _calls(draw, rows, (trip, at), [(stop, places[stop]) for stop in stops])


def _route(draw: Any, places: int) -> list[int]:
    """Return stops, none behind itself; a place may come twice."""
    stops = [draw.whole(0, places - 1)]
    for _ in range(draw.whole(2, 4)):
        stops.append((stops[-1] + draw.whole(1, places - 1)) % places)
    return stops


def _calls(draw: Any, rows: dict[str, list[str]], trip: tuple[str, int], stops: list[tuple[int, Settings]]) -> int:
    """Add the calls of a trip that begins at a minute; return the one at which it ends.

    From stop to stop it may take no time at all, by the clock.
    """
    at = trip[1]
    for place, (stop, here) in enumerate(stops):
        if place:
            at += int(beeline_m(*_points(stops[place - 1][1], here))[0] // METRES_PER_MINUTE)
        leaves = at + draw.one_of(0, 0, 1)
        no_pickup, no_drop = (int(draw.coin(0.05)) for _ in range(2))
        rows["stop_times"].append(f"{trip[0]},{clock(at)},{clock(leaves)},s{stop},{place},{no_pickup},{no_drop}")
        at = leaves
    return at


def _points(one: Settings, other: Settings) -> tuple[Any, ...]:
    return tuple(np.array([place[axis]]) for place in (one, other) for axis in ("lon", "lat"))
