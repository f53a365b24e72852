"""Series about what people cannot reach without a car, and whom rides on demand could win."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import cos, radians

import numpy as np
import pandas as pd

from simulator.analysis.missing import Floats, Ints
from simulator.analysis.unmet_needs import ANYTHING
from simulator.units import MINUTE_S

PLACE = ["municipality", "locality", "lon", "lat"]
LEAST_NEEDS = 20  # a day: of places with fewer, shares say nothing


@dataclass(frozen=True)
class Unmet:
    """What the pictures of unmet needs show, of a mean day. needs, latent: ``UNMET_DTYPES``, ``LATENT_DTYPES``."""

    needs: pd.DataFrame
    latent: pd.DataFrame | None
    within_s: int
    days: int = 1

    @property
    def within_min(self) -> float:
        """Return the longest time in which a need is met [min]."""
        return self.within_s / MINUTE_S

    @cached_property
    def _once(self) -> pd.DataFrame:
        return self.needs[self.needs["purpose"] == ANYTHING]

    @cached_property
    def places(self) -> pd.DataFrame:
        """Return the sums of each place, the most unmet needs first, with share and share_with_ride that are unmet."""
        sums = _summed(self._once, PLACE)
        its = sums.assign(
            share=sums["unmet"] / sums["needs"],
            share_with_ride=sums["unmet_with_ride"] / sums["needs"],
            a_day=sums["needs"] / self.days,
        )
        return its.sort_values(["unmet", *PLACE], ascending=[False, *[True] * len(PLACE)], ignore_index=True)

    @property
    def worst(self) -> pd.DataFrame:
        """Return the places of some size, the largest share of unmet needs first."""
        some = self.places[self.places["a_day"] >= LEAST_NEEDS]
        return some.sort_values(["share", "needs"], ascending=False, kind="stable", ignore_index=True)

    @cached_property
    def purposes(self) -> pd.DataFrame:
        """Return the sums of each purpose, the most needs first."""
        return _summed(self.needs[self.needs["purpose"] != ANYTHING], ["purpose"]).sort_values(
            "needs", ascending=False, kind="stable", ignore_index=True
        )

    @cached_property
    def classes(self) -> pd.DataFrame:
        """Return the sums of each class, with a car and without."""
        return _summed(self._once, ["traveller_class", "has_car"])

    @cached_property
    def all(self) -> dict[str, int]:
        """Return the sums of all."""
        return {str(name): int(value) for name, value in self._once[_counts(self.needs)].sum().items()}

    @property
    def degrees_by_height(self) -> float:
        """Return how much higher a degree of latitude has to be drawn than one of longitude."""
        return 1 / max(0.1, cos(radians(float(self.places["lat"].iloc[0])))) if len(self.places) else 1.0

    def latent_by(self, names: list[str]) -> pd.DataFrame:
        """Return the sums of trips that could be won by some columns; none where nobody could tell."""
        return pd.DataFrame() if self.latent is None else _summed(self.latent, names)

    @cached_property
    def latent_places(self) -> pd.DataFrame:
        """Return the sums of trips that could be won by place, the most first."""
        return self.latent_by(PLACE).sort_values("potential", ascending=False, kind="stable", ignore_index=True)


def sizes(count: Ints, least: float, largest: float) -> Floats:
    """Return diameters of circles as large as counts [px]."""
    return np.asarray(least + (largest - least) * np.sqrt(count / max(1, int(count.max(initial=0)))))


def _counts(table: pd.DataFrame) -> list[str]:
    return [name for name in table.columns if table[name].dtype == "int64"]


def _summed(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    sums: pd.DataFrame = table.groupby(names, sort=True, dropna=False)[_counts(table)].sum().reset_index()
    return sums
