"""Stations and charging sites of a scenario: how much each is used, and what happens where it is out all day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulator.analysis.station_use import station_use
from simulator.analysis.statistics import mean_estimate
from simulator.experiments.run import run
from simulator.experiments.variants import Told, Variant, of_days, run_variants
from simulator.scenario.models import Scenario
from simulator.tables import CARS, TIMETABLE, no_rows
from simulator.units import HOUR_S, MINUTE_S

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor
    from simulator.experiments.run import RunResult

STATION = "station"
ENERGY_OF_KIND = {STATION: "", "charger": "electricity", "hydrogen pump": "hydrogen", "diesel pump": "diesel"}
RADIUS_M = 1.0
POINT_DTYPES = {"point": "int64", "kind": "string", "service": "string", "name": "string", "lon": "float64",
                "lat": "float64", "use": "float64"}  # fmt: skip
OUT_DTYPES = {"point": "int64", "figure": "string", "value": "float64", "half_width": "float64", "runs": "int64",
              "refused": "string"}  # fmt: skip


def points_of(scenario: Scenario, days: int) -> pd.DataFrame:
    """Return the stations and sites that are used on some drawn days, undisturbed: POINT_DTYPES.

    The days have the scenario's seed and those after it. use: people who come to, from or through a station, kWh that
    are drawn at a site, a day; the most used of each kind first. Raises ElbeDrtError.
    """
    if not scenario.energy.sites and not any(its.kind in (TIMETABLE, CARS) for its in scenario.services.values()):
        return no_rows(POINT_DTYPES)
    calm = scenario.undisturbed
    found = [_used(run(calm, scenario.seed + day)) for day in range(days)]
    by = ["kind", "service", "name", "lon", "lat"]
    table = pd.concat(found).groupby(by)[["use"]].sum().reset_index()
    table["use"] /= days * scenario.calendar.days
    table["order"] = table["kind"].map(list(ENERGY_OF_KIND).index)
    table = table.sort_values(["order", "use", "name"], ascending=[True, False, True]).reset_index(drop=True)
    table["point"] = range(len(table))
    return table[list(POINT_DTYPES)].astype(POINT_DTYPES)


def _used(result: RunResult) -> pd.DataFrame:
    """Return the stations and sites of a run, and how much each is used on all of its days."""
    kwh = result.tables.sessions.groupby("site")["drawn_kwh"].sum()
    sites = result.world.sites
    sites = sites.assign(use=sites["site"].map(kwh).fillna(0.0).astype("float64"), service="")
    sites = sites.assign(kind=sites["energy"].map({energy: kind for kind, energy in ENERGY_OF_KIND.items() if energy}))
    given = result.timetable_inputs
    stations = station_use(result.events, result.services, given, result.journeys).rename(columns={"people": "use"})
    columns = ["kind", "service", "name", "lon", "lat", "use"]
    return pd.concat([stations.assign(kind=STATION)[columns], sites.loc[sites["use"] > 0, columns]])


def most_used(points: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return so many points of each kind, those that are used most."""
    return points.groupby("kind", sort=False).head(count).reset_index(drop=True)


def outage(point: dict[Any, Any], days: int) -> dict[str, Any]:
    """Return the disruption in which a station or site is out all days, known beforehand."""
    lasts = {"name": f"{point['name']} out", "from": "00:00", "until": f"{days + 1} 00:00", "announced": "00:00"}
    if point["kind"] == STATION:
        return {**lasts, "kind": "timetable", "service": point["service"], "stations": [point["name"]]}
    within = {"lon": point["lon"], "lat": point["lat"], "radius_m": RADIUS_M}
    energy = ENERGY_OF_KIND[point["kind"]]
    kind = {"kind": "power"} if energy == "electricity" else {"kind": "fuel", "of": energy}
    return {**lasts, **kind, "within": within, "share": 0}


def put_out(
    base: Variant,
    points: pd.DataFrame,
    replications: int,
    folder: Path,
    executor: Executor,
    report: Callable[[int, int], None],
) -> pd.DataFrame:
    """Return what it does where each point is out, beside the same days undisturbed: OUT_DTYPES.

    harm_min, longer_min: generalised cost beyond that of the twin [min of ride per request], of all, not served as two
    hours later, and of those served on both days. lost_share: of the requests compared, those that are not served any
    more. vanished: requests a day that nobody makes any more. A scenario's own disruptions are left out.
    """
    days = base.load().calendar.days
    told = points.to_dict("records")
    variants = [base.having("disruptions", [outage(point, days)]) for point in told]
    rows: list[tuple[object, ...]] = []
    found = run_variants(variants, replications, folder, executor, report) if variants else []
    for point, its in zip(told, found, strict=True):
        if isinstance(its, str):
            rows.append((point["point"], "", np.nan, np.nan, 0, its))
            continue
        for figure, values in _figures(its).items():
            estimate = mean_estimate(values)
            rows.append((point["point"], figure, estimate.value, estimate.half_width, estimate.n, ""))
    return pd.DataFrame(rows, columns=list(OUT_DTYPES)).astype(OUT_DTYPES)


def _figures(told: Told) -> dict[str, Any]:
    compared = of_days(told, "resilience_compared")
    per_request = HOUR_S / MINUTE_S / np.where(compared > 0, compared, np.nan)
    return {
        "harm_min": of_days(told, "resilience_extra_cost_h") * per_request,
        "longer_min": of_days(told, "resilience_longer_h") * per_request,
        "lost_share": of_days(told, "resilience_lost") / np.where(compared > 0, compared, np.nan),
        "vanished": of_days(told, "resilience_only_undisturbed"),
        "riders_affected": of_days(told, "resilience_riders_affected"),
    }
