"""Both halves of a mean, and the tables of groups, as people read them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from simulator.analysis.run import RunData
from simulator.analysis.series.calendar import ONE_DAY
from simulator.report.page.groups import group_tables
from simulator.report.page.halves import halves_sentence, told_sentences
from simulator.report.page.language import Language

EN, DE = Language("en"), Language("de")
HALVES: dict[str, Any] = {
    "requests@booked=at_once": 1253, "served@booked=at_once": 139, "service_rate@booked=at_once": 0.111,
    "wait_median_s@booked=at_once": 475, "requests@booked=ahead": 4, "served@booked=ahead": 3,
    "service_rate@booked=ahead": 0.75, "wait_median_s@booked=ahead": 23,
}  # fmt: skip


def plain(texts: list[str]) -> list[str]:
    return [text.replace("\u202f", " ") for text in texts]


def test_both_halves_are_named() -> None:
    assert plain(halves_sentence(HALVES, EN)) == [
        "Booked at once: 139 of 1,253 served (11%), half of them waited at most 8 minutes; booked ahead: 3 of 4 served "
        "(75%), half of them waited less than a minute."
    ]
    assert plain(halves_sentence(HALVES | {"wait_median_s@booked=ahead": None}, DE)) == [
        "Sofort gebucht: 139 von 1.253 bedient (11 %), die Hälfte davon wartete höchstens 8 Minuten; vorbestellt: 3 "
        "von 4 bedient (75 %)."
    ]


@pytest.mark.parametrize("kpis", [{}, HALVES | {"requests@booked=ahead": 0}, HALVES | {"requests@booked=at_once": 0}])
def test_where_there_is_one_half_only_nothing_is_said(kpis: dict[str, Any]) -> None:
    assert halves_sentence(kpis, EN) == []


def test_what_was_told_and_what_was_promised() -> None:
    told = {"told_within_5_min_share": 0.8, "told_within_10_min_share": 1.0}
    assert plain(told_sentences(told, EN)) == [
        "80% got on within 5 minutes of the time they had been told, 100% within 10."
    ]
    agreed = {"agreed_to_other_departure": 62, "agreed_shift_mean_s": 2280}
    assert plain(told_sentences(agreed, EN)) == [
        "62 requests took a departure at another time than wished for, 38 minutes off on average; no wait counts that."
    ]
    promised = {"on_time_share": 0.5, "promise_width_mean_s": 1200}
    assert plain(told_sentences(promised, DE)) == [
        "50 % stiegen in dem Zeitfenster ein, das ihnen zugesagt war; es war im Mittel 20 Minuten breit."
    ]


def test_tables_of_groups() -> None:
    figures = {
        "service_rate": 0.5, "wait_median_s": 90, "wait_p95_s": 600, "told_within_5_min_share": 1.0,
        "detour_factor_mean": 1.234,
    }  # fmt: skip
    nothing = {"service_rate": 0.0, **dict.fromkeys([*figures][1:], float("nan"))}
    groups = (
        ("lead_time", "under_15_min", "", 1200, figures), ("lead_time", "over_24_h", "", 3, nothing),
        ("lead_time", "under_15_min", "west", 9, figures), ("class", "adult", "", 1203, figures),
        ("hour", "07", "", 600, figures), ("hour", "23", "", 603, nothing), ("purpose", "work", "", 600, figures),
        ("purpose", "Chor", "", 603, figures),
    )  # fmt: skip
    rows = [(*group[:3], figure, value, group[3]) for group in groups for figure, value in group[4].items()]
    table = pd.DataFrame(rows, columns=["grouping", "group_name", "service", "figure", "value", "requests"])
    run = RunData("day", {}, "", {}, None, "", groups=table)  # type: ignore[arg-type]
    tables = group_tables(run, DE)
    assert [(its.title, its.open) for its in tables] == [
        ("Danach, wie lange vorher gebucht wurde", True), ("Nach der Stunde der gewünschten Abfahrt", False),
        ("Nach dem Grund der Fahrt", False),
    ]  # fmt: skip
    assert tables[0].columns[:4] == ["", "Anfragen", "bedient", "übliche Wartezeit"]
    assert [plain(row) for row in tables[0].rows] == [
        ["sofort (weniger als 15 Minuten vorher)", "1.200", "50 %", "2 Min.", "10 Min.", "100 %", "1,23"],
        ["24 Stunden vorher und mehr", "3", "0 %", "–", "–", "–", "–"],
    ]
    assert [row[0] for row in tables[1].rows] == ["7 bis 8 Uhr", "23 bis 24 Uhr"]
    assert [row[0] for row in tables[2].rows] == ["Arbeit", "Chor"]
    assert run.calendar == ONE_DAY and group_tables(RunData("old", {}, "", {}, None, ""), EN) == []  # type: ignore[arg-type]
