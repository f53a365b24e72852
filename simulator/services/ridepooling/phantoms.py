"""Tables of a ridepooling service for phantom requests, made as those of its requests are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import NetworkError, Problem
from simulator.services.probes import Ints, Probes
from simulator.services.ridepooling.requests import requests_on_roads, stop_option_table
from simulator.services.ridepooling.world import RidepoolingWorld, both_ends
from simulator.tables import NO_TIME
from simulator.world.access import Access
from simulator.world.impossible_requests import Impossible

Ends = tuple[Access, Access]


class Phantoms:
    """Makes the tables of some of the probes at a time, on the terms of a world; nodes are those that the run has.

    What does not depend on the time is measured once for each way.
    """

    def __init__(self, probes: Probes, world: RidepoolingWorld) -> None:
        self._probes, self._world = probes, world
        by_time = world.roads.changes or bool((probes.ways["earliest_arrival_s"] != NO_TIME).any())
        self._steady = not by_time
        self._last: tuple[Ints, RidepoolingWorld] | None = None

    @cached_property
    def _ends(self) -> Ends:
        world = self._world
        ends = both_ends(world.config, world.network, world.stops, self._probes.ways)
        if any((world.roads.location[access.node] < 0).any() for access in ends):
            raise NetworkError(
                f"network {world.network.name!r} has {world.network.node_count:,} nodes, and travel times are known "
                "between the places of the run only: probes elsewhere cannot be answered; choose a smaller region"
            )
        return ends

    @cached_property
    def _of_ways(self) -> RidepoolingWorld:
        """Return the tables of all ways, each of them asked for once."""
        return self._measured(self._probes.ways, self._ends)

    def tables(self, rows: Ints) -> RidepoolingWorld:
        """Return the tables of some probes, numbered from 0 on."""
        ways, demand = self._probes.way[rows], self._probes.demand_of(rows)
        if not self._steady:
            return self._measured(demand, _of_rows(self._ends, ways))
        if self._last is None or not np.array_equal(self._last[0], ways):
            self._last = ways, self._taken(ways)
        same = self._last[1]
        times = {name: demand[name] for name in ("submitted_s", "earliest_departure_s")}
        return replace(same, requests=same.requests.assign(**times))

    def _taken(self, ways: Ints) -> RidepoolingWorld:
        """Return the tables of ways, in this order."""
        each = self._of_ways
        requests = each.requests.iloc[ways].reset_index(drop=True)
        options = None if each.stop_options is None else stop_option_table(*_of_rows(self._ends, ways))
        rejected = {row: each.rejected_at_once.get(way) for row, way in enumerate(ways.tolist())}
        return replace(
            each,
            requests=requests.assign(request=np.arange(len(ways), dtype=np.int32)),
            stop_options=options,
            rejected_at_once={row: reason for row, reason in rejected.items() if reason is not None},
        )

    def _measured(self, demand: pd.DataFrame, ends: Ends) -> RidepoolingWorld:
        world = self._world
        unheard = _Unheard(world.scenario)
        requests, rejected = requests_on_roads(world.part, ends, world.roads, demand, world.vehicles, unheard)
        options = None if world.stop_options is None else stop_option_table(*ends)
        return replace(world, requests=requests, rejected_at_once=rejected, stop_options=options)


class _Unheard(Impossible):
    """What cannot be is an answer as well."""

    def tell(self, _kind: str, _problems: Sequence[Problem]) -> None:
        """Say nothing."""


def _of_rows(ends: Ends, rows: Ints) -> Ends:
    """Return where some places can be met. rows: of the places, in any order."""
    origin, destination = (_taken(access, rows) for access in ends)
    return origin, destination


def _taken(access: Access, rows: Ints) -> Access:
    count: NDArray[np.int64] = np.diff(access.first)[rows]
    first = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    at = np.repeat(access.first[:-1][rows] - first[:-1], count) + np.arange(first[-1])
    columns = {name: getattr(access, name)[at] for name in ("node", "stop_id", "walk_m", "walk_s")}
    return Access(first=first, off_road_m=access.off_road_m[rows], **columns)
