"""The plugs that vehicles can be sure of, against looking at every vehicle and every site on its own."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.energy.store import Store
from simulator.kernels import layout as f
from simulator.scenario.energy_models import ENERGY_OF
from simulator.services.ridepooling.own_plugs import own_plugs, sure_sites
from simulator.units import DAY_S

NODES = 4
STORES = {
    "a": (Store("battery", 90_000_000, 9_000_000, 0.3, ac_w=11_000, curve=((0.0, 80_000), (0.8, 20_000))), 60_000),
    "b": (Store("battery", 50_000_000, 5_000_000, 0.2, ac_w=0, curve=((0.0, 50_000),)), 40_000),
    "c": (Store("hydrogen", 200_000_000, 9_000_000, 0.5, ac_w=0, curve=((0.0, 900_000),)), 50_000),
}


def a_world(random: np.random.Generator) -> Any:
    count, sites = int(random.integers(1, 8)), int(random.integers(0, 9))
    names = random.choice(["a", "b", "c", "diesel"], count)
    vehicles = pd.DataFrame(
        {
            "vehicle": np.arange(count),
            "vehicle_type": pd.Series(names, dtype="string"),
            "depot_node": random.integers(0, NODES, count).astype(np.int32),
            "drivetrain": pd.Series(
                [STORES[n][0].drivetrain if n in STORES else "diesel" for n in names], dtype="string"
            ),
            "store_kwh": [1.0 if name in STORES else np.nan for name in names],
        }
    )
    opens = random.choice([0, 6 * 3600], sites)
    table = pd.DataFrame(
        {
            "site": np.arange(sites),
            "node": random.integers(0, NODES, sites).astype(np.int32),
            "energy": pd.Series(random.choice(["electricity", "hydrogen"], sites), dtype="string"),
            "plugs": random.integers(1, 6, sites),
            "power_w": random.choice([11_000, 50_000, 400_000], sites),
            "grid_w": random.choice([20_000, 500_000], sites),
            "direct_current": random.random(sites) < 0.7,
            "open_s": opens,
            "close_s": np.where(opens == 0, DAY_S, 20 * 3600),
        }
    )
    drive_s = random.integers(60, 3600, (NODES, NODES))
    times = SimpleNamespace(between=lambda origin, to: int(drive_s[origin, to]))
    roads = SimpleNamespace(for_plans=lambda now_s: times, location=np.arange(NODES))
    guests = Counter({"electricity": int(random.integers(0, 2)) * 2})
    others = frozenset(np.flatnonzero(random.random(sites) < 0.2).tolist())
    return SimpleNamespace(vehicles=vehicles, sites=table, roads=roads, guests=guests, others_sites=others, begins_s=0)


def plainly_own(world: Any) -> dict[int, int]:
    """Return the own site of each vehicle: the first there that has enough plugs for all of its kind there."""
    found = {}
    limited = [row for row in world.vehicles.itertuples() if row.store_kwh == row.store_kwh]
    for one in limited:
        energy = ENERGY_OF[one.drivetrain]
        alike = [row for row in limited if (row.depot_node, row.drivetrain) == (one.depot_node, one.drivetrain)]
        for site in world.sites.itertuples():
            enough = site.plugs >= len(alike) + world.guests[energy]
            right = site.energy == energy and site.node == one.depot_node and site.site not in world.others_sites
            if right and enough and (site.open_s, site.close_s) == (0, DAY_S):
                found[one.vehicle] = int(site.site)
                break
    return found


def plain_wait_s(world: Any, site: Any) -> int | None:
    """Return the longest wait at a site: one turn after the other, each as long as the slowest of all takes to fill."""
    limited = [row for row in world.vehicles.itertuples() if row.store_kwh == row.store_kwh]
    guests = [STORES[row.vehicle_type][0] for row in limited if ENERGY_OF[row.drivetrain] == site.energy]
    turns = (len(guests) - 1 + world.guests[site.energy]) // site.plugs
    if turns == 0:
        return 0
    each_w = min(site.power_w, site.grid_w // site.plugs)
    fills = [store.fill_s(int(each_w * store.efficiency) - 1, direct=bool(site.direct_current)) for store in guests]
    return None if world.guests[site.energy] or None in fills else turns * max(fills)


@pytest.mark.parametrize("seed", range(60))
def test_own_plugs_and_waits_are_those_found_one_by_one(seed: int) -> None:
    world = a_world(np.random.default_rng(seed))
    own = own_plugs(world)
    assert own == plainly_own(world)
    known = sure_sites(world, STORES, set(own.values()))
    assert len(known) == max((np.count_nonzero(known[:, f.SITE_RATE, one]) for one in world.vehicles.index), default=0)
    for vehicle in world.vehicles.itertuples():
        sites = known[:, :, vehicle.vehicle]
        sites = sites[sites[:, f.SITE_RATE] > 0]
        if vehicle.store_kwh != vehicle.store_kwh:
            assert len(sites) == 0
            continue
        energy = ENERGY_OF[vehicle.drivetrain]
        waits = {
            site.site: plain_wait_s(world, site)
            for site in world.sites.itertuples()
            if site.energy == energy and site.site not in world.others_sites
        }
        open_to_it = {site: wait for site, wait in waits.items() if wait == 0 or site not in own.values()}
        assert all(open_to_it[row[f.SITE_NUMBER]] == row[f.SITE_WAIT] for row in sites)
        # What else may leave one out: no power for it there, a way home beyond its store, a wait of more than a day.
        strong = world.sites.set_index("site")
        sure = {
            site
            for site, wait in open_to_it.items()
            if wait is not None
            and wait <= DAY_S
            and STORES[vehicle.vehicle_type][0].least_intake_w(1.0, direct=bool(strong.loc[site, "direct_current"]))
        }
        assert set(sites[:, f.SITE_NUMBER].tolist()) == sure


PLAIN = Store("battery", 50_000_000, 5_000_000, 0.6, ac_w=11_000, curve=((0.0, 50_000), (0.8, 20_000)), efficiency=0.9)
MOST_W = 36_000  # 10 Wh/s: beyond its reserve the store lasts for 4,500 s


def one_site(home_s: int = 600, most_w: int = MOST_W, store: Store = PLAIN, **site: Any) -> list[list[int]]:
    """Return what vehicle 0, at home at node 2, knows of the one site, at node 1, that it does not share."""
    ordinary = {
        "site": 3, "node": 1, "energy": "electricity", "plugs": 2, "power_w": 22_000, "grid_w": 40_000,
        "direct_current": True, "open_s": 6 * 3600, "close_s": 20 * 3600,
    }  # fmt: skip
    vehicles = pd.DataFrame(
        {"vehicle": [0], "vehicle_type": ["plain"], "depot_node": [2], "drivetrain": ["battery"], "store_kwh": [50.0]}
    )
    times = SimpleNamespace(between=lambda origin, to: home_s if (origin, to) == (1, 2) else 0)
    roads = SimpleNamespace(for_plans=lambda now_s: times, location=np.array([70, 71, 72]))
    world: Any = SimpleNamespace(
        vehicles=vehicles, sites=pd.DataFrame([ordinary | site]), roads=roads, guests=Counter(),
        others_sites=frozenset(), begins_s=0,
    )  # fmt: skip
    return sure_sites(world, {"plain": (store, most_w)}, set())[:, :, 0].tolist()


OPEN = [6 * 3600, 20 * 3600]


@pytest.mark.parametrize(
    ("changes", "rate", "hours"),
    [
        ({}, 499, OPEN),  # half of 40 kW, of which 90 % arrive, less 1 W for rounding: 17,999 W of the 36,000 it uses
        ({"grid_w": 100_000}, 549, OPEN),  # 22 kW then: 19,799 W
        ({"direct_current": False}, 305, OPEN),  # its own charger takes 11,000 W
        ({"grid_w": 200_000, "power_w": 90_000, "home_s": 3_500}, 1388, OPEN),  # 40 kWh is where it takes less
        ({"grid_w": 200_000, "power_w": 90_000, "home_s": 3_501}, 555, OPEN),
        ({"open_s": 0, "close_s": DAY_S}, 499, [0, f.FOREVER]),
        ({"open_s": 3600, "close_s": DAY_S + 3600}, 499, [0, f.FOREVER]),
        ({"open_s": 3600, "close_s": DAY_S + 3599}, 499, [3600, DAY_S + 3599]),
        ({"home_s": 4_500}, 499, OPEN),
        ({"grid_w": 84}, 1, OPEN),  # 42 W, of which 36 are sure
        ({"most_w": 1, "power_w": 9_000_000, "grid_w": 90_000_000}, 50_000_000, OPEN),
    ],
)
def test_what_is_sure_at_a_site_is_worked_by_hand(changes: dict[str, Any], rate: int, hours: list[int]) -> None:
    assert one_site(**changes) == [[71, changes.get("home_s", 600), rate, *hours, 0, 3]]


@pytest.mark.parametrize("changes", [{"home_s": 4_501}, {"home_s": -1}, {"most_w": 0}, {"grid_w": 80}])
def test_where_it_would_not_get_home_a_vehicle_counts_on_nothing(changes: dict[str, Any]) -> None:
    """The way is too long, there is none, nobody knows what it takes, or no power is left."""
    assert not np.any(one_site(**changes))
