"""Feeds small enough to know by heart."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.network.gtfs.feed import Feed, feed_of

# Two lines that meet at B: the train A - B - C, and a bus from B to D, which only runs on Tuesdays.
SMALL: dict[str, str] = {
    "agency.txt": "agency_id,agency_name,agency_timezone\nV,Verkehrsbetrieb,Europe/Berlin\n",
    "stops.txt": (
        "stop_id,stop_name,stop_lat,stop_lon\n"
        "A,Adorf,53.00,12.00\nB,Beburg,53.10,12.00\nC,Cehof,53.20,12.00\nD,Dedorf,53.10,12.10\n"
    ),
    "routes.txt": "route_id,route_short_name,route_long_name,route_type\nR1,RE1,,2\nR2,,Landbus,3\n",
    "trips.txt": (
        "route_id,service_id,trip_id,trip_headsign\n"
        "R1,daily,train,Cehof\nR1,daily,night,Cehof\nR2,tuesdays,bus,Dedorf\n"
    ),
    "stop_times.txt": (
        "trip_id,stop_sequence,stop_id,arrival_time,departure_time\n"
        "train,1,A,08:00:00,08:00:00\ntrain,2,B,08:10:00,08:12:00\ntrain,3,C,08:20:00,08:20:00\n"
        "night,1,A,23:50:00,23:50:00\nnight,2,B,24:05:00,24:05:00\n"
        "bus,5,B,08:15:00,08:15:00\nbus,9,D,08:30:00,08:30:00\n"
    ),
    "calendar.txt": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "daily,1,1,1,1,1,1,1,20210906,20210919\n"
        "tuesdays,0,1,0,0,0,0,0,20210906,20210919\n"
    ),
    "calendar_dates.txt": "service_id,date,exception_type\ntuesdays,20210914,2\ntuesdays,20210915,1\n",
}


def with_files(**changed: str | None) -> dict[str, bytes]:
    """Return the files of the small feed with others in the place of some; None for a file that is not there."""
    files: Mapping[str, str | None] = {**SMALL, **{f"{name}.txt": text for name, text in changed.items()}}
    return {name: text.encode() for name, text in files.items() if text is not None}


def small_feed(*, strict: bool = False, **changed: str | None) -> Feed:
    return feed_of("small", with_files(**changed), strict=strict)


def lines(text: str, *more: str) -> str:
    """Return a file with more lines."""
    return text + "".join(f"{line}\n" for line in more)


def told(feed: Feed) -> list[tuple[str, int, str, str, str]]:
    """Return what was repaired: file, line, field, value, what was done."""
    return list(feed.repairs[["file", "line", "field", "value", "done"]].itertuples(index=False, name=None))
