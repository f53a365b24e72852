"""The chapter about what went wrong, in both languages, of the disruptions worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from simulator.analysis.disruptions.table import disruption_table
from simulator.report.page.disruptions import DisruptionsBlock, disruptions_block
from simulator.report.page.language import Language
from tests.analysis.test_disruptions import EXPECTED, FACTS, HAPPENED
from tests.report.test_who_asks import plain


def block(code: str, *, guarded: bool = False) -> DisruptionsBlock:
    run: Any = SimpleNamespace(
        kpis=EXPECTED,
        disruptions=disruption_table(HAPPENED, FACTS),
        broken_promises=FACTS.promises,
        guarded=guarded,
    )
    told = disruptions_block(run, Language(code))
    assert told is not None
    return told


def test_says_whom_it_touched_and_which_promises_fell() -> None:
    told = block("en")
    assert [plain(one) for one in told.sentences] == [
        "People touched by what went wrong: 11, that is 79% of all. Promises that fell because of it: 3; requests "
        "refused because of it: 1.",
        "Disruptions that touched nothing: 1.",
    ]
    assert [trace["name"] for trace in told.chart.traces] == ["Flood", "Nothing", "Storm", "Riddle"]
    touched, promises = told.tables
    assert [plain(cell) for cell in touched.rows[0][:2]] == ["Flood", "vehicles"] and len(touched.rows) == 4
    assert [row[-1] for row in promises.rows] == ["Flood", "Storm", "–", "–", "Storm"]
    assert plain(block("de").sentences[1]) == "Störungen, die nichts berührt haben: 1."


def test_of_real_people_no_few_are_told() -> None:
    told = block("en", guarded=True)
    assert len(told.tables) == 1 and plain(told.tables[0].rows[0][8]) == "under 5"


@pytest.mark.parametrize("disruptions", [None, disruption_table([], FACTS)])
def test_nothing_went_wrong(disruptions: Any) -> None:
    assert disruptions_block(SimpleNamespace(disruptions=disruptions), Language("en")) is None  # type: ignore[arg-type]
