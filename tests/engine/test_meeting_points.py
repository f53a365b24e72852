"""With a choice of stops the dispatcher sends riders to the stop that suits the vehicle, within walking range."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.audit import audit
from simulator.experiments.run import run
from simulator.scenario.loader import load_scenario


@pytest.fixture(scope="module")
def days():
    changes = ("demand.synthetic.requests_per_day=200",)
    nearest = run(load_scenario("prignitz/rufbus", changes))
    best = run(load_scenario("prignitz/rufbus", (*changes, "service.stop_choice=best")), debug=True)
    return nearest, best


def test_the_day_passes_the_audit(days) -> None:
    world = days[1].world
    found = audit(
        days[1].events,
        days[1].requests_input,
        world.vehicles,
        world.times.between,
        drive_metres=world.times.length_m,
        vehicle_km=days[1].kpis["vehicle_km"],
    )
    # Ride limits come from the nearest stops; a direct ride between others may be longer than they are.
    assert found == []


def test_some_riders_walk_farther_and_nobody_beyond_the_limit(days) -> None:
    nearest, best = days
    served = best.requests[best.requests["status"] == "served"]
    before = nearest.world.requests.set_index("request").loc[served["request"]]
    assert (served["access_walk_m"].to_numpy() >= before["access_walk_m"].to_numpy()).all()
    assert (served["access_walk_m"].to_numpy() > before["access_walk_m"].to_numpy()).any()
    limit_m = best.world.scenario.service.walk.limit_m
    assert served[["access_walk_m", "egress_walk_m"]].to_numpy().max() <= limit_m + 0.1


def test_stops_used_are_among_the_options(days) -> None:
    best = days[1]
    boarded = best.events[best.events["kind"] == 11][["request", "node"]]
    options = best.world.stop_options
    known = boarded.merge(options[options["end"] == 0], on=["request", "node"], how="left")
    assert not known["option"].isna().any()
    assert options.groupby(["request", "end"])["option"].min().eq(0).all()
    pd.testing.assert_frame_equal(options, options.drop_duplicates(["request", "end", "node"]).reset_index(drop=True))
