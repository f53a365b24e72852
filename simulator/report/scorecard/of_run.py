"""The scorecard on the page of a run: levels, whom each concerns, and what is not told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.analysis.ratios import Number
from simulator.analysis.scorecard import PILLARS, scorecard
from simulator.report.page.language import Language
from simulator.report.page.rows import Table
from simulator.report.scorecard.words import PILLAR_WORDS, ROWS, WHOM, direction, not_told, title


@dataclass(frozen=True)
class ScorecardBlock:
    """A table for each pillar that tells anything, and sentences about the others."""

    tables: list[Table]
    not_told: list[str]


def scorecard_block(kpis: Mapping[str, Number], words: Language) -> ScorecardBlock | None:
    """Return the section; None for a run that tells of nothing."""
    found = scorecard(kpis)
    tables: list[Table] = []
    for pillar in PILLARS:
        rows = [
            (title(its["row"], words), ROWS[its["row"]].spell(words, its["value"]),
             f"{words._(WHOM[its['for_whom']])}; {direction(its['better'], words)}")
            for its in found[pillar]
        ]  # fmt: skip
        if rows:
            tables.append((words._(PILLAR_WORDS[pillar]), rows))
    told = [its["row"] for pillar in PILLARS for its in found[pillar]]
    return ScorecardBlock(tables, not_told(told, words)) if tables else None
