"""Which values a key figure can have at all."""

from __future__ import annotations

from math import inf

from simulator.analysis.kpis.all import figure_of, kpi_definitions

_MAY_EXCEED_ALL = frozenset({"fare_cover_share", "resilience_served_share", "resilience_robustness"})
# Luck may make up for it, fares for cost.
_MAY_BE_BELOW_0 = frozenset({"resilience_loss_h", "resilience_extra_cost_h", "resilience_longer_h"})


def possible_range(metric: str) -> tuple[float, float]:
    """Return the least and the greatest value a key figure can have; infinite for names that are none."""
    metric, known = figure_of(metric), kpi_definitions()
    below_0 = metric in _MAY_BE_BELOW_0 or "subsidy" in metric or "minus" in metric
    if metric not in known or below_0:
        return -inf, inf
    is_share = known[metric].unit == "share" and metric not in _MAY_EXCEED_ALL
    return 0.0, 1.0 if is_share else inf
