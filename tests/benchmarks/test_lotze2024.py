"""Shares of time by hand and by brute force."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.reproduce.__main__ import HERE, main
from benchmarks.reproduce.lotze2024.published import FLEETS, OCCUPANCY_APART
from benchmarks.reproduce.lotze2024.scenario import MEAN_TRIANGLE_S, STREET_S, links_of, mean_direct_s
from benchmarks.reproduce.lotze2024.steady import Batches
from benchmarks.reproduce.lotze2024.study import BREAK_EVEN


def test_shares_of_time_by_hand() -> None:
    """Two vehicles, the last hundred of 200 s in two batches: one drives 90 to 120 s, the other 140 to 160 s."""
    batches = Batches.until(200, vehicles=2, batches=2, warm_up=0.5)
    begins_s, ends_s = np.array([140, 90, 10]), np.array([20, 160, 120])  # in no order
    assert batches.edges_s.tolist() == [100, 150, 200]
    assert batches.at_once(begins_s, ends_s) == pytest.approx([(20 + 10) / 100, 10 / 100])


def test_what_goes_on_at_the_end_counts_until_then() -> None:
    batches = Batches.until(100, vehicles=1, batches=1, warm_up=0.0)
    assert batches.at_once(np.array([60]), np.array([400])) == pytest.approx([0.4])
    assert batches.at_once(np.array([150]), np.array([400])) == pytest.approx([0.0])


def test_shares_of_time_against_a_count_of_seconds() -> None:
    random = np.random.default_rng(1)
    begins_s = random.integers(0, 900, 50)
    ends_s = begins_s + random.integers(0, 200, 50)
    batches = Batches.until(1000, vehicles=3, batches=6, warm_up=0.1)
    seconds = np.arange(1000)[:, None]
    on = ((begins_s <= seconds) & (seconds < ends_s)).sum(axis=1)
    assert batches.at_once(begins_s, ends_s) == pytest.approx(on[100:].reshape(6, 150).mean(axis=1) / 3)


def test_load_by_hand() -> None:
    batches = Batches.until(200, vehicles=2, batches=2, warm_up=0.5)
    assert batches.load(np.array([50, 110, 149, 180]), np.array([99, 20, 30, 40])) == pytest.approx([0.5, 0.4])


def test_occupancy_at_break_even_is_no_criterion() -> None:
    """As told before the runs: that of the smallest fleet is far from that of the largest."""
    table = pd.read_csv(HERE / "lotze2024" / "results.csv")
    occupancy = table[table["panel"] == BREAK_EVEN].drop_duplicates("x").set_index("x")["occupancy"]
    assert occupancy.index.tolist() == list(FLEETS)
    assert occupancy.is_monotonic_decreasing
    assert occupancy[8] > OCCUPANCY_APART * occupancy[128]


def test_the_mean_direct_drive_on_a_grid_that_runs_on() -> None:
    """Each way 0, 1, 2 or 1 streets, all alike: 2 in all on average, but from junctions to themselves."""
    assert mean_direct_s("grid", 4) == pytest.approx(STREET_S * 2 * 16 / 15)


def test_streets_of_a_triangulation() -> None:
    """Three for each junction, as on any torus; among random points some are much longer than others."""
    streets = links_of("triangles", 10)
    assert len(streets) == 300
    assert streets["travel_time"].mean() == pytest.approx(MEAN_TRIANGLE_S, abs=0.001)
    assert streets["travel_time"].std() > 30
    assert (streets["length"] / streets["travel_time"]).to_numpy() == pytest.approx(10)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["lotze2024", "lotze2024triangles"])
def test_few_small_runs_come_near(name: str) -> None:
    assert main([name, "--smoke", "--workers", "1"]) == 0
