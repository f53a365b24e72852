"""Questions to a timetable: earliest arrivals, best journeys, useful departures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.timetable.profile import Departures, look_up
from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable_routing.routing import Router
from simulator.units import HOUR_S

QUESTIONS = 100
PLACES = 10  # for which all useful departures are searched
LOOK_UPS = 1_000_000
Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Questions:
    """Places, and when one leaves them."""

    router: Router
    start: Sequence[StopWalks]
    end: Sequence[StopWalks]
    leave_s: Sequence[int]


def questions(timetable: Timetable, places: Sequence[StopWalks]) -> Questions:
    """Draw pairs of places, and times from 5 to 20 o'clock."""
    draw = np.random.default_rng(5)
    start, end = (draw.choice(len(places), size=QUESTIONS).tolist() for _ in range(2))
    leave_s = draw.integers(5 * HOUR_S, 20 * HOUR_S, size=QUESTIONS).tolist()
    router = Router(timetable)
    return Questions(router, [places[place] for place in start], [places[place] for place in end], leave_s)


def searches(asked: Questions) -> dict[str, tuple[int, Callable[[], list[Numbers]]]]:
    """Return name -> how often it searches, and what does it and returns numbers that hold for all of its answers."""
    return {
        "scan": (QUESTIONS, partial(_scan, asked)),
        "rounds": (QUESTIONS, partial(_rounds, asked)),
        "journeys": (QUESTIONS, partial(_journeys, asked)),
        "arrive-by": (QUESTIONS, partial(_arrive_by, asked)),
        "profile": (PLACES, partial(_profiles, asked)),
    }


def _each(asked: Questions) -> Iterator[tuple[StopWalks, StopWalks, int]]:
    return zip(asked.start, asked.end, asked.leave_s, strict=True)


def _scan(asked: Questions) -> list[Numbers]:
    return [asked.router.earliest_arrivals(start, leave_s) for start, _, leave_s in _each(asked)]


def _rounds(asked: Questions) -> list[Numbers]:
    return [asked.router.arrivals_by_rides(start, leave_s) for start, _, leave_s in _each(asked)]


def _journeys(asked: Questions) -> list[Numbers]:
    found = [asked.router.journeys(start, end, leave_s, leave_s + HOUR_S) for start, end, leave_s in _each(asked)]
    return [np.array([(one.departure_s, one.arrival_s, one.rides) for one in journeys]) for journeys in found]


def _arrive_by(asked: Questions) -> list[Numbers]:
    found = [
        asked.router.last_before(start, end, leave_s + 2 * HOUR_S, leave_s) for start, end, leave_s in _each(asked)
    ]
    return [np.array([(one.departure_s, one.arrival_s, one.rides) for one in journeys]) for journeys in found]


def _profiles(asked: Questions) -> list[Numbers]:
    profiles = [asked.router.profile(end).departures for end in asked.end[:PLACES]]
    return [array for departures in profiles for array in departures]


def look_ups(asked: Questions) -> Callable[[], int]:
    """Return what looks a million stops and times up in the useful departures to a place, in compiled code."""
    draw = np.random.default_rng(6)
    departures = asked.router.profile(asked.end[0]).departures
    stop = draw.integers(len(departures.offsets) - 1, size=LOOK_UPS).astype(np.int32)
    ready_s = draw.integers(5 * HOUR_S, 20 * HOUR_S, size=LOOK_UPS).astype(np.int32)
    return partial(_look_all_up, departures, stop, ready_s)


@jit_in_place
def _look_all_up(departures: Departures, stop: Numbers, ready_s: Numbers) -> int:
    found = 0
    for index in range(len(stop)):
        found += look_up(departures, stop[index], ready_s[index])
    return found
