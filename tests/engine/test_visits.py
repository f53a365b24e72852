"""Which site a vehicle goes to, and until which level it charges: by hand, beside sites and plans that are told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.dispatch.charging import SiteView, VehicleView, Visit
from simulator.energy.account import Account
from simulator.energy.store import Store
from simulator.kernels.times import NEVER
from simulator.services.ridepooling.energy_state import PlannedVisit, State
from simulator.services.ridepooling.visits import Visits

STORE = Store("battery", 10_000_000, 1_000_000, 0.6)
MOST_W = 36_000  # 10,000 mWh in a second: a full store lasts for 900 s
HOUR_1 = 25 * 3600 + 1800  # of the second day
PLACES = {"electricity": {0: 1, 1: 4, 3: 1}, "hydrogen": {2: 1}}  # node of each site; nodes are a minute apart
CHEAP = [0.1] * 12 + [0.3] * 12


def drive_s(origin: int, to: int) -> int:
    """Return a minute from node to node; nothing leads to node 9. Complements are nodes beside the table."""
    at = origin if origin >= 0 else ~origin
    return -1 if to == 9 else 60 * abs(to - at)


class Told:
    """A policy that says what it is told to, and notes what it sees."""

    def __init__(self, visit: Visit | None) -> None:
        self.visit, self.seen = visit, list[tuple[VehicleView, list[SiteView]]]()

    def __call__(self, vehicle: VehicleView, sites: Any) -> Visit | None:
        self.seen.append((vehicle, list(sites)))
        return self.visit


class Charging:
    """Four sites, all open, each with two plugs of which one is free, and a vehicle; its range reaches what is told."""

    def __init__(self, policy: Any = None, *, until: float = 0.6, reach_s: int = 10_000, now_s: int = HOUR_1) -> None:
        self.policy = Told(None) if policy is None else policy
        self.queues = dict.fromkeys(range(4), (1, 0))
        self.closed: set[int] = set()
        self.ways: list[tuple[int, int]] = []
        self.asked: list[tuple[Any, ...]] = []
        rule = SimpleNamespace(
            below=0.3, until=until, available_from=0.4, after_s=600, detour_s=900, make=lambda levels: self.policy
        )
        times = SimpleNamespace(
            drive_s=drive_s,
            drives_from_s=lambda place, places: np.array(
                [NEVER if drive_s(place, one) < 0 else drive_s(place, one) for one in places.tolist()]
            ),
        )
        sites = sorted((n, node, energy) for energy, nodes in PLACES.items() for n, node in nodes.items())
        self.world: Any = SimpleNamespace(
            config=SimpleNamespace(charging=rule),
            sites=pd.DataFrame(sites, columns=["site", "node", "energy"]),
            prices=pd.DataFrame({"eur_per_kwh": [*CHEAP, *([0.2] * 24), *([np.nan] * 24), *CHEAP[::-1]]}),
            roads=SimpleNamespace(location=np.arange(10), for_plans=lambda now_s: times),
        )

        def in_reach(*asked: Any) -> Any:
            self.asked.append(asked[:5])
            return asked[6] <= reach_s

        plans: Any = SimpleNamespace(
            idle_since=lambda plan: now_s - 700 - plan, sites_in_reach=in_reach, ways_home=lambda *_: self.ways
        )
        held = [
            SimpleNamespace(free_and_waiting=lambda n=n: self.queues[n], is_open=lambda n=n: n not in self.closed)
            for n in range(4)
        ]
        env: Any = SimpleNamespace(now=now_s)
        self.visits = Visits(env, self.world, plans, SimpleNamespace(sites=held))  # type: ignore[arg-type]


def state(level_mwh: int = 2_500_000, own_site: int | None = None, store: Store = STORE) -> State:
    return State(Account(0, store, level_mwh, MOST_W), 7, own_site, 0)


def test_a_policy_sees_the_vehicle_and_open_sites_of_its_energy_within_reach() -> None:
    charging = Charging(reach_s=180)
    charging.queues[1], charging.closed = (0, 3), {3}
    assert charging.visits.by_the_policy(state(), 2, 99_000, 5) is None
    assert charging.asked == [(7, 150, HOUR_1, 99_000, 5)]
    assert charging.policy.seen == [
        (VehicleView(0.25, 0.1, 707), [SiteView(0, 60, 1, 0, 0.1, True), SiteView(1, 120, 0, 3, 0.2, True)])
    ]
    far = Charging(reach_s=60)
    far.visits.by_the_policy(state(), 2, 99_000, 5)
    assert far.policy.seen[0][1] == [SiteView(0, 60, 1, 0, 0.1, True), SiteView(3, 60, 1, 0, 0.3, False)]
    off_table = Charging()
    off_table.visits.by_the_policy(state(store=Store("hydrogen", 10, 1, 0.6)), ~5, 99_000, 5)
    assert off_table.policy.seen[0][1] == [SiteView(2, 240, 1, 0, 0.0, True)]  # no price is known: as if for nothing


@pytest.mark.parametrize(
    ("level_mwh", "planned"),
    [(5_499_999, PlannedVisit(1, 5_500_000, 3_000_000)), (5_500_000, None), (5_500_001, None)],
)
def test_a_visit_is_worth_it_below_its_level(level_mwh: int, planned: PlannedVisit | None) -> None:
    charging = Charging(Told(Visit(1, 0.55, 0.3)))
    assert charging.visits.by_the_policy(state(level_mwh), 2, 99_000, 5) == planned


@pytest.mark.parametrize("reach_s", [240, 239])
def test_what_was_begun_goes_on_while_it_can(reach_s: int) -> None:
    """Site 1 is four minutes away; else the policy is asked anew."""
    charging, begun = Charging(Told(Visit(0, 0.5, 0.0)), reach_s=reach_s), state()
    begun.visit = PlannedVisit(1, 9_000_000, 1)
    found = charging.visits.by_the_policy(begun, 0, 99_000, 5)
    assert found == (begun.visit if reach_s == 240 else PlannedVisit(0, 5_000_000, 0))
    assert len(charging.policy.seen) == (reach_s < 240)


@pytest.mark.parametrize(
    ("until", "location", "level_mwh", "target_mwh"),
    [
        (0.6, 4, 7_999_999, 8_000_000),  # where it is sure to charge fast enough
        (0.6, 4, 8_000_000, None),
        (0.6, 2, 8_000_000, 8_000_000),  # on the way there the level sinks
        (0.9, 4, 8_000_000, 9_000_000),
    ],
)
def test_who_relies_on_its_plug_fills_up_there(
    until: float, location: int, level_mwh: int, target_mwh: int | None
) -> None:
    found = Charging(until=until).visits.filling_up(state(level_mwh, own_site=1), location)
    assert found == (None if target_mwh is None else PlannedVisit(1, target_mwh))


def test_who_has_to_stay_charges_where_it_stands() -> None:
    """What the policy says; else at a free plug until the usual level, and it takes requests all the time."""
    charging = Charging(Told(Visit(3, 0.5, 0.2)))
    assert charging.visits.while_it_stays(state(), 1) == PlannedVisit(3, 5_000_000, 2_000_000)
    assert charging.policy.seen[0][1] == [SiteView(0, 0, 1, 0, 0.1, True), SiteView(3, 0, 1, 0, 0.3, False)]
    charging.policy.visit = None
    assert charging.visits.while_it_stays(state(), 1) == PlannedVisit(0, 6_000_000, 0)
    charging.queues[0] = (0, 0)
    assert charging.visits.while_it_stays(state(), 1) == PlannedVisit(3, 6_000_000, 0)
    charging.queues[3] = (0, 0)
    assert charging.visits.while_it_stays(state(), 1) is None
    assert charging.visits.while_it_stays(state(), 2) is None


@pytest.mark.parametrize(
    ("depot", "level_mwh", "planned"),
    [
        (5, 2_500_000, PlannedVisit(0, 6_000_000, 4_000_000)),  # four minutes home take 3,400,000 mWh
        (1, 6_000_000, PlannedVisit(0, 1_000_000, 0)),  # it has the usual level already, and goes for its way home
    ],
)
def test_without_a_plan_the_soonest_site_in_reach_is_on_the_way_home(
    depot: int, level_mwh: int, planned: PlannedVisit
) -> None:
    assert Charging().visits.on_the_way_home(state(level_mwh), 2, depot) == planned


def test_a_site_is_in_reach_up_to_the_range() -> None:
    """Site 1 is 60 s from node 3, which takes 600,000 mWh beyond the reserve; the others are 120 s away."""
    assert Charging().visits.on_the_way_home(state(1_600_000), 3, 5) == PlannedVisit(1, 6_000_000, 4_000_000)
    assert Charging().visits.on_the_way_home(state(1_599_999), 3, 5) is None


def test_the_plan_knows_where_a_vehicle_gets_home_from_first() -> None:
    """From site 0 it is 660 s home: it charges past the usual level for that."""
    charging = Charging()
    charging.ways = [(900, 1), (800, 0)]
    visits = charging.visits
    far = SimpleNamespace(drive_s=lambda origin, to: 660)
    charging.world.roads.for_plans = lambda now_s: far
    assert visits.on_the_way_home(state(), 2, 5) == PlannedVisit(0, 7_600_000, 4_000_000)
    assert visits.on_the_way_home(state(7_600_000), 1, 5) is None  # there it stands, with all it needs
    assert visits.on_the_way_home(state(7_599_999), 1, 5) == PlannedVisit(0, 7_600_000, 0)
    assert visits.on_the_way_home(state(7_600_000), 2, 5) == PlannedVisit(0, 7_600_000, 0)
    far.drive_s = lambda origin, to: 1000
    assert visits.on_the_way_home(state(), 2, 5) == PlannedVisit(0, 10_000_000, 4_000_000)  # it has no more room


def test_only_policies_that_say_so_leave_a_vehicle_alone() -> None:
    policy: Any = Told(None)
    charging = Charging(policy)
    assert not charging.visits.is_content(state())
    for content in (True, False):
        policy.is_content = lambda vehicle, content=content: content and vehicle == VehicleView(0.25, 0.1, 707)
        assert charging.visits.is_content(state()) == content
