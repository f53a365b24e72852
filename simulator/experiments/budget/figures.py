"""The figures of a year: sums, and what comes to an inhabitant, a rider, an hour, a kilometre."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from simulator.analysis.budget.lines import Side
from simulator.analysis.budget.year import around, ratio_around, row_of
from simulator.analysis.kpis.cost_kinds import COST_DRIVERS
from simulator.analysis.missing import Floats
from simulator.experiments.budget.costed import COUNTED, DIRECT_KM, Costed

FIGURE_DTYPES = {
    "figure": "string", "value": "float64", "low": "float64", "high": "float64", "n": "int64", "unit": "string",
    "level": "float64", "method": "string",
}  # fmt: skip
UNITS = {"riders": "riders", "rides": "requests", "vehicle_hours": "h", "vehicle_km": "km"}
EUR = "EUR"


def figures_of(now: Costed, inhabitants: int | None, car_share: float | None, level: float) -> pd.DataFrame:
    """Return a row for each figure, ``FIGURE_DTYPES``. car_share: of rides in place of which somebody drove."""
    money = now.money
    sums: dict[str, tuple[float, Floats]] = {
        "cost_eur": (money.cost, now.seeds_of(Side.COST)),
        "fares_eur": (money.fares, now.seeds_of(Side.FARES)),
        "compensation_eur": (money.compensation, now.seeds_of(Side.COMPENSATION)),
        "subsidy_eur": (now.subsidy, now.subsidy_of_seeds),
    }
    counted = {name: now.counted(name) for name in COUNTED}
    rows = [row_of(name, around(value, seeds, level), EUR) for name, (value, seeds) in sums.items()]
    rows += [row_of(name, around(float(its.mean()), its, level), UNITS[name]) for name, its in counted.items()]
    public = sums["subsidy_eur"][0] + money.compensation, sums["subsidy_eur"][1] + sums["compensation_eur"][1]
    rides = _of_rides(now)
    below = {"rider": counted["riders"], "vehicle_hour": counted["vehicle_hours"], "vehicle_km": counted["vehicle_km"]}
    if inhabitants is not None:
        below["inhabitant"] = np.full(len(rides), float(inhabitants))
    if car_share:
        below["car_km"] = car_share * now.counted(DIRECT_KM)
    above = {"cost": sums["cost_eur"], "subsidy": sums["subsidy_eur"], "public": public}
    for name, under in below.items():
        its = above | ({"cost": (float(rides.mean()), rides)} if name.startswith("vehicle") else {})
        rows += _ratios(its, name, under, level)
    cover = ratio_around(money.fares / money.cost, sums["fares_eur"][1], sums["cost_eur"][1], level)
    rows.append(row_of("cover_share", cover, "share"))
    return pd.DataFrame(rows).astype(FIGURE_DTYPES)


def _ratios(
    above: Mapping[str, tuple[float, Floats]], name: str, under: Floats, level: float
) -> list[dict[str, object]]:
    mean = float(under.mean())
    return [
        row_of(f"{what}_per_{name}_eur", ratio_around(value / mean if mean else np.nan, seeds, under, level), EUR)
        for what, (value, seeds) in above.items()
    ]


def _of_rides(now: Costed) -> Floats:
    """Return what ridepooling costs for each seed: vehicle hours and kilometres are its alone, float64 (seeds,)."""
    its = [now.seeds[line.figure] for line in now.lines if line.side is Side.COST and line.kind in COST_DRIVERS]
    none = np.zeros(len(now.subsidy_of_seeds))
    return np.asarray(sum(its, start=none), dtype=np.float64)
