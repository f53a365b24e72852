"""Who goes to places outside of the area and comes from there, in plain words for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.report.plain_words import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.report.carsharing_summary import Number, Row


def gateway_sections(kpis: Mapping[str, Number]) -> list[tuple[str, list[Row]]]:
    """Lines of the summary by heading: label, value, remark; none where nobody goes outside."""
    if "outside_requests" not in kpis:
        return []
    requests, served, people, riding = (
        f"{kpis[f'outside_{name}']:,}" for name in ("requests", "served", "riders_served", "riders_by_timetable")
    )
    share = percent(kpis["outside_service_rate"])
    rows = [
        ("Requests", requests, ""),
        ("Served by any service", served, f"{share}; people: {people}, {riding} of them by bus or train"),
    ]
    return [("To and from places outside", rows)]
