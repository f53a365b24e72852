"""Charts about riders: demand and service over the day, waits, detours, and why some were not served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from simulator.analysis.run import RunData
from simulator.analysis.series.riders import NO_DETOUR, Distribution, Unserved, unserved
from simulator.report.page.chart import Chart, clock_axis, count_axis, numbers, span, width_in_words
from simulator.report.page.halves import halves_sentence
from simulator.report.page.language import Language
from simulator.report.style import BLUE, ORANGE, SKY


def demand_chart(run: RunData, words: Language) -> Chart:
    """Count requests by the time the travellers wanted to leave, served and not."""
    _ = words._
    title = _("Demand and service over the day")
    demand = run.series.demand
    if demand is None:
        return Chart("demand", title, _("Nobody asked for a ride in this run."))
    edges, width = demand.edges_s, demand.width_s
    middles = numbers(edges[:-1] + width / 2)
    counts = [demand.served, demand.not_served]
    names = [_("served"), _("not served")]
    times = [span(a, b, words) for a, b in pairwise(edges.tolist())]
    busiest = int(np.argmax(demand.all))
    traces = [
        {
            "type": "bar", "name": name, "x": middles, "y": count.tolist(), "width": width, "customdata": times,
            "marker": {"color": colour, "line": {"color": "white", "width": 1}, "pattern": {"shape": pattern}},
            "hovertemplate": f"%{{customdata}}<br>{name}: %{{y}}<extra></extra>",
        }
        for name, count, colour, pattern in zip(names, counts, (BLUE, ORANGE), ("", "/"), strict=True)
    ]  # fmt: skip
    return Chart(
        "demand",
        title,
        _(
            "Most requests were for %(time)s: %(served)s served, %(left)s not served.",
            time=times[busiest],
            served=words.whole(counts[0][busiest]),
            left=words.whole(counts[1][busiest]),
        ),
        traces,
        {
            "barmode": "stack",
            "xaxis": clock_axis(float(edges[0]), float(edges[-1]), words),
            "yaxis": count_axis(
                _("requests per %(width)s", width=width_in_words(width, words)), float(demand.all.max())
            ),
        },
        [_("wished departure"), *names],
        [[time, words.whole(a), words.whole(b)] for time, a, b in zip(times, *counts, strict=True)],
    )


def wait_chart(run: RunData, words: Language) -> Chart:
    """How long served travellers waited."""
    _ = words._
    title = _("How long riders waited")
    waits = run.series.waits
    if waits is None:
        return Chart("waits", title, _("Nobody was picked up in this run, so there is no wait to show."))
    both = bool(halves_sentence(run.kpis, words))  # a median of both halves would hide two unlike ones
    half = _("half waited at most %(time)s", time=words.minutes(waits.median * 60))
    most = _("95 of 100 waited at most %(time)s", time=words.minutes(waits.p95 * 60))
    marks = [
        (waits.median, _("half: at most %(time)s", time=words.short_minutes(waits.median * 60))),
        (waits.p95, _("95 of 100: at most %(time)s", time=words.short_minutes(waits.p95 * 60))),
    ][both:]
    chart = histogram(waits, words, _("wait in minutes"), SKY, 0)
    return Chart(
        "waits",
        title,
        words.begun("; ".join([half, most][both:]) + "."),
        chart.traces,
        chart.layout | marked(marks, float(waits.edges[-1])),
        chart.columns,
        chart.rows,
    )


def detour_chart(run: RunData, words: Language) -> Chart:
    """Ride time divided by direct time."""
    _ = words._
    title = _("How much longer the ride took than a direct drive")
    detours = run.series.detours
    if detours is None:
        return Chart("detours", title, _("Nobody rode in this run, so there is no detour to show."))
    chart = histogram(detours, words, _("detour factor: ride time / direct drive"), SKY, 1)
    mean = words.decimal(detours.mean, 2)
    said = _("mean %(factor)s", factor=mean)
    return Chart(
        "detours",
        title,
        _(
            "A ride took %(factor)s times as long as a direct drive on average; %(share)s had no detour at all.",
            factor=mean,
            share=words.percent(detours.share_up_to(NO_DETOUR)),
        ),
        chart.traces,
        chart.layout | marked([(detours.mean, said)], float(detours.edges[-1]), start=1.0),
        chart.columns,
        chart.rows,
    )


def rejection_chart(run: RunData, words: Language) -> Chart:
    """Why requests were not served."""
    _ = words._
    title = _("Why requests were not served")
    found = unserved(run.kpis)
    if not found:
        return Chart("rejections", title, _("Nobody was turned away."))
    said = words.plural(
        "The most frequent reason: %(reasons)s, %(number)s of all requests.",
        "The most frequent reasons: %(reasons)s, each %(number)s of all requests.",
        **most_frequent(found, words),
    )
    return reason_bars(Chart("rejections", title, said), found, _("requests"), words)


def most_frequent(found: Sequence[Unserved], words: Language) -> dict[str, Any]:
    """Return what to say of the most frequent reason, or of all that are as frequent: count of them, reasons, number.

    found: the most frequent first.
    """
    first = [reason_row(row, words) for row in found if row.requests == found[0].requests]
    return {"count": len(first), "reasons": words.listing([label for label, _ in first]), "number": first[0][1]}


def reason_row(row: Unserved, words: Language) -> list[str]:
    """Return a reason in words, and how often it occurred."""
    return [words._(row.words), f"{words.whole(row.requests)} ({words.percent(row.share)})"]


def reason_bars(chart: Chart, found: Sequence[Unserved], what: str, words: Language) -> Chart:
    """Return a chart with a bar for each reason, the most frequent on top. what: is counted."""
    rows = [reason_row(row, words) for row in found]
    upwards = rows[::-1]
    most_lines = max(_wrapped(label).count("<br>") + 1 for label, _said in rows)
    bars = {
        "type": "bar", "orientation": "h", "x": [row.requests for row in reversed(found)],
        "y": [_wrapped(label) for label, _said in upwards], "text": [said for _label, said in upwards],
        "textposition": "auto", "cliponaxis": False, "insidetextfont": {"color": "#000000"},
        "marker": {"color": ORANGE}, "hoverinfo": "skip",
    }  # fmt: skip
    layout = {
        "xaxis": count_axis(what, found[0].requests),
        "yaxis": {"automargin": True},
        "height": 110 + len(found) * max(BAR_PX, LINE_PX * most_lines),
        "showlegend": False,
    }
    return replace(chart, traces=[bars], layout=layout, columns=[words._("reason"), what], rows=rows)


NEAR_LEFT, NEAR_RIGHT = 0.25, 0.75  # shares of the way to the right
BAR_PX, LINE_PX = 44, 20


def _wrapped(label: str, width: int = 18) -> str:
    import textwrap

    return "<br>".join(textwrap.wrap(label, width, break_long_words=False))


def histogram(found: Distribution, words: Language, axis: str, colour: str, digits: int) -> Chart:
    """Give bars of shares between edges, and their table."""
    edges, share = found.edges, found.share
    width = float(edges[1] - edges[0])
    spans = [f"{words.decimal(a, digits)}–{words.decimal(b, digits)}" for a, b in pairwise(edges.tolist())]
    label = words._("share of riders' requests")
    trace = {
        "type": "bar", "x": numbers(edges[:-1] + width / 2), "y": numbers(share * 100), "width": width,
        "customdata": spans, "hovertemplate": "%{customdata}: %{y:.1f} %<extra></extra>", "showlegend": False,
        "marker": {"color": colour, "line": {"color": "white", "width": 1}},
    }  # fmt: skip
    layout = {
        "xaxis": {"title": {"text": axis}, "range": [float(edges[0]), float(edges[-1])]},
        "yaxis": {"title": {"text": words._("% of served requests")}},
        "showlegend": False,
    }
    rows = [[text, words.percent(float(value))] for text, value in zip(spans, share, strict=True)]
    return Chart("", "", "", [trace], layout, [axis, label], rows)


def _anchor(share: float) -> str:
    """Return which side of a text is at a line, so that it fits on a narrow screen. share: of the way to the right."""
    if share < NEAR_LEFT:
        return "left"
    return "center" if share < NEAR_RIGHT else "right"


def marked(marks: list[tuple[float, str]], end: float, start: float = 0.0) -> dict[str, object]:
    """Give vertical lines with words at the top."""
    shapes = [
        {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": {"dash": dash, "width": 2}}
        for (x, _text), dash in zip(marks, ("solid", "dash"), strict=False)
    ]
    notes = [
        {
            "x": x,
            "y": 1.0 + 0.09 * (len(marks) - number),
            "yref": "paper",
            "yanchor": "top",
            "text": text,
            "showarrow": False,
            "xanchor": _anchor((x - start) / (end - start)),
        }
        for number, (x, text) in enumerate(marks)
    ]
    return {"shapes": shapes, "annotations": notes}
