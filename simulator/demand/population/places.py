"""Where people can live: settlements, cells of a grid, or the settlements inside of coarse cells."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.graph import METRES_PER_DEGREE

FINE_M = 1000.0  # in cells no wider homes are even; in wider ones people live at the settlements, where there are any
AT_THE_EDGE = 1.02  # cells lie a little askew to the degrees


def no_places() -> pd.DataFrame:
    """Return no place at all."""
    return pd.DataFrame({"ags": [], "inhabitants": [], "line": []})


def settlement_places(settlements: pd.DataFrame, scatter_m: float) -> pd.DataFrame:
    """Return settlements as places: homes are even in a disc of this radius."""
    return settlements.assign(spread_m=scatter_m, square=False)


def cell_places(cells: pd.DataFrame, width_m: float) -> pd.DataFrame:
    """Return cells as places: homes are even in a square of this width."""
    return cells.assign(spread_m=width_m, square=True)


def settled_cells(cells: pd.DataFrame, width_m: float, settlements: pd.DataFrame, scatter_m: float) -> pd.DataFrame:
    """Return places: the settlements of each cell, which share out its people by their own, and cells without any.

    A settlement belongs to the cell around it that is of its municipality.
    """
    found = _cells_of(cells, settlements, width_m)
    inside = settlements.assign(cell=found)[found >= 0]
    inside = inside[inside["inhabitants"] > 0]
    weight = inside["inhabitants"] / inside.groupby("cell")["inhabitants"].transform("sum")
    of_cell = cells.iloc[inside["cell"]]
    people = weight.to_numpy() * of_cell["inhabitants"].to_numpy()
    shares = {name: of_cell[name].to_numpy() for name in ("under_18", "from_65")}
    placed = inside.assign(inhabitants=people, spread_m=scatter_m, square=False, **shares)
    empty = cell_places(cells.drop(cells.index[inside["cell"].unique()]), width_m)
    columns = ["ags", "locality", "lon", "lat", "inhabitants", "under_18", "from_65", "spread_m", "square", "line"]
    return pd.concat([placed[columns], empty[columns]], ignore_index=True)


def _cells_of(cells: pd.DataFrame, settlements: pd.DataFrame, width_m: float) -> NDArray[np.int64]:
    """Return the row of the cell that each settlement lies in, int64, -1 where there is none of its municipality."""
    from scipy.spatial import cKDTree

    result = np.full(len(settlements), -1, dtype=np.int64)
    scale = METRES_PER_DEGREE * np.array([np.cos(np.radians(cells["lat"].mean())), 1.0])
    points = settlements[["lon", "lat"]].to_numpy() * scale
    for ags, part in cells.reset_index(drop=True).groupby("ags"):
        mine = np.flatnonzero(settlements["ags"] == ags)
        if len(mine):
            apart, nearest = cKDTree(part[["lon", "lat"]].to_numpy() * scale).query(points[mine], p=np.inf)
            result[mine] = np.where(apart <= width_m / 2 * AT_THE_EDGE, part.index.to_numpy()[nearest], -1)
    return result
