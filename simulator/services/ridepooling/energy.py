"""The energy of the ridepooling fleet: what drives use, how far it lasts, and when vehicles charge."""

from __future__ import annotations

import numpy as np
import simpy
from numpy.typing import NDArray

from simulator.dispatch.charging import ChargingPolicy, Levels, SiteView, VehicleView, Visit, soonest
from simulator.dispatch.sites_when_asked import SitesWhenAsked
from simulator.energy.store import energy_mwh
from simulator.engine.agenda import Wait
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.fleet.plans import Plans
from simulator.kernels import layout as f
from simulator.kernels.stores import STORE_FIELDS, SURELY_S
from simulator.kernels.times import NEVER
from simulator.network.travel_times import TravelTimes
from simulator.reasons import LegPurpose
from simulator.scenario.energy_models import ENERGY_OF
from simulator.services.charging import Accounts, ChargingSites
from simulator.services.ridepooling.energy_state import Driven, PlannedVisit, State, prices_by_hour, stores_of_types
from simulator.services.ridepooling.own_plugs import SURE_LEVEL, own_plugs, sure_power_w, sure_sites
from simulator.services.ridepooling.roster import Roster, Shift
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.units import HOUR_S

_ENDS_OF_DRIVES = frozenset((int(Event.ARRIVED), int(Event.DIVERTED)))
_DEPARTED = int(Event.DEPARTED)


