"""What the terminal says of the two hours with a bridge closed, beside the same with nothing going wrong."""

from __future__ import annotations

from simulator.report.disruption_summary import disruption_sections
from tests.analysis.test_resilience import resilience

TOUCHED = {
    "disruptions": 1, "disruptions_without_effect": 0, "people_touched": 9, "people_touched_share": 9 / 41,
    "requests_touched": 8, "promises_broken_by_disruptions": 1, "refused_by_disruptions": 5,
}  # fmt: skip


def test_tells_what_was_kept_where_there_is_a_twin() -> None:
    ((_title, rows),) = disruption_sections(TOUCHED | resilience().kpis)
    assert [row[:2] for row in rows[4:]] == [
        ("Served of what else would be", "85 %"),
        ("Full service lost", "0.3 h"),
        ("People affected", "9"),
        ("95 % served again", "0.2 h after the last disruption"),
    ]
    ((_title, without),) = disruption_sections(TOUCHED)
    assert len(without) == 4
    ((_title, late),) = disruption_sections(TOUCHED | resilience().kpis | {"resilience_recovery_h": None})
    assert late[-1][1] == "not within the run"
