"""The key figures at the top of the page in groups: of all services together, of rides, of shared cars."""

from __future__ import annotations

from dataclasses import replace

from simulator.analysis.run import RunData
from simulator.report.page.cards import EMISSIONS, Card, Plan, cards, kg, kwh, made, one_digit
from simulator.report.page.language import N_, Language
from simulator.report.page.sentences import has_cars
from simulator.report.page.who_asks import own_cars_km, own_means_went
from simulator.report.plain_words import tells_of_all

_TOGETHER = {
    "common_service_rate": Plan(
        N_("Served by any service"),
        N_("Share of all requests that were carried to their destination by any of the services. Each counts once."),
        Language.percent,
    ),
    "people_moved": Plan(
        N_("People moved"),
        N_("People on the requests that were served, and on further rentals of shared cars, one each (assumption)."),
        Language.whole,
    ),
    "common_journey_mean_s": Plan(
        N_("Whole journey"),
        N_("Mean time from leaving to arriving, with walks and wait; without shared cars, which are kept for a stay."),
        Language.short_minutes,
    ),
    "all_subsidy_per_person_eur": Plan(
        N_("Subsidy per person"),
        N_(
            "Cost of all services minus what they brought in, divided by the people whom they moved; buses, trains, "
            "own means and who took them are not counted. Cost: hours in service (or drivers and vehicles), "
            "shared cars and their staff, kilometres, and the energy bought where it has a price."
        ),
        lambda words, value: words.euro(value, 2),
    ),
    "all_co2_kg": Plan(
        N_("CO₂"),
        N_(
            "Greenhouse gases of the energy that the vehicles and shared cars of all services took, losses of charging "
            "included, as carbon dioxide."
        ),
        kg,
    ),
}
_REACHED = Plan(
    N_("Reached their destination"),
    N_(
        "Share of all requests that came to their destination, with a service or by own means, which are no service: "
        "on foot, by bike, by car. Each counts once."
    ),
    Language.percent,
)
_WITHOUT_OWN_CARS = N_("CO₂ without own cars")
_SHARED_CARS = {
    "carsharing_grant_rate": Plan(
        N_("Bookings granted"),
        N_("Share of the bookings asked for that were granted; institutions left out."),
        Language.percent,
    ),
    "carsharing_bookings_per_car_day": Plan(
        N_("Rentals per car and day"),
        N_("Bookings for which a car was taken, for each car and day."),
        one_digit,
    ),
    "carsharing_utilisation": Plan(
        N_("Time in use"),
        N_("Share of all hours of all cars in which somebody had them."),
        Language.percent,
    ),
    "carsharing_km_per_car_day": Plan(
        N_("Distance per car and day"),
        N_("Kilometres driven by customers and institutions, for each car and day."),
        lambda words, value: words.unit(value, "km"),
    ),
    "carsharing_duration_mean_s": Plan(
        N_("Length of a rental"),
        N_("Mean time from taking a car to bringing it back."),
        Language.minutes,
    ),
    "carsharing_walk_ups_without_car": Plan(
        N_("Walk-ups without a car"),
        N_(
            "People who wanted a car at once, and found none in walking distance that they could take: none was "
            "there, all were out or booked by others, or not charged enough."
        ),
        Language.whole,
    ),
    "carsharing_least_charge_share": Plan(
        N_("Least charge"),
        N_("The lowest state of charge that any car had at any time."),
        Language.percent,
    ),
    "carsharing_energy_kwh": Plan(
        N_("Energy"),
        N_("Energy that the vehicles used for driving."),
        kwh,
    ),
    "carsharing_co2_kg": Plan(
        N_("CO₂"),
        EMISSIONS,
        kg,
    ),
}


def card_groups(run: RunData, words: Language) -> list[tuple[str, list[Card]]]:
    """Return the groups that have figures, each with its heading, which is empty where there is only one."""
    kpis = run.kpis
    groups = [
        (N_("All services together"), _together(run, words) if tells_of_all(kpis) else []),
        (N_("Ridepooling alone"), cards(kpis, words)),
        (N_("Car-sharing alone"), made(_SHARED_CARS, kpis, words) if has_cars(kpis) else []),
    ]
    found = [(heading, shown) for heading, shown in groups if shown]
    return [(words._(heading) if len(found) > 1 else "", shown) for heading, shown in found]


def _together(run: RunData, words: Language) -> list[Card]:
    """Return the cards of all services; they say where own means are counted, and where they are left out."""
    plans = _TOGETHER | ({"common_service_rate": _REACHED} if own_means_went(run) else {})
    cards_of_all = made(plans, run.kpis, words)
    own_km = own_cars_km(run)
    if not own_km:
        return cards_of_all
    left_out = words._(
        "Own cars are left out, in which people went %(km)s person-km, and so are buses and trains by timetable.",
        km=words.whole(own_km),
    )
    return [
        replace(card, heading=words._(_WITHOUT_OWN_CARS), definition=f"{card.definition} {left_out}")
        if card.name == "all_co2_kg"
        else card
        for card in cards_of_all
    ]
