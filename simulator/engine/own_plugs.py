"""Plugs that are kept for vehicles in their depots, so that planned rides may rely on charging there."""

from __future__ import annotations

from typing import Any

from simulator.engine.refuges import ENERGIES, KINDS
from simulator.engine.world import World
from simulator.fleet.energy import Store
from simulator.spans import DAY_S

SURE_LEVEL = 0.8  # of the store; above it, charging is too slow to rely on


def own_plugs(world: World) -> dict[int, int]:
    """Return vehicle -> site for vehicles whose depot has a site, always open, with as many plugs as vehicles.

    Sites where shared cars charge too keep none.
    """
    limited = world.vehicles[world.vehicles["store_kwh"].notna()]
    shared = set() if world.carsharing is None else set(world.carsharing.places.stations["site"].tolist())
    found: dict[int, int] = {}
    for (node, drivetrain), group in limited.groupby(["depot_node", "drivetrain"], sort=True):
        sites = world.sites
        energy = ENERGIES[KINDS[str(drivetrain)]]
        here = sites[(sites["node"] == node) & (sites["energy"] == energy) & (sites["plugs"] >= len(group))]
        here = here[(here["close_s"] - here["open_s"] >= DAY_S) & ~here["site"].isin(shared)]
        if len(here):
            found |= dict.fromkeys(group["vehicle"].tolist(), int(here["site"].iloc[0]))
    return found


def sure_power_w(store: Store, site: Any, level: float) -> int:
    """Return the power into the store that a vehicle surely gets at its site until a level [W].

    All plugs may be taken; then the grid connection is shared.
    """
    direct = bool(site["direct_current"])
    steps = [share for share, _ in store.curve if share < level]
    takes_w = min(store.intake_w(round(share * store.capacity_mwh), direct=direct) for share in steps)
    drawn_w = min(int(site["power_w"]), int(site["grid_w"]) // int(site["plugs"]))
    return min(takes_w, int(drawn_w * store.efficiency))
