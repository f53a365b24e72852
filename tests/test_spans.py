from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.spans import held_until_s, holds_always, holds_at, next_gate_s, normal_span, share_of_day
from simulator.units import DAY_S

H = 3600
NIGHT = (22 * H, 30 * H)


@pytest.mark.parametrize(
    ("told", "normal"),
    [((5, 22), (5, 22)), ((22, 6), (22, 30)), ((22, 0), (22, 24)), ((22, 30), (22, 30)), ((0, 24), (0, 24)),
     ((7, 7), (7, 7)), ((30, 25), (30, 25))],
)  # fmt: skip
def test_a_span_that_ends_earlier_than_it_starts_ends_on_the_next_day(told, normal) -> None:
    assert normal_span(told[0] * H, told[1] * H) == (normal[0] * H, normal[1] * H)


@pytest.mark.parametrize(
    ("hour", "inside"),
    [(-3, False), (-2, True), (0, True), (5, True), (6, False), (12, False), (21, False), (22, True), (29, True),
     (30, False), (46, True), (54, False)],
)  # fmt: skip
def test_the_night_before_reaches_into_the_first_morning(hour, inside) -> None:
    assert holds_at(NIGHT, hour * H) is inside


def test_gates_and_shares_of_the_night() -> None:
    assert [next_gate_s(NIGHT, hour * H) // H for hour in (0, 6, 21, 22, 25)] == [6, 16, 1, 8, 5]
    assert share_of_day(NIGHT) == pytest.approx(1 / 3)
    assert not holds_always(NIGHT)
    assert holds_always((0, DAY_S))
    assert holds_always((6 * H, 30 * H))


spans = st.tuples(st.integers(0, 2 * DAY_S - 1), st.integers(1, DAY_S)).map(lambda pair: (pair[0], sum(pair)))


@given(span=spans, time_s=st.integers(-3 * DAY_S, 5 * DAY_S))
def test_a_daily_span_is_the_same_span_on_every_day(span, time_s) -> None:
    slow = any(span[0] + day * DAY_S <= time_s < span[1] + day * DAY_S for day in range(-6, 6))
    assert holds_at(span, time_s) == slow
    gate_s = next_gate_s(span, time_s)
    assert 1 <= gate_s <= DAY_S
    assert all(holds_at(span, time_s) == holds_at(span, time_s + s) for s in (0, gate_s // 2, gate_s - 1))
    assert holds_always(span) or holds_at(span, time_s) != holds_at(span, time_s + gate_s)


@given(span=spans, start_s=st.integers(-DAY_S, DAY_S), hours=st.integers(0, 60))
def test_the_part_of_a_period_adds_up_minute_by_minute(span, start_s, hours) -> None:
    span, start_s = tuple(60 * (s // 60) for s in span), 60 * (start_s // 60)
    times = np.array([start_s, start_s + hours * H])
    held = np.diff(held_until_s(span, times))[0]
    slow = sum(60 for minute in range(60 * hours) if span[0] < span[1] and holds_at(span, start_s + 60 * minute))
    assert held == slow
