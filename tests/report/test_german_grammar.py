"""German sentences at none, one, many and below zero: words that depend on a number agree with it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from simulator.report.compare.metrics import BY_NAME
from simulator.report.compare.sentences import difference_sentences
from simulator.report.compare.tables import DIFFERENCE_COLUMNS, SUMMARY_COLUMNS, Experiment
from simulator.report.page.language import Language
from simulator.report.page.names import named, named_site
from simulator.report.page.rows import left_to_pay
from simulator.report.page.sentences import headlines, more_sentences

DE, EN = Language("de"), Language("en")
ONLY_CARS: dict[str, Any] = {
    "requests": 0, "vehicles": 0, "carsharing_cars": 3, "carsharing_used": 1, "carsharing_km_per_car_day": 7.4,
    "carsharing_cost_eur": None, "carsharing_revenue_eur": None, "carsharing_subsidy_eur": None,
}  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("asked", "granted", "said"),
    [
        (0, 0, "Niemand hat ein geteiltes Auto angefragt."),
        (1, 0, "Die einzige Buchung eines geteilten Autos wurde abgelehnt."),
        (1, 1, "Die einzige Buchung eines geteilten Autos wurde zugesagt."),
        (5, 0, "Keine der 5 Buchungen eines geteilten Autos wurde zugesagt."),
        (5, 1, "Von 5 Buchungen eines geteilten Autos wurde eine zugesagt."),
        (1200, 3, "Von 1.200 Buchungen eines geteilten Autos wurden 3 zugesagt."),
    ],
)
def test_bookings(asked: int, granted: int, said: str) -> None:
    assert headlines(ONLY_CARS | {"carsharing_bookings": asked, "carsharing_granted": granted}, DE) == [said]


@pytest.mark.parametrize(
    ("used", "said"),
    [(1, "Von 3 geteilten Autos wurde eines genutzt; "), (3, "Von 3 geteilten Autos wurden 3 genutzt; ")],
)
def test_cars(used: int, said: str) -> None:
    (sentence,) = more_sentences(ONLY_CARS | {"carsharing_cars_used": used}, DE)
    assert plain(sentence) == said + "jedes Auto fuhr im Mittel 7 km am Tag."


@pytest.mark.parametrize(
    ("half_width", "value", "said"),
    [(0.5, 0.01, "1 Prozentpunkt"), (0.5, 0.02, "2 Prozentpunkte"), (0.005, 0.01, "1,0 Prozentpunkte"),
     (0.5, 0.0, "0 Prozentpunkte"), (0.005, -0.086, "8,6 Prozentpunkte")],
)  # fmt: skip
def test_percentage_points(half_width: float, value: float, said: str) -> None:
    assert BY_NAME["service_rate"].change(DE, value, half_width) == said


def sentence(mean: float, low: float, high: float) -> str:
    row = ("service_rate", "fleet.minibus.count=12", "fleet.minibus.count=8", 5, mean, low, high, 0.001, 0.001, "t")
    table = pd.DataFrame([row], columns=list(DIFFERENCE_COLUMNS))
    no_summary = pd.DataFrame(columns=list(SUMMARY_COLUMNS))
    return difference_sentences(Experiment(None, "", "", "", "", {}, pd.DataFrame(), no_summary, table, ()), DE)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mean", "low", "high", "said"),
    [
        (0.086, 0.081, 0.091,
         "8,6 Prozentpunkte mehr (Unsicherheitsbereich: +8,1 Prozentpunkte bis +9,1 Prozentpunkte)"),
        (-0.5, -0.9, 0.01,
         "50 Prozentpunkte weniger (Unsicherheitsbereich: −90 Prozentpunkte bis +1 Prozentpunkt)"),
    ],
)  # fmt: skip
def test_differences(mean: float, low: float, high: float, said: str) -> None:
    whole = sentence(mean, low, high)
    assert whole == f"12 × Kleinbus statt 8 × Kleinbus – Bediente Anfragen: {said}; kaum Zufall."


def test_no_difference() -> None:
    assert sentence(0, 0, 0) == "12 × Kleinbus statt 8 × Kleinbus – Bediente Anfragen: kein Unterschied."


@pytest.mark.parametrize(
    ("value", "row"),
    [(3.0, ("Bleibt zu zahlen (Zuschuss)", "3 €", "")), (0.0, ("Bleibt zu zahlen (Zuschuss)", "0 €", "")),
     (-33.4, ("Überschuss", "33 €", "")), (None, None)],
)  # fmt: skip
def test_what_is_left(value: float | None, row: tuple[str, str, str] | None) -> None:
    found = left_to_pay(DE, value)
    assert (None if found is None else (found[0], plain(found[1]), found[2])) == row


def test_names_are_told_in_german_where_they_are_usual() -> None:
    assert [named(name, DE) for name in ("rufbus", "minibus", "Linie 3")] == ["Rufbus", "Kleinbus", "Linie 3"]
    assert [named(name, EN) for name in ("rufbus", "cars")] == ["rufbus", "cars"]
    sites = ("Pritzwalk, public", "Perleberg, Bahnhof: depot", "Wittenberge 1: car-sharing", "public house")
    assert [named_site(name, DE) for name in sites] == [
        "Pritzwalk, öffentlich", "Perleberg, Bahnhof: Depot", "Wittenberge 1: Carsharing", "public house",
    ]  # fmt: skip
    assert named_site("Pritzwalk, public", EN) == "Pritzwalk, public"
