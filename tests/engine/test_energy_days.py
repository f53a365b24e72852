"""Whatever the day, no vehicle goes below its reserve, comes home late, or stays away; and the day ends."""

from __future__ import annotations

import pytest

from simulator.analysis.audit.all import audit
from simulator.event_kinds import Event
from simulator.reasons import LegPurpose, Reason
from simulator.simulation.simulate import simulate
from tests.engine.energy_days import energy_day
from tests.worlds import facilities_of


def faults(seed: int) -> tuple[list[str], set[str]]:
    """What the auditor finds on a day, and what happened there that has to do with energy."""
    world = energy_day(seed)
    events = simulate(world, debug=True)
    kind, value = events["kind"], events["value"]
    happened = {
        "charged in the day": ((kind == Event.DEPARTED) & (value == LegPurpose.CHARGE)).any(),
        "rejected for energy": ((kind == Event.REJECTED) & (value == Reason.NO_ENERGY)).any(),
        "queued": (kind == Event.QUEUED).any(),
        "replanned": (kind == Event.REASSIGNED).any(),
        "turned off": (kind == Event.DIVERTED).any(),
        "cancelled": kind.isin((Event.CANCELLED, Event.NO_SHOW)).any(),
    }
    found = audit(events, world.requests, world.vehicles, world.roads.between, facilities=facilities_of(world))
    return found, {name for name, did in happened.items() if did}


def check(seeds: range) -> None:
    counts: dict[str, int] = {}
    for seed in seeds:
        found, happened = faults(seed)
        assert found == [], f"energy_day({seed})"
        for name in happened:
            counts[name] = counts.get(name, 0) + 1
    assert len(counts) == 6, f"something never happens: {counts}"
    assert min(counts.values()) >= len(seeds) / 10, f"something is hardly tried: {counts}"


def test_energy_lasts_on_random_days() -> None:
    check(range(10))


@pytest.mark.parametrize("seed", [388, 553])
def test_a_plug_in_the_depot_gives_what_a_plan_counts_on(seed: int) -> None:
    """The store is full enough until the vehicle sets off for its plug; it fills slower from 60 % on."""
    assert faults(seed)[0] == []


@pytest.mark.slow(1.4)
def test_energy_lasts_on_many_random_days() -> None:
    check(range(10, 110))
