"""Who came home as planned, in plain words for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.report.plain_words import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.report.carsharing_summary import Number, Row


def tour_sections(kpis: Mapping[str, Number]) -> list[tuple[str, list[Row]]]:
    """Lines of the summary by heading: label, value, remark; none where the demand has no tours."""
    if "tours_asked" not in kpis:
        return []
    share = kpis["tours_finished_share"]
    remarks = {
        "finished": "" if share is None else f"{percent(share)} of those that left home with a service",
        "home_otherwise": f"people: {kpis['people_home_otherwise']:,}",
    }
    labels = {
        "asked": "Tours with requests",
        "finished": "Served all the way",
        "home_otherwise": "Home otherwise than planned",
        "other_mode": "In another way from the start",
        "not_begun": "Not begun",
    }
    rows = [(label, f"{kpis[f'tours_{name}']:,}", remarks.get(name, "")) for name, label in labels.items()]
    return [("Out and back", rows)]
