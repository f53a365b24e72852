"""The key figures of a car-sharing service in plain words, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.reasons import REFUSAL_WORDS
from simulator.report.cost_words import cost_rows
from simulator.report.page.cost_parts import OF_CARS
from simulator.report.plain_words import decimal, euro, minutes, percent, percent_of, unit, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Number = float | int | None
Row = tuple[str, str, str]


def carsharing_headline(kpis: Mapping[str, Number]) -> str:
    """Say in one sentence how many bookings were granted."""
    asked, granted = kpis["carsharing_bookings"] or 0, kpis["carsharing_granted"] or 0
    if not asked:
        return "Nobody asked for a shared car."
    share = percent(kpis["carsharing_grant_rate"])
    return f"{granted:,} of {asked:,} bookings of a shared car were granted ({share})."


def carsharing_sections(kpis: Mapping[str, Number]) -> list[tuple[str, list[Row]]]:
    """Lines of the summary by heading: label, value, remark. What was not measured is left out."""
    parts = [
        ("No car, because", list(_refusal_rows(kpis))),
        ("Car-sharing service by service", list(_rows_of_each(kpis))),
        ("Car-sharing", list(_service_rows(kpis))),
        ("Car-sharing: budget and climate", list(_budget_rows(kpis))),
    ]
    return [(heading, [row for row in rows if row[1]]) for heading, rows in parts if any(row[1] for row in rows)]


def _refusal_rows(kpis: Mapping[str, Number]) -> Iterator[Row]:
    for reason, words in REFUSAL_WORDS.items():
        name = f"carsharing_refused_{reason.name.lower()}"
        if kpis[name]:
            yield words, f"{kpis[name]:,}", percent_of(kpis[name], kpis["carsharing_bookings"], "bookings")


def _rows_of_each(kpis: Mapping[str, Number]) -> Iterator[Row]:
    """Tell of each of several car-sharing services by its name."""
    figure = ".carsharing_grant_rate"
    for name in (metric.removesuffix(figure) for metric in kpis if metric.endswith(figure)):
        granted, asked = kpis[f"{name}.carsharing_granted"], kpis[f"{name}.carsharing_bookings"]
        yield name, percent(kpis[f"{name}{figure}"]), f"{granted:,} of {asked:,} bookings granted"


def _service_rows(kpis: Mapping[str, Number]) -> Iterator[Row]:
    yield "Cars", f"{kpis['carsharing_cars']:,}", f"{kpis['carsharing_cars_used']:,} of them were used"
    yield "Time in use", percent(kpis["carsharing_utilisation"]), "of all hours of all cars"
    yield "Kilometres per car and day", decimal(kpis["carsharing_km_per_car_day"]), ""
    yield "Bookings per car and day", decimal(kpis["carsharing_bookings_per_car_day"]), ""
    yield "Length of a rental", minutes(kpis["carsharing_duration_mean_s"]), "mean time a car is out"
    walk_ups, without = kpis["carsharing_walk_ups"], kpis["carsharing_walk_ups_without_car"]
    yield "Walk-ups without a car", whole(without) if walk_ups else "", f"of {walk_ups:,} walk-ups"
    yield "Late returns", whole(kpis["carsharing_late_returns"]), f"{kpis['carsharing_delayed']:,} bookings began late"
    yield "Bookings that fell through", whole(kpis["carsharing_lost"]), "granted, but no car was ready"
    if kpis["carsharing_institution_bookings"]:
        yield "Fixed bookings", whole(kpis["carsharing_institution_bookings"]), "of institutions"
    if kpis["carsharing_relocations"]:
        yield (
            "Relocations",
            whole(kpis["carsharing_relocations"]),
            f"{decimal(kpis['carsharing_staff_hours'])} staff hours",
        )


def _budget_rows(kpis: Mapping[str, Number]) -> Iterator[Row]:
    yield from cost_rows(OF_CARS, kpis)
    yield "Cost", euro(kpis["carsharing_cost_eur"], 2), ""
    yield "Revenue", euro(kpis["carsharing_revenue_eur"], 2), "time and distance, of the public"
    yield "Subsidy", euro(kpis["carsharing_subsidy_eur"], 2), ""
    if kpis["carsharing_institution_used"]:
        own = f"{whole(kpis['carsharing_institution_used'])} bookings at the public tariff"
        yield "Institutions, no revenue", euro(kpis["carsharing_institution_eur"], 2), own
    yield "Energy", unit(kpis["carsharing_energy_kwh"], "kWh"), ""
    yield "Least state of charge", percent(kpis["carsharing_least_charge_share"]), "of any car at any time"
    yield "CO2", unit(kpis["carsharing_co2_kg"], "kg"), ""
