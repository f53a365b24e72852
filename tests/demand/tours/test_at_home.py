"""Days at home, hand-worked."""

from __future__ import annotations

import numpy as np

from simulator.demand.tours.at_home import AtHome, staying
from simulator.demand.tours.people import Chance

ON = np.array([True, True, True, False])
AT_HOME = np.array([True, False, True, True])
FREE = np.array([[1, 1, 0, 0, 0, 0], [0] * 6, [1, 1, 1, 0, 1, 0], [0] * 6], dtype=bool)


def test_who_stays_at_home_does_all_else() -> None:
    on, free = staying(AtHome(AT_HOME, 0.0), ON, FREE, Chance(1, 0, 4))
    assert on.tolist() == [False, True, False, False]
    np.testing.assert_array_equal(free, FREE)


def test_what_is_added_is_what_is_not_done_yet_or_one_again() -> None:
    _, free = staying(AtHome(AT_HOME, 1.0), ON, FREE, Chance(1, 0, 4))
    added = free & ~FREE
    assert (free >= FREE).all()
    assert added[0].tolist() == [False, False, True, False, False, False]  # the only one of the three not done
    assert not added[1].any() and not added[3].any()  # who goes to work, or would not have gone
    assert np.flatnonzero(added[2]).tolist() in ([3], [5])  # again, what is not done twice


def test_as_many_add_something_as_told() -> None:
    count = 4000
    none = np.zeros((count, 6), dtype=bool)
    everybody = np.ones(count, dtype=bool)
    _, free = staying(AtHome(everybody, 0.3), everybody, none, Chance(1, 0, count))
    assert abs(free.sum() / count - 0.3) < 4 * np.sqrt(0.3 * 0.7 / count)
    assert (free[:, :3].sum(axis=0) > 0.25 * free.sum()).all() and not free[:, 3:].any()
