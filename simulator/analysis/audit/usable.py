"""Journeys by timetable, found again the slow way: call by call from the tables, for the auditor only."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

EARTH_M = 6_371_008.8  # mean radius
ROUNDING_M = 1e-3
Best = tuple[int, int, int]  # when one leaves and arrives [s], and rides
Walks = Mapping[int, int]  # stop -> how long one walks [s]
Outline = list[tuple[float, float]]  # corners as longitude and latitude


class Call(NamedTuple):
    """A call of a chain of trips: its row, and what it says."""

    row: int
    chain: int
    gtfs_trip: int
    stop: int
    arrival_s: int
    departure_s: int
    may_board: bool
    may_alight: bool


class SlowJourneys:
    """Rides in whatever leaves, from stop to stop. stops, calls, walks: tables of a timetable."""

    def __init__(self, stops: pd.DataFrame, calls: pd.DataFrame, walks: pd.DataFrame) -> None:
        self._lon, self._lat = stops["lon"].to_numpy(float), stops["lat"].to_numpy(float)
        columns = (calls[name].tolist() for name in Call._fields[1:])
        self._calls = [Call(row, *told) for row, told in enumerate(zip(*columns, strict=True))]
        self._join_trips()
        self._at: dict[int, list[Call]] = {}
        for call in sorted((call for call in self._calls if call.may_board), key=lambda call: call.departure_s):
            self._at.setdefault(call.stop, []).append(call)
        self._walks: dict[int, list[tuple[int, int]]] = {}
        for one, other, walk_s in zip(*(walks[name].tolist() for name in walks), strict=True):
            self._walks.setdefault(one, []).append((other, walk_s))

    def _join_trips(self) -> None:
        """Let nobody ride from a stop to itself, where the vehicle of a trip goes on as that of the next one."""
        for one, other in pairwise(list(self._calls)):
            if one.chain == other.chain and one.gtfs_trip != other.gtfs_trip and one.stop == other.stop:
                mine, next_one = self._calls[one.row], self._calls[other.row]
                self._calls[one.row] = mine._replace(may_board=mine.may_board and not next_one.may_board)
                self._calls[other.row] = next_one._replace(may_alight=next_one.may_alight and not mine.may_alight)

    def near(self, place: tuple[float, float], longest_m: float, detour: float, kph: float) -> Walks:
        """Return the stops in reach of a place, and how long one walks there [s]."""
        metres = detour * apart_m(*place, self._lon, self._lat)
        stops = np.flatnonzero(metres <= longest_m + ROUNDING_M)
        return {int(stop): on_foot_s(float(metres[stop]), kph) for stop in stops}

    def best(
        self,
        ends: tuple[Walks, Walks],
        leaves_s: tuple[int, int],
        longest_s: int,
        most_rides: int,
        cut: Collection[int] = (),
    ) -> set[Best]:
        """Return when best journeys leave and arrive, and their rides: none leaves later, arrives sooner, has fewer.

        ends: walks to stops and from stops. leaves_s: first and last second in which one may leave. longest_s: what
        takes longer is left out. cut: rows of calls from which nobody rides on.
        """
        start, end = ends
        found: set[Best] = set()
        for leave_s in {
            call.departure_s - walk_s
            for stop, walk_s in start.items()
            for call in self._boardings(stop, leaves_s[0] + walk_s, leaves_s[1] + walk_s)
            if call.row not in cut
        }:
            ready = {stop: leave_s + walk_s for stop, walk_s in start.items()}
            for rides in range(1, most_rides + 1):
                off = self._ridden(ready, leave_s + longest_s, cut, at_once=rides == 1)
                there = [off[stop] + walk_s for stop, walk_s in end.items() if stop in off]
                if there and min(there) - leave_s <= longest_s:
                    found.add((leave_s, min(there), rides))
                ready = self._changed(off)
        return {one for one in found if not any(_beats(other, one) for other in found)}

    def _boardings(self, stop: int, from_s: int, until_s: int) -> Iterator[Call]:
        calls = self._at.get(stop, [])
        for call in calls[bisect_left(calls, from_s, key=lambda call: call.departure_s) :]:
            if call.departure_s > until_s:
                return
            yield call

    def _ridden(self, ready: Walks, until_s: int, cut: Collection[int], *, at_once: bool) -> dict[int, int]:
        """Return when one first gets off at stops after one ride, being at others at some times [s].

        at_once: without waiting, as who leaves a place for a vehicle need not wait for it.
        """
        off: dict[int, int] = {}
        ridden: set[int] = set()
        for stop, at_s in ready.items():
            for boarded in self._boardings(stop, at_s, at_s if at_once else until_s):
                row = boarded.row + 1
                while row < len(self._calls) and row not in ridden and row - 1 not in cut:
                    call = self._calls[row]
                    if call.chain != boarded.chain or call.arrival_s > until_s:
                        break
                    ridden.add(row)
                    if call.may_alight:
                        off[call.stop] = min(off.get(call.stop, call.arrival_s), call.arrival_s)
                    row += 1
        return off

    def _changed(self, off: Walks) -> dict[int, int]:
        """Return when one is at stops to ride again, by one walk from where one got off."""
        ready: dict[int, int] = {}
        for stop, at_s in off.items():
            for other, walk_s in self._walks.get(stop, []):
                ready[other] = min(ready.get(other, at_s + walk_s), at_s + walk_s)
        return ready


def apart_m(lon: float, lat: float, to_lon: np.ndarray, to_lat: np.ndarray) -> np.ndarray:
    """Return how far places are from one along great circles [m], by the chords between them, to the millimetre."""
    chord = np.linalg.norm(_on_sphere(np.array([lon]), np.array([lat])) - _on_sphere(to_lon, to_lat), axis=1)
    return np.asarray(np.round(2 * EARTH_M * np.arcsin(np.minimum(chord / 2, 1)), 3))


def _on_sphere(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Return places as points on a ball of radius 1, float64 (places, 3)."""
    east, north = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def on_foot_s(metres: float, kph: float) -> int:
    """Return how long a way takes on foot [s], rounded up."""
    return int(np.ceil(round(metres / (kph / 3.6), 3)))


def lies_in(place: tuple[float, float], rings: list[Outline]) -> bool:
    """Return whether a place is inside of an area: a line from it crosses its outlines an odd number of times."""
    lon, lat = place
    crossed = 0
    for ring in rings:
        for (lon_1, lat_1), (lon_2, lat_2) in pairwise(ring):
            if (lat_1 > lat) != (lat_2 > lat):
                crossed += lon < lon_1 + (lat - lat_1) / (lat_2 - lat_1) * (lon_2 - lon_1)
    return crossed % 2 == 1


def _beats(other: Best, one: Best) -> bool:
    return other != one and other[0] >= one[0] and other[1] <= one[1] and other[2] <= one[2]
