"""The chapter about what went wrong: when, whom it touched, and which promises fell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulator.analysis.guarded import LEAST
from simulator.analysis.run import RunData
from simulator.report.page.chart import Chart, clock_axis, span
from simulator.report.page.language import MISSING, N_, Language
from simulator.report.page.timetable_changes import WideTable
from simulator.report.style import VERMILION

MOST_PROMISES = 100
KINDS = {
    "roads": N_("roads"), "crossing": N_("bridges and ferries"), "vehicles": N_("vehicles"), "drivers": N_("drivers"),
    "power": N_("power"), "fuel": N_("fuel"), "reserve": N_("reserve vehicles"), "booking": N_("booking"),
    "dispatch": N_("dispatch"), "timetable": N_("buses and trains"), "demand": N_("demand"),
}  # fmt: skip
_ENDS = {"pickup": N_("pickup"), "dropoff": N_("arrival")}
_ROW_HEIGHT, _REST = 34, 110  # of the chart, for each disruption and beside them [px]


@dataclass(frozen=True)
class DisruptionsBlock:
    """What the chapter shows."""

    sentences: list[str]
    chart: Chart
    tables: list[WideTable]


def disruptions_block(run: RunData, words: Language) -> DisruptionsBlock | None:
    """Return the chapter; None where nothing went wrong."""
    if run.disruptions is None or not len(run.disruptions):
        return None
    tables = [_touched(run, words), _promises(run, words)]
    return DisruptionsBlock(list(_sentences(run, words)), _chart(run, words), [one for one in tables if one.rows])


def count_told(value: Any, run: RunData, words: Language) -> str:
    """Write how many; of bookings of real people no few, and nothing where it is not known."""
    if value is None or pd.isna(value):
        return MISSING
    return words._("under %(few)s", few=words.whole(LEAST)) if run.guarded and 0 < value < LEAST else words.whole(value)


def _sentences(run: RunData, words: Language) -> Iterator[str]:
    _, kpis = words._, run.kpis
    yield _(
        "People touched by what went wrong: %(people)s, that is %(share)s of all. Promises that fell because of it: "
        "%(promises)s; requests refused because of it: %(refused)s.",
        people=count_told(kpis.get("people_touched"), run, words),
        share=words.percent(kpis.get("people_touched_share")),
        promises=count_told(kpis.get("promises_broken_by_disruptions"), run, words),
        refused=count_told(kpis.get("refused_by_disruptions"), run, words),
    )
    if kpis.get("disruptions_without_effect"):
        yield _(
            "Disruptions that touched nothing: %(count)s.", count=words.whole(kpis.get("disruptions_without_effect"))
        )


def _chart(run: RunData, words: Language) -> Chart:
    """Draw when each disruption was, one above the other."""
    assert run.disruptions is not None
    its = run.disruptions.to_dict("records")
    first_s, last_s = min(row["from_s"] for row in its), max(row["until_s"] for row in its)
    edge_s = max(600, (last_s - first_s) // 20)
    traces = [
        {
            "type": "scatter", "mode": "lines", "name": row["name"], "x": [row["from_s"], row["until_s"]],
            "y": [row["name"]] * 2, "line": {"color": VERMILION, "width": 14}, "showlegend": False,
            "text": [span(row["from_s"], row["until_s"], words)] * 2,
            "hovertemplate": f"%{{text}}<extra>{row['name']}</extra>",
        }
        for row in its
    ]  # fmt: skip
    rows = [
        [row["name"], *(words.moment(row[end]) for end in ("from_s", "until_s", "known_s", "told_s"))] for row in its
    ]
    _ = words._
    return Chart(
        "disruptions",
        _("When something was wrong"),
        _("Each bar is a disruption, from when to when it lasted."),
        traces,
        {
            "xaxis": clock_axis(first_s - edge_s, last_s + edge_s, words),
            "yaxis": {"range": [len(its) - 0.5, -0.5], "automargin": True},
            "hovermode": "closest",
            "height": _REST + _ROW_HEIGHT * len(its),
        },
        [_("disruption"), _("from"), _("until"), _("dispatch knows"), _("travellers know")],
        rows,
    )


def _touched(run: RunData, words: Language) -> WideTable:
    assert run.disruptions is not None
    _ = words._
    rows = [
        [
            row["name"], _(KINDS[row["kind"]]) if row["kind"] in KINDS else row["kind"],
            span(row["from_s"], row["until_s"], words), MISSING if pd.isna(row["roads"]) else row["roads"],
            MISSING if pd.isna(row["km"]) else words.decimal(row["km"], 1),
            *(
                count_told(row[name], run, words)
                for name in ("vehicles", "people", "refused", "promises_broken", "stranded", "cancelled_by_operator")
            ),
        ]
        for row in run.disruptions.to_dict("records")
    ]  # fmt: skip
    columns = [
        _("disruption"), _("concerned"), _("when"), _("roads"), _("roads [km]"), _("vehicles"), _("people touched"),
        _("requests refused"), _("promises broken"), _("stranded"), _("cancelled by the operator"),
    ]  # fmt: skip
    return WideTable(_("Whom each touched"), columns, rows, open=True)


def _promises(run: RunData, words: Language) -> WideTable:
    """List the promises that fell; not of bookings of real people."""
    assert run.disruptions is not None
    _, fallen = words._, run.broken_promises
    columns = [_("request"), _("promised"), _("until"), _("planned then"), _("later by"), _("told"), _("because of")]
    if fallen is None or run.guarded:
        return WideTable(_("Broken promises"), columns, [])
    name_of = dict(zip(run.disruptions["disruption"].tolist(), run.disruptions["name"].tolist(), strict=True))
    rows = []
    for row in fallen.head(MOST_PROMISES).to_dict("records"):
        moments = [MISSING if pd.isna(row[end]) else words.moment(row[end]) for end in ("promised_s", "planned_s")]
        because = MISSING if pd.isna(row["disruption"]) else name_of.get(row["disruption"], MISSING)
        end = _ENDS[row["what"]]
        what = _(end)
        told = words.minutes(row["late_s"]), words.moment(row["told_s"]), because
        request = MISSING if row["request"] < 0 else words.whole(row["request"])
        rows.append([request, what, *moments, *told])
    title = _("Broken promises")
    if len(fallen) > MOST_PROMISES:
        title = _("Broken promises: the first %(most)s of %(all)s", most=words.whole(MOST_PROMISES), all=len(fallen))
    return WideTable(title, columns, rows)
