"""What pages and summaries say of all services together, in both languages, at one, at none and at many."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from simulator.analysis.kpis.together import TOGETHER_KPIS
from simulator.analysis.run import RunData
from simulator.report.page.card_groups import card_groups
from simulator.report.page.language import Language
from simulator.report.page.together import together_headlines, together_sentences, together_tables
from simulator.report.together_summary import together_headlines as said_in_terminal
from simulator.report.together_summary import together_sections
from simulator.tables import CARS, RIDES, ServiceName

EN, DE = Language("en"), Language("de")
SERVICES = (ServiceName(0, "bus", RIDES), ServiceName(1, "autos", CARS), ServiceName(2, "feet", "own_means"))
KPIS: dict[str, Any] = dict.fromkeys(TOGETHER_KPIS, 0) | {
    "requests": 8, "vehicles": 1, "served": 5, "common_requests": 1200, "common_served": 900,
    "common_service_rate": 0.75, "common_riders_served": 1000, "people_moved": 1010, "common_rejected_no_car": 100,
    "common_rejected_no_vehicle": 198, "common_cancelled": 2, "common_journey_mean_s": 1500,
    "all_cost_eur": 4040.0, "all_revenue_eur": 1010.0, "all_subsidy_eur": 3030.0, "all_subsidy_per_person_eur": 3.0,
    "all_cost_per_person_eur": 4.0, "all_co2_kg": 1234.4, "all_car_co2_kg": 2000.0,
    "bus.carried": 800, "bus.carried_share": 2 / 3, "autos.carried": 100, "autos.carried_share": 1 / 12,
    "feet.carried": 0, "feet.carried_share": 0.0,
}  # fmt: skip
UNKNOWN = dict.fromkeys([name for name in TOGETHER_KPIS if name.startswith("all_")])
ONE = {"common_requests": 1, "common_served": 1, "bus.carried": 1, "autos.carried": 0}
NONE = {"common_served": 0, "bus.carried": 0, "autos.carried": 0}


def run_with(**changes: Any) -> RunData:
    return RunData("all", {}, "", KPIS | changes, None, "", services=SERVICES)  # type: ignore[arg-type]


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("changes", "english", "german"),
    [
        ({}, "Of 1,200 requests 900 were served by one of the services: 800 with bus (ridepooling) and 100 with autos "
         "(car-sharing).", "Von 1.200 Anfragen wurden 900 von einem der Angebote bedient: 800 mit bus (Ridepooling) "
         "und 100 mit autos (Carsharing)."),
        (ONE, "The only request was served by one of the services: 1 with bus (ridepooling).",
         "Die einzige Anfrage wurde von einem der Angebote bedient: 1 mit bus (Ridepooling)."),
        (NONE, "None of the 1,200 requests was served.", "Keine der 1.200 Anfragen wurde bedient."),
        (NONE | {"common_requests": 1}, "The only request was not served.",
         "Die einzige Anfrage wurde nicht bedient."),
    ],
)  # fmt: skip
def test_headline(changes: dict[str, Any], english: str, german: str) -> None:
    run = run_with(**changes)
    assert (together_headlines(run, EN), together_headlines(run, DE)) == ([english], [german])


def test_own_means_are_called_as_people_say() -> None:
    own = tuple(ServiceName(number, name, "own_means") for number, name in enumerate(("car", "bike", "walk", "sled")))
    kpis = KPIS | {f"{its.name}.{figure}": 3 for its in own for figure in ("carried", "carried_share")}
    run = RunData("all", {}, "", kpis, None, "", services=own)  # type: ignore[arg-type]
    (said,) = together_headlines(run, DE)
    assert said == (
        "Von 1.200 Anfragen kamen 900 ans Ziel, mit eigenen Mitteln, die kein Angebot sind: 3 mit dem eigenen Auto, "
        "3 mit dem eigenen Fahrrad, 3 zu Fuß und 3 mit sled (zu Fuß oder mit eigenem Fahrzeug)."
    )
    assert [row[0] for row in together_tables(run, DE)[0][1]][:3] == ["eigenes Auto", "eigenes Fahrrad", "zu Fuß"]
    assert "3 with car (own means)" in together_headlines(run, EN)[0]


def test_own_means_are_told_apart_from_services_and_own_cars_left_out_are_told() -> None:
    scenario = {"services": {"feet": {"kind": "own_means", "by": "car"}}}
    run = replace(run_with(**{"feet.carried": 200, "feet.trip_person_km": 1234.4}), scenario=scenario)
    assert together_headlines(run, EN) == [
        "Of 1,200 requests 900 reached their destination, with services: 800 with bus (ridepooling) and 100 with "
        "autos (car-sharing); by own means, which are no service: 200 with feet (own means)."
    ]
    assert list(together_sentences(run, EN))[1].endswith("In own cars people went 1,234 person-km.")
    cards = {card.name: card for card in card_groups(run, EN)[0][1]}
    assert cards["common_service_rate"].heading == "Reached their destination"
    assert cards["all_co2_kg"].heading == "CO₂ without own cars"
    assert "1,234 person-km" in cards["all_co2_kg"].definition


def test_reasons_add_up_to_all_who_were_not_served() -> None:
    run = run_with(common_served=893)
    rows = {label: value for label, value, _ in together_tables(run, EN)[1][1]}
    assert rows["went in a way that is not simulated, or not at all"] == "7"
    assert sum(int(value) for value in rows.values()) == 1200 - 893
    told = {label: value for label, value, _ in together_sections(run.kpis)[1][1]}
    assert sum(int(value) for value in told.values()) == 1200 - 893


def test_sentences() -> None:
    assert [plain(said) for said in together_sentences(run_with(), EN)] == [
        "All services together cost €4,040 and brought in €1,010: for each person moved that leaves €3.00 to pay.",
        "All services together emitted 1,234 kg of CO₂; the same trips by private car would have emitted 2,000 kg.",
    ]
    assert plain(next(together_sentences(run_with(), DE))) == (
        "Alle Angebote zusammen kosteten 4.040 € und nahmen 1.010 € ein: "
        "Je beförderter Person bleiben 3,00 € zu zahlen."
    )
    assert list(together_sentences(run_with(**UNKNOWN), EN)) == []


def test_tables() -> None:
    served, left, sums = together_tables(run_with(), EN)
    assert served[0] == "Served by"
    assert served[1][0] == ("bus (ridepooling)", "800", "67% of all requests")
    assert [row[:2] for row in served[1][1:]] == [
        ("autos (car-sharing)", "100"), ("feet (own means)", "0"), ("all services", "900"), ("People moved", "1,010"),
        ("Whole journey", "25 minutes"),
    ]  # fmt: skip
    assert left[1] == [
        ("no vehicle could come in time", "198", "16% of all requests"),
        ("no car free", "100", "8% of all requests"),
        ("cancelled by the traveller", "2", "under 1% of all requests"),
    ]
    assert [plain(row[1]) for row in sums[1]] == [
        "€4,040",
        "€1,010",
        "€3,030",
        "€4.00",
        "€3.00",
        "1,234 kg",
        "2,000 kg",
    ]
    assert [title for title, _ in together_tables(run_with(**UNKNOWN), DE)] == ["Bedient von", "Warum nicht bedient"]
    by_bus = dict(row[::2] for row in together_tables(run_with(**{"feet.trips": 3}), EN)[2][1])
    assert by_bus["Subsidy per person moved"] == by_bus["Cost per person moved"] == by_bus["Cost"] != ""
    terminal = {row[0]: row[2] for _, rows in together_sections(run_with(**{"feet.trips": 3}).kpis) for row in rows}
    assert terminal["Subsidy"] == "for each person 3.00 EUR; buses, trains, own means not counted"


def test_a_run_whose_rides_are_all_there_is_says_nothing_more() -> None:
    same = {"common_requests": 8, "common_served": 5}
    for run in (run_with(**same), run_with(common_requests=0)):
        assert together_headlines(run, EN) == together_tables(run, EN) == list(together_sentences(run, EN)) == []
        assert said_in_terminal(run.kpis) == together_sections(run.kpis) == []
    alone = {name: value for name, value in KPIS.items() if name not in TOGETHER_KPIS}
    assert said_in_terminal(alone) == []


def test_cards_stand_in_groups_where_there_are_several() -> None:
    kpis = dict.fromkeys(("wait_median_s",), 60) | KPIS | {"carsharing_cars": 3, "carsharing_grant_rate": 0.5}
    groups = card_groups(replace(run_with(), kpis=kpis), EN)
    assert [heading for heading, _ in groups] == ["All services together", "Ridepooling alone", "Car-sharing alone"]
    assert [card.value for card in groups[0][1]][:2] == ["75%", "1,010"]
    alone: dict[str, Any] = {"requests": 0, "vehicles": 0, "carsharing_cars": 3, "carsharing_grant_rate": 1}
    ((heading, cards),) = card_groups(replace(run_with(), kpis=alone), DE)
    assert (heading, [(card.heading, plain(card.value)) for card in cards]) == ("", [("Zugesagte Buchungen", "100 %")])


def test_the_terminal_says_the_same() -> None:
    assert said_in_terminal(KPIS) == [
        "900 of 1,200 requests were served by any service (75 %): 800 by bus, 100 by autos; 1,000 people in all."
    ]
    (_, rows), (_, left) = together_sections(KPIS)
    assert ("Subsidy", "3,030 EUR", "for each person 3.00 EUR") in rows
    assert ("CO2", "1,234 kg", "same trips by private car: 2,000 kg") in rows
    assert [row[1] for row in left] == ["198", "100", "2"]
