"""With a choice of stops the dispatcher sends riders to the stop that suits the vehicle, within walking range."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.audit.all import audit
from simulator.analysis.audit.drives import Drives
from simulator.analysis.request_table import CARRIED_REQUEST_COLUMNS
from simulator.event_kinds import Event
from simulator.experiments.run import run
from simulator.scenario.loader import load_scenario
from simulator.tables import MET_COLUMNS
from tests.worlds import ridepooling, rides_in


@pytest.fixture(scope="module")
def days():
    changes = ("demand.requests_per_day=200",)
    nearest = run(load_scenario("prignitz/rufbus", changes))
    absent = ("people.classes.adult.no_show=0.2", "people.classes.adult.cancellation=0.1")
    best = run(load_scenario("prignitz/rufbus", (*changes, *absent, "stop_choice=best")), debug=True)
    return nearest, best


def test_the_day_passes_the_audit(days) -> None:
    world = days[1].world
    found = audit(
        days[1].events,
        days[1].requests_input,
        world.vehicles,
        Drives.on(world.roads),
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
    limit_m = ridepooling(best.world.scenario).walk.limit_m
    assert served[["access_walk_m", "egress_walk_m"]].to_numpy().max() <= limit_m + 0.1


def test_riders_who_do_not_come_are_awaited_at_the_stop_that_was_chosen(days) -> None:
    best = days[1]
    events, requests = best.events, best.requests.set_index("request")
    for kind, place in ((Event.NO_SHOW, "pickup"), (Event.BOARDED, "pickup"), (Event.ALIGHTED, "dropoff")):
        rows = events[events["kind"] == kind]
        assert len(rows) > 5
        assert (rows["node"].to_numpy() == requests.loc[rows["request"], f"{place}_node"].to_numpy()).all()
    away = requests[requests["status"].isin(["no_show", "cancelled"])]
    assert {"no_show", "cancelled"} == set(away["status"])
    assert (away["pickup_stop"] != away["origin_stop"]).any()
    assert (away["access_walk_m"] > best.world.requests.set_index("request").loc[away.index, "access_walk_m"]).any()


def test_results_leave_the_input_as_it_was(days) -> None:
    for day in days:
        given = day.world.requests
        pd.testing.assert_frame_equal(day.requests_input[list(given.columns)], given)
        columns = [name for name in CARRIED_REQUEST_COLUMNS if name in given]
        pd.testing.assert_frame_equal(day.requests[columns], given[columns])
    assert list(days[0].requests_input.columns) == list(days[0].world.requests.columns)
    assert set(MET_COLUMNS) < set(days[1].requests_input.columns)


def test_stops_used_are_among_the_options(days) -> None:
    best = days[1]
    boarded = best.events[best.events["kind"] == 11][["request", "node"]]
    options = rides_in(best.world).stop_options
    known = boarded.merge(options[options["end"] == 0], on=["request", "node"], how="left")
    assert not known["option"].isna().any()
    assert options.groupby(["request", "end"])["option"].min().eq(0).all()
    pd.testing.assert_frame_equal(options, options.drop_duplicates(["request", "end", "node"]).reset_index(drop=True))


@pytest.mark.parametrize("more", [[], ["offers.most=3", "offers.other_stops=true"]])
def test_nobody_boards_to_get_off_at_the_same_stop(more) -> None:
    """Walking costs next to nothing and every stop is in range, yet a ride leads from one stop to another."""
    best = ["stop_choice=best", "walk.limit=20 km", "dispatch.weights.walk=0.001"]
    requests = run(load_scenario("tiny/line", [*best, *more])).requests
    served = requests[requests["status"] == "served"]
    assert len(served)
    assert (served["pickup_node"] != served["dropoff_node"]).all()
    assert (served["ride_s"] > 0).all()
