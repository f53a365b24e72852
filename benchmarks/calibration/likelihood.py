"""A case of which the likelihood is known: how much wider are intervals of simulated moments?

Nobody is rejected and nobody cancels: 30 vehicles are enough, and drive on after the last may ask. The number of
requests of a day is Poisson distributed, who accepts a ride does so by a logit of its fare, which is told by the drive,
and who booked shows up or not (binomial). That likelihood is written here once more, without any of the calibration:
its intervals are those of the information matrix.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import norm

from benchmarks.calibration.county import made_county
from benchmarks.calibration.recovery import BEFORE, days_alike
from simulator.experiments.calibration.fit import SimulatedDays, fit_days
from simulator.experiments.calibration.parameters import parameters_of
from simulator.experiments.run import run

DAYS_OBSERVED, REPLICATIONS = 20, 2
FIRST_OBSERVED, SIMULATED = 40_001, 501
PER_RIDER_EUR, PER_KM_EUR = 1.0, 0.6
CHANGES = (
    "demand.volume.varies=0", "demand.party_sizes={1: 1}", "people.classes.adult.cancellation=0",
    "people.classes.adult.choice.per_wait_min=0", "services.rides.fleet.bus.count=30",
    "services.rides.fleet.bus.shift=[05:30, 24:00]",
)  # fmt: skip
KINDS = ("demand", "constant", "price", "no_show")


def widths(folder: Path, cases: int) -> pd.DataFrame:
    """Return a row for each case and parameter: title, moments and likelihood, the widths of both intervals."""
    observed_days = made_county(folder, DAYS_OBSERVED, CHANGES)
    county = made_county(folder, REPLICATIONS * DAYS_OBSERVED, CHANGES)
    parameters = [replace(one, now=BEFORE[one.kind.name]) for one in parameters_of(county, KINDS)]
    simulated = SimulatedDays(county, parameters, county.calendar.days, SIMULATED, days_alike)
    rows = []
    for case in range(cases):
        result = run(observed_days, FIRST_OBSERVED + case)
        table = fit_days(simulated, days_alike(result)).parameters
        exact = exact_widths(result.requests, DAYS_OBSERVED)
        rows += [
            {"title": title, "moments": high - low, "likelihood": exact[title]}
            for title, low, high in zip(table["title"], table["low"], table["high"], strict=True)
        ]
    return pd.DataFrame(rows)


def exact_widths(requests: pd.DataFrame, days: int) -> dict[str, float]:
    """Return widths of 95 % intervals by the likelihood of what became of requests."""
    ends = requests["status"].value_counts()
    if set(ends.index) - {"served", "declined", "no_show"}:
        raise RuntimeError(f"somebody ended as the likelihood knows nobody: {ends.to_dict()}")
    both = 2 * float(norm.ppf(0.975))
    booked, missing = int(ends["served"] + ends["no_show"]), int(ends["no_show"])
    share = missing / booked
    worth, price = acceptance(requests)
    return {
        "Demand level": both * np.sqrt(len(requests) / days / days),
        "No-shows": both * np.sqrt(share * (1 - share) / booked),
        "Worth of a ride": both * worth,
        "Price sensitivity": both * price,
    }


def acceptance(requests: pd.DataFrame) -> tuple[float, float]:
    """Return the standard errors of constant and price in a logit of who accepts, by maximum likelihood."""
    fare = PER_RIDER_EUR + PER_KM_EUR * requests["direct_m"].to_numpy(np.float64) / 1000
    design = np.column_stack([np.ones(len(fare)), fare])
    accepts = (requests["status"] != "declined").to_numpy(bool)

    def loss(worth: np.ndarray) -> float:
        return float(np.logaddexp(0, np.where(accepts, -1, 1) * (design @ worth)).sum())

    found = minimize(loss, np.zeros(2), method="BFGS", options={"gtol": 1e-6})
    chance = expit(design @ found.x)
    information = (design * (chance * (1 - chance))[:, None]).T @ design
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    return float(errors[0]), float(errors[1])
