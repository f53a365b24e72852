"""Where households live: at settlements by their inhabitants, or in cells of a census grid."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.population.chance import Chance
from simulator.demand.population.ipf import Margin, fitted
from simulator.demand.population.people import People
from simulator.network.graph import METRES_PER_DEGREE

MINOR, SENIOR = 18, 65
LEAST_SHARE = 1e-3  # of each kind of households in a cell: published shares are rounded, or noisy


def places_of_households(
    people: People, household: NDArray[np.int64], places: pd.DataFrame, chance: Chance
) -> NDArray[np.int64]:
    """Return the row of ``places`` of each household, int64: as many people at each as its share comes to.

    No place has more people than its share by a household or more. Where places tell shares of minors and of people
    from 65 on, families and old people rather live where these are high.
    """
    sizes = np.bincount(household)
    kind = _kinds(people, household, len(sizes))
    weights = _weights(places, np.bincount(kind, weights=sizes, minlength=3).astype(np.float64))
    turn = chance.each("homes", len(sizes))
    result = np.zeros(len(sizes), dtype=np.int64)
    for each in range(3):
        those = np.flatnonzero(kind == each)
        those = those[np.argsort(turn[those], kind="stable")]
        marks = np.cumsum(weights[:, each])
        middle = np.cumsum(sizes[those]) - sizes[those] / 2
        result[those] = np.searchsorted(marks, middle * marks[-1] / max(float(sizes[those].sum()), 1.0))
    return np.minimum(result, len(places) - 1)


def _kinds(people: People, household: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return of each household whether it has minors (0), else anybody from 65 on (1), or neither (2)."""
    minors = np.bincount(household, weights=people.age < MINOR, minlength=count) > 0
    seniors = np.bincount(household, weights=people.age >= SENIOR, minlength=count) > 0
    return np.asarray(np.where(minors, 0, np.where(seniors, 1, 2)), dtype=np.int64)


def _weights(places: pd.DataFrame, people: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many people of each kind of household live at each place, float64 (places, 3)."""
    inhabitants = places["inhabitants"].to_numpy(dtype=np.float64)
    inhabitants = inhabitants * people.sum() / inhabitants.sum()
    if "under_18" not in places or not (places[["under_18", "from_65"]].notna().any().all()):
        return np.outer(inhabitants, people / max(people.sum(), 1.0))
    minors, seniors = (places[name].fillna(places[name].mean()).to_numpy() for name in ("under_18", "from_65"))
    seed = np.column_stack([minors, seniors, np.maximum(1 - minors - seniors, 0)]) + LEAST_SHARE
    margins = [Margin("people of places", (0,), inhabitants), Margin("people by kind of household", (1,), people)]
    return fitted(seed * inhabitants[:, None], margins)


def points(rows: pd.DataFrame, place: NDArray[np.int64], chance: Chance) -> NDArray[np.float64]:
    """Return the homes, lon and lat, float64 (households, 2). rows: of places. place: row of each household."""
    drawn = chance.stream("places of homes").random((len(place), 2))
    spread, square = rows["spread_m"].to_numpy()[place], rows["square"].to_numpy()[place]
    angle, radius = 2 * np.pi * drawn[:, 0], np.sqrt(drawn[:, 1])
    in_disc = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
    metres = spread[:, None] * np.where(square[:, None], drawn - 0.5, in_disc)
    centre = rows[["lon", "lat"]].to_numpy()[place]
    metres[:, 0] /= np.cos(np.radians(centre[:, 1]))
    return np.asarray((centre + metres / METRES_PER_DEGREE).round(6), dtype=np.float64)
