"""What the page of a run says of people who came home as planned, and who did otherwise."""

from __future__ import annotations

from simulator.analysis.run import RunData
from simulator.report.page.language import Language
from simulator.report.page.rows import Table


def tour_tables(run: RunData, words: Language) -> list[Table]:
    """Return a table with what became of tours with requests; or none."""
    kpis = run.kpis
    if kpis.get("tours_asked") is None:
        return []
    people = words._("people: %(riders)s", riders=words.whole(kpis["people_home_otherwise"] or 0))
    told = (
        ("tours_finished", words._("served on every trip"), ""),
        ("tours_home_otherwise", words._("left home, and came back or stayed away in a way nobody simulated"), people),
        ("tours_other_mode", words._("made in another way from the first trip on"), ""),
        ("tours_not_begun", words._("not begun: nobody left home"), ""),
        ("tour_trips_not_made", words._("later trips that nobody asked for, as the trip before was not made"), ""),
        ("tour_rides_taken_back", words._("booked rides taken back for that reason"), ""),
    )
    rows = [(label, words.whole(kpis[name] or 0), remark) for name, label, remark in told]
    heading = words._("Ways out and back, %(tours)s tours", tours=words.whole(kpis["tours_asked"]))
    return [(heading, rows)]
