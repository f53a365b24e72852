"""The requests a scenario asks for: from its file, or synthetic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator import registry
from simulator.days import DayType
from simulator.demand.luck import luck
from simulator.demand.places import Places, read_attractors, read_localities, read_place_names
from simulator.demand.poisson import poisson_requests
from simulator.demand.requests_file import check_on_network, read_requests, requests_of
from simulator.demand.streams import stream
from simulator.demand.synthesis import seed_of_day, synthesise, synthesise_days
from simulator.errors import ScenarioError
from simulator.input_table import Reading, raise_problems
from simulator.kept import Kept, state_of
from simulator.network.graph import RoadNetwork
from simulator.network.snapping import StreetSnapper
from simulator.scenario.demand_models import DemandConfig, SyntheticDemand
from simulator.scenario.models import Scenario
from simulator.scenario.table_models import ColumnNames
from simulator.spans import spans_of
from simulator.tables import DEMAND_DTYPES, no_rows
from simulator.units import DAY_S, HOUR_S
from simulator.world.calendar import days_of
from simulator.world.gateways import gateway_places, outside_ends, placed_outside
from simulator.world.imported import import_of
from simulator.world.impossible_requests import FAR, Impossible
from simulator.world.population import homes, past_day, residents_of
from simulator.world.site import Site
from simulator.world.tours import names_of_people

PAST_DAYS = 20
_PLACES, _FILES, _DAYS = Kept(2), Kept(2), Kept(PAST_DAYS + 4)


def read_or_synthesise(scenario: Scenario, snapper: StreetSnapper, impossible: Impossible) -> pd.DataFrame:
    """Return the requests with the columns of ``tables.DEMAND_DTYPES``, those not drawn with ``line``, too.

    With ``OUTSIDE_DTYPES`` where the scenario has places outside of the area. Raises RequestFileError.
    """
    name, site = scenario.demand.kind, Site(scenario, snapper, impossible)
    made: pd.DataFrame = registry.find("demand", name)(scenario.demand, site, scenario.seed)
    if registry.package_of("demand", name) == registry.OWN:
        return placed_outside(scenario, made)
    source = f"demand {name}"
    table = requests_of(source, made, tuple(scenario.people.classes), scenario.calendar.reading())
    raise_problems(Path(source), check_on_network(Path(source), table, snapper, scenario.network.max_snap_m))
    return placed_outside(scenario, table)


def with_season_tickets(scenario: Scenario, demand: pd.DataFrame) -> pd.DataFrame:
    """Return the requests with ``season_ticket``: whether the party holds one, the same whatever else happens.

    Who holds one where few do, does so where more do; a person does on all ways, where the demand tells whose they are.
    """
    share = demand["traveller_class"].map({name: its.season_ticket for name, its in scenario.people.classes.items()})
    if not any(its.season_ticket for its in scenario.people.classes.values()):
        return demand.assign(season_ticket=False)
    drawn = luck(scenario.seed, "season ticket", names_of_people(demand))[:, 0]
    return demand.assign(season_ticket=drawn < share.to_numpy(np.float64))


def no_requests(_config: DemandConfig, _site: Site, _seed: int) -> pd.DataFrame:
    """Return requests of nobody."""
    return no_rows(DEMAND_DTYPES)


def requests_of_file(config: DemandConfig, site: Site, _seed: int) -> pd.DataFrame:
    """Return the requests of the scenario's file. Raises RequestFileError."""
    file = config.as_file
    assert file is not None
    import_of(site.scenario)  # a manifest that cannot be read is told before anything is simulated
    reading = site.scenario.calendar.reading(file.columns)
    return _read(site.scenario, site.snapper, file.requests_file, reading, site.impossible)


def poisson_process(config: Any, site: Site, seed: int) -> pd.DataFrame:
    """Return the requests of a Poisson process over the service hours of all days, see ``demand.poisson``.

    Raises ScenarioError where the network has only one node.
    """
    scenario, days = site.scenario, days_of(site.scenario.calendar)
    if site.network.node_count < 2:
        raise ScenarioError([scenario.problem("demand.kind", "poisson needs a network of at least two nodes")])
    hours = [(day, scenario.hours_on(days.type_of(day))) for day in days.numbers]
    spans = spans_of([days.span_on(day, span) for day, span in hours if span is not None])
    classes = {name: traveller.share for name, traveller in scenario.people.classes.items()}
    return poisson_requests(config.per_hour / HOUR_S, config.requests, spans, site.network.node_count, classes, seed)


