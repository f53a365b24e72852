"""The figure of a car-sharing service: how many cars are out over time, and when bookings were refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from simulator.analysis.carsharing_tables import REFUSED, USED, CarsharingTables
from simulator.report import style
from simulator.units import DAY_S, HOUR_S


def draw_cars_in_use(tables: CarsharingTables, path: Path) -> None:
    """Draw the cars in the hands of customers and of institutions, and the refused bookings of each hour."""
    from matplotlib.ticker import MaxNLocator

    path.parent.mkdir(parents=True, exist_ok=True)
    bookings = tables.bookings
    used = bookings[bookings["status"] == USED]
    with style.figure(path) as figure:
        axes = figure.add_subplot()
        if used.empty:
            style.say(axes, "Shared cars in use", "No shared car was used in this run.")
            return
        end_s = max(tables.days * DAY_S, int(used["returned_s"].max()))
        time_s = np.arange(0, end_s + 1, 900)
        fixed = (used["institution"] != "").to_numpy(dtype=bool)
        public, institutions = _cars_out(used[~fixed], time_s), _cars_out(used[fixed], time_s)
        axes.fill_between(time_s, public, step="post", color=style.BLUE, label="in use by customers", linewidth=0)
        if fixed.any():
            axes.fill_between(
                time_s, public, public + institutions, step="post", color=style.SKY, hatch="///", linewidth=0,
                label="with institutions",
            )  # fmt: skip
        refused = bookings[bookings["status"] == REFUSED]["start_s"].to_numpy(dtype=np.int64)
        counts, _ = np.histogram(refused, np.arange(0, end_s + HOUR_S, HOUR_S))
        axes.bar(
            np.arange(len(counts)) * HOUR_S, -counts, width=HOUR_S, align="edge", color=style.ORANGE,
            label="refused bookings per hour",
        )  # fmt: skip
        axes.axhline(0, color=style.BLACK, linewidth=0.8)
        axes.set_title(f"Shared cars in use: at most {int((public + institutions).max())} of {len(tables.cars)}")
        axes.set_ylabel("cars; below: bookings")
        axes.set_xlabel("time")
        style.clock_axis(axes, 0.0, float(end_s))
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0)


def _cars_out(used: pd.DataFrame, time_s: np.ndarray) -> np.ndarray:
    """Return how many cars are out at each time, int64."""
    taken, returned = (np.sort(used[name].to_numpy(dtype=np.int64)) for name in ("taken_s", "returned_s"))
    out: np.ndarray = np.searchsorted(taken, time_s, side="right") - np.searchsorted(returned, time_s, side="right")
    return out
