"""A generated timetable of the size of a county's: frozen, and told in whole numbers only."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable.timetable import CALL_DTYPES, STOP_DTYPES, TRIP_DTYPES, WALK_DTYPES, Timetable
from simulator.units import HOUR_S

WIDTH, HEIGHT = 40, 30  # stops in a grid
LINES, CALLS = 70, 20  # calls of each trip
STRAIGHT = 5  # hops, before a line may turn
FIRST_HOUR, HOURS = 5, 17  # an hourly trip in each direction
CHANGE_S, WALK_S = 60, 420


def generated_timetable() -> Timetable:
    """Return 70 lines of 20 calls, hourly to and fro over 1,200 stops; one may walk to the four stops beside one."""
    draw = np.random.default_rng(11)
    trips = [trip for _ in range(LINES) for trip in _trips(draw)]
    rows = [(number, number, position, *call, True, True) for number, trip in enumerate(trips)
            for position, call in enumerate(trip)]  # fmt: skip
    stops = [(str(stop), str(stop), float(stop % WIDTH), float(stop // WIDTH), stop) for stop in range(WIDTH * HEIGHT)]
    named = [(str(trip), "1", "1", 3, "", 0, False) for trip in range(len(trips))]
    return Timetable(
        _frame(stops, STOP_DTYPES),
        _frame(named, TRIP_DTYPES),
        _frame(rows, CALL_DTYPES),
        _frame(sorted(_walks()), WALK_DTYPES),
    )


def generated_places() -> list[StopWalks]:
    """Return a place for each stop, with two more stops to walk to."""
    count = WIDTH * HEIGHT
    walk_s = np.array([120, 300, 480], dtype=np.int32)
    near = (np.array([stop, (stop + 1) % count, (stop + WIDTH) % count], dtype=np.int32) for stop in range(count))
    return [StopWalks(stops, walk_s, walk_s * 1.25) for stops in near]


def _trips(draw: np.random.Generator) -> list[list[tuple[int, int, int]]]:
    """Return the trips of a line: stop, arrival, departure. Where it leaves the grid it comes in on the other side."""
    column, row = int(draw.integers(WIDTH)), int(draw.integers(HEIGHT))
    along: list[int] = []
    step = 0
    while len(along) < CALLS:
        along.append(row % HEIGHT * WIDTH + column % WIDTH)
        step = int(draw.integers(4)) if len(along) % STRAIGHT == 1 else step
        column, row = column + (1, -1, 0, 0)[step], row + (0, 0, 1, -1)[step]
    hops = [60 * int(minutes) for minutes in draw.integers(1, 5, size=CALLS)]
    minute = 60 * int(draw.integers(60))
    trips = []
    for hour in range(FIRST_HOUR, FIRST_HOUR + HOURS):
        for stops in (along, along[::-1]):
            times = hour * HOUR_S + minute + np.cumsum(hops)
            trips.append([(stop, time, time) for stop, time in zip(stops, times.tolist(), strict=True)])
    return trips


def _walks() -> list[tuple[int, int, int]]:
    walks = []
    for stop in range(WIDTH * HEIGHT):
        column, row = stop % WIDTH, stop // WIDTH
        walks.append((stop, stop, CHANGE_S))
        for other_column, other_row in ((column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)):
            if 0 <= other_column < WIDTH and 0 <= other_row < HEIGHT:
                walks.append((stop, other_row * WIDTH + other_column, WALK_S))
    return walks


def _frame(rows: list[tuple[object, ...]], dtypes: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)
