"""A policy proposes; what it is shown cannot be written."""

from __future__ import annotations

import pytest

from simulator import registry
from simulator.dispatch.policy import Rejection
from simulator.simulation.simulate import simulate
from tests.worlds import line_network, world_of

SEEN = []


def meddler():
    def decide(view, requests, now_s):
        SEEN.append(view)
        return [Rejection(request) for request in requests]

    return decide


registry.register("dispatch", "meddler", meddler)


@pytest.mark.parametrize("most", [1, 3])
@pytest.mark.parametrize("name", ["plan", "vehicles", "requests", "options"])
def test_a_policy_cannot_change_what_it_sees(name: str, most: int) -> None:
    """Neither of the whole day nor of one request that is asked about for several departures."""
    request = {"submitted_s": 600, "origin_node": 1, "destination_node": 3}
    offers = {"offers": {"most": most, "step_s": 600}}
    SEEN.clear()
    simulate(world_of(line_network(4), [request], service=offers, dispatch={"policy": "meddler"}))
    for view in SEEN:
        with pytest.raises(ValueError, match="read-only"):
            getattr(view, name)[...] = 0
    assert len(SEEN) >= most
