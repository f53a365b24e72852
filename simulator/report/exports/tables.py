"""A finished run as the tables of MATSim, and a moment of it as a GBFS snapshot: what needs no map."""

from __future__ import annotations

import datetime
from pathlib import Path

from simulator.analysis.gbfs import export_gbfs, gbfs_feeds
from simulator.analysis.matsim import export_matsim
from simulator.analysis.run_inputs import read_carsharing, read_facilities, read_run
from simulator.analysis.tables import build_tables
from simulator.units import HOUR_S

NOON_S = 12 * HOUR_S
A_MONDAY = datetime.date(2026, 1, 5)


def export_matsim_tables(results: Path, folder: Path) -> list[Path]:
    """Write the tables that MATSim has of a service on demand. Raises ResultError."""
    tables = build_tables(*read_run(results), read_facilities(results))
    return export_matsim(tables, folder, run_id=results.resolve().name)


def export_gbfs_snapshot(
    results: Path, folder: Path, at_s: int = NOON_S, first_day: datetime.date = A_MONDAY
) -> list[Path]:
    """Write where the shared cars are at a moment. Raises ResultError."""
    events, inputs = read_carsharing(results)
    sites = read_facilities(results).sites
    system = results.resolve().parent.name
    return export_gbfs(gbfs_feeds(events, inputs, sites, at_s, system=system, first_day=first_day), folder)
