"""A feed read with plain loops, line by line: slow, obvious, and written apart from what it is compared with."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

Row = dict[str, str]
NEEDED = {
    "stops": ["stop_id"],
    "routes": ["route_id"],
    "trips": ["trip_id", "route_id", "service_id"],
    "stop_times": ["trip_id", "stop_id", "stop_sequence"],
}
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class UnusableError(Exception):
    """There is nothing in a feed that can be used."""


@dataclass
class Call:
    line: int
    stop: str
    sequence: int
    arrival: int | None
    departure: int | None
    board: int
    alight: int
    distance: float | None


@dataclass
class Slow:
    """What is left of a feed. dropped: file and line of each row that is not used. mended: how often a value is not."""

    stops: dict[str, Row] = field(default_factory=dict)
    routes: dict[str, Row] = field(default_factory=dict)
    trips: dict[str, Row] = field(default_factory=dict)
    calls: dict[str, list[Call]] = field(default_factory=dict)
    weekly: dict[str, Row] = field(default_factory=dict)
    exceptions: dict[tuple[str, int], int] = field(default_factory=dict)
    often: list[tuple[str, int, int, int]] = field(default_factory=list)
    transfers: list[Row] = field(default_factory=list)
    dropped: set[tuple[str, int]] = field(default_factory=set)
    mended: int = 0

    def active(self, day: date) -> set[str]:
        number = int(f"{day:%Y%m%d}")
        found = set()
        for service, row in self.weekly.items():
            if row[DAYS[day.weekday()]] == "1" and int(row["start_date"]) <= number <= int(row["end_date"]):
                found.add(service)
        for (service, when), kind in self.exceptions.items():
            if when == number:
                (found.add if kind == 1 else found.discard)(service)
        return found

    def runs(self, day: date) -> dict[str, list[tuple[str, int, int, bool, bool]]]:
        """Return stop, arrival, departure, whether one may board, alight, of all calls of what runs on a date."""
        active, found = self.active(day), {}
        for trip, row in self.trips.items():
            if row["service_id"] not in active:
                continue
            starts = [None]
            if any(one[0] == trip for one in self.often):
                starts = sorted(
                    start
                    for one, begin, end, headway in self.often
                    if one == trip
                    for start in range(begin, end, headway)
                )
            for number, start in enumerate(starts, 1):
                calls = self.calls[trip]
                shift = 0 if start is None else start - calls[0].departure
                found[trip if start is None else f"{trip}#{number}"] = [
                    (
                        call.stop,
                        call.arrival + shift,
                        call.departure + shift,
                        call.board != 1 and call is not calls[-1],
                        call.alight != 1 and call is not calls[0],
                    )
                    for call in calls
                ]
        return found

    def root(self, stop: str) -> str:
        for _ in range(3):
            stop = self.stops[stop]["parent_station"] or stop
        return stop

    def chains(self, day: date) -> set[tuple[str, ...]]:
        """Return the trips of each chain of a date."""
        runs = self.runs(day)
        order = {trip: number for number, trip in enumerate(runs)}

        def goes_before(one: str, other: str) -> bool:
            """Whether a trip that ends with the first can go on as the second: never round in a circle."""
            ends, begins = runs[one][-1][1], runs[other][0][2]
            key = [(runs[trip][0][2], runs[trip][-1][1], order[trip]) for trip in (one, other)]
            return ends <= begins and key[0] < key[1]

        links = set()
        for block in {self.trips[trip]["block_id"] for trip in runs if trip in self.trips} - {""}:
            members = [trip for trip in runs if trip in self.trips and self.trips[trip]["block_id"] == block]
            members.sort(key=lambda trip: (runs[trip][0][2], runs[trip][-1][1], order[trip]))
            for one, other in pairwise(members):
                if self.root(runs[one][-1][0]) == self.root(runs[other][0][0]) and goes_before(one, other):
                    links.add((one, other))
        for row in self.transfers:
            link = row["from_trip_id"], row["to_trip_id"]
            if row["transfer_type"] == "5":
                links.discard(link)
        for row in self.transfers:
            link = row["from_trip_id"], row["to_trip_id"]
            if row["transfer_type"] == "4" and link[0] in runs and link[1] in runs and goes_before(*link):
                links.add(link)
        after = {trip: [other for one, other in links if one == trip] for trip in runs}
        begins = [trip for trip in runs if all(other != trip for _, other in links)]
        ways, found = [(trip,) for trip in begins], set()
        while ways:
            way = ways.pop()
            if not after[way[-1]]:
                found.add(way)
            ways += [(*way, trip) for trip in after[way[-1]]]
        return found

    def walks(self, used: set[str], transfer_m: float = 600, change_s: int = 60) -> dict[tuple[str, str], int]:
        """Return how long changes take between stops."""
        found = {}
        for one in used:
            for other in used:
                metres = 1.3 * beeline(self.stops[one], self.stops[other])
                if metres <= transfer_m or self.root(one) == self.root(other):
                    found[one, other] = max(change_s, math.ceil(round(metres / 1.25, 3)))
        for exactness in range(3):
            for row in reversed(self.transfers):
                if row["transfer_type"] not in ("2", "3"):
                    continue
                for one in used:
                    for other in used:
                        ends = row["from_stop_id"], row["to_stop_id"]
                        hit = all(end in self.above(stop) for end, stop in zip(ends, (one, other), strict=True))
                        if hit and (ends[0] == one) + (ends[1] == other) == exactness:
                            found[one, other] = int(row["min_transfer_time"]) if row["transfer_type"] == "2" else None
        return {pair: seconds for pair, seconds in found.items() if seconds is not None}

    def above(self, stop: str) -> set[str]:
        found = {stop}
        for _ in range(3):
            stop = self.stops[stop]["parent_station"] or stop
            found.add(stop)
        return found


def beeline(one: Row, other: Row) -> float:
    lat, lon, to_lat, to_lon = (
        math.radians(float(row[name])) for row in (one, other) for name in ("stop_lat", "stop_lon")
    )
    half = math.sin((to_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return round(2 * 6_371_008.8 * math.asin(math.sqrt(half)), 3)


def rows_of(content: bytes, slow: Slow, file: str) -> tuple[list[str], list[tuple[int, Row]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        slow.mended += 1
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n"), newline=""))
    header: list[str] | None = None
    found, line = [], 1
    for cells in reader:
        begins, line = line, reader.line_num + 1
        if not any(cells):
            continue
        if header is None:
            header = [name.strip() for name in cells]
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            slow.dropped.add((file, begins))
            continue
        if len(cells) < len(header):
            slow.mended += 1
        cells = cells + [""] * len(header)
        found.append((begins, {name: cell.strip() for name, cell in zip(header, cells, strict=False)}))
    return header or [], found


def whole(text: str, low: int, high: int) -> int | None:
    return int(text) if re.fullmatch(r"[-+]?\d{1,10}", text, re.ASCII) and low <= int(text) <= high else None


def number(text: str, low: float, high: float) -> float | None:
    try:
        return float(text) if low <= float(text) <= high else None
    except ValueError:
        return None


def seconds(text: str) -> int | None:
    if not re.fullmatch(r"\d{1,3}:\d\d:\d\d", text, re.ASCII):
        return None
    hours, minutes, rest = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + rest if hours <= 167 and minutes < 60 and rest < 60 else None


def day_number(text: str) -> int | None:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
    return int(text) if re.fullmatch(r"\d{8}", text, re.ASCII) else None


def read_slowly(files: dict[str, bytes]) -> Slow:
    slow = Slow()
    tables = {name.removesuffix(".txt"): rows_of(content, slow, name) for name, content in files.items()}
    for name, columns in NEEDED.items():
        if name not in tables or not set(columns) <= set(tables[name][0]):
            raise UnusableError(name)

    def rows(name: str) -> list[tuple[int, Row]]:
        return tables.get(name, ([], []))[1]

    def drop(name: str, line: int) -> None:
        slow.dropped.add((f"{name}.txt", line))

    def option(row: Row, name: str, low: int, high: int, default: int) -> int:
        text = row.get(name, "")
        value = whole(text, low, high)
        slow.mended += text != "" and value is None
        row[name] = str(default if value is None else value)
        return int(row[name])

    agencies = [row.get("agency_id", "") for _, row in rows("agency")]
    for line, row in rows("agency"):
        if agencies.index(row.get("agency_id", "")) != [at for at, _ in rows("agency")].index(line):
            drop("agency", line)

    placed = {}
    for line, row in rows("stops"):
        option(row, "location_type", 0, 4, 0)
        for name, high in (("stop_lat", 90), ("stop_lon", 180)):
            text = row.get(name, "")
            value = number(text, -high, high)
            slow.mended += text != "" and value is None
            row[name] = "" if value is None else text
        row.setdefault("parent_station", "")
        if row["stop_id"] == "" or row["stop_id"] in slow.stops:
            drop("stops", line)
        else:
            slow.stops[row["stop_id"]] = row
            placed[row["stop_id"]] = line
    for stop, row in slow.stops.items():
        if row["parent_station"] and (row["parent_station"] not in slow.stops or row["parent_station"] == stop):
            row["parent_station"] = ""
            slow.mended += 1
    before = {stop: (row["stop_lat"], row["stop_lon"]) for stop, row in slow.stops.items()}
    for row in slow.stops.values():
        if "" in (row["stop_lat"], row["stop_lon"]) and "" not in before.get(row["parent_station"], ("",)):
            row["stop_lat"], row["stop_lon"] = before[row["parent_station"]]
            slow.mended += 1
    for stop, row in list(slow.stops.items()):
        nowhere = "" in (row["stop_lat"], row["stop_lon"])
        if (nowhere and int(row["location_type"]) <= 2) or (
            not nowhere and float(row["stop_lat"]) == float(row["stop_lon"]) == 0
        ):
            drop("stops", placed[stop])
            del slow.stops[stop]
    for row in slow.stops.values():
        if row["parent_station"] not in ("", *slow.stops):
            row["parent_station"] = ""
            slow.mended += 1

    for line, row in rows("routes"):
        option(row, "route_type", 0, 1799, 3)
        option(row, "on_demand", 0, 1, 0)
        if row["route_id"] == "" or row["route_id"] in slow.routes:
            drop("routes", line)
            continue
        slow.routes[row["route_id"]] = row
        slow.mended += row.get("agency_id", "") not in ("", *agencies)

    weekly_columns = {"service_id", *DAYS, "start_date", "end_date"} <= set(tables.get("calendar", ([], []))[0])
    lasting = set()
    for line, row in rows("calendar"):
        good = weekly_columns and row["service_id"] and row["service_id"] not in slow.weekly
        good = good and all(whole(row[name], 0, 1) is not None for name in DAYS)
        ends = (day_number(row["start_date"]), day_number(row["end_date"])) if good else (None, None)
        if good and row["service_id"] not in lasting and None not in ends and ends[0] > ends[1]:
            lasting.add(row["service_id"])  # the next one of the same id is one too many all the same
            drop("calendar", line)
        elif good and row["service_id"] not in lasting and None not in ends:
            slow.weekly[row["service_id"]] = {name: str(int(row[name])) for name in (*DAYS, "start_date", "end_date")}
        else:
            drop("calendar", line)
    for line, row in rows("calendar_dates"):
        key, kind = (row["service_id"], day_number(row["date"])), whole(row["exception_type"], 1, 2)
        if key[0] == "" or None in (key[1], kind) or key in slow.exceptions:
            drop("calendar_dates", line)
        else:
            slow.exceptions[key] = kind
    services = {*slow.weekly, *(service for service, _ in slow.exceptions)}

    lines_of_trips, seen = {}, set()
    for line, row in rows("trips"):
        option(row, "on_demand", 0, 1, 0)
        row.setdefault("block_id", "")
        if "" in (row["trip_id"], row["route_id"], row["service_id"]) or row["trip_id"] in seen:
            drop("trips", line)
            continue
        seen.add(row["trip_id"])
        if row["route_id"] not in slow.routes or row["service_id"] not in services:
            drop("trips", line)
        else:
            slow.trips[row["trip_id"]] = row
            lines_of_trips[row["trip_id"]] = line

    calls: dict[str, list[Call]] = {trip: [] for trip in slow.trips}
    taken = set()
    for line, row in rows("stop_times"):
        sequence = whole(row["stop_sequence"], 0, 2_000_000_000)
        if "" in (row["trip_id"], row["stop_id"]):
            drop("stop_times", line)
            continue
        if sequence is None:
            drop("stop_times", line)
            continue
        times = []
        for name in ("arrival_time", "departure_time"):
            times.append(seconds(row.get(name, "")))
            slow.mended += row.get(name, "") != "" and times[-1] is None
        board, alight = option(row, "pickup_type", 0, 3, 0), option(row, "drop_off_type", 0, 3, 0)
        distance = number(row.get("shape_dist_traveled", ""), 0, 2_000_000_000)
        slow.mended += row.get("shape_dist_traveled", "") != "" and distance is None
        if (row["trip_id"], sequence) in taken:
            drop("stop_times", line)
            continue
        taken.add((row["trip_id"], sequence))
        if row["trip_id"] not in slow.trips or row["stop_id"] not in slow.stops:
            drop("stop_times", line)
            continue
        calls[row["trip_id"]].append(Call(line, row["stop_id"], sequence, *times, board, alight, distance))
    for trip, of_trip in calls.items():
        of_trip.sort(key=lambda call: call.sequence)
        good = usable(of_trip, slow)
        for call in of_trip:
            if call not in good:
                drop("stop_times", call.line)
        if good:
            slow.calls[trip] = good
        else:
            drop("trips", lines_of_trips[trip])
            del slow.trips[trip]
    if not slow.trips or not (slow.weekly or 1 in slow.exceptions.values()):
        raise UnusableError("trips")

    for line, row in rows("frequencies"):
        option(row, "exact_times", 0, 1, 0)
        begin, end = seconds(row["start_time"]), seconds(row["end_time"])
        headway = whole(row["headway_secs"], 1, 2_000_000_000)
        bad = row["trip_id"] not in slow.trips or None in (begin, end, headway)
        if bad or any(one[:2] == (row["trip_id"], begin) for one in slow.often) or end <= begin:
            drop("frequencies", line)
        else:
            slow.often.append((row["trip_id"], begin, end, headway))

    keys = ["from_stop_id", "to_stop_id", "from_route_id", "to_route_id", "from_trip_id", "to_trip_id"]
    known = set()
    for line, row in rows("transfers"):
        kind, least = option(row, "transfer_type", 0, 5, 0), option(row, "min_transfer_time", 0, 86_400, -1)
        key = tuple(row.get(name, "") for name in keys)
        good = key not in known
        known.add(key)
        if kind in (4, 5):
            good = good and key[4] in slow.trips and key[5] in slow.trips
        else:
            good = good and key[2:] == ("",) * 4 and key[0] in slow.stops and key[1] in slow.stops
            good = good and not (kind == 2 and least < 0)
        if good:
            slow.transfers.append({**row, **dict(zip(keys, key, strict=True))})
        else:
            drop("transfers", line)
    return slow


def usable(calls: list[Call], slow: Slow) -> list[Call]:
    """Return the calls of a trip that can be used, with all times; none if these are not two."""
    clock = None
    for call in calls:
        if (call.arrival is None) != (call.departure is None):
            slow.mended += 1
            call.arrival = call.departure = call.departure if call.arrival is None else call.arrival
        if call.arrival is not None:
            if call.departure < call.arrival or (clock is not None and call.arrival < clock):
                return []
            clock = call.departure
    timed = [place for place, call in enumerate(calls) if call.arrival is not None]
    good = calls[timed[0] : timed[-1] + 1] if timed else []
    slow.mended += sum(call.arrival is None for call in good)
    place = 0
    while place < len(good):
        if good[place].arrival is not None:
            place += 1
            continue
        end = next(at for at in range(place, len(good)) if good[at].arrival is not None)
        gap = good[place - 1 : end + 1]
        begins, length = gap[0].departure, gap[-1].arrival - gap[0].departure
        far = [call.distance for call in gap]
        grows = None not in far and far == sorted(far) and far[-1] > far[0]
        for number_, call in enumerate(gap[1:-1], 1):
            if grows:
                share = (call.distance - far[0]) / (far[-1] - far[0])
                call.arrival = begins + math.floor(round(share * length, 6))
            else:
                call.arrival = begins + number_ * length // (len(gap) - 1)
            call.departure = call.arrival
        place = end
    return good if len(good) >= 2 else []
