"""What is said of a service beside private cars: more, less or as much, in both languages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from simulator.report.compare.sentences import MOST_TOLD, climate_sentences
from simulator.report.page.against_cars import climate_sentence, driving_sentence
from simulator.report.page.facts import energy_rows
from simulator.report.page.language import Language
from simulator.report.page.sentences import headlines
from simulator.report.summary import headlines as headlines_of_summary

EN, DE = Language("en"), Language("de")
RIDES = {
    "requests": 4, "served": 3, "vehicles": 1, "service_rate": 0.75, "riders_served": 3, "wait_median_s": 60,
    "co2_g_per_direct_rider_km": 220.4, "car_co2_g_per_direct_rider_km": 174.0, "fleet_km_per_direct_km": 1.61,
}  # fmt: skip


def plain(texts: list[str]) -> list[str]:
    return [text.replace("\u202f", " ") for text in texts]


@pytest.mark.parametrize(
    ("ours", "theirs", "english", "german"),
    [
        (220.4, 174.0, "220 g for each rider and direct kilometre, 27% more than", "27 % mehr als bei denselben Wegen"),
        (
            87.0,
            174.0,
            "87 g for each rider and direct kilometre, 50% less than",
            "50 % weniger als bei denselben Wegen",
        ),
        (174.3, 173.9, "174 g for each rider and direct kilometre, as much as", "so viel wie bei denselben Wegen"),
        (0.0, 174.0, "0 g for each rider and direct kilometre, 100% less than", "100 % weniger als"),
    ],
)
def test_co2_beside_the_same_trips_by_car(ours: float, theirs: float, english: str, german: str) -> None:
    kpis = {"co2_g_per_direct_rider_km": ours, "car_co2_g_per_direct_rider_km": theirs}
    (said,), (gesagt,) = (plain(climate_sentence(kpis, words)) for words in (EN, DE))
    assert english in said and german in gesagt
    assert ("(174 g)" in said) == ("(174 g)" in gesagt) == ("as much" not in said)


@pytest.mark.parametrize(
    ("driven", "english", "german"),
    [
        (1.614, "drove 1.61 km for each", "1,61 km"),
        (0.9, "less than the cars", "weniger als die Autos"),
        (1.004, "drove as far as the cars", "so weit wie die Autos"),
        (1.2, "more than the cars", "mehr als die Autos"),
    ],
)
def test_kilometres_beside_the_cars_that_are_replaced(driven: float, english: str, german: str) -> None:
    (said,), (gesagt,) = (plain(driving_sentence({"fleet_km_per_direct_km": driven}, words)) for words in (EN, DE))
    assert english in said and german in gesagt


def test_nothing_is_said_of_what_is_not_known() -> None:
    assert climate_sentence({}, EN) == driving_sentence({}, EN) == []
    assert climate_sentence(RIDES | {"car_co2_g_per_direct_rider_km": None}, EN) == []
    assert climate_sentence(RIDES | {"co2_g_per_direct_rider_km": None}, EN) == []
    assert driving_sentence({"fleet_km_per_direct_km": None}, EN) == []


def test_both_stand_at_the_top_of_page_and_summary() -> None:
    (co2,), (driven,) = climate_sentence(RIDES, EN), driving_sentence(RIDES, EN)
    assert headlines(RIDES, EN)[-1] == co2
    assert headlines_of_summary(RIDES)[-2:] == [co2, driven]


def test_a_comparison_says_it_of_each_variant() -> None:
    """Means of 200 and 210 g, and of 100 and None, beside 164 g.

    Ratios of 1.22 and 1.28: mean 1.25, half width 12.706 times 10 / 164 / 2, which is 0.39.
    """
    kpis = pd.DataFrame(
        {
            "variant": ["fleet.minibus.count=8", "fleet.minibus.count=8", "taxi", "taxi", "idle"],
            "co2_g_per_direct_rider_km": [200.0, 210.0, 100.0, None, None],
            "car_co2_g_per_direct_rider_km": [164.0, 164.0, 164.0, 164.0, 164.0],
        }
    )
    assert climate_sentences(kpis, EN) == [
        "8 × minibus – CO₂: 205 g for each rider and direct kilometre, 25% more than the same trips by private car "
        "(164 g). CO₂ for each kilogram by private car, mean of 2 runs: 1.25 (uncertain between 0.86 and 1.64); no "
        "clear difference.",
        "taxi – CO₂: 100 g for each rider and direct kilometre, 39% less than the same trips by private car (164 g).",
    ]
    (clear,) = climate_sentences(kpis.iloc[:2].assign(co2_g_per_direct_rider_km=[200.0, 201.0]), EN)
    assert clear.endswith("mean of 2 runs: 1.22 (uncertain between 1.18 and 1.26).")
    (same,) = climate_sentences(kpis.iloc[:2].assign(co2_g_per_direct_rider_km=205.0), EN)
    assert same.endswith("mean of 2 runs: 1.25.")
    many = pd.DataFrame({"variant": [f"v{number}" for number in range(MOST_TOLD + 1)]})
    assert climate_sentences(many, EN) == climate_sentences(kpis[["variant"]], EN) == []


def run_of(boundary: str | None, **kpis: float | None) -> Any:
    scenario = {} if boundary is None else {"energy": {"climate": {"boundary": boundary}}}
    return SimpleNamespace(kpis={"co2_kg": 12.0, "car_co2_kg": 9.0, **RIDES, **kpis}, scenario=scenario)


def test_the_table_of_the_page_tells_both_by_direct_kilometre_and_what_they_count() -> None:
    rows = [tuple(plain(list(row))) for row in energy_rows(run_of("well_to_wheel", co2_g_per_rider_km=99.0), EN)]
    assert rows == [
        ("CO₂", "12 kg", "220 g for each rider and direct km"),
        ("CO₂ of the same trips by private car", "9 kg", "174 g for each rider and direct km"),
        ("CO₂ counts", "", "well to wheel: making and delivering the energy, and what leaves the vehicle"),
    ]
    assert energy_rows(run_of("direct"), DE)[-1] == (
        "CO₂ umfasst",
        "",
        "nur direkte Emissionen: was das Fahrzeug ausstößt",
    )
    assert len(energy_rows(run_of(None, car_co2_kg=None), EN)) == 1  # a run of before, without a car to compare with
    assert energy_rows(run_of("direct", co2_kg=None), EN) == []
