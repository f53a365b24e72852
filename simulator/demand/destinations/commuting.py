"""Where each worker works: municipality or place outside by flows with exact sums, then a site there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.demand.destinations.commuter_flows import Workers, flows_between, job_weights, nearness, zone_of_sites
from simulator.demand.destinations.config import NOWHERE, DestinationConfig
from simulator.demand.destinations.sites import Sites
from simulator.demand.population.tables import Population
from simulator.demand.streams import stream
from simulator.notes import Note

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def work_sites(
    population: Population, sites: Sites, config: DestinationConfig, seed: int
) -> tuple[Rows, tuple[Note, ...]]:
    """Return the place of work of each person as a site, int64 (persons,); NOWHERE for who has no work.

    And what to say of the flows. Raises RequestFileError for flows that cannot be used.
    """
    persons = len(population.persons)
    work = np.full(persons, NOWHERE, dtype=np.int64)
    works = np.flatnonzero(population.persons["employment"] != "none")
    if not len(works):
        return work, ()
    workers = _workers(population, sites, works)
    flows = flows_between(sites, config, workers)
    zone = shared_out(flows.counts, workers.zone, stream(seed, "work municipality").random(persons)[works])
    work[works] = _sites_in(sites, workers.at, zone, stream(seed, "work site").random(persons)[works])
    return work, flows.notes


def _workers(population: Population, sites: Sites, works: Rows) -> Workers:
    """Return where workers live: in their municipality, or that of the site next to them where it is not known."""
    at = sites.nearest(population.homes[works])
    number = {key: row for row, key in enumerate(sites.municipality_keys)}
    own = population.persons["municipality"].to_numpy(dtype=object)[works]
    zone = np.array([number.get(key, -1) for key in own], dtype=np.int64)
    return Workers(np.where(zone < 0, zone_of_sites(sites)[at].clip(0), zone), at)


def shared_out(flows: Rows, home: Rows, chance: Floats) -> Rows:
    """Return where each worker works, int64 (workers,), column of the flows, so that all of them come out exactly.

    home: row of the flows of each. Whoever of a row has the least chance goes to the first column, and so on: where a
    few more or fewer live, only those next to a border between columns change.
    """
    order = np.lexsort((chance, home))
    zone = np.empty(len(home), dtype=np.int64)
    zone[order] = np.repeat(np.tile(np.arange(flows.shape[1]), len(flows)), flows.ravel())
    return zone


def _sites_in(sites: Sites, at: Rows, zone: Rows, chance: Floats) -> Rows:
    """Return a site in the municipality of each, by jobs and distance; the place outside for who leaves.

    at: the site next to home. zone: column of the flows.
    """
    of_site, count = zone_of_sites(sites), len(sites.municipality_keys)
    order = np.argsort(of_site, kind="stable")
    first = np.searchsorted(of_site[order], np.arange(count + 1))
    reach = np.cumsum(job_weights(sites)[order] * nearness(sites.metres[:, order]), axis=1)
    reach = np.column_stack([np.zeros(len(reach)), reach]) / reach[:, -1:]
    inside = zone < count
    a, b = first[zone[inside]], first[zone[inside] + 1]
    low, high = reach[at[inside], a], reach[at[inside], b]
    rows = np.arange(len(reach))[:, None]
    found = np.searchsorted(
        (reach[:, 1:] + rows).ravel(), low + chance[inside] * (high - low) + at[inside], side="right"
    )
    site = np.empty(len(zone), dtype=np.int64)
    site[inside] = order[(found - at[inside] * len(order)).clip(a, b - 1)]
    site[~inside] = np.flatnonzero(sites.gateway != NOWHERE)[zone[~inside] - count]
    return site
