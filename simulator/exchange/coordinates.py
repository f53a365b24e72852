"""Coordinates of feeds, which may be anything."""

from __future__ import annotations

import math
from typing import Any

Point = tuple[float, float]  # longitude, latitude [degrees]
NEAR_ORIGIN = 1  # degree: nobody runs a service in the Gulf of Guinea, and validators of feeds refuse it, too


def point(lon: Any, lat: Any) -> Point | None:
    """Return longitude and latitude [degrees] of two numbers or texts; None where they can be no place of a service."""
    try:
        x, y = float(lon), float(lat)
    except (TypeError, ValueError):
        return None
    if isinstance(lon, bool) or not (math.isfinite(x) and math.isfinite(y) and abs(x) <= 180 and abs(y) <= 90):
        return None
    return None if abs(x) <= NEAR_ORIGIN and abs(y) <= NEAR_ORIGIN else (x, y)
