"""How much of a key figure's variance each factor explains: Sobol's indices with the same runs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.experiments.plan import Experiment, sobol_problem


def sobol_indices(experiment: Experiment, runs: pd.DataFrame) -> pd.DataFrame:
    """Return first-order and total indices per metric and factor, with their half widths.

    Columns: metric, factor, first, first_conf, total, total_conf, n, level, method. Sobol (2001) with Saltelli's
    estimators by SALib; values are means over the replications of a variant.
    """
    from SALib.analyze import sobol

    rows = []
    for metric in experiment.metrics:
        mean = runs.groupby("variant", sort=False)[metric].mean()
        labels = runs["variant"].drop_duplicates()
        values = mean.loc[labels].to_numpy(np.float64)
        if np.ptp(values) == 0:
            continue
        found = sobol.analyze(
            sobol_problem(experiment),
            values,
            calc_second_order=False,
            conf_level=experiment.level,
            seed=experiment.first_seed,
        )
        for position, factor in enumerate(experiment.factors):
            rows.append(
                (
                    metric, factor, *(float(found[key][position]) for key in ("S1", "S1_conf", "ST", "ST_conf")),
                    len(values), experiment.level, "Saltelli, bootstrap",
                )
            )  # fmt: skip
    columns = ["metric", "factor", "first", "first_conf", "total", "total_conf", "n", "level", "method"]
    return pd.DataFrame(rows, columns=columns)
