"""Tables of phantom requests: those of requests that are the same."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator import load_scenario
from simulator.fares.ride_tariff import Paid
from simulator.services.probes import Probes
from simulator.services.protocol import Attempt, Offer
from simulator.services.ridepooling.book import Rearranged
from simulator.services.ridepooling.day_tickets import DayTickets
from simulator.services.ridepooling.phantoms import Phantoms
from simulator.services.ridepooling.probing import door_to_door
from simulator.world.build import build_world
from tests.worlds import rides_in

TURNED = np.array([2, 0, 3, 1])


@pytest.mark.parametrize("arrive_no_sooner", [False, True])
@pytest.mark.parametrize("choice", ["nearest", "best"])
def test_the_tables_are_those_of_the_requests(choice: str, arrive_no_sooner: bool) -> None:
    """In another order; who may not arrive too soon is measured anew at each time."""
    world = build_world(load_scenario("tiny/line", (f"services.line.stop_choice={choice}",)))
    rides, demand = rides_in(world), world.demand
    if arrive_no_sooner:
        demand = demand.assign(earliest_arrival_s=np.int32(1))  # which changes no departure
    asked_s, departure_s = (demand[name].to_numpy(np.int64) for name in ("submitted_s", "earliest_departure_s"))
    probes = Probes("line", demand, TURNED, asked_s[TURNED], departure_s[TURNED])
    found = Phantoms(probes, rides).tables(np.arange(4))
    same = rides.requests.iloc[TURNED].reset_index(drop=True).drop(columns=["request", "earliest_arrival_s"])
    pd.testing.assert_frame_equal(found.requests[same.columns], same)
    assert found.requests["request"].tolist() == [0, 1, 2, 3]
    (large,) = rides.rejected_at_once
    assert found.rejected_at_once == {TURNED.tolist().index(large): rides.rejected_at_once[large]}
    assert (found.stop_options is None) == (choice == "nearest")
    if found.stop_options is not None:
        for row, request in enumerate(TURNED.tolist()):
            its, theirs = (
                table[table["request"] == number].drop(columns="request").reset_index(drop=True)
                for table, number in ((found.stop_options, row), (rides.stop_options, request))
            )
            pd.testing.assert_frame_equal(its, theirs)


def test_where_others_move_the_walks_are_told_as_well() -> None:
    """Three minutes of walks, of which one comes after the ride."""
    asks: Any = SimpleNamespace(offers=SimpleNamespace(walk_after_s=lambda _offer: 60))
    what: Any = Rearranged(None, 1120, (1, 2), 1000, 0)  # type: ignore[arg-type]
    offer = Offer(0, Attempt(0, 0, 0, 1000), what, departure_s=1120, walk_s=180, alighting_s=2000, arrival_s=2000)
    told = door_to_door(asks, offer)
    assert (told.departure_s, told.arrival_s) == (1000, 2060)
    assert door_to_door(asks, offer._replace(what=None)) == offer._replace(what=None)


def test_phantoms_pay_what_is_left_of_the_day_of_their_persons_and_leave_no_trace() -> None:
    """Person 7 has paid 5 of at most 6 EUR, as request 0; phantom 0 is 7, too, and phantom 1 somebody else."""
    tickets = DayTickets(pd.DataFrame({"person": [7, 8]}), lambda _ride: False)
    full = Paid(np.array([500]), np.array([500]), np.array([0]))
    tickets.paid(0, 3, full, 1, 600)
    tickets.book(0, 0)
    assert tickets.paid(1, 3, full, 1, 600).cents.tolist() == [500]
    phantoms = tickets.of_phantoms(pd.DataFrame({"person": [7, 9]}))
    assert [phantoms.paid(row, 3, full, 1, 600).cents.tolist() for row in (0, 1)] == [[100], [500]]
    assert tickets.paid(0, 3, full, 1, 600).cents.tolist() == [500]  # its own ride does not count
    assert tickets.is_as_told(1)
    tickets.give_back(0)
    assert phantoms.paid(0, 3, full, 1, 600).cents.tolist() == [500]
