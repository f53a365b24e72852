"""The independent auditor over a finished run: its log, its key figures, its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from simulator.analysis.audit import audit
from simulator.analysis.audit_carsharing import audit_carsharing
from simulator.analysis.run_inputs import CARSHARING_FILES, read_carsharing, read_facilities, read_run
from simulator.engine.world import World
from simulator.errors import ResultError
from simulator.experiments.world_of_run import read_manifest, world_of_run


def audit_run(
    folder: Path, *, scenarios: Path | None = None, report: Callable[[str], None] = lambda text: None
) -> list[str]:
    """List everything in a results folder that breaks a rule of the day, and files that are not as they were written.

    The auditor follows the event log and uses nothing of the engine; drives are compared with the travel times of the
    roads. scenarios: the folder that the scenario's file names are relative to. Raises ResultError when the folder is
    no run, or the roads are not those of the run.
    """
    found = changed_files(folder)
    events, requests, vehicles = read_run(folder)
    world = world_of_run(folder, scenarios=scenarios, report=report)
    report("following the event log")
    found += audit(
        events,
        requests,
        vehicles,
        world.times.between,
        drive_metres=world.times.length_m,
        vehicle_km=_kpis(folder).get("vehicle_km"),
        facilities=read_facilities(folder),
    )
    return found + _audit_cars(folder, world)


def changed_files(folder: Path) -> list[str]:
    """List files that are gone or not as the run wrote them."""
    found = []
    for name, digest in read_manifest(folder)["files_sha256"].items():
        path = folder / name
        if not path.is_file():
            found.append(f"{name}: the file is gone")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            found.append(f"{name}: the file is not as the run wrote it")
    return found


def _audit_cars(folder: Path, world: World) -> list[str]:
    if world.carsharing is None:
        return []
    missing = [f"{file}.parquet" for file, _ in CARSHARING_FILES.values() if not (folder / f"{file}.parquet").is_file()]
    if missing:
        return [f"{name}: the file is gone" for name in missing]
    events, inputs = read_carsharing(folder)
    return audit_carsharing(events, inputs, world.times.between, sites=world.sites, vehicles=world.vehicles)


def _kpis(folder: Path) -> dict[str, float | None]:
    try:
        kpis: dict[str, float | None] = json.loads((folder / "kpis.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResultError(f"{folder}: kpis.json is missing or broken: not the results of a run") from error
    return kpis
