"""Figures about shared cars. Each draws into an empty figure and returns its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator.analysis.run import RunData
from simulator.analysis.series.cars import BookingsByHour, CarSeries, refusals
from simulator.reasons import REFUSAL_WORDS
from simulator.report import style
from simulator.report.carsharing_figure import draw_cars_on
from simulator.report.looks import REFUSAL_LOOKS, hatch
from simulator.report.plots.riders import draw_reasons

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NOBODY = "Nobody asked for a shared car in this run."
_UNUSED = "No shared car was used in this run."


def bookings(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw bookings by the hour of the day in which they are to begin, granted and refused."""
    found = _series(run).by_hour
    axes = figure.add_subplot()
    if found is None:
        style.say(axes, "", _NOBODY)
        return pd.DataFrame(columns=["hour", "granted"])
    hour = np.arange(len(found.granted))
    words = {kind.name.lower(): said for kind, said in REFUSAL_WORDS.items()}
    axes.bar(hour, found.granted, width=1, align="edge", color=style.BLUE, edgecolor="white", label="granted")
    below = found.granted
    for number, (name, count) in enumerate(found.refused.items()):
        colour, pattern = REFUSAL_LOOKS[number % len(REFUSAL_LOOKS)]
        axes.bar(
            hour, count, width=1, align="edge", bottom=below, color=colour, hatch=hatch(pattern), edgecolor="white",
            label=words[name],
        )  # fmt: skip
        below = below + count
    axes.set_xlim(0, len(hour))
    axes.set_xticks(hour[::3].tolist(), [f"{start}:00" for start in hour[::3].tolist()])
    axes.set_xlabel("start of the booking")
    axes.set_ylabel("bookings")
    style.whole_numbers(axes.yaxis)
    figure.legend(loc="outside upper center", ncols=2)
    return _by_hour(found)


def _by_hour(found: BookingsByHour) -> pd.DataFrame:
    return pd.DataFrame({"hour": np.arange(len(found.granted)), "granted": found.granted, **found.refused})


def why_refused(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw why bookings were refused."""
    return draw_reasons(figure, refusals(run.kpis), "bookings", "No booking was refused.")


def cars_in_use(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw how many cars are out over time."""
    out = _series(run).out
    axes = figure.add_subplot()
    if out is None:
        style.say(axes, "", _UNUSED)
        return pd.DataFrame(columns=["time_s", "customers", "institutions"])
    draw_cars_on(axes, out, run.calendar)
    figure.legend(loc="outside upper center", ncols=3)
    return pd.DataFrame({"time_s": out.time_s, "customers": out.customers, "institutions": out.institutions})


def car_use(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw for how much of the time each car was in use."""
    use = _series(run).use
    axes = figure.add_subplot()
    if not use["hours"].any():
        style.say(axes, "", _UNUSED)
        return use
    axes.bar(np.arange(len(use)), 100 * use["share"], color=style.SKY, edgecolor=style.BLACK, linewidth=0.6)
    axes.set_xticks(np.arange(len(use)), use["car_id"], rotation=90, fontsize=7)
    axes.set_ylabel("% of all hours in use")
    return use


def _series(run: RunData) -> CarSeries:
    if run.cars is None:
        raise ValueError("a run without shared cars")
    return run.cars
