"""The table of published facts: complete, within reason, and the guide made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.analysis.kpis.by_group import HALF_KPIS
from simulator.analysis.kpis.definitions import KPIS
from simulator.published.beside import LEAST_SERVICES
from simulator.published.facts import Fact, Published, published, read_facts
from simulator.published.figures import FIGURES
from simulator.published.guide import guide

KNOWN = KPIS | HALF_KPIS
ROOT = Path(__file__).parents[2]


def fact(low: float, high: float, service: str = "one", boundary: str = "same") -> Fact:
    return Fact(
        service,
        "here",
        "hier",
        "DE",
        "town",
        None,
        "2020",
        "2020",
        "x",
        low,
        high,
        "km",
        "reported",
        boundary,
        "",
        "",
        "",
    )


@pytest.mark.parametrize("row", read_facts(), ids=lambda row: f"{row.service}-{row.figure}")
def test_every_fact_is_whole(row: Fact) -> None:
    assert row.figure in FIGURES
    assert 0 <= row.low <= row.high
    assert row.unit == {"persons": "riders"}.get(KNOWN[row.figure].unit, KNOWN[row.figure].unit)
    assert row.kind in ("reported", "derived")
    assert row.boundary in ("same", "near", "other")
    assert row.settlement in ("county", "region", "suburbs", "town")
    assert row.source.startswith("http")
    assert row.year
    assert row.year_de
    assert row.area_de
    assert row.country in ("AT", "CH", "DE", "GB", "US")
    assert row.note.endswith(".")
    assert row.note_de.endswith(".")
    if row.unit == "share":
        assert row.high <= 1


def test_figures_are_key_figures_and_all_but_one_have_facts() -> None:
    assert set(FIGURES) <= set(KNOWN)
    assert [name for name in FIGURES if not published(name).facts] == ["co2_g_per_direct_rider_km"]


def test_figures_of_several_services_can_be_noted() -> None:
    for name, figure in FIGURES.items():
        assert bool(figure.outside) == (published(name).services >= LEAST_SERVICES), name


def test_ranges_leave_out_what_counts_something_else() -> None:
    known = Published((fact(3, 5), fact(2, 4, "two"), fact(1, 9, "three", "other"), fact(4, 4)))
    assert (known.low, known.high, known.services) == (2, 5, 2)
    nothing = Published((fact(1, 9, boundary="other"),))
    assert (nothing.low, nothing.high, nothing.services) == (None, None, 0)


def test_derived_values_follow_from_what_their_remarks_tell() -> None:
    """Worked out anew from the numbers in the remarks."""
    told = {(row.service, row.figure): row.low for row in read_facts() if row.kind == "derived"}
    a_year = 365
    expected = {
        ("sprinti", "riders_per_vehicle_day"): 4400 / 120,
        ("EcoBus", "riders_per_vehicle_day"): 250 / 10,
        ("Wittlich Shuttle", "riders_per_vehicle_day"): 10050 / 2 / a_year,
        ("PVGS Rufbus", "requests_per_vehicle_day"): 4000 / 10 / 30.4,
        ("moobil+", "requests_per_vehicle_day"): 10000 / 13 / 30.4,
        ("NAH.SHUTTLE (SMILE24)", "requests_per_vehicle_day"): 4000 / 24 / 7,
        ("moobil+", "vehicle_km_per_vehicle_day"): 93000 / a_year,
        ("Wittlich Shuttle", "vehicle_km_per_vehicle_day"): 15000 / 2 / a_year,
        ("Wittlich Shuttle", "vehicle_km_per_rider"): 15000 / 3662,
        ("moobil+", "vehicle_km_per_served_request"): 93000 * 13 / 120000,
        ("Bedarfsbus", "vehicle_km_per_served_request"): 0.9 * 20791 / 10000,
        ("EcoBus", "cost_per_rider_eur"): 430000 / 55000,
        ("sprinti", "subsidy_per_rider_eur"): 19e6 / 366 / 3200,
        ("Wittlich Shuttle", "subsidy_per_rider_eur"): 183000 / (12 * 1400),
        ("KEXI", "riders_per_1000_inhabitants_day"): 450 / 125.701,
        ("VLP Rufbus", "riders_per_1000_inhabitants_day"): 5693 / a_year / 40,
        ("sprinti", "riders_per_1000_inhabitants_day"): 4400 / 360,
        ("EBuxi", "riders_per_1000_inhabitants_day"): 70 / 8.5,
    }
    of_two_counties = {("Rufbus", "riders_per_1000_inhabitants_day")}
    assert told.keys() - of_two_counties == expected.keys()
    for key, value in expected.items():
        assert told[key] == pytest.approx(value, rel=0.03), key
    riders = [row.low for row in published("riders_per_1000_inhabitants_day").facts if row.service == "Rufbus"]
    assert riders == pytest.approx([86473 / a_year / 160.288, 63953 / a_year / 220.807], rel=0.03)


def test_demand_is_laid_beside_the_same_inhabitants() -> None:
    """The guide on demand has a table of its own."""
    demand = (ROOT / "docs" / "demand.md").read_text(encoding="utf-8")
    known = [row for row in published("riders_per_1000_inhabitants_day").facts if row.service != "VLP Rufbus"]
    assert len(known) == 5
    for row in known:
        assert f" | {row.inhabitants:,} | {row.low} |" in demand, row.area


def test_the_guide_is_of_this_table() -> None:
    assert (ROOT / "docs" / "published.md").read_text(encoding="utf-8") == guide()
