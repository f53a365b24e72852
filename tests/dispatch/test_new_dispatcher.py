"""A new dispatcher is one short piece of code: this one serves first come, first served, one request per vehicle."""

from __future__ import annotations

from dataclasses import dataclass

from simulator import registry
from simulator.dispatch.policy import Assignment, Rejection
from simulator.event_kinds import Event
from simulator.kernels.layout import STOPS
from simulator.simulation.simulate import simulate
from tests.worlds import line_network, world_of


@dataclass(frozen=True)
class FirstFree:
    def __call__(self, view, requests, now_s):
        free = [vehicle for vehicle, stops in enumerate(view.vehicles[STOPS]) if stops == 0]
        return [Assignment(r, free[0], 0, 0, cost=0) if free else Rejection(r) for r in requests]


registry.register("dispatch", "first_free", FirstFree)


def test_a_registered_policy_runs_from_a_scenario() -> None:
    requests = [{"submitted_s": 600, "origin_node": 1, "destination_node": 3}] * 2
    events = simulate(world_of(line_network(4), requests, dispatch={"policy": "first_free"}), debug=True)
    assert "first_free" in registry.names("dispatch")
    assert (events["kind"] == Event.ALIGHTED).sum() == 1
    assert (events["kind"] == Event.REJECTED).sum() == 1
