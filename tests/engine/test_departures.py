"""All departures that a traveller chooses from are asked for at once, with the same answers as one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.dispatch.insertion import CheapestInsertion
from simulator.event_kinds import Event
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from tests.worlds import line_network, world_of

LINE = line_network(9)
LOGIT = {"adult": {"choice": {"model": "logit", "constant": 2.0, "per_wait_min": -0.2, "per_shift_min": -0.02}}}


def day(seed: int, most: int) -> World:
    """Two vehicles and forty requests in two hours, some of them hours ahead; 5 offers at most."""
    random = np.random.default_rng(seed)
    wished = np.sort(random.integers(2 * 3600, 4 * 3600, 40))
    ahead = np.where(random.random(40) < 0.3, random.integers(0, 2 * 3600, 40), 0)
    requests = [
        {"submitted_s": wish - before, "earliest_departure_s": wish, "origin_node": a, "destination_node": b}
        for wish, before, (a, b) in zip(
            wished.tolist(), ahead.tolist(), (random.permutation(9)[:2].tolist() for _ in wished), strict=True
        )
    ]
    requests.sort(key=lambda request: request["submitted_s"])
    depots = [{"name": f"d{n}", "lon": float(LINE.lon[n]), "lat": float(LINE.lat[n])} for n in (1, 7)]
    return world_of(
        LINE,
        requests,
        fleet={"minibus": {"count": 2, "seats": 4, "depots": depots}},
        service={"offers": {"most": most, "step_s": 600, "steps": 2}},
        classes=LOGIT,
    )


@pytest.mark.parametrize("most", [2, 5])
@pytest.mark.parametrize("seed", range(4))
def test_at_once_or_one_by_one_is_the_same_day(seed: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    world = day(seed, most)
    at_once = simulate(world)
    monkeypatch.delattr(CheapestInsertion, "at_departures")
    pd.testing.assert_frame_equal(at_once, simulate(world))
    offered = at_once[at_once["kind"] == Event.OFFERED].groupby("request").size()
    assert offered.max() <= most
    assert (offered > 1).sum() > 10
