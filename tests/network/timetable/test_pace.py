"""How fast one can get on by a timetable, against every ride there is in it."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.network.timetable.beeline import beeline_m
from simulator.network.timetable.pace import PACES_KPH, least_s, paces_of
from simulator.network.timetable.timetable import Timetable
from tests.network.timetable.tables import Tables

# Stops lie 6.7 km apart. It stands 20 minutes at the third one: no time in which anybody gets on.
SLOW = [(0, 0, 0), (1, 600, 600), (2, 1140, 2340), (3, 2940, 2940), (5, 4200, 4200)]
FAST = [(5, 5000, 5000), (3, 5240, 5240), (1, 5600, 5600), (0, 5660, 5660)]


def rides(timetable: Timetable) -> list[tuple[float, int]]:
    """Return beeline [m] and time [s] of every ride from a call to a later one of its chain."""
    calls, lon, lat = timetable.calls, *(timetable.stops[axis].to_numpy() for axis in ("lon", "lat"))
    rows = calls[["chain", "stop", "arrival_s", "departure_s", "may_board", "may_alight"]].to_numpy().tolist()
    return [
        (float(beeline_m(*(np.array([its[at]]) for at in (stop, other) for its in (lon, lat)))[0]), there_s - leaves_s)
        for one, (chain, stop, _, leaves_s, boards, _) in enumerate(rows)
        for chain_of, other, there_s, _, _, alights in rows[one + 1 :]
        if chain_of == chain and boards and alights
    ]


@pytest.mark.parametrize("closed", [set(), {(1, 2)}])
def test_no_ride_is_shorter_than_a_pace_says(closed: set[tuple[int, int]]) -> None:
    timetable = Tables(6, [SLOW, FAST], {(1, 2): 60}, no_boarding=closed).timetable()
    paces, all_rides = paces_of(timetable), rides(timetable)
    metres = np.array([length for length, _ in all_rides])
    assert len(paces) == len(PACES_KPH)
    for pace in paces:
        over_s = metres / pace.metres_per_s - [time_s for _, time_s in all_rides]
        assert over_s.max() <= pace.less_s + 1e-9
        assert pace.less_s == pytest.approx(max(0.0, over_s.max()), abs=1)  # and one of them is as short as that
        assert pace.change_less_s == pytest.approx(max(0.0, 6692 / pace.metres_per_s - 60), rel=0.02)
    least = least_s(paces, metres, 1)
    assert (least <= [time_s + 1e-9 for _, time_s in all_rides]).all()
    assert least.max() > 600
