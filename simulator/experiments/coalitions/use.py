"""What the service of all does in each territory, and for whom who lives there, day by day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.payers.splits import Use
from simulator.analysis.request_table import SERVED
from simulator.experiments.coalitions.kept_days import KeptDays
from simulator.experiments.run import RunResult, run
from simulator.experiments.territories import by_territory
from simulator.experiments.variants import Variant
from simulator.units import HOUR_S, METRES_PER_KM

Array = NDArray[np.float64]


@dataclass(frozen=True)
class DaysOfUse:
    """Of each day and territory, float64 (days, territories), see ``Use``; inhabitants: (territories,)."""

    km: Array
    hours: Array
    rides: Array
    ride_km: Array
    inhabitants: Array

    def mean(self, weights: Array) -> Use:
        """Return a day on average where days count so often, float64 (..., days)."""
        days = weights.sum(axis=-1, keepdims=True)
        km, hours, rides, ride_km = (weights @ its / days for its in (self.km, self.hours, self.rides, self.ride_km))
        return Use(km, hours, rides, ride_km, self.inhabitants)


def days_of_use(
    variants: Sequence[tuple[Variant, float]],
    replications: int,
    inhabitants: Array | None,
    folder: Path,
    runs: Callable[[int, int], None],
) -> DaysOfUse:
    """Simulate the service of all once more, and read its tables.

    variants: on days of each type, with their shares of a year. folder: of the study, in which days are kept. runs:
    gets how many days of how many are done.
    """
    loaded = [(variant.load(), share) for variant, share in variants]
    kept = [KeptDays(folder, "use", scenario) for scenario, _ in loaded]
    days = []
    for number in range(replications):
        mean: Array | float = 0.0
        for (scenario, share), its in zip(loaded, kept, strict=True):
            seed = scenario.seed + number
            told = its.of(seed, lambda scenario=scenario, seed=seed: _told(run(scenario, seed)))  # type: ignore[misc]
            mean = mean + share * np.array(told["use"], dtype=np.float64)
        days.append(mean)
        runs(number + 1, replications)
    columns: Array = np.array(days, dtype=np.float64)
    people = np.zeros(columns.shape[2]) if inhabitants is None else inhabitants
    return DaysOfUse(columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 3], people)


def _told(result: RunResult) -> dict[str, list[list[float]]]:
    """Return kilometres, hours, riders and ride-kilometres of a day in each territory."""
    names = list(result.world.territories.names) if result.world.territories is not None else []
    where = by_territory(result).groupby("territory")[["driven_m", "driving_s", "standing_s"]].sum()
    where = where.reindex(names, fill_value=0)
    served = result.tables.requests[result.tables.requests["status"] == SERVED]
    riders = served["party_size"].astype("float64")
    told = served.assign(riders=riders, km=riders * served["direct_m"].astype("float64") / METRES_PER_KM)
    rides = told.groupby("origin_territory")[["riders", "km"]].sum().reindex(names, fill_value=0.0)
    hours = (where["driving_s"] + where["standing_s"]) / HOUR_S
    its = (where["driven_m"] / METRES_PER_KM, hours, rides["riders"], rides["km"])
    return {"use": [column.astype("float64").tolist() for column in its]}
