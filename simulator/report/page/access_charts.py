"""Charts of the page of access: people by time, hour of the day, how unlike places are."""

from __future__ import annotations

from typing import Any

from simulator.analysis.series.access import AccessSeries, Figure
from simulator.report.page.access_words import CLASS_COLOURS, MEANS_COLOURS, MEANS_WORDS, class_words, share
from simulator.report.page.chart import Chart, numbers
from simulator.report.page.language import Language
from simulator.results.accessibility_definitions import WITHIN_MIN
from simulator.units import HOUR_S

MOST_POINTS = 200  # of a Lorenz curve


def within_chart(its: AccessSeries, kind: str, words: Language) -> Chart:
    """Draw which share of wished departures is there within a time, by means side by side."""
    _, traces, rows = words._, [], []
    for means in its.drawn:
        figures, name = its.reached(kind, means), _(MEANS_WORDS[means])
        traces.append({
            "type": "scatter", "mode": "lines+markers", "name": name, "x": [0, *WITHIN_MIN],
            "y": [0, *(_percent(one) for one in figures)], "line": {"color": MEANS_COLOURS[means]},
            "error_y": _errors([Figure(0, 0), *figures]),
            "hovertemplate": "%{y:.1f} %<extra>%{fullData.name}</extra>",
        })  # fmt: skip
        rows.append([name, *(share(one, words) for one in figures)])
    heads = [_("within %(minutes)s min", minutes=words.whole(most)) for most in WITHIN_MIN]
    return Chart(
        f"within-{kind}",
        _("Who is there within a time"),
        _("Share of wished departures, weighted by people, that are at a centre within 15, 30, 45, 60 and 90 minutes; "
          "who gets no offer never is. Bars are 95 % intervals over days."),
        traces,
        {
            "xaxis": {"title": {"text": _("minutes from the wished departure")}, "tickvals": [0, *WITHIN_MIN]},
            "yaxis": {"title": {"text": _("share [%]")}, "range": [0, 103]},
        },
        [_("means"), *heads], rows,
    )  # fmt: skip


def classes_chart(its: AccessSeries, kind: str, words: Language) -> Chart:
    """Draw how many people live how far, by means."""
    _, names = words._, [words._(MEANS_WORDS[means]) for means in its.drawn]
    classes, heads = [its.classes(kind, means) for means in its.drawn], class_words(words)
    traces = [
        {
            "type": "bar", "orientation": "h", "name": head, "y": names[::-1],
            "x": numbers([100 * shares[number] for shares in classes[::-1]], 2),
            "marker": {"color": CLASS_COLOURS[number], "line": {"color": "white", "width": 1}},
            "hovertemplate": "%{x:.1f} %<extra>%{fullData.name}</extra>",
        }
        for number, head in enumerate(heads)
    ]  # fmt: skip
    rows = [[name, *(words.percent(one) for one in shares)] for name, shares in zip(names, classes, strict=True)]
    return Chart(
        f"classes-{kind}",
        _("How far people live from it"),
        _("Share of people by the time in which half of their wished departures are there: the other half takes "
          "longer, or never arrives."),
        traces,
        {
            "barmode": "stack", "hovermode": "closest", "height": 190 + 38 * len(names),
            "xaxis": {"title": {"text": _("share of people [%]")}, "range": [0, 100]},
        },
        [_("means"), *heads], rows,
    )  # fmt: skip


