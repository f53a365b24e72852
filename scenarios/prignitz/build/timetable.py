"""Write timetable.zip: the buses and trains of the county, 18 March to 11 December 2021, as GTFS.

    python scenarios/prignitz/build/timetable.py --work DIR --out scenarios/prignitz/timetable.zip

DIR holds the downloads of build.py and may be reused. What calls in the box of the roads is taken from
vbb-trips as one feed, then cut to the county as `elbe-drt timetable build` cuts any feed: trips stay
whole, those that never call in the county go.
"""

import argparse
import datetime
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd
from simulator.network.gtfs.cutting import Region, cut
from simulator.network.gtfs.feed import as_number, read_feed
from simulator.network.gtfs.service_days import calendars
from simulator.network.gtfs.writing import write_feed

from packages import STATIONS, TRIPS, fetch
from plane import in_box
from vbb import Stop, stop_positions

ZONE = ZoneInfo("Europe/Berlin")
HOUR_S = 3600
AFTER_SHORT_DAY = datetime.date(2021, 3, 29)
COUNTY = "12070"  # Landkreis Prignitz
FIRST, LAST = datetime.date(2021, 3, 18), datetime.date(2021, 12, 11)
BOOKED = "3"  # ending of the ids of lines whose trips run only when booked, see DATA.md
RAIL, BUS = 2, 3  # route_type
RAIL_PRODUCTS = {"regional", "suburban"}
# operator of vbb-trips, which has numbers only -> (name, page): known by the lines they have in 2021
AGENCIES = {
    "816": ("prignitzbus", "https://www.prignitz-bus.de"),
    "726": ("Ostprignitz-Ruppiner Personennahverkehrsgesellschaft", "https://www.orp-busse.de"),
    "731": ("Ostdeutsche Eisenbahn", "https://www.odeg.de"),
    "751": ("Hanseatische Eisenbahn", "https://www.hanseatische-eisenbahn.de"),
    "108": ("DB Regio", "https://www.bahn.de"),
}
HOLDER = "VBB Verkehrsverbund Berlin-Brandenburg GmbH"
NO_AGENCY = "0"
OTHERS = ("other operators of the VBB", "https://www.vbb.de")


class Route(NamedTuple):
    """A line as people know it; its on-demand trips, which the package has under an id of their own, are part of it."""

    id: str
    name: str
    operator: str
    type: int

    @classmethod
    def of(cls, line: dict) -> "Route":
        """Return the route that a line of the package is part of."""
        kind = RAIL if line["product"] in RAIL_PRODUCTS else BUS
        operator = line["operator"] if line["operator"] in AGENCIES else ""
        return cls(f"{line['product']}-{line['name']}", line["name"], operator, kind)


class Run(NamedTuple):
    """A trip as people see it in the timetable: one line, one time of day, the same calls on all its days."""

    route: Route
    starts_s: int  # of its service day
    stops: tuple[str, ...]
    times: tuple[tuple[int, int], ...]  # arrival, departure [s] after the first departure
    booked: bool


def lines(folder: Path) -> dict[str, dict]:
    """Return the lines of vbb-trips by their id."""
    with (folder / "lines.ndjson").open(encoding="utf-8") as file:
        return {row["id"]: row for row in map(json.loads, file)}


def runs(npm: Path, stops: dict[str, Stop]) -> dict[Run, set[datetime.date]]:
    """Return every trip with a call in the box, and its days. Calls at stops without a position are left out."""
    folder = npm / TRIPS.folder / "data"
    line_of, found = lines(folder), defaultdict(set)
    with (folder / "schedules.ndjson").open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            calls = zip(row["route"]["stops"], row["sequence"], strict=True)
            calls = [(stop, time) for stop, time in calls if stop in stops]
            if len(calls) < 2 or not any(in_box(stops[stop].lon, stops[stop].lat) for stop, _ in calls):
                continue
            for date, run in _runs(row, calls, line_of[row["route"]["line"]]):
                found[run].add(date)
    _back_over_the_short_night(found)
    return {run: days for run, days in found.items() if days}


def _runs(row: dict, calls: list[tuple[str, dict]], line: dict):
    first_s = calls[0][1]["departure"]
    times = tuple((time.get("arrival", time["departure"]) - first_s, time["departure"] - first_s) for _, time in calls)
    names = tuple(stop for stop, _ in calls)
    for start in row["starts"]:
        date, starts_s = _service_day(start + first_s)
        yield date, Run(Route.of(line), starts_s, names, times, line["id"].endswith(f"_{BOOKED}"))


def _service_day(timestamp: int) -> tuple[datetime.date, int]:
    """Return the day a trip begins on and the seconds from its midnight, which is how the package counted them."""
    date = datetime.datetime.fromtimestamp(timestamp, ZONE).date()
    midnight = datetime.datetime.combine(date, datetime.time(), ZONE)
    return date, timestamp - int(midnight.timestamp())


def _back_over_the_short_night(found: dict[Run, set[datetime.date]]) -> None:
    """Give trips of the last hour of the day with 23 hours back to it, which count as the next day's by the clock."""
    for run in [run for run in found if run.starts_s < HOUR_S and AFTER_SHORT_DAY in found[run]]:
        usual = run._replace(starts_s=run.starts_s + 23 * HOUR_S)
        if usual in found:
            found[run].remove(AFTER_SHORT_DAY)
            found[usual].add(AFTER_SHORT_DAY - datetime.timedelta(days=1))


