"""What a usual day brings: mean numbers of requests by zone and time of the day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from simulator.units import DAY_S

NO_ZONE = -1


@dataclass(frozen=True, eq=False)
class Grid:
    """Squares on the plane, of which some are zones.

    corner_m: float64 (2,), the south-west end. side_m: of a square. columns: squares in a row. squares: int64 (zones,),
    their numbers, ascending.
    """

    corner_m: NDArray[np.float64]
    side_m: float
    columns: int
    squares: NDArray[np.int64]

    def square_of(self, xy_m: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the number of the square of each place, int64 (places,); what lies outside joins the margin."""
        column, row = np.floor((xy_m - self.corner_m) / self.side_m).astype(np.int64).T
        square: NDArray[np.int64] = row.clip(min=0) * self.columns + column.clip(0, self.columns - 1)
        return square

    def zone_of(self, xy_m: NDArray[np.float64]) -> NDArray[np.int32]:
        """Return the zone of each place, int32 (places,), NO_ZONE where its square is none."""
        square = self.square_of(xy_m)
        if not len(self.squares):
            return np.full(len(square), NO_ZONE, dtype=np.int32)
        number = np.searchsorted(self.squares, square).clip(max=len(self.squares) - 1)
        return np.where(self.squares[number] == square, number, NO_ZONE).astype(np.int32)


@dataclass(frozen=True, eq=False)
class Forecast:
    """Requests expected to come in, by square zone and period of the day.

    node: int32 (zones,), where most requests of a zone begin. zone_of: int32 (nodes,), NO_ZONE where none is expected.
    requests: float64 (periods, zones), mean number a day. grid: where the zones are. All read only.
    """

    node: NDArray[np.int32]
    zone_of: NDArray[np.int32]
    requests: NDArray[np.float64]
    period_s: int
    grid: Grid

    def with_nodes(self, xy_m: NDArray[np.float64]) -> Self:
        """Return the forecast for a network with other nodes behind those it knows; xy_m: float64 (nodes, 2)."""
        return replace(self, zone_of=self.grid.zone_of(xy_m))

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
    corner_m = xy_m.min(axis=0)
    columns = int((xy_m[:, 0].max() - corner_m[0]) // zone_m) + 1
    everywhere = Grid(corner_m, zone_m, columns, np.zeros(0, dtype=np.int64))
    square = everywhere.square_of(xy_m)
    squares, zone = np.unique(square[node], return_inverse=True)
    grid = replace(everywhere, squares=squares)
    counts = np.zeros((-(-DAY_S // period_s), len(squares)))
    np.add.at(counts, (departure_s % DAY_S // period_s, zone), 1)
    begin = np.bincount(node, minlength=len(xy_m))
    most = [np.flatnonzero(square == chosen)[np.argmax(begin[square == chosen])] for chosen in squares]
    return Forecast(
        node=np.array(most, dtype=np.int32),
        zone_of=grid.zone_of(xy_m),
        requests=counts / max(1, days),
        period_s=period_s,
        grid=grid,
    )
