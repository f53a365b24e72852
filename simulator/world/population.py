"""The requests of all people of a county: their tours of every day, as requests."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.days import DayType
from simulator.demand.destinations.anchors import Anchors, anchors
from simulator.demand.destinations.gravity import balanced, places_of
from simulator.demand.destinations.lengths import road_m
from simulator.demand.destinations.sites import SiteFiles, Sites, sites_of
from simulator.demand.gateways import OUTSIDE_DTYPES
from simulator.demand.life.work import HomeWorkers
from simulator.demand.population.tables import CLASSES, Population
from simulator.demand.streams import stream
from simulator.demand.synthesis import direct_s
from simulator.demand.tour_requests import POPULATION_DTYPES, requests_of_trips
from simulator.demand.tours.draw import activities_of_day
from simulator.demand.tours.trips import trips_of_day
from simulator.errors import ScenarioError
from simulator.kept import Kept, state_of
from simulator.notes import Note
from simulator.scenario.county import population_files
from simulator.scenario.demand_models import DemandConfig
from simulator.scenario.models import Scenario
from simulator.scenario.population_models import PopulationDemand
from simulator.tables import NO_TIME, no_rows
from simulator.units import DAY_S
from simulator.world.calendar import RunDays, days_of
from simulator.world.day_factors import USUAL, tour_days
from simulator.world.gateways import ENDS, gateway_places
from simulator.world.life import Living, changed_lives
from simulator.world.people import read_population
from simulator.world.site import Site

NEVER_ASKS = CLASSES[0]  # children under school age go along with others
_PEOPLE, _DAYS = Kept(4), Kept(2)  # a day of a county takes 60 MB


@dataclass(frozen=True, eq=False)
class Residents:
    """Everybody of a population, what attracts them, and where they go to school and to work on all days."""

    population: Population
    sites: Sites
    anchors: Anchors
    key: Hashable
    workers: HomeWorkers | None = None

    @property
    def persons(self) -> pd.DataFrame:
        """Return who lives there, PERSON_DTYPES."""
        return self.population.persons[self.population.stays]

    @property
    def households(self) -> pd.DataFrame:
        """Return the households in which anybody lives, HOUSEHOLD_DTYPES."""
        return self.population.households[self.population.households["size"] > 0]

    @property
    def count(self) -> int:
        """Return how many people there are."""
        return int(self.population.stays.sum())


def residents_of(scenario: Scenario) -> Residents | None:
    """Return who lives in the area of a scenario; None where its demand is none of a population.

    Raises RequestFileError, and ScenarioError for classes of people that the scenario does not have.
    """
    config = scenario.demand.as_population
    if config is None:
        return None
    seed = scenario.seed if config.population_draw == "seed" else config.population_draw
    if config.population.is_dir() and config.population_draw != 1:
        message = f"{config.population_draw}: a folder holds the population it was made with; expected a county file"
        raise ScenarioError([scenario.problem("demand.population_draw", message)])
    outside = gateway_places(scenario)
    files = (*population_files(config.population), config.localities, config.attractors, config.sites, config.flows)
    key = (repr(config), seed, repr(outside), *(_state(file) for file in files))

    def make() -> Residents:
        population = read_population(config.population, seed)
        given = SiteFiles(config.localities, config.attractors, config.attractor_filter, config.sites)
        sites = sites_of(given, outside)
        fixed = anchors(population, sites, config, seed)
        usual = activities_of_day(population, fixed, DayType.SCHOOL_DAY, 0, USUAL, seed)
        return Residents(population, sites, balanced(fixed, usual, population, sites, config, seed), key)

    residents: Residents = _PEOPLE.get(key, make)
    if scenario.people.knobs.any:
        residents = _changed(scenario, residents, seed)
    _check_classes(scenario, config, residents.population)
    return residents


def _changed(scenario: Scenario, before: Residents, seed: int) -> Residents:
    """Return the people as the knobs of the scenario change their lives."""
    key = before.key, repr(scenario.people.knobs)

    def make() -> Residents:
        living = Living(before.population, before.sites, before.anchors)
        population, sites, fixed, workers = changed_lives(scenario, living, seed)
        return Residents(population, sites, fixed, key, workers)

    residents: Residents = _PEOPLE.get(key, make)
    return residents


def population_days(_config: DemandConfig, site: Site, seed: int) -> pd.DataFrame:
    """Return the requests of all people on all days, with ``tour_requests.POPULATION_DTYPES``, by submission.

    People are on their way at all hours, whether services run or not.
    """
    residents, days = residents_of(site.scenario), days_of(site.scenario.calendar)
    assert residents is not None
    tables, tours = [], 0
    for day in days.numbers:
        table = _on_day(days, day, day_of_people(site.scenario, residents, days.type_of(day), seed, day))
        known, tour = np.unique(table["tour"], return_inverse=True)
        tables.append(table.assign(tour=(tour + tours).astype(np.int32)))
        tours += len(known)
    whole = pd.concat(tables, ignore_index=True) if tables else no_rows(POPULATION_DTYPES)
    return whole.sort_values("submitted_s", kind="stable", ignore_index=True)


def day_of_people(scenario: Scenario, residents: Residents, kind: DayType, seed: int, day: int) -> pd.DataFrame:
    """Return the requests of a day, in the order of tours; times are seconds since its 00:00."""
    config = scenario.demand.as_population
    assert config is not None
    population, outside = residents.population, gateway_places(scenario)
    differs = tour_days(scenario, config, day)

    def make() -> pd.DataFrame:
        living = Living(population, residents.sites, residents.anchors, residents.workers)
        fixed, at_home = living.on_day(scenario.people.knobs, kind, seed, day)
        activities = activities_of_day(population, fixed, kind, day, differs, seed, at_home)
        places = places_of(activities, population, fixed, residents.sites, config, seed, day)
        trips = trips_of_day(activities, places, population)
        asks = (population.persons["traveller_class"] != NEVER_ASKS).to_numpy()[trips["person"]]
        beyond = (trips["origin_gateway"] >= 0) & (trips["destination_gateway"] >= 0)  # never in the area
        trips = _without_lost_hopes(trips[asks & ~beyond], config)
        names = {name: config.class_named(name) for name in CLASSES}
        return requests_of_trips(
            trips, population.persons, config, names, () if outside is None else outside[0], seed, day
        )

    return _DAYS.get((residents.key, differs.day_factors[day], kind, seed, day), make).copy(deep=False)


def _without_lost_hopes(trips: pd.DataFrame, config: PopulationDemand) -> pd.DataFrame:
    """Return trips without times to be there by that leave no time for the ways beyond the stops outside."""
    places = () if config.gateways is None else config.gateways.places
    beyond_s = np.array([*(place.beyond_s for place in places), 0])  # the last one for places in the area, -1
    ways_s = sum(beyond_s[trips[f"{end}_gateway"]] for end in ENDS)
    late = trips["arrive_by_s"] <= trips["departure_s"] + ways_s
    return trips.assign(arrive_by_s=trips["arrive_by_s"].mask(late, NO_TIME))


def lengths_m(demand: pd.DataFrame) -> NDArray[np.float64]:
    """Return the lengths of trips [m], float64 (requests,): as the choice of destinations reckons them."""
    ends = (demand[[f"{end}_lon", f"{end}_lat"]].to_numpy(np.float64) for end in ENDS)
    return np.round(road_m(*ends))


def leave_s(demand: pd.DataFrame) -> NDArray[np.int64]:
    """Return when people leave who go just in time, by the direct way, as surveys count departures [s], (requests,).

    That is the earliest departure of those who have to be there at no certain time.
    """
    ends = [demand[[f"{end}_lon", f"{end}_lat"]].to_numpy(np.float64) for end in ENDS]
    outside = [demand[name] != "" for name in OUTSIDE_DTYPES if name in demand]
    beyond = np.logical_or.reduce(outside) if outside else np.zeros(len(demand), dtype=bool)
    earliest, latest = (demand[name].to_numpy(np.int64) for name in ("earliest_departure_s", "latest_arrival_s"))
    in_time = np.maximum(latest - direct_s(ends[0], ends[1], np.asarray(beyond)), earliest)
    return np.where(latest == NO_TIME, earliest, in_time)


def past_day(scenario: Scenario) -> pd.DataFrame:
    """Return the requests of one day past, of the type of the first one that counts: the same for all seeds."""
    residents, seed = residents_of(scenario), int(stream(0, "days past").integers(2**31, 2**62))
    assert residents is not None
    return day_of_people(scenario, residents, days_of(scenario.calendar).type_of(0), seed, 0)


def notes_on_people(scenario: Scenario) -> tuple[Note, ...]:
    """Return what to say of commuter flows, schools and lengths of ways; nothing where nobody is drawn."""
    residents = residents_of(scenario)
    return () if residents is None else residents.anchors.notes


def homes(scenario: Scenario) -> pd.DataFrame | None:
    """Return name, lon, lat, inhabitants and municipality of where people of a population live; None for others."""
    residents = residents_of(scenario)
    if residents is None:
        return None
    every = residents.population.households
    people = every["size"].to_numpy(np.float64)
    weighted = every.assign(lon=every["lon"] * people, lat=every["lat"] * people, inhabitants=people)
    named = weighted[weighted["locality"] != ""].groupby(["municipality", "locality"], sort=False)
    sums = named[["lon", "lat", "inhabitants"]].sum().reset_index()
    middle = {axis: sums[axis] / sums["inhabitants"] for axis in ("lon", "lat")}
    its = {"inhabitants": sums["inhabitants"], "municipality": sums["municipality"]}
    return pd.DataFrame({"name": sums["locality"], **middle, **its})


def _on_day(days: RunDays, day: int, table: pd.DataFrame) -> pd.DataFrame:
    """Return the requests of a day as they are in the run: what clocks show as true seconds, see ``LocalClock``."""
    departure_s = table["earliest_departure_s"].to_numpy(np.int64)
    true_s = days.clock.true_s(day * DAY_S + departure_s)
    latest_s = table["latest_arrival_s"].to_numpy(np.int64)
    moved = {
        "submitted_s": true_s - departure_s + table["submitted_s"].to_numpy(np.int64),
        "earliest_departure_s": true_s,
        "latest_arrival_s": np.where(latest_s == NO_TIME, NO_TIME, days.clock.true_s(day * DAY_S + latest_s)),
    }
    return table.assign(**{name: its.astype(np.int32) for name, its in moved.items()})


def _state(path: Path | None) -> Hashable:
    """Return what is different once a file, or any of a folder, has been written anew."""
    if path is None or not path.is_dir():
        return None if path is None else state_of(path)
    return tuple(state_of(file) for file in sorted(path.rglob("*")) if file.is_file())


def _check_classes(scenario: Scenario, config: PopulationDemand, population: Population) -> None:
    """Raise ScenarioError where people of the population belong to a class that the scenario does not have."""
    known, counts = scenario.people.classes, population.persons["traveller_class"][population.stays].value_counts()
    problems = []
    for name in CLASSES:
        if name == NEVER_ASKS or not counts.get(name, 0) or config.class_named(name) in known:
            continue
        message = (
            f'no class "{name}", to which {counts[name]:,} people of the population belong; expected it there, or '
            f"demand.classes: {{{name}: NAME}} with one of {', '.join(known)}"
        )
        problems.append(scenario.problem("people.classes", message))
    if problems:
        raise ScenarioError(problems)
