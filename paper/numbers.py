"""The numbers of the paper, read from the result files that commands of the repository make."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarks.reproduce.kexi.runs import RESULTS as KEXI
from simulator import load_scenario, run
from simulator.published.facts import published, read_facts

DAY = Path(__file__).with_name("day.csv")
DAY_SCENARIO, DAY_SEEDS = "prignitz/rufbus", 5
DAY_FIGURES = (
    "vehicles", "requests", "service_rate", "wait_mean_s", "pooled_share", "vehicle_km_per_served_request",
)  # fmt: skip


def measure_day(seeds: range = range(1, DAY_SEEDS + 1)) -> pd.DataFrame:
    """Run the day of the paper and return its key figures, one row per seed."""
    scenario = load_scenario(DAY_SCENARIO)
    runs = [(seed, run(scenario, seed).kpis) for seed in seeds]
    return pd.DataFrame([{"seed": seed} | {name: kpis[name] for name in DAY_FIGURES} for seed, kpis in runs])


def numbers() -> dict[str, str]:
    """Return the words and numbers that the template asks for, as they are printed."""
    return _of_facts() | _of_day(pd.read_csv(DAY)) | _of_kexi(kexi_rows()) | {"studies": ""}


def kexi_rows() -> pd.DataFrame:
    """Return the moments of KEXI's published rules by figure."""
    table = pd.read_csv(KEXI)
    return table[table["variant"] == "as published"].set_index("figure")


def _of_facts() -> dict[str, str]:
    facts, riders, rejected = read_facts(), published("riders_per_1000_inhabitants_day"), published("rejected_share")
    return {
        "facts": str(len(facts)),
        "services": str(len({(fact.service, fact.area) for fact in facts})),
        "riders_low": f"{riders.low:.1f}",
        "riders_high": f"{riders.high:.1f}",
        "rejected_low": f"{100 * (rejected.low or 0):.0f}",
        "rejected_high": f"{100 * (rejected.high or 0):.0f}",
    }


def _of_day(days: pd.DataFrame) -> dict[str, str]:
    mean = days.mean()
    return {
        "day_runs": str(len(days)),
        "vehicles": f"{mean['vehicles']:.0f}",
        "requests": f"{mean['requests']:.0f}",
        "served": f"{100 * mean['service_rate']:.0f}",
        "wait": f"{mean['wait_mean_s'] / 60:.1f}",
        "shared": f"{100 * mean['pooled_share']:.0f}",
        "km": f"{mean['vehicle_km_per_served_request']:.1f}",
    }


def _of_kexi(rows: pd.DataFrame) -> dict[str, str]:
    ride = rows.loc["ride_mean_s"]
    return {
        "kexi_inside": str(int(rows["inside"].sum())),
        "kexi_moments": str(len(rows)),
        "kexi_runs": str(int(rows["runs"].iloc[0])),
        "kexi_ride": f"{ride['mean']:.0f}",
        "kexi_ride_half": f"{ride['half_width']:.0f}",
        "kexi_wait": f"{rows.loc['wait_mean_s', 'mean']:.0f}",
    }
