"""The plans of a fleet that stands in its depots."""

from __future__ import annotations

import numpy as np

from simulator.event_kinds import Event
from simulator.fleet.plans import Plans
from simulator.kernels import layout as f
from simulator.kernels.layout import FOREVER
from simulator.kernels.paths import NO_ROADS
from simulator.world.build import World
from simulator.world.one_of_each import rides_of


def plans_in_depots(world: World, *, debug: bool = False) -> Plans:
    """Return the plans of all vehicles before their shifts; ``debug`` re-checks a plan whenever it changes."""
    times, vehicles = world.roads.for_plans(world.begins_s), world.vehicles
    # On roads that change, legs are looked up when they begin, not in a table of what is counted with.
    router = NO_ROADS if world.roads.changes else times.router
    plans = Plans(times.table, len(vehicles), router=router, places=times.places, debug=debug)
    requests_at_once = FOREVER if rides_of(world.scenario).config.pooling else 1
    columns = ("vehicle", "depot_node", "shift_start_s", "shift_end_s", "seats", "wheelchairs", "parcels")
    for index, depot, start_s, end_s, *loads in zip(*(vehicles[c].tolist() for c in columns), strict=True):
        plans.enter(index, int(times.location[depot]), start_s, end_s, (*loads, requests_at_once))
    for number in world.pauses["vehicle"].unique().tolist():
        pauses = world.pauses[world.pauses["vehicle"] == number]
        depot = vehicles["depot_node"].to_numpy(np.int32)[[number]]
        kinds = [f.BREAK if kind == Event.BREAK_STARTED else f.CHANGEOVER for kind in pauses["kind"]]
        spans = pauses[["earliest_s", "latest_s", "length_s", "earliest_end_s"]]
        rows = np.column_stack([kinds, np.full(len(pauses), times.location[depot[0]]), spans])
        start_s = int(vehicles["shift_start_s"].iloc[number])
        plans.plan_pauses(number, rows.astype(np.int32), start_s)
    return plans
