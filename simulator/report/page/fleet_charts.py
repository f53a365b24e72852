"""Charts about vehicles: what they do over the day, how many riders they have, power at charging sites."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from simulator.analysis.run import RunData
from simulator.analysis.series.fleet import MANY_RIDERS, Bands, share_at_work
from simulator.analysis.vehicles.states import STATE_WORDS
from simulator.report.looks import RIDER_COLOURS, STATE_LOOKS
from simulator.report.page.chart import Chart, clock_axis, count_axis, numbers, span
from simulator.report.page.language import Language
from simulator.report.page.names import named_site
from simulator.report.style import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILION, YELLOW

Look = tuple[str, str, str, str]  # name of the band, words, colour, pattern


def state_chart(run: RunData, words: Language) -> Chart:
    """How many vehicles do what over the day."""
    _ = words._
    title = _("What the vehicles do")
    bands = run.series.vehicles_by_state
    if bands is None:
        return Chart("states", title, _("No vehicle was in service in this run."))
    looks: list[Look] = [
        (state, _(STATE_WORDS[state]), colour, pattern)
        for state, (colour, pattern) in STATE_LOOKS.items()
        if bands.heights[state].any()
    ]
    busy = words.percent(share_at_work(run.tables.states))
    said = _("Of all vehicle hours, %(share)s were spent driving or at stops.", share=busy)
    return _stacked("states", title, said, bands, looks, words)


def occupancy_chart(run: RunData, words: Language) -> Chart:
    """How many riders the driving vehicles have on board over the day."""
    _ = words._
    title = _("Riders on board the driving vehicles")
    bands = run.series.driving_by_riders
    if bands is None:
        return Chart("occupancy", title, _("No vehicle drove in this run."))
    looks: list[Look] = []
    for number, colour in enumerate(RIDER_COLOURS):
        name = words.plural("%(count)s rider", "%(count)s riders", number) if number else _("empty")
        if number == MANY_RIDERS:
            name = _("%(count)s riders or more", count=words.whole(number))
        looks.append((str(number), name, colour, ""))
    most = int(run.tables.states["riders"].max())
    said = words.plural(
        "At most %(count)s rider was on board at once.", "At most %(count)s riders were on board of one vehicle.", most
    )
    return _stacked("occupancy", title, said, bands, looks, words)


def power_chart(run: RunData, words: Language) -> Chart | None:
    """Drawn power per charging site; None when the run has none."""
    power = run.series.power
    if power is None:
        return None
    _ = words._
    shown = [(named_site(site.name, words), site) for site in power.sites]
    if power.others is not None:
        shown.append((_("other sites"), power.others))
    looks = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW, GREY)
    traces = [
        {
            "type": "scatter", "mode": "lines", "stackgroup": "power", "name": name, "x": numbers(power.time_s),
            "y": numbers(drawn.kw, 2), "line": {"shape": "hv", "width": 0.5, "color": colour},
            "hovertemplate": "%{y:.0f} kW<extra>%{fullData.name}</extra>",
        }
        for (name, drawn), colour in zip(shown, looks, strict=False)
    ]  # fmt: skip
    rows = [[name, words.unit(drawn.peak_kw, "kW", 1), words.moment(drawn.peak_at_s)] for name, drawn in shown]
    return Chart(
        "power",
        _("Charging power"),
        _(
            "The highest power drawn from the grid at once was %(power)s, at %(time)s.",
            power=words.unit(power.total.peak_kw, "kW"),
            time=words.moment(power.total.peak_at_s),
        ),
        traces,
        {
            "xaxis": clock_axis(float(power.time_s[0]), float(power.time_s[-1]), words),
            "yaxis": {"title": {"text": _("power in kW")}, "rangemode": "tozero"},
        },
        [_("site"), _("highest power"), _("at")],
        rows,
    )


def _stacked(key: str, title: str, description: str, bands: Bands, looks: list[Look], words: Language) -> Chart:
    """Stack bands over the day, mean vehicles per bin; the table has a row per hour or bin."""
    _ = words._
    edges = bands.edges_s
    x = numbers(np.repeat(edges, 2)[1:-1])
    traces = [
        {
            "type": "scatter", "mode": "lines", "stackgroup": "vehicles", "name": name, "x": x,
            "y": numbers(np.repeat(bands.heights[band], 2), 2), "line": {"width": 0, "color": colour},
            "fillcolor": colour, "fillpattern": {"shape": pattern, "bgcolor": colour, "fgcolor": "white", "size": 7},
            "hovertemplate": "%{y:.1f}<extra>%{fullData.name}</extra>",
        }
        for band, name, colour, pattern in looks
    ]  # fmt: skip
    hours = bands.by_hour()
    rows = [
        [span(first, last, words), *(words.decimal(float(hours.heights[look[0]][number]), 1) for look in looks)]
        for number, (first, last) in enumerate(pairwise(hours.edges_s.tolist()))
    ]
    layout = {
        "xaxis": clock_axis(float(edges[0]), float(edges[-1]), words),
        "yaxis": count_axis(_("vehicles"), bands.most),
    }
    return Chart(key, title, description, traces, layout, [_("time of day"), *(look[1] for look in looks)], rows)
