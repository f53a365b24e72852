"""The key figures that a comparison shows, how they are written, and which way is better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.report.page.language import N_, Language


@dataclass(frozen=True)
class Metric:
    """A key figure of kpis.json. scale turns it into what is drawn; better: 1 more, -1 less, 0 neither."""

    name: str
    heading: str
    axis: str
    scale: float
    better: int
    spell: Callable[[Language, float], str]
    change: Callable[[Language, float], str]


def _points(words: Language, value: float) -> str:
    return words._("%(number)s percentage points", number=words.decimal(abs(value) * 100, 1))


def _minutes(words: Language, value: float) -> str:
    return words._("%(count)s min", count=words.decimal(value / 60, 1))


def _euro(words: Language, value: float) -> str:
    return words.euro(value, 0 if abs(value) >= 1000 else 2)


def _km(words: Language, value: float) -> str:
    return words.unit(value, "km", 0 if abs(value) >= 100 else 1)


def _number(words: Language, value: float) -> str:
    return words.decimal(value, 2)


METRICS = (
    Metric("service_rate", N_("Requests served"), N_("% of all requests"), 100, 1, Language.percent, _points),
    Metric("wait_p95_s", N_("Long wait (95 of 100 wait less)"), N_("minutes"), 1 / 60, -1, _minutes, _minutes),
    Metric("wait_median_s", N_("Typical wait (half wait less)"), N_("minutes"), 1 / 60, -1, _minutes, _minutes),
    Metric("cost_eur", N_("Cost per day"), N_("euros"), 1, -1, _euro, _euro),
    Metric("subsidy_per_rider_eur", N_("Subsidy per rider"), N_("euros"), 1, -1, _euro, _euro),
    Metric("detour_factor_mean", N_("Detour factor"), N_("ride time / direct drive"), 1, -1, _number, _number),
    Metric("pooled_share", N_("Shared rides"), N_("% of rides"), 100, 1, Language.percent, _points),
    Metric("vehicle_km", N_("Distance driven"), N_("km"), 1, -1, _km, _km),
)
GOALS = {"served": "service_rate", "wait": "wait_p95_s", "budget": "cost_eur"}
BY_NAME = {metric.name: metric for metric in METRICS}
