"""The key figures at the top of the page, each with what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulator.analysis.groups import AHEAD, AT_ONCE
from simulator.analysis.kpis.by_group import half
from simulator.analysis.ratios import Number
from simulator.report.page.halves import halves_sentence
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
class Plan:
    """How a card is made: heading, definition, and how its value is written."""

    heading: str
    definition: str
    spell: Callable[[Language, Number], str]


def _decimal(words: Language, value: Number) -> str:
    return words.decimal(value, 2)


def _cents(words: Language, value: Number) -> str:
    return words.euro(value, 2)


def _km(words: Language, value: Number) -> str:
    return words.unit(value, "km")


def kwh(words: Language, value: Number) -> str:
    """Write kilowatt-hours."""
    return words.unit(value, "kWh")


def kg(words: Language, value: Number) -> str:
    """Write kilograms."""
    return words.unit(value, "kg")


def one_digit(words: Language, value: Number) -> str:
    """Write a number with one digit after the point."""
    return words.decimal(value, 1)


EMISSIONS = N_(
    "Greenhouse gases of the energy that the vehicles took, losses of charging included, as carbon dioxide. "
    "Where private cars stand beside it, the same boundary holds for them."
)  # definition of CO2, whatever the service

SUBSIDY_EACH, SUBSIDY_EACH_RIDE = N_("Subsidy per rider"), N_("Subsidy per rider and ride")
_WITH_PARTS = {  # instead of those below where some rides are parts of journeys
    "subsidy_per_rider_eur": Plan(
        SUBSIDY_EACH_RIDE,
        N_(
            "Cost minus fares, divided by the riders of all rides: who has two rides on one journey counts twice. "
            "Cost: hours in service (or drivers and vehicles), kilometres, and the energy bought where it has a price."
        ),
        _cents,
    ),
}
_PLANS: dict[str, Plan] = {
    "service_rate": Plan(
        N_("Requests served"),
        N_("Share of all requests that were carried to their destination. Who asks again after a refusal counts once."),
        Language.percent,
    ),
    "wait_median_s": Plan(
        N_("Typical wait"),
        N_(
            "Half of those served (%(served)s of the requests) waited at most this long. The wait runs from being "
            "ready at the stop, at the time wished for or agreed to, until boarding begins. Who had to ask again has "
            "waited since the first attempt; booking a day ahead does not lengthen the wait."
        ),
        Language.short_minutes,
    ),
    half("service_rate", AT_ONCE): Plan(
        N_("Served, booked at once"),
        N_("Share of the requests made less than 15 minutes ahead that were carried to their destination."),
        Language.percent,
    ),
    half("service_rate", AHEAD): Plan(
        N_("Served, booked ahead"),
        N_("Share of the requests made 15 minutes ahead or more that were carried to their destination."),
        Language.percent,
    ),
    half("wait_median_s", AT_ONCE): Plan(
        N_("Typical wait, booked at once"),
        N_(
            "Half of those served who booked less than 15 minutes ahead waited at most this long, from the first "
            "attempt."
        ),
        Language.short_minutes,
    ),
    half("wait_median_s", AHEAD): Plan(
        N_("Typical wait, booked ahead"),
        N_(
            "Half of those served who booked 15 minutes ahead or more waited at most this long, from the time "
            "wished for."
        ),
        Language.short_minutes,
    ),
    "wait_p95_s": Plan(
        N_("Long wait"),
        N_("95 of 100 of those served (%(served)s of the requests) waited at most this long."),
        Language.short_minutes,
    ),
    "told_within_5_min_share": Plan(
        N_("Picked up at the time told"),
        N_("Share of riders whose boarding began at most 5 minutes before or after the time told when they booked."),
        Language.percent,
    ),
    "on_time_share": Plan(
        N_("Picked up as promised"),
        N_("Share of riders whose boarding began within the window they had been promised: %(width)s wide on average."),
        Language.percent,
    ),
    "ride_mean_s": Plan(
        N_("Ride time"),
        N_("Mean time on board, waiting not included."),
        Language.short_minutes,
    ),
    "detour_factor_mean": Plan(
        N_("Detour factor"),
        N_("Ride time divided by the time of a direct drive, mean over all rides. 1 means no detour."),
        _decimal,
    ),
    "pooled_share": Plan(
        N_("Shared rides"),
        N_("Share of rides that had other passengers on board for at least a part of the way."),
        Language.percent,
    ),
    "vehicle_km": Plan(
        N_("Distance driven"),
        N_("Kilometres of all vehicles, with and without riders."),
        _km,
    ),
    "empty_share": Plan(
        N_("Driven empty"),
        N_("Share of the kilometres with nobody on board: to a pickup, a charger, a depot or a waiting place."),
        Language.percent,
    ),
    "mean_occupancy": Plan(
        N_("Riders on board"),
        N_("Mean number of riders per driven kilometre, empty kilometres included."),
        _decimal,
    ),
    "riders_per_vehicle_hour": Plan(
        N_("Riders per vehicle hour"),
        N_("Riders carried per hour that a vehicle is in service."),
        one_digit,
    ),
    "subsidy_per_rider_eur": Plan(
        SUBSIDY_EACH,
        N_(
            "Cost minus fares, divided by the riders carried. Cost: hours in service (or drivers and vehicles), "
            "kilometres, and the energy bought where it has a price."
        ),
        _cents,
    ),
    "energy_kwh": Plan(
        N_("Energy"),
        N_("Energy that the vehicles used for driving."),
        kwh,
    ),
    "co2_kg": Plan(
        N_("CO₂"),
        EMISSIONS,
        kg,
    ),
}


def cards(kpis: Kpis, words: Language) -> list[Card]:
    """Return the key figures of the rides that were measured."""
    if not any_rides(kpis):
        return []
    both = bool(halves_sentence(kpis, words))  # then a typical wait of all would hide two unlike ones
    shown = made(_PLANS | _WITH_PARTS if kpis.get("part_rides") else _PLANS, kpis, words)
    return [card for card in shown if (card.name != "wait_median_s" if both else "@" not in card.name)]


def made(plans: Mapping[str, Plan], kpis: Kpis, words: Language) -> list[Card]:
    """Return the cards of the figures that were measured. plans: by the names of figures."""
    values = {
        "served": words.percent(kpis.get("service_rate")),
        "width": words.minutes(kpis.get("promise_width_mean_s")),
    }
    return [
        Card(name, words._(plan.heading), plan.spell(words, kpis[name]), _defined(plan.definition, values, words))
        for name, plan in plans.items()
        if kpis.get(name) is not None
    ]


def _defined(definition: str, values: Mapping[str, str], words: Language) -> str:
    """Return a definition in the reader's language, with the values it is to be read beside, if it names any."""
    return words._(definition, **values) if "%(" in definition else words._(definition)
