"""What a fleet does in a steady state: shares of time, from the event log."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.event_kinds import Event


@dataclass(frozen=True)
class Batches:
    """Equal pieces of the time that counts; edges_s: float64 (batches + 1,)."""

    edges_s: NDArray[np.float64]
    vehicles: int

    @classmethod
    def until(cls, end_s: float, vehicles: int, batches: int, warm_up: float) -> Batches:
        """Return so many batches of the time until ``end_s``, without a share of it for warming up."""
        return cls(np.linspace(warm_up * end_s, end_s, batches + 1), vehicles)

    def at_once(self, begins_s: NDArray[np.int64], ends_s: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how many things go on at a time for each vehicle, on average of each batch, float64 (batches,)."""
        done = _time_since(begins_s, self.edges_s) - _time_since(ends_s, self.edges_s)
        result: NDArray[np.float64] = np.diff(done) / np.diff(self.edges_s) / self.vehicles
        return result

    def load(self, submitted_s: NDArray[np.int64], direct_s: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the direct drives asked for in each batch, as a share of the time of vehicles, float64 (batches,)."""
        asked, _ = np.histogram(submitted_s, self.edges_s, weights=direct_s)
        result: NDArray[np.float64] = asked / np.diff(self.edges_s) / self.vehicles
        return result


def _time_since(moments_s: NDArray[np.int64], now_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the time that has passed since all moments before, in sum, float64 of the shape of now_s."""
    order = np.sort(moments_s)
    before = np.searchsorted(order, now_s)
    sums = np.append(0, np.cumsum(order))
    result: NDArray[np.float64] = before * now_s - sums[before]
    return result


def drives(events: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return when each drive of a vehicle begins and ends [s], in no order."""
    kinds = events["kind"]
    return _times(events, kinds == Event.DEPARTED), _times(events, kinds.isin([Event.ARRIVED, Event.DIVERTED]))


def rides(events: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return when each ride of somebody begins and ends [s], in no order."""
    kinds = events["kind"]
    return _times(events, kinds == Event.BOARDED), _times(events, kinds == Event.ALIGHTED)


def _times(events: pd.DataFrame, rows: pd.Series[bool]) -> NDArray[np.int64]:
    return events.loc[rows, "time_s"].to_numpy(np.int64)
