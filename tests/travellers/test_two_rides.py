"""Whole days of people who need two rides or none: the auditor, which follows the log alone, finds nothing wrong.

Each ride is a request of its own, so that all that is checked of a request is checked of a ride.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.event_kinds import Event
from simulator.network import travel_times
from simulator.network.travel_times import build_travel_times
from simulator.services.protocol import Attempt, Refusal
from simulator.simulation.simulate import simulate
from simulator.travellers.journeys import book_whole
from simulator.travellers.life import Travellers
from tests.engine.test_random_days import NODES, assert_ends_once, found_in, networks, scenarios
from tests.worlds import NO_CACHE, world_of


@st.composite
def days_of_pairs(draw) -> list[dict[str, Any]]:
    """Two requests of one moment, one after the other: to a hub in time, and on from another one."""
    requests = []
    for _ in range(draw(st.integers(1, 12))):
        submitted_s = draw(st.integers(0, 7200))
        leaves_s = submitted_s + draw(st.sampled_from([0, 0, 600, 3600]))
        due_s = leaves_s + draw(st.sampled_from([300, 900, 1800]))
        nodes = [draw(st.integers(0, NODES - 1)) for _ in range(4)]
        who = {
            "submitted_s": submitted_s,
            "party_size": draw(st.sampled_from([1, 1, 2, 3])),
            "traveller_class": draw(st.sampled_from(["adult", "patient", "fickle"])),
        }
        ends = [dict(zip(("origin_node", "destination_node"), nodes[at : at + 2], strict=True)) for at in (0, 2)]
        requests.append({**who, **ends[0], "earliest_departure_s": leaves_s, "latest_arrival_s": due_s})
        requests.append({**who, **ends[1], "earliest_departure_s": due_s + draw(st.sampled_from([0, 60, 900]))})
    return requests


class InPairs(Travellers):
    """Travellers who ask for two rides at once, when the second of a pair has come, and take both."""

    def _ask_first(self, request: int) -> None:
        if request % 2 == 0:
            return
        now, ((service,),) = int(self._env.now), self._turns[request][:1]
        ask = tuple(
            Attempt(self.store.new_attempt(one, 0, service.number, now), one, 0, now) for one in (request - 1, request)
        )
        for attempt in ask:
            service.note(Event.SUBMITTED, attempt, now, 0)
        answer, self.ended = service.offers([ask], now)[0], self.ended + 2
        if isinstance(answer, Refusal):
            for attempt in ask:
                service.note(Event.REJECTED, attempt, now, answer.reason)
                service.note(Event.GAVE_UP, attempt, now, self._rule[attempt.request].fallback)
            return
        legs = book_whole(self._services, answer[0], self.store.new_ride, now)
        assert legs is not None
        for offer, ride, booked in legs:
            self.store.book(ride, offer.attempt.request, offer.attempt.number, 0, service.number, *booked)
            if self._absences is not None:
                self._absences.booked(offer.attempt.request, ride, booked, service)
        service.rearrange(now)


def check_day(draw, monkeypatch: pytest.MonkeyPatch, happened: Counter[str]) -> None:
    """Simulate a drawn day with every plan checked after every change, and check that nobody has half a way."""
    network, day = draw(networks()), draw(days_of_pairs())
    parts = draw(scenarios(network))
    parts["dispatch"]["answer"] = {"when": "at_once"}
    used = [0, 4, 5, *(request[end] for request in day for end in ("origin_node", "destination_node"))]
    times = build_travel_times(network, NO_CACHE, used=used)
    world = world_of(network, day, times, **parts)
    monkeypatch.setattr("simulator.simulation.simulate.Travellers", InPairs)
    events = simulate(world, debug=True)
    assert found_in(world, events, times.between) == []
    assert_ends_once(events, len(world.requests))
    pd.testing.assert_frame_equal(events, simulate(world))
    booked = events[events["kind"] == Event.ACCEPTED].set_index("request")["vehicle"].to_dict()
    for first in range(0, len(world.requests), 2):
        assert (first in booked) == (first + 1 in booked)
        happened["whole" if first in booked else "none"] += 1
        happened["in one vehicle"] += first in booked and booked[first] == booked[first + 1]


def check_days(monkeypatch: pytest.MonkeyPatch, examples: int) -> Counter[str]:
    """Check as many days, always the same; return what became of the people on them."""
    happened = Counter[str]()

    @settings(max_examples=examples, derandomize=True, database=None)
    @given(data=st.data())
    def check(data) -> None:
        check_day(data.draw, monkeypatch, happened)

    check()
    return happened


@pytest.mark.parametrize("all_nodes_up_to", [travel_times.ALL_NODES_UP_TO, 0])
def test_nobody_has_half_a_way(all_nodes_up_to: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travel_times, "ALL_NODES_UP_TO", all_nodes_up_to)
    happened = check_days(monkeypatch, 12)
    assert min(happened[what] for what in ("whole", "none", "in one vehicle")) > 1, happened


@pytest.mark.slow(0.6)
@pytest.mark.parametrize("all_nodes_up_to", [travel_times.ALL_NODES_UP_TO, 0])
def test_nobody_has_half_a_way_on_hundreds_of_days(all_nodes_up_to: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travel_times, "ALL_NODES_UP_TO", all_nodes_up_to)
    happened = check_days(monkeypatch, 120)
    assert min(happened[what] for what in ("whole", "none", "in one vehicle")) > 20, happened
