"""By timetable alone: buses and trains as planned, with walks to and from stops, searched for all times at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.experiments.accessibility.asked import OFFERED, Answers, Asked, Ints
from simulator.network.timetable.reach import StopsInReach
from simulator.network.timetable_routing.reached_places import DaySpan, departures

if TYPE_CHECKING:
    from simulator.services.timetable.world import TimetableWorld


def by_timetable(asked: Asked, lines: TimetableWorld, name: str) -> Answers:
    """Return when each centre is reached at each wished departure, by the journey that is there first.

    It leaves within the longest wait, and lasts no longer than the service says. A profile is searched for each centre
    once: all useful departures to it, from all stops.
    """
    answers = Answers.none(len(asked.cell), len(asked.asked_s))
    config, stops = lines.part.config, StopsInReach(lines.timetable.stops)
    ends = [
        stops.within(table["lon"].to_numpy(np.float64), table["lat"].to_numpy(np.float64), config.walk)
        for table in (asked.cells, asked.centres)
    ]
    day = DaySpan(0, int(asked.asked_s[0]), int(asked.asked_s[-1]) + config.longest_wait_s + 1)
    for centre in np.unique(asked.centre).tolist():
        pairs = np.flatnonzero((asked.centre == centre) & ~asked.on_foot)
        if not len(pairs) or not len(ends[1][centre].stop):
            continue
        profile = lines.router.profile(ends[1][centre])
        for pair in pairs.tolist():
            useful = departures(profile, ends[0][int(asked.cell[pair])], day, config.longest_s)
            _put(answers, pair, useful, (asked.asked_s, config.longest_wait_s))
    offered = answers.reason == OFFERED
    answers.service[offered] = name
    answers.fare_eur[offered] = np.nan if config.fares is None else config.fares.per_trip_eur
    return answers


def _put(answers: Answers, pair: int, useful: Ints, asked: tuple[Ints, int]) -> None:
    """Put the first useful departure at or after each time into the answers of a pair. asked: times, longest wait."""
    asked_s, longest_wait_s = asked
    row = np.minimum(np.searchsorted(useful[:, 0], asked_s), len(useful) - 1)
    if not len(useful):
        return
    departure_s, arrival_s = useful[row].T
    some = (departure_s >= asked_s) & (departure_s <= asked_s + longest_wait_s)
    answers.reason[pair, some] = OFFERED
    answers.departure_s[pair, some], answers.arrival_s[pair, some] = departure_s[some], arrival_s[some]
