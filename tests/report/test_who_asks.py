"""What pages say of who asks: all people of a population, bookings of a file, requests that are assumed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from simulator.analysis.run import RunData
from simulator.analysis.series.people import People
from simulator.report.page.language import Language
from simulator.report.page.names import named
from simulator.report.page.who_asks import caution, people_headline

EN, DE = Language("en"), Language("de")
BY_CLASS = pd.DataFrame({"traveller_class": ["", "pupil"], "persons": [9366, 900], "trips_per_day": [2.98, 2.0]})
SHARES = {"on_demand": 0.03, "car": 0.5, "walk": 0.33, "bike": 0.09, "other": 0.05, "feeder": 0.0}
SPLIT = pd.DataFrame({"traveller_class": "", "means": SHARES.keys(), "share": SHARES.values()})
OF_PUPILS = pd.DataFrame({"traveller_class": ["pupil"], "means": ["car"], "share": [1.0]})
NOBODY = pd.DataFrame()
PEOPLE = People(NOBODY, NOBODY, NOBODY, BY_CLASS, pd.concat([OF_PUPILS, SPLIT]))
RUN = RunData("all", {}, "", {}, None, "")  # type: ignore[arg-type]


def plain(text: str) -> str:
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


def test_first_lines_tell_people_trips_and_means_services_apart_from_own() -> None:
    run = replace(RUN, people=PEOPLE)
    assert [plain(said) for said in people_headline(run, DE)] == [
        "Betrachtet werden alle 9.366 Menschen mit allen ihren Wegen: 2,98 je Kopf und Tag.",
        "Von diesen Wegen werden zurückgelegt: mit Angeboten 3 % Ridepooling; mit eigenen Mitteln, die kein Angebot "
        "sind, 50 % eigenes Auto, 33 % ganzer Weg zu Fuß und 9 % eigenes Fahrrad; der Rest 5 % anders, nicht "
        "bekannt.",
    ]
    assert people_headline(RUN, EN) == []


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"people": PEOPLE}, "All trips of all 9,366 people are looked at, 2.98 a head and day"),
        ({"scenario": {"demand": {"kind": "file"}}}, "stands in a file of requests"),
        ({"scenario": {"demand": {"kind": "synthetic"}}}, "How many people would ask for a ride is an assumption"),
    ],
)
def test_what_the_number_of_requests_rests_on(told: dict[str, Any], said: str) -> None:
    assert said in caution(replace(RUN, **told), EN)


def test_classes_of_a_population_have_german_names() -> None:
    names = ("pupil", "worker", "senior", "carless", "adult")
    assert [named(name, DE) for name in names] == [
        "Schülerinnen und Schüler", "Erwerbstätige", "ab 65", "ohne Auto oder Führerschein", "Erwachsene",
    ]  # fmt: skip
    assert named("pupil", EN) == "pupil"
