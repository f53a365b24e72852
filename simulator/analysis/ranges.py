"""Which values a key figure can have at all."""

from __future__ import annotations

from math import inf

from simulator.analysis.carsharing_columns import CARSHARING_KPIS
from simulator.analysis.kpi_columns import KPIS

ALL_KPIS = {**KPIS, **CARSHARING_KPIS}
_MAY_BE_NEGATIVE = frozenset(name for name in ALL_KPIS if "subsidy" in name)  # fares may bring in more than the cost
_MAY_EXCEED_ALL = frozenset({"fare_cover_share"})


def possible_range(metric: str) -> tuple[float, float]:
    """Return the least and the greatest value a key figure can have; infinite for names that are none."""
    if metric not in ALL_KPIS or metric in _MAY_BE_NEGATIVE:
        return -inf, inf
    is_share = ALL_KPIS[metric].unit == "share" and metric not in _MAY_EXCEED_ALL
    return 0.0, 1.0 if is_share else inf
