"""The figures of each day, kept as they came out: the same seed gives the same ones on any machine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from simulator import load_scenario, run

RUNS = Path(__file__).parent / "runs.csv"
SEEDS = range(1, 11)
SMOKE = ("prignitz/rufbus-low", 1)
FIXED = "demand.volume={fixed: true}"  # else the number of requests varies from day to day, and hides what services do
FIGURES = (
    "requests", "served", "service_rate", "service_rate@booked=at_once", "service_rate@booked=ahead",
    "wait_median_s", "wait_median_s@booked=at_once", "wait_median_s@booked=ahead", "wait_p95_s",
    "told_within_5_min_share", "detour_factor_mean", "pooled_share", "vehicles", "riders_served",
    "riders_per_vehicle_day", "vehicle_km_per_served_request", "cost_per_rider_eur", "subsidy_per_rider_eur",
    "energy_kwh_per_vehicle_km", "hydrogen_kg", "diesel_l", "vehicle_km", "peak_site_kw", "overtime_hours",
    "co2_g_per_direct_rider_km", "car_co2_g_per_direct_rider_km", "fleet_km_per_direct_km", "load",
)  # fmt: skip


def figures_of(scenario: str, seed: int) -> dict[str, object]:
    """Return scenario, seed and FIGURES of one day, six significant digits."""
    kpis = run(load_scenario(scenario, (FIXED,)), seed).kpis
    values = {name: None if kpis[name] is None else float(f"{kpis[name]:.6g}") for name in FIGURES}
    return {"scenario": scenario, "seed": seed, **values}


def changes(scenario: str, seed: int) -> dict[str, tuple[object, object]]:
    """Return which figures of a day are no longer those that are kept: kept, and found."""
    told = read_runs()
    row = told[(told["scenario"] == scenario) & (told["seed"] == seed)].iloc[0]
    kept = {name: None if pd.isna(value) else value for name, value in row.items()}
    found = figures_of(scenario, seed)
    return {name: (kept[name], value) for name, value in found.items() if kept[name] != value}


def write_runs(rows: Iterable[dict[str, object]]) -> None:
    """Keep the rows of ``figures_of``."""
    pd.DataFrame(rows).to_csv(RUNS, index=False, lineterminator="\n")


def read_runs() -> pd.DataFrame:
    """Return the days that are kept, a row each."""
    return pd.read_csv(RUNS)
