"""Charts about riders: demand and service over the day, waits, detours, and why some were not served."""

from __future__ import annotations

import numpy as np

from simulator.analysis.request_table import SERVED
from simulator.analysis.rider_kpis import served_values, status_is
from simulator.reasons import UNSERVED_WORDS
from simulator.report.page.chart import Chart, clock_axis, count_axis, numbers, span, width_in_words
from simulator.report.page.language import Language
from simulator.report.run_data import RunData
from simulator.report.style import BLUE, ORANGE, SKY, bin_edges


def demand_chart(run: RunData, words: Language) -> Chart:
    """Count requests by the time the travellers wanted to leave, served and not."""
    _ = words._
    title = _("Demand and service over the day")
    wanted = run.tables.requests["desired_departure_s"].to_numpy(dtype=np.int64)
    if not wanted.size:
        return Chart("demand", title, _("Nobody asked for a ride in this run."))
    served = status_is(run.tables.requests, SERVED)
    edges = bin_edges(int(wanted.min()), int(wanted.max()) + 1, 30)
    width = int(edges[1] - edges[0])
    middles = numbers(edges[:-1] + width / 2)
    counts = [np.histogram(wanted[chosen], edges)[0] for chosen in (served, ~served)]
    names = [_("served"), _("not served")]
    times = [span(a, b, words) for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)]
    busiest = int(np.argmax(counts[0] + counts[1]))
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
                _("requests per %(width)s", width=width_in_words(width, words)), float((counts[0] + counts[1]).max())
            ),
        },
        [_("wished departure"), *names],
        [[time, words.whole(a), words.whole(b)] for time, a, b in zip(times, *counts, strict=True)],
    )


def wait_chart(run: RunData, words: Language) -> Chart:
    """How long served travellers waited."""
    _ = words._
    wait_min = served_values(run.tables.requests, "wait_s") / 60
    title = _("How long riders waited")
    if not wait_min.size:
        return Chart("waits", title, _("Nobody was picked up in this run, so there is no wait to show."))
    longest = max(float(wait_min.max()), 1.0)
    width = next((width for width in (1, 2, 5, 10, 30, 60) if longest / width <= 30), 120)
    edges = np.arange(0, longest // width + 2) * width
    share = np.histogram(wait_min, edges)[0] / wait_min.size
    median, p95 = (float(value) for value in np.quantile(wait_min, [0.5, 0.95]))
    half = _("half waited at most %(time)s", time=words.minutes(median * 60))
    most = _("95 of 100 waited at most %(time)s", time=words.minutes(p95 * 60))
    chart = _histogram(edges, share, words, _("wait in minutes"), SKY, 0)
    return Chart(
        "waits",
        title,
        _("%(half)s; %(most)s.", half=half[0].upper() + half[1:], most=most),
        chart.traces,
        chart.layout | _marks([(median, half), (p95, most)], float(edges[-1])),
        chart.columns,
        chart.rows,
    )


def detour_chart(run: RunData, words: Language) -> Chart:
    """Ride time divided by direct time."""
    _ = words._
    title = _("How much longer the ride took than a direct drive")
    served = run.tables.requests[status_is(run.tables.requests, SERVED)]
    factor = served["detour_factor"].to_numpy(dtype=np.float64)
    factor = factor[np.isfinite(factor)]
    if not factor.size:
        return Chart("detours", title, _("Nobody rode in this run, so there is no detour to show."))
    top = float(np.quantile(factor, 0.99))
    width = next((width for width in (0.1, 0.2, 0.5, 1.0) if (top - 1) / width <= 25), 2.0)
    edges = np.round(np.arange(0, max(top - 1, width) // width + 2) * width + 1, 3)
    capped = np.clip(factor, 1, edges[-1] - width / 2)
    share = np.histogram(capped, edges)[0] / factor.size
    chart = _histogram(edges, share, words, _("detour factor: ride time / direct drive"), SKY, 1)
    mean = float(factor.mean())
    said = _("mean %(factor)s", factor=words.decimal(mean, 2))
    return Chart(
        "detours",
        title,
        _(
            "A ride took %(factor)s times as long as a direct drive on average; %(share)s had no detour at all.",
            factor=words.decimal(mean, 2),
            share=words.percent(float((factor <= 1.001).mean())),
        ),
        chart.traces,
        chart.layout | _marks([(mean, said)], float(edges[-1]), start=1.0),
        chart.columns,
        chart.rows,
    )


def rejection_chart(run: RunData, words: Language) -> Chart:
    """Why requests were not served."""
    _ = words._
    title = _("Why requests were not served")
    counts = {name: int(run.kpis.get(name) or 0) for name in UNSERVED_WORDS}
    found = sorted(((count, name) for name, count in counts.items() if count), key=lambda pair: (pair[0], pair[1]))
    if not found:
        return Chart("rejections", title, _("Nobody was turned away."))
    labels = [_(UNSERVED_WORDS[name]) for _count, name in found]
    total = int(run.kpis["requests"] or 0)
    values = [count for count, _name in found]
    said = [f"{words.whole(count)} ({words.percent(count / total)})" for count in values]
    bars = {
        "type": "bar", "orientation": "h", "x": values, "y": [_wrapped(label) for label in labels],
        "text": said, "textposition": "auto", "cliponaxis": False, "insidetextfont": {"color": "#000000"},
        "marker": {"color": ORANGE}, "hoverinfo": "skip",
    }  # fmt: skip
    return Chart(
        "rejections",
        title,
        _("The most frequent reason: %(reason)s, %(count)s of all requests.", reason=labels[-1], count=said[-1]),
        [bars],
        {
            "xaxis": count_axis(_("requests"), values[-1]),
            "yaxis": {"automargin": True},
            "height": 110 + 44 * len(found),
            "showlegend": False,
        },
        [_("reason"), _("requests")],
        [[label, text] for label, text in zip(reversed(labels), reversed(said), strict=True)],
    )


def _wrapped(label: str, width: int = 18) -> str:
    import textwrap

    return "<br>".join(textwrap.wrap(label, width, break_long_words=False))


def _histogram(
    edges: np.ndarray[tuple[int], np.dtype[np.float64]],
    share: np.ndarray[tuple[int], np.dtype[np.float64]],
    words: Language,
    axis: str,
    colour: str,
    digits: int,
) -> Chart:
    """Give bars of shares between edges, and their table."""
    width = float(edges[1] - edges[0])
    spans = [
        f"{words.decimal(a, digits)}–{words.decimal(b, digits)}"
        for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    ]
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


def _marks(marks: list[tuple[float, str]], end: float, start: float = 0.0) -> dict[str, object]:
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
            "xanchor": "left" if x < start + (end - start) * 0.5 else "right",
        }
        for number, (x, text) in enumerate(marks)
    ]
    return {"shapes": shapes, "annotations": notes}
