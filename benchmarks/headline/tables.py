"""The tables of the README: means of days, the half width of their 95 % interval beside the first figure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.statistics import mean_estimate

Cell = Callable[[pd.DataFrame], str]


class Row(NamedTuple):
    """A service: the scenario, and what people read of it."""

    scenario: str
    says: str


LEVELS = (
    Row("prignitz/rufbus-low", "little demand"),
    Row("prignitz/rufbus", "base"),
    Row("prignitz/rufbus-high", "much demand"),
)
SERVICES = (
    Row("prignitz/rufbus", "stop to stop, at once or ahead"),
    Row("prignitz/door-to-door", ""),
    Row("prignitz/prebooked", "60 minutes ahead"),
    Row("prignitz/replanned", "plans improved all day"),
    Row("prignitz/taxi", "one party at a time"),
)
DRIVES = (
    Row("prignitz/electric", "batteries, chargers at depots and in towns"),
    Row("prignitz/winter", "the same at -7 C"),
    Row("prignitz/hydrogen", "one pump"),
    Row("prignitz/diesel", ""),
    Row("prignitz/drivers", "two shifts, breaks by German rules"),
)
SCENARIOS = tuple(dict.fromkeys(row.scenario for row in (*LEVELS, *SERVICES, *DRIVES)))


def mean(days: pd.DataFrame, figure: str) -> float:
    """Return the mean of a figure over days; NaN where it was not measured."""
    return float(days[figure].mean())


def share(figure: str, *, interval: bool = False) -> Cell:
    """Write a share in percent; interval: with the half width of its 95 % interval."""

    def write(days: pd.DataFrame) -> str:
        if np.isnan(mean(days, figure)):
            return "-"
        text = f"{mean(days, figure) * 100:.0f}"
        if interval:
            text += f" ± {mean_estimate(days[figure]).half_width * 100:.0f}"
        return f"{text} %"

    return write


def number(figure: str, digits: int, unit: str = "", scale: float = 1) -> Cell:
    """Write a mean with so many decimals, times a scale; a dash where it was not measured."""

    def write(days: pd.DataFrame) -> str:
        value = mean(days, figure)
        return "-" if np.isnan(value) else f"{value * scale:.{digits}f}{unit}"

    return write


def joined(sign: str, *cells: Cell) -> Cell:
    """Write several cells in one."""
    return lambda days: sign.join(cell(days) for cell in cells)


_WAIT = (
    "half of these waited / 95 % of all",
    joined(
        " / ",
        number("wait_median_s@booked=at_once", 0, scale=1 / 60),
        number("wait_median_s@booked=ahead", 0, scale=1 / 60),
        number("wait_p95_s", 0, " min", scale=1 / 60),
    ),
)
_SERVED = ("served", share("service_rate", interval=True))
_HALVES = (
    "of who books at once / ahead",
    joined(" / ", share("service_rate@booked=at_once"), share("service_rate@booked=ahead")),
)
_COST = ("cost per rider", number("cost_per_rider_eur", 0, " EUR"))
_CO2 = (
    "CO2 per direct rider-km / by car",
    joined(" / ", number("co2_g_per_direct_rider_km", 0, " g"), number("car_co2_g_per_direct_rider_km", 0, " g")),
)

TABLES: dict[str, tuple[tuple[Row, ...], tuple[tuple[str, Cell], ...]]] = {
    "levels": (
        LEVELS,
        (
            ("requests a day", number("requests", 0)),
            ("minibuses", number("vehicles", 0)),
            _SERVED,
            _HALVES,
            _WAIT,
            ("within 5 min of the time told", share("told_within_5_min_share")),
            ("riders per minibus", number("riders_per_vehicle_day", 0)),
            ("driven for each km by car", number("fleet_km_per_direct_km", 2)),
            _COST,
            _CO2,
        ),
    ),
    "services": (
        SERVICES,
        (
            _SERVED,
            _HALVES,
            _WAIT,
            ("detour", number("detour_factor_mean", 2)),
            ("shared", share("pooled_share")),
            ("km per served request", number("vehicle_km_per_served_request", 1)),
            _COST,
        ),
    ),
    "drives": (
        DRIVES,
        (
            _SERVED,
            ("energy per km", number("energy_kwh_per_vehicle_km", 2, " kWh")),
            ("peak at one site", number("peak_site_kw", 0, " kW")),
            ("overtime", number("overtime_hours", 1, " h")),
            _COST,
            _CO2,
        ),
    ),
}


def table(name: str, days: pd.DataFrame) -> str:
    """Write a table in Markdown. days: of all scenarios, see ``runs``."""
    rows, columns = TABLES[name]
    headings = [heading for heading, _ in columns]
    lines = ["| Prignitz | " + " | ".join(headings) + " |", "|---" * (len(columns) + 1) + "|"]
    for row in rows:
        its = days[days["scenario"] == row.scenario]
        label = f"`{row.scenario}`" + (f": {row.says}" if row.says else "")
        lines.append("| " + " | ".join([label, *(cell(its) for _, cell in columns)]) + " |")
    return "\n".join(lines) + "\n"


def with_tables(text: str, days: pd.DataFrame) -> str:
    """Return a Markdown text with its tables written anew, between the comments that name them."""

    def written(found: re.Match[str]) -> str:
        return f"{found[1]}\n{table(found[2], days)}{found[3]}"

    return re.sub(r"(<!-- table ([a-z]+) -->)\n.*?(<!-- end -->)", written, text, flags=re.DOTALL)
