"""A finished run as pages, figures and exports see it: read from its results folder, nothing else."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.analysis.car_services import car_inputs_of_each, car_tables_together, tables_of_each_car_service
from simulator.analysis.carsharing_tables import CarsharingInputs, CarsharingTables
from simulator.analysis.guarded import enough, guarded_note, is_guarded
from simulator.analysis.kpis.earlier import with_all_known
from simulator.analysis.ratios import Number
from simulator.analysis.run_inputs import has_carsharing, read_carsharing, read_tables, read_timetables
from simulator.analysis.series.calendar import Calendar, calendar_in
from simulator.analysis.series.cars import CarSeries
from simulator.analysis.series.departures import Boards
from simulator.analysis.series.equity import EquitySeries, read_equity
from simulator.analysis.series.passengers import passengers
from simulator.analysis.series.people import People
from simulator.analysis.series.resilience import ResilienceSeries, read_resilience
from simulator.analysis.series.run import RunSeries
from simulator.analysis.series.unmet import Unmet
from simulator.analysis.tables import ResultTables
from simulator.analysis.timetable_changes import ChangedTimetable, read_changed_timetables
from simulator.analysis.timetable_loads import TimetableInputs
from simulator.days import LocalClock
from simulator.errors import ResultError
from simulator.network.files import read_network
from simulator.network.graph import RoadNetwork
from simulator.notes import Note
from simulator.results.reader import (
    missing_files,
    read_if_any,
    read_json,
    read_kpis,
    read_named,
    read_services,
    read_table,
    read_text,
    read_yaml,
)
from simulator.tables import ServiceName
from simulator.texts import Text, text_in
from simulator.units import DAY_S

SITE_COLUMNS = ("site", "kind", "name", "lon", "lat")


@dataclass(frozen=True)
class RunData:
    """One run.

    network: the roads as they were driven; None in folders of older versions. stops: all stops of the service. closed:
    closed streets, rows of an edge table, with from_s and until_s unless all the time. sites: SITE_COLUMNS, kind is
    charger, station or depot. All but the first six may be None. notes: on the roads. plausibility: what in the
    scenario somebody should look at once more. days: the key figures of each day, where several count; groups: those
    of groups of requests. carsharing, car_inputs: of all shared cars, where there are any. assumptions: what every
    number of the scenario rests on. changed_timetables: by the name of the service. journeys: of all people. timetable:
    the buses and trains that run. gateways: what became of those who go outside of the area or come from there.
    journey_alternatives: what those could have done who were carried on journeys of several services.
    line_delays: how late lines were; None where nothing can be. people: everybody of a population. resilience: beside
    the twin, where there is one. disruptions, broken_promises, disturbed_roads: what went wrong, None where nothing
    did. guarded: whether the requests are bookings of real people, see `analysis.guarded`.
    """

    name: str
    scenario: Mapping[str, Any]
    scenario_yaml: str
    kpis: Mapping[str, Number]
    tables: ResultTables
    version: str
    network: RoadNetwork | None = None
    stops: pd.DataFrame | None = None
    closed: pd.DataFrame | None = None
    sites: pd.DataFrame | None = None
    sources: tuple[Mapping[str, Any], ...] = field(default=())
    notes: tuple[Text, ...] = field(default=())
    plausibility: tuple[Note, ...] = field(default=())
    services: tuple[ServiceName, ...] = field(default=())
    days: pd.DataFrame | None = None
    carsharing: CarsharingTables | None = None
    car_inputs: CarsharingInputs | None = None
    groups: pd.DataFrame | None = None
    assumptions: pd.DataFrame | None = None
    changed_timetables: Mapping[str, ChangedTimetable] = field(default_factory=dict)
    journeys: pd.DataFrame | None = None
    journey_alternatives: pd.DataFrame | None = None
    timetable: TimetableInputs = field(default_factory=TimetableInputs)
    gateways: pd.DataFrame | None = None
    line_delays: pd.DataFrame | None = None
    people: People | None = None
    resilience: ResilienceSeries | None = None
    disruptions: pd.DataFrame | None = None
    broken_promises: pd.DataFrame | None = None
    disturbed_roads: pd.DataFrame | None = None
    territories: pd.DataFrame | None = None
    by_territory: pd.DataFrame | None = None
    ecology_by_territory: pd.DataFrame | None = None
    guarded: bool = False
    equity: EquitySeries | None = None

    def title(self, language: str = "en") -> str:
        """Return what the scenario calls itself."""
        return text_in(self.scenario.get("title"), language) or str(self.scenario.get("name") or self.name)

    def description(self, language: str = "en") -> str:
        """Return what the scenario says it is about; empty where it says nothing."""
        return text_in(self.scenario.get("description"), language)

    @cached_property
    def calendar(self) -> Calendar:
        """Return the days that pictures of the run show."""
        return calendar_in(self.scenario)

    @property
    def clock(self) -> LocalClock:
        """Return what clocks show during the run."""
        return self.calendar.clock

    @cached_property
    def cars(self) -> CarSeries | None:
        """Return what the pictures of shared cars show; None without any."""
        return None if self.carsharing is None else CarSeries(self.carsharing, self.clock)

    @cached_property
    def passengers(self) -> pd.DataFrame:
        """Return the rides of people who go by bus and train; of guarded runs none, as each can be followed."""
        rides = passengers(self.tables, self.services, self.timetable, self.network, self.stops)
        return rides.iloc[:0] if self.guarded else rides

    @cached_property
    def boards(self) -> Boards:
        """Return what departure boards of stations show."""
        return Boards(self.timetable, self.passengers, self.tables.journey_legs)

    @cached_property
    def series(self) -> RunSeries:
        """Return what the pictures of the run show."""
        sites = self.sites
        chargers = [] if sites is None else sites[sites["kind"] == "charger"][["site", "name"]].to_numpy().tolist()
        return RunSeries(self.tables, {int(site): str(name) for site, name in chargers})


def read_run_data(
    folder: Path, tables: ResultTables | None = None, scenario: Mapping[str, Any] | None = None
) -> RunData:
    """Read a results folder; tables, scenario: those of the run, where they are at hand.

    Raises
    ------
    ResultError
        The folder is not a run, or a file in it cannot be read.
    """
    if tables is None:
        tables = read_tables(folder)
    manifest = _manifest(folder)
    told = read_yaml(folder, "scenario") if scenario is None else scenario
    services = tuple(read_services(folder))
    car_inputs = read_carsharing(folder)[1] if has_carsharing(folder) else None
    network = read_network(folder / "network") if (folder / "network").is_dir() else None
    sources = network.sources if network is not None else manifest.get("network_sources", ())
    notes = network.notes if network is not None else manifest.get("network_notes", ())
    guarded = is_guarded(folder)
    groups, gateways = read_if_any(folder, "kpis_by_group"), read_if_any(folder, "gateways")
    return RunData(
        name=folder.resolve().name,
        scenario=told,
        scenario_yaml=read_text(folder, "scenario"),
        kpis=with_all_known(read_kpis(folder)),
        tables=tables,
        version=program_version(folder),
        network=network,
        stops=read_if_any(folder, "service_stops"),
        closed=read_if_any(folder, "closed_roads"),
        sites=_sites(folder),
        sources=(*sources, *manifest.get("demand_sources", ())),
        notes=tuple(notes),
        plausibility=(*_plausibility(folder), *([guarded_note()] if guarded else [])),
        services=services,
        days=read_if_any(folder, "kpis_by_day"),
        carsharing=None if car_inputs is None else _carsharing(tables, car_inputs, services, calendar_in(told)),
        car_inputs=car_inputs,
        groups=enough(groups) if guarded else groups,
        assumptions=read_if_any(folder, "assumptions"),
        changed_timetables=read_changed_timetables(folder),
        journeys=read_if_any(folder, "journeys"),
        gateways=enough(gateways) if guarded else gateways,
        journey_alternatives=read_if_any(folder, "journey_alternatives"),
        line_delays=read_if_any(folder, "gtfs_line_delays"),
        timetable=read_timetables(folder),
        people=_people(folder, told),
        resilience=read_resilience(folder, guarded=guarded),
        disruptions=read_if_any(folder, "disruptions"),
        broken_promises=read_if_any(folder, "broken_promises"),
        disturbed_roads=read_if_any(folder, "disturbed_roads"),
        territories=read_if_any(folder, "territories_input"),
        by_territory=read_if_any(folder, "by_territory"),
        ecology_by_territory=read_if_any(folder, "ecology_by_territory"),
        guarded=guarded,
        equity=read_equity(folder),
    )


def _people(folder: Path, scenario: Mapping[str, Any]) -> People | None:
    """Return what pictures of all people show; None where the demand is none of a population."""
    names = ("persons", "households", "people_trips", "people_by_class", "people_split")
    if missing_files(folder, names):
        return None
    bands = [(band["to_km"], float(band["share"])) for band in scenario["demand"]["distance_bands"]]
    calendar = calendar_in(scenario)
    persons, households, trips, by_class, split = (read_table(folder, name) for name in names)
    needs, latent = (read_if_any(folder, name) for name in ("unmet_needs", "latent_demand"))
    within_s = scenario["demand"].get("reachable_within_s", 0)
    unmet = None if needs is None else Unmet(needs, latent, within_s, calendar.days)
    return People(persons, households, trips, by_class, split, bands, calendar.clock, calendar.days, unmet)


def _carsharing(
    tables: ResultTables, inputs: CarsharingInputs, services: Sequence[ServiceName], calendar: Calendar
) -> CarsharingTables | None:
    """Return the tables of all car-sharing services of a run."""
    of_each = car_inputs_of_each(inputs, services)
    end_s = calendar.clock.true(calendar.days * DAY_S)
    return car_tables_together(tables_of_each_car_service(tables.events, of_each, services, end_s))


def run_to_export(results: Path, folder: Path) -> RunData:
    """Read a results folder, then make the folder that an exporter writes to. Raises ResultError."""
    run = read_run_data(results)
    folder.mkdir(parents=True, exist_ok=True)
    return run


def program_version(folder: Path | None) -> str:
    """Return the version of the program that made a run; of this one where no run tells it."""
    versions = {} if folder is None else _manifest(folder).get("versions", {})
    return str(versions.get("elbe-drt") or importlib.metadata.version("elbe-drt"))


def _manifest(folder: Path) -> dict[str, Any]:
    return {} if missing_files(folder, ("manifest",)) else read_named(folder, "manifest")


def _sites(folder: Path) -> pd.DataFrame | None:
    """Return charging sites and car-sharing stations as places on a map, SITE_COLUMNS; None when there are none."""
    chargers, stations = read_if_any(folder, "sites_input"), read_if_any(folder, "stations_input")
    parts = []
    if chargers is not None:
        parts.append(chargers.assign(kind="charger"))
    if stations is not None:
        parts.append(stations.assign(kind="station", site=-1))
    return pd.concat([part[list(SITE_COLUMNS)] for part in parts], ignore_index=True) if parts else None


def _plausibility(folder: Path) -> tuple[Note, ...]:
    """Return the notes on the scenario of a run; none in folders of older versions."""
    if missing_files(folder, ("notes",)):
        return ()
    try:
        return tuple(Note(**note) for note in read_json(folder, "notes"))
    except TypeError as error:
        raise ResultError(f"{folder / 'notes.json'}: is no list of notes: {error}") from error
