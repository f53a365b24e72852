"""How far people go for each purpose, so that all ways together are as long as the survey has them.

Work and school are where they are. Of all other purposes the published lengths are the pattern, in which each band
gets the same factor for all purposes, so that the ways of a school day, those to work and school, between stops and
home included, have the shares of the bands that are asked for: proportional fitting in two dimensions. What a purpose
is asked for becomes factors of distance in ``reach``, again in proportion to what they bring about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.demand.destinations.chain import Chain
from simulator.demand.destinations.config import NOWHERE, Band, DestinationConfig
from simulator.demand.destinations.lengths import PURPOSES, band_of, shares_by_purpose, wanted_shares
from simulator.demand.destinations.reach import Reach, distances_of
from simulator.notes import N_, Note

MOST_PASSES = 40
NEAR_ENOUGH = 0.002  # of all ways, in each band
WITHOUT_LIFT = 2  # passes at first, in which each purpose alone comes near its pattern
LEAST, MOST = 1e-6, 30.0  # factors, beside the mean of a purpose
STEP, FIRST_STEP = 2.0, 100.0  # no factor changes by more in one pass

WORTH_A_WORD = 1.0  # points
NOT_SO_LONG = N_(
    "Ways cannot be as long as asked for, as places are where they are: of distance band no. %(band)s there are "
    "%(made)s %% instead of %(wanted)s %%."
)

Floats = NDArray[np.float64]


class Balance(NamedTuple):
    """Factors of distance. factor: float64 (purposes, bands + 1), of ``lengths.PURPOSES``; the last: share that leaves.

    wanted, made: float64 (bands,), shares of all ways of the day it was made for.
    """

    factor: Floats
    wanted: Floats
    made: Floats


def balance_of(chain: Chain, config: DestinationConfig) -> Balance:
    """Return the factors with which the ways of a day are as long as they should be, as far as that can be."""
    bands, wanted = config.distance_bands, wanted_shares(config.distance_bands)
    out = _outside(chain, config.trips_out, shares_by_purpose(bands)[:, -1])
    pattern, factor = shares_by_purpose(bands), np.ones((len(PURPOSES), len(bands)))
    lift, distances, made = np.ones(len(bands)), distances_of(chain.sites, bands), wanted
    there = np.zeros(factor.shape, dtype=np.bool_)  # bands in which there is anything for a purpose
    for number in range(MOST_PASSES):
        to_activities, ways = _found(chain, Reach(distances, np.column_stack([factor, out])), bands)
        made = ways / max(ways.sum(), 1.0)
        there |= to_activities > 0
        if np.abs(made - wanted).max() <= NEAR_ENOUGH:
            break
        if number >= WITHOUT_LIFT:
            inside = to_activities.sum(axis=0)
            # About half of what a band gets more are the ways home.
            lift *= np.where(inside > 0, _step(inside + (wanted - made) * ways.sum() / 2, inside, STEP), 1.0)
        asked = pattern * lift * there
        asked /= np.maximum(asked.sum(axis=1, keepdims=True), 1e-12)
        share = to_activities / np.maximum(to_activities.sum(axis=1, keepdims=True), 1.0)
        factor *= np.where(there, _step(asked, share, FIRST_STEP), 1.0)
        # Beside the mean of those in use: where only few homes have a band, ever larger factors would not help.
        factor /= np.exp((share * np.log(factor)).sum(axis=1, keepdims=True))
        factor = factor.clip(LEAST, MOST)
    return Balance(np.column_stack([factor, out]), wanted, made)


def notes_on(balance: Balance) -> tuple[Note, ...]:
    """Return what to say of ways whose lengths are not as they should be: there are no places in the right distance."""
    off = 100 * (balance.made - balance.wanted)
    worst = int(np.abs(off).argmax())
    if abs(off[worst]) <= WORTH_A_WORD:
        return ()
    values = {"band": worst + 1, "wanted": 100 * float(balance.wanted[worst]), "made": 100 * float(balance.made[worst])}
    return (Note("lengths-of-ways", "demand.distance_bands", NOT_SO_LONG, values),)


def _outside(chain: Chain, share: float, far: Floats) -> Floats:
    """Return the share of each purpose that leaves the area, float64 (purposes,), which those with longer ways do more.

    share: of all free activities. far: float64 (purposes,), share of ways in the open band.
    """
    count = np.bincount(chain.purpose[chain.free], minlength=len(far))
    if not (chain.sites.gateway != NOWHERE).any() or not count.any():
        return np.zeros(len(far))
    return np.asarray((share * far * count.sum() / (far @ count)).clip(0, 1))


def _step(wanted: Floats, found: Floats, most: float) -> Floats:
    return np.asarray((wanted / np.maximum(found, 1e-6)).clip(1 / most, most))


def _found(chain: Chain, reach: Reach, bands: Sequence[Band]) -> tuple[Floats, Floats]:
    """Return how many free activities in the area are in each band by purpose, and how many ways of all are."""
    visited = chain.walked(reach)
    there, back = (band_of(metres, bands) for metres in chain.lengths_m(visited.lonlat))
    ways = np.bincount(np.concatenate([there, back]), minlength=len(bands)).astype(np.float64)
    band = np.where(chain.sites.gateway[visited.site] == NOWHERE, there, len(bands))
    cells = (chain.purpose * (len(bands) + 1) + band)[chain.free]
    shape = len(PURPOSES), len(bands) + 1
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)[:, :-1], ways
