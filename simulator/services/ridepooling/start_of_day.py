"""The plans of a fleet that stands in its depots."""

from __future__ import annotations

import numpy as np

from simulator.event_kinds import Event
from simulator.fleet.plans import Plans
from simulator.kernels import layout as f
from simulator.kernels.layout import FOREVER
from simulator.kernels.paths import NO_ROADS
from simulator.services.ridepooling.roster import Roster, Shift
from simulator.services.ridepooling.world import RidepoolingWorld


class Entrance:
    """Puts vehicles into their depots, ready for a shift; to begin with, for their first ones.

    plans: of all vehicles. on_call: those that do not enter before they are called. debug: re-checks a plan
    whenever it changes.
    """

    def __init__(self, world: RidepoolingWorld, roster: Roster, *, debug: bool = False) -> None:
        times, vehicles = world.roads.for_plans(world.begins_s), world.vehicles
        # Where drives may take another time than is counted with, legs are looked up when they begin, not in the table.
        router = NO_ROADS if world.roads.changes or world.varies else times.router
        known_nodes = world.network.known_nodes
        self.plans = Plans(
            times.table, roster.plans, places=times.places, known_nodes=known_nodes, router=router, debug=debug
        )
        self._at_once = FOREVER if world.config.pooling else 1
        columns = ("seats", "wheelchairs", "parcels")
        self._loads = list(zip(*(vehicles[name].tolist() for name in columns), strict=True))
        self.depot: list[int] = world.roads.location[vehicles["depot_node"].to_numpy(np.int32)].tolist()
        self._reserve = world.drivers_reserve
        self.on_call = frozenset(world.on_call)
        for shift in roster.first():
            if shift.vehicle not in self.on_call:
                self.enter(shift)

    def enter(self, shift: Shift) -> None:
        """Let a vehicle have a plan for a shift, with the breaks and changeovers that fall into it."""
        depot, capacity = self.depot[shift.vehicle], (*self._loads[shift.vehicle], self._at_once)
        self.plans.enter(shift.plan, depot, shift.start_s, self._reserve.latest_end_s(shift), capacity, shift.vehicle)
        pauses = self._reserve.pauses(shift)
        kinds = np.where(pauses[:, 0] == Event.BREAK_STARTED, f.BREAK, f.CHANGEOVER)
        rows = np.column_stack([kinds, np.full(len(pauses), depot), pauses[:, 1:]])
        if len(rows):
            self.plans.plan_pauses(shift.plan, rows.astype(np.int32), shift.start_s)
