"""The chapter about what a disturbed day kept, in both languages, of the two hours with a bridge closed."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from simulator.analysis.series.resilience import ResilienceSeries
from simulator.report.page.language import Language
from simulator.report.page.resilience import ResilienceBlock, resilience_block
from tests.analysis.test_resilience import resilience
from tests.analysis.two_hours import BRIDGE, FROM_S
from tests.report.test_who_asks import plain

ALWAYS = 40 * 86_400


def block(code: str, *, recovers: bool = True, guarded: bool = False) -> ResilienceBlock:
    day = resilience()
    tables = day.tables
    times = tables["resilience_milestones"]
    if not recovers:
        times = times.assign(time_s=times["time_s"].where(times["milestone"] != "recovered"))
    rows = [("bridge", *BRIDGE), ("winter", -ALWAYS, ALWAYS), ("next year", ALWAYS, ALWAYS + 60)]
    disruptions = pd.DataFrame(rows, columns=["name", "from_s", "until_s"])
    its = ResilienceSeries(tables["resilience_curve"], tables["resilience_by_group"], times, disruptions)
    kpis = day.kpis if recovers else day.kpis | {"resilience_recovery_h": None}
    told = resilience_block(SimpleNamespace(resilience=its, kpis=kpis, guarded=guarded), Language(code))  # type: ignore[arg-type]
    assert told is not None
    return told


def test_says_what_was_lost_and_when_it_was_over() -> None:
    said = [plain(one) for one in block("en").sentences]
    assert said == [
        "Everything was simulated twice, with the same people and the same luck: as it is here, and with nothing going "
        "wrong. Of 100 trips that would have been served then, 85 were served here; at the worst time, 08:00–09:00, it "
        "was 75.",
        "All in all as much was lost as if nobody had been served for 18 minutes. People affected, as they were not "
        "served, arrived more than ten minutes later, or were broken a promise: 9. Requests stranded on their way: 1.",
        "The last disruption was over at 08:45; from 09:00 on, 15 minutes later, at least 95 of 100 trips were served "
        "again for an hour.",
        "Those who were served waited 4 minutes on average, 4 minutes with nothing going wrong. That says little "
        "alone: waits fall when those are not served who would have waited longest.",
        "Not compared are requests that were made only once: 1 here, 1 with nothing going wrong.",
    ]
    assert plain(block("de").sentences[1]).startswith("Insgesamt ging so viel verloren, als wäre 18 Minuten lang")


def test_says_that_it_did_not_recover() -> None:
    assert plain(block("de", recovers=False).sentences[2]) == (
        "Die letzte Störung war um 08:45 vorbei. Bis zum Ende des Laufs waren es nicht wieder eine Stunde lang 95 von "
        "100 Fahrten."
    )


def test_draws_both_measures_beside_the_twin_with_bars_and_milestones() -> None:
    chart = block("en").chart
    kept, trouble, twin, *bars = chart.traces
    assert (kept["x"], kept["y"]) == ([FROM_S, FROM_S + 3600, FROM_S + 3600, FROM_S + 7200], [0.75, 0.75, 0.95, 0.95])
    assert all(share < 1 for share in trouble["y"])
    assert twin["y"] == [1, 1]
    assert [(one["name"], one["x"]) for one in bars] == [("winter", [FROM_S, FROM_S + 7200]), ("bridge", [*BRIDGE])]
    told = [note["text"] for note in chart.layout["annotations"]]
    assert told == ["winter", "bridge", "began 08:15", "known 08:16", "lowest 08:00", "over 08:45", "recovered 09:00"]
    assert [plain(cell) for cell in chart.rows[0]][:4] == ["08:00–09:00", "15", "20", "75%"]


def test_lists_groups_that_lost_most_first() -> None:
    towns, places, *_ = block("de").tables
    assert towns.rows[0][0] == "Amt"
    assert [[plain(cell) for cell in row] for row in places.rows] == [
        ["West", "20", "14", "9", "1", "18 Minuten"],
        ["East", "20", "20", "0", "0", "0 Sekunden"],
    ]


def test_of_bookings_of_real_people_no_few_are_told() -> None:
    _towns, places, *_ = block("en", guarded=True).tables
    assert [[plain(cell) for cell in row[3:5]] for row in places.rows] == [["9", "under 5"], ["0", "0"]]


def test_a_run_without_a_twin_has_no_such_chapter() -> None:
    assert resilience_block(SimpleNamespace(resilience=None), Language("en")) is None  # type: ignore[arg-type]
