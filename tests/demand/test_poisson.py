from __future__ import annotations

import numpy as np
import pytest

from simulator.demand.poisson import poisson_requests
from simulator.spans import Spans
from simulator.tables import DEMAND_DTYPES

DAY = Spans([(0, 86_400)])
ADULTS = {"adult": 1.0}


def test_moments_are_a_poisson_process():
    table = poisson_requests(0.2, None, DAY, 5, ADULTS, 1)
    assert table.dtypes.astype(str).to_dict() == DEMAND_DTYPES
    assert len(table) == pytest.approx(0.2 * 86_400, abs=4 * (0.2 * 86_400) ** 0.5)
    gaps = np.diff(table["submitted_s"])
    assert gaps.min() >= 0
    assert gaps.mean() == pytest.approx(5, rel=0.03)
    assert gaps.std() == pytest.approx(5, rel=0.04)  # exponential: as large as the mean
    per_minute = np.bincount(table["submitted_s"] // 60, minlength=1440)
    assert per_minute.var() == pytest.approx(per_minute.mean(), rel=0.1)
    assert (table["submitted_s"] == table["earliest_departure_s"]).all()


def test_all_pairs_of_different_nodes_are_as_likely():
    table = poisson_requests(0.5, 24_000, DAY, 4, ADULTS, 2)
    pairs = np.bincount(table["origin_node"] * 4 + table["destination_node"], minlength=16).reshape(4, 4)
    assert np.diag(pairs).tolist() == [0] * 4
    others = pairs[~np.eye(4, dtype=bool)]
    assert others == pytest.approx(len(table) / 12, rel=0.1)


def test_nobody_asks_outside_of_the_hours_and_the_hours_are_filled():
    spans = Spans([(100, 200), (1000, 1300)])
    times = poisson_requests(1.0, None, spans, 3, ADULTS, 3)["submitted_s"]
    assert times.is_monotonic_increasing
    assert spans.hold_at(times.to_numpy(np.int64)).all()
    assert (times >= 1000).mean() == pytest.approx(0.75, abs=0.1)


def test_a_longer_run_begins_with_the_requests_of_a_shorter_one():
    longer = poisson_requests(0.1, 6000, DAY, 9, {"adult": 0.5, "child": 0.5}, 4)
    shorter = poisson_requests(0.1, 500, DAY, 9, {"adult": 0.5, "child": 0.5}, 4)
    assert len(shorter) == 500
    assert longer.head(500).equals(shorter)
    assert set(longer["traveller_class"]) == {"adult", "child"}
    assert not poisson_requests(0.1, 500, DAY, 9, ADULTS, 5).equals(shorter)


def test_no_hours_no_requests():
    assert poisson_requests(1.0, None, Spans([]), 3, ADULTS, 1).empty
