"""What the parts of the cost are called on page and summary, and that what is shown adds up to the cent."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from simulator.analysis.run import RunData
from simulator.report.carsharing_summary import carsharing_sections
from simulator.report.cost_words import cost_rows as on_terminal
from simulator.report.page.card_groups import card_groups
from simulator.report.page.cost_parts import OF_CARS, OF_RIDES, Part, part_rows
from simulator.report.page.facts import cost_rows
from simulator.report.page.language import Language
from simulator.services.carsharing.page import tables
from tests.carsharing.test_key_figures import ROUND_TRIPS

RIDES: dict[str, Any] = {
    "cost_time_eur": None, "cost_drivers_eur": 204.6, "cost_vehicles_eur": 840.0, "cost_distance_eur": 37.81,
    "cost_energy_eur": 3.57, "cost_eur": 1085.98, "vehicles": 6, "vehicle_km": 75.6,
    "vehicle_hours": 5.6, "fare_revenue_eur": 85.99, "subsidy_eur": 999.99, "fare_cover_share": 0.079,
    "subsidy_per_rider_eur": 111.11, "cost_per_served_request_eur": 181.0,
}  # fmt: skip

CARS = {name: getattr(value, "expected", value) for name, value in ROUND_TRIPS.items()}


def cents(said: str) -> int:
    return int("".join(mark for mark in said if mark.isdigit()))


@pytest.mark.parametrize(
    ("code", "labels"),
    [
        ("en", ["Drivers", "Vehicles", "Kilometres", "Energy bought"]),
        ("de", ["Fahrerinnen und Fahrer", "Fahrzeuge", "Kilometer", "Gekaufte Energie"]),
    ],
)
def test_the_rows_of_the_page_name_the_parts_and_add_up(code: str, labels: list[str]) -> None:
    rows = cost_rows(SimpleNamespace(kpis=RIDES), Language(code))  # type: ignore[arg-type]
    assert [label for label, _, _ in rows[:4]] == labels
    *parts, cost, fares, left = [cents(value) for _, value, _ in rows[:7]]
    assert sum(parts) == cost == fares + left == 108_598


def test_the_lines_of_the_summary_add_up() -> None:
    rows = list(on_terminal(OF_RIDES, RIDES))
    assert rows == [
        ("Cost of drivers", "204.60 EUR", "5.60 h"),
        ("Cost of vehicles", "840.00 EUR", "6"),
        ("Cost of kilometres", "37.81 EUR", "76 km"),
        ("Cost of energy bought", "3.57 EUR", ""),
    ]
    assert sum(cents(value) for _, value, _ in rows) == 108_598


def test_shared_cars_have_their_parts_and_institutions_stand_apart() -> None:
    """40 EUR of cars, 13 of kilometres and 4.75 of energy are 57.75; nobody of staff was paid."""
    ((_, rows),) = tables(SimpleNamespace(kpis=CARS), Language("en"))  # type: ignore[arg-type]
    said = [(label, value) for label, value, _ in rows][5:12]
    assert said == [
        ("Cars", "€40.00"), ("Kilometres", "€13.00"), ("Energy bought", "€4.75"), ("Cost", "€57.75"),
        ("Rental prices", "€88.25"), ("Surplus", "€30.50"), ("Institutions' own use, no revenue", "€14.00"),
    ]  # fmt: skip
    budget = dict(carsharing_sections(CARS))["Car-sharing: budget and climate"]
    assert [(label, value) for label, value, _ in budget][:7] == [
        ("Cost of cars", "40.00 EUR"), ("Cost of kilometres", "13.00 EUR"), ("Cost of energy bought", "4.75 EUR"),
        ("Cost", "57.75 EUR"), ("Revenue", "88.25 EUR"), ("Subsidy", "-30.50 EUR"),
        ("Institutions, no revenue", "14.00 EUR"),
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["en", "de"])
@pytest.mark.parametrize("parts", [OF_RIDES, OF_RIDES + OF_CARS])
def test_the_card_of_the_subsidy_names_every_part(code: str, parts: tuple[Part, ...]) -> None:
    """By the word that its row has, whatever the grammar around it: without its last letter."""
    figure = "subsidy_per_rider_eur" if parts is OF_RIDES else "all_subsidy_per_person_eur"
    words, counts = Language(code), {"requests": 1, "served": 1, "common_requests": 2, "common_served": 2}
    run = RunData("all", {}, "", counts | {figure: 5.0}, None, "")  # type: ignore[arg-type]
    (said,) = [card.definition for _, cards in card_groups(run, words) for card in cards if card.name == figure]
    for part in parts:
        assert words._(part.label)[:-1].lower() in said.lower(), part.label


def test_nothing_is_told_of_parts_that_are_not_known() -> None:
    unknown = {part.figure: None for part in (*OF_RIDES, *OF_CARS)}
    assert part_rows(OF_RIDES + OF_CARS, unknown, Language("en")) == list(on_terminal(OF_RIDES, unknown)) == []
    assert part_rows(OF_RIDES, {}, Language("en")) == []  # the figures of a run of an earlier version
