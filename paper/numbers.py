"""The numbers of the paper, read from the result files that commands of the repository make."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarks.reproduce.kexi.expected import read_expected
from paper.studies import STUDIES, kept, told
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
    return _of_facts() | _of_day(pd.read_csv(DAY)) | _of_kexi(kexi_rows()) | {"studies": told(kept())}


def kexi_rows(*, at_once: bool = False) -> pd.DataFrame:
    """Return published, ours, half_width, off_percent, within and tolerance of each of KEXI's moments.

    at_once: where nobody books ahead, in place of as many as the scenario has.
    """
    table = pd.read_csv(STUDIES / "kexi" / "results.csv")
    tolerances = {moment.figure: moment.tolerance for moment in read_expected().moments}
    return table[(table["x"] == 0) == at_once].set_index("group").assign(tolerance=pd.Series(tolerances))


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
        "kexi_inside": str(int((rows["within"] == "yes").sum())),
        "kexi_moments": str(len(rows)),
        "kexi_runs": str(read_expected().seeds),
        "kexi_ride": f"{ride['ours']:.0f}",
        "kexi_ride_half": f"{ride['half_width']:.0f}",
        "kexi_wait": f"{rows.loc['wait_mean_s', 'ours']:.0f}",
        "kexi_wait_at_once": f"{kexi_rows(at_once=True).loc['wait_mean_s', 'ours']:.0f}",
    }
