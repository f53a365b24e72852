"""The road network a scenario names."""

from __future__ import annotations

from simulator.errors import NetworkError, Problem, ScenarioError
from simulator.network.changes import Circle, RoadChange, road_names, select_edges, unknown_values, with_changes
from simulator.network.checks import unit_problems
from simulator.network.csv_network import is_csv_network
from simulator.network.files import read_network
from simulator.network.graph import RoadNetwork
from simulator.scenario.models import NetworkConfig, Scenario
from simulator.suggest import suggest


def open_network(config: NetworkConfig) -> RoadNetwork:
    """Read a network folder, import a file or tables, or fetch a place or box from OpenStreetMap.

    Raises NetworkError when there is no such network or no way to get it.
    """
    if config.file is not None and config.file.is_dir() and not is_csv_network(config.file):
        network = read_network(config.file)
        if problems := unit_problems(network.lon, network.lat, network.edges):
            raise NetworkError("\n".join(f"{config.file / 'edges.parquet'}: {problem}" for problem in problems))
    else:
        from simulator.network.osm import load_region

        network = load_region(config.file or config.place or config.bbox or "", crs=config.crs)
    return network.with_speed_factor(config.speed_factor)


def change_roads(scenario: Scenario, network: RoadNetwork) -> RoadNetwork:
    """Return the network after the scenario's closures and slower roads; itself when there are none.

    Raises ScenarioError for changes that concern no road at all.
    """
    changes, problems = [], []
    for number, wanted in enumerate(scenario.network.changes):
        within = wanted.within
        circle = None if within is None else Circle(within.lon, within.lat, within.radius_m)
        edges = select_edges(network, roads=wanted.roads, highways=wanted.highway, kinds=wanted.kind, within=circle)
        if not len(edges):
            problems += _nothing_found(scenario, network, number)
        changes.append(RoadChange(wanted.name, edges, 0.0 if wanted.closed else wanted.speed_factor or 1.0))
    if problems:
        raise ScenarioError(problems)
    return with_changes(network, changes) if changes else network


def _nothing_found(scenario: Scenario, network: RoadNetwork, number: int) -> list[Problem]:
    """Return why a change concerns no road: unknown words if there are any, else that nothing meets all conditions."""
    wanted, key = scenario.network.changes[number], f"network.changes[{number}]"
    known = road_names(network)
    folded = {name.casefold() for name in known}
    problems = []
    for road in wanted.roads:
        if road.casefold() not in folded:
            hint = suggest(road, known) or f"the network has {len(known)} names of roads"
            problems.append(scenario.problem(f"{key}.roads", f'no road is called "{road}"; {hint}'))
    for value in unknown_values(network, "highway", wanted.highway):
        classes = sorted(set(network.edges["highway"].astype(str)))
        hint = suggest(value, classes) or f"known are {', '.join(classes)}"
        problems.append(scenario.problem(f"{key}.highway", f'no road has the class "{value}"; {hint}'))
    return problems or [scenario.problem(key, f'no road meets all conditions of "{wanted.name}"')]
