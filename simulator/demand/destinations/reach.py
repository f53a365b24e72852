"""Which site is drawn from where: by what it attracts, and how far away it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


class Drawing:
    """Drawing sites by weights, float64 (origins, sites), which need not sum to 1."""

    def __init__(self, weight: Floats) -> None:
        rows = np.cumsum(weight, axis=1)
        rows /= np.maximum(rows[:, -1:], 1e-300)
        rows += np.arange(len(rows))[:, None]
        self._cumulated, self._count = rows.ravel(), weight.shape[1]

    def drawn(self, origin: Rows, chance: Floats) -> Rows:
        """Return a site for each, int64 (n,). chance: float64 (n,)."""
        found = np.searchsorted(self._cumulated, origin + chance, side="right") - origin * self._count
        return np.asarray(found.clip(0, self._count - 1), dtype=np.int64)


class _Changed(NamedTuple):
    """What opening and closing does for a purpose. closed: bool (sites before,). again: among those left; None: all.

    left: float64 (origins,), of all attraction before. share: float64 (origins, places that open), in the same unit.
    """

    closed: NDArray[np.bool_]
    again: Drawing | None
    left: Floats
    share: Floats


class Reach:
    """Probabilities of sites, by origin and purpose.

    The last factor of a purpose is the share that leaves the area, from everywhere; places outside have it in
    proportion to their weights. In the area a site has the rest in proportion to its weight for the purpose, times the
    factor of the purpose for the band in which it lies from the origin, times exp(-distance / 10 km).
    factor: float64 (purposes, bands + 1).
    """

    def __init__(self, distances: Distances, factor: Floats) -> None:
        self._distances, self._sites, self._factor = distances, distances.sites, factor
        self._drawing: dict[int, Drawing] = {}
        self._changed: dict[int, _Changed] = {}

    def probabilities(self, purpose: int) -> Floats:
        """Return the probability of each site before any opened, float64 (origins, sites).

        purpose: number of ``PURPOSES``.
        """
        found, inside = self._attraction(purpose), self._inside
        beyond = self._weights(purpose) * ~inside
        leaves = self._factor[purpose, -1] if beyond.any() else 0.0
        found *= (1 - leaves) / np.maximum(found.sum(axis=1, keepdims=True), 1e-300)
        found += leaves * beyond / max(beyond.sum(), 1e-300)
        return found

    def drawn(self, origin: Rows, purpose: int, chance: Floats) -> Rows:
        """Return a site for each, int64 (n,). origin: rows of the sites in the area. chance: float64 (n,).

        Sites are those before anything opened or closed.
        """
        if purpose not in self._drawing:
            self._drawing[purpose] = Drawing(self.probabilities(purpose))
        return self._drawing[purpose].drawn(origin, chance)

    def moved(self, origin: Rows, purpose: int, found: Rows, chance: Floats) -> Rows:
        """Return the sites of those who were drawn ``found``, once some have closed and others opened, int64 (n,).

        Who leaves the area does so as before.
        chance: float64 (n, 1 + places that open), numbers of their own for this.
        """
        changes = self._sites.changes
        assert changes is not None
        if purpose not in self._changed:
            closed, before = changes.closed[:, purpose], self._sites.before
            weight = self._attraction(purpose)
            total = weight.sum(axis=1)
            weight[:, closed] = 0.0
            opened = self._factor[purpose][self._distances.band[:, before:]] * self._distances.decay[:, before:]
            share = opened * changes.opened[:, purpose] / np.maximum(total, 1e-300)[:, None]
            left = weight.sum(axis=1) / np.maximum(total, 1e-300)
            self._changed[purpose] = _Changed(closed, Drawing(weight) if closed.any() else None, left, share)
        its, site, stays = self._changed[purpose], found.copy(), self._inside[found]
        if its.again is not None:
            some = its.closed[found]
            site[some] = its.again.drawn(origin[some], chance[some, 0])
        upto = its.left[origin]
        for number, share in enumerate(its.share.T):
            upto = upto + share[origin]
            site[stays & (chance[:, 1 + number] * upto < share[origin])] = self._sites.before + number
        return site

    @property
    def _inside(self) -> NDArray[np.bool_]:
        return np.asarray(self._sites.gateway[: self._sites.before] == NOWHERE)

    def _attraction(self, purpose: int) -> Floats:
        """Return how much sites before any opened attract who stays in the area, float64 (origins, sites)."""
        before = self._sites.before
        found = self._factor[purpose][self._distances.band[:, :before]]
        found *= self._distances.decay[:, :before]
        found *= self._weights(purpose) * self._inside
        return np.asarray(found)

    def _weights(self, purpose: int) -> Floats:
        """Return the weights of a purpose; where nothing is there for it in the area, those of leisure."""
        before = self._sites.before
        for name in (PURPOSES[purpose], "leisure"):
            weight = self._sites.table[name].to_numpy(np.float64)[:before]
            if (weight[self._sites.gateway[:before] == NOWHERE] > 0).any():
                return weight
        return np.ones(before)
