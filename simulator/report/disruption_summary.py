"""What went wrong on a run, in plain words for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.report.plain_words import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simulator.report.carsharing_summary import Number, Row


def disruption_sections(kpis: Mapping[str, Number]) -> list[tuple[str, list[Row]]]:
    """Lines of the summary by heading: label, value, remark; none where nothing went wrong."""
    if "disruptions" not in kpis:
        return []
    idle = kpis["disruptions_without_effect"]
    rows = [
        ("Disruptions", f"{kpis['disruptions']:,}", f"{idle:,} of them touched nothing" if idle else ""),
        (
            "People touched",
            f"{kpis['people_touched']:,}",
            f"{percent(kpis['people_touched_share'])} of all, on {kpis['requests_touched']:,} requests",
        ),
        ("Promises broken by them", f"{kpis['promises_broken_by_disruptions']:,}", ""),
        ("Refused because of them", f"{kpis['refused_by_disruptions']:,}", ""),
    ]
    return [("What went wrong", [*rows, *_beside_twin(kpis)])]


def _beside_twin(kpis: Mapping[str, Number]) -> Iterator[Row]:
    """Lines about what was lost against the same day with nothing going wrong; none where nobody simulated it."""
    lost_h, after_h = kpis.get("resilience_loss_h"), kpis.get("resilience_recovery_h")
    if lost_h is None:
        return
    worst = f"{percent(kpis['resilience_robustness'])} at the worst time"
    yield "Served of what else would be", percent(kpis["resilience_served_share"]), worst
    yield "Full service lost", f"{lost_h:.1f} h", ""
    yield (
        "People affected",
        f"{kpis['resilience_riders_affected']:,}",
        "not served, over 10 min later, or promise broken",
    )
    end = "not within the run" if after_h is None else f"{after_h:.1f} h after the last disruption"
    yield "95 % served again", end, ""
