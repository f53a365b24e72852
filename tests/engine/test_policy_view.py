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


@pytest.mark.parametrize("name", ["plan", "vehicles", "requests"])
def test_a_policy_cannot_change_what_it_sees(name) -> None:
    request = {"submitted_s": 600, "origin_node": 1, "destination_node": 3}
    simulate(world_of(line_network(4), [request], dispatch={"policy": "meddler"}))
    with pytest.raises(ValueError, match="read-only"):
        getattr(SEEN[-1], name)[...] = 0
