"""A run beside what is published: what is judged, what is noted, and what the page says of it in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from simulator import load_scenario, run
from simulator.analysis.run import RunData, read_run_data
from simulator.analysis.series.calendar import Calendar
from simulator.experiments.publish import write_run
from simulator.published.beside import beside_published, published_notes
from simulator.report.page.language import Language
from simulator.report.page.published_table import published_rows, published_sources
from simulator.report.page.run_page import run_page


def _run(kpis: dict[str, float | None], days: int) -> RunData:
    """Return as much of a run as the table reads."""
    return cast("RunData", SimpleNamespace(kpis=kpis, calendar=Calendar(days=days)))


KPIS = {
    "served": 20,
    "riders_per_vehicle_day": 43.25,  # published up to 36.7
    "rejected_share": 0.2,  # inside
    "vehicle_km_per_vehicle_day": 20.5,  # just inside, as the least
    "subsidy_per_rider_eur": 10.0,  # below the least, 10.9
    "ride_mean_s": 90_000,  # of one service only
    "wait_mean_s@booked=at_once": None,
}


def test_what_is_outside_of_all_that_is_published() -> None:
    outside = {row.name for row in beside_published(KPIS, days=7) if row.outside}
    assert outside == {"riders_per_vehicle_day", "subsidy_per_rider_eur"}
    said = [note.english for note in published_notes(KPIS, days=7)]
    assert said == [
        "43.2 riders per vehicle and day; published are 13.8 to 36.7.",
        "10 euros of subsidy per rider; published are 10.9 to 71.",
    ]


def test_less_than_a_week_is_not_judged_by_means_of_all_days() -> None:
    rows = {row.name: row for row in beside_published(KPIS, days=6)}
    assert {name for name, row in rows.items() if row.outside} == {"subsidy_per_rider_eur"}
    assert {name for name, row in rows.items() if row.too_short} == {
        "riders_per_1000_inhabitants_day",
        "riders_per_vehicle_day",
        "requests_per_vehicle_day",
        "vehicle_km_per_vehicle_day",
    }
    assert not any(row.too_short for row in beside_published(KPIS, days=7))


def test_notes_have_the_digits_of_the_table() -> None:
    kpis = {"served": 99, "vehicle_km_per_vehicle_day": 268.36, "riders_per_vehicle_hour": 0.456}
    of_hours, of_km = published_notes(kpis, days=7)
    assert of_hours.english == "0.46 riders per vehicle hour; published are 0.67 to 3.88."
    assert of_km.english == "268 km per vehicle and day; published are 20 to 255."
    rows = {row.label: row for row in published_rows(_run(kpis, days=7), Language("de"))}
    row = rows["Kilometer je Fahrzeug und Tag"]
    assert (row.value, row.published) == ("268\u202fkm", "20 – 255\u202fkm")
    assert Language("de").filled(of_hours.text, of_hours.values).startswith("0,46 ")


def test_shares_and_times_are_noted_as_people_say_them() -> None:
    [note] = published_notes({"served": 99, "rejected_share": 0.5}, days=1)
    assert note.english == "50 percent of the requests rejected; published are 5 to 26."
    assert (note.rule, note.key) == ("outside-published", "rejected_share")
    by_rule = {"served": 99, "rejected_share": 0.5, "rejected_parallel_service": 30}
    assert published_notes(by_rule, days=1) == []
    assert published_notes(by_rule | {"rejected_parallel_service": 0}, days=1) == [note]


@pytest.mark.parametrize("served", [19, 0, None])
def test_a_few_rides_are_no_service(served: int | None) -> None:
    assert beside_published(KPIS | {"served": served}, days=7) == []


def test_rows_as_the_reader_writes_them() -> None:
    german, english = (
        {row.label: row for row in published_rows(_run(KPIS, days=7), Language(code))}  #
        for code in ("de", "en")
    )
    row = english["Riders per vehicle and day"]
    assert (row.value, row.published, row.services) == ("43.2", "13.8 – 36.7", "3")
    assert (row.remark, row.outside) == ("outside of every published range", True)
    assert german["Mittlere Fahrzeit"].value == "1.500,0\u202fmin"
    assert german["Mittlere Fahrzeit"].remark == "nur ein Dienst: nicht beurteilt"
    assert english["Mean wait of who books at once"].value == "–"
    assert english["Mean wait of who books at once"].published == "8.0 – 13.0\u202fmin"
    assert english["Driven empty"].published == "–"
    assert english["Driven empty"].remark.startswith("what is published counts something else")
    assert english["CO₂ per direct rider-kilometre"].remark == "nothing published was found that counts the same"


def test_sources_tell_what_is_not_compared() -> None:
    german = published_sources(_run(KPIS, days=1), Language("de"))
    [empty] = [source for source in german if source.label == "Leer gefahren"]
    assert empty.value == "73\u202f% (berichtet, nicht verglichen)"
    assert empty.note.startswith("„Leerfahrten“")
    assert "(Landkreis, DE)" in empty.about
    about = " ".join(source.about for source in german)
    assert not re.search(r"\b(to|about|months|plan|pilot|south|west)\b", about), about
    assert "Salt Lake County (Süden) (Umland, US), 12 Monate des Versuchs" in about


def test_who_is_told_to_walk_stands_apart() -> None:
    kpis = {"served": 26, "requests": 100, "rejected_share": 0.74, "rejected_walk_instead": 35}
    german, english = (
        {row.label: row.remark for row in published_rows(_run(kpis, days=1), Language(code))} for code in ("de", "en")
    )
    assert english["Requests rejected"] == (
        "outside of every published range; "
        "35% of the requests as both ends are at one stop (walk instead); of the others 60%"  # (74 - 35) / (100 - 35)
    )
    assert german["Abgelehnte Anfragen"].endswith(
        "an einer Haltestelle liegen (zu Fuß statt dessen); von den anderen 60\u202f%"
    )
    assert sum("walk instead" in remark for remark in english.values()) == 1
    alone = {
        row.label: row for row in published_rows(_run(kpis | {"rejected_walk_instead": 0}, days=1), Language("en"))
    }
    assert alone["Requests rejected"].remark == "outside of every published range"
    everybody = {"served": 20, "requests": 20, "rejected_share": 1.0, "rejected_walk_instead": 20}
    assert next(row for row in beside_published(everybody, 1) if row.name == "rejected_share").of_others is None


def test_a_short_run_says_why_it_is_not_judged() -> None:
    [row] = [
        row
        for row in published_rows(_run(KPIS, days=1), Language("de"))
        if row.label == "Fahrgäste je Fahrzeug und Tag"
    ]
    assert row.remark.endswith("kein Lauf unter einer Woche wird daran gemessen")
    assert not row.outside


def test_notes_and_table_reach_whoever_looks(tmp_path: Path) -> None:
    result = run(load_scenario("tiny/line"))
    assert result.notes == list(result.world.notes)
    folder = write_run(result, tmp_path, {}, figures=False, report=True)
    assert "published-en" not in (folder / "report.html").read_text(encoding="utf-8")
    kpis = json.loads((folder / "kpis.json").read_text()) | {"served": 30, "rejected_share": 0.9}
    (folder / "kpis.json").write_text(json.dumps(kpis))
    page = run_page(read_run_data(folder), "RUN")
    assert page.count('class="published"') == 2
    assert '<span class="late">außerhalb aller veröffentlichten Werte</span>' in page
    assert "Neben veröffentlichten Diensten" in page
