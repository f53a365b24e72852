"""How many commute between municipalities, and to places outside."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.demand.destinations.config import NOWHERE, DestinationConfig
from simulator.demand.destinations.flow_file import FileFlows, Zones, read_flows
from simulator.demand.destinations.sites import Sites
from simulator.demand.destinations.whole_table import whole, whole_rows
from simulator.demand.population.ipf import Margin, fitted
from simulator.notes import N_, Note

# Assumptions: how jobs attract by distance, with which half of the ways to work in the Prignitz are shorter than 8 km,
# as in Germany; and outside, where it hardly counts any more: 1/e for so much more.
NEXT_DOOR_M, POWER = 2000.0, 2.0
OUTSIDE_DECAY_M = 50_000.0
PRECISION = 1e-9  # of the sums, as a share of all workers
TELLING = 0.005  # scaling by less is not worth a word
SCALED = N_(
    "Municipalities whose commuter flows are scaled to the workers who live there: %(count)s, to %(least)s to "
    "%(most)s %%."
)
FROM_OUTSIDE = N_(
    "Commuters of the flows who live outside and are left out, as only those travel who live here: %(count)s."
)

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


class Workers(NamedTuple):
    """Where workers live. zone: int64 (workers,), number of the municipality. at: int64 (workers,), site next to it."""

    zone: Rows
    at: Rows


class Flows(NamedTuple):
    """How many work where. counts: int64 (municipalities, municipalities + places outside); rows sum to the workers."""

    counts: Rows
    notes: tuple[Note, ...]


def flows_between(sites: Sites, config: DestinationConfig, workers: Workers) -> Flows:
    """Return how many work where.

    As the file has it: where it has more than the workers of a municipality, or tells who works at home, all its flows
    are scaled to them; else who is left works at home. Municipalities it does not tell: by workers and jobs, doubly
    constrained. Raises RequestFileError for a file that cannot be used.
    """
    keys = sites.municipality_keys
    weights = sites.table["work"].to_numpy(np.float64)[sites.gateway != NOWHERE]
    live = np.bincount(workers.zone, minlength=len(keys))
    file = FileFlows(np.full((len(keys), len(keys) + len(weights)), np.nan), 0.0)
    if config.flows is not None:
        file = read_flows(config.flows, Zones(keys, sites.municipalities, sites.gateways, weights))
    told = ~np.isnan(file.counts).all(axis=1)
    flows, factor = _scaled(file.counts[told], np.flatnonzero(told), live[told])
    counts = np.zeros(file.counts.shape, dtype=np.int64)
    counts[told] = whole_rows(flows, live[told])
    if not told.all():
        counts[~told] = _estimated(sites, config.commuters_out, np.where(told, 0, live), workers)[~told]
    return Flows(counts, _notes(factor, file.from_outside))


def _scaled(told: Floats, homes: Rows, live: Rows) -> tuple[Floats, Floats]:
    """Return flows that sum to the workers, float64 (rows, columns), and by what those of the file were multiplied.

    told: float64 (rows, columns), NaN where the file says nothing. homes: the column of each row's own municipality.
    """
    flows, rows = np.nan_to_num(told), np.arange(len(told))
    total, silent = flows.sum(axis=1), np.isnan(told[rows, homes])
    stay = np.where(silent, np.maximum(live - total, 0.0), 0.0)
    stay = np.where((total + stay > 0) | (live == 0), stay, live)
    flows[rows, homes] += stay
    factor = np.divide(live, total + stay, out=np.ones(len(live)), where=total + stay > 0)
    return flows * factor[:, None], factor


def _notes(factor: Floats, from_outside: float) -> tuple[Note, ...]:
    notes = list[Note]()
    scaled = factor[np.abs(factor - 1) > TELLING]
    if len(scaled):
        values = {"count": len(scaled), "least": round(100 * scaled.min()), "most": round(100 * scaled.max())}
        notes.append(Note("commuter-flows-scaled", "demand.flows", SCALED, values))
    if from_outside:
        notes.append(Note("commuters-from-outside", "demand.flows", FROM_OUTSIDE, {"count": round(from_outside)}))
    return tuple(notes)


def _estimated(sites: Sites, out: float, live: Rows, workers: Workers) -> Rows:
    """Return flows by workers, jobs and distance: the sums of rows and columns are exact. live: workers of each row."""
    weight, zone, outside = job_weights(sites), zone_of_sites(sites), sites.gateway != NOWHERE
    leave = np.rint(out * live.sum()) if weight[outside].sum() > 0 else 0.0
    jobs = np.bincount(zone[zone >= 0], weights=weight[zone >= 0], minlength=len(live))
    abroad = weight[outside] / max(weight[outside].sum(), 1e-300)
    offers = np.append((live.sum() - leave) * jobs / jobs.sum(), leave * abroad)
    columns = whole_rows(offers[None, :], live.sum(keepdims=True))[0]
    margins = (Margin("workers", (0,), live.astype(np.float64)), Margin("jobs", (1,), columns.astype(np.float64)))
    pull = _pull(sites, workers)
    inside, beyond = pull[:, : len(live)], pull[:, len(live) :]
    # Whoever lives far from all jobs of the area does not leave it for that alone.
    inside /= (inside * columns[: len(live)]).sum(axis=1, keepdims=True).clip(1e-30)
    beyond /= beyond.mean(axis=0) * max(leave, 1.0)
    return whole(fitted(pull, margins, PRECISION * max(int(live.sum()), 1)))


def _pull(sites: Sites, workers: Workers) -> Floats:
    """Return how much a job attracts a worker by distance, on average, float64 (municipalities, + places outside)."""
    zone, weight, count = zone_of_sites(sites), job_weights(sites), len(sites.municipality_keys)
    outside = sites.gateway != NOWHERE
    to_jobs = _by_zone(zone, weight, nearness(sites.metres), count)
    parts = np.column_stack([to_jobs, np.exp(-sites.metres[:, outside] / OUTSIDE_DECAY_M)])
    pull = np.zeros((count, parts.shape[1]))
    np.add.at(pull, workers.zone, parts[workers.at])
    pull /= np.maximum(np.bincount(workers.zone, minlength=count), 1)[:, None]
    return np.maximum(pull, 1e-30)


def _by_zone(zone: Rows, weight: Floats, near: Floats, count: int) -> Floats:
    """Return the mean over the jobs of each municipality, float64 (sites, municipalities); no sums by threads."""
    result = np.zeros((len(near), count))
    for number in range(count):
        at = np.flatnonzero((zone == number) & (weight > 0))
        result[:, number] = (near[:, at] * weight[at]).sum(axis=1) / max(weight[at].sum(), 1e-300)
    return result


def nearness(metres: Floats) -> Floats:
    """Return how much jobs attract by their distance, beside one next door."""
    return np.asarray((1 + metres / NEXT_DOOR_M) ** -POWER)


def job_weights(sites: Sites) -> Floats:
    """Return how many jobs each site has beside the others, float64 (sites,).

    Homes have some where nothing else in a municipality has: flows may lead there.
    """
    weight, zone = sites.table["work"].to_numpy(np.float64).copy(), zone_of_sites(sites)
    jobs = np.bincount(zone[zone >= 0], weights=weight[zone >= 0], minlength=len(sites.municipality_keys))
    without = (zone >= 0) & (jobs[zone] <= 0) & (sites.table["kind"] == "locality").to_numpy(np.bool_)
    weight[without] = 1e-9 * max(jobs.sum(), 1.0)
    return weight


def zone_of_sites(sites: Sites) -> Rows:
    """Return the municipality of each site, int64 (sites,); -1: none where people of the area live."""
    number = {key: row for row, key in enumerate(sites.municipality_keys)}
    zone = np.array([number.get(key, -1) for key in sites.table["municipality"]], dtype=np.int64)
    return np.asarray(np.where(sites.gateway == NOWHERE, zone, -1))
