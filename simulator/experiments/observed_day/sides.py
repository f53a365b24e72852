"""The same requests as they were observed, replayed and re-planned: one row of each for every side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.request_table import CANCELLED, DECLINED
from simulator.experiments.calibration.sides import of_run, side_of
from simulator.experiments.observed_day.day import ObservedDay
from simulator.experiments.observed_day.scenario import REPLANNING, Base, replan_key
from simulator.experiments.observed_day.shifts import Shift, hours_of, least_km, stops_of
from simulator.experiments.run import RunResult, run
from simulator.scenario.loader import load_scenario
from simulator.tables import NO_TIME, typed
from simulator.units import HOUR_S, METRES_PER_KM

OBSERVED, REPLAYED = "observed", "replayed"
BESIDE_DTYPES: dict[str, str] = {
    "request_id": "string",
    "side": "string",  # OBSERVED, REPLAYED, or the way of re-planning, one of REPLANNING
    "end": "string",  # as in `calibration.sides`, wait and ride too
    "wait_s": "float64",  # NaN: not told, or none; here and below
    "ride_s": "float64",
    "later_s": "float64",  # pickup, than the rider was told
    "party": "int16",
    "direct_m": "float64",
    "reason": "string",  # why it was rejected; "": it was not, or nobody tells
}


@dataclass(frozen=True)
class Side:
    """One side of the day. requests: BESIDE_DTYPES, by request. vehicle_km, vehicle_hours: NaN where not known."""

    name: str
    requests: pd.DataFrame
    vehicle_km: float
    vehicle_hours: float


def observed_side(day: ObservedDay, shifts: Sequence[Shift]) -> Side:
    """Return what was observed. The length driven is a lower bound: the beelines from stop to stop."""
    its = day.bookings.table
    told = {name: its[name].where(its[name] != NO_TIME).to_numpy(np.float64) for name in ("told_pickup_s", "pickup_s")}
    later = np.where(its["status"] == "served", told["pickup_s"] - told["told_pickup_s"], np.nan)
    table = side_of(day.bookings)
    stops = stops_of(its[its["status"] == "served"])
    hours = hours_of(shifts) if shifts else float("nan")
    told_ = _told(OBSERVED, table, its["request_id"], later, "")
    return Side(OBSERVED, told_, least_km(stops), hours)


def simulated_sides(
    scenario: Path, base: Base, declined: Sequence[str], report: Callable[[str], None] = lambda text: None
) -> list[Side]:
    """Return the day as the base dispatches, then with each other way to re-plan. Raises ElbeDrtError.

    declined: who gives back at once what is offered.
    """
    ways = [base.replanning, *(when for when in REPLANNING if when != base.replanning)]
    sides = []
    for when in ways:
        name = REPLAYED if when == base.replanning else when
        loaded = load_scenario(scenario, [f"{replan_key(base)}={when}"], allow_outside_paths=True)
        sides.append(_simulated(name, run(loaded, report=report), base.service, declined))
    return sides


def _simulated(name: str, result: RunResult, service: str, declined: Sequence[str]) -> Side:
    tables = result.parts.get(service, result.tables)
    later = tables.requests["told_deviation_s"].to_numpy(np.float64, na_value=np.nan)
    reasons = tables.requests["reason"].fillna("").to_numpy()
    table = of_run(result, service=service if result.parts else "")
    given_back = tables.requests["request_id"].isin(declined).to_numpy() & (table["end"] == CANCELLED)
    table["end"] = table["end"].mask(given_back, DECLINED)
    told = _told(name, table, tables.requests["request_id"], later, reasons)
    vehicles = tables.vehicles
    return Side(
        name,
        told.sort_values("request_id", kind="stable", ignore_index=True),
        float(vehicles["driven_m"].sum()) / METRES_PER_KM,
        float(vehicles["in_service_s"].sum()) / HOUR_S,
    )


def _told(
    name: str, table: pd.DataFrame, names: pd.Series, later: NDArray[np.float64], reason: NDArray[Any] | str
) -> pd.DataFrame:
    """Return one side; the rows of all are those of the same requests."""
    told = table.assign(request_id=names.to_numpy(), side=name, later_s=later, reason=reason)
    return typed(told, BESIDE_DTYPES)
