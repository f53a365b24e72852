"""Phantom requests: they get what a request would get, and leave no trace."""

import numpy as np

from simulator.services.probes import OFFERED, Probed, Probes, moments, ways_between
from simulator.tables import PEOPLE_DTYPES


def test_each_probe_is_a_row_of_a_demand_with_its_own_times() -> None:
    ways = ways_between(np.array([[11.0, 53.0], [11.1, 53.1]]), np.array([[11.2, 53.2], [11.3, 53.3]]), "standard")
    probes = Probes("drt", ways, np.array([1, 0, 1]), np.array([5, 6, 7]), np.array([10, 11, 12]))
    demand = probes.demand_of(np.array([2, 1]))
    assert dict(demand.dtypes.astype(str)) == PEOPLE_DTYPES
    assert demand["submitted_s"].tolist() == [7, 6]
    assert demand["earliest_departure_s"].tolist() == [12, 11]
    assert demand["origin_lon"].tolist() == [11.1, 11.0]


def test_probes_of_one_moment_are_answered_together_in_their_order() -> None:
    found = [(when, rows.tolist()) for when, rows in moments([7, 3, 7, 3, 9])]
    assert found == [(3, [1, 3]), (7, [0, 2]), (9, [4])]


def test_answers_are_put_where_their_probes_are() -> None:
    answers, some = Probed.empty(3, reason=2), Probed.empty(1, reason=OFFERED)
    answers.put(np.array([1]), some)
    assert answers.reason.tolist() == [2, OFFERED, 2]
    assert answers.offered.tolist() == [False, True, False]
