"""What the page of a run says of ridepooling beside what it says of every run with rides."""

from __future__ import annotations

from simulator.analysis.run import RunData
from simulator.report.page.language import Language
from simulator.report.page.rows import Row, Table


def tables(run: RunData, words: Language) -> list[Table]:
    """Return the tables with their titles: of drivers, and of who could go by timetable as well, if there are any."""
    _ = words._
    found = [(_("Drivers"), _driver_rows(run, words)), (_("Instead of buses and trains"), _parallel_rows(run, words))]
    return [table for table in found if table[1]]


def _parallel_rows(run: RunData, words: Language) -> list[Row]:
    """Return what the rule against parallel rides found; empty where it found nobody, or there is none."""
    _, kpis = words._, run.kpis
    usable = kpis.get("timetable_usable")
    if not usable:
        return []
    rows = [(_("Requests with a journey by timetable that will do"), words.whole(usable), "")]
    rows += [
        (label, words.whole(kpis[name]), "")
        for label, name in (
            (_("rejected for that"), "rejected_parallel_service"),
            (_("told of it, and taken if there was room"), "timetable_told"),
            (_("paid a surcharge"), "surcharged"),
        )
        if kpis[name]
    ]
    if kpis["surcharge_eur"]:
        rows.append((_("Surcharges"), words.euro(kpis["surcharge_eur"], 2), ""))
    if kpis.get("common_parallel_unserved") is not None and kpis["rejected_parallel_service"]:
        rows += [
            (_("Rejected for that, went by timetable"), words.whole(kpis["common_parallel_by_timetable"]), ""),
            (_("of them as near to their wish as the rule says"), words.whole(kpis["common_parallel_near"]), ""),
            (_("of them earlier or later than that"), words.whole(kpis["common_parallel_farther"]), ""),
            (_("went otherwise"), words.whole(kpis["common_parallel_otherwise"]), ""),
            (_("not served by anybody"), words.whole(kpis["common_parallel_unserved"]), ""),
        ]
    return rows


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
