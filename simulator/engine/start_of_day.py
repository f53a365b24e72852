"""The plans of a fleet that stands in its depots."""

from __future__ import annotations

from simulator.engine.world import World
from simulator.fleet.plans import Plans
from simulator.kernels.layout import FOREVER


def plans_in_depots(world: World, *, debug: bool = False) -> Plans:
    """Return the plans of all vehicles before their shifts; ``debug`` re-checks a plan whenever it changes."""
    times, vehicles = world.times, world.vehicles
    plans = Plans(times.table, len(vehicles), router=times.router, places=times.places, debug=debug)
    requests_at_once = FOREVER if world.scenario.service.pooling else 1
    columns = ("vehicle", "depot_node", "shift_start_s", "shift_end_s", "seats", "wheelchairs", "parcels")
    for index, depot, start_s, end_s, *loads in zip(*(vehicles[c].tolist() for c in columns), strict=True):
        plans.enter(index, int(times.location[depot]), start_s, end_s, (*loads, requests_at_once))
    return plans
