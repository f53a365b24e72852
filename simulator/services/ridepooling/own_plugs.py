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
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.spans import holds_always
from simulator.units import DAY_S

SURE_LEVEL = 0.8  # of the store; above it, charging is too slow to rely on in the day
_KEPT_FOR = ("vehicle", "depot_node", "drivetrain")
ROUNDING_W = 1  # what a session may lose by rounding


def own_plugs(world: RidepoolingWorld) -> dict[int, int]:
    """Return vehicle -> site for vehicles whose depot has a site, always open, with as many plugs as vehicles.

    Sites where shared cars charge too keep none; vehicles of other fleets may come, and do not go when asked.
    """
    limited = world.vehicles[world.vehicles["store_kwh"].notna()]
    always = {name: _always_open(world, ENERGY_OF[name]) for name in limited["drivetrain"].unique().tolist()}
    here: dict[tuple[int, str], list[int]] = {}
    for vehicle, *depot in zip(*(limited[c].tolist() for c in _KEPT_FOR), strict=True):
        here.setdefault((depot[0], depot[1]), []).append(vehicle)
    found: dict[int, int] = {}
    for (node, name), vehicles in sorted(here.items()):
        plugs = len(vehicles) + world.guests[ENERGY_OF[name]]
        site = next((site for site, its_plugs in always[name].get(node, []) if its_plugs >= plugs), None)
        if site is not None:
            found |= dict.fromkeys(vehicles, site)
    return found


def _always_open(world: RidepoolingWorld, energy: str) -> dict[int, list[tuple[int, int]]]:
    """Return the sites of an energy that are always open and see no shared cars: node -> numbers and plugs."""
    sites, found = _without_cars(world, energy), dict[int, list[tuple[int, int]]]()
    sites = sites[sites["close_s"] - sites["open_s"] >= DAY_S]
    for node, site, plugs in zip(*(sites[c].tolist() for c in ("node", "site", "plugs")), strict=True):
        found.setdefault(node, []).append((site, plugs))
    return found


def _without_cars(world: RidepoolingWorld, energy: str) -> pd.DataFrame:
    """Return the sites of an energy where no shared cars charge."""
    sites = world.sites
    found: pd.DataFrame = sites[(sites["energy"] == energy) & ~sites["site"].isin(world.others_sites)]
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


def sure_sites(world: RidepoolingWorld, stores: dict[str, tuple[Store, int]], kept: set[int]) -> NDArray[np.int32]:
    """Return where each vehicle surely gets the energy for its way home, int32 (sites, SITE_FIELDS, vehicles).

    At worst all others came before it, each to fill up. Where a plug is kept for others, it might have to leave.
    stores: by vehicle type, with the power that no drive exceeds [W]. kept: sites with plugs of ``own_plugs``. See
    ``plans.knows_sites``.
    """
    limited = world.vehicles[world.vehicles["store_kwh"].notna()]
    columns = ("vehicle", "vehicle_type", "depot_node")
    names = limited["vehicle_type"].unique().tolist()
    sites = {name: _sites_with_waits(world, stores[name][0], limited, stores, kept) for name in names}
    known = {
        (name, depot): [
            row for site, wait_s in sites[name] for row in _sure_site(world, site, depot, *stores[name], wait_s)
        ]
        for name, depot in set(zip(*(limited[c].tolist() for c in columns[1:]), strict=True))
    }
    most = max((len(rows) for rows in known.values()), default=0)
    found = np.zeros((most, f.SITE_FIELDS, len(world.vehicles)), dtype=np.int32)
    for vehicle, name, depot in zip(*(limited[c].tolist() for c in columns), strict=True):
        for number, row in enumerate(known[name, depot]):
            found[number, :, vehicle] = row
    return found


def _sites_with_waits(
    world: RidepoolingWorld,
    store: Store,
    limited: pd.DataFrame,
    stores: dict[str, tuple[Store, int]],
    kept: set[int],
) -> list[tuple[Any, int]]:
    """Return the sites of a store's energy that a vehicle may count on, with the longest wait there [s]."""
    energy, found = ENERGY_OF[store.drivetrain], []
    guests = limited.loc[limited["drivetrain"].map(ENERGY_OF) == energy, "vehicle_type"]
    types = [stores[name][0] for name in guests.unique().tolist()]
    for site in _without_cars(world, energy).itertuples():
        wait_s = _longest_wait_s(types, len(guests), site, world.guests[energy])
        if wait_s is not None and (wait_s == 0 or site.site not in kept):
            found.append((site, wait_s))
    return found


def _longest_wait_s(stores: list[Store], guests: int, site: Any, others: int) -> int | None:
    """Return how long a vehicle may have to wait for a plug [s]; None: there is no telling.

    Who comes first is plugged in first, and nobody stays longer than it takes to fill an empty store. stores, guests:
    kinds and number of the vehicles that may come. others: vehicles of other fleets, of which nobody knows how long
    they stay.
    """
    turns = (guests - 1 + others) // int(site.plugs)
    if not turns or others:
        return None if turns else 0
    direct = bool(site.direct_current)
    fills_s = [store.fill_s(_shared_w(store, site), direct=direct) for store in stores]
    known = [fill_s for fill_s in fills_s if fill_s is not None]
    return turns * max(known) if len(known) == len(fills_s) else None


def _sure_site(
    world: RidepoolingWorld, site: Any, depot: int, store: Store, most_w: int, wait_s: int
) -> list[list[int]]:
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
