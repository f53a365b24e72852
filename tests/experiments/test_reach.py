"""What brings a dozen people there in time: by hand from their ways, and never less with more time or more service."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from simulator import run
from simulator.experiments.reach import reach_of
from simulator.network.timetable.beeline import beeline_m
from simulator.units import MINUTE_S
from simulator.world.build import World, build_world
from tests.world.test_population_demand import loaded, written


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("reach"))


def world_of(file: Path, *overrides: str) -> World:
    return build_world(loaded(file, *overrides))


def test_who_walks_or_rides_in_time(file: Path) -> None:
    world = world_of(file, "demand.reachable_within=30 min")
    its, rides, demand = reach_of(world), world.services["line"].requests, world.demand
    assert its is not None
    walk_s = np.ceil(world.services["walk"].ways["length_m"].to_numpy() / (4.5 / 3.6))
    assert its["on_foot"].tolist() == (walk_s <= 30 * MINUTE_S).tolist()
    config = world.services["line"].config
    boarding_s = config.dwell_s + config.dwell_per_rider_s * rides["party_size"]
    walks_s = rides["access_walk_s"] + rides["egress_walk_s"]
    takes_s = walks_s + rides["max_wait_s"] + boarding_s + rides["direct_s"]
    runs = demand["earliest_departure_s"].between(5 * 3600, 23 * 3600 - 1) & (rides["direct_s"] >= 0)
    assert its["by_ride"].tolist() == (runs & (takes_s <= 30 * MINUTE_S) & ~its["on_foot"]).tolist()
    assert 0 < its["on_foot"].sum() < len(its)
    assert its["by_ride"].sum() > 0
    assert not its[["by_bike", "by_line", "outside"]].to_numpy().any()


def test_more_time_never_takes_anything_away(file: Path) -> None:
    tables = [reach_of(world_of(file, f"demand.reachable_within={minutes} min")) for minutes in (10, 60, 240)]
    met = [[its["on_foot"], its["on_foot"] | its["by_ride"]] for its in tables if its is not None]
    for less, more in pairwise(met):
        assert all((one <= other).all() for one, other in zip(less, more, strict=True))
    assert met[0][1].sum() < met[1][1].sum()


def test_without_services_people_walk_as_they_do_to_stops(file: Path) -> None:
    other = file.with_name("none_on_foot.yaml")
    lines = [line for line in file.read_text().splitlines() if "by: walk" not in line]
    other.write_text("\n".join(lines).replace("line, walk, car", "line, car"))
    world = world_of(other)
    its, demand = reach_of(world), world.demand
    ends = (demand[f"{end}_{axis}"].to_numpy() for end in ("origin", "destination") for axis in ("lon", "lat"))
    assert its is not None
    assert its["on_foot"].tolist() == (1.3 * beeline_m(*ends) <= 4500).tolist()


def test_whoever_rides_could_be_won(file: Path) -> None:
    result = run(loaded(file, "services.line.fleet.minibus.count=3", "people.classes.adult.choice.per_walk_min=-0.2"))
    its = result.people["latent_demand"]
    assert its["rode"].sum() > 0
    assert (its["rode"] <= its["potential"]).all()
    assert its["trips"].sum() == result.kpis["people_trips"]
    assert result.kpis["ride_potential_as_run"] <= result.kpis["ride_potential"]
    needs = result.people["unmet_needs"]
    purposes = result.people["people_trips"]["purpose"]
    assert needs.loc[needs["purpose"] == "", "needs"].sum() == (purposes != "home").sum()
