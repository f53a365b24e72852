"""A finished run as the tables of MATSim, and a moment of it as a GBFS snapshot: what needs no map."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from simulator.analysis.car_services import car_inputs_of_each
from simulator.analysis.dates import clock_of, first_day_of
from simulator.analysis.gbfs import Moment, export_gbfs, gbfs_feeds
from simulator.analysis.matsim import export_matsim
from simulator.analysis.matsim_plans import demand_of_run, write_plans
from simulator.analysis.run_inputs import read_carsharing, read_facilities, read_run
from simulator.analysis.services import car_events, of_kind
from simulator.analysis.tables import build_tables
from simulator.errors import ResultError
from simulator.results.reader import read_if_any, read_services, read_table, read_yaml, require
from simulator.tables import CARS
from simulator.units import HOUR_S

NAME = re.compile("[a-z0-9][a-z0-9_-]{0,79}")  # of a service, which a folder is named after
NOON_S = 12 * HOUR_S
A_MONDAY = datetime.date(2026, 1, 5)


def export_matsim_tables(results: Path, folder: Path) -> list[Path]:
    """Write the tables that MATSim has of a service on demand. Raises ResultError."""
    tables = build_tables(*read_run(results), read_facilities(results))
    return export_matsim(tables, folder, run_id=results.resolve().name)


def export_matsim_plans(results: Path, folder: Path) -> list[Path]:
    """Write what all people of a run wished for as plans of MATSim. Raises ResultError."""
    require(results, ("journeys", "requests_input"))
    inputs = [read_table(results, "requests_input"), read_if_any(results, "trips_input")]
    asked = [table for table in inputs if table is not None and "earliest_arrival_s" in table]
    tours = read_if_any(results, "tour_requests")
    return [write_plans(demand_of_run(read_table(results, "journeys"), asked, tours), folder)]


def export_gbfs_snapshot(
    results: Path, folder: Path, at_s: int = NOON_S, first_day: datetime.date | None = None
) -> list[Path]:
    """Write where the shared cars are at a moment, each of several services into a folder of its own.

    at_s: what clocks show then, as local seconds. first_day: the date of the first day that counts, for a scenario that
    has none. Raises ResultError, also for a scenario that has another.
    """
    moment = _moment(results, at_s, first_day)
    events, inputs = read_carsharing(results)
    services = read_services(results)
    each = car_inputs_of_each(inputs, services)
    sites = read_facilities(results).sites
    system = results.resolve().parent.name
    sections = read_yaml(results, "scenario").get("services") or {}  # runs of earlier versions have none
    zones = {name: sections[name].get("zones") or () if name in sections else () for name in each}
    if len(each) < 2:
        (own,) = (zones[name] for name in each)
        return export_gbfs(gbfs_feeds(events, inputs, sites, moment, system=system, zones=own), folder)
    files = []
    for service in of_kind(services, CARS):
        if not NAME.fullmatch(service.name):
            raise ResultError(f'{results}: services_input: "{service.name}" is no name of a service')
        ours = car_events(events, [service])
        told = f"{system}-{service.name}"
        feeds = gbfs_feeds(ours, each[service.name], sites, moment, system=told, zones=zones[service.name])
        files += export_gbfs(feeds, folder / service.name)
    return files


def _moment(results: Path, local_s: int, first_day: datetime.date | None) -> Moment:
    known = first_day_of(results)
    if known is not None and first_day not in (None, known):
        raise ResultError(f"--first-day: {first_day}, but the scenario of {results} begins on {known}")
    clock = clock_of(known)
    return Moment(clock.true(local_s), known or first_day or A_MONDAY, clock)
