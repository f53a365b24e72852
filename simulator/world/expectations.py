"""What each request expects of services on demand: by the square it begins in, and the hour it wants to leave."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.days import LocalClock
from simulator.demand.importing.coarse import square_names
from simulator.errors import Problem
from simulator.input_table import Column, raise_problems, read_input_table
from simulator.scenario.expectation_models import Expectations
from simulator.scenario.models import Scenario
from simulator.suggest import suggest
from simulator.tables import RIDES
from simulator.units import DAY_S, HOUR_S, MINUTE_S

ANYWHERE = "*"  # the zone of what is expected wherever no row tells of the square itself
OUTSIDE = "outside"  # the zone of those without a place in the area
HOURS = 24
COLUMNS = (
    Column("service", "text", required=True),
    Column("zone", "text", required=True),
    Column("hour", "whole", required=True, low=0, high=HOURS - 1),
    Column("wait_min", "number", required=True, low=0, high=DAY_S // MINUTE_S),
    Column("rejected", "number", required=True, low=0, high=1),
)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Expected:
    """What requests expect, arrays (requests,).

    zone: names of squares, object; hour: of the wanted departure, int64. wait_s, rejected: by the name of the service.
    """

    zone: NDArray[np.object_]
    hour: NDArray[np.int64]
    wait_s: dict[str, Floats]
    rejected: dict[str, Floats]


def expected_of(scenario: Scenario, demand: pd.DataFrame, clock: LocalClock) -> Expected:
    """Return what the requests of a scenario with expectations expect. Raises RequestFileError for a bad table."""
    told = scenario.people.expectations
    assert told is not None
    zone, hour = cells_of(demand, clock, told.square_m)
    both = {name: expectations_at(scenario, name, zone, hour) for name in services_on_demand(scenario)}
    wait_s, rejected = ({name: its[part] for name, its in both.items()} for part in (0, 1))
    return Expected(zone, hour, wait_s, rejected)


def expectations_at(
    scenario: Scenario, service: str, zone: NDArray[np.object_], hour: NDArray[Any]
) -> tuple[Floats, Floats]:
    """Return the wait [s] and the chance of being rejected that is expected of a service in squares at hours."""
    told = scenario.people.expectations
    assert told is not None
    table = None if told.cells_file is None else read_cells_of_expectations(told.cells_file, scenario)
    return _of_service(told, table, service, zone, hour)


def services_on_demand(scenario: Scenario) -> list[str]:
    """Return the services of which people expect something before they ask them."""
    return [name for name, config in scenario.services.items() if config.kind == RIDES]


def cells_of(demand: pd.DataFrame, clock: LocalClock, square_m: float) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return in which square each request begins, and in which hour of clocks it wants to leave."""
    lon, lat = (demand[f"origin_{axis}"].to_numpy(np.float64) for axis in ("lon", "lat"))
    placed = np.isfinite(lon) & np.isfinite(lat)
    zone = np.full(len(demand), OUTSIDE, dtype=object)
    zone[placed] = square_names(lon[placed], lat[placed], square_m)
    hour = clock.local_s(demand["earliest_departure_s"].to_numpy(np.int64)) // HOUR_S % HOURS
    return zone, np.asarray(hour, dtype=np.int64)


def read_cells_of_expectations(path: Path, scenario: Scenario) -> pd.DataFrame:
    """Read a table of expectations: service, zone, hour, wait_min, rejected. Raises RequestFileError."""
    problems: list[Problem] = []
    table = read_input_table(path, COLUMNS, told=problems)
    known = services_on_demand(scenario)
    for line, name in zip(table["line"], table["service"], strict=True):
        if name not in known:
            hint = suggest(name, known) or f"of ridepooling there are {', '.join(known) or 'none'}"
            problems.append(Problem(str(path), int(line), 0, "service", f'no ridepooling service "{name}"; {hint}'))
    twice = table.loc[table.duplicated(["service", "zone", "hour"]), "line"].tolist()
    message = "this service, zone and hour stand above already"
    problems += [Problem(str(path), line, 0, "zone", message) for line in twice]
    raise_problems(path, problems)
    return table


def _of_service(
    told: Expectations, table: pd.DataFrame | None, name: str, zone: NDArray[np.object_], hour: NDArray[Any]
) -> tuple[Floats, Floats]:
    """Return the wait [s] and the chance of being rejected that each expects of a service."""
    found = np.full((2, len(zone)), np.nan)
    if table is not None:
        its = table[table["service"] == name]
        values = its[["wait_min", "rejected"]].to_numpy(np.float64) * (MINUTE_S, 1)
        row_of = pd.Series(np.arange(len(its)), index=pd.MultiIndex.from_frame(its[["zone", "hour"]]))
        for place in (np.full(len(zone), ANYWHERE, dtype=object), zone):
            row = row_of.reindex(pd.MultiIndex.from_arrays([place, hour])).to_numpy(np.float64)
            there = np.isfinite(row)
            found[:, there] = values[row[there].astype(np.int64)].T
    usual = np.array([[told.wait_s], [told.rejected]], dtype=np.float64)
    wait_s, rejected = np.where(np.isnan(found), usual, found)
    return wait_s, rejected
