"""A small feed with one service between two groups of stops, and ways to spoil it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

AGENCY = "agency_id,agency_name,agency_url,agency_timezone\nk,Kreis,https://example.org,Europe/Berlin\n"
ROUTES = "route_id,agency_id,route_short_name,route_type\nr,k,Rufbus Süd,3\n"
TRIPS = "route_id,service_id,trip_id\nr,wd,t\n"
CALENDAR = (
    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "wd,1,1,1,1,1,0,0,20260105,20260201\n"
)
STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon\n"
    "Süd 1,Altdorf,53.00,12.00\n"
    "b,Bergen,53.01,12.02\n"
    "c,Carlsruh,53.02,12.04\n"
)  # fmt: skip
GROUPS = "location_group_id,location_group_name\ng,Süden\n"
MEMBERS = "location_group_id,stop_id\ng,Süd 1\ng,b\ng,c\n"
STOP_TIMES = (
    "trip_id,location_group_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window,"
    "pickup_type,drop_off_type,pickup_booking_rule_id,drop_off_booking_rule_id\n"
    "t,g,1,08:00:00,18:00:00,2,1,b1,b1\n"
    "t,g,2,08:00:00,18:00:00,1,2,b1,b1\n"
)
RULES = "booking_rule_id,booking_type,prior_notice_duration_min,prior_notice_duration_max\nb1,1,60,10080\n"

FILES = {
    "agency.txt": AGENCY,
    "routes.txt": ROUTES,
    "trips.txt": TRIPS,
    "calendar.txt": CALENDAR,
    "stops.txt": STOPS,
    "location_groups.txt": GROUPS,
    "location_group_stops.txt": MEMBERS,
    "stop_times.txt": STOP_TIMES,
    "booking_rules.txt": RULES,
}


def feed(folder: Path, files: dict[str, str | None] | None = None) -> Path:
    """Write the feed into a folder, with some files in place of its own, or none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**FILES, **(files or {})}.items():
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def square(west: float, south: float, side: float = 0.1) -> list[list[list[float]]]:
    """Return the rings of a square."""
    east, north = west + side, south + side
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def locations(**zones: Any) -> str:
    """Return zones as a file. zones: id -> rings, or a geometry."""
    return json.dumps({"type": "FeatureCollection", "features": [
        {
            "type": "Feature", "id": name, "properties": {},
            "geometry": rings if isinstance(rings, dict) else {"type": "Polygon", "coordinates": rings},
        }
        for name, rings in zones.items()
    ]})  # fmt: skip


def zone_times(*rows: str) -> str:
    """Return stop_times of trips between zones. rows: trip, zone, sequence, start, end, pickup and drop-off type."""
    head = (
        "trip_id,location_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window,"
        "pickup_type,drop_off_type,pickup_booking_rule_id,drop_off_booking_rule_id"
    )
    return "\n".join([head, *(f"{row},b1,b1" for row in rows)]) + "\n"
