"""Which site a vehicle goes to, and how much it charges there: what the policy says, unless it must."""

from __future__ import annotations

import numpy as np
import simpy
from numpy.typing import NDArray

from simulator.dispatch.charging import ChargingPolicy, Levels, SiteView, VehicleView, Visit, soonest
from simulator.dispatch.sites_when_asked import SitesWhenAsked
from simulator.fleet.plans import Plans
from simulator.kernels.times import NEVER
from simulator.network.travel_times import TravelTimes
from simulator.scenario.energy_models import ENERGY_OF
from simulator.services.charging import ChargingSites
from simulator.services.ridepooling.energy_state import PlannedVisit, State, prices_by_hour
from simulator.services.ridepooling.own_plugs import SURE_LEVEL
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.units import HOUR_S


class Visits:
    """Chooses visits of charging sites. Nothing is changed here: neither plans, nor sites, nor what a vehicle is at."""

    def __init__(self, env: simpy.Environment, world: RidepoolingWorld, plans: Plans, sites: ChargingSites) -> None:
        self._env, self._plans, self._sites, self._roads = env, plans, sites, world.roads
        rule = world.config.charging
        self._levels = Levels(rule.below, rule.until, rule.available_from, rule.after_s, rule.detour_s)
        self._policy: ChargingPolicy = rule.make(self._levels)
        self._price, self._cheap = prices_by_hour(world.prices, len(world.sites))
        kinds = {name: np.flatnonzero(world.sites["energy"] == energy) for name, energy in ENERGY_OF.items()}
        self._sites_of = kinds
        self.place = [int(world.roads.location[node]) for node in world.sites["node"].tolist()]  # of each site
        self._places = np.array(self.place, dtype=np.int32)
        self._sites_at: dict[tuple[str, int], list[int]] = {}
        for name, numbers in kinds.items():
            for number in numbers.tolist():
                self._sites_at.setdefault((name, self.place[number]), []).append(number)

    @property
    def _now(self) -> int:
        return int(self._env.now)

    @property
    def times(self) -> TravelTimes:
        """Return the drive times that are counted on now."""
        return self._roads.for_plans(self._now)

    def at(self, state: State, location: int) -> list[int]:
        """Return the sites of a vehicle's energy at a location."""
        return self._sites_at.get((state.account.store.drivetrain, location), [])

    def filling_up(self, state: State, location: int) -> PlannedVisit | None:
        """Return a visit in the depot, as long as a plan counts on it; on the way there the level sinks."""
        site = state.own_site
        assert site is not None
        target_mwh = round(max(SURE_LEVEL, self._levels.until) * state.account.store.capacity_mwh)
        if self.place[site] == location and state.account.level_mwh(self._now) >= target_mwh:
            return None
        return PlannedVisit(site, target_mwh)

    def by_the_policy(self, state: State, location: int, until_s: int, onward: int) -> PlannedVisit | None:
        """Return where the policy wants a vehicle to go, or let it go on to where it was to go.

        until_s: when it must be at ``onward``, the place of its next stop or its depot.
        """
        begun = state.visit
        if begun is not None and self._reachable(state, location, until_s, onward, np.array([begun.site])):
            return begun
        numbers = self._sites_of[state.account.store.drivetrain]
        sites = SitesWhenAsked(lambda: self._reachable(state, location, until_s, onward, numbers))
        return self._planned(state, self._policy(self._seen(state), sites))

    def while_it_stays(self, state: State, location: int) -> PlannedVisit | None:
        """Return a visit at the place where a vehicle has to stay: what the policy says, else until the usual level."""
        here = self.at(state, location)
        sites = self._open(here, [0] * len(here))
        visit = self._policy(self._seen(state), sites)
        if visit is None:
            free = soonest([site for site in sites if site.free_plugs])
            visit = None if free is None else Visit(free.site, self._levels.until, 0.0)
        return self._planned(state, visit)

    def on_the_way_home(self, state: State, location: int, depot: int) -> PlannedVisit | None:
        """Return a visit that gets a vehicle home, at the site from where it is home first; None: none does.

        It charges past the usual level if the way home takes more.
        """
        account, range_s, times = state.account, state.account.range_s(self._now), self.times
        ways = self._plans.ways_home(state.plan, range_s, self._now, lambda place: times.drive_s(location, place))
        if ways:
            site = min(ways)[1]
        else:  # no plan that was checked leads here
            numbers = self._sites_of[account.store.drivetrain]
            drive_s = self._drives_s(location, self._places[numbers])
            reached = drive_s <= range_s
            near = soonest(self._open(numbers[reached].tolist(), drive_s[reached].tolist()))
            if near is None:
                return None
            site = near.site
        home_s = times.drive_s(self.place[site], depot)
        store = account.store
        usual = self._planned(state, Visit(site, self._levels.until, self._levels.available_from))
        target_mwh = max(store.level_for(home_s, account.most_w), 0 if usual is None else usual.target_mwh)
        visit = PlannedVisit(site, min(target_mwh, store.capacity_mwh), 0 if usual is None else usual.locked_mwh)
        helps = self.place[site] != location or visit.target_mwh > account.level_mwh(self._now)
        return visit if helps else None

    def _planned(self, state: State, visit: Visit | None) -> PlannedVisit | None:
        """Return a visit in watt-hours, None when the vehicle has that much already."""
        if visit is None:
            return None
        capacity_mwh = state.account.store.capacity_mwh
        target_mwh = round(visit.until * capacity_mwh)
        if state.account.level_mwh(self._now) >= target_mwh:
            return None
        return PlannedVisit(visit.site, target_mwh, round(visit.available_from * capacity_mwh))

    def is_content(self, state: State) -> bool:
        """Return whether the policy leaves a vehicle as it is for as long as its level does."""
        rule = getattr(self._policy, "is_content", None)
        return rule is not None and bool(rule(self._seen(state)))

    def _seen(self, state: State) -> VehicleView:
        """Return what a policy sees of a vehicle."""
        store, level_mwh = state.account.store, state.account.level_mwh(self._now)
        idle_s = self._now - self._plans.idle_since(state.plan)
        return VehicleView(level_mwh / store.capacity_mwh, store.reserve_mwh / store.capacity_mwh, idle_s)

    def _drives_s(self, location: int, places: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the drives from a location to places [s], int64, NEVER where is no way."""
        if location >= 0:
            return self.times.drives_from_s(location, places)
        drives = np.array([self.times.drive_s(location, place) for place in places.tolist()], dtype=np.int64)
        return np.where(drives < 0, NEVER, drives)

    def _reachable(
        self, state: State, location: int, until_s: int, onward: int, numbers: NDArray[np.int64]
    ) -> list[SiteView]:
        """Return those of some sites that are open, and that a vehicle can reach and leave in time for its next stop.

        numbers: of sites of its energy, int64.
        """
        places = self._places[numbers]
        drive_s = self._drives_s(location, places)
        range_s = state.account.range_s(self._now)
        found = self._plans.sites_in_reach(state.plan, range_s, self._now, until_s, onward, places, drive_s)
        return self._open(numbers[found].tolist(), drive_s[found].tolist())

    def _open(self, numbers: list[int], drives_s: list[int]) -> list[SiteView]:
        """Return those of some sites that are open now. drives_s: to each of them."""
        hour, sites, price, cheap = self._now // HOUR_S % 24, self._sites.sites, self._price, self._cheap
        return [
            SiteView(number, drive_s, *sites[number].free_and_waiting(), price[number][hour], cheap[number][hour])
            for number, drive_s in zip(numbers, drives_s, strict=True)
            if sites[number].is_open()
        ]
