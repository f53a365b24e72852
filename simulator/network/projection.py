"""From the coordinates of a file to WGS84 degrees."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import NetworkError
from simulator.network.checks import Names, node_problems, numbers_of, rows_where

DEGREES = frozenset({"epsg:4326", "wgs84", "ogc:crs84", "urn:ogc:def:crs:ogc:1.3:crs84"})
# Names that MATSim has for systems of its own; UTM zones and EPSG codes are understood anyway.
MATSIM_NAMES = {
    "DHDN_GK4": "EPSG:31468",
    "DHDN_SOLDNER_BERLIN": "EPSG:3068",
    "GK4": "EPSG:31468",
    "CH1903_LV03": "EPSG:21781",
    "CH1903_LV03_GT": "EPSG:21781",
    "CH1903_LV03_PLUS": "EPSG:2056",
    "CH1903_LV03_PLUS_GT": "EPSG:2056",
}


class Projection:
    """Turns coordinates of one system into longitude and latitude.

    Raises
    ------
    NetworkError
        There is no such system; the message names ``file``.
    """

    def __init__(self, file: str, crs: str) -> None:
        self.file, self.crs = file, crs
        self._transformer: Any = None
        if crs.strip().lower() in DEGREES:
            return
        import pyproj

        try:
            self._transformer = pyproj.Transformer.from_crs(_plain_name(crs), "EPSG:4326", always_xy=True)
        except pyproj.exceptions.ProjError as error:
            raise NetworkError(
                f'{file}: crs "{crs[:80]}": is no coordinate system that is known; expected a code like EPSG:25833'
            ) from error

    def points(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points (lon, lat), float64 (points, 2); infinite where the system has no such point."""
        if self._transformer is None:
            return xy
        lon, lat = self._transformer.transform(xy[:, 0], xy[:, 1])
        return np.column_stack([lon, lat])

    def nodes(self, given: pd.DataFrame, names: Names) -> tuple[pd.DataFrame, list[str]]:
        """Return nodes (lon, lat, float64) and what is wrong with them.

        given: columns lon and lat, numbers or texts, in this system.
        """
        xy = np.column_stack([numbers_of(given["lon"]), numbers_of(given["lat"])])
        if self._transformer is None:
            return pd.DataFrame(xy, columns=["lon", "lat"]), node_problems(given, names)
        problems = [
            problem
            for place, (column, name) in enumerate((("lon", "x"), ("lat", "y")))
            for problem in rows_where(name, ~np.isfinite(xy[:, place]), given[column], "expected a number", names)
        ]
        nodes = pd.DataFrame(self.points(xy), columns=["lon", "lat"])
        if not problems:
            problems = [f"read as {self.crs}: {problem}" for problem in node_problems(nodes, names)]
        return nodes, problems


def _plain_name(crs: str) -> str:
    """Return a name that pyproj knows for one that MATSim uses: WGS84_UTM33N, DHDN_GK4."""
    name = crs.strip().upper()
    if name.startswith("WGS84_UTM") and name[9:-1].isdecimal() and name[-1] in "NS":
        return f"EPSG:{326 if name[-1] == 'N' else 327}{int(name[9:-1]):02d}"
    return MATSIM_NAMES.get(name, crs)
