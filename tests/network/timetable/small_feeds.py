"""Feeds one can know by heart, written as GTFS files and read by the program."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from simulator.network.gtfs.feed import Feed, read_feed
from simulator.units import HOUR_S

# Four stops on one meridian, a hundredth of a degree of latitude apart: 1.112 km. West of the last one its twin.
STOPS = """stop_id,stop_name,stop_lat,stop_lon
A,Adorf,53.00,12.0
B,Bstadt,53.01,12.0
C,Cfeld,53.02,12.0
D,Dhof,53.03,12.0
D2,Dhof,53.03,11.9
"""
ROUTES = """route_id,agency_id,route_short_name,route_long_name,route_type
r1,g,1,,3
r2,g,2,,3
rail,g,,Bahn,2
"""
AGENCY = "agency_id,agency_name,agency_url,agency_timezone\ng,G,https://example.org,Europe/Berlin\n"
CALENDAR = """service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
daily,1,1,1,1,1,1,1,20210901,20210930
school,1,1,1,1,1,0,0,20210901,20210930
"""
HEAD = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
DAILY, SCHOOL = "daily", "school"


def clock(seconds: int) -> str:
    """Write seconds of a service day as GTFS does."""
    return f"{seconds // HOUR_S:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def times(trip: str, stops: str, begin: str, minutes: int = 5) -> str:
    """Write the calls of a trip at stops named by one letter each, so many minutes apart."""
    hours, first = (int(part) for part in begin.split(":"))
    begin_s = (hours * 60 + first) * 60
    rows = [(clock(begin_s + place * minutes * 60), stop, place) for place, stop in enumerate(stops)]
    return "".join(f"{trip},{at},{at},{stop},{place}\n" for at, stop, place in rows)


def written(folder: Path, tables: Mapping[str, str]) -> Feed:
    """Write a feed of these tables, the usual ones if they are not among them, and read it."""
    folder.mkdir(parents=True, exist_ok=True)
    usual = {"agency": AGENCY, "stops": STOPS, "routes": ROUTES, "calendar": CALENDAR}
    for name, text in (usual | dict(tables)).items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return read_feed(folder)


# Line 1 runs A to D at 6, 7, 8 (school days only) and 9 o'clock and back at 7:30; line 2 from B to D at 25:30; a train
# from A to D at 8. Five minutes from each stop to the next that is called at.
TRIPS = {
    "t6": ("r1", DAILY, "ABCD", "6:00"),
    "t7": ("r1", DAILY, "ABCD", "7:00"),
    "t8": ("r1", SCHOOL, "ABCD", "8:00"),
    "t9": ("r1", DAILY, "ABCD", "9:00"),
    "back": ("r1", DAILY, "DCBA", "7:30"),
    "late": ("r2", DAILY, "BD", "25:30"),
    "train": ("rail", DAILY, "AD", "8:00"),
}


def lines_of_the_village(folder: Path) -> Feed:
    """Return the feed of TRIPS."""
    rows = "".join(f"{route},{service},{trip}\n" for trip, (route, service, *_) in TRIPS.items())
    calls = "".join(times(trip, stops, begin) for trip, (*_, stops, begin) in TRIPS.items())
    return written(folder, {"trips": "route_id,service_id,trip_id\n" + rows, "stop_times": HEAD + calls})
