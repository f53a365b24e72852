"""Charts about vehicles: what they do over the day, how many riders they have, where the kilometres go, power."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.vehicle_states import DRIVING_STATES, State, mean_vehicles_by_state
from simulator.report.page.chart import Chart, clock_axis, count_axis, numbers, span
from simulator.report.page.language import N_, Language
from simulator.report.run_data import RunData
from simulator.report.style import BLACK, BLUE, GREEN, GREY, ORANGE, PALE, PURPLE, SKY, VERMILION, YELLOW, bin_edges
from simulator.units import HOUR_S

MOST_BINS = 100
MOST_SITES = 7
MANY_RIDERS = 4

# From the bottom up: colour, pattern, words.
STATE_LOOKS: dict[str, tuple[str, str, str]] = {
    State.DRIVING_WITH_RIDERS: (BLUE, "", N_("driving with riders")),
    State.AT_STOP: (SKY, "", N_("boarding and alighting")),
    State.WAITING_WITH_RIDERS: (GREEN, "-", N_("standing with riders")),
    State.DRIVING_TO_PICKUP: (ORANGE, "/", N_("driving empty to a pickup")),
    State.REBALANCING: (PURPLE, ".", N_("driving empty to where demand is expected")),
    State.DRIVING_TO_DEPOT: (YELLOW, "\\", N_("driving empty to the depot")),
    State.DRIVING_TO_CHARGE: (BLACK, "x", N_("driving empty to charge")),
    State.CHARGING: (VERMILION, "+", N_("charging")),
    State.ON_BREAK: (GREY, "\\", N_("break or change of drivers")),
    State.IDLE: (PALE, "", N_("standing empty")),
}
_OTHER_LOOKS = ((BLACK, "x"), (VERMILION, "+"), (GREY, "|"))
# Neither breaks nor charging, though the vehicle is not idle then.
_AT_WORK = (*DRIVING_STATES, State.AT_STOP, State.WAITING_WITH_RIDERS)
_OCCUPANCY_COLOURS = ("#d9d9d9", "#9ecae1", "#4a98c9", "#1764ab", "#08306b")


def state_chart(run: RunData, words: Language) -> Chart:
    """How many vehicles do what over the day."""
    _ = words._
    states = run.tables.states
    title = _("What the vehicles do")
    if states.empty:
        return Chart("states", title, _("No vehicle was in service in this run."))
    edges = _edges(states)
    mean = mean_vehicles_by_state(states, edges)
    bands = []
    others = iter(_OTHER_LOOKS)
    for state in [*STATE_LOOKS, *(name for name in mean.columns if name not in STATE_LOOKS)]:
        if state not in mean or not mean[state].any():
            continue
        colour, pattern, name = STATE_LOOKS.get(state) or (*next(others, (GREY, "")), str(state).replace("_", " "))
        bands.append((_(name), colour, pattern, mean[state].to_numpy(np.float64)))
    busy = float(states["duration_s"][states["state"].isin(_AT_WORK)].sum() / max(states["duration_s"].sum(), 1))
    said = _("Of all vehicle hours, %(share)s were spent driving or at stops.", share=words.percent(busy))
    return _bands("states", title, said, edges, bands, words)


def occupancy_chart(run: RunData, words: Language) -> Chart:
    """How many riders the driving vehicles have on board over the day."""
    _ = words._
    title = _("Riders on board the driving vehicles")
    states = run.tables.states
    driving = states[states["state"].isin([str(state) for state in DRIVING_STATES])]
    if driving.empty:
        return Chart("occupancy", title, _("No vehicle drove in this run."))
    edges = _edges(states)
    riders = np.minimum(driving["riders"].to_numpy(np.int64), MANY_RIDERS)
    bands = []
    for number in range(MANY_RIDERS + 1):
        chosen = driving[riders == number].assign(state=str(State.IDLE))
        name = words.plural("%(count)s rider", "%(count)s riders", number) if number else _("empty")
        if number == MANY_RIDERS:
            name = _("%(count)s riders or more", count=words.whole(number))
        height = mean_vehicles_by_state(chosen, edges)[str(State.IDLE)].to_numpy(np.float64)
        bands.append((name, _OCCUPANCY_COLOURS[number], "", height))
    most = int(states["riders"].max())
    said = words.plural(
        "At most %(count)s rider was on board at once.", "At most %(count)s riders were on board of one vehicle.", most
    )
    return _bands("occupancy", title, said, edges, bands, words)


def power_chart(run: RunData, words: Language) -> Chart | None:
    """Drawn power per charging site; None when the run has none."""
    if run.power is None:
        return None
    _ = words._
    names = {} if run.sites is None else dict(zip(run.sites["site"], run.sites["name"].astype(str), strict=True))
    grid, by_site = power_over_time(run.power)
    order = sorted(by_site, key=lambda site: (-float(by_site[site].max()), str(site)))
    shown = {str(names.get(site, site)): by_site[site] for site in order[:MOST_SITES]}
    if order[MOST_SITES:]:
        shown[_("other sites")] = np.sum([by_site[site] for site in order[MOST_SITES:]], axis=0)
    total = np.sum(list(by_site.values()), axis=0)
    looks = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW, GREY)
    traces = [
        {
            "type": "scatter", "mode": "lines", "stackgroup": "power", "name": name, "x": numbers(grid),
            "y": numbers(kw, 2), "line": {"shape": "hv", "width": 0.5, "color": looks[number % len(looks)]},
            "hovertemplate": "%{y:.0f} kW<extra>%{fullData.name}</extra>",
        }
        for number, (name, kw) in enumerate(shown.items())
    ]  # fmt: skip
    top = int(np.argmax(total))
    rows = [
        [name, words.unit(float(kw.max()), "kW", 1), words.clock(float(grid[int(np.argmax(kw))]))]
        for name, kw in shown.items()
    ]
    return Chart(
        "power",
        _("Charging power"),
        _(
            "The highest power drawn from the grid at once was %(power)s, at %(time)s.",
            power=words.unit(float(total[top]), "kW"),
            time=words.clock(float(grid[top])),
        ),
        traces,
        {
            "xaxis": clock_axis(float(grid[0]), float(grid[-1]), words),
            "yaxis": {"title": {"text": _("power in kW")}, "rangemode": "tozero"},
        },
        [_("site"), _("highest power"), _("at")],
        rows,
    )


def power_over_time(power: pd.DataFrame, most: int = 600) -> tuple[NDArray[np.int64], dict[Any, NDArray[np.float64]]]:
    """Bring the step functions of all sites onto one grid [s]; on a coarse one the highest power of a step counts.

    Returns (times, site -> kW at each time, float64 (times,)).
    """
    moments = np.unique(power["time_s"].to_numpy(np.int64))
    grid = moments
    if len(moments) > most:
        step = -(-int(moments[-1] - moments[0]) // most)
        grid = np.arange(moments[0], moments[-1] + step, step)
    by_site = {}
    for site, rows in power.groupby("site", sort=True):
        rows = rows.sort_values("time_s", kind="stable")
        time, kw = rows["time_s"].to_numpy(np.int64), rows["kw"].to_numpy(np.float64)
        before = np.searchsorted(time, grid, side="right")
        at = np.r_[0.0, kw][before]
        cell = np.searchsorted(grid, time, side="right") - 1
        np.maximum.at(at, cell, kw)
        by_site[site] = at
    return grid.astype(np.int64), by_site


def _edges(states: pd.DataFrame) -> NDArray[np.int64]:
    return bin_edges(int(states["began_s"].min()), int(states["ended_s"].max()), MOST_BINS)


def _bands(
    key: str,
    title: str,
    description: str,
    edges: NDArray[np.int64],
    bands: list[tuple[str, str, str, NDArray[np.float64]]],
    words: Language,
) -> Chart:
    """Stack bands (name, colour, pattern, mean vehicles per bin) over the day; the table has a row per hour or bin."""
    _ = words._
    x = numbers(np.repeat(edges, 2)[1:-1])
    traces = [
        {
            "type": "scatter", "mode": "lines", "stackgroup": "vehicles", "name": name, "x": x,
            "y": numbers(np.repeat(height, 2), 2), "line": {"width": 0, "color": colour},
            "fillcolor": colour, "fillpattern": {"shape": pattern, "bgcolor": colour, "fgcolor": "white", "size": 7},
            "hovertemplate": "%{y:.1f}<extra>%{fullData.name}</extra>",
        }
        for name, colour, pattern, height in bands
    ]  # fmt: skip
    step = max(1, HOUR_S // int(edges[1] - edges[0]))
    rows = []
    for first in range(0, len(edges) - 1, step):
        last = min(first + step, len(edges) - 1)
        means = [words.decimal(float(height[first:last].mean()), 1) for *_look, height in bands]
        rows.append([span(int(edges[first]), int(edges[last]), words), *means])
    layout = {
        "xaxis": clock_axis(float(edges[0]), float(edges[-1]), words),
        "yaxis": count_axis(_("vehicles"), float(np.sum([height for *_look, height in bands], axis=0).max())),
    }
    return Chart(key, title, description, traces, layout, [_("time of day"), *(band[0] for band in bands)], rows)
