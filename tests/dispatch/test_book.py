"""What is promised with a ride that is booked, and what becomes of one that is cancelled: beside told plans."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from simulator.dispatch.policy import Assignment
from simulator.event_kinds import Event
from simulator.kernels.acceptance import Terms
from simulator.kernels.layout import DROPOFF, FOREVER, PICKUP
from simulator.services.protocol import Attempt, Booked, Offer
from simulator.services.ridepooling.book import Booking, Rearranged
from simulator.services.ridepooling.offers import Proposal
from simulator.tables import NO_TIME

BOARDS, ALIGHTS, AT_LATEST, NOW = 1000, 1600, 1700, 500  # [s]
FREE = {"max_wait_s": 600, "before_s": FOREVER, "after_s": FOREVER, "dropoff_after_s": FOREVER}


class Fleet:
    """A log, plans, rides and a replanner that note what they are told. Vehicle 4 has the number 14."""

    def __init__(self, latest_arrival_s: int = NO_TIME, *, thinks: bool = True, **limits: int) -> None:
        self.done, self.rows = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
        self.limits: Any = {0: SimpleNamespace(**(FREE | limits))}
        self.thinks, self.awaited, self.is_next = thinks, None, False
        self.fields, self.max_ride_s, self.latest_arrival_s = ["fields"], [900], [latest_arrival_s]
        self.max_travel_s, self.relaxed, self.improves_always = [FOREVER], False, True

    def __getattr__(self, name: str) -> Any:
        return lambda *told, **named: self.done.append((name, *told, *named.values()))

    def is_relaxed(self, row: int) -> bool:
        return self.relaxed

    def add(self, now_s: int, kind: Event, vehicle: int = -1, **told: int) -> None:
        self.rows.append((now_s, kind, vehicle, told))

    def number(self, plan: int) -> int:
        return plan + 10

    def planned_start(self, plan: int, ride: int, kind: int) -> int:
        return {PICKUP: BOARDS, DROPOFF: ALIGHTS}[kind]

    def latest_start(self, plan: int, ride: int, kind: int) -> int:
        assert kind == DROPOFF
        return AT_LATEST

    def row_of(self, attempt: Attempt) -> int:
        return 0

    def options_of(self, row: int) -> str:
        return "options"

    def last_values(self, count: int) -> Any:
        return SimpleNamespace(tolist=lambda: [900, 1300][:count])

    def first_drive_s(self, *told: int) -> int:
        assert told == (0, 6, 4, NOW)
        return 77

    def accept(self, *told: Any) -> tuple[int, bool]:
        self.done.append(("accept", *told[1:]))
        return BOARDS, self.thinks

    def vehicle_awaited(self, ride: int) -> int | None:
        return self.awaited

    def must_serve_next(self, plan: int, ride: int) -> bool:
        return self.is_next

    def withdraw(self, plan: int, ride: int, now_s: int, drive_s: Any) -> bool:
        self.done.append(("withdraw", plan, ride, now_s))
        return self.thinks

    def for_plans(self, now_s: int) -> Any:
        return SimpleNamespace(drive_s=None)

    def booking(self) -> Booking:
        me: Any = self
        changed = SimpleNamespace(plan_changed=lambda: self.done.append(("thinks",)))
        fleet: Any = SimpleNamespace(log=me, plans=me, roads=me, vehicles={4: changed})
        return Booking(fleet, me, me, me, me)


def moved(ready_s: int = 950) -> Rearranged:
    found: Any = SimpleNamespace(numbers="numbers", before="before", after="after", vehicle=4)
    return Rearranged(found, ready_s, (21, 22), NOW, 3)


def offer(what: Any, shift_s: int = 0) -> Offer:
    return Offer(0, Attempt(0, 7, 0, 480), what, shift_s=shift_s, departure_s=900)


@pytest.mark.parametrize(
    ("limits", "window"),
    [
        ({}, (950, 1550)),
        ({"before_s": 50}, (950, 1550)),
        ({"before_s": 30}, (970, 1550)),
        ({"max_wait_s": 20}, (950, 1000)),  # the plans come later than it would have liked
        ({"after_s": 200}, (950, 1200)),
        ({"after_s": 0, "before_s": 0}, (1000, 1000)),
    ],
)
def test_the_window_promised_to_whom_others_made_room_for(limits: dict[str, int], window: tuple[int, int]) -> None:
    fleet = Fleet(**limits)
    assert fleet.booking().book(offer(moved()), 0, NOW) == Booked(14, BOARDS)
    assert fleet.done == [
        ("make_ready", 0, 480, NOW), ("apply", "numbers", "before", "after", NOW), ("promise", 4, 0, *window),
        ("promised", 0, *window),
    ]  # fmt: skip
    assert fleet.rows == [
        (NOW, Event.ACCEPTED, 14, {"node": 21, "value": BOARDS, "ride": 0}),
        (NOW, Event.PLANNED_DROPOFF, 14, {"node": 22, "value": ALIGHTS, "ride": 0}),
        (NOW, Event.PROMISED_EARLIEST, 14, {"ride": 0, "value": window[0]}),
        (NOW, Event.PROMISED_LATEST, 14, {"ride": 0, "value": window[1]}),
    ]


@pytest.mark.parametrize(
    ("after_s", "arrival_s", "latest_s"),
    [
        (FOREVER, NO_TIME, None),
        (60, NO_TIME, 1660),
        (60, 2000, 1660),
        (300, 2000, AT_LATEST),
        (FOREVER, 2000, AT_LATEST),
    ],
)
def test_a_dropoff_is_promised_to_whom_it_matters(after_s: int, arrival_s: int, latest_s: int | None) -> None:
    fleet = Fleet(arrival_s, dropoff_after_s=after_s)
    fleet.booking().book(offer(moved()), 0, NOW)
    promised = [] if latest_s is None else [(NOW, Event.PROMISED_DROPOFF, 14, {"ride": 0, "value": latest_s})]
    assert fleet.rows[4:] == promised
    assert [one for one in fleet.done if one[0] == "promise_dropoff"] == [
        ("promise_dropoff", 4, 0, latest_s) for _ in promised
    ]


@pytest.mark.parametrize(
    ("after_s", "relaxed", "latest_s"), [(FOREVER, False, AT_LATEST), (60, False, 1660), (FOREVER, True, ALIGHTS)]
)
def test_who_may_travel_for_so_long_is_promised_the_dropoff(after_s: int, relaxed: bool, latest_s: int) -> None:
    fleet = Fleet(dropoff_after_s=after_s)
    fleet.max_travel_s, fleet.relaxed = [900], relaxed
    fleet.booking().book(offer(moved()), 0, NOW)
    assert fleet.rows[4:] == [(NOW, Event.PROMISED_DROPOFF, 14, {"ride": 0, "value": latest_s})]


@pytest.mark.parametrize("thinks", [True, False])
@pytest.mark.parametrize("shift_s", [0, -60])
def test_a_ride_is_put_where_the_policy_proposed_it(thinks: bool, shift_s: int) -> None:
    fleet = Fleet(thinks=thinks, before_s=100, after_s=200)
    what = Proposal(Assignment(7, 4, 1, 2, 99, 6, 8), NOW, 3, 900, relaxed=True)
    booking = fleet.booking()
    assert booking.book(offer(what, shift_s), 5, NOW) == Booked(14, BOARDS)
    assert fleet.rows == ([(NOW, Event.AGREED, -1, {"request": 7, "value": 900})] if shift_s else [])
    assert fleet.done == [
        ("make_ready_as_offered", 0, 480, NOW, 900, True), ("reserve", 4),
        ("accept", 5, "fields", "options", (4, 1, 2, 6, 8, 77), Terms(600, 100, 200, 900), NOW),
        *([("thinks",)] if thinks else []), ("promised", 5, 900, 1300),
    ]  # fmt: skip
    fleet.done.clear()
    booking.rearrange(NOW)
    assert fleet.done == [("improve", 4, 5, NOW)]
    fleet.improves_always = False
    booking.rearrange(NOW)
    assert fleet.done == [("improve", 4, 5, NOW)]


def test_plans_that_were_just_made_anew_are_left_alone() -> None:
    fleet = Fleet()
    booking = fleet.booking()
    booking.book(offer(moved()), 0, NOW)
    fleet.done.clear()
    booking.rearrange(NOW)
    assert fleet.done == []


@pytest.mark.parametrize(
    ("awaited", "is_next", "thinks", "done", "rows"),
    [
        (None, False, True, [], []),
        (4, True, True, [("nobody_comes", 4, 0)], []),
        (4, False, True, [("withdraw", 4, 0, NOW), ("thinks",)], [500]),
        (4, False, False, [("withdraw", 4, 0, NOW)], [500]),
    ],
)
def test_who_cancels_leaves_the_plan_unless_the_vehicle_is_about_to_come(
    awaited: int | None, is_next: bool, thinks: bool, done: list[tuple[Any, ...]], rows: list[int]
) -> None:
    fleet = Fleet(thinks=thinks)
    fleet.awaited, fleet.is_next = awaited, is_next  # type: ignore[assignment]
    fleet.booking().cancel(0, NOW)
    assert fleet.done == done
    assert fleet.rows == [(NOW, Event.CANCELLED, 14, {"ride": 0, "value": notice_s}) for notice_s in rows]
