"""Names of the places with the most service, so that a reader finds their way on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_NAMES = 10


def draw_place_names(axes: Axes, stops: pd.DataFrame) -> None:
    """Write the names of the weightiest places beside their stops; nothing without columns name and weight."""
    from matplotlib import patheffects

    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    halo = [patheffects.withStroke(linewidth=2.5, foreground="white")]
    for name, lon, lat in place_names(stops, (east - west) / 8, (north - south) / 14):
        if west < lon < east and south < lat < north:
            axes.annotate(
                name, (lon, lat), xytext=(0, 7), textcoords="offset points", ha="center", fontsize=9, weight="bold",
                zorder=6, path_effects=halo,
            )  # fmt: skip


def place_names(stops: pd.DataFrame, apart_lon: float, apart_lat: float) -> list[tuple[str, float, float]]:
    """Choose names that lie far enough apart [degrees]: (name, lon, lat), weightiest first.

    The place of a stop is its name up to the first comma, as in "Perleberg, Bahnhof".
    """
    if not {"name", "weight"} <= set(stops.columns):
        return []
    place = stops["name"].astype("string").str.split(",").str[0].str.strip()
    weight = stops["weight"].to_numpy(dtype=np.float64)
    table = pd.DataFrame({"place": place, "weight": weight, "lon": stops["lon"], "lat": stops["lat"]}).dropna()
    by_place = table.groupby("place").agg({"weight": "sum", "lon": "median", "lat": "median"})
    chosen: list[tuple[str, float, float]] = []
    for name, row in by_place.sort_values("weight", ascending=False, kind="stable").iterrows():
        lon, lat = float(row["lon"]), float(row["lat"])
        crowded = any(abs(lon - x) < apart_lon and abs(lat - y) < apart_lat for _, x, y in chosen)
        if name and not crowded:
            chosen.append((str(name), lon, lat))
        if len(chosen) == MOST_NAMES:
            break
    return chosen
