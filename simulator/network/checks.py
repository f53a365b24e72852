"""What is checked before the numbers of a network are believed, whatever it was read from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.graph import EARTH_RADIUS_M, FASTEST_KPH, LONGEST_EDGE_M, LONGEST_EDGE_S, SLOWEST_KPH

SHOWN = 3  # objects named per problem
KINDS = ("road", "ferry", "synthetic")
DEGREES = {"lon": 180.0, "lat": 90.0}
MEASURES = {  # column: smallest, largest, unit
    "length": (0.0, LONGEST_EDGE_M, "m"),
    "speed_kph": (SLOWEST_KPH, FASTEST_KPH, "km/h"),
    "travel_time": (0.0, LONGEST_EDGE_S, "s"),
}
# A median beyond these is no odd road but another unit: km or miles for metres, minutes or hours for seconds.
TOO_FAR = (20.0, 1000.0)  # ends farther apart than 20 times the length and 1 km are no ends of one street
LENGTH_PER_BEELINE = (0.02, 50.0)
MEDIAN_KPH = (1.0, 300.0)
SHORTEST_BEELINE_M = 5.0  # of the streets that are compared; shorter ones say nothing

Names = Sequence[str] | None  # what rows are called in messages; None: by their number


def numbers_of(values: pd.Series[Any]) -> NDArray[np.float64]:
    """Return numbers, float64, of a column of numbers or texts; NaN where a text is none or nothing stands."""
    if pd.api.types.is_numeric_dtype(values):
        return values.to_numpy(np.float64)
    return np.array([_number(value) for value in values], dtype=np.float64)


def _number(value: object) -> float:
    if isinstance(value, str):
        text = value.strip()
        try:
            return float(text) if text.isascii() and "_" not in text else np.nan
        except ValueError:
            return np.nan
    return float(value) if isinstance(value, (int, float)) else np.nan


def node_problems(nodes: pd.DataFrame, names: Names = None) -> list[str]:
    """Return what is wrong with the places of nodes (lon, lat), one text per column."""
    problems = []
    for column, limit in DEGREES.items():
        numbers = numbers_of(nodes[column])
        problems += rows_where(
            column, ~(np.abs(numbers) <= limit), nodes[column], f"expected -{limit:.0f} to {limit:.0f}", names
        )
    if problems and _look_like_metres(nodes):
        problems.append(
            "the numbers look like metres of a projected system, such as UTM; expected WGS84 degrees, "
            "or name the system: network.crs in a scenario, --crs of network build"
        )
    return problems


def _look_like_metres(nodes: pd.DataFrame) -> bool:
    lon, lat = (np.abs(numbers_of(nodes[column])) for column in DEGREES)
    finite = np.isfinite(lon) & np.isfinite(lat)
    return bool(finite.any() and np.median(lon[finite]) > DEGREES["lon"] and np.median(lat[finite]) > DEGREES["lat"])


def edge_problems(edges: pd.DataFrame, node_count: int, names: Names = None) -> list[str]:
    """Return what is wrong with the values of streets, one text per column; columns that are absent are not looked at.

    u, v: rows of nodes. length [m], speed_kph, travel_time [s]: numbers or texts.
    """
    problems = []
    for column in ("u", "v"):
        values = edges[column].to_numpy()
        wrong = (values < 0) | (values >= node_count)
        problems += rows_where(column, wrong, edges[column], f"expected a node from 0 to {node_count - 1}", names)
    for column in MEASURES:
        if column in edges:
            problems += measure_problems(edges[column], column, names)
    if "kind" in edges:
        unknown = ~edges["kind"].isin(KINDS).to_numpy(bool)
        problems += rows_where("kind", unknown, edges["kind"], f"expected one of {', '.join(KINDS)}", names)
    return problems


def measure_problems(values: pd.Series[Any], column: str, names: Names = None, optional: bool = False) -> list[str]:
    """Return what is wrong with one column of ``MEASURES``; ``optional`` allows cells in which nothing stands."""
    smallest, largest, unit = MEASURES[column]
    numbers = numbers_of(values)
    wrong = ~((numbers >= smallest) & (numbers <= largest))
    if optional:
        wrong &= np.array([value is not None for value in values], dtype=bool)
    return rows_where(column, wrong, values, f"expected {smallest:g} to {largest:g} {unit}", names)


def unit_problems(
    lon: NDArray[np.float64], lat: NDArray[np.float64], edges: pd.DataFrame, names: Names = None
) -> list[str]:
    """Return whether lengths [m] or times [s] of checked streets must be in another unit, or ends in another place.

    Of units it is the median that tells; times may be missing (NaN).
    """
    u, v = edges["u"].to_numpy(np.int64), edges["v"].to_numpy(np.int64)
    length_m, time_s = (edges[column].to_numpy(np.float64) for column in ("length", "travel_time"))
    beeline_m = _beeline_m(lon, lat, u, v)
    far, driven = beeline_m > SHORTEST_BEELINE_M, (time_s > 0) & (length_m > 0)
    ratio = float(np.median(length_m[far] / beeline_m[far])) if far.any() else 1.0
    if not LENGTH_PER_BEELINE[0] <= ratio <= LENGTH_PER_BEELINE[1]:
        return [
            f"length: half of the streets are less than {ratio:.3g} times as long as the straight line between their "
            "ends; expected metres"
        ]
    kph = float(np.median(length_m[driven] / time_s[driven])) * 3.6 if driven.any() else MEDIAN_KPH[0]
    if not MEDIAN_KPH[0] <= kph <= MEDIAN_KPH[1]:
        return [f"travel_time: half of the streets are driven at {kph:.3g} km/h or less; expected seconds"]
    apart = beeline_m > TOO_FAR[0] * length_m + TOO_FAR[1]
    if not apart.any():
        return []
    far_apart = pd.Series(
        [f"{metres:.0f} m, and {far_m:.0f} m" for metres, far_m in zip(length_m, beeline_m, strict=True)]
    )
    return rows_where("length", apart, far_apart, "expected about the distance between the ends", names)


def _beeline_m(
    lon: NDArray[np.float64], lat: NDArray[np.float64], u: NDArray[np.int64], v: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the straight distance [m] between the ends of each street, equirectangular."""
    east = np.radians(lon[v] - lon[u]) * np.cos(np.radians((lat[u] + lat[v]) / 2))
    distance: NDArray[np.float64] = EARTH_RADIUS_M * np.hypot(east, np.radians(lat[v] - lat[u]))
    return distance


def rows_where(
    column: str, wrong: NDArray[np.bool_], values: pd.Series[Any], expected: str, names: Names = None
) -> list[str]:
    """Return nothing, or one text that names the first wrong rows with their values."""
    rows = np.flatnonzero(wrong)
    if not len(rows):
        return []
    found = [
        f"{f'row {row}' if names is None else names[row]}: {shown_value(values.iloc[row])}"
        for row in rows[:SHOWN].tolist()
    ]
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return [f"{column}: {expected}, found {', '.join(found)}{more}"]


def shown_value(value: object) -> str:
    """Return a value as a message shows it."""
    if value is None or value == "":
        return "nothing"
    return f"{value!s:.40}".replace("\n", " ")
