"""Which site is drawn from where: by what it attracts, and how far away it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.demand.destinations.config import NOWHERE, Band
from simulator.demand.destinations.lengths import PURPOSES, band_of
from simulator.demand.destinations.sites import Sites
from simulator.demand.synthesis import DECAY_M

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Distances:
    """How far sites are from each other. band: int8 (from, to), number of the bands where outside; decay: float64."""

    sites: Sites
    band: NDArray[np.int8]
    decay: Floats


def distances_of(sites: Sites, bands: Sequence[Band]) -> Distances:
    """Return how far sites are from each other, in bands."""
    outside = sites.gateway != NOWHERE
    band = np.where(outside, len(bands), band_of(sites.metres, bands)).astype(np.int8)
    return Distances(sites, band, np.where(outside, 1.0, np.exp(-sites.metres / DECAY_M)))


class Reach:
    """Probabilities of sites, by origin and purpose.

    The last factor of a purpose is the share that leaves the area, from everywhere; places outside have it in
    proportion to their weights. In the area a site has the rest in proportion to its weight for the purpose, times the
    factor of the purpose for the band in which it lies from the origin, times exp(-distance / 10 km).
    factor: float64 (purposes, bands + 1).
    """

    def __init__(self, distances: Distances, factor: Floats) -> None:
        self._distances, self._sites, self._factor = distances, distances.sites, factor
        self._cumulated: dict[int, Floats] = {}

    def probabilities(self, purpose: int) -> Floats:
        """Return the probability of each site, float64 (origins, sites). purpose: number of ``PURPOSES``."""
        weight, inside = self._weights(purpose), self._sites.gateway == NOWHERE
        found = self._factor[purpose][self._distances.band]
        found *= self._distances.decay
        found *= weight * inside
        beyond = weight * ~inside
        leaves = self._factor[purpose, -1] if beyond.any() else 0.0
        found *= (1 - leaves) / np.maximum(found.sum(axis=1, keepdims=True), 1e-300)
        found += leaves * beyond / max(beyond.sum(), 1e-300)
        return np.asarray(found)

    def drawn(self, origin: Rows, purpose: int, chance: Floats) -> Rows:
        """Return a site for each, int64 (n,). origin: rows of the sites in the area. chance: float64 (n,)."""
        if purpose not in self._cumulated:
            rows = np.cumsum(self.probabilities(purpose), axis=1)
            rows /= rows[:, -1:]
            rows += np.arange(len(rows))[:, None]
            self._cumulated[purpose] = rows.ravel()
        count = len(self._sites.table)
        found = np.searchsorted(self._cumulated[purpose], origin + chance, side="right") - origin * count
        return np.asarray(found.clip(0, count - 1), dtype=np.int64)

    def _weights(self, purpose: int) -> Floats:
        """Return the weights of a purpose; where nothing is there for it in the area, those of leisure."""
        for name in (PURPOSES[purpose], "leisure"):
            weight = self._sites.table[name].to_numpy(np.float64)
            if (weight[self._sites.gateway == NOWHERE] > 0).any():
                return weight
        return np.ones(len(self._sites.table))
