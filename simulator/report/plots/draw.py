"""Draw figures by name, each with its data as CSV beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from simulator.analysis.run import RunData
from simulator.errors import ResultError
from simulator.report.plain_words import shows_rides
from simulator.report.plots import cars, fleet, riders
from simulator.report.plots.style_files import paper_figure
from simulator.suggest import suggest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Plot = Callable[[RunData, "Figure"], pd.DataFrame]

# Each draws into an empty figure and returns what it drew: of rides, and of shared cars.
_OF_RIDES: dict[str, Plot] = {
    "demand": riders.demand,
    "waits": riders.waits,
    "waits_by_hour": riders.waits_by_hour,
    "detours": riders.detours,
    "rejections": riders.rejections,
    "vehicle_states": fleet.vehicle_states,
    "occupancy": fleet.occupancy,
    "kilometres": fleet.kilometres,
    "map": fleet.map_of_boardings,
}
_OF_CARS: dict[str, Plot] = {
    "bookings": cars.bookings,
    "refusals": cars.why_refused,
    "cars_in_use": cars.cars_in_use,
    "car_use": cars.car_use,
}
PLOTS = _OF_RIDES | _OF_CARS
_HEIGHTS = {"map": 5.2, "kilometres": 2.8}


def draw_figures(run: RunData, names: Iterable[str], folder: Path) -> list[Path]:
    """Draw the named figures, or all that apply, into a folder: name.svg, name.png and name.csv; it is made if need be.

    Raises ResultError for a name that is no figure or does not apply, or when the folder cannot be written.
    """
    apart = left_out(run)
    wanted = list(dict.fromkeys(names)) or [name for name in PLOTS if name not in apart]
    for name in wanted:
        if name not in PLOTS:
            hint = suggest(name, list(PLOTS)) or f"known are {', '.join(PLOTS)}"
            raise ResultError(f'no figure is called "{name}"; {hint}')
        if name in apart:
            raise ResultError(f'the figure "{name}" does not apply: {apart[name]}')
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [path for name in wanted for path in _draw(run, name, folder)]
    except OSError as error:
        raise ResultError(f"{folder}: cannot be written: {error.strerror or error}") from error


def left_out(run: RunData) -> dict[str, str]:
    """Return the figures that do not apply to a run, each with the reason why."""
    no_rides = {} if shows_rides(run.kpis) else dict.fromkeys(_OF_RIDES, "the run has no rides, only shared cars")
    guarded = {"map": "it shows single places of bookings of real people"} if run.guarded else {}
    return no_rides | guarded | ({} if run.cars is not None else dict.fromkeys(_OF_CARS, "the run has no shared cars"))


def _draw(run: RunData, name: str, folder: Path) -> list[Path]:
    with paper_figure(folder, name, height=_HEIGHTS.get(name, 3.6)) as figure:
        data = PLOTS[name](run, figure)
    data.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", float_format="%.6g")
    return [folder / f"{name}.{kind}" for kind in ("svg", "png", "csv")]
