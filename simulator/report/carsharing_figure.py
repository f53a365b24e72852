"""The figure of a car-sharing service: how many cars are out over time, and when bookings were refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulator.analysis.series.calendar import ONE_DAY, Calendar
from simulator.analysis.series.cars import CarsOut
from simulator.report import style
from simulator.units import HOUR_S

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_cars_in_use(cars: CarsOut | None, path: Path, calendar: Calendar = ONE_DAY) -> None:
    """Draw the cars in the hands of customers and of institutions, and the refused bookings of each hour."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with style.figure(path) as figure:
        axes = figure.add_subplot()
        if cars is None:
            style.say(axes, "Shared cars in use", "No shared car was used in this run.")
            return
        draw_cars_on(axes, cars, calendar)
        axes.set_title(f"Shared cars in use: at most {cars.most} of {cars.cars}")
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0)


def draw_cars_on(axes: Axes, cars: CarsOut, calendar: Calendar) -> None:
    """Draw cars in use upwards and refused bookings downwards over time."""
    from matplotlib.ticker import MaxNLocator

    time_s, public = cars.time_s, cars.customers
    axes.fill_between(time_s, public, step="post", color=style.BLUE, label="in use by customers", linewidth=0)
    if cars.institutions.any():
        axes.fill_between(
            time_s, public, public + cars.institutions, step="post", color=style.SKY, hatch="///", linewidth=0,
            label="with institutions",
        )  # fmt: skip
    axes.bar(
        np.arange(len(cars.refused)) * HOUR_S, -cars.refused, width=HOUR_S, align="edge", color=style.ORANGE,
        label="refused bookings per hour",
    )  # fmt: skip
    axes.axhline(0, color=style.BLACK, linewidth=0.8)
    axes.set_ylabel("cars; below: bookings")
    style.clock_axis(axes, 0.0, float(time_s[-1]), calendar, "time")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
