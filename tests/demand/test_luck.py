"""Luck that goes with a name: the same in every variant of a day."""

from __future__ import annotations

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulator.demand.luck import exponential, gumbel, luck
from simulator.event_kinds import Event
from simulator.simulation.simulate import simulate
from tests.worlds import line_network, world_of

NETWORK = line_network(8)
MANY = [f"r{number:06d}" for number in range(100_000)]


@given(names=st.lists(st.text(max_size=20), unique=True, max_size=8), seed=st.integers(0, 2**63 - 1))
def test_a_name_has_its_numbers_whoever_else_there_is(names, seed) -> None:
    together = luck(seed, "no_show", names, 3)
    assert together.shape == (len(names), 3)
    for name, numbers in zip(names, together, strict=True):
        assert np.array_equal(luck(seed, "no_show", [name], 20)[0, :3], numbers)


def test_names_seeds_and_attributes_tell_numbers_apart() -> None:
    drawn = [
        tuple(luck(seed, attribute, [name], 9)[0])
        for seed in (1, 11)
        for attribute in ("", "1", "no_show")
        for name in ("", "1", "r1", "1r")
    ]
    assert len({number for numbers in drawn for number in numbers}) == 9 * len(drawn)


def test_numbers_are_uniform_independent_and_quick() -> None:
    started = time.process_time()
    drawn = luck(1, "choice", MANY, 9)
    assert time.process_time() - started < 2  # about 0.3 s; a machine under load is slower
    for column in drawn.T[[0, 1, 8]]:
        assert stats.kstest(column, "uniform").pvalue > 0.001
    assert np.abs(np.corrcoef(drawn.T) - np.eye(9)).max() < 0.015
    assert stats.kstest(gumbel(drawn[:, 0]), "gumbel_r").pvalue > 0.001
    assert stats.kstest(exponential(drawn[:, 0], 7.0), "expon", args=(0, 7.0)).pvalue > 0.001


def test_numbers_are_the_same_on_every_machine() -> None:
    assert np.round(luck(1, "no_show", ["r000001"], 2) * 1e9).astype(int).tolist() == [[568851184, 430821973]]


def outcomes(requests: list[dict[str, object]], **changes: object) -> dict[str, list[tuple[int, int]]]:
    """What happens to each request by name: cancellations, no-shows, declined offers."""
    world = world_of(NETWORK, requests, **changes)
    events = simulate(world)
    names = world.requests["request_id"].tolist()
    kinds = (Event.CANCELLED, Event.NO_SHOW, Event.DECLINED)
    rows = events[events["kind"].isin(kinds)]
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in names}
    for time_s, kind, request in zip(rows["time_s"], rows["kind"], rows["request"], strict=True):
        found[names[request]].append((int(time_s), int(kind)))
    return found


def test_who_cancels_stays_away_or_declines_does_not_depend_on_others() -> None:
    few = [
        {"request_id": f"p{n}", "submitted_s": 60 * n, "earliest_departure_s": 36_000 + 60 * n,
         "origin_node": n % 7, "destination_node": 7}
        for n in range(40)
    ]  # fmt: skip
    strangers = [
        {"request_id": f"x{n}", "submitted_s": 240 * n, "earliest_departure_s": 39_000, "origin_node": 3,
         "destination_node": 1}
        for n in range(10)
    ]  # fmt: skip
    depot = {"name": "home", "lon": float(NETWORK.lon[0]), "lat": float(NETWORK.lat[0])}
    changes = {
        "fleet": {"minibus": {"count": 60, "seats": 8, "depots": [depot]}},  # enough for all, so that nobody interferes
        "service": {"pooling": False},
        "classes": {"adult": {"cancellation": 0.3, "no_show": 0.3, "choice": {"model": "logit", "constant": 1.0}}},
    }
    alone, together = outcomes(few, **changes), outcomes(few + strangers, **changes)
    assert sum(len(found) for found in alone.values()) > 15
    assert {name: together[name] for name in alone} == alone
