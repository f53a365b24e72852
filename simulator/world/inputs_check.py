"""Read every file that a run of a scenario would read, and tell everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from simulator.demand import bookings_file, places, requests_file
from simulator.demand.bookings_file import read_bookings
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
from simulator.world import station_list, vehicle_list
from simulator.world.build import build_world, service_stops
from simulator.world.calendar import HOLIDAY_COLUMNS, read_school_holidays
from simulator.world.car_tables import car_places
from simulator.world.car_wishes import car_wishes, requests_for_cars
from simulator.world.demand import past_days, read_or_synthesise
from simulator.world.fleet import vehicle_table, waiting_nodes
from simulator.world.impossible_requests import Impossible
from simulator.world.one_of_each import cars_of, rides_of
from simulator.world.roads import open_network, road_changes
from simulator.world.sites import site_table
from simulator.world.station_list import listed_stations
from simulator.world.vehicle_list import listed_vehicles

T = TypeVar("T")
_COLUMNS_OF: dict[str, Sequence[Column]] = {  # by the key that names the file
    "school_holidays_file": HOLIDAY_COLUMNS,
    "requests_file": requests_file.COLUMNS,
    "localities": places.LOCALITY_COLUMNS,
    "attractors": stop_file.COLUMNS,
    "stops_file": stop_file.COLUMNS,
    "vehicles_file": vehicle_list.COLUMNS,
    "history_file": requests_file.COLUMNS,
    "stations_file": station_list.COLUMNS,
    "bookings_file": bookings_file.COLUMNS,
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
    for key in (key for key in files if key[-1] in _COLUMNS_OF):
        section: Any = data
        for part in key[:-1]:
            section = section[part]
        names = section.get(_NAMES_BESIDE.get(str(key[-1]), "columns"))
        plain = isinstance(names, dict) and all(isinstance(name, str) for name in names.values())
        try:
            reading = Reading(names if plain else None, "earliest")
            name = str(key[-1])
            read_input_table(files[key], _COLUMNS_OF[name], reading, other_columns=name in _WITH_MORE)
        except InputError as error:
            problems += error.problems
    return problems


def _tables_alone(scenario: Scenario, found: _Gathering) -> None:
    """Read every table by itself."""
    calendar, part = scenario.calendar, cars_of(scenario)
    classes, service = tuple(scenario.people.classes), rides_of(scenario).config
    file, synthetic = scenario.demand.as_file, scenario.demand.as_synthetic
    if calendar.school_holidays_file is not None:
        found.done(read_school_holidays, calendar.school_holidays_file)
    if file is not None:
        found.done(read_requests, file.requests_file, classes, calendar.reading(file.columns))
    if synthetic is not None:
        _read_places(found, synthetic)
    idle = service.dispatch.idle
    if idle.history_file is not None:
        found.done(read_requests, idle.history_file, classes, Reading(idle.columns, "earliest"))
    if service.stops_file is not None and service.mode == "stop_based":
        found.done(read_stop_file, service.stops_file, service.stop_filter, Reading(service.columns))
    if service.vehicles_file is not None:
        found.done(listed_vehicles, scenario, service.vehicles_file)
    if part is None:
        return
    cars = part.config
    stations = found.done(listed_stations, scenario)
    if cars.demand.bookings_file is not None and stations is not None:
        names = tuple(listed.station.id for listed in stations)
        found.done(read_bookings, cars.demand.bookings_file, names, calendar.reading(cars.demand.columns))
    if cars.demand.synthetic is not None:
        found.done(read_localities, cars.demand.synthetic.localities, Reading(cars.demand.synthetic.columns))


def _read_places(found: _Gathering, synthetic: Any) -> None:
    homes = found.done(read_localities, synthetic.localities, Reading(synthetic.columns))
    if synthetic.attractors is None:
        return
    reading = Reading(synthetic.attractor_columns)
    if homes is None:
        found.done(read_stop_file, synthetic.attractors, synthetic.attractor_filter, reading)
    else:
        found.done(read_attractors, synthetic.attractors, synthetic.attractor_filter, homes, reading)


def _tables_on_roads(scenario: Scenario, network: RoadNetwork, found: _Gathering) -> None:
    """Put everything onto the roads."""
    snapper = found.done(StreetSnapper, network)
    if snapper is None:
        return
    vehicles = found.done(vehicle_table, scenario, snapper)
    found.done(waiting_nodes, scenario, snapper)
    sites = found.done(site_table, scenario, snapper)
    found.done(service_stops, scenario, snapper)
    demand = found.done(read_or_synthesise, scenario, snapper, Impossible(scenario))
    if rides_of(scenario).config.dispatch.idle.history_file is not None:
        found.done(past_days, scenario, snapper)
    if cars_of(scenario) is None or sites is None:
        return
    cars = found.done(car_places, scenario, snapper, sites, 0 if vehicles is None else len(vehicles))
    if cars is not None and demand is not None:
        found.done(car_wishes, scenario, snapper, cars, requests_for_cars(scenario, demand))
