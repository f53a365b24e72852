"""How many shifts of a vehicle have a plan at a time, and which plan is whose: worked by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from simulator.services.ridepooling.roster import Roster, Shift

H = 3600
DAYS = [(0, 10), (24, 34), (48, 58)]  # [h], of vehicle 0; vehicle 1 works on the second one only, vehicle 2 never


def world(ahead_s: int | None = 0, most: int = 1, vehicles: int = 3) -> Any:
    """Requests of which one is made so long ahead, with offers of an hour earlier or later."""
    shifts = [
        {"vehicle": vehicle, "shift": n, "start_s": a * H, "planned_end_s": b * H - 60, "latest_end_s": b * H}
        for vehicle, days in ((1, DAYS[1:2]), (0, DAYS))
        for n, (a, b) in reversed(list(enumerate(days)))
    ]
    made = [] if ahead_s is None else [(100, 100), (100, 100 + ahead_s), (50, 60)]
    return SimpleNamespace(
        shifts=pd.DataFrame(shifts),
        vehicles=range(vehicles),
        requests=pd.DataFrame(made, columns=["submitted_s", "earliest_departure_s"]),
        config=SimpleNamespace(offers=SimpleNamespace(most=most, steps=2, step_s=1800)),
    )


@pytest.mark.parametrize(
    ("ahead_s", "most", "width"),
    [
        (None, 1, 1),
        (0, 1, 1),
        (12 * H, 1, 1),  # when a shift ends, 12 h and 2 h of margin lead to the very start of the next one
        (12 * H + 1, 1, 2),
        (11 * H, 2, 1),
        (11 * H + 1, 2, 2),
        (36 * H, 1, 2),
        (36 * H + 1, 1, 3),
        (900 * H, 1, 3),
    ],
)
def test_as_many_shifts_are_planned_as_may_be_booked(ahead_s: int | None, most: int, width: int) -> None:
    roster = Roster(world(ahead_s, most))
    assert (roster.width, roster.plans) == (width, 3 * width)
    assert Roster(world(ahead_s, most), at_once=True).width == 3


def test_shifts_take_turns_at_the_plans_of_their_vehicle() -> None:
    roster = Roster(world(12 * H + 1))
    first = [Shift(0, n, 3 * (n % 2), a * H, b * H - 60, b * H) for n, (a, b) in enumerate(DAYS)]
    assert [roster.shift(0, n) for n in range(4)] == [*first, None]
    of_second = Shift(1, 0, 1, 24 * H, 34 * H - 60, 34 * H)
    assert [roster.shift(1, n) for n in range(2)] == [of_second, None]
    assert roster.shift(2, 0) is None
    assert roster.first() == [first[0], of_second, first[1]]
    assert (roster.begins_s, roster.ends_s) == (0, 58 * H)


def test_without_shifts_there_is_still_a_plan_for_each_vehicle() -> None:
    idle = world()
    idle.shifts = idle.shifts[:0]
    assert Roster(idle, at_once=True).width == Roster(idle).width == 1
