"""Lines of streets as texts: ``LINESTRING (11.8 53.0, 11.9 53.1)``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.checks import DEGREES, Names, rows_where
from simulator.network.projection import Projection


def lines_of(
    texts: Sequence[str | None], projection: Projection, names: Names
) -> tuple[list[NDArray[np.float64] | None], list[str]]:
    """Return the points (lon, lat) of each line, None where nothing stands, and what is wrong with them."""
    import shapely

    given = np.array([text if text else None for text in texts], dtype=object)
    shapes = shapely.from_wkt(given, on_invalid="ignore")
    lines: list[NDArray[np.float64] | None] = []
    wrong = np.zeros(len(given), dtype=bool)
    for row, shape in enumerate(shapes):
        points = None
        if shape is not None and shape.geom_type == "LineString" and len(shape.coords) > 1:
            points = projection.points(np.array(shape.coords, dtype=np.float64)[:, :2])
            wrong[row] = not (np.abs(points) <= list(DEGREES.values())).all()
        else:
            wrong[row] = given[row] is not None
        lines.append(points)
    expected = "expected a LINESTRING of at least two points on the globe"
    return lines, rows_where("geometry", wrong, pd.Series(given), expected, names)
