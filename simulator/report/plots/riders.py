"""Figures about riders. Each draws into an empty figure and returns its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulator.analysis.request_table import SERVED
from simulator.analysis.rider_kpis import served_values, status_is
from simulator.reasons import UNSERVED_WORDS
from simulator.report import style
from simulator.report.run_data import RunData
from simulator.units import HOUR_S

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def demand(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw requests by wished departure, served and not."""
    requests = run.tables.requests
    wanted = requests["desired_departure_s"].to_numpy(dtype=np.int64)
    served = status_is(requests, SERVED)
    axes = figure.add_subplot()
    if not wanted.size:
        style.say(axes, "", "Nobody asked for a ride in this run.")
        return pd.DataFrame(columns=["from_s", "to_s", "served", "not_served"])
    edges = style.bin_edges(int(wanted.min()), int(wanted.max()) + 1, 30)
    width = int(edges[1] - edges[0])
    carried, left = (np.histogram(wanted[chosen], edges)[0] for chosen in (served, ~served))
    bars: dict[str, Any] = {"align": "edge", "width": width, "edgecolor": "white"}
    axes.bar(edges[:-1], carried, color=style.BLUE, label="served", **bars)
    axes.bar(edges[:-1], left, bottom=carried, color=style.ORANGE, hatch="///", label="not served", **bars)
    axes.set_xlabel("wished departure")
    axes.set_ylabel(f"requests per {style.in_words(width)}")
    style.whole_numbers(axes.yaxis)
    style.clock_axis(axes, float(edges[0]), float(edges[-1]))
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return pd.DataFrame({"from_s": edges[:-1], "to_s": edges[1:], "served": carried, "not_served": left})


def waits(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw the share of served requests that waited at most so long."""
    wait_min = np.sort(served_values(run.tables.requests, "wait_s") / 60)
    return _shares(figure, wait_min, "wait_min", "wait [min]", "Nobody was picked up in this run.")


def detours(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw the share of served requests whose detour factor was at most so large."""
    requests = run.tables.requests
    factor = requests["detour_factor"].to_numpy(dtype=np.float64)[status_is(requests, SERVED)]
    factor = np.sort(factor[np.isfinite(factor)])
    return _shares(figure, factor, "detour_factor", "ride time / direct time", "Nobody rode in this run.")


def waits_by_hour(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw median and 95 % quantile of the wait by the hour in which it began."""
    requests = run.tables.requests[status_is(run.tables.requests, SERVED)]
    hour = requests["ready_s"].to_numpy(dtype=np.int64) // HOUR_S
    by_hour = pd.Series(requests["wait_s"].to_numpy(dtype=np.float64) / 60).groupby(hour)
    data = pd.DataFrame(
        {
            "from_s": np.unique(hour) * HOUR_S,
            "requests": by_hour.size().to_numpy(),
            "median_min": by_hour.median().to_numpy(),
            "p95_min": by_hour.quantile(0.95).to_numpy(),
        }
    )
    axes = figure.add_subplot()
    if data.empty:
        style.say(axes, "", "Nobody was picked up in this run.")
        return data
    middle = data["from_s"] + HOUR_S / 2
    axes.plot(
        middle, data["p95_min"], color=style.VERMILION, marker="s", linestyle="--", label="95 of 100 wait at most"
    )
    axes.plot(middle, data["median_min"], color=style.BLUE, marker="o", label="half wait at most")
    axes.set_ylim(bottom=0)
    axes.set_ylabel("wait [min]")
    axes.set_xlabel("hour in which the wait began")
    style.clock_axis(axes, float(data["from_s"].min()), float(data["from_s"].max() + HOUR_S))
    axes.grid(axis="y", color=style.PALE)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return data


def rejections(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw why requests were not served."""
    counts = {words: int(run.kpis.get(name) or 0) for name, words in UNSERVED_WORDS.items()}
    found = sorted((count, words) for words, count in counts.items() if count)
    data = pd.DataFrame({"reason": [words for _, words in found], "requests": [count for count, _ in found]})
    axes = figure.add_subplot()
    if data.empty:
        style.say(axes, "", "Nobody was turned away.")
        return data
    bars = axes.barh(data["reason"], data["requests"], color=style.ORANGE, edgecolor=style.BLACK, linewidth=0.6)
    axes.bar_label(bars, padding=4)
    axes.set_xlabel("requests")
    style.whole_numbers(axes.xaxis)
    axes.margins(x=0.1)
    return data.iloc[::-1]


def _shares(
    figure: Figure, values: np.ndarray[tuple[int], np.dtype[np.float64]], column: str, label: str, nothing: str
) -> pd.DataFrame:
    """Draw an empirical distribution function; marks half and 95 %."""
    share = (np.arange(values.size) + 1) / max(values.size, 1)
    data = pd.DataFrame({column: values, "share": share}).drop_duplicates(column, keep="last")
    axes = figure.add_subplot()
    if data.empty:
        style.say(axes, "", nothing)
        return data
    axes.step(data[column], 100 * data["share"], where="post", color=style.BLUE, linewidth=2)
    for part, dash in ((0.5, "-"), (0.95, "--")):
        value = float(np.quantile(values, part))
        axes.axvline(value, color=style.BLACK, linestyle=dash, linewidth=1)
        axes.annotate(f"{100 * part:.0f} %: {value:.3g}", (value, 4), xytext=(4, 0), textcoords="offset points")
    axes.set_ylim(0, 101)
    axes.set_xlim(left=min(float(values[0]), 1.0 if column == "detour_factor" else 0.0))
    axes.set_xlabel(label)
    axes.set_ylabel("% of served requests")
    axes.grid(color=style.PALE)
    return data
