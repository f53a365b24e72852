"""What models of the literature need: vehicles anywhere, room for everybody, requests at a constant rate, long runs."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.network.files import write_network
from simulator.scenario.calendar_models import MOST_DAYS
from simulator.scenario.loader import load_scenario
from simulator.simulation.simulate import simulate
from simulator.world.build import build_world
from simulator.world.demand import poisson_process
from simulator.world.fleet import vehicle_table
from tests.worlds import line_network, rides_in, scenario_of, world_of

LINE = line_network(4)
TEXT = """\
name: model
network: {file: network}
calendar: {days: 40}
demand: {kind: poisson, per_hour: 2}
services:
  rides:
    kind: ridepooling
    mode: door_to_door
    dwell: 0 s
    hours: ["00:00", "24:00"]
    fleet: {bus: {count: 3, seats: unlimited, depots: nodes}}
"""


def model(folder: Path, text: str = TEXT):
    write_network(LINE, folder / "network")
    (folder / "model.yaml").write_text(text)
    return load_scenario(folder / "model.yaml")


def fleet(count: int, seed: int):
    buses = {"bus": {"count": count, "seats": 8, "depots": "nodes"}}
    return vehicle_table(scenario_of(LINE, fleet=buses, seed=seed).parts[0], LINE)


def test_vehicles_start_at_nodes_drawn_by_the_seed():
    many = fleet(4000, 1)
    assert np.bincount(many["depot_node"], minlength=4) == pytest.approx(1000, abs=4 * 750**0.5)
    assert (many["depot"] == "node " + many["depot_node"].astype(str)).all()
    assert fleet(4000, 1).equals(many)
    assert not fleet(4000, 2)["depot_node"].equals(many["depot_node"])


def test_a_larger_fleet_leaves_the_others_where_they_are():
    assert fleet(30, 1)["depot_node"].tolist() == fleet(90, 1)["depot_node"].tolist()[:30]


def on_board_at_most(seats: object) -> int:
    requests = [{"submitted_s": 0, "origin_node": 0, "destination_node": 3} for _ in range(60)]
    home = {"name": "home", "lon": 12.0, "lat": 53.0}
    buses = {"bus": {"count": 1, "seats": seats, "depots": [home]}}
    limits = {"default": {"max_wait_s": 86_400}}
    world = world_of(LINE, requests, fleet=buses, service={"dwell_s": 0, "limits": limits})
    events = simulate(world, debug=True)
    change = np.select([events["kind"] == Event.BOARDED, events["kind"] == Event.ALIGHTED], [1, -1], 0)
    return int(change.cumsum().max())


@pytest.mark.parametrize(("seats", "most"), [(5, 5), ("unlimited", 60)])
def test_who_fits_into_a_vehicle(seats: object, most: int):
    assert on_board_at_most(seats) == most


def test_requests_at_a_constant_rate_over_forty_days(tmp_path: Path):
    """Vehicles work through all nights: nobody has to be home in between, and who asks at midnight is served."""
    world = build_world(model(tmp_path))
    asked = world.demand["submitted_s"]
    assert len(asked) == pytest.approx(2 * 24 * 40, abs=4 * (2 * 24 * 40) ** 0.5)
    assert asked.max() > 39 * 86_400
    assert rides_in(world).vehicles[["shift_start_s", "shift_end_s"]].drop_duplicates().to_numpy().tolist() == [
        [0, 40 * 86_400]
    ]
    events = simulate(world, debug=True)
    served = events[events["kind"] == Event.ALIGHTED]
    assert len(served) > len(asked) - 3  # on the last evening somebody may not be home in time any more
    assert np.unique(served["time_s"] // 86_400).tolist() == list(range(40))


def test_the_longest_run(tmp_path: Path):
    """Every second day somebody asks on average, and nobody is left behind when the clock has come far."""
    text = TEXT.replace("days: 40", f"days: {MOST_DAYS}").replace("per_hour: 2", "per_hour: 0.02")
    world = build_world(model(tmp_path, text))
    events = simulate(world)
    assert world.demand["submitted_s"].max() > (MOST_DAYS - 50) * 86_400
    assert (events["kind"] == Event.ALIGHTED).sum() == len(world.demand)


def test_the_first_requests_alone(tmp_path: Path):
    scenario = model(tmp_path, TEXT.replace("per_hour: 2", "per_hour: 2, requests: 50"))
    assert build_world(scenario).demand.equals(build_world(model(tmp_path)).demand.head(50))


def test_a_network_of_one_node_has_no_trips(tmp_path: Path):
    site = SimpleNamespace(scenario=model(tmp_path), network=SimpleNamespace(node_count=1))
    with pytest.raises(ScenarioError, match=r"demand\.kind: poisson needs a network of at least two nodes"):
        poisson_process(site.scenario.demand, site, 1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seats: unlimited", "seats: endless", "fleet.bus.seats: 'endless': expected a number or \"unlimited\""),
        ("seats: unlimited", "seats: 501", "fleet.bus.seats: 501: expected less than or equal to 500"),
        ("depots: nodes", "depots: all", "fleet.bus.depots: 'all': expected a list of depots or \"nodes\""),
        ("per_hour: 2", "per_hour: 0", "demand.per_hour: 0: expected greater than 0"),
        ("per_hour: 2", "requests: 3", "demand.per_hour: is missing"),
    ],
)
def test_what_cannot_be_is_told_at_its_key(tmp_path: Path, old: str, new: str, said: str):
    with pytest.raises(ScenarioError) as caught:
        model(tmp_path, TEXT.replace(old, new))
    assert said in str(caught.value)
