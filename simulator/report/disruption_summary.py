"""What went wrong on a run, in plain words for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.report.plain_words import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        ("Requests refused because of them", f"{kpis['refused_by_disruptions']:,}", ""),
    ]
    return [("What went wrong", rows)]
