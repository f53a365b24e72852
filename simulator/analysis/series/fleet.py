"""Series about vehicles: what they do over the day, how many riders they have, where the kilometres go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.analysis.missing import Floats, Ints
from simulator.analysis.series.bins import bin_edges
from simulator.analysis.vehicles.states import DRIVING_STATES, STATES, WORKING_STATES, State
from simulator.units import HOUR_S

MOST_BINS = 100
MANY_RIDERS = 4
_METRES_PER_KM = 1000


@dataclass(frozen=True)
class Bands:
    """Mean numbers of vehicles that do something. edges_s, int64 (bins + 1,); heights: by name, float64 (bins,)."""

    edges_s: Ints
    heights: Mapping[str, Floats]

    @property
    def width_s(self) -> int:
        """Return the width of a bin [s]."""
        return int(self.edges_s[1] - self.edges_s[0])

    @property
    def most(self) -> float:
        """Return the largest sum of all bands."""
        total: Floats = np.sum(list(self.heights.values()), axis=0)
        return float(total.max())

    def by_hour(self) -> Bands:
        """Return the means of the bins of each hour; themselves where they are as long as that."""
        first = np.arange(0, len(self.edges_s) - 1, max(1, HOUR_S // self.width_s))
        edges = np.r_[self.edges_s[first], self.edges_s[-1]]
        bins = np.diff(np.r_[first, len(self.edges_s) - 1])
        return Bands(edges, {name: np.add.reduceat(height, first) / bins for name, height in self.heights.items()})

    def table(self) -> pd.DataFrame:
        """Return a row per bin: from_s, then each band."""
        return pd.DataFrame({"from_s": self.edges_s[:-1], **self.heights})


def vehicles_by_state(states: pd.DataFrame) -> Bands | None:
    """Return how many vehicles do what over the day, by ``State``; None when no vehicle was in service."""
    if states.empty:
        return None
    edges = _edges(states)
    name = states["state"].to_numpy(dtype=object)
    return Bands(edges, {str(state): mean_vehicles(states[name == state], edges) for state in STATES})


def share_at_work(states: pd.DataFrame) -> float:
    """Return the share of vehicle hours spent driving or at stops; 0 without any. Charging and breaks are neither."""
    at_work = states["state"].isin(WORKING_STATES)
    return float(states["duration_s"][at_work].sum() / max(states["duration_s"].sum(), 1))


def driving_by_riders(states: pd.DataFrame) -> Bands | None:
    """Return how many vehicles drive with how many riders, "0", "1", ...; the last with so many or more.

    None when no vehicle drove.
    """
    driving = states[states["state"].isin([str(state) for state in DRIVING_STATES])]
    if driving.empty:
        return None
    edges = _edges(states)
    riders = np.minimum(driving["riders"].to_numpy(np.int64), MANY_RIDERS)
    return Bands(
        edges, {str(number): mean_vehicles(driving[riders == number], edges) for number in range(MANY_RIDERS + 1)}
    )


def kilometres(vehicles: pd.DataFrame) -> dict[State, float]:
    """Return what all vehicles drove in each driving state [km]."""
    columns = {state: f"{state.removeprefix('driving_')}_m" for state in DRIVING_STATES}
    return {state: float(vehicles[column].sum()) / _METRES_PER_KM for state, column in columns.items()}


def vehicles_by_type(vehicles: pd.DataFrame) -> dict[str, int]:
    """Count the vehicles of each type."""
    return {str(name): int(count) for name, count in vehicles["vehicle_type"].value_counts().items()}


def _edges(states: pd.DataFrame) -> Ints:
    return bin_edges(int(states["began_s"].min()), int(states["ended_s"].max()), MOST_BINS)


def mean_vehicles(stretches: pd.DataFrame, edges_s: Ints) -> Floats:
    """Return the mean number of stretches of time, began_s to ended_s, that last between edges [s]; float64 (bins,)."""
    began, ended = (stretches[name].to_numpy(dtype=np.float64) for name in ("began_s", "ended_s"))
    mean: Floats = np.diff(_elapsed(began, edges_s) - _elapsed(ended, edges_s)) / np.diff(edges_s)
    return mean


def _elapsed(moments: Floats, edges_s: Ints) -> Floats:
    """Seconds passed since all moments together, at every edge: sum of max(0, edge - moment)."""
    ordered = np.sort(moments)
    passed = np.searchsorted(ordered, edges_s)
    total = np.r_[0.0, np.cumsum(ordered)]
    elapsed: Floats = edges_s * passed - total[passed]
    return elapsed
