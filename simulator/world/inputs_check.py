"""Read every file that a run of a scenario would read, and tell everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from simulator import registry
from simulator.demand import places, requests_file
from simulator.demand.places import read_attractors, read_localities
from simulator.demand.requests_file import read_requests
from simulator.errors import ElbeDrtError, InputError, Problem
from simulator.input_table import Column, Reading, read_input_table
from simulator.network import stop_file
from simulator.network.graph import RoadNetwork
from simulator.network.snapping import StreetSnapper
from simulator.network.stop_file import read_stop_file
from simulator.notes import Note
from simulator.scenario.models import Scenario
from simulator.scenario.plausibility import plausibility_notes
from simulator.scenario.yaml_file import Path_
from simulator.world.build import build_world
from simulator.world.calendar import HOLIDAY_COLUMNS, read_school_holidays
from simulator.world.disturbed_demand import demand_of
from simulator.world.impossible_requests import Impossible
from simulator.world.parts import parts_of
from simulator.world.places import hubs_of, territories_of, zones_of
from simulator.world.roads import open_network, road_changes
from simulator.world.sites import site_table

T = TypeVar("T")
_COLUMNS_OF: dict[str, Sequence[Column]] = {  # by the key that names the file; kinds of services have more
    "school_holidays_file": HOLIDAY_COLUMNS,
    "requests_file": requests_file.COLUMNS,
    "localities": places.LOCALITY_COLUMNS,
    "attractors": stop_file.COLUMNS,
}
_WITH_MORE = {"localities", "attractors", "stops_file"}
_NAMES_BESIDE = {"attractors": "attractor_columns", "vehicles_file": "vehicle_columns"}
Networks = dict[str, RoadNetwork]


class _Gathering:
    """Does one step after the other and keeps what goes wrong instead of stopping there."""

    def __init__(self, scenario: Scenario) -> None:
        self.problems: list[Problem] = []
        self._scenario = scenario

    def done(self, step: Callable[..., T], *arguments: Any) -> T | None:
        """Return what a step returns, None when it failed."""
        try:
            return step(*arguments)
        except InputError as error:
            self.problems += error.problems
        except ElbeDrtError as error:
            self.problems.append(self._scenario.problem("network", str(error)))
        return None


def check_inputs(scenario: Scenario, networks: Networks | None = None, *, to_the_end: bool = True) -> tuple[Note, ...]:
    """Return the notes on a scenario whose files are all in order. Raises InputError with every problem of any of them.

    Roads that would have to be fetched from the internet are not read. networks: those read before, kept for the next
    scenario with the same roads. to_the_end: compute travel times, too, for what only they show.
    """
    found = _Gathering(scenario)
    network = None
    if scenario.network.file is not None:
        networks = {} if networks is None else networks
        key = scenario.network.model_dump_json(exclude={"changes"})
        known = networks.get(key) or found.done(open_network, scenario.network)
        if known is not None:
            network = networks[key] = known
    _tables_alone(scenario, found)
    if network is not None:
        found.done(road_changes, scenario, network)
        if not found.problems:
            _tables_on_roads(scenario, network, found)
    if found.problems:
        raise InputError(list(dict.fromkeys(found.problems)))
    if network is None or not to_the_end:
        return tuple(plausibility_notes(scenario))
    return build_world(scenario).notes


def table_problems(data: Mapping[str, Any], files: Mapping[Path_, Path]) -> list[Problem]:
    """Return what is wrong in the cells of tables whose scenario is not valid itself.

    data, files: what ``loader.named_files`` returns.
    """
    problems: list[Problem] = []
    columns_of = dict(_COLUMNS_OF)
    for kind in registry.names("service"):
        columns_of |= getattr(registry.aspect("service", kind, "world"), "COLUMNS_OF", {})
    for key in (key for key in files if key[-1] in columns_of):
        section: Any = data
        for part in key[:-1]:
            section = section[part]
        names = section.get(_NAMES_BESIDE.get(str(key[-1]), "columns"))
        plain = isinstance(names, dict) and all(isinstance(name, str) for name in names.values())
        try:
            reading = Reading(names if plain else None, "earliest")
            name = str(key[-1])
            read_input_table(files[key], columns_of[name], reading, other_columns=name in _WITH_MORE)
        except InputError as error:
            problems += error.problems
    return problems


def _tables_alone(scenario: Scenario, found: _Gathering) -> None:
    """Read every table by itself."""
    calendar = scenario.calendar
    file, synthetic = scenario.demand.as_file, scenario.demand.as_synthetic
    if calendar.school_holidays_file is not None:
        found.done(read_school_holidays, calendar.school_holidays_file)
    if file is not None:
        classes = tuple(scenario.people.classes)
        found.done(read_requests, file.requests_file, classes, calendar.reading(file.columns))
    if synthetic is not None:
        _read_places(found, synthetic)
    for step in (territories_of, zones_of, hubs_of):
        found.done(step, scenario)
    for part in parts_of(scenario, None):
        part.read_alone(found.done)


def _read_places(found: _Gathering, synthetic: Any) -> None:
    columns, keep = Reading(synthetic.columns), synthetic.locality_filter
    homes = found.done(read_localities, synthetic.localities, columns, None, keep)
    if synthetic.attractors is None:
        return
    reading = Reading(synthetic.attractor_columns)
    if homes is None:
        found.done(read_stop_file, synthetic.attractors, synthetic.attractor_filter, reading)
    else:
        found.done(read_attractors, synthetic.attractors, synthetic.attractor_filter, homes, reading)


def _tables_on_roads(scenario: Scenario, network: RoadNetwork, found: _Gathering) -> None:
    """Put everything onto the roads; what needs something that failed is left out."""
    snapper = found.done(StreetSnapper, network)
    if snapper is None:
        return
    parts = parts_of(scenario, snapper)
    for part in parts:
        found.done(part.place_vehicles)
    sites = found.done(site_table, scenario, snapper)
    for part in parts if sites is not None else ():
        sites_with_its = found.done(part.add_sites, sites, 0)
        sites = sites if sites_with_its is None else sites_with_its
    for part in parts:
        found.done(part.place_stops)
    lasting = snapper.cuts()
    demand = found.done(demand_of, scenario, snapper, Impossible(scenario))
    if demand is not None and not found.problems:
        for part in parts:
            found.done(part.place_day, demand[0], lasting)
