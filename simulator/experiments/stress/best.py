"""Which measure helps most in each case of a stress test, and which others may be as good."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.statistics import paired_estimate
from simulator.experiments.stress.catalogue import Case
from simulator.experiments.stress.measures import Measure
from simulator.experiments.variants import Told, of_days

FIGURE = "service_rate"
BEST_DTYPES = {"case": "string", "measure": "string", "value": "float64", "half_width": "float64", "runs": "int64",
               "as_good": "string"}  # fmt: skip
CHANCE = 0.05  # of calling any measure of a case helpful where none is


def best_of(
    cases: Sequence[Case], measures: Sequence[Measure], without: Sequence[Told | str], helped: Sequence[Told | str]
) -> pd.DataFrame:
    """Return the measure that adds most served share in each case, BEST_DTYPES; no row where none surely helps.

    A measure helps where the paired difference to the same days without it is above 0, p times the number of measures
    below 0.05 (Bonferroni). as_good: those whose own paired difference to the best may be 0, parted by spaces.
    """
    rows = []
    for number, (case, before) in enumerate(zip(cases, without, strict=True)):
        if isinstance(before, str):
            continue
        calm = of_days(before, FIGURE)
        with_it = {
            measure.key: of_days(told, FIGURE)
            for measure, told in zip(measures, helped[number * len(measures) :], strict=False)
            if not isinstance(told, str)
        }
        estimates = {key: paired_estimate(values, calm) for key, values in with_it.items()}
        sure = [key for key, (its, p) in estimates.items() if its.value > 0 and p * len(measures) < CHANCE]
        if not sure:
            continue
        best = max(sure, key=lambda key: estimates[key][0].value)
        others = [key for key in with_it if key != best and not _surely_more(with_it[best], with_it[key])]
        its = estimates[best][0]
        rows.append((case.key, best, its.value, its.half_width, its.n, " ".join(others)))
    return pd.DataFrame(rows, columns=list(BEST_DTYPES)).astype(BEST_DTYPES)


def _surely_more(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Return whether one is more than another on the same days, by the interval of their difference."""
    estimate, _ = paired_estimate(one, other)
    return not isnan(estimate.half_width) and estimate.value - estimate.half_width > 0
