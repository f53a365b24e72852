"""The chapter about what a disturbed day kept of its service: beside the same day with nothing going wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulator.analysis.ratios import Number
from simulator.analysis.run import RunData
from simulator.analysis.series.resilience import ResilienceSeries
from simulator.report.page.chart import Chart, clock_axis, numbers, span
from simulator.report.page.disruptions import count_told
from simulator.report.page.language import MISSING, N_, Language
from simulator.report.page.names import named
from simulator.report.page.timetable_changes import WideTable
from simulator.report.style import BLACK, BLUE, GREY, ORANGE, VERMILION
from simulator.units import HOUR_S

MOST_PLACES = 20
_ROW = 0.09  # of 1: how far apart bars of disruptions, and milestones, are below the curve
_HEIGHT, _ROW_HEIGHT = 330, 26  # of the chart without them, and for each [px]
MARKS = {
    "began": N_("began"), "known": N_("known"), "lowest": N_("lowest"), "over": N_("over"),
    "recovered": N_("recovered"),
}  # fmt: skip
_TITLES = {
    "municipality": N_("In which municipality they started"),
    "place": N_("Where they started"),
    "class": N_("Who they are"),
    "means": N_("How they would have travelled"),
}


@dataclass(frozen=True)
class ResilienceBlock:
    """What the chapter shows."""

    sentences: list[str]
    chart: Chart
    tables: list[WideTable]


def resilience_block(run: RunData, words: Language) -> ResilienceBlock | None:
    """Return the chapter; None where a run has no twin."""
    its = run.resilience
    if its is None:
        return None
    tables = [_table(run, grouping, title, words) for grouping, title in _TITLES.items()]
    return ResilienceBlock([*_sentences(its, run, words)], _chart(its, words), [one for one in tables if one.rows])


def _sentences(its: ResilienceSeries, run: RunData, words: Language) -> Iterator[str]:
    _, kpis = words._, run.kpis
    yield _(
        "Everything was simulated twice, with the same people and the same luck: as it is here, and with nothing going "
        "wrong. Of 100 trips that would have been served then, %(share)s were served here; at the worst time, "
        "%(when)s, it was %(least)s.",
        share=_hundred(kpis.get("resilience_served_share"), words),
        when=span(*its.worst_s, words),
        least=_hundred(kpis.get("resilience_robustness"), words),
    )
    yield _(
        "All in all as much was lost as if nobody had been served for %(lost)s. People affected, as they were not "
        "served, arrived more than ten minutes later, or were broken a promise: %(people)s. Requests stranded on their "
        "way: %(stranded)s.",
        lost=_lost(kpis.get("resilience_loss_h"), words),
        people=words.whole(kpis.get("resilience_riders_affected")),
        stranded=words.whole(kpis.get("resilience_stranded")),
    )
    yield _recovery(its, kpis.get("resilience_recovery_h"), words)
    here_s, twin_s = its.waits_s
    yield _(
        "Those who were served waited %(here)s on average, %(twin)s with nothing going wrong. That says little alone: "
        "waits fall when those are not served who would have waited longest.",
        here=words.minutes(here_s),
        twin=words.minutes(twin_s),
    )
    alone = kpis.get("resilience_only_disturbed") or 0, kpis.get("resilience_only_undisturbed") or 0
    if any(alone):
        yield _(
            "Not compared are requests that were made only once: %(here)s here, %(twin)s with nothing going wrong.",
            here=words.whole(alone[0]),
            twin=words.whole(alone[1]),
        )


def _recovery(its: ResilienceSeries, after_h: Number, words: Language) -> str:
    _, when = words._, its.milestones
    over = words.moment(when.over)
    if when.recovered is None or after_h is None:
        return _(
            "The last disruption was over at %(over)s. Within the run it never was 95 of 100 trips again for an hour.",
            over=over,
        )
    return _(
        "The last disruption was over at %(over)s; from %(time)s on, %(later)s later, at least 95 of 100 trips were "
        "served again for an hour.",
        over=over,
        time=words.moment(when.recovered),
        later=words.minutes(after_h * HOUR_S),
    )


def _hundred(share: Number, words: Language) -> str:
    """Write how many of a hundred; what is not quite all does not look like it."""
    if share is None:
        return MISSING
    return words.decimal(share * 100, 1 if 0.99 < share < 1 or 0 < share < 0.01 else 0)


def _lost(loss_h: Number, words: Language) -> str:
    """Write how long a full service was lost; what luck makes up for is no time."""
    return words.minutes(None if loss_h is None else max(loss_h, 0) * HOUR_S)


def _chart(its: ResilienceSeries, words: Language) -> Chart:
    """Draw what is served over time beside the twin, what it costs people, and when something was wrong."""
    _, (first_s, last_s) = words._, its.span_s
    kept, cost = _("trips served"), _("time and trouble")
    traces = [
        _line(its.steps("performance"), kept, BLUE, "solid", words),
        _line(its.steps("cost_performance"), cost, ORANGE, "dot", words),
        _line(([first_s, last_s], [1.0, 1.0]), _("with nothing going wrong"), BLACK, "dash", words),
    ]
    traces += [_bar(place, one, words) for place, one in enumerate(its.bars)]
    marks = _milestones(its, words)
    rows = len(traces) - 3 + len(marks)
    axis = {"title": {"text": _("of the day with nothing going wrong")}, "tickformat": ".0%"}
    return Chart(
        "resilience",
        _("What was kept over the day"),
        _(
            "%(full)s is what is served at the same time with nothing going wrong; times are pooled until these are 20 "
            "trips. Time and trouble: the less of it people have for each kilometre, the higher the line; it is the "
            "ride, waits and walks twice, 5 minutes a change; not served counts as if they went two hours later. "
            "Bars show when something was wrong.",
            full=words.percent(1.0),
        ),
        traces,
        {
            "xaxis": clock_axis(first_s, last_s, words),
            "yaxis": axis | {"range": [_height(rows), its.top], "tickvals": [0, 0.25, 0.5, 0.75, 1], "zeroline": True},
            "hovermode": "closest",
            "height": _HEIGHT + _ROW_HEIGHT * rows,
            "shapes": [_upright(time_s) for _name, time_s in marks],
            "annotations": [*_names_of_bars(its), *_names_of_marks(its, marks, words)],
        },
        [_("wished departure"), kept, _("with nothing going wrong"), _("share"), cost, _("mean wait"), _("wait then")],
        [*_rows(its, words)],
    )


def _line(
    points: tuple[list[float], list[float]], name: str, colour: str, dash: str, words: Language
) -> dict[str, Any]:
    times, shares = points
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": numbers(times), "y": numbers(shares),
        "line": {"color": colour, "width": 3 if dash == "solid" else 2, "dash": dash},
        "text": [f"{words.moment(time)}: {words.percent(share)}" for time, share in zip(times, shares, strict=True)],
        "hovertemplate": f"%{{text}}<extra>{name}</extra>",
    }  # fmt: skip


def _bar(place: int, bar: tuple[str, int, int], words: Language) -> dict[str, Any]:
    """Draw when something was wrong, as a thick line below the curve."""
    name, from_s, until_s = bar
    height = _height(place)
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": [from_s, until_s], "y": [height, height],
        "line": {"color": VERMILION, "width": 7}, "text": [span(from_s, until_s, words)] * 2,
        "hovertemplate": f"%{{text}}<extra>{name}</extra>", "showlegend": False,
    }  # fmt: skip


def _height(row: int) -> float:
    """Return where a row below the curve is; they are counted from 0."""
    return -_ROW * (row + 1)


def _milestones(its: ResilienceSeries, words: Language) -> list[tuple[str, int]]:
    """Return when it began, was known, worst, over, and as it should be, where people travel."""
    first_s, last_s = its.span_s
    told = [(words._(name), getattr(its.milestones, key)) for key, name in MARKS.items()]
    return [(name, time_s) for name, time_s in told if time_s is not None and first_s <= time_s <= last_s]


def _upright(time_s: int) -> dict[str, Any]:
    line = {"dash": "dot", "width": 1, "color": GREY}
    return {"type": "line", "x0": time_s, "x1": time_s, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _names_of_bars(its: ResilienceSeries) -> list[dict[str, Any]]:
    return [_note(place, from_s, name, its) for place, (name, from_s, _until_s) in enumerate(its.bars)]


def _names_of_marks(its: ResilienceSeries, marks: list[tuple[str, int]], words: Language) -> list[dict[str, Any]]:
    below = len(its.bars)
    return [
        _note(below + place, time_s, f"{name} {words.moment(time_s)}", its)
        for place, (name, time_s) in enumerate(marks)
    ]


def _note(row: int, time_s: int, text: str, its: ResilienceSeries) -> dict[str, Any]:
    first_s, last_s = its.span_s
    return {
        "x": time_s, "y": _height(row), "yanchor": "bottom", "showarrow": False, "text": text, "font": {"size": 12},
        "xanchor": "left" if time_s - first_s < (last_s - first_s) / 2 else "right",
    }  # fmt: skip


def _rows(its: ResilienceSeries, words: Language) -> Iterator[list[str]]:
    for row in its.curve.to_dict("records"):
        waits = [None if pd.isna(row[name]) else row[name] for name in ("wait_mean_s", "wait_mean_twin_s")]
        yield [
            span(row["from_s"], row["until_s"], words), words.whole(row["served"]), words.whole(row["served_twin"]),
            words.percent(row["performance"]), words.percent(row["cost_performance"]),
            *[words.minutes(wait_s) for wait_s in waits],
        ]  # fmt: skip


def _table(run: RunData, grouping: str, title: str, words: Language) -> WideTable:
    _, its = words._, run.resilience
    assert its is not None
    groups = its.of(grouping)
    some = groups[groups["group_name"] != ""].head(MOST_PLACES)
    rows = [
        [
            named(row["group_name"], words), words.whole(row["served_twin"]), words.whole(row["served"]),
            *(count_told(row[name], run, words) for name in ("riders_affected", "stranded")),
            _lost(row["loss_h"], words),
        ]
        for row in some.to_dict("records")
    ]  # fmt: skip
    columns = [
        _("group"), _("served with nothing going wrong"), _("served here"), _("people affected"), _("stranded"),
        _("part in the time lost"),
    ]  # fmt: skip
    return WideTable(_(title), columns, rows, open=grouping == "municipality")
