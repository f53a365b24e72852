"""Plugs that vehicles can be sure of: those kept for them in their depots, and those whose queue is short enough."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.energy.sharing import sure_w
from simulator.energy.store import Store
from simulator.kernels import layout as f
from simulator.network.travel_times import NO_WAY
from simulator.scenario.energy_models import ENERGY_OF
from simulator.spans import holds_always
from simulator.units import DAY_S
from simulator.world.build import World

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
    sites = _without_cars(world, energy)
    found: pd.DataFrame = sites[sites["plugs"] >= vehicles]
    return found


def _without_cars(world: World, energy: str) -> pd.DataFrame:
    """Return the sites of an energy where no shared cars charge."""
    sites = world.sites
    shared = set() if world.carsharing is None else set(world.carsharing.places.stations["site"].tolist())
    found: pd.DataFrame = sites[(sites["energy"] == energy) & ~sites["site"].isin(shared)]
    return found


def sure_power_w(store: Store, site: Any, level: float) -> int:
    """Return the power into the store that a vehicle surely gets at its site until a level [W].

    All plugs may be taken; then the grid connection is shared.
    """
    return min(store.least_intake_w(level, direct=bool(site.direct_current)), _shared_w(store, site))


def _shared_w(store: Store, site: Any) -> int:
    """Return the power into a store that a plug of a site gives when all are taken [W]."""
    drawn_w = sure_w(int(site.power_w), int(site.grid_w), int(site.plugs))
    return int(drawn_w * store.efficiency) - ROUNDING_W


def sure_sites(world: World, stores: dict[str, tuple[Store, int]], kept: set[int]) -> NDArray[np.int32]:
    """Return where each vehicle surely gets the energy for its way home, int32 (sites, SITE_FIELDS, vehicles).

    At worst all others came before it, each to fill up. Where a plug is kept for others, it might have to leave.
    stores: by vehicle type, with the power that no drive exceeds [W]. kept: sites with plugs of ``own_plugs``. See
    ``plans.knows_sites``.
    """
    limited = world.vehicles[world.vehicles["store_kwh"].notna()]
    columns = ("vehicle", "vehicle_type", "depot_node")
    known: dict[tuple[str, int], list[list[int]]] = {}
    for name, depot in set(zip(*(limited[c].tolist() for c in columns[1:]), strict=True)):
        rows = known[name, depot] = []
        for site in _without_cars(world, ENERGY_OF[stores[name][0].drivetrain]).itertuples(index=False):
            wait_s = _longest_wait_s(limited, site, stores)
            if wait_s is not None and (wait_s == 0 or site.site not in kept):
                rows += _sure_site(world, site, depot, *stores[name], wait_s)
    most = max((len(rows) for rows in known.values()), default=0)
    found = np.zeros((most, f.SITE_FIELDS, len(world.vehicles)), dtype=np.int32)
    for vehicle, name, depot in zip(*(limited[c].tolist() for c in columns), strict=True):
        for number, row in enumerate(known[name, depot]):
            found[number, :, vehicle] = row
    return found


def _longest_wait_s(limited: pd.DataFrame, site: Any, stores: dict[str, tuple[Store, int]]) -> int | None:
    """Return how long a vehicle may have to wait for a plug [s]; None: there is no telling.

    Who comes first is plugged in first, and nobody stays longer than it takes to fill an empty store.
    """
    guests = limited[limited["drivetrain"].map(ENERGY_OF) == site.energy]
    direct = bool(site.direct_current)
    names = guests["vehicle_type"].unique().tolist()
    fills_s = [stores[name][0].fill_s(_shared_w(stores[name][0], site), direct=direct) for name in names]
    turns = (len(guests) - 1) // int(site.plugs)
    known = [fill_s for fill_s in fills_s if fill_s is not None]
    if turns and len(known) < len(fills_s):
        return None
    return turns * max(known) if turns else 0


def _sure_site(world: World, site: Any, depot: int, store: Store, most_w: int, wait_s: int) -> list[list[int]]:
    """Return the fields of a site for vehicles of a depot, nothing where it does not get them home."""
    home_s = world.roads.for_plans(world.begins_s).between(int(site.node), depot)
    needs_mwh = store.level_for(home_s, most_w)
    if home_s == NO_WAY or not most_w or needs_mwh > store.capacity_mwh or wait_s > DAY_S:
        return []
    rate = 1000 * sure_power_w(store, site, max(needs_mwh, 1) / store.capacity_mwh) // most_w
    always = holds_always((site.open_s, site.close_s))
    opens_s, closes_s = (0, f.FOREVER) if always else (int(site.open_s), int(site.close_s))
    place = int(world.roads.location[site.node])
    row = [place, home_s, int(min(rate, f.FOREVER)), opens_s, closes_s, wait_s, int(site.site)]
    return [row] if rate > 0 else []
