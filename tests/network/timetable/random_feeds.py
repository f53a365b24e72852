"""Random feeds: loops, overtaking, over 24 h, frequencies, blocks, transfers, exceptions, and rows that are broken."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

FIRST = date(2021, 9, 6)
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
IDS = ("{}", "Ü{}", "a b{}", "x,{}", 'q"{}', "de:12070:{}::1")  # as feeds have them

Rows = list[dict[str, object]]


@dataclass
class RandomFeed:
    """A feed. dropped, mended: how many rows, and values, have to be, if nothing else is wrong with it."""

    files: dict[str, bytes] = field(default_factory=dict)
    dropped: int = 0
    mended: int = 0
    tables: dict[str, Rows] = field(default_factory=dict)


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def random_feed(seed: int, *, broken: bool = True) -> RandomFeed:
    """Return a feed that depends on a seed only. broken: with some rows that cannot be used as they are."""
    draw = random.Random(seed)
    name = draw.choice(IDS).format
    feed = RandomFeed()
    _stops(feed, draw, name)
    _calendars(feed, draw)
    feed.tables["routes"] = [
        {"route_id": f"R{n}", "route_short_name": draw.choice(["", f"B{n}"]), "route_long_name": f"Line {n}",
         "route_type": draw.choice([2, 3, 3, 700, 715])}
        for n in range(draw.randint(1, 3))
    ]  # fmt: skip
    _trips(feed, draw, name)
    _frequencies(feed, draw)
    _transfers(feed, draw)
    if broken:
        for mistake in draw.sample(MISTAKES, draw.randint(1, 5)):
            mistake(feed, draw)
            feed.dropped += 1
    feed.files = {f"{table}.txt": _written(rows, draw) for table, rows in feed.tables.items()}
    return feed


def _stops(feed: RandomFeed, draw: random.Random, name: Callable[[object], str]) -> None:
    rows: Rows = []
    for number in range(draw.randint(4, 9)):
        place = {"stop_lat": 53 + draw.randint(0, 20) * 0.001, "stop_lon": 12 + draw.randint(0, 20) * 0.001}
        rows.append({"stop_id": name(number), "stop_name": f"Stop {number}", "location_type": "", **place})
        rows[-1]["parent_station"] = draw.choice(["", "", name("S")])
    rows.append({"stop_id": name("S"), "stop_name": "Station", "location_type": 1, "stop_lat": 53, "stop_lon": 12,
                 "parent_station": ""})  # fmt: skip
    if draw.random() < 0.3:  # a platform in two parts, of which one lies where the platform does
        rows.append({"stop_id": name("part"), "stop_name": "", "location_type": 4, "stop_lat": "", "stop_lon": "",
                     "parent_station": name(0)})  # fmt: skip
        feed.mended += 1
    feed.tables["stops"] = rows


def _calendars(feed: RandomFeed, draw: random.Random) -> None:
    services = [f"s{number}" for number in range(draw.randint(1, 3))]
    kind = draw.choice(["both", "weekly", "dates"])
    weekly: Rows = []
    if kind != "dates":
        for service in services:
            begin = FIRST + timedelta(days=draw.randint(0, 2))
            row: dict[str, object] = {"service_id": service, **{day: draw.choice([1, 1, 0]) for day in DAYS}}
            row |= {"start_date": f"{begin:%Y%m%d}", "end_date": f"{begin + timedelta(days=draw.randint(3, 7)):%Y%m%d}"}
            weekly.append(row)
        feed.tables["calendar"] = weekly
    if kind != "weekly":
        days = [FIRST + timedelta(days=number) for number in range(9)]
        feed.tables["calendar_dates"] = [
            {"service_id": service, "date": f"{day:%Y%m%d}", "exception_type": draw.choice([1, 2 if weekly else 1])}
            for service in services
            for day in draw.sample(days, draw.randint(1, 4))
        ]  # fmt: skip
    feed.tables["agency"] = [{"agency_id": "V", "agency_name": "Verkehr", "agency_timezone": "Europe/Berlin"}]


def _trips(feed: RandomFeed, draw: random.Random, name: Callable[[object], str]) -> None:
    services = sorted({str(row["service_id"]) for table in ("calendar", "calendar_dates")
                       for row in feed.tables.get(table, [])})  # fmt: skip
    stops = [row["stop_id"] for row in feed.tables["stops"] if row["location_type"] == ""]
    trips: Rows = []
    calls: Rows = []
    end: tuple[object, int] | None = None
    block, service = "", services[0]
    for number in range(draw.randint(3, 14)):
        goes_on = end is not None and end[1] < 30 * 3600 and draw.random() < 0.5
        if not goes_on:
            block, service = draw.choice(["", f"b{number}", "b"]), draw.choice(services)
        trip = name(f"t{number}")
        route = draw.choice(feed.tables["routes"])["route_id"]
        trips.append(
            {"route_id": route, "service_id": service, "trip_id": trip, "trip_headsign": "", "block_id": block}
        )
        pattern = [draw.choice(stops) for _ in range(draw.randint(2, 6))]  # a stop may follow itself
        time = draw.choice([draw.randint(0, 27 * 60) * 60, 8 * 3600])
        if goes_on and end is not None:
            pattern[0], time = end[0], end[1] + draw.choice([0, 0, 60, 600])
        end = _calls(feed, draw, calls, trip, pattern, time)
    feed.tables["trips"], feed.tables["stop_times"] = trips, calls


def _calls(
    feed: RandomFeed, draw: random.Random, calls: Rows, trip: str, pattern: list[object], time: int
) -> tuple[object, int]:
    sequence, far, empty = draw.randint(0, 3), 0.0, draw.random() < 0.3
    with_distance = draw.random() < 0.5
    for place, stop in enumerate(pattern):
        arrival, departure = clock(time), clock(time + draw.choice([0, 0, 0, 60]))
        time = _seconds(departure)
        inside = 0 < place < len(pattern) - 1
        if inside and empty and draw.random() < 0.6:
            arrival = departure = ""
            feed.mended += 1
        elif draw.random() < 0.05:
            departure = ""
            feed.mended += 1
            time = _seconds(arrival)
        calls.append(
            {
                "trip_id": trip, "arrival_time": arrival, "departure_time": departure, "stop_id": stop,
                "stop_sequence": sequence, "pickup_type": draw.choice(["", 0, 0, 0, 1, 2, 3]),
                "drop_off_type": draw.choice(["", 0, 0, 1, 3]),
                "shape_dist_traveled": round(far, 2) if with_distance else "",
            }
        )  # fmt: skip
        sequence, far = sequence + draw.randint(1, 3), far + draw.choice([0, 1.25, 3])
        last, time = time, time + draw.choice([0, 60, 60, 120, 600, 1805])
    return pattern[-1], last


def _seconds(text: str) -> int:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def _frequencies(feed: RandomFeed, draw: random.Random) -> None:
    rows: Rows = []
    for trip in draw.sample(feed.tables["trips"], draw.choice([0, 0, 1, 2])):
        for hour in draw.sample(range(4, 26), draw.randint(1, 2)):
            begin = hour * 3600
            rows.append(
                {
                    "trip_id": trip["trip_id"], "start_time": clock(begin),
                    "end_time": clock(begin + draw.choice([1, 1800, 3599])),
                    "headway_secs": draw.choice([300, 1800, 7200]), "exact_times": draw.choice(["", 0, 1]),
                }
            )  # fmt: skip
    if rows or draw.random() < 0.2:
        feed.tables["frequencies"] = rows


def _transfers(feed: RandomFeed, draw: random.Random) -> None:
    if draw.random() < 0.3:
        return
    stops = [row["stop_id"] for row in feed.tables["stops"]]
    trips = [row["trip_id"] for row in feed.tables["trips"]]
    pairs = {(draw.choice(stops), draw.choice(stops)) for _ in range(draw.randint(0, 8))}
    links = {(draw.choice(trips), draw.choice(trips)) for _ in range(draw.randint(0, 4))}
    links |= set(pairwise(trips)) if draw.random() < 0.3 else set()
    rows: Rows = []
    for one, other in sorted(pairs):  # type: ignore[type-var]
        kind = draw.choice(["", 0, 1, 2, 2, 3])
        row = {"from_stop_id": one, "to_stop_id": other, "transfer_type": kind}
        rows.append({**row, "min_transfer_time": draw.choice([0, 90, 400]) if kind == 2 else ""})
    for one, other in sorted(links):  # type: ignore[type-var]
        rows.append({"from_trip_id": one, "to_trip_id": other, "transfer_type": draw.choice([4, 4, 5])})
    feed.tables["transfers"] = rows


def _written(rows: Rows, draw: random.Random) -> bytes:
    """Return a table as one of many programs would write it."""
    columns = list(dict.fromkeys(column for row in rows for column in row)) or ["trip_id", "start_time", "end_time"]
    draw.shuffle(columns)
    text = io.StringIO(newline="")
    ends = draw.choice(["\n", "\r\n"])
    quoting = draw.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    writer = csv.DictWriter(text, columns, restval="", lineterminator=ends, quoting=quoting)
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
        if draw.random() < 0.02:
            text.write(ends)
    return text.getvalue().encode(draw.choice(["utf-8", "utf-8-sig"]))


# Each adds one row that is left out, and changes nothing else.
def _ghost_call(feed: RandomFeed, draw: random.Random) -> None:
    feed.tables["stop_times"].append({**draw.choice(feed.tables["stop_times"]), "trip_id": "ghost"})


def _call_nowhere(feed: RandomFeed, draw: random.Random) -> None:
    call = {**draw.choice(feed.tables["stop_times"]), "stop_id": "nowhere", "stop_sequence": 900}
    feed.tables["stop_times"].append(call)


def _call_twice(feed: RandomFeed, draw: random.Random) -> None:
    feed.tables["stop_times"].append(dict(draw.choice(feed.tables["stop_times"])))


def _call_out_of_place(feed: RandomFeed, draw: random.Random) -> None:
    call = {**draw.choice(feed.tables["stop_times"]), "stop_sequence": draw.choice(["", "x", "-1", "1.5"])}
    feed.tables["stop_times"].append(call)


def _call_at_no_time(feed: RandomFeed, draw: random.Random) -> None:
    call = {**draw.choice(feed.tables["stop_times"]), "stop_sequence": 901, "arrival_time": "", "departure_time": ""}
    feed.tables["stop_times"].append(call)


def _trip_without_calls(feed: RandomFeed, draw: random.Random) -> None:
    feed.tables["trips"].append({**draw.choice(feed.tables["trips"]), "trip_id": "no calls"})


def _trip_without_route(feed: RandomFeed, draw: random.Random) -> None:
    feed.tables["trips"].append({**draw.choice(feed.tables["trips"]), "trip_id": "lost", "route_id": "none"})


def _stop_without_place(feed: RandomFeed, draw: random.Random) -> None:
    feed.tables["stops"].append({"stop_id": "lost", "stop_lat": "", "stop_lon": draw.choice(["", 12])})


def _stop_twice(feed: RandomFeed, draw: random.Random) -> None:
    feed.tables["stops"].append({**draw.choice(feed.tables["stops"]), "stop_lat": 50})


def _route_twice(feed: RandomFeed, draw: random.Random) -> None:
    feed.tables["routes"].append(dict(draw.choice(feed.tables["routes"])))


def _transfer_nowhere(feed: RandomFeed, draw: random.Random) -> None:
    stop = draw.choice(feed.tables["stops"])["stop_id"]
    row = {"from_stop_id": stop, "to_stop_id": "no stop", "transfer_type": 2, "min_transfer_time": 5}
    feed.tables.setdefault("transfers", []).append(row)


MISTAKES = [
    _ghost_call, _call_nowhere, _call_twice, _call_out_of_place, _call_at_no_time, _trip_without_calls,
    _trip_without_route, _stop_without_place, _stop_twice, _route_twice, _transfer_nowhere,
]  # fmt: skip

JUNK = [
    "",
    "x",
    "-1",
    "25:99:00",
    "00:00:00",
    "30:00:00",
    "0",
    "1",
    "2",
    "7",
    "99",
    "20210907",
    "20210931",
    "nan",
    "1e3",
    "s0",
]


def corrupted(feed: RandomFeed, seed: int) -> dict[str, bytes]:
    """Return the files of a feed with nonsense in some cells, and cells too few or too many in some rows."""
    draw = random.Random(seed)
    files = {name: content.decode("utf-8-sig").splitlines() for name, content in feed.files.items()}
    for _ in range(draw.randint(1, 6)):
        name = draw.choice([name for name, lines in files.items() if len(lines) > 1])
        place = draw.randrange(1, len(files[name]))
        cells = next(iter(csv.reader([files[name][place]])), [""])
        change = draw.random()
        if change < 0.1:
            cells.append(draw.choice(["", "more"]))
        elif change < 0.2 and cells:
            cells.pop()
        elif cells:
            cells[draw.randrange(len(cells))] = draw.choice(JUNK)
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(cells)
        files[name][place] = text.getvalue()
    return {name: "\n".join([*lines, ""]).encode() for name, lines in files.items()}
