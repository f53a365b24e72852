"""What the page of a run says of ridepooling beside what it says of every run with rides."""

from __future__ import annotations

from simulator.analysis.run import RunData
from simulator.report.page.language import Language
from simulator.report.page.rows import Row, Table


def tables(run: RunData, words: Language) -> list[Table]:
    """Return the tables with their titles; none for a day without drivers."""
    rows = _driver_rows(run, words)
    return [(words._("Drivers"), rows)] if rows else []


def _driver_rows(run: RunData, words: Language) -> list[Row]:
    """Return what the day is like for drivers; empty when the scenario has none."""
    _, kpis = words._, run.kpis
    if not kpis.get("duties"):
        return []
    in_time = "" if kpis.get("driver_limits_broken") else _("each in time")
    return [
        (_("Duties"), words.whole(kpis["duties"]), ""),
        (_("Breaks taken"), words.whole(kpis["breaks_taken"]), in_time),
        (_("Longest time without a break"), words.minutes(kpis["longest_stretch_s"]), ""),
        (_("Overtime, all duties together"), words.unit(kpis["overtime_hours"], "h", 1), ""),
    ]