def hours_chart(its: AccessSeries, kind: str, words: Language) -> Chart:
    """Draw which share gets an offer, hour by hour."""
    _, traces = words._, []
    told: dict[int, list[str]] = {hour: [] for hour in its.all_hours}
    for means in its.drawn:
        table, name = its.hours(kind, means), _(MEANS_WORDS[means])
        by_hour = {
            int(row["hour"]): Figure(*(None if row[key] != row[key] else row[key] for key in _OFFERED))
            for row in table.to_dict("records")
        }
        known = [by_hour.get(hour, Figure(None, None)) for hour in its.all_hours]
        traces.append({
            "type": "scatter", "mode": "lines+markers", "name": name, "x": its.all_hours,
            "y": [_percent(one) for one in known], "line": {"color": MEANS_COLOURS[means]},
            "error_y": _errors(known), "connectgaps": False,
            "hovertemplate": "%{y:.1f} %<extra>%{fullData.name}</extra>",
        })  # fmt: skip
        for hour, one in zip(its.all_hours, known, strict=True):
            told[hour].append(share(one, words))
    hours = its.all_hours
    return Chart(
        f"hours-{kind}",
        _("Who gets an offer, hour by hour"),
        _("Share of wished departures in each hour for which a centre can be reached at all, weighted by people; bars "
          "are 95 % intervals over days. Rides to buses and trains are asked for at a few times only."),
        traces,
        {
            "xaxis": {
                "title": {"text": _("wished departure")}, "tickvals": hours[::2],
                "ticktext": [words.clock(hour * HOUR_S) for hour in hours[::2]],
            },
            "yaxis": {"title": {"text": _("share [%]")}, "range": [0, 103]},
        },
        [_("hour of departure"), *(_(MEANS_WORDS[means]) for means in its.drawn)],
        [[words.clock(hour * HOUR_S), *cells] for hour, cells in told.items()],
    )  # fmt: skip


_OFFERED = ("offered_share", "offered_half_width")


def unlike_chart(its: AccessSeries, kind: str, words: Language) -> Chart:
    """Draw which share of what is reached goes to which share of people (Lorenz 1905)."""
    _, traces, rows = words._, [], []
    for means in its.drawn:
        found, name = its.unlike(kind, means), _(MEANS_WORDS[means])
        step = max(1, len(found.people) // MOST_POINTS)
        kept = [*range(0, len(found.people) - 1, step), len(found.people) - 1]
        traces.append({
            "type": "scatter", "mode": "lines", "name": name, "line": {"color": MEANS_COLOURS[means]},
            "x": numbers([100 * found.people[at] for at in kept], 2),
            "y": numbers([100 * found.has[at] for at in kept], 2),
            "hovertemplate": "%{y:.1f} %<extra>%{fullData.name}</extra>",
        })  # fmt: skip
        rows.append([
            name, words.percent(found.share), words.percent(found.worst_tenth), words.decimal(found.gini, 2),
        ])  # fmt: skip
    traces.append({
        "type": "scatter", "mode": "lines", "name": _("all alike"), "x": [0, 100], "y": [0, 100],
        "line": {"color": "#666666", "dash": "dot"}, "hoverinfo": "skip",
    })  # fmt: skip
    what = _("in time") if its.is_in_time(kind) else _("within an hour")
    return Chart(
        f"unlike-{kind}",
        _("How unlike places are"),
        _("People are lined up from those who are there %(what)s least often to those who are most often: the line "
          "says which share of all such ways they have. The deeper it hangs below the dotted line, the more unlike "
          "they are; read it beside the level in the table.", what=what),
        traces,
        {
            "xaxis": {"title": {"text": _("people [%]")}, "range": [0, 100]},
            "yaxis": {"title": {"text": _("their share of ways [%]")}, "range": [0, 100]},
        },
        [_("means"), _("there %(what)s", what=what), _("the worst tenth of people"), _("Gini")], rows,
    )  # fmt: skip


def _percent(its: Figure) -> float | None:
    return None if its.value is None else round(100 * its.value, 2)


def _errors(figures: list[Figure]) -> dict[str, Any]:
    """Return bars of intervals; where a day stands alone there are none."""
    widths = [0 if one.half_width is None else round(100 * one.half_width, 2) for one in figures]
    return {"type": "data", "array": widths, "thickness": 1, "width": 3, "visible": any(widths)}
