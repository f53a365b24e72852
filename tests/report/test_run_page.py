"""report.html: one safe file that says the same as the tables, for any run."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from simulator import load_scenario, run
from simulator.analysis.run import read_run_data
from simulator.analysis.series.fleet import share_at_work
from simulator.errors import ResultError
from simulator.experiments.publish import write_run
from simulator.report.page.cards import cards
from simulator.report.page.halves import told_sentences
from simulator.report.page.html import LARGEST_PAGE_BYTES, script_json
from simulator.report.page.language import Language
from simulator.report.page.run_page import run_page, write_run_page
from simulator.report.page.sentences import headlines, more_sentences, sentences_by_kind
from tests.bundled import bundled

EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    result = bundled("tiny/line")
    return write_run(result, tmp_path_factory.mktemp("results"), {}, figures=False, report=True)


def without_scripts(page: str) -> str:
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def test_the_page_says_what_happened_in_both_languages(folder) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Of 4 requests 3 were served." in page and "Booked at once: " in page
    assert "Von 4 Anfragen wurden 3 bedient." in page and "Sofort gebucht: " in page
    assert len(page.encode()) < LARGEST_PAGE_BYTES / 4


def test_the_same_run_gives_the_same_page_later(folder) -> None:
    before = (folder / "report.html").read_bytes()
    assert write_run_page(folder).read_bytes() == before


def test_nothing_is_fetched_and_no_strange_script_runs(folder) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page).group(1)
    assert "default-src &#39;none&#39;" in policy
    assert "unsafe-eval" not in policy and "script-src &#39;unsafe" not in policy
    assert not re.search(r'(src|href)="(?!#)', without_scripts(page))


def test_values_of_a_scenario_show_as_text(folder, tmp_path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            (tmp_path / file.relative_to(folder)).parent.mkdir(exist_ok=True)
            (tmp_path / file.relative_to(folder)).write_bytes(file.read_bytes())
    stops = pd.read_parquet(tmp_path / "service_stops.parquet").assign(name=EVIL)
    stops.to_parquet(tmp_path / "service_stops.parquet")
    text = (tmp_path / "scenario.yaml").read_text(encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(
        re.sub(r"(?m)^title:.*$(\n  .*$)*", f"title: '{EVIL}'", text), encoding="utf-8"
    )
    page = write_run_page(tmp_path).read_text(encoding="utf-8")
    assert EVIL not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert script_json(EVIL) == '"\\u003cscript\\u003ealert(1)\\u003c/script\\u003e"'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("demand.requests_per_day=0", "Niemand hat eine Fahrt angefragt."),
        ("fleet.minibus.count=0", "Keine der 168 Anfragen wurde bedient."),
    ],
)
def test_days_without_anything_give_a_sensible_page(change, said, tmp_path) -> None:
    result = run(load_scenario("prignitz/rufbus", (change,)))
    page = (write_run(result, tmp_path, {}, figures=False, report=True) / "report.html").read_text(encoding="utf-8")
    assert said in page
    assert not re.search(r"\bnan\b", without_scripts(page).lower())


def test_charging_shows_only_where_there_is_any(folder) -> None:
    assert 'data-chart="power"' not in without_scripts((folder / "report.html").read_text(encoding="utf-8"))
    day = read_run_data(folder)
    power = pd.DataFrame({"site": [0, 0, 1, 2], "time_s": [0, 3600, 1800, 1800], "kw": [11.0, 0.0, 22.0, 99.0]})
    power["energy"] = ["electricity"] * 3 + ["hydrogen"]  # no power is drawn for it
    sites = pd.DataFrame({"site": [0], "kind": "charger", "name": "Hof", "lon": 11.8, "lat": 53.0})
    page = run_page(replace(day, tables=replace(day.tables, power=power), sites=sites), "day")
    assert "Die höchste gleichzeitig aus dem Netz bezogene Leistung betrug 33" in page
    assert 'data-chart="power"' in page
    assert '"charger","Hof"' in page


def test_a_page_of_real_bookings_says_that_it_is_for_their_protection(folder) -> None:
    data = read_run_data(folder)
    for guarded, shown, hidden in (
        (False, ("a waiting person", "person waiting"), ("data protection",)),
        (True, ("none of them is drawn one by one", "fewer than 5 requests are left out. Places shown: 0.",
                "keine davon einzeln gezeichnet"), ("To keep this page small", "a waiting person", "person waiting")),
    ):  # fmt: skip
        page = without_scripts(run_page(replace(data, guarded=guarded), "name"))
        assert all(text in page for text in shown) and not any(text in page for text in hidden)


def test_what_is_no_run_is_told(tmp_path) -> None:
    with pytest.raises(ResultError, match="not the results of a run"):
        write_run_page(tmp_path)


def test_a_run_from_door_to_door_has_a_page_too(tmp_path) -> None:
    scenario = load_scenario("tiny/line", ["mode=door_to_door"])
    folder = write_run(run(scenario), tmp_path, {}, figures=False, report=True)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "</html>" in page
    for said in ("One day was simulated: other days differ", "Simuliert wurde ein einziger Tag: Andere Tage fallen"):
        assert f'<p class="caution">{said}' in page


def test_a_night_service_ends_on_the_clock(tmp_path) -> None:
    scenario = load_scenario("tiny/line", ["hours=[22:00, 06:00]"])
    folder = write_run(run(scenario), tmp_path, {}, figures=False, report=True)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "22:00–06:00 (day 2)" in page and "22:00–06:00 (Tag 2)" in page
    assert "30:00" not in without_scripts(page).split("<pre")[0]


def test_vehicles_on_a_break_or_at_a_plug_are_not_said_to_work() -> None:
    names = ("driving_to_charge", "at_stop", "waiting_with_riders", "on_break", "charging", "idle")
    began = [0, 600, 900, 1000, 2000, 3500]
    states = pd.DataFrame({"state": names, "began_s": began, "ended_s": [*began[1:], 4000]})
    states = states.assign(duration_s=states["ended_s"] - states["began_s"], vehicle=0, riders=0)
    assert share_at_work(states) == 0.25


RIDES = {
    "requests": 10, "vehicles": 1, "served": 0, "vehicle_km": 0.0, "cost_eur": 100.0, "fare_revenue_eur": 20.0,
    "subsidy_eur": 80.0,
}  # fmt: skip
CARS = {
    "carsharing_cars": 4, "carsharing_cars_used": 3, "carsharing_bookings": 9, "carsharing_granted": 7,
    "carsharing_used": 6, "carsharing_km_per_car_day": 12.0, "carsharing_cost_eur": 50.0,
    "carsharing_revenue_eur": 30.0, "carsharing_subsidy_eur": 20.0,
}  # fmt: skip
USED = "3 of 4 shared cars were used; each car drove 12\u202fkm a day on average."


def test_each_service_says_what_it_served_and_what_is_left_to_pay_for_it() -> None:
    words = Language("en")
    assert headlines(RIDES, words) == ["None of the 10 requests was served."]
    assert more_sentences(RIDES, words) == ["The service cost €100; fares brought in €20, so €80 were left to pay."]
    both = RIDES | CARS
    assert headlines(both, words) == [
        "None of the 10 requests was served.",
        "Of 9 bookings of a shared car 7 were granted.",
    ]
    assert more_sentences(both, words) == [
        USED,
        "Ridepooling cost €100; fares brought in €20, so €80 were left to pay.",
        "Car-sharing cost €50; fares brought in €30, so €20 were left to pay.",
    ]
    alone = both | dict.fromkeys(RIDES, 0)
    assert headlines(alone, words) == ["Of 9 bookings of a shared car 7 were granted."]
    assert more_sentences(alone, words) == [
        USED,
        "Car-sharing cost €50; fares brought in €30, so €20 were left to pay.",
    ]
    assert cards(alone, words) == []
    assert [card.name for card in cards(both, words)] == ["vehicle_km"]


def test_every_sentence_stands_below_what_it_is_about() -> None:
    (rides, of_rides), (cars, of_cars) = sentences_by_kind(RIDES | CARS, Language("en"))
    assert (rides, cars) == ("Ridepooling alone", "Car-sharing alone")
    assert of_rides == [
        "None of the 10 requests was served.",
        "The service cost €100; fares brought in €20, so €80 were left to pay.",
    ]
    assert of_cars == [
        "Of 9 bookings of a shared car 7 were granted.",
        USED,
        "Car-sharing cost €50; fares brought in €30, so €20 were left to pay.",
    ]
    assert [title for title, _said in sentences_by_kind(RIDES, Language("de"))] == ["Ridepooling allein"]
    assert [title for title, _said in sentences_by_kind(CARS | dict.fromkeys(RIDES), Language("de"))] == [
        "Carsharing allein"
    ]


def test_a_sentence_begins_with_a_capital_letter() -> None:
    german = Language("de")
    told = {"told_within_5_min_share": 0.995, "told_within_10_min_share": 1.0, "on_time_share": 0.995}
    assert [said[:7] for said in told_sentences(told, german)] == ["Über 99", "Über 99"]


def test_money_that_is_not_known_is_not_told_as_the_whole() -> None:
    words = Language("de")
    unknown = RIDES | CARS | {"carsharing_cost_eur": None, "carsharing_subsidy_eur": None}
    assert more_sentences(unknown, words)[1:] == [
        "Das Ridepooling kostete 100\u202f€; eingenommen wurden 20\u202f€, es blieben 80\u202f€ zu zahlen.",
        "Carsharing brachte 30\u202f€ ein; die Kosten sind nicht bekannt.",
    ]
