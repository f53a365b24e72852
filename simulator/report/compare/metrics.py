"""The key figures that a comparison shows, how they are written, and which way is better."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import nan

from simulator.analysis.groups import AHEAD, AT_ONCE
from simulator.analysis.kpis.by_group import half
from simulator.report.page.language import N_, Language
from simulator.report.precision import decimals

Write = Callable[[Language, float, int], str]


@dataclass(frozen=True)
class Metric:
    """A key figure of kpis.json.

    scale turns it into what is drawn; better: 1 more, -1 less, 0 neither. write: spells it with so many decimals, at
    most ``most``. write_change: the same for a difference.
    """

    name: str
    title: str
    axis: str
    scale: float
    better: int
    most: int
    write: Write
    write_change: Write

    def heading(self, words: Language, days: int | None) -> str:
        """Say what it is. days: of a run that count, which costs are those of; None: not known, or not one number."""
        if self.name != "cost_eur" or days == 1:
            return words._(self.title)
        if days is None:
            return words._("Cost of a run")
        return words._("Cost of a run of %(days)s days", days=words.whole(days))

    def spell(self, words: Language, value: float, half_width: float = nan) -> str:
        """Say a value with the digits that the half width of its interval leaves."""
        return self.write(words, value, self._digits(half_width))

    def change(self, words: Language, value: float, half_width: float = nan) -> str:
        """Say a difference with the digits that the half width of its interval leaves."""
        return self.write_change(words, value, self._digits(half_width))

    def _digits(self, half_width: float) -> int:
        digits = decimals(half_width * self.scale)
        return self.most if digits is None else min(max(digits, 0), self.most)


def _percent(words: Language, value: float, _digits: int) -> str:
    return words.percent(value)


def _points(words: Language, value: float, digits: int) -> str:
    number = words.decimal(abs(value) * 100, digits)
    count = 1 if number == "1" else 2
    return words.plural("%(number)s percentage point", "%(number)s percentage points", count, number=number)


def _minutes(words: Language, value: float, digits: int) -> str:
    return words._("%(count)s min", count=words.decimal(value / 60, digits))


def _hours(words: Language, value: float, digits: int) -> str:
    return words._("%(number)s hours", number=words.decimal(value, digits))


def _euro(words: Language, value: float, digits: int) -> str:
    return words.euro(value, 0 if abs(value) >= 1000 or digits == 0 else 2)


def _km(words: Language, value: float, digits: int) -> str:
    return words.unit(value, "km", 0 if abs(value) >= 100 else digits)


def _grams(words: Language, value: float, digits: int) -> str:
    return words.unit(value, "g", digits)


def _number(words: Language, value: float, digits: int) -> str:
    return words.decimal(value, digits)


def written_plainly(name: str) -> Metric:
    """Return how a key figure is written that has no words of its own."""
    return Metric(name, name, name, 1, 0, 4, _number, _number)


_LEAST = N_("Served at the worst time, of what is with nothing going wrong")
_RECOVERED = N_("As it should be again within the run")
METRICS = (
    Metric("service_rate", N_("Requests served"), N_("% of all requests"), 100, 1, 1, _percent, _points),
    Metric(
        half("service_rate", AT_ONCE),
        N_("Served of those who booked at once"),
        N_("% of these requests"),
        100,
        1,
        1,
        _percent,
        _points,
    ),
    Metric(
        half("service_rate", AHEAD),
        N_("Served of those who booked ahead"),
        N_("% of these requests"),
        100,
        1,
        1,
        _percent,
        _points,
    ),
    Metric(
        "wait_p95_s", N_("Long wait (95 of 100 wait at most this)"), N_("minutes"), 1 / 60, -1, 1, _minutes, _minutes
    ),
    Metric(
        "wait_median_s", N_("Typical wait (half wait at most this)"), N_("minutes"), 1 / 60, -1, 1, _minutes, _minutes
    ),
    Metric(
        "told_within_5_min_share",
        N_("Picked up within 5 minutes of the time told"),
        N_("% of rides"),
        100,
        1,
        1,
        _percent,
        _points,
    ),
    Metric("cost_eur", N_("Cost per day"), N_("euros"), 1, -1, 2, _euro, _euro),
    Metric("subsidy_per_rider_eur", N_("Subsidy per rider"), N_("euros"), 1, -1, 2, _euro, _euro),
    Metric("riders_per_vehicle_hour", N_("Riders per vehicle hour"), N_("riders per hour"), 1, 1, 2, _number, _number),
    Metric("detour_factor_mean", N_("Detour factor"), N_("ride time / direct drive"), 1, -1, 2, _number, _number),
    Metric("pooled_share", N_("Shared rides"), N_("% of rides"), 100, 1, 1, _percent, _points),
    Metric("vehicle_km", N_("Distance driven"), N_("km"), 1, -1, 1, _km, _km),
    Metric(
        "co2_g_per_direct_rider_km",
        N_("CO₂ for each rider and direct kilometre"),
        N_("grams"),
        1,
        -1,
        1,
        _grams,
        _grams,
    ),
    Metric(
        "fleet_km_per_direct_km",
        N_("Kilometres driven for each that the riders' own cars would have driven"),
        N_("km for each km by car"),
        1,
        -1,
        2,
        _number,
        _number,
    ),
    Metric("common_service_rate", N_("Served by any service"), N_("% of all requests"), 100, 1, 1, _percent, _points),
    Metric("all_subsidy_per_person_eur", N_("Subsidy per person"), N_("euros"), 1, -1, 2, _euro, _euro),
    Metric("carsharing_grant_rate", N_("Bookings granted"), N_("% of all bookings"), 100, 1, 1, _percent, _points),
    Metric(
        "resilience_loss_h",
        N_("Full service lost to what went wrong"),
        N_("hours of service"),
        1,
        -1,
        2,
        _hours,
        _hours,
    ),
    Metric("resilience_robustness", _LEAST, N_("% of that"), 100, 1, 1, _percent, _points),
    Metric("resilience_recovered", _RECOVERED, N_("% of the runs"), 100, 1, 1, _percent, _points),
    Metric("resilience_riders_affected", N_("People affected"), N_("people"), 1, -1, 1, _number, _number),
    Metric("resilience_stranded", N_("Requests stranded"), N_("requests"), 1, -1, 1, _number, _number),
)
_BROUGHT = N_("Riders brought to or from trains on demand")
_CHANGE = N_("Time at a change (95 of 100 take at most this)")
_LEFT_TO_PAY = N_("Subsidy per journey with the service on demand")
# Of services that offer whole journeys; each has these with its name in front.
_OF_FEEDERS = {
    metric.name: metric
    for metric in (
        Metric("rail_riders_brought", _BROUGHT, N_("people"), 1, 1, 1, _number, _number),
        Metric("transfer_wait_p95_s", _CHANGE, N_("minutes"), 1 / 60, -1, 1, _minutes, _minutes),
        Metric("missed_per_1000", N_("Changes missed of 1,000"), N_("of 1,000 changes"), 1, -1, 1, _number, _number),
        Metric("left_behind", N_("Requests left behind on the way"), N_("requests"), 1, -1, 1, _number, _number),
        Metric("subsidy_per_journey_eur", _LEFT_TO_PAY, N_("euros"), 1, -1, 2, _euro, _euro),
    )
}
SAID = METRICS[:9]  # differences of these are told in sentences, too
GOALS = {"served": "service_rate", "wait": "wait_p95_s", "budget": "cost_eur"}
BY_NAME = {metric.name: metric for metric in METRICS}


def metrics_among(names: Iterable[str]) -> list[Metric]:
    """Return what a page shows of key figures: those of all, then those of services that offer whole journeys."""
    own = [(name, _OF_FEEDERS.get(name.rpartition(".")[2])) for name in dict.fromkeys(names)]
    return [*METRICS, *(replace(metric, name=name) for name, metric in own if metric is not None)]
