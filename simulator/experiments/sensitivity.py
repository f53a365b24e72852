"""How much of a key figure's variance each factor explains: Sobol's indices with the same runs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.experiments.plan import Experiment, design_points, sobol_problem


def sobol_indices(experiment: Experiment, runs: pd.DataFrame) -> pd.DataFrame:
    """Return first-order and total indices per metric and factor, with their half widths.

    Columns: metric, factor, first, first_conf, total, total_conf, n, level, method. n: points of the design. Sobol
    (2001) with Saltelli's estimators by SALib, which expect one value per point in the order of the design: the mean
    over the days of the variant there. NaN where a metric does not vary, or was not measured everywhere.
    """
    labels = [point.label for point in design_points(experiment)]
    rows = []
    for metric in experiment.metrics:
        mean = pd.to_numeric(runs[metric]).groupby(runs["variant"], sort=False).mean()
        found = _indices(experiment, mean.loc[labels].to_numpy(np.float64))
        for position, factor in enumerate(experiment.factors):
            indices = (float(found[position, column]) for column in range(4))
            rows.append((metric, factor, *indices, len(labels), experiment.level, "Saltelli, bootstrap"))
    columns = ["metric", "factor", "first", "first_conf", "total", "total_conf", "n", "level", "method"]
    return pd.DataFrame(rows, columns=columns)


def _indices(experiment: Experiment, values: np.ndarray) -> np.ndarray:
    """Return first, its half width, total and its half width, float64 (factors, 4); values: float64 (points,)."""
    if np.isnan(values).any() or np.ptp(values) == 0:
        return np.full((len(experiment.factors), 4), np.nan)
    from SALib.analyze import sobol

    found = sobol.analyze(
        sobol_problem(experiment), values, calc_second_order=False, conf_level=experiment.level,
        seed=experiment.first_seed + 1,  # 0 would be no seed to SALib
    )  # fmt: skip
    return np.column_stack([found[key] for key in ("S1", "S1_conf", "ST", "ST_conf")])
