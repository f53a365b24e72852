"""Tours are put where people are free, by a profile."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.demand.tours.agenda import NEVER, Agenda, Profiles
from simulator.units import HOUR_S

AT_TEN, EVEN = [0.0] * 6 + [1.0] + [0.0] * 13, [1.0] * 20  # hours from 4 to 23 o'clock
ONE = np.array([0])


def hours(*values: float) -> np.ndarray:
    return np.array([round(value * HOUR_S) for value in values], dtype=np.int64)


def agenda(profile: list[float], *spans: tuple[float, float]) -> Agenda:
    """Return the agenda of one person who is away from and until some hours."""
    made = Agenda(1, Profiles([profile]))
    for begins, ends in spans:
        made.take(ONE, hours(begins), hours(ends))
    return made


def leaves(made: Agenda, need_h: float, share: float) -> float:
    return float(made.place(ONE, ONE, hours(need_h), np.array([share]))[0]) / HOUR_S


def test_a_free_day_is_that_of_the_profile() -> None:
    assert leaves(agenda(AT_TEN), 1, 0.25) == pytest.approx(10.25)
    assert leaves(agenda(EVEN), 1, 0.5) == pytest.approx(4 + 9.5)  # from 4 to 23 o'clock, to be home by midnight


def test_only_times_with_room_count_for_the_profile() -> None:
    busy = agenda(EVEN, (8, 16))
    # Two hours fit in from 4 to 6 (until 8) and from 16 to 22: a quarter before, three quarters after.
    assert leaves(busy, 2, 0.125) == pytest.approx(5)
    assert leaves(agenda(EVEN, (8, 16)), 2, 0.5) == pytest.approx(18)


def test_where_the_profile_has_no_room_people_leave_when_all_else_is_done() -> None:
    assert leaves(agenda(AT_TEN, (9.5, 12)), 1, 0.5) == pytest.approx(12)


def test_nobody_leaves_when_the_day_is_over() -> None:
    assert agenda(AT_TEN, (9.5, 23.5)).place(ONE, ONE, hours(1), np.array([0.5]))[0] == NEVER


def test_who_has_nothing_to_do_from_one_moment_to_another_is_free() -> None:
    both = Agenda(2, Profiles([EVEN]))
    both.take(np.array([0]), hours(4), hours(12))
    both.take(np.array([1]), hours(11), hours(20))
    for begins, ends, free in (
        (10, 11, [False, True]),
        (12, 13, [True, False]),
        (20, 23, [True, True]),
        (5, 21, [False] * 2),
    ):
        assert both.free(hours(begins, begins), hours(ends, ends)).tolist() == free


def test_spans_of_a_person_never_meet() -> None:
    random = np.random.default_rng(3)
    made, rows = Agenda(200, Profiles([EVEN, AT_TEN])), np.arange(200)
    begins = random.integers(5, 20, 200) * HOUR_S
    made.take(rows, begins, begins + 3 * HOUR_S)
    spans = [[(first, first + 3 * HOUR_S)] for first in begins.tolist()]
    for _ in range(5):
        need = random.integers(HOUR_S // 2, 4 * HOUR_S, 200)
        placed = made.place(rows, random.integers(0, 2, 200), need, random.random(200))
        for row, (begin, length) in enumerate(zip(placed.tolist(), need.tolist(), strict=True)):
            if begin != NEVER:
                assert all(begin >= end or begin + length <= first for first, end in spans[row])
                spans[row].append((begin, begin + length))
