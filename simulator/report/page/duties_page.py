"""``duties.html``: which duties cover what a service needs, half hour by half hour, from which depots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.clock import format_clock
from simulator.report.page.chart import Chart, clock_axis, count_axis, numbers
from simulator.report.page.language import N_, Language
from simulator.report.page.study_page import write_study_page
from simulator.report.page.timetable_changes import WideTable
from simulator.report.style import BLUE, GREY, ORANGE

PAGE = "duties.html"
CLOCK = len("00:00")
SERVED, BOUND = "service_rate", "service_rate_bound"


@dataclass(frozen=True)
class DutiesTold:
    """What the page shows. titles: by language. tables: as `experiments.duties.tables` makes them.

    days: each option was simulated on so many.
    """

    titles: Mapping[str, str]
    tables: Mapping[str, pd.DataFrame]
    days: int


def write_duties_page(folder: Path, told: DutiesTold) -> Path:
    """Write the page into the folder of a search for duties and return it."""

    def parts(words: Language) -> dict[str, Any]:
        return {
            "sentences": list(_sentences(told, words)), "chart": _chart(told.tables["need"], words),
            "duties": _duties(told.tables["duties"], words), "options": _options(told.tables["options"], words),
            "notes": list(_notes(words)),
        }  # fmt: skip

    return write_study_page(folder / PAGE, "duties.html", N_("Who has to drive when"), told.titles, parts)


def _sentences(told: DutiesTold, words: Language) -> Iterator[str]:
    _, duties = words._, told.tables["duties"]
    if duties.empty:
        yield _("No duties that were tried keep the goals.")
        return
    yield _(
        "%(duties)s duties on %(vehicles)s vehicles are the cheapest that were found to keep the goals: %(hours)s "
        "hours of duty a day.",
        duties=words.whole(len(duties)), vehicles=words.whole(duties["vehicle"].nunique()),
        hours=words.decimal(float(duties["hours"].sum()), 1),
    )  # fmt: skip
    at = told.tables["depots"].to_dict("records")
    listed = ", ".join(f"{row['depot']} {words.whole(row['vehicles'])}" for row in at)
    yield _("Vehicles by depot: %(depots)s.", depots=listed)
    yield _("Each was simulated on the same %(days)s days.", days=words.whole(told.days))


def _clock(time_s: int) -> str:
    return format_clock(time_s)[:CLOCK]


def _duties(duties: pd.DataFrame, words: Language) -> WideTable:
    _ = words._
    rows = [
        [words.whole(row["vehicle"]), row["depot"], _clock(row["begins_s"]), _clock(row["ends_s"]),
         words.decimal(row["hours"], 1)]
        for row in duties.to_dict("records")
    ]  # fmt: skip
    columns = [_("vehicle"), _("depot"), _("begins"), _("planned end"), _("hours")]
    return WideTable(_("The duties"), columns, rows, open=True)


def _options(options: pd.DataFrame, words: Language) -> WideTable:
    _ = words._
    served = SERVED in options
    rows = []
    for row in options.to_dict("records"):
        share = [words.decimal(100 * row[name], 1) for name in (SERVED, BOUND)] if served else []
        answer = _("yes, the cheapest") if row["best"] else _("yes") if row["meets"] else _("no")
        hours = f"{_clock(row['from_s'])}–{_clock(row['to_s'])}"
        rows.append([hours, row["depots"], words.whole(row["percent"]), *share, answer])
    titles = [_("served [%]"), _("bound [%]")] if served else []
    columns = [_("hours"), _("depots"), _("covered [% of the need]"), *titles, _("keeps the goals")]
    return WideTable(_("What was tried"), columns, rows, open=False)


def _chart(need: pd.DataFrame, words: Language) -> Chart:
    _ = words._
    edges = [*need["from_s"].tolist(), int(need["to_s"].iloc[-1])]
    traces = [
        {
            "type": "scatter", "mode": "lines", "name": name, "x": edges, "line": {"shape": "hv", "color": colour},
            "y": numbers([*need[column], need[column].iloc[-1]], 2),
            "hovertemplate": "%{y}<extra>%{fullData.name}</extra>",
        }
        for column, name, colour in (
            ("vehicles_at_work", _("at work as it is"), GREY), ("covered", _("to be covered"), ORANGE),
            ("on_duty", _("on duty, breaks included"), BLUE),
        )
    ]  # fmt: skip
    most = float(need[["vehicles_at_work", "covered", "on_duty"]].max().max())
    return Chart(
        "duties",
        _("Vehicles needed and on duty"),
        _("How many vehicles are on the way for riders or at stops on days as they are, how many have to be covered to "
          "keep the goals, and how many are on duty, by half hour."),
        traces,
        {"xaxis": clock_axis(edges[0], edges[-1], words), "yaxis": count_axis(_("vehicles"), most)},
        [_("from"), _("at work as it is"), _("to be covered"), _("on duty, breaks included")],
        [
            [_clock(row["from_s"]), words.decimal(row["vehicles_at_work"], 1), words.whole(row["covered"]),
             words.whole(row["on_duty"])]
            for row in need.to_dict("records")
        ],
    )  # fmt: skip


def _notes(words: Language) -> Iterator[str]:
    _ = words._
    yield _(
        "The need is how many vehicles are on the way for riders or at stops, half hour by half hour, on days of the "
        "scenario as it is. Duties cover so many percent of it that the simulated service keeps its goals: the fewest "
        "percent, in steps of five."
    )
    yield _(
        "For each need the duties are the cheapest that the rules for drivers allow, to within 0.1 %; there may be "
        "cheaper ones that follow the need less closely."
    )
    yield _(
        "Duties begin and end on half hours, breaks included; up to half an hour of overtime is possible. A vehicle "
        "goes from one driver to the next only where one duty ends as the other begins."
    )
    yield _("Vehicles are dealt to depots by where requests begin, to the nearest depot as the crow flies.")
    yield _(
        "Hours and depots are chosen on the same days on which their goals are judged: of many that were tried the "
        "cheapest is a little luckier than it will be. Run the scenario with its duties on other days, too."
    )
    yield _("The goals are those of all requests of the day, also of those outside of shorter hours.")
