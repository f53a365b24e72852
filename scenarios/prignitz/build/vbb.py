"""Read shapes, stops, stop sequences and driving times from the unpacked packages."""

import json
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np

from packages import LINES, SHAPES, STATIONS, TRIPS
from plane import BOX

UNIT = 1e-5  # degrees; the shapes store rounded steps in this unit
LONGEST_HOP = 3600  # s


class Stop(NamedTuple):
    """A stop as published [deg]."""

    lat: float
    lon: float
    name: str


class Pattern(NamedTuple):
    """A sequence of stop ids served by one line."""

    stops: tuple[str, ...]
    product: str  # bus, regional, suburban, ...


def _decode(path: Path) -> np.ndarray:
    """Return int64 (n, 2) lat, lon in UNIT; consecutive equal positions collapse."""
    position = np.cumsum(np.array(json.loads(path.read_text()), dtype=np.int64), axis=0)
    moved = np.r_[True, (np.diff(position, axis=0) != 0).any(axis=1)]
    return position[moved]


def shapes_in_box(npm: Path) -> dict[tuple[str, str], np.ndarray]:
    """Return every shape with a vertex in the box, keyed by (package version, shape id)."""
    west, south, east, north = np.array(BOX) / UNIT
    found = {}
    for package in SHAPES:
        for path in sorted((npm / package.folder / "data").glob("*.json")):
            line = _decode(path)
            lat, lon = line.T
            if ((lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)).any():
                found[package.version, path.stem] = line
    return found


def stations(npm: Path) -> list[dict]:
    """Return the records of the newest station list."""
    text = (npm / STATIONS[-1].folder / "full.json").read_text()
    return list(json.loads(text).values())


def stop_positions(npm: Path) -> dict[str, Stop]:
    """Return every stop and station id ever published, with its newest position."""
    found = {}
    for package in STATIONS:
        for station in json.loads((npm / package.folder / "full.json").read_text()).values():
            members = [s for s in station.get("stops", []) if isinstance(s, dict)]
            for place in [station, *members]:
                position = place.get("location") or place.get("coordinates") or {}
                if "latitude" in position:
                    found[place["id"]] = Stop(position["latitude"], position["longitude"], place["name"])
    return found


def patterns_and_hop_times(npm: Path):
    """Return (patterns, hop seconds).

    Patterns are unique stop sequences. Hop seconds: (stop id, next stop id) -> shortest
    scheduled driving time of a bus [s], from the 2021 timetable; whole minutes.
    """
    patterns = {}
    with (npm / LINES.folder / "data.ndjson").open() as file:
        for row in map(json.loads, file):
            for variant in row["variants"]:
                patterns.setdefault(tuple(variant["stops"]), row["product"])
    folder = npm / TRIPS.folder / "data"
    with (folder / "lines.ndjson").open() as file:
        product = {row["id"]: row["product"] for row in map(json.loads, file)}
    seconds = defaultdict(lambda: LONGEST_HOP)
    with (folder / "schedules.ndjson").open() as file:
        for row in map(json.loads, file):
            stops, mode = row["route"]["stops"], product[row["route"]["line"]]
            patterns.setdefault(tuple(stops), mode)
            if mode == "bus":
                _note_hops(stops, row["sequence"], seconds)
    return [Pattern(stops, mode) for stops, mode in patterns.items()], dict(seconds)


def _note_hops(stops, sequence, seconds) -> None:
    for a, b, here, there in zip(stops, stops[1:], sequence, sequence[1:], strict=False):
        time = there.get("arrival", there["departure"]) - here["departure"]
        if time >= 0:
            seconds[a, b] = min(seconds[a, b], time)
