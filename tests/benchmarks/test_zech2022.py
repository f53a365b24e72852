"""The networks of the study against what is known of them, and its runs against what can be worked out."""

from __future__ import annotations

import math
from collections import Counter
from itertools import islice

import numpy as np
import pandas as pd
import pytest

from benchmarks.reproduce.zech2022.mersenne import mersenne_twister
from benchmarks.reproduce.zech2022.model import Model, observe
from benchmarks.reproduce.zech2022.networks import delaunay, distances, links_of, mean_distance, roads_of
from benchmarks.reproduce.zech2022.study import MODELS, PUBLISHED, STUDY, run_length
from simulator.analysis.batch_means import steady_mean
from simulator.scenario.calendar_models import MOST_DAYS
from tests.benchmarks.fleet_twin import mean_stay


@pytest.mark.parametrize(
    ("kind", "nodes", "links", "mean"),
    [
        ("two_nodes", 2, 1, 1),
        ("complete", 5, 10, 1),
        ("ring", 25, 25, 6.5),  # twice 1 to 12, by 24
        ("ring", 100, 100, 2500 / 99),
        ("torus", 25, 50, 2.5),  # as published with the study's code
        ("torus", 100, 200, 500 / 99),
        ("grid", 100, 180, 20 / 3),  # 2 * 10 * 3.3 / 9.9
        ("tree", 4, 3, 1.5),
        ("tree", 46, 45, None),
        ("city", 16, 20, 2.6),
    ],
)
def test_links_and_distances(kind: str, nodes: int, links: int, mean: float | None):
    found = links_of(kind, nodes)
    assert len({frozenset(link[:2]) for link in found}) == len(found) == links
    table = distances(nodes, found)
    assert np.isfinite(table).all()
    if mean is not None:
        assert mean_distance(table) == pytest.approx(mean)


def test_all_inner_nodes_of_the_tree_have_three_neighbours():
    degrees = Counter(node for link in links_of("tree", 46) for node in link[:2])
    assert Counter(degrees.values()) == {3: 22, 1: 24}


def test_a_triangulation_of_a_torus_has_three_links_for_each_point():
    found = delaunay(100, 1)
    assert len(found) == 300  # Euler: points - links + triangles = 0, and 3 triangles = 2 links
    assert delaunay(100, 1) == found
    assert delaunay(100, 2) != found
    assert max(length for *_, length in found) < 0.5


def test_random_numbers_are_those_of_the_standard():
    """The 10,000th number of a C++ ``mt19937_64`` with its own seed, ISO/IEC 14882, [rand.predef]."""
    assert next(islice(mersenne_twister(5489), 9999, None)) == 9981545732273789042


def test_roads_take_as_long_as_links_are_long():
    network = roads_of(4, [(0, 1, 1.0), (1, 2, 0.5), (2, 3, 2.0)])
    assert sorted(network.time_ms.tolist()) == [150_000] * 2 + [300_000] * 2 + [600_000] * 2


def test_figures_are_those_of_eleven_networks():
    assert len(STUDY.cases) >= 60
    assert len({case.name for case in STUDY.cases}) == len(STUDY.cases)
    assert len({(model.kind, model.nodes) for model in MODELS.values()}) == 11
    assert set(STUDY.smoke) <= {case.name for case in STUDY.cases}
    torus = next(case for case in STUDY.cases if case.name == "unlimited seats, torus, 25 nodes, 42 vehicles, 5")
    assert torus.published == 0.513773
    assert {case.tolerance for case, model in MODELS.items() if model.kind != "ring"} == {0.015}
    assert sum(case.tolerance == 0.015 for case in MODELS) >= 60


def test_every_run_fits_into_the_calendar():
    for case, model in MODELS.items():
        mean = mean_distance(distances(model.nodes, links_of(model.kind, model.nodes)))
        days = model.scenario(mean, run_length(case, model)[0], 1)["calendar"]["days"]
        assert days <= MOST_DAYS, case.name


def test_a_shuttle_between_two_nodes():
    """A vehicle that is never idle comes every two links: riders wait one link on average, and ride one."""
    seen = observe(Model("two_nodes", 2, 1, None, 6.0), 4000, 1)
    assert seen.ride == pytest.approx(1)
    wait = steady_mean(seen.wait)
    assert wait.low < 1 < wait.high
    assert wait.half_width < 0.05
    assert seen.wait.max() <= 2


def test_who_meets_only_idle_vehicles_waits_for_the_drive_alone():
    """Hardly any load: the next of many vehicles stands where the rider is, and goes the shortest way."""
    seen = observe(Model("torus", 25, 400, 8, 0.01), 300, 1)
    assert seen.ride == pytest.approx(seen.distance)
    assert seen.wait.mean() < 0.05


SLOW = pytest.mark.slow(0.5)


@pytest.mark.parametrize(
    ("nodes", "vehicles", "seats", "load"),
    [(4, 3, 3, 1.6), pytest.param(5, 10, 8, 5.0, marks=SLOW), pytest.param(5, 10, None, 1.0, marks=SLOW)],
)
def test_the_whole_model_is_that_of_a_slow_program_in_continuous_time(nodes, vehicles, seats, load):
    room = math.inf if seats is None else seats
    slow = np.mean([mean_stay(nodes, vehicles, room, load, 4000, seed) for seed in (1, 2)])
    runs = [observe(Model("complete", nodes, vehicles, seats, load), 12_000, seed) for seed in (1, 2)]
    ours = np.mean([(seen.wait + seen.ride)[2400:].mean() for seen in runs])
    assert ours == pytest.approx(slow, rel=0.04)


def test_every_figure_outside_of_its_tolerance_is_told_about():
    table = pd.read_csv(PUBLISHED.with_name("results.csv"))
    told = {case.name: case.explained for case in STUDY.cases}
    names = [f"{row.panel}, {row.group}, {row.x:g}" for row in table.itertuples()]
    assert names == list(told)
    assert [bool(told[name]) for name in names] == (table["within"] == "explained").tolist()
    assert (table["within"] == "yes").sum() >= 60
    assert not (table["within"] == "no").any()
