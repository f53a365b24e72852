"""Charts about shared cars: bookings by hour, why some were refused, cars in use, and the use of each car."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from simulator.analysis.run import RunData
from simulator.analysis.series.cars import BookingsByHour, refusals
from simulator.reasons import REFUSAL_WORDS
from simulator.report.looks import REFUSAL_LOOKS
from simulator.report.page.chart import Chart, clock_axis, count_axis, numbers
from simulator.report.page.language import Language
from simulator.report.page.rider_charts import most_frequent, reason_bars
from simulator.report.style import BLUE, SKY
from simulator.units import HOUR_S


def booking_chart(run: RunData, words: Language) -> Chart | None:
    """Count bookings by the hour of the day in which they are to begin: granted, or refused and why."""
    if run.cars is None:
        return None
    _ = words._
    title = _("Bookings by hour of the day")
    found = run.cars.by_hour
    if found is None:
        return Chart("bookings", title, _("Nobody asked for a shared car in this run."))
    hours = np.arange(len(found.granted) + 1) * HOUR_S
    times = [f"{words.clock(a)}–{words.clock(b % (24 * HOUR_S))}" for a, b in pairwise(hours.tolist())]
    bars = _bars(found, words)
    traces = [
        {
            "type": "bar", "name": name, "x": numbers(hours[:-1] + HOUR_S / 2), "y": count.tolist(), "width": HOUR_S,
            "customdata": times, "hovertemplate": f"%{{customdata}}<br>{name}: %{{y}}<extra></extra>",
            "marker": {"color": colour, "line": {"color": "white", "width": 1}, "pattern": {"shape": pattern}},
        }
        for name, count, colour, pattern in bars
    ]  # fmt: skip
    busiest = int(np.argmax(found.all))
    return Chart(
        "bookings",
        title,
        _(
            "Most bookings were to begin at %(time)s: %(granted)s granted, %(refused)s refused.",
            time=times[busiest],
            granted=words.whole(int(found.granted[busiest])),
            refused=words.whole(int(found.all[busiest] - found.granted[busiest])),
        ),
        traces,
        {
            "barmode": "stack",
            "xaxis": clock_axis(0.0, float(hours[-1]), Language(words.code)),
            "yaxis": count_axis(_("bookings"), float(found.all.max())),
        },
        [_("start of the booking"), *(name for name, *_look in bars)],
        [
            [time, *(words.whole(int(count[hour])) for _name, count, *_look in bars)]
            for hour, time in enumerate(times)
            if found.all[hour]
        ],
    )


def _bars(found: BookingsByHour, words: Language) -> list[tuple[str, np.ndarray, str, str]]:
    """Return names, counts, colours and patterns of what is stacked for each hour."""
    said = {kind.name.lower(): words._(text) for kind, text in REFUSAL_WORDS.items()}
    refused = [
        (said[name], count, *REFUSAL_LOOKS[number % len(REFUSAL_LOOKS)])
        for number, (name, count) in enumerate(found.refused.items())
    ]
    return [(words._("granted"), found.granted, BLUE, ""), *refused]


def refusal_chart(run: RunData, words: Language) -> Chart | None:
    """Why bookings were refused."""
    if run.cars is None:
        return None
    _ = words._
    title, found = _("Why bookings were refused"), refusals(run.kpis)
    if not found:
        return Chart("refusals", title, _("No booking was refused."))
    said = words.plural(
        "The most frequent reason: %(reasons)s, %(number)s of all bookings.",
        "The most frequent reasons: %(reasons)s, each %(number)s of all bookings.",
        **most_frequent(found, words),
    )
    return reason_bars(Chart("refusals", title, said), found, _("bookings"), words)


def cars_in_use_chart(run: RunData, words: Language) -> Chart | None:
    """How many cars are out over time, with customers and with institutions."""
    if run.cars is None:
        return None
    _ = words._
    title = _("Shared cars in use")
    out = run.cars.out
    if out is None:
        return Chart("cars_in_use", title, _("No shared car was used in this run."))
    both = [(_("in use by customers"), out.customers, BLUE, ""), (_("with institutions"), out.institutions, SKY, "/")]
    shown = [band for band in both if band[1].any()]
    traces = [
        {
            "type": "scatter", "mode": "lines", "stackgroup": "cars", "name": name, "x": out.time_s.tolist(),
            "y": count.tolist(), "line": {"shape": "hv", "width": 0, "color": colour}, "fillcolor": colour,
            "fillpattern": {"shape": pattern, "bgcolor": colour, "fgcolor": "white", "size": 7},
            "hovertemplate": "%{y}<extra>%{fullData.name}</extra>",
        }
        for name, count, colour, pattern in shown
    ]  # fmt: skip
    hourly = np.flatnonzero(out.time_s % HOUR_S == 0)
    return Chart(
        "cars_in_use",
        title,
        words.plural(
            "At most one of %(cars)s cars was in use at once.",
            "At most %(count)s of %(cars)s cars were in use at once.",
            out.most,
            cars=words.whole(out.cars),
        ),
        traces,
        {
            "xaxis": clock_axis(float(out.time_s[0]), float(out.time_s[-1]), words),
            "yaxis": count_axis(_("cars"), float(out.most)),
        },
        [_("time of day"), *(name for name, *_look in shown)],
        [
            [words.moment(int(out.time_s[row])), *(words.whole(int(count[row])) for _name, count, *_look in shown)]
            for row in hourly.tolist()
        ],
    )


def car_use_chart(run: RunData, words: Language) -> Chart | None:
    """How much each car is used."""
    if run.cars is None:
        return None
    _ = words._
    title, use = _("Use of each car"), run.cars.use
    if not use["hours"].any():
        return Chart("car_use", title, _("No shared car was used in this run."))
    idle = int((use["bookings"] == 0).sum())  # one that is still out from the warm-up has hours, but no rental
    bars = {
        "type": "bar", "x": use["car_id"].tolist(), "y": numbers(use["share"] * 100, 1), "marker": {"color": SKY},
        "customdata": [f"{words.decimal(hours, 1)} h" for hours in use["hours"].tolist()],
        "hovertemplate": "%{x}: %{y:.0f} % (%{customdata})<extra></extra>",
    }  # fmt: skip
    said = _(
        "The car used longest was in use for %(share)s of the time: %(car)s.",
        share=words.percent(float(use["share"].iloc[0])),
        car=use["car_id"].iloc[0],
    )
    if idle:
        said += " " + words.plural("One car was never rented.", "%(count)s cars were never rented.", idle)
    columns = zip(*(use[name].tolist() for name in ("car_id", "hours", "share", "bookings", "km")), strict=True)
    return Chart(
        "car_use",
        title,
        said,
        [bars],
        {
            "xaxis": {"type": "category", "automargin": True},
            "yaxis": {"title": {"text": _("% of all hours in use")}, "rangemode": "tozero"},
            "showlegend": False,
        },
        [_("car"), _("hours in use"), _("share of all hours"), _("rentals"), _("kilometres")],
        [
            [car, words.decimal(hours, 1), words.percent(share), words.whole(bookings), words.whole(km)]
            for car, hours, share, bookings, km in columns
        ],
    )
