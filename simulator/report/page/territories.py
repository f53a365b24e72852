"""What the page of a run says of territories: kilometres, hours and rides in each, and rides over borders."""

from __future__ import annotations

from simulator.analysis.run import RunData
from simulator.analysis.territories import rides_between, sums_of_territories
from simulator.report.page.language import Language
from simulator.report.page.rows import Table
from simulator.units import HOUR_S

MOST_PAIRS = 30


def territory_tables(run: RunData, words: Language) -> list[Table]:
    """Return a table of territories, and one of the rides between them; none where the scenario has none."""
    if run.territories is None or run.by_territory is None or "origin_territory" not in run.tables.requests:
        return []
    rows = []
    sums = sums_of_territories(run.by_territory, run.tables.requests, run.territories["territory"].tolist())
    for name, driven_m, driving_s, standing_s, begin, end, within in zip(
        *(
            sums[column].tolist()
            for column in (
                "territory", "driven_m", "driving_s", "standing_s", "rides_from", "rides_to", "rides_within",
            )
        ),
        strict=True,
    ):  # fmt: skip
        said = words._(
            "driving %(driving)s h, standing %(standing)s h; rides that begin here: %(begin)s, end here: %(end)s, "
            "both: %(within)s",
            driving=words.decimal(driving_s / HOUR_S, 1),
            standing=words.decimal(standing_s / HOUR_S, 1),
            begin=words.whole(begin),
            end=words.whole(end),
            within=words.whole(within),
        )
        rows.append(
            (name or words._("outside of all"), words._("%(km)s km", km=words.decimal(driven_m / 1000, 1)), said)
        )
    rough = bool(run.territories["approximate"].any())
    title = words._("Territories (borders are drawn roughly)") if rough else words._("Territories")
    return [(title, rows), *([] if run.guarded else [_between(run, words)])]


def _between(run: RunData, words: Language) -> Table:
    rows = []
    table = rides_between(run.tables.requests).head(MOST_PAIRS)
    columns = (table[name].tolist() for name in ("origin", "destination", "requests", "served"))
    for origin, destination, requests, served in zip(*columns, strict=True):
        ends = (name or words._("outside of all") for name in (origin, destination))
        said = words._("requests: %(requests)s", requests=words.whole(requests))
        rows.append((" → ".join(ends), words.whole(served), said))
    return words._("Rides from territory to territory"), rows
