"""When late buses and trains call and what is seen of it, for the auditor: plain loops, with nothing of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import groupby

from simulator.network.timetable.timetable import Timetable

Times = list[tuple[int, int]]  # of arrival and departure [s], by number of the call


def slow_times(
    planned: Sequence[Times], drawn_s: Sequence[int], follow: Iterable[tuple[int, int]], recovery: float
) -> Times:
    """Return when all trips really call.

    planned: of each trip. follow: pairs of trips, of which the one goes on as the other.
    """
    before: dict[int, list[int]] = {}
    caught_up = Fraction(str(recovery))
    for one, other in follow:
        before.setdefault(other, []).append(one)

    def late_s(trip: int, at_s: int) -> int:
        caught_up_s = max(0, at_s - planned[trip][0][1]) * caught_up.numerator // caught_up.denominator
        return max(0, begins_late_s(trip) - caught_up_s)

    @cache
    def begins_late_s(trip: int) -> int:
        there_s = (planned[one][-1][0] + late_s(one, planned[one][-1][0]) for one in before.get(trip, ()))
        return max([drawn_s[trip], *(time_s - planned[trip][0][1] for time_s in there_s)])

    return [
        (arrives_s + late_s(trip, arrives_s), leaves_s + late_s(trip, leaves_s))
        for trip, calls in enumerate(planned)
        for arrives_s, leaves_s in calls
    ]


def slow_as_seen(timetable: Timetable, number: Sequence[int], actual: Times, known_by_s: int) -> Timetable:
    """Return a timetable as it is shown: late are the calls planned up to a time [s], and what is behind them follows.

    number: of the call of each row.
    """
    calls = timetable.calls
    columns = (calls[name].tolist() for name in ("chain", "gtfs_trip", "arrival_s", "departure_s"))
    shown: Times = []
    for _, rows in groupby(zip(*columns, number, strict=True), key=lambda row: row[0]):
        last_s, chain = None, list(rows)
        for place, (_, trip, arrives_s, leaves_s, call) in enumerate(chain):
            begins = place == 0 or chain[place - 1][1] != trip
            ends = place + 1 == len(chain) or chain[place + 1][1] != trip
            seen = [
                real if at_s <= known_by_s else at_s
                for at_s, real in zip((arrives_s, leaves_s), actual[call], strict=True)
            ]
            seen = [seen[1 if begins else 0], seen[0 if ends else 1]]
            in_order = []
            for at_s in seen:
                last_s = at_s if last_s is None else max(last_s, at_s)
                in_order.append(last_s)
            shown.append((in_order[0], in_order[1]))
    arrival_s, departure_s = zip(*shown, strict=True) if shown else ((), ())
    return replace(timetable, calls=calls.assign(arrival_s=arrival_s, departure_s=departure_s))