class Energy:
    """Keeps the books of every vehicle whose energy is limited, and lets it charge.

    Vehicles are asked for by the plan of their shift; what is theirs goes with them from shift to shift.
    """

    def __init__(
        self,
        env: simpy.Environment,
        log: ServiceLog,
        world: RidepoolingWorld,
        plans: Plans,
        sites: ChargingSites,
        roster: Roster,
    ) -> None:
        self.env, self.log, self.plans, self.sites, self._roster = env, log, plans, sites, roster
        self._roads = world.roads
        rule = world.config.charging
        levels = Levels(rule.below, rule.until, rule.available_from, rule.after_s, rule.detour_s)
        self._levels = levels
        self._policy: ChargingPolicy = rule.make(levels)
        self._price, self._cheap = prices_by_hour(world.prices, len(world.sites))
        kinds = {name: np.flatnonzero(world.sites["energy"] == energy) for name, energy in ENERGY_OF.items()}
        self._sites_of = {name: numbers.tolist() for name, numbers in kinds.items()}
        self._site_place = [int(world.roads.location[node]) for node in world.sites["node"].tolist()]
        places = np.array(self._site_place, dtype=np.int32)
        self._places_of = {name: places[numbers] for name, numbers in kinds.items()}
        self._driven: dict[int, Driven] = {}
        self._states: dict[int, State] = {}
        self._books = np.zeros((STORE_FIELDS, roster.plans), dtype=np.int64)
        self._accounts = Accounts(env, log, sites, self._books)
        self._begin(world)

    def _begin(self, world: RidepoolingWorld) -> None:
        """Tell the plans what is sure, and write what every vehicle has stored."""
        rule, plans, own = world.config.charging, self.plans, own_plugs(world)
        stores = stores_of_types(world)
        plans.knows_sites(np.tile(sure_sites(world, stores, set(own.values())), self._roster.width))
        for vehicle, name in zip(*(world.vehicles[c].tolist() for c in ("vehicle", "vehicle_type")), strict=True):
            if name not in stores:
                continue
            store, most_w = stores[name]
            level = round(rule.start_level * store.capacity_mwh)
            account = self._accounts.open(vehicle, store, level, most_w)
            state = self._states[vehicle] = State(account, vehicle, own_site=own.get(vehicle))
            if state.own_site is not None and most_w:
                power_w = sure_power_w(store, world.sites.iloc[state.own_site], SURE_LEVEL)
                most_s = store.range_s(int(SURE_LEVEL * store.capacity_mwh), most_w)
                for plan in range(vehicle, self._roster.plans, self._roster.vehicles):
                    plans.set_refill(plan, 1000 * power_w // most_w, most_s)
            self._set_range(vehicle)
        for shift in self._roster.first():
            if shift.number and shift.vehicle in self:
                self.look_ahead(shift)

    def __contains__(self, vehicle: int) -> bool:
        return vehicle in self._states

    def _of(self, plan: int) -> State:
        return self._states[plan % self._roster.vehicles]

    def look_ahead(self, shift: Shift) -> None:
        """Let a later shift be planned with what its vehicle surely charges in its depot until then, at its own plug.

        Without one nobody knows what it will have: then it takes no rides before its shift before is over.
        """
        state = self._of(shift.plan)
        self.plans.set_range(shift.plan, self._surely_s(shift) if state.own_site is not None else -1, holds=False)

    def _surely_s(self, shift: Shift) -> int:
        """Return the range that a vehicle surely has when a later shift begins, however it comes home [s]."""
        before = self._roster.shift(shift.vehicle, shift.number - 1)
        state = self._of(shift.plan)
        if before is None or state.own_site is None or not state.account.most_w:
            return 0
        rate, most_s = (int(self.plans.vehicles[field, shift.plan]) for field in (f.REFILL, f.REFILL_CAP))
        return min(max(0, shift.start_s - before.latest_end_s) * rate // 1000, most_s)

    def on_shift(self, plan: int) -> None:
        """Count with what a vehicle has, now that its shift begins."""
        if self._books[SURELY_S, plan]:
            self._books[SURELY_S, plan] = 0
            self._set_range(plan)

    def account(self, vehicle: int, first_row: int) -> None:
        """Book what the rows of the log since ``first_row`` say about one vehicle: drives, departures, breaks."""
        for kind, time_s, value in self.log.written_since(first_row):
            state = self._of(vehicle)
            if kind in _ENDS_OF_DRIVES:
                drive_s, account = time_s - state.departed_s, state.account
                used = account.store.used_mwh(value, drive_s, state.riders, state.departed_s)
                self._accounts.use(account.vehicle, min(used, energy_mwh(account.most_w, drive_s)))
                self._set_range(vehicle)
            elif kind == _DEPARTED:
                self.unplug(vehicle)
                if value != LegPurpose.CHARGE:
                    state.visit = None
                state.departed_s = int(self.env.now)
                state.riders = self.plans.riders_on_board(vehicle)

    def level_mwh(self, vehicle: int) -> int:
        """Return what a vehicle has stored now [mWh]."""
        return self._of(vehicle).account.level_mwh(int(self.env.now))

    def range_s(self, vehicle: int) -> int:
        """Return for how long a vehicle can surely drive now [s]."""
        return self._of(vehicle).account.range_s(int(self.env.now))

    def can_go(self, vehicle: int, location: int, target: int) -> bool:
        """Return whether a vehicle may drive somewhere without need: home is then still in reach, without charging."""
        there_s = self._times.drive_s(location, target)
        home_s = self._times.drive_s(target, self.plans.depot(vehicle))
        return there_s >= 0 and home_s >= 0 and there_s + home_s <= self.range_s(vehicle)

    def refresh(self) -> None:
        """Let the dispatcher know how far the vehicles get that charge now."""
        self.plans.refresh_ranges(self._books, int(self.env.now))

    def where_to(self, vehicle: Driven, location: int, until_s: int, onward: int, *, stays: bool) -> int | None:
        """Return the place of a site to go to, the vehicle's own place when it stays; plug in there if that is new.

        until_s: when it must be at ``onward``, the place of its next stop or its depot. stays: it cannot leave now.
        """
        number = vehicle.index
        self._driven[number] = vehicle
        state = self._of(number)
        if state.account.site is not None:
            return location
        if stays:
            state.visit = self._while_it_stays(number, location)
        elif self.must_fill_up(number):
            state.visit = self._filling_up(number, location)
        elif not self.plans.stop_count(number) and self.range_s(number) < self._times.drive_s(location, vehicle.depot):
            state.visit = self._on_the_way_home(number, location, vehicle.depot)
        else:
            state.visit = self._by_the_policy(number, location, until_s, onward)
        if state.visit is None:
            return None
        if self._site_place[state.visit.site] == location:
            self._plug_in(vehicle, state.visit)
            return location
        self._set_range(number)
        return self._site_place[state.visit.site]

    def _visit(self, vehicle: int, visit: Visit | None) -> PlannedVisit | None:
        """Return a visit in watt-hours, None when the vehicle has that much already."""
        if visit is None:
            return None
        capacity_mwh = self._of(vehicle).account.store.capacity_mwh
        target_mwh = round(visit.until * capacity_mwh)
        if self.level_mwh(vehicle) >= target_mwh:
            return None
        return PlannedVisit(visit.site, target_mwh, round(visit.available_from * capacity_mwh))

    def _filling_up(self, vehicle: int, location: int) -> PlannedVisit | None:
        """Return a visit in the depot, as long as a plan counts on it; on the way there the level sinks."""
        site = self._of(vehicle).own_site
        assert site is not None
        target_mwh = round(max(SURE_LEVEL, self._levels.until) * self._of(vehicle).account.store.capacity_mwh)
        if self._site_place[site] == location and self.level_mwh(vehicle) >= target_mwh:
            return None
        return PlannedVisit(site, target_mwh)

    def _by_the_policy(self, vehicle: int, location: int, until_s: int, onward: int) -> PlannedVisit | None:
        """Return where the policy wants a vehicle to go, or let it go on to where it was to go."""
        sites = SitesWhenAsked(lambda: self._reachable(vehicle, location, until_s, onward))
        begun = self._of(vehicle).visit
        if begun is not None and any(site.site == begun.site for site in sites):
            return begun
        return self._visit(vehicle, self._policy(self._seen(vehicle), sites))

    def _while_it_stays(self, vehicle: int, location: int) -> PlannedVisit | None:
        """Return a visit at the place where a vehicle has to stay: what the policy says, else until the usual level."""
        places = self._places_of[self._of(vehicle).account.store.drivetrain]
        sites = self._open(vehicle, np.flatnonzero(places == location).tolist(), location)
        visit = self._policy(self._seen(vehicle), sites)
        if visit is None:
            here = soonest([site for site in sites if site.free_plugs])
            visit = None if here is None else Visit(here.site, self._levels.until, 0.0)
        return self._visit(vehicle, visit)

    def _on_the_way_home(self, vehicle: int, location: int, depot: int) -> PlannedVisit | None:
        """Return a visit that gets a vehicle home, at the site from where it is home first; None: none does.

        It charges past the usual level if the way home takes more.
        """
        account, range_s = self._of(vehicle).account, self.range_s(vehicle)
        ways = self.plans.ways_home(
            vehicle, range_s, int(self.env.now), lambda place: self._times.drive_s(location, place)
        )
        if ways:
            site = min(ways)[1]
        else:  # no plan that was checked leads here
            in_reach = np.flatnonzero(self._drives_s(vehicle, location) <= range_s).tolist()
            near = soonest(self._open(vehicle, in_reach, location))
            if near is None:
                return None
            site = near.site
        home_s = self._times.drive_s(self._site_place[site], depot)
        store = account.store
        usual = self._visit(vehicle, Visit(site, self._levels.until, self._levels.available_from))
        target_mwh = max(store.level_for(home_s, account.most_w), 0 if usual is None else usual.target_mwh)
        visit = PlannedVisit(site, min(target_mwh, store.capacity_mwh), 0 if usual is None else usual.locked_mwh)
        helps = self._site_place[site] != location or visit.target_mwh > self.level_mwh(vehicle)
        return visit if helps else None

    def _seen(self, vehicle: int) -> VehicleView:
        """Return what a policy sees of a vehicle."""
        store = self._of(vehicle).account.store
        idle_s = int(self.env.now) - self.plans.idle_since(vehicle)
        return VehicleView(self.level_mwh(vehicle) / store.capacity_mwh, store.reserve_mwh / store.capacity_mwh, idle_s)

    def must_fill_up(self, vehicle: int) -> bool:
        """Return whether what is planned relies on charging in the depot before the next stop."""
        state, plans = self._of(vehicle), self.plans
        if state.own_site is None or not plans.stop_count(vehicle):
            return False
        range_s, now = self.range_s(vehicle), int(self.env.now)
        return not plans.lasts(vehicle, range_s, now)

    def _make_room(self, site: int) -> None:
        """Send a vehicle away that is plugged in where a plug is kept for another; it looks for another place."""
        here = self.sites.sites[site].plugged_in()
        ours = {number: state.own_site for number, state in self._states.items() if state.account in here}
        guests = [number for number, own_site in ours.items() if own_site != site]
        if guests:
            guest = max(guests, key=lambda number: (self.level_mwh(number), number))
            self.unplug(guest)
            if guest in self._driven:
                self._driven[guest].plan_changed()

    def _plug_in(self, vehicle: Driven, visit: PlannedVisit) -> None:
        state = self._of(vehicle.index)
        if state.own_site == visit.site and not self.sites.free_plugs(visit.site):
            self._make_room(visit.site)
        state.visit = None
        self._accounts.plug_in(
            state.account.vehicle, visit.site, visit.target_mwh, visit.locked_mwh, then=self._charged
        )
        self._set_range(vehicle.index)

    def _charged(self, vehicle: int) -> None:
        """Let a vehicle that has what it came for go on."""
        self.unplug(vehicle)
        self._driven[vehicle].plan_changed()

    def unplug(self, vehicle: int) -> None:
        """End a vehicle's session if it has one."""
        state = self._of(vehicle)
        if state.account.site is not None:
            state.visit = None
            self._accounts.unplug(state.account.vehicle)
            self._set_range(vehicle)

    def visits(self, vehicle: int) -> bool:
        """Return whether a vehicle is at a charging site by its policy's word, or on its way there."""
        state = self._of(vehicle)
        return state.visit is not None or state.account.site is not None or self.must_fill_up(vehicle)

    def charges(self, vehicle: int) -> bool:
        """Return whether a vehicle is plugged in, or waits for a plug."""
        return self._accounts.charges(self._of(vehicle).account.vehicle)

    def after_shift(self, vehicle: Driven, following: Shift | None) -> None:
        """Fill the store overnight, where the vehicle stands at a site of its energy; following: its next shift."""
        state = self._of(vehicle.index)
        if following is not None:
            self._hand_over(state, following)
        if state.own_site is not None and not self.sites.free_plugs(state.own_site):
            self._make_room(state.own_site)
        store = state.account.store
        here = [s for s in self._sites_of[store.drivetrain] if self._site_place[s] == vehicle.depot]
        if following is not None and state.own_site is not None:
            here = [state.own_site]
        if here and self.level_mwh(vehicle.index) < store.capacity_mwh:
            self.env.process(self._overnight(state, here[0]))

    def _hand_over(self, state: State, following: Shift) -> None:
        """Let the books of a vehicle be those of the plan of its next shift."""
        if following.plan != state.plan:
            self._books[:, following.plan] = self._books[:, state.plan]
            state.account.book, state.plan = self._books[:, following.plan], following.plan
        state.visit = None
        self._books[SURELY_S, following.plan] = self._surely_s(following)
        self._set_range(following.plan)

    def _overnight(self, state: State, site: int) -> Wait:
        vehicle = state.account.vehicle
        session = self._accounts.plug_in(vehicle, site)
        self._set_range(state.plan)
        yield session.done
        if state.account.site is not None:
            self._accounts.unplug(vehicle)
            self._set_range(state.plan)

    def close(self) -> None:
        """Write what every vehicle has stored at the very end."""
        self._accounts.close()

    @property
    def _times(self) -> TravelTimes:
        """Return the drive times that are counted on now."""
        return self._roads.for_plans(int(self.env.now))

    def _drives_s(self, vehicle: int, location: int) -> NDArray[np.int64]:
        """Return the drives from a location to the sites of a vehicle's energy [s], int64, NEVER where is no way."""
        place = self._places_of[self._of(vehicle).account.store.drivetrain]
        if location >= 0:
            return self._times.drives_from_s(location, place)
        drives = np.array([self._times.drive_s(location, site) for site in place.tolist()], dtype=np.int64)
        return np.where(drives < 0, NEVER, drives)

    def _reachable(self, vehicle: int, location: int, until_s: int, onward: int) -> list[SiteView]:
        """Return the open sites that a vehicle can reach with its energy and leave in time for its next stop."""
        place = self._places_of[self._of(vehicle).account.store.drivetrain]
        drive_s = self._drives_s(vehicle, location)
        positions = self.plans.sites_in_reach(
            vehicle, self.range_s(vehicle), int(self.env.now), until_s, onward, place, drive_s
        )
        return self._open(vehicle, positions, location)

    def _open(self, vehicle: int, positions: list[int], location: int) -> list[SiteView]:
        """Return those of the sites of a vehicle's energy that are open now."""
        store, hour = self._of(vehicle).account.store, int(self.env.now) // HOUR_S % 24
        numbers = self._sites_of[store.drivetrain]
        found = []
        for number in (numbers[position] for position in positions):
            site = self.sites.sites[number]
            if site.is_open():
                drive_s = self._times.drive_s(location, self._site_place[number])
                price = self._price[number][hour], self._cheap[number][hour]
                found.append(SiteView(number, drive_s, site.free(), site.waiting(), *price))
        return found

    def _set_range(self, vehicle: int) -> None:
        """Tell the dispatcher how far a vehicle gets from slot 0 of its plan; nowhere while it has to charge."""
        state = self._of(vehicle)
        account, plan = state.account, state.plan
        locked = account.locked_mwh if state.visit is None else state.visit.locked_mwh
        range_s = max(self.range_s(plan), int(self._books[SURELY_S, plan]))
        if self.level_mwh(plan) < locked:
            range_s = -1
        visited = None if state.visit is None else state.visit.site
        away = visited if account.site is None else account.site
        self.plans.set_range(plan, range_s, holds=away is not None and away != state.own_site)
