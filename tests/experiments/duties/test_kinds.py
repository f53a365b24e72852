"""Which duties the rules allow, and when their breaks leave the road."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.experiments.duties.fleet import USUAL
from simulator.experiments.duties.kinds import SLOT_S, Kinds, Span, drivers_of, kinds_between
from simulator.scenario.driver_models import Drivers
from simulator.units import DAY_S, HOUR_S

EDGES = np.arange(0, DAY_S + 1, SLOT_S, dtype=np.int64)


def found(first: float, last: float, shortest_h: int = 4, rules: Drivers = USUAL) -> Kinds:
    return kinds_between(Span(round(first * HOUR_S), round(last * HOUR_S)), rules, shortest_h * HOUR_S, EDGES)


def test_duties_lie_within_hours_and_are_no_shorter_than_wanted() -> None:
    spans = found(5, 10.25).spans
    assert [(span.start_s / HOUR_S, span.hours) for span in spans] == [
        (5, 4), (5, 4.5), (5, 5), (5.5, 4), (5.5, 4.5), (6, 4),
    ]  # fmt: skip
    assert [(span.start_s / HOUR_S, span.hours) for span in found(5, 10.25, 5).spans] == [(5, 5)]
    assert {span.hours for span in found(5, 7, 1).spans} == {1, 1.5, 2}


def test_longer_than_the_law_allows_is_left_out() -> None:
    strict = Drivers.model_validate({**drivers_of([Span(0, 4 * HOUR_S)], USUAL), "rules": {"most_work_s": 5 * HOUR_S}})
    # 5 h and half an hour of overtime, less a break of half an hour, are 5 h of work; an hour more is too much.
    assert {span.hours for span in found(0, 12, rules=strict).spans} == {4, 4.5, 5}


def test_who_works_four_hours_needs_no_break() -> None:
    one = found(8, 12)
    assert one.there.sum() == 8
    assert EDGES[:-1][one.there[0]].tolist() == list(range(8 * HOUR_S, 12 * HOUR_S, SLOT_S))


def test_a_break_takes_one_slot_within_its_corridor() -> None:
    # 9.5 h with overtime need 30 min: work 9 h in two stretches of at most 4.5 h, so that it begins after 4.5 h.
    nine = found(5, 14, 9)
    assert nine.there.shape[0] == 1
    assert EDGES[:-1][~nine.there[0] & (EDGES[:-1] >= 5 * HOUR_S) & (EDGES[:-1] < 14 * HOUR_S)].tolist() == [34_200]


@pytest.mark.parametrize("hours", [6, 8])
def test_there_is_a_way_for_each_slot_in_which_a_break_may_begin(hours: int) -> None:
    # Work of hours + 0.5 - 0.5 h in two stretches of at most 4.5 h: the break begins between hours - 4.5 and 4.5 h.
    its = found(6, 6 + hours, hours)
    begins = {int(EDGES[:-1][~row & (EDGES[:-1] >= 6 * HOUR_S)][0]) / HOUR_S - 6 for row in its.there}
    assert begins == set(np.arange(hours - 4.5, 4.51, 0.5))
    assert (its.there.sum(axis=1) == 2 * hours - 1).all()
