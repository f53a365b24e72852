"""What the page of a run says of buses and trains by timetable: who went by them, line by line."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from simulator.analysis.run import RunData
from simulator.report.page.language import Language
from simulator.report.page.names import named
from simulator.report.page.rows import Row, Table

MOST_LINES = 25  # told one by one


def tables(run: RunData, words: Language) -> list[Table]:
    """Return for each service by timetable how people travelled with it, and who got on by line."""
    found = list[Table]()
    for name in (service.name for service in run.services if service.kind == "timetable"):
        if f"{name}.scheduled_trips" not in run.kpis:
            continue
        title = words._("By timetable: %(service)s", service=named(name, words))
        found.append((title, list(_travelled(run, name, words))))
        loads = run.tables.gtfs_line_loads
        of_it = loads[(loads["service"] == name) & ((loads["boardings"] > 0) | (loads["turned_away"] > 0))]
        if len(of_it):
            title = words._("Who got on, by line: %(service)s", service=named(name, words))
            found.append((title, list(_lines(of_it, words))))
    return found


def _travelled(run: RunData, name: str, words: Language) -> Iterator[Row]:
    _, kpis = words._, {figure: run.kpis[f"{name}.{figure}"] for figure in _FIGURES}
    km = _("%(km)s km by beelines from stop to stop", km=words.whole(kpis["scheduled_km"]))
    yield _("Trips of buses and trains"), words.whole(kpis["scheduled_trips"]), km
    yield _("Boardings"), words.whole(kpis["boardings"]), _("who changes gets on again")
    km = _("%(km)s km ridden by all people together", km=words.whole(kpis["scheduled_person_km"]))
    yield _("Most people in one vehicle"), words.whole(kpis["most_on_board"]), km
    if kpis["turned_away"]:
        yield _("Found no room"), words.whole(kpis["turned_away"]), _("places go to who asks first")
    if kpis["changes_mean"] is not None:
        wait = kpis["change_wait_mean_s"]
        remark = "" if wait is None else _("mean wait at a change: %(time)s", time=words.minutes(wait))
        yield _("Changes for each journey"), words.decimal(kpis["changes_mean"], 2), remark
        yield _("In the vehicle"), words.minutes(kpis["in_vehicle_mean_s"]), _("mean")
    if kpis["later_than_wished_mean_s"] is not None:
        later = words.minutes(kpis["later_than_wished_mean_s"])
        yield _("Left later than wished"), later, _("mean of those who need not arrive by a time")
    if kpis["left_earlier"]:
        sooner = words.minutes(kpis["earlier_than_wished_mean_s"])
        yield _("Left earlier than wished"), words.whole(kpis["left_earlier"]), _("by %(time)s, mean", time=sooner)


_FIGURES = (
    "scheduled_trips", "scheduled_km", "scheduled_person_km", "boardings", "changes_mean", "change_wait_mean_s",
    "in_vehicle_mean_s", "later_than_wished_mean_s", "left_earlier", "earlier_than_wished_mean_s", "most_on_board",
    "turned_away",
)  # fmt: skip


_OF_LINES = ("line", "boardings", "trips", "most_on_board", "turned_away")


def _lines(loads: pd.DataFrame, words: Language) -> Iterator[Row]:
    """Yield the lines, those with most boardings first."""
    rows = loads.sort_values(["boardings", "line"], ascending=[False, True], kind="stable")
    columns = [rows[name].head(MOST_LINES).tolist() for name in _OF_LINES]
    for line, boardings, trips, people, turned in zip(*columns, strict=True):
        remark = words._(
            "%(trips)s trips, at most %(people)s on board", trips=words.whole(trips), people=words.whole(people)
        )
        if turned:
            remark += words._("; %(people)s found no room", people=words.whole(turned))
        yield line, words.whole(boardings), remark
    if len(rows) > MOST_LINES:
        left = words.whole(int(rows["boardings"].iloc[MOST_LINES:].sum()))
        yield words._("%(count)s more lines", count=words.whole(len(rows) - MOST_LINES)), left, ""
