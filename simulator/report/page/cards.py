"""The key figures at the top of the page, each with what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.analysis.ratios import Number
from simulator.report.page.language import N_, Language
from simulator.report.page.sentences import Kpis
from simulator.report.plain_words import any_rides


@dataclass(frozen=True)
class Card:
    """A key figure as shown: its name in kpis.json, heading, value and definition."""

    name: str
    heading: str
    value: str
    definition: str


@dataclass(frozen=True)
class _Plan:
    heading: str
    definition: str
    spell: Callable[[Language, Number], str]


def _decimal(words: Language, value: Number) -> str:
    return words.decimal(value, 2)


def _cents(words: Language, value: Number) -> str:
    return words.euro(value, 2)


def _km(words: Language, value: Number) -> str:
    return words.unit(value, "km")


def _kwh(words: Language, value: Number) -> str:
    return words.unit(value, "kWh")


def _kg(words: Language, value: Number) -> str:
    return words.unit(value, "kg")


def _one_digit(words: Language, value: Number) -> str:
    return words.decimal(value, 1)


_PLANS: dict[str, _Plan] = {
    "service_rate": _Plan(
        N_("Requests served"),
        N_("Share of all requests that were carried to their destination. Who asks again after a refusal counts once."),
        Language.percent,
    ),
    "wait_median_s": _Plan(
        N_("Typical wait"),
        N_(
            "Half of the riders waited at most this long. The wait runs from being ready at the stop, at the time "
            "wished for, until boarding begins; booking a day ahead does not lengthen it."
        ),
        Language.short_minutes,
    ),
    "wait_p95_s": _Plan(
        N_("Long wait"),
        N_("95 of 100 riders waited at most this long."),
        Language.short_minutes,
    ),
    "on_time_share": _Plan(
        N_("Picked up as promised"),
        N_("Share of riders whose boarding began within the time window they had been told."),
        Language.percent,
    ),
    "ride_mean_s": _Plan(
        N_("Ride time"),
        N_("Mean time on board, waiting not included."),
        Language.short_minutes,
    ),
    "detour_factor_mean": _Plan(
        N_("Detour factor"),
        N_("Ride time divided by the time of a direct drive, mean over all rides. 1 means no detour."),
        _decimal,
    ),
    "pooled_share": _Plan(
        N_("Shared rides"),
        N_("Share of rides that had other passengers on board for at least a part of the way."),
        Language.percent,
    ),
    "vehicle_km": _Plan(
        N_("Distance driven"),
        N_("Kilometres of all vehicles, with and without riders."),
        _km,
    ),
    "empty_share": _Plan(
        N_("Driven empty"),
        N_("Share of the kilometres with nobody on board: to a pickup, to the depot or to a waiting place."),
        Language.percent,
    ),
    "mean_occupancy": _Plan(
        N_("Riders on board"),
        N_("Mean number of riders per driven kilometre, empty kilometres included."),
        _decimal,
    ),
    "riders_per_vehicle_hour": _Plan(
        N_("Riders per vehicle hour"),
        N_("Riders carried per hour that a vehicle is in service."),
        _one_digit,
    ),
    "subsidy_per_rider_eur": _Plan(
        N_("Subsidy per rider"),
        N_("Cost of hours and kilometres minus fares, divided by the riders carried."),
        _cents,
    ),
    "energy_kwh": _Plan(
        N_("Energy"),
        N_("Energy that the vehicles used for driving."),
        _kwh,
    ),
    "co2_kg": _Plan(
        N_("CO₂"),
        N_("Carbon dioxide from making the energy the vehicles used, by the factor in the scenario."),
        _kg,
    ),
}


def cards(kpis: Kpis, words: Language) -> list[Card]:
    """Return the key figures of the rides that were measured."""
    if not any_rides(kpis):
        return []
    return [
        Card(name, words._(plan.heading), plan.spell(words, kpis[name]), words._(plan.definition))
        for name, plan in _PLANS.items()
        if kpis.get(name) is not None
    ]
