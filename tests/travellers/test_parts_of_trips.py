"""A part of a way by a service of whole trips: its times are kept, another place is refused."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import simpy

from simulator.reasons import Reason
from simulator.services.protocol import Attempt, Ends, Refusal
from simulator.services.trips import Trip, TripService
from simulator.tables import NO_TIME


class Walks(TripService):
    """Ten minutes on foot, whoever asks."""

    def trip(self, request: int, departure_s: int) -> Trip | Reason:
        return Trip(departure_s, departure_s + 600, 3, 7, 800)


def answered(ends: Ends | None, now_s: int = 0) -> Any:
    """The answer to somebody who wants to leave at 1,000 s and to arrive by 5,000 s, or as the part of the way says."""
    demand = pd.DataFrame({"earliest_departure_s": [1000], "latest_arrival_s": [5000]})
    day: Any = SimpleNamespace(env=simpy.Environment(), log=None, world=SimpleNamespace(demand=demand))
    return Walks(day, 0).offers(((Attempt(0, 0, 0, 0, ends=ends),),), now_s)[0]


@pytest.mark.parametrize(
    ("ends", "now_s", "departs_s"),
    [
        (None, 0, 1000),
        (Ends(), 0, 1000),
        (Ends(earliest_s=2000), 0, 2000),
        (Ends(earliest_s=200), 300, 300),
        (Ends(earliest_s=5000, latest_s=5600), 0, 5000),
    ],
)
def test_a_part_of_a_way_leaves_and_arrives_as_it_says(ends: Ends | None, now_s: int, departs_s: int) -> None:
    ((offer,),) = answered(ends, now_s)
    assert (offer.departure_s, offer.arrival_s) == (departs_s, departs_s + 600)


@pytest.mark.parametrize("ends", [Ends(latest_s=1599), Ends(earliest_s=4401), Ends(5000, latest_s=NO_TIME)])
def test_what_cannot_be_done_is_refused(ends: Ends) -> None:
    elsewhere = ends.origin_node == 5000
    reason = Reason.NO_STOP_IN_WALKING_RANGE if elsewhere else Reason.LATEST_ARRIVAL_IMPOSSIBLE
    assert answered(ends) == Refusal(reason, final=True)
    assert answered(Ends(destination_node=4)) == Refusal(Reason.NO_STOP_IN_WALKING_RANGE, final=True)
