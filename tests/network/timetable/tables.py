"""Small timetables, written down trip by trip or drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd

from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable.timetable import (
    CALL_DTYPES,
    STOP_DTYPES,
    TRIP_DTYPES,
    WALK_DTYPES,
    Timetable,
)

Call = tuple[int, int, int]  # stop, arrival, departure


def near(walks: dict[int, int]) -> StopWalks:
    """Return stops near a place with the walks to them."""
    walk_s = np.array(list(walks.values()), dtype=np.int32)
    return StopWalks(np.array(list(walks), dtype=np.int32), walk_s, walk_s * 1.25)


@dataclass
class Tables:
    """What a timetable is made of. chains: of numbers of trips; without any, each trip is one."""

    stops: int
    trips: list[Sequence[Call]]
    walks: dict[tuple[int, int], int]
    chains: list[tuple[int, ...]] = field(default_factory=list)
    no_boarding: set[tuple[int, int]] = field(default_factory=set)  # (trip, position)
    no_alighting: set[tuple[int, int]] = field(default_factory=set)

    def timetable(self) -> Timetable:
        rows = [
            (chain, trip, position, *call, (trip, position) not in self.no_boarding,
             (trip, position) not in self.no_alighting)
            for chain, trips in enumerate(self.chains or [(trip,) for trip in range(len(self.trips))])
            for trip in trips
            for position, call in enumerate(self.trips[trip])
        ]  # fmt: skip
        names = [str(number) for number in range(self.stops)]
        places = np.linspace(11.5, 12.0, self.stops)
        stops = [
            (name, f"Stop {name}", lon, 53.0, number)
            for number, (name, lon) in enumerate(zip(names, places, strict=True))
        ]
        trips = [(str(trip), "1", "1", 3, "", 0, False) for trip in range(len(self.trips))]
        walks = [(*ends, seconds) for ends, seconds in sorted(self.walks.items())]
        return Timetable(
            _frame(stops, STOP_DTYPES),
            _frame(trips, TRIP_DTYPES),
            _frame(rows, CALL_DTYPES),
            _frame(walks, WALK_DTYPES),
        )


def _frame(rows: list[tuple[object, ...]], dtypes: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)


def drawn(seed: int, stops: int = 7, trips: int = 14) -> Tables:
    """Draw tables full of ties: whole minutes, hops and walks of no time, loops, overtaking, past midnight."""
    draw = np.random.default_rng(seed)
    lines = [draw.integers(stops, size=draw.integers(2, 7)).tolist() for _ in range(4)]
    for line, following in pairwise(lines):
        following[0] = line[-1]
    tables = Tables(stops, [], {})
    begin = 86_400 - 600 * int(draw.integers(3))
    for trip in range(trips):
        line = lines[draw.integers(len(lines))]
        time = begin + 60 * int(draw.integers(25))
        calls = []
        for position, stop in enumerate(line):
            arrival = time
            time += 60 * int(draw.integers(2)) * int(draw.integers(3))
            calls.append((stop, arrival, time))
            time += 60 * int(draw.choice([0, 0, 1, 2, 3, 5]))
            if draw.random() < 0.1:
                tables.no_boarding.add((trip, position))
            if draw.random() < 0.1:
                tables.no_alighting.add((trip, position))
        tables.trips.append(calls)
    tables.chains = _chains(tables.trips, draw)
    for stop in range(stops):
        for other in range(stops):
            if draw.random() < (0.8 if stop == other else 0.15):
                tables.walks[stop, other] = 60 * int(draw.choice([0, 0, 1, 2, 4]))
    return tables


def _chains(trips: list[Sequence[Call]], draw: np.random.Generator) -> list[tuple[int, ...]]:
    """Let some trips go on as one or two others."""
    chains: list[tuple[int, ...]] = []
    continued = set()
    for trip, calls in enumerate(trips):
        later = [other for other, begun in enumerate(trips) if _follows(calls, begun) and other != trip]
        if later and draw.random() < 0.4:
            following = draw.choice(later, size=min(len(later), int(draw.integers(1, 3))), replace=False).tolist()
            chains += [(trip, other) for other in following]
            continued |= set(following)
        else:
            chains.append((trip,))
    return [chain for chain in chains if chain[0] not in continued or draw.random() < 0.5 or len(chain) > 1]


def _follows(calls: Sequence[Call], others: Sequence[Call]) -> bool:
    return others[0][0] == calls[-1][0] and others[0][1] >= calls[-1][2]
