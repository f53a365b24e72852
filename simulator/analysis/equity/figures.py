"""What is told of any values that stand for people: the mean, the worst off, and all indices."""

from __future__ import annotations

import numpy as np

from simulator.analysis.equity import indices
from simulator.analysis.equity.indices import NAN, Floats

AVERSION = 0.5  # to inequality, of Atkinson's index
_POWERS = {"poverty": 0, "poverty_depth": 1, "poverty_severity": 2}


def main_figures(values: Floats, people: Floats, *, less_is_better: bool) -> dict[str, float]:
    """Return the mean, the worst tenth and the Gini index, of which it is told how sure they are."""
    return {
        "mean": indices.level(values, people),
        "worst_decile": indices.worst_decile(values, people, less_is_better=less_is_better),
        "gini": indices.gini(values, people),
    }


def more_figures(values: Floats, people: Floats, line: float, *, less_is_better: bool) -> dict[str, float]:
    """Return the other indices. line: of poverty; NaN: none is drawn."""
    goods, least = (indices.nearness(values), 1 / line) if less_is_better else (values, line)
    poverty = {
        name: NAN if np.isnan(line) else indices.fgt(goods, people, least, power) for name, power in _POWERS.items()
    }
    return {
        "palma": indices.palma(values, people),
        "atkinson": indices.atkinson(values, people, -AVERSION if less_is_better else AVERSION),
        "line": line,
        **poverty,
    }
