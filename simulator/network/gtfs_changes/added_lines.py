"""A line more in a feed, as if somebody had written it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil

import pandas as pd

from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs.fields import FIELDS
from simulator.network.gtfs.running import Place, Running, beyond_beeline
from simulator.network.gtfs_changes.chosen_trips import chosen_stops
from simulator.network.gtfs_changes.trip_dates import NO_LINE, exceptions_on, with_tables


@dataclass(frozen=True)
class AddedLine:
    """A line that runs from first_s to last_s at a headway [s], on days of some types, on all where none is named.

    stops: ids or names; of a name or station the platform that is nearest to the stop before is taken, of the first
    one the one of the smallest id. between_s: from each stop to the next [s], driven; None: as long as the way takes at
    metres_per_s. dwell_s: at every stop but the ends. both_ways: back as well, at the same times.
    """

    line: str
    name: str
    stops: tuple[str, ...]
    first_s: int
    last_s: int
    headway_s: int
    between_s: tuple[int, ...] | None = None
    dwell_s: int = 0
    both_ways: bool = True
    days: tuple[str, ...] = ()
    route_type: int = 3
    metres_per_s: float = 10.0


def with_line(feed: Feed, line: AddedLine, running: Running) -> tuple[Feed, int]:
    """Return the feed with the line, and how many trips it has. Raises UnknownNameError for stops there are not."""
    route, service = _free("route_id", line.line, feed, "routes"), _free("service_id", line.line, feed, "trips")
    stops = _stops(feed, line.stops)
    ways = [stops, stops[::-1]] if line.both_ways else [stops]
    trips, calls = [], []
    for direction, way in enumerate(ways):
        between_s = _between_s(feed, line, way, running, back=direction > 0)
        for begin_s in range(line.first_s, line.last_s + 1, line.headway_s):
            trip = f"{route}/{direction}/{begin_s}"
            trips.append((trip, route, service, line.name, direction))
            calls += _calls(trip, way, between_s, line.dwell_s, begin_s)
    dates = running.on(line.days)
    columns = ["trip_id", "route_id", "service_id", "trip_headsign", "direction_id"]
    tables = {
        "routes": _more(feed, "routes", _route(feed, line, route)),
        "trips": _more(feed, "trips", pd.DataFrame(trips, columns=columns)),
        "stop_times": _more(feed, "stop_times", pd.DataFrame(calls)),
        "calendar_dates": _more(feed, "calendar_dates", exceptions_on(service, dates)),
    }
    return with_tables(feed, tables, f"{line} {trips} {calls} {dates}"), len(trips) if dates else 0


def _between_s(feed: Feed, line: AddedLine, way: Sequence[str], running: Running, *, back: bool) -> list[int]:
    if line.between_s is not None:
        return list(line.between_s[::-1] if back else line.between_s)
    place_of = _place_of(feed)
    places = [place_of[stop] for stop in way]
    return [ceil(round(running.way_m(one, other) / line.metres_per_s, 6)) for one, other in pairwise(places)]


def _calls(
    trip: str, way: Sequence[str], between_s: Sequence[int], dwell_s: int, begin_s: int
) -> list[dict[str, object]]:
    arrivals = accumulate(between_s, lambda at_s, drive_s: at_s + drive_s + dwell_s, initial=begin_s - dwell_s)
    calls: list[dict[str, object]] = []
    for number, (stop, arrival_s) in enumerate(zip(way, arrivals, strict=True)):
        first, last = number == 0, number == len(way) - 1
        times = {
            "arrival_time": begin_s if first else arrival_s,
            "departure_time": arrival_s if last else arrival_s + dwell_s,
        }
        calls.append({"trip_id": trip, "stop_id": stop, "stop_sequence": number, **times})
    return calls


def _stops(feed: Feed, wanted: Sequence[str]) -> list[str]:
    """Return the stops of a line by id."""
    place_of, served = _place_of(feed), set(feed.tables["stop_times"]["stop_id"])
    found: list[str] = []
    for name in wanted:
        here = chosen_stops(feed, [name])
        platforms = sorted(here & served) or sorted(here)
        if found:
            before = place_of[found[-1]]
            platforms.sort(key=lambda stop: beyond_beeline(place_of[stop], before))
        found.append(name if name in here else platforms[0])
    return found


def _place_of(feed: Feed) -> dict[str, Place]:
    """Return longitude and latitude of each stop."""
    stops = feed.tables["stops"]
    return dict(zip(stops["stop_id"], zip(stops["stop_lon"], stops["stop_lat"], strict=True), strict=True))


def _route(feed: Feed, line: AddedLine, route: str) -> pd.DataFrame:
    agency = feed.tables["routes"]["agency_id"].iloc[0]
    names = {"route_short_name": line.line, "route_long_name": line.name}
    return pd.DataFrame([{"route_id": route, "agency_id": agency, **names, "route_type": line.route_type}])


def _more(feed: Feed, name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table of the feed with more rows; fields they do not have are as in a feed that says nothing of them."""
    table, defaults = feed.tables[name], {field.name: field.default for field in FIELDS[name]}
    unsaid = [column for column in table if column not in rows]
    rows = rows.assign(**{str(name): defaults.get(str(name), NO_LINE if name == "line" else "") for name in unsaid})
    more: pd.DataFrame = pd.concat([table, rows[list(table.columns)]], ignore_index=True)
    return more


def _free(column: str, name: str, feed: Feed, table: str) -> str:
    """Return a name that nobody has in a column."""
    taken, number, free = set(feed.tables[table][column]), 2, name
    while free in taken:
        free, number = f"{name}~{number}", number + 1
    return free
