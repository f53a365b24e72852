"""``python -m benchmarks.reproduce.zech2022.spread``: how far runs of one case with other seeds are apart.

Vehicles that are never idle keep the rhythm that chance has given them, so one run, however long, is not all there is.
"""

from __future__ import annotations

import argparse

import numpy as np

from benchmarks.reproduce.zech2022.study import MODELS, SEED, efficiency, run_length


def main() -> None:
    """Print the efficiency of each run, and the mean of all beside what is published."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", default="8 seats, torus, 25 nodes, 42 vehicles, 5")
    parser.add_argument("--runs", type=int, default=4)
    options = parser.parse_args()
    case = next(case for case in MODELS if case.name == options.case)
    requests, warm_up = run_length(case, MODELS[case])
    values = []
    for seed in range(SEED + 1, SEED + 1 + options.runs):
        estimate = efficiency(MODELS[case], requests, warm_up, seed).estimate
        values.append(estimate.value)
        print(f"seed {seed}: {estimate.value:.4f} ± {estimate.half_width:.4f}", flush=True)
    error = np.std(values, ddof=1) / len(values) ** 0.5
    print(f"mean {np.mean(values):.4f}, standard error {error:.4f}; published {case.published:.4f}")


if __name__ == "__main__":
    main()
