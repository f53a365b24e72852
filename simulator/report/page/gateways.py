"""What the page of a run says of people who go to places outside of the area, and who come from there."""

from __future__ import annotations

from simulator.analysis.run import RunData
from simulator.report.page.language import Language
from simulator.report.page.rows import Table


def gateway_tables(run: RunData, words: Language) -> list[Table]:
    """Return a table with the requests to each place and from there, and how many of them were served; or none."""
    table = run.gateways
    if table is None:
        return []
    rows = []
    columns = ("gateway", "leaves", "requests", "served", "riders_served", "journey_mean_s")
    for gateway, leaves, requests, served, riders, mean_s in zip(*(table[name] for name in columns), strict=True):
        way = words._("to %(place)s", place=gateway) if leaves else words._("from %(place)s", place=gateway)
        said = words._(
            "%(share)s of them served, people: %(riders)s; mean time from door to door: %(time)s",
            share=words.percent(served / requests),
            riders=words.whole(riders),
            time=words.minutes(mean_s),
        )
        rows.append((way, words.whole(requests), said if served else words._("none served")))
    return [(words._("Requests to and from places outside, by the name of the place"), rows)]
