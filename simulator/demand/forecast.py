"""What a usual day brings: mean numbers of requests by zone and time of the day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.spans import DAY_S

NO_ZONE = -1


@dataclass(frozen=True, eq=False)
class Forecast:
    """Requests expected to come in, by square zone and period of the day.

    node: int32 (zones,), where most requests of a zone begin. zone_of: int32 (nodes,), NO_ZONE where none is expected.
    requests: float64 (periods, zones), mean number a day. All read only.
    """

    node: NDArray[np.int32]
    zone_of: NDArray[np.int32]
    requests: NDArray[np.float64]
    period_s: int

    def coming(self, now_s: int) -> NDArray[np.float64]:
        """Return the requests expected in the period that holds or begins at ``now_s``, float64 (zones,)."""
        period: NDArray[np.float64] = self.requests[now_s % DAY_S // self.period_s]
        return period


def mean_requests(
    node: NDArray[np.int32],
    departure_s: NDArray[np.int64],
    days: int,
    xy_m: NDArray[np.float64],
    zone_m: float,
    period_s: int,
) -> Forecast:
    """Return the means of past days.

    node, departure_s: origin and earliest departure of each request of all days. xy_m: float64 (nodes, 2). Zones are
    squares of side ``zone_m`` in which any request begins; they are numbered from the south-west, row by row.
    """
    column, row = np.floor((xy_m - xy_m.min(axis=0)) / zone_m).astype(np.int64).T
    square = row * (column.max() + 1) + column
    squares, zone = np.unique(square[node], return_inverse=True)
    number = np.searchsorted(squares, square).clip(max=max(0, len(squares) - 1))
    inside = squares[number] == square if len(squares) else np.zeros(len(square), dtype=bool)
    counts = np.zeros((-(-DAY_S // period_s), len(squares)))
    np.add.at(counts, (departure_s % DAY_S // period_s, zone), 1)
    begin = np.bincount(node, minlength=len(xy_m))
    most = [np.flatnonzero(square == chosen)[np.argmax(begin[square == chosen])] for chosen in squares]
    return Forecast(
        node=np.array(most, dtype=np.int32),
        zone_of=np.where(inside, number, NO_ZONE).astype(np.int32),
        requests=counts / max(1, days),
        period_s=period_s,
    )
