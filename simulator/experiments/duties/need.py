"""How many vehicles a service needs in each slot of the day, and where: as on some simulated days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.series.fleet import mean_vehicles
from simulator.analysis.vehicles.states import State
from simulator.experiments.duties.kinds import SLOT_S, Span
from simulator.experiments.run import RunResult
from simulator.network.near import Near
from simulator.scenario.place import Depot
from simulator.tables import NO_NODE
from simulator.units import DAY_S
from simulator.world.build import World

NOTHING = 1e-9  # of a vehicle: rounding
# Ways to depots and chargers follow from the duties that there are; who looks for others does not need them.
FOR_RIDERS = (State.DRIVING_WITH_RIDERS, State.DRIVING_TO_PICKUP, State.AT_STOP, State.WAITING_WITH_RIDERS)


@dataclass(frozen=True, eq=False)
class Need:
    """What is needed. edges_s: of slots, int64 (slots + 1,), seconds of the day.

    vehicles: on the way for riders or at stops, mean over the days and over each slot, float64 (slots,). asked:
    requests that want to leave in each slot, a day. shares: of requests that begin nearest to each depot.
    """

    edges_s: NDArray[np.int64]
    vehicles: NDArray[np.float64]
    asked: NDArray[np.float64]
    shares: tuple[float, ...]

    def whole(self, percent: int, hours: Span) -> NDArray[np.int64]:
        """Return so many percent of it in whole vehicles, rounded up; none outside of some hours."""
        within = (self.edges_s[:-1] >= hours.start_s) & (self.edges_s[1:] <= hours.end_s)
        return np.where(within, np.ceil(self.vehicles * percent / 100 - NOTHING), 0).astype(np.int64)

    def asked_within(self, hours: Span) -> float:
        """Return the share of requests that want to leave within hours; 1 where nobody asks."""
        within = (self.edges_s[:-1] >= hours.start_s) & (self.edges_s[1:] <= hours.end_s)
        total = float(self.asked.sum())
        return 1.0 if total <= 0 else float(self.asked[within].sum()) / total


def need_of(results: Sequence[RunResult], service: str, depots: Sequence[Depot]) -> Need:
    """Return what a service needed on the days of some runs, each of which may have several days."""
    edges, days = np.arange(0, 2 * DAY_S + 1, SLOT_S, dtype=np.int64), 0
    found, wanted, begun = np.zeros(len(edges) - 1), np.zeros(len(edges) - 1), np.zeros(len(depots))
    for result in results:
        tables = result.parts.get(service, result.tables)
        states = tables.states[tables.states["state"].isin([str(state) for state in FOR_RIDERS])]
        leaves_s = tables.requests["earliest_departure_s"].to_numpy(np.int64)
        near = Near(result.world.network.project(*np.array([(one.lon, one.lat) for one in depots]).T))
        begun += np.bincount(near.nearest(_origins(result.world, service))[0], minlength=len(depots))
        for day in (day for day in result.world.days.numbers if day >= 0):
            starts_s = day * DAY_S
            there = states[(states["began_s"] >= starts_s) & (states["began_s"] < starts_s + DAY_S)]
            found += mean_vehicles(there, edges + starts_s)
            today = leaves_s[(leaves_s >= starts_s) & (leaves_s < starts_s + DAY_S)]
            wanted += np.histogram(today - starts_s, edges)[0]
            days += 1
    used = np.flatnonzero(found + wanted)
    slots = slice(int(used[0]), int(used[-1]) + 1) if used.size else slice(0, 1)
    shares = tuple((begun / max(begun.sum(), 1)).tolist())
    return Need(edges[slots.start : slots.stop + 1], found[slots] / days, wanted[slots] / days, shares)


def _origins(world: World, service: str) -> NDArray[np.float64]:
    """Return where requests begin, on the plane [m]; those that the service cannot reach are left out."""
    nodes = world.with_requests[service].requests["origin_node"].to_numpy(np.int64)
    nodes = nodes[nodes != NO_NODE]
    return world.network.project(world.network.lon[nodes], world.network.lat[nodes])
