"""Plugs that vehicles can be sure of: those kept for them in their depots, and those at sites with enough for all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.engine.stores import ENERGY_OF
from simulator.engine.world import World
from simulator.fleet.energy import Store
from simulator.kernels import layout as f
from simulator.network.travel_times import NO_WAY
from simulator.spans import DAY_S, holds_always

SURE_LEVEL = 0.8  # of the store; above it, charging is too slow to rely on in the day
ROUNDING_W = 1  # what a session may lose by rounding


def own_plugs(world: World) -> dict[int, int]:
    """Return vehicle -> site for vehicles whose depot has a site, always open, with as many plugs as vehicles.

    Sites where shared cars charge too keep none.
    """
    limited = world.vehicles[world.vehicles["store_kwh"].notna()]
    found: dict[int, int] = {}
    for (node, drivetrain), group in limited.groupby(["depot_node", "drivetrain"], sort=True):
        sites = _with_plugs_for(world, ENERGY_OF[str(drivetrain)], len(group))
        here = sites[(sites["node"] == node) & (sites["close_s"] - sites["open_s"] >= DAY_S)]
        if len(here):
            found |= dict.fromkeys(group["vehicle"].tolist(), int(here["site"].iloc[0]))
    return found


def _with_plugs_for(world: World, energy: str, vehicles: int) -> pd.DataFrame:
    """Return the sites of an energy that have as many plugs as there are vehicles, and no shared cars."""
    sites = world.sites
    shared = set() if world.carsharing is None else set(world.carsharing.places.stations["site"].tolist())
    enough = (sites["energy"] == energy) & (sites["plugs"] >= vehicles) & ~sites["site"].isin(shared)
    found: pd.DataFrame = sites[enough]
    return found


def sure_power_w(store: Store, site: Any, level: float) -> int:
    """Return the power into the store that a vehicle surely gets at its site until a level [W].

    All plugs may be taken; then the grid connection is shared.
    """
    direct = bool(site.direct_current)
    steps = [share for share, _ in store.curve if share < level]
    takes_w = min(store.intake_w(round(share * store.capacity_mwh), direct=direct) for share in steps)
    drawn_w = min(int(site.power_w), int(site.grid_w) // int(site.plugs))
    return min(takes_w, int(drawn_w * store.efficiency)) - ROUNDING_W


def sure_sites(world: World, stores: dict[str, tuple[Store, int]]) -> NDArray[np.int32]:
    """Return where each vehicle surely gets the energy for its way home, int32 (sites, SITE_FIELDS, vehicles).

    Those are sites with a plug for every vehicle that runs on their energy. stores: by vehicle type, with the power
    that no drive exceeds [W]. See ``plans.knows_sites``.
    """
    limited = world.vehicles[world.vehicles["store_kwh"].notna()]
    count = limited["drivetrain"].map(ENERGY_OF).value_counts()
    known: dict[tuple[str, int], list[list[int]]] = {}
    for name, depot in set(zip(limited["vehicle_type"].tolist(), limited["depot_node"].tolist(), strict=True)):
        store, most_w = stores[name]
        energy = ENERGY_OF[store.drivetrain]
        sites = _with_plugs_for(world, energy, int(count[energy])).itertuples(index=False)
        rows = [_sure_site(world, site, depot, store, most_w) for site in sites]
        known[name, depot] = [row for row in rows if row is not None]
    most = max((len(rows) for rows in known.values()), default=0)
    found = np.zeros((most, f.SITE_FIELDS, len(world.vehicles)), dtype=np.int32)
    columns = ("vehicle", "vehicle_type", "depot_node")
    for vehicle, name, depot in zip(*(limited[c].tolist() for c in columns), strict=True):
        for number, row in enumerate(known[name, depot]):
            found[number, :, vehicle] = row
    return found


def _sure_site(world: World, site: Any, depot: int, store: Store, most_w: int) -> list[int] | None:
    """Return the fields of a site for vehicles of a depot, None where it does not get them home."""
    home_s = world.times.between(int(site.node), depot)
    needs_mwh = store.level_for(home_s, most_w)
    if home_s == NO_WAY or not most_w or needs_mwh > store.capacity_mwh:
        return None
    rate = 1000 * sure_power_w(store, site, max(needs_mwh, 1) / store.capacity_mwh) // most_w
    always = holds_always((site.open_s, site.close_s))
    opens_s, closes_s = (0, f.FOREVER) if always else (site.open_s, site.close_s)
    place = int(world.times.location[site.node])
    row = [place, home_s, int(min(rate, f.FOREVER)), int(opens_s), int(closes_s), int(site.site)]
    return row if rate > 0 else None
