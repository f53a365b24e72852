"""The independent auditor over a finished run: its log, its key figures, its files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from simulator.analysis.audit.all import audit
from simulator.analysis.audit.carsharing import audit_carsharing
from simulator.analysis.audit.drives import Drives
from simulator.analysis.carsharing_tables import CarsharingInputs
from simulator.analysis.inputs import Facilities
from simulator.analysis.run_inputs import has_carsharing, read_carsharing, read_facilities, read_run
from simulator.analysis.services import ride_events
from simulator.errors import ResultError
from simulator.experiments.run import RunResult, booking_rules
from simulator.experiments.world_of_run import read_manifest, world_of_run
from simulator.results.reader import read_named
from simulator.world.build import World

DATA = (".parquet", ".json", ".yaml")


def audit_run(
    folder: Path, *, scenarios: Path | None = None, report: Callable[[str], None] = lambda text: None
) -> list[str]:
    """List everything in a results folder that breaks a rule of the day, and files that are not as they were written.

    The auditor follows the event log and uses nothing of the engine; drives are compared with the travel times of the
    roads. scenarios: the folder that the scenario's file names are relative to. Raises ResultError when the folder is
    no run, or the roads are not those of the run.
    """
    found = changed_files(folder)
    rides, requests, vehicles = read_run(folder)
    world = world_of_run(folder, scenarios=scenarios, report=report)
    report("following the event log")
    found += audit_rides(rides, requests, vehicles, read_facilities(folder), world, _kpis(folder).get("vehicle_km"))
    if world.carsharing is None:
        return found
    if not has_carsharing(folder):
        return found  # told already
    return found + audit_cars(*read_carsharing(folder), world)


def audit_result(result: RunResult) -> list[str]:
    """List everything in the event log of a run in memory that breaks a rule of the day."""
    world = result.world
    rides = ride_events(result.events, len(world.vehicles))
    km = result.kpis.get("vehicle_km")
    found = audit_rides(rides, result.requests_input, world.vehicles, result.facilities, world, km)
    return found if world.carsharing is None else found + audit_cars(result.events, result.carsharing_inputs, world)


def audit_rides(
    events: pd.DataFrame,
    requests: pd.DataFrame,
    vehicles: pd.DataFrame,
    facilities: Facilities,
    world: World,
    vehicle_km: float | None,
) -> list[str]:
    """List what breaks a rule of the ridepooling service; ``world`` tells how long drives take."""
    return audit(
        events,
        requests,
        vehicles,
        Drives.on(world.roads),
        vehicle_km=vehicle_km,
        facilities=facilities,
        rules=booking_rules(world.scenario),
    )


def audit_cars(events: pd.DataFrame, inputs: CarsharingInputs, world: World) -> list[str]:
    """List what breaks a rule of the car-sharing service; events: the whole log."""
    return audit_carsharing(events, inputs, Drives.on(world.roads).seconds, sites=world.sites, vehicles=world.vehicles)


def changed_files(folder: Path) -> list[str]:
    """List files with data that are gone or not as the run wrote them; pages and figures may be drawn again."""
    found = []
    for name, digest in read_manifest(folder)["files_sha256"].items():
        if not name.endswith(DATA):
            continue
        path = folder / name
        if not path.is_file():
            found.append(f"{name}: the file is gone")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            found.append(f"{name}: the file is not as the run wrote it")
    return found


def _kpis(folder: Path) -> dict[str, float | None]:
    try:
        return read_named(folder, "kpis")
    except ResultError as error:
        raise ResultError(f"{folder}: kpis.json is missing or broken: not the results of a run") from error
