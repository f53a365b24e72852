"""Policies of every group are made by their names, with what the group gives and their own parameters."""

from __future__ import annotations

from pydantic import Field

from simulator import registry
from simulator.event_kinds import Event
from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.section import Section
from simulator.simulation.simulate import simulate
from tests.worlds import line_network, world_of

HOUR_S = 3600
LINE = line_network(8)


class ToNode(Section):
    target: int = Field(ge=0, description="Where to wait")


class Moody(Section):
    from_s: Seconds = quantity(0, unit="s", name="from", ge=0, le=86_400, description="Takes rides from then on only")


def to_node(surroundings, rule):
    def decide(vehicle, node, depot, idle_since_s, now_s):
        return None if node == rule.target else (rule.target, max(now_s, idle_since_s + surroundings.after_s))

    return decide


def never_charge(levels):
    return lambda vehicle, sites: None


def moody(offers, choice, errors):
    return offers[-1] if offers[-1].boarding_s >= choice.from_s else None


registry.register("idle", "to_node", to_node, ToNode)
registry.register("charging", "never_charge", never_charge)
registry.register("choice", "moody", moody, Moody)

RIDES = [{"submitted_s": s, "origin_node": 1, "destination_node": 3} for s in (HOUR_S, 2 * HOUR_S)]


def nodes(events, kind: Event) -> list[int]:
    return events.loc[events["kind"] == kind, "node"].tolist()


def test_an_idle_policy_has_its_parameters() -> None:
    world = world_of(LINE, RIDES[:1], dispatch={"idle": {"policy": "to_node", "target": 6, "after_s": 120}})
    assert 6 in nodes(simulate(world, debug=True), Event.ARRIVED)


def test_a_charging_policy_is_made_with_the_levels() -> None:
    depot = {"name": "home", "lon": float(LINE.lon[0]), "lat": float(LINE.lat[0])}
    store = {"drivetrain": "battery", "energy_kwh_per_km": 0.5, "store_kwh": 20, "reserve_kwh": 1, "charge_ac_kw": 22}
    bus = {"count": 1, "seats": 8, "depots": [depot], **store}
    site = {"name": "home", "place": "depots", "plugs": 1, "power_kw": 22}

    def plugged_in(policy: str) -> int:
        rule = {"policy": policy, "below": 1.0, "until": 1.0}
        world = world_of(LINE, RIDES, fleet={"bus": bus}, energy={"sites": [site]}, charging=rule)
        events = simulate(world, debug=True)
        in_shift = events[(events["kind"] == Event.PLUGGED_IN) & (events["time_s"] < 23 * HOUR_S)]
        return len(in_shift)

    assert plugged_in("threshold") > 0
    assert plugged_in("never_charge") == 0


def test_a_choice_model_has_its_parameters() -> None:
    choice = {"model": "moody", "from": "90 min"}
    events = simulate(world_of(LINE, RIDES, classes={"adult": {"choice": choice}}), debug=True)
    assert events.loc[events["kind"] == Event.DECLINED, "request"].tolist() == [0]
    assert events.loc[events["kind"] == Event.ACCEPTED, "request"].tolist() == [1]


def test_the_schema_of_files_knows_nothing_of_a_script() -> None:
    """What a script registers is for its own process."""
    from simulator.scenario.schema import scenario_schema

    assert "to_node" not in scenario_schema()["$defs"]["IdleRule"]["properties"]["policy"]["enum"]
    assert "target" not in scenario_schema()["$defs"]["IdleRule"]["properties"]
