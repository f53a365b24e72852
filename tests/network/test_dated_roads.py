"""Drives on roads that change equal a plain walk along them; leaving later is never sooner."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.audit.walk import Walk, end_of_street
from simulator.kernels.dated_paths import Course, DatedStreets, cross, dated_path, path_as_leg
from simulator.kernels.layout import LEG_NODE, LEG_TIME
from simulator.network.changes import RoadChange
from simulator.network.courses import Span, course_of, courses_known, still_to_come
from simulator.network.dated_roads import DatedRoads
from simulator.network.graph import RoadNetwork
from simulator.network.roads import Roads
from simulator.network.snapping import StreetSnapper
from simulator.network.travel_times import NO_WAY, build_travel_times
from tests.network.worlds import network_of
from tests.worlds import NO_CACHE

NODES = 30
EVER = 2_000_000_000


def random_network(random: np.random.Generator) -> RoadNetwork:
    """Thirty junctions, a way round all of them, and chords, some beside each other; some streets are one-way."""
    lon, lat = 12 + random.random(NODES) / 20, 53 + random.random(NODES) / 20
    ring = [(node, (node + 1) % NODES) for node in range(NODES)]
    chords = [tuple(random.choice(NODES, 2, replace=False).tolist()) for _ in range(30)]
    pairs = [*ring, *chords, *chords[:3]]
    streets = [(u, v, 100, int(random.integers(5, 600)), bool(i >= NODES and random.random() < 0.3))
               for i, (u, v) in enumerate(pairs)]  # fmt: skip
    return network_of(lon.tolist(), lat.tolist(), streets)


def random_changes(
    network: RoadNetwork, random: np.random.Generator, *, known: bool
) -> tuple[list[RoadChange], list[Span]]:
    """Up to four closures and slower or faster roads within two hours; known: beforehand."""
    changes, spans = [], []
    for number in range(int(random.integers(1, 5))):
        edges = np.sort(random.choice(len(network.edges), int(random.integers(1, 25)), replace=False))
        changes.append(RoadChange(f"c{number}", edges, float(random.choice([0, 0, 0.2, 0.5, 3]))))
        from_s, lasts_s = int(random.integers(0, 5000)), int(random.integers(1, 3000))
        known_s = -EVER if known else from_s - int(random.integers(0, 2)) * int(random.integers(0, 1000))
        spans.append(Span(number, from_s, from_s + lasts_s, known_s))
    return changes, spans


def roads_of(network: RoadNetwork, changes: list[RoadChange], spans: list[Span]) -> Roads:
    def build(one: RoadNetwork):
        return build_travel_times(one, NO_CACHE)

    return DatedRoads(network, changes, spans, StreetSnapper(network).cuts(), build).roads(0)


def compare(seed: int, drives: int) -> int:
    """Compare drives of one day with the walk; return how many."""
    random = np.random.default_rng(seed)
    network = random_network(random)
    roads = roads_of(network, *random_changes(network, random, known=seed % 2 == 0))
    if roads.dated is None:
        return 0
    walk = Walk(roads.dated)
    for _ in range(drives):
        origin, destination = random.choice(NODES, 2, replace=False).tolist()
        begins_s = int(random.integers(-600, 9000))
        found = walk.drive(origin, destination, begins_s)
        assert found is not None
        assert roads.between(origin, destination, begins_s) == found[0]
        assert abs(roads.length_m(origin, destination, begins_s) - found[1]) <= 1
    return drives


@pytest.mark.parametrize("seed", range(20))
def test_drives_equal_a_plain_walk(seed: int) -> None:
    assert compare(seed, 50) in (0, 50)


@pytest.mark.slow
def test_tens_of_thousands_of_drives_equal_a_plain_walk() -> None:
    assert sum(compare(seed, 250) for seed in range(100, 301)) >= 50_000


@pytest.mark.parametrize("factor", [731, 1000, 1234])
@pytest.mark.parametrize("known_s", [-EVER, 900])
def test_drives_by_a_factor_are_the_same_until_roads_change(factor: int, known_s: int) -> None:
    """Also the part until then of drives that end later, where these go the same way."""
    random, same = np.random.default_rng(1), 0
    network = random_network(random)
    steady = Roads.steady(build_travel_times(network, NO_CACHE))
    later = roads_of(network, [RoadChange("works", np.arange(20), 0.2)], [Span(0, 900, 5000, known_s)])
    for origin, destination in random.choice(NODES, (300, 2)).tolist():
        leg, before = (roads.leg(origin, destination, 0, factor=factor) for roads in (later, steady))
        if before[LEG_TIME, -1] <= 900:
            assert (leg == before).all()
        for node, time_s in zip(leg[LEG_NODE].tolist(), leg[LEG_TIME].tolist(), strict=True):
            if time_s < 900:
                assert time_s == steady.leg(origin, node, 0, factor=factor)[LEG_TIME, -1]
                same += 1
        assert (np.diff(leg[LEG_TIME]) >= 0).all()
    assert same > 300


def test_a_walk_may_end_at_midnight() -> None:
    """Second 0 is a time like any other."""
    network = network_of([12.0, 12.1], [53.0, 53.0], [(0, 1, 100, 600, False)])
    roads = roads_of(network, [RoadChange("works", np.array([0]), 0.5)], [Span(0, 300, 900)])
    assert roads.dated is not None
    assert Walk(roads.dated).drive(0, 1, -600) == (600, 100)


@cache
def foreseen_roads(seed: int) -> Roads:
    """Roads all of whose changes are known from the beginning."""
    random = np.random.default_rng(seed)
    network = random_network(random)
    return roads_of(network, *random_changes(network, random, known=True))


DAYS, NODE, LEAVES_S = st.integers(0, 19), st.integers(0, NODES - 1), st.integers(-600, 9000)


@given(DAYS, NODE, NODE, LEAVES_S, st.integers(0, 900))
def test_who_leaves_later_never_arrives_earlier(day: int, here: int, there: int, leaves_s: int, later_s: int) -> None:
    roads = foreseen_roads(day)
    arrives_s = leaves_s + roads.between(here, there, leaves_s)
    assert arrives_s <= leaves_s + later_s + roads.between(here, there, leaves_s + later_s)


@given(DAYS, NODE, NODE, LEAVES_S, st.integers(0, 3000))
def test_no_drive_takes_longer_than_planned(day: int, here: int, there: int, planned_s: int, later_s: int) -> None:
    """Whenever it begins after it has been planned: a way that nothing is planned with is told as none."""
    roads = foreseen_roads(day)
    counted_s = roads.for_plans(planned_s).between(here, there)
    assert counted_s == NO_WAY or roads.between(here, there, planned_s + later_s) <= counted_s


def test_days_of_these_properties_have_changes_and_other_plans_than_drives() -> None:
    dated = [roads for roads in map(foreseen_roads, range(20)) if roads.dated is not None]
    assert len(dated) >= 15
    assert sum(len(roads.counted) > 1 for roads in dated) >= 15


def test_a_street_is_driven_at_the_speed_of_each_state() -> None:
    """10 s long; after 4 s half as fast, so that 6 s become 12 s; closed after 10 s, which changes nothing for it."""
    course, ms = [(-EVER, 0), (4000, 1), (10_000, 2)], (10_000, 20_000, 0)
    streets = DatedStreets(
        np.array([0, 1, 1], np.int32), np.array([0], np.int32), np.array([1], np.int32), np.array([100.0]),
        np.array([[10_000], [20_000], [0]], np.int32),
    )  # fmt: skip
    dates = Course(
        np.array([begin for begin, _ in course], np.int64), np.array([state for _, state in course], np.int64)
    )
    for leaves_ms, arrives_ms in ((0, 4000 + 12_000), (-10_000, 0), (4000, 24_000), (9999, 29_999)):
        assert end_of_street(ms, course, leaves_ms) == arrives_ms
        assert cross(streets, dates, 0, leaves_ms) == arrives_ms
    assert end_of_street(ms, course, 10_000) is None  # it never opens again
    assert dated_path(streets, dates, 0, 1, 10_000).shape == (3, 0)
    leg = path_as_leg(streets, dated_path(streets, dates, 0, 1, 0), 0)
    assert leg[LEG_TIME].tolist() == [0, 16]


def test_overlapping_changes_are_cut_into_states() -> None:
    """What nobody knows of before 50 s is planned with from then on; sets in force again are the same state."""
    spans = [Span(0, 10, 40), Span(1, 20, 30), Span(2, 60, 70, 50)]
    truth = [(-EVER, ()), (10, (0,)), (20, (0, 1)), (30, (0,)), (40, ()), (60, (2,)), (70, ())]
    assert [tuple(stretch) for stretch in course_of(spans)] == truth
    known = courses_known(spans)
    assert [moment for moment, _ in known] == [-EVER, 50]
    assert [tuple(stretch) for stretch in known[0][1]] == truth[:5]
    to_come = still_to_come(known)
    assert [(from_s, len(stretches)) for from_s, stretches in to_come] == [
        (-EVER, 5), (10, 4), (20, 3), (30, 2), (40, 1), (50, 3), (60, 2), (70, 1),
    ]  # fmt: skip
