"""What the terminal says of a changed timetable: who loses a journey, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.report.plain_words import whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simulator.report.carsharing_summary import Number, Row

_CHANGED = ".changed_trips_dropped"


def changes_sections(kpis: Mapping[str, Number]) -> list[tuple[str, list[Row]]]:
    """Lines about each changed timetable by heading: label, value, remark; none where nothing is changed."""
    names = [figure.removesuffix(_CHANGED) for figure in kpis if figure.endswith(_CHANGED)]
    return [(f"Changed timetable: {name}", list(_rows(f"{name}.changed_", kpis))) for name in names]


def _rows(prefix: str, kpis: Mapping[str, Number]) -> Iterator[Row]:
    def told(figure: str) -> str:
        return whole(kpis[prefix + figure])

    yield "Trips left out", told("trips_dropped"), f"added {told('trips_added')}; {told('vehicle_km')} km by beeline"
    had = f"requests; before {told('with_before')}"
    yield "With a useful journey by timetable", told("with_after"), had
    lost = f"served by others {told('lose_served')}, by nobody {told('lose_unserved')}"
    yield "Requests that lose theirs", told("lose"), lost
    yield "Requests that gain one", told("gain"), ""
    yield "Places cut off", told("places_cut_off"), "from the nearest station; the page tells village by village"