def synthetic_days(_config: DemandConfig, site: Site, seed: int) -> pd.DataFrame:
    """Return the requests of all days, each drawn by itself: what a day brings does not depend on the others."""
    days, tables = days_of(site.scenario.calendar), []
    for day in days.numbers:
        table = _synthetic_day(site.scenario, site.network, seed_of_day(seed, day), days.type_of(day))
        ahead_s = days.clock.true_s(day * DAY_S + table["earliest_departure_s"].to_numpy(np.int64))
        tables.append((day, ahead_s - table["earliest_departure_s"].to_numpy(np.int64), table))
    return synthesise_days(tables)


def past_days(
    scenario: Scenario, history: Path | None, columns: ColumnNames, snapper: StreetSnapper
) -> tuple[pd.DataFrame, int]:
    """Return requests of days past, with the same columns, and how many days those are. Raises RequestFileError.

    From the history file; without one, drawn days of the type of the first day that counts, which are the same whatever
    the scenario's seed is: synthetic ones, or one of all people of a population.
    """
    if history is not None:
        reading = Reading(columns, "earliest")
        table = _read(scenario, snapper, history, reading, Impossible(scenario)).drop(columns="line")
        days = np.unique(table["earliest_departure_s"] // DAY_S)
        return _begun_inside(table), len(days)
    if scenario.demand.as_population is not None:
        return _begun_inside(past_day(scenario)), 1
    seeds = stream(0, "days past").integers(2**31, 2**62, PAST_DAYS).tolist()
    kind = days_of(scenario.calendar).type_of(0)
    past = [_synthetic_day(scenario, snapper.network, seed, kind) for seed in seeds]
    return _begun_inside(pd.concat(past, ignore_index=True)), PAST_DAYS


def _begun_inside(table: pd.DataFrame) -> pd.DataFrame:
    """Return the requests that do not begin outside of the area."""
    return table[~outside_ends(table)[0]] if "origin_gateway" in table else table


def _read(
    scenario: Scenario, snapper: StreetSnapper, file: Path, reading: Reading, impossible: Impossible
) -> pd.DataFrame:
    classes = tuple(scenario.people.classes)
    key = (state_of(file), classes, repr(reading))
    table: pd.DataFrame = _FILES.get(key, lambda: read_requests(file, classes, reading)).copy()
    impossible.tell(FAR, check_on_network(file, table, snapper, scenario.network.max_snap_m))
    return table


def _synthetic_day(scenario: Scenario, network: RoadNetwork, seed: int, kind: DayType) -> pd.DataFrame:
    """Return the requests of a day of a type, seconds since its 00:00; nobody asks where there is no service."""
    config, hours = scenario.demand.as_synthetic, scenario.hours_on(kind)
    assert config is not None
    if hours is None:
        return no_rows(DEMAND_DTYPES)
    classes = {name: traveller.share for name, traveller in scenario.people.classes.items()}
    outside = gateway_places(scenario)

    def make() -> pd.DataFrame:
        return synthesise(config.on(kind), *_known_places(config, network), classes, hours, seed, outside)

    key = _key(config, network), kind, repr(classes), hours, seed, repr(outside)
    return _DAYS.get(key, make).copy(deep=False)


def inhabitants(scenario: Scenario, network: RoadNetwork) -> int | None:
    """Return how many people live where the demand is drawn from; None where requests come from elsewhere."""
    config, residents = scenario.demand.as_synthetic, residents_of(scenario)
    if residents is not None:
        return residents.count
    return None if config is None else round(float(_known_places(config, network)[0].weight.sum()))


def names_of_places(scenario: Scenario) -> pd.DataFrame | None:
    """Return name, lon and lat of the localities of drawn demand; None where requests come from elsewhere.

    With the municipality, by name or official key, where it is known.
    """
    config = scenario.demand.as_synthetic
    if config is None:
        return homes(scenario)
    return read_place_names(config.localities, Reading(config.columns), also=("municipality",))


def _known_places(config: SyntheticDemand, network: RoadNetwork) -> tuple[Places, Places]:
    """Return where people live, and where they go; read once."""
    return _PLACES.get(_key(config, network), lambda: _places(config, network))


def _key(config: SyntheticDemand, network: RoadNetwork) -> tuple[object, ...]:
    files = [state_of(file) for file in (config.localities, config.attractors) if file is not None]
    return (network, repr(config), *files)


def _places(config: SyntheticDemand, network: RoadNetwork) -> tuple[Places, Places]:
    """Return where people live, and where they go."""
    localities = read_localities(config.localities, Reading(config.columns), network, config.locality_filter)
    attractors = read_attractors(
        config.attractors, config.attractor_filter, localities, Reading(config.attractor_columns), network
    )
    return localities, attractors
