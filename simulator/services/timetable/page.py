"""What the page of a run says of buses and trains by timetable: who went by them, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from simulator.analysis.kpis.late import LATE_KPIS
from simulator.analysis.ratios import Number
from simulator.analysis.run import RunData
from simulator.report.page.language import Language
from simulator.report.page.names import named
from simulator.report.page.rows import Row, Table
from simulator.report.plain_words import tells_rate

MOST_LINES = 25  # told one by one


def tables(run: RunData, words: Language) -> list[Table]:
    """Return for each service by timetable how people travelled with it, and who got on by line."""
    found = list[Table]()
    for name in (service.name for service in run.services if service.kind == "timetable"):
        if f"{name}.scheduled_trips" not in run.kpis:
            continue
        title = words._("By timetable: %(service)s", service=named(name, words))
        found.append((title, [*_travelled(run, name, words), *_costs(run, name, words)]))
        if f"{name}.punctual_arrivals_share" in run.kpis:
            title = words._("How late buses and trains are, as drawn: %(service)s", service=named(name, words))
            found.append((title, [*_late(run, name, words), *_late_lines(run, name, words)]))
        loads = run.tables.gtfs_line_loads
        of_it = loads[(loads["service"] == name) & ((loads["boardings"] > 0) | (loads["turned_away"] > 0))]
        if len(of_it):
            title = words._("Who got on, by line: %(service)s", service=named(name, words))
            found.append((title, list(_lines(of_it, words))))
    return found


def _costs(run: RunData, name: str, words: Language) -> Iterator[Row]:
    """Yield what it costs, and what all services cost together, where that is told."""
    _, kpis = words._, run.kpis
    for figure, label, amount, unit in (
        ("line_cost_hours_eur", _("Hours in service"), "line_vehicle_hours", "h"),
        ("line_cost_vehicles_eur", _("Vehicles"), "line_vehicles", ""),
        ("line_cost_distance_eur", _("Kilometres"), "line_vehicle_km", "km"),
    ):
        if kpis.get(f"{name}.{figure}"):
            remark = words.unit(kpis[f"{name}.{amount}"], unit).strip()
            yield label, words.euro(kpis[f"{name}.{figure}"], 2), remark
    if kpis.get(f"{name}.line_cost_eur") is not None:
        yield _("Cost"), words.euro(kpis[f"{name}.line_cost_eur"], 2), ""
    if kpis.get(f"{name}.line_cost_eur") is not None and kpis.get("transport_subsidy_eur") is not None:
        remark = _("cost %(cost)s", cost=words.euro(kpis["transport_cost_eur"], 2))
        yield _("Left to pay for all public transport"), words.euro(kpis["transport_subsidy_eur"], 2), remark


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


def _late(run: RunData, name: str, words: Language) -> Iterator[Row]:
    """Yield how late vehicles were, and what that meant to people. That it is drawn is an assumption, and told so."""
    _, kpis = words._, {figure: run.kpis[f"{name}.{figure}"] for figure in LATE_KPIS}
    remark = _("drawn for each trip and day, from how punctual lines are said to be: assumption")
    yield _("Arrivals less than 5 minutes late"), words.percent(kpis["punctual_arrivals_share"]), remark
    if kpis["got_off_late_mean_s"] is not None:
        share = words.percent(kpis["got_off_late_share"])
        late = words.minutes(kpis["got_off_late_mean_s"])
        yield _("Got off later than planned"), late, _("mean; 5 minutes or more: %(share)s of trips", share=share)
    if kpis["changes_missed_per_1000"] is not None:
        yield _("Changes missed"), words.whole(kpis["changes_missed"]), _of_changes(kpis, words)
    if kpis["not_brought_on"]:
        yield (
            _("Left at a stop on the way"),
            words.whole(kpis["not_brought_on"]),
            _("nothing ran any more, or had room"),
        )


def _of_changes(kpis: Mapping[str, Number], words: Language) -> str:
    """Return how many changes there were, of which some were missed; of many, how many of 1,000 were."""
    missed, rate = float(kpis["changes_missed"] or 0), float(kpis["changes_missed_per_1000"] or 0)
    if not rate:
        return ""
    if tells_rate(tried := round(1000 * missed / rate)):
        return words._("%(rate)s of 1,000", rate=words.decimal(rate, 1))
    return words._("of %(count)s changes", count=words.whole(tried))


def _late_lines(run: RunData, name: str, words: Language) -> Iterator[Row]:
    """Yield the lines that were late, the least punctual first."""
    assert run.line_delays is not None
    lines = run.line_delays[(run.line_delays["service"] == name) & (run.line_delays["late_most_s"] > 0)]
    rows = lines.sort_values(["punctual_share", "line"], kind="stable").head(MOST_LINES)
    columns = (rows[column].tolist() for column in ("line", "arrivals", "punctual_share", "late_mean_s", "late_most_s"))
    for line, arrivals, share, mean_s, most_s in zip(*columns, strict=True):
        remark = words._(
            "of %(arrivals)s arrivals; mean %(mean)s, at most %(most)s",
            arrivals=words.whole(arrivals), mean=words.minutes(mean_s), most=words.minutes(most_s),
        )  # fmt: skip
        yield words._("Line %(line)s", line=line), words.percent(share), remark


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
