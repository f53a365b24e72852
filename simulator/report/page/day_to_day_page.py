"""``day-to-day.html``: how expectations follow experience from different starts, and elasticities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.report.page.chart import Chart, numbers
from simulator.report.page.html import PLOTLY, render_main, render_page
from simulator.report.page.language import LANGUAGES, N_, Language
from simulator.report.page.population_page import ToldTable
from simulator.report.style import BLUE, ORANGE
from simulator.texts import text_in
from simulator.whole import write_whole

PAGE = "day-to-day.html"
SCRIPTS = (PLOTLY, "page.js", "charts.js")
STARTS = {"optimistic": N_("from no wait and no rejection"), "pessimistic": N_("from long waits and half rejected")}
CHANGES = {"fare": N_("10 % more fare"), "wait": N_("10 % more wait, as people feel it")}
TERMS = {"short": N_("expectations as before"), "long": N_("expectations learned anew")}
COUNTED = {"asked": N_("who ask"), "served": N_("who are served")}
COLOURS = {"optimistic": BLUE, "pessimistic": ORANGE}


@dataclass(frozen=True, eq=False)
class DayToDayTold:
    """What the page shows.

    title: a text, or one for each language. days: as days.csv has them. starts: what comes of each: days, settled,
    wait_min and rejected expected, gap_wait_min and gap_points (of rejections) on fresh days, asked and served on these
    a day. same: whether both come to the same; None: there is one. apart: counts of the second less those of the
    first, with low and high. elasticities: as elasticities.csv; None: not asked for. counts: fresh days, window,
    version.
    """

    title: str | dict[str, str]
    days: pd.DataFrame
    starts: Mapping[str, Mapping[str, Any]]
    same: bool | None
    apart: Mapping[str, Sequence[float]]
    elasticities: pd.DataFrame | None
    counts: Mapping[str, Any]


def write_day_to_day_page(folder: Path, told: DayToDayTold) -> None:
    """Write the page into a folder. Raises OSError."""
    mains, titles, charts, labels = {}, {}, {}, {}
    for code in LANGUAGES:
        words = Language(code)
        title, kind = text_in(told.title, code), words._("Day to day")
        shown = _charts(told.days, words)
        mains[code] = render_main(
            "day_to_day.html", words=words, title=title, sentences=_sentences(told, words), charts=shown,
            tables=_tables(told, words), version=told.counts["version"],
        )  # fmt: skip
        titles[code] = f"{title} – {kind}"
        charts[code] = {chart.key: chart.figure() for chart in shown}
        labels[code] = {"separators": ",." if code == "de" else ".,"}
    write_whole(folder / PAGE, render_page(mains, titles, SCRIPTS, {"charts": charts, "labels": labels}))


def _sentences(told: DayToDayTold, words: Language) -> list[str]:
    _, found = words._, []
    for start, its in told.starts.items():
        begun = _(STARTS[start])
        days = words.whole(its["days"])
        if its["settled"]:
            found.append(_(
                "%(start)s: after %(days)s days people expect what they experience, within a minute of wait and two "
                "points of rejection.", start=begun, days=days,
            ))  # fmt: skip
        else:
            found.append(_(
                "%(start)s: after %(days)s days people still do not expect what they experience.", start=begun,
                days=days,
            ))  # fmt: skip
    if told.same is not None:
        same = _("Both starts come to the same: as many ask and are served, as far as luck lets tell.")
        other = _("The two starts do not come to the same: what people believed at first is still to be seen.")
        found.append(same if told.same else other)
    found.append(_("Gaps are measured over %(days)s days without any smoothing, weighted by who asks or would ask.",
                   days=words.whole(told.counts["window"])))  # fmt: skip
    return found


def _charts(days: pd.DataFrame, words: Language) -> list[Chart]:
    _ = words._
    expected, experienced = _("expected"), _("experienced")
    waits = [("expected_wait_min", expected, "solid"), ("experienced_wait_min", experienced, "dot")]
    shares = [("expected_rejected", expected, "solid"), ("experienced_rejected", experienced, "dot")]
    riders = [("asked", _("ask"), "solid"), ("served", _("are served"), "dot")]
    return [
        _chart(("waits", _("Wait"), _("wait [min]")), waits, days, words, 1),
        _chart(("rejections", _("Rejections"), _("rejected [%]")), shares, days.assign(
            **{name: 100 * days[name] for name, _text, _dash in shares}
        ), words, 1),
        _chart(("riders", _("Who asks, and who is served"), _("requests a day")), riders, days, words, 0),
    ]  # fmt: skip


def _chart(
    what: tuple[str, str, str], lines: Sequence[tuple[str, str, str]], days: pd.DataFrame, words: Language, digits: int
) -> Chart:
    """Return one chart. what: key, title, axis. lines: column, name and dash of each line of a start."""
    _, (key, title, axis) = words._, what
    traces, columns, cells = [], [_("Day")], dict[int, list[str]]()
    for start in dict.fromkeys(days["start"].tolist()):
        its = days[days["start"] == start]
        for column, name, dash in lines:
            label = f"{name}, {_(STARTS[start])}"
            known = its[its[column].notna()]
            traces.append({
                "type": "scatter", "mode": "lines", "name": label, "x": known["day"].tolist(),
                "y": numbers(known[column]), "line": {"color": COLOURS[start], "dash": dash},
            })  # fmt: skip
            columns.append(label)
            written = dict(zip(its["day"].tolist(), its[column].tolist(), strict=True))
            for day in days["day"].unique().tolist():
                value = written.get(day)
                shown = "" if value is None or value != value else words.decimal(float(value), digits)
                cells.setdefault(day, [str(day)]).append(shown)
    layout = {"xaxis": {"title": {"text": _("Day")}}, "yaxis": {"title": {"text": axis}, "rangemode": "tozero"}}
    return Chart(key, title, _("Day by day, from each start."), traces, layout, columns, list(cells.values()))


def _tables(told: DayToDayTold, words: Language) -> list[ToldTable]:
    _ = words._
    rows = [
        [
            _(STARTS[start]), words.decimal(its["wait_min"], 1), words.percent(its["rejected"]),
            words.decimal(its["gap_wait_min"], 2), words.decimal(its["gap_points"], 1),
            words.decimal(its["asked"], 1), words.decimal(its["served"], 1),
        ]
        for start, its in told.starts.items()
    ]  # fmt: skip
    columns = [
        _("start"), _("expected wait [min]"), _("expected rejections"), _("gap of waits [min]"),
        _("gap of rejections [points]"), _("requests a day that ask"), _("served"),
    ]  # fmt: skip
    title = _("On %(days)s fresh days, expectations held", days=words.whole(told.counts["fresh"]))
    tables = [ToldTable(title, columns, rows, open=True)]
    if told.apart:
        rows = [[_(COUNTED[name]), *_interval(values, words, 1)] for name, values in told.apart.items()]
        columns = [_("requests a day"), _("difference"), _("from"), _("to")]
        tables.append(ToldTable(_("The second start less the first, on the same days"), columns, rows, open=True))
    if told.elasticities is not None:
        rows = [
            [
                f"{_(CHANGES[row['change']])}, {_(TERMS[row['term']])}", _(COUNTED[which]),
                *_interval((row["value"], row["low"], row["high"]), words, 2),
            ]
            for row, which in zip(told.elasticities.to_dict("records"), told.elasticities["counted"], strict=True)
        ]  # fmt: skip
        columns = [_("change"), _("of"), _("elasticity"), _("from"), _("to")]
        tables.append(ToldTable(_("Elasticities, with 95 % intervals over days"), columns, rows, open=True))
    return tables


def _interval(values: Sequence[float], words: Language, digits: int) -> list[str]:
    return ["–" if value != value else words.decimal(float(value), digits) for value in values]
