"""The folder of a small experiment as the pages expect it, with figures that are easy to check."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from simulator.analysis.scorecard_compared import compared_scorecard, scorecard_prices

COUNTS = (8, 12, 16)
SERVED = {8: 0.60, 12: 0.80, 16: 0.95}
WAIT_S = {8: 1190.0, 12: 1100.0, 16: 900.0}


def write_small_experiment(
    folder: Path, *, title: str = "How many minibuses?", runs: dict[int, str] | None = None, days: tuple[int, ...] = ()
) -> Path:
    """Write an experiment of three fleets with three runs each.

    runs: results folders by fleet, where there are any. days: of a run of each fleet, where the table has them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for count in COUNTS:
        for replication, step in enumerate((-0.01, 0.0, 0.01)):
            rows.append(
                {
                    "variant": f"fleet.minibus.count={count}",
                    "fleet.minibus.count": count,
                    "replication": replication,
                    "seed": replication + 1,
                    "run": (runs or {}).get(count, f"run-{count}-{replication}"),
                    "service_rate": SERVED[count] + step,
                    "wait_p95_s": WAIT_S[count] - 1000 * step,
                    "cost_eur": 1000.0 * count,
                    "vehicles": count,
                    "pooled_share": np.nan,
                }
            )
    kpis = pd.DataFrame(rows)
    if days:
        kpis["days"] = kpis["fleet.minibus.count"].map(dict(zip(COUNTS, days, strict=True)))
    metrics = ["service_rate", "wait_p95_s", "cost_eur", "pooled_share"]
    summary, differences = [], []
    for variant, group in kpis.groupby("variant", sort=False):
        for metric in metrics:
            mean = group[metric].mean()
            half = 0.0 if metric == "cost_eur" else 0.02 if metric == "service_rate" else 30.0
            common = {"variant": variant, "metric": metric, "n": 3}
            summary.append(
                common | {"mean": mean, "low": mean - half, "high": mean + half, "level": 0.95, "method": "t"}
            )
            if group["fleet.minibus.count"].iloc[0] != COUNTS[0]:
                change = mean - kpis[kpis["fleet.minibus.count"] == COUNTS[0]][metric].mean()
                differences.append(
                    common
                    | {"base": "fleet.minibus.count=8", "mean": change, "low": change - half, "high": change + half}
                    | {"p": 0.001, "p_holm": 0.004 if metric == "service_rate" else 0.4, "method": "paired t"}
                )
    kpis.to_parquet(folder / "kpis.parquet")
    pd.DataFrame(summary).to_parquet(folder / "summary.parquet")
    pd.DataFrame(differences).to_parquet(folder / "differences.parquet")
    scorecard = compared_scorecard(kpis)
    scorecard.to_parquet(folder / "scorecard.parquet")
    scorecard_prices(kpis, scorecard).to_parquet(folder / "scorecard_prices.parquet")
    (folder / "experiment.yaml").write_text(f"name: fleet\ntitle: '{title}'\n", encoding="utf-8")
    return folder