def feed_tables(found: dict[Run, set[datetime.date]], stops: dict[str, Stop], station_of: dict[str, str]):
    """Return the tables of GTFS; trips follow by route, time and calls."""
    services: dict[tuple[datetime.date, ...], str] = {}
    number, trips, calls = defaultdict(int), [], []
    for run in sorted(found):
        service = services.setdefault(tuple(sorted(found[run])), f"S{len(services) + 1}")
        route = run.route
        number[route] += 1
        trip = f"{route.name}.{route.id[0]}{number[route]}"
        trips.append((route.id, service, trip, stops[run.stops[-1]].name, int(run.booked)))
        for position, (stop, (arrival, departure)) in enumerate(zip(run.stops, run.times, strict=True)):
            calls.append((trip, run.starts_s + arrival, run.starts_s + departure, stop, position))
    calendar, exceptions = calendars({service: days for days, service in services.items()})
    routes = sorted({run.route for run in found})
    return {
        "agency": _agencies({route.operator for route in routes}),
        "attributions": _attributions(),
        "calendar": calendar,
        "calendar_dates": exceptions,
        "feed_info": _feed_info(),
        "routes": pd.DataFrame(
            [(route.id, route.operator or NO_AGENCY, route.name, route.type) for route in routes],
            columns=["route_id", "agency_id", "route_short_name", "route_type"],
        ),
        "stop_times": pd.DataFrame(
            calls, columns=["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"]
        ),
        "stops": _stops({stop for run in found for stop in run.stops}, station_of, stops),
        "trips": pd.DataFrame(trips, columns=["route_id", "service_id", "trip_id", "trip_headsign", "on_demand"]),
    }


def _agencies(operators: set[str]) -> pd.DataFrame:
    rows = [(one, *AGENCIES[one]) if one else (NO_AGENCY, *OTHERS) for one in sorted(operators)]
    table = pd.DataFrame(rows, columns=["agency_id", "agency_name", "agency_url"])
    return table.assign(agency_timezone=ZONE.key, agency_lang="de")


def _attributions() -> pd.DataFrame:
    row = {
        "attribution_id": "1",
        "organization_name": f"{HOLDER} (timetable data, CC BY 4.0; cut and rewritten)",
        "attribution_url": "https://www.vbb.de",
        "is_authority": 1,
    }
    return pd.DataFrame([row])


def _feed_info() -> pd.DataFrame:
    row = {
        "feed_publisher_name": f"Elbe DRT, from data of {HOLDER}, CC BY 4.0",
        "feed_publisher_url": "https://www.vbb.de",
        "feed_lang": "de",
        "feed_start_date": as_number(FIRST),
        "feed_end_date": as_number(LAST),
        "feed_version": f"{TRIPS.name} {TRIPS.version}",
    }
    return pd.DataFrame([row])


def stations_of(npm: Path) -> dict[str, str]:
    """Return the station of every stop that is part of one, in the newest list that has the stop."""
    found = {}
    for package in STATIONS:
        for station in json.loads((npm / package.folder / "full.json").read_text()).values():
            for member in station.get("stops", []):
                found[member["id"] if isinstance(member, dict) else member] = station["id"]
    return found


def _stops(used: set[str], station_of: dict[str, str], stops: dict[str, Stop]) -> pd.DataFrame:
    stations = {station_of[stop] for stop in used & station_of.keys()} & stops.keys() - used
    rows = []
    for stop in sorted(used | stations):
        lat, lon, name = stops[stop]
        parent = station_of.get(stop, "") if stop not in stations else ""
        rows.append((stop, name, lat, lon, int(stop in stations), parent if parent in stations else ""))
    return pd.DataFrame(
        rows, columns=["stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station"]
    )


def in_county(npm: Path, stops: dict[str, Stop], station_of: dict[str, str]) -> frozenset[str]:
    """Return the stops in the county: those whose station has its key in the newest list, under any id it ever had."""
    text = (npm / STATIONS[-1].folder / "full.json").read_text()
    stations = {key.split("::")[0] for key in json.loads(text) if key.split(":")[:2] == ["de", COUNTY]}
    before = {"900000" + station.split(":")[2].removeprefix("900") for station in stations}  # ids until 2021
    of_stop = {stop: station_of.get(stop, stop).split("::")[0] for stop in stops}
    return frozenset(stop for stop, station in of_stop.items() if station in stations | before)


def main() -> None:
    """Fetch, convert, cut, write; tell what was left out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder for downloads")
    parser.add_argument("--out", type=Path, required=True, help="zip to write")
    options = parser.parse_args()
    fetch(options.work)
    npm = options.work / "npm"
    stops = stop_positions(npm)
    station_of = stations_of(npm)
    tables = feed_tables(runs(npm, stops), stops, station_of)
    whole = options.work / "vbb-box.zip"
    write_feed(tables, whole)
    feed = read_feed(whole, strict=True)
    county = cut(feed, Region(stops=in_county(npm, stops, station_of)))
    write_feed(county, options.out)
    sys.stdout.writelines(f"{name}: {len(county[name])} of {count} rows\n" for name, count in feed.rows_read.items())


if __name__ == "__main__":
    main()
