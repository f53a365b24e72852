"""People on tours, over a service that plays what is written beforehand: every outcome, in every order of asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import permutations, product
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from simulator.engine.agenda import Clock
from simulator.event_kinds import Event
from simulator.reasons import Fallback, Unasked
from simulator.services.protocol import Along, How, Offer, Planned
from simulator.tables import NO_TIME, TOUR_DTYPES
from simulator.travellers.outings import Outings, Travelling
from simulator.travellers.tours import links_of

REFUSED = "refused"
LASTS_S = 10
WISH_S = (100, 200, 300)


@dataclass
class Play:
    """A service that answers at once and lets every trip end as written, LASTS_S after it begins."""

    env: Clock
    outcome: dict[int, Any]
    late_s: int = 0
    goes_along: Along = Along.NEVER
    number: int = 0
    asked: dict[int, int] = field(default_factory=dict)
    went: list[tuple[int, int, int]] = field(default_factory=list)  # request, from when to when
    cancelled: list[int] = field(default_factory=list)
    then: dict[int, Callable[[How], None]] = field(default_factory=dict)
    outings: Any = None

    def ask(self, request: int) -> None:
        assert request not in self.asked
        now = int(self.env.now)
        self.asked[request] = now
        if self.outcome[request] == REFUSED:
            self.outings.gave_up(request)
            return
        leaves_s = max(now, WISH_S[request])
        offer = SimpleNamespace(service=0, departure_s=leaves_s, arrival_s=leaves_s + LASTS_S)
        self.outings.booked(request, [(offer, request, None)])
        self.env.process(self._go(request, leaves_s))

    def _go(self, request: int, leaves_s: int) -> Any:
        yield self.env.timeout(leaves_s - self.env.now)
        if request in self.cancelled:
            return
        how = self.outcome[request]
        if how != How.ABSENT:
            yield self.env.timeout(LASTS_S + self.late_s)
        self.went += [(request, leaves_s, int(self.env.now))] if how == How.CARRIED else []
        if request in self.then:  # nobody wants to know how the last one ends
            self.then[request](how)

    def planned(self, offer: Offer, ride: int) -> Planned:
        return Planned(offer.arrival_s)

    def tell_end(self, ride: int, then: Callable[[How], None]) -> None:
        self.then[ride] = then

    def cancel(self, ride: int, now_s: int) -> None:
        self.cancelled.append(ride)
        self.then[ride](How.ABSENT)


Row = tuple[int, Event, int, int]


def played(
    outcome: tuple[Any, ...],
    submitted_s: tuple[int, ...],
    fallback: Fallback,
    tours: tuple[int, ...] = (0, 0, 0),
    **more: Any,
) -> tuple[Play, list[Row]]:
    """Let one person make three trips, of these tours; return the service, and what the log tells."""
    env, rows = Clock(0), list[Row]()
    trips = {"person": 0, "tour": tours, "tour_position": [1, 2, 3], "own_car": True}
    demand = pd.DataFrame(trips).astype(TOUR_DTYPES)
    links = links_of(demand.assign(earliest_departure_s=WISH_S))
    service = Play(env, dict(enumerate(outcome)), **more)
    log: Any = SimpleNamespace(add=lambda at, kind, request, value: rows.append((at, kind, request, value)))
    along: Any = lambda request, _service: service.ask(request)  # noqa: E731
    doing = Travelling(service.ask, along, lambda: None)
    services: Any = {0: service}
    service.outings = outings = Outings(env, log, links, services, doing, (WISH_S, [fallback] * 3))
    for request in sorted(range(3), key=lambda one: (submitted_s[one], one)):
        env.timeout(submitted_s[request]).callbacks.append(lambda _event, one=request: outings.submitted(one))  # type: ignore[union-attr]
    env.run()
    outings.close()
    return service, rows


OUTCOMES = (How.CARRIED, How.ABSENT, How.LET_DOWN, REFUSED)


@pytest.mark.parametrize("fallback", [Fallback.STAY, pytest.param(Fallback.OTHER_MODE, marks=pytest.mark.slow)])
def test_every_outcome_in_every_order_of_asking(fallback: Fallback) -> None:
    """Until a trip is not made all are, in their order; all after it ask nobody, or are taken back, for one reason."""
    refused = Unasked.NOT_TAKEN if fallback == Fallback.STAY else Unasked.OTHER_MODE
    reason = {How.ABSENT: Unasked.ABSENT, How.LET_DOWN: Unasked.LET_DOWN, REFUSED: refused}
    ahead = [
        tuple(dict(zip(order, (0, 10, 20), strict=True))[one] for one in range(3)) for order in permutations(range(3))
    ]
    for outcome, submitted_s in product(product(OUTCOMES, repeat=3), [*ahead, WISH_S]):
        service, rows = played(outcome, submitted_s, fallback)
        made = next((place for place, how in enumerate(outcome) if how != How.CARRIED), 3)
        refused_ahead = [one for one in range(made + 1, 3) if outcome[one] == REFUSED and one in service.asked]
        assert [request for request, *_ in service.went] == [*range(made)]
        told = {request: (kind, value) for _, kind, request, value in rows}
        assert set(told) == {*range(made + 1, 3)} - {*refused_ahead}
        cuts = {request for request, (kind, _) in told.items() if kind == Event.TOUR_CUT}
        assert cuts == {*service.cancelled} == {*service.asked} - {*range(made + 1)} - {*refused_ahead}
        if made < 2 and not refused_ahead:
            assert {value for _, value in told.values()} == {reason[outcome[made]]}
        assert all(service.asked[one] >= submitted_s[one] for one in service.asked)


@pytest.mark.parametrize("late_s", [0, 89, 90, 91, 200])
def test_nobody_leaves_before_they_are_there(late_s: int) -> None:
    """Trips leave 100 s after each other and take 10 s: who is 90 s late is not there before the next one leaves."""
    all_made = (How.CARRIED,) * 3
    service, rows = played(all_made, (0, 0, 0), Fallback.STAY, late_s=late_s)
    ends = [(kind, request, value) for _, kind, request, value in rows]
    if late_s < 90:
        assert [request for request, *_ in service.went] == [0, 1, 2] and not ends
    else:
        assert [request for request, *_ in service.went] == [0]
        assert ends == [(Event.TOUR_CUT, 1, Unasked.TOO_LATE), (Event.TOUR_CUT, 2, Unasked.TOO_LATE)]
        assert rows[0][0] == 199


@pytest.mark.parametrize("late_s", [0, 90, 150])
def test_who_asks_when_they_leave_asks_when_they_are_there(late_s: int) -> None:
    service, rows = played((How.CARRIED,) * 3, WISH_S, Fallback.STAY, late_s=late_s)
    assert not rows
    there_s = [end for _, _, end in service.went]
    assert [service.asked[one] for one in range(3)] == [100, max(200, there_s[0]), max(300, there_s[1])]
    assert [begin for _, begin, _ in service.went] == [service.asked[one] for one in range(3)]


def test_who_has_a_vehicle_of_their_own_goes_on_with_it_when_they_want_to(late_s: int = 150) -> None:
    service, rows = played((How.CARRIED,) * 3, (0, 0, 0), Fallback.STAY, late_s=late_s, goes_along=Along.EACH_TRIP)
    assert [(kind, request) for _, kind, request, _ in rows] == [(Event.SAME_MEANS, 1), (Event.SAME_MEANS, 2)]
    assert [begin for _, begin, _ in service.went] == [100, 100 + 160, 100 + 320]


def test_who_brings_the_car_back_in_the_end_asks_for_nothing_more() -> None:
    service, rows = played((How.CARRIED,) * 3, (0, 0, 0), Fallback.STAY, goes_along=Along.WHOLE_TOUR)
    assert rows == [(110, Event.NOT_ASKED, 1, Unasked.IN_RENTAL), (110, Event.NOT_ASKED, 2, Unasked.IN_RENTAL)]
    assert [*service.asked] == [0]


@pytest.mark.parametrize("tours", [(0, 1, 2), (0, 0, 1)])
def test_a_tour_waits_for_all_before_it(tours: tuple[int, ...]) -> None:
    """The first trip ends at 360 s, long after the others were to leave, whatever becomes of the one in between."""
    for between, submitted_s in product(OUTCOMES, [*permutations((0, 10, 20)), (100, 150, 160), WISH_S]):
        service, rows = played((How.CARRIED, between, How.CARRIED), submitted_s, Fallback.STAY, tours, late_s=250)
        ends_s = 0
        for _, begins_s, until_s in service.went:
            assert begins_s >= ends_s
            ends_s = until_s
        assert service.went[0] == (0, 100, 360)
        asks_when_there = 2 in service.asked and service.asked[2] >= 360
        assert asks_when_there or [value for _, _, request, value in rows if request == 2] == [Unasked.TOO_LATE]
        if submitted_s[2] == WISH_S[2]:  # they wanted to ask when they leave
            assert service.went[-1][:2] == (2, 620 if between in (How.CARRIED, How.LET_DOWN) else 360)


def test_links_follow_persons_from_tour_to_tour() -> None:
    """Of two people: the first has two tours, the other one; request 4 is of no tour, of 6 nobody knows whose it is."""
    rows = [
        (5, 2, 1, 50), (1, 0, 2, 20), (1, 1, 1, 30), (1, 0, 1, 10), (9, -1, 0, 0), (5, 2, 2, 60), (-1, 3, 1, 5),
        (-1, 4, 1, 6),
    ]  # fmt: skip
    demand = pd.DataFrame(rows, columns=["person", "tour", "tour_position", "earliest_departure_s"])
    before, after, is_first = links_of(demand)
    assert before == [-1, 3, 1, -1, -1, 0, -1, -1]
    assert after == [5, 2, -1, 1, -1, -1, -1, -1]
    assert is_first == [True, False, True, True, True, False, True, True]


def test_who_is_answered_late_takes_nothing_before_they_are_there() -> None:
    """They are there at 250 s and wanted to leave at 200 s: until then the trip before may still be early."""
    env = Clock(0)
    demand = pd.DataFrame({"person": 0, "tour": (0, 1), "tour_position": 1, "own_car": False}).astype(TOUR_DTYPES)
    play = Play(env, {})
    travelling = Travelling(play.ask, lambda _request, _service: None, lambda: None)
    links = links_of(demand.assign(earliest_departure_s=WISH_S[:2]))
    outings = Outings(env, SimpleNamespace(add=None), links, {0: play}, travelling, (WISH_S, [Fallback.STAY] * 2))
    outings.booked(0, [(SimpleNamespace(service=0, departure_s=100, arrival_s=250), 0, None)])
    at_once, then, later = ([SimpleNamespace(departure_s=time_s)] for time_s in (NO_TIME, 250, 251))
    assert outings.in_time(1, [at_once, then, later]) == [at_once, later]
    env.run(until=200)
    assert outings.in_time(1, [at_once, then, later]) == [later]
