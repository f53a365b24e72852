"""The page of an import: what it says, in both languages, and what it keeps to itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.demand.importing.imported import Asked
from simulator.demand.importing.ioki import read_ioki
from simulator.demand.importing.quality import guarded_notes, quality_of
from simulator.demand.importing.scenario_part import scenario_part
from simulator.report.page import import_words
from simulator.report.page.import_page import write_import_page
from simulator.scenario.demand_parts import MID_BANDS
from tests.demand.importing.made_exports import Known, bookings, dirty_ioki, ioki_dirt


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "ioki.csv"
    path.write_text(dirty_ioki(bookings(Known(days=3, per_day=30), 1)), encoding="utf-8")
    return read_ioki(Asked((path,)))


def test_counts_are_those_of_the_requests_and_small_ones_are_left_out(imported) -> None:
    guarded, shown = (quality_of(imported, shown=shown) for shown in (False, True))
    assert sum(shown.days) == sum(shown.hours) == sum(shown.weekdays) == len(imported.requests)
    assert shown.weekdays[:3] == shown.days
    assert shown.weekdays[3:] == [0] * 4
    assert guarded.hours == [count if count == 0 or count >= 5 else None for count in shown.hours]
    assert None in guarded.hours
    assert (guarded.places["count"] >= 5).all()
    assert guarded.places["count"].sum() + guarded.hidden == shown.places["count"].sum() == len(imported.requests)
    assert shown.hidden == 0
    assert {note.rule: count for note, count in shown.dropped} == ioki_dirt()
    assert {note.rule: count for note, count in guarded.dropped if count} == {
        rule: count for rule, count in ioki_dirt().items() if count >= 5
    }
    assert guarded.few >= {"no_pickup", "backwards"}
    assert "above" not in guarded.few | shown.few
    said = {note.rule: dict(note.values).get("count") for note in guarded_notes(guarded)}
    assert said["no_pickup"] == "under 5"
    assert said["above"] == 1  # lines, not people
    assert guarded_notes(shown) == shown.notes
    assert not quality_of(replace(imported, personal=False), shown=False).guarded


def test_the_page_says_it_in_both_languages(imported, tmp_path) -> None:
    quality = quality_of(imported, MID_BANDS, shown=False)
    write_import_page(tmp_path, quality, ["ioki.csv"], "ioki", scenario_part(imported))
    page = (tmp_path / "quality.html").read_text(encoding="utf-8")
    rows = imported.rows
    for text in (
        f"Rows read: {rows}; requests: {len(imported.requests)}; dropped: {len(imported.dropped)}.",
        "Rides with the dropoff before the pickup: under 5.", "Fahrten mit dem Ausstieg vor dem Einstieg: unter 5.",
        f"Gelesene Zeilen: {rows}; Anfragen:", "Fahrgast, Telefon", "Is the same booking once more", "unter 5",
        "first_day: 2022-05-02, days: 3", "Requests a day", "Anfragen am Tag",
        "How long requests are", "5 bis 10 km",
    ):  # fmt: skip
        assert text in page, text
    assert "%(" not in page.partition("<script")[0]
    assert all(secret not in page for secret in ("Name 1", "0170 ", "R9000"))


def test_every_estimate_has_words(imported) -> None:
    table = imported.estimates
    assert set(table["figure"]) <= set(import_words.FIGURES)
    assert set(table["method"]) <= set(import_words.METHODS)
