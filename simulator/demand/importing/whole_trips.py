"""From flows of trips, fractions included, to single trips with a name and a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.importing.flows import NO_HOUR
from simulator.demand.importing.hours import HOURS, Shares, hours_named
from simulator.demand.importing.poisson_counts import poisson_counts
from simulator.demand.luck import luck
from simulator.demand.rounding import rounded
from simulator.demand.streams import stream
from simulator.units import HOUR_S

Ints = NDArray[np.int64]
KEY = ("origin", "destination", "hour", "purpose")


@dataclass(frozen=True)
class WholeTrips:
    """Single trips. flow: int64 (trips,), rows of the flows. number: int64 (trips,), from 1 within their flow."""

    flows: pd.DataFrame
    flow: Ints
    number: Ints

    def column(self, name: str) -> NDArray[Any]:
        """Return what the flow of each trip has in a column."""
        return self.flows[name].to_numpy()[self.flow]

    def names(self) -> list[str]:
        """Return a name for each trip that says what it is, so that its chance stays its own."""
        columns = (self.column(name).tolist() for name in KEY)
        return [
            " ".join(
                part for part in (f"{one}>{other}", "" if hour == NO_HOUR else f"{hour}h", purpose, f"#{n}") if part
            )
            for one, other, hour, purpose, n in zip(*columns, self.number.tolist(), strict=True)
        ]


def whole_trips(flows: pd.DataFrame, expected: NDArray[np.float64], rounding: str, seed: int) -> WholeTrips:
    """Return single trips. expected: how many there are of each flow. rounding: "exact" or "poisson".

    Exact: the total is that of all fractions, rounded, and that of any origin is at most one off. Within an origin the
    order of flows is drawn, so that no pattern of a matrix meets the even steps of rounding.
    """
    chance = luck(
        seed, "imported flow", ["\0".join(map(str, key)) for key in zip(*(flows[name] for name in KEY), strict=True)]
    )
    if rounding == "poisson":
        count = poisson_counts(expected, chance.ravel())
    else:
        order = np.lexsort((chance.ravel(), flows["origin"].astype(str).to_numpy()))
        count = np.zeros(len(flows), dtype=np.int64)
        count[order] = rounded(expected[order], float(stream(seed, "imported rounding").random()))
    flow = np.repeat(np.arange(len(flows)), count)
    return WholeTrips(flows, flow, np.arange(len(flow)) - np.repeat(np.cumsum(count) - count, count) + 1)


def departures(trips: WholeTrips, hours: Shares, names: list[str], seed: int) -> Ints:
    """Return when trips begin [s], int64 (trips,): in their hour, or in hours that come as often as their shares say.

    Raises ValueError for a purpose without shares.
    """
    within, rank = luck(seed, "imported moment", names, 2).T if names else np.zeros((2, 0))
    hour = trips.column("hour").astype(np.int64)
    shares_of = np.array([hours_named(one, hours) for one in trips.column("purpose").tolist()], dtype=object)
    open_rows = np.flatnonzero(hour == NO_HOUR)
    for purpose in sorted(set(shares_of[open_rows].tolist())):
        if purpose not in hours:
            raise ValueError("there are trips of other purposes; add shares without a purpose, for all others")
        these = open_rows[shares_of[open_rows] == purpose]
        counts = rounded(hours[purpose] * len(these), 0.5)
        hour[these[np.argsort(rank[these], kind="stable")]] = np.repeat(np.arange(HOURS), counts)
    return np.asarray(hour * HOUR_S + np.floor(within * HOUR_S)).astype(np.int64)
