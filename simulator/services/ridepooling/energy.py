"""The energy of the ridepooling fleet: what drives use, how far it lasts, and when vehicles charge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import simpy

from simulator.engine.agenda import Wait
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.fleet.plans import Plans
from simulator.kernels import layout as f
from simulator.kernels.stores import STORE_FIELDS, SURELY_S, Stores
from simulator.services.charging import Accounts, ChargingSites
from simulator.services.ridepooling.drawn_times import DrawnTimes
from simulator.services.ridepooling.energy_state import Driven, PlannedVisit, State, stores_of_types
from simulator.services.ridepooling.own_plugs import own_plugs
from simulator.services.ridepooling.roster import Roster, Shift
from simulator.services.ridepooling.supply import Supply
from simulator.services.ridepooling.visits import Visits
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.tables import NO_TIME
from simulator.world.short_supply import Shortage

_ENDS_OF_DRIVES = frozenset((int(Event.ARRIVED), int(Event.DIVERTED)))


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
        drawn: DrawnTimes | None = None,
    ) -> None:
        self.env, self.log, self.plans, self.sites, self._roster = env, log, plans, sites, roster
        self._drawn, self._reserve = drawn, world.reserve
        self._visits = Visits(env, world, plans, sites)
        self._driven: dict[int, Driven] = {}  # by vehicle: who drives it on its shift
        self._states: dict[int, State] = {}
        self._refills: dict[int, tuple[int, int]] = {}  # by vehicle: what its own plug usually gives, see ``Supply``
        self._books = np.zeros((STORE_FIELDS, roster.plans), dtype=np.int64)
        self._accounts = Accounts(env, log, sites, self._books)
        self._begin(world)

    def _begin(self, world: RidepoolingWorld) -> None:
        """Tell the plans what is sure, and write what every vehicle has stored."""
        rule, plans, own = world.config.charging, self.plans, own_plugs(world)
        stores = stores_of_types(world)
        names = list(stores)
        self._supply = Supply(world, stores, own)
        plans.keep(Stores(self._books, np.array([store.uses for store, _ in stores.values()])))
        plans.knows_sites(self._supply.sites({}, self._roster.plans))
        for vehicle, name in zip(*(world.vehicles[c].tolist() for c in ("vehicle", "vehicle_type")), strict=True):
            if name not in stores or vehicle in world.on_call:
                continue
            store, most_w = stores[name]
            level = round(rule.start_level * store.capacity_mwh)
            account = self._accounts.open(vehicle, store, level, most_w)
            state = self._states[vehicle] = State(account, vehicle, own.get(vehicle), names.index(name))
            if state.own_site is not None and most_w and self._drawn is None:  # else nobody knows how long it charges
                refill = self._refills[vehicle] = self._supply.refill(vehicle)
                for plan in range(vehicle, self._roster.plans, self._roster.vehicles):
                    plans.set_refill(plan, *refill)
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
        self._count_on_plug(shift)
        self.plans.set_range(shift.plan, self._surely_s(shift) if state.own_site is not None else -1, holds=False)

    def _surely_s(self, shift: Shift) -> int:
        """Return the range that a vehicle surely has when a later shift begins, however it comes home [s]."""
        before = self._roster.shift(shift.vehicle, shift.number - 1)
        state = self._of(shift.plan)
        if before is None or state.own_site is None or not state.account.most_w:
            return 0
        rate, most_s = self._refills.get(shift.vehicle, (0, 0))
        plugged_in_s = self._supply.plugged_in_s(shift.vehicle, before.latest_end_s, shift.start_s)
        return min(plugged_in_s * rate // 1000, most_s)

    def _count_on_plug(self, shift: Shift) -> None:
        """Let a plan count on what the own plug of its vehicle surely gives during the shift."""
        if shift.vehicle in self._refills and self._supply.short:
            self.plans.set_refill(shift.plan, *self._supply.refill(shift.vehicle, shift))

    def count_on(self, short: Sequence[Shortage], shifts: Mapping[int, Shift]) -> None:
        """Let plans count on what sites surely give, with what is known to be short; shifts: those planned, by plan."""
        self._supply.short = short
        self.plans.knows_sites(self._supply.sites(shifts, self._roster.plans))
        for plan, shift in shifts.items():
            if shift.vehicle in self._refills:
                self.plans.set_refill(plan, *self._supply.refill(shift.vehicle, shift))
            state = self._of(plan)
            if plan != state.plan and shift.number:
                self.look_ahead(shift)
            elif self._books[SURELY_S, plan]:
                self._books[SURELY_S, plan] = self._surely_s(shift)
                self._set_range(plan)

    def guest_at(self, plan: int) -> int | None:
        """Return the site where a vehicle is that is not its own, None where it is at no other."""
        state = self._of(plan)
        return None if state.account.site == state.own_site else state.account.site

    def on_shift(self, plan: int) -> None:
        """Count with what a vehicle has, now that its shift begins."""
        if self._books[SURELY_S, plan]:
            self._books[SURELY_S, plan] = 0
            self._set_range(plan)

    def account(self, vehicle: int, first_row: int) -> None:
        """Book what the rows of the log since ``first_row`` say about one vehicle: drives, departures, breaks."""
        state, now, drawn = self._of(vehicle), int(self.env.now), self._drawn
        if state.account.site is None and drawn is None:
            self.plans.pay(self.log.rows, vehicle, first_row, now)
            return
        written = self.log.written_since(first_row)
        if state.account.site is not None and any(kind == Event.DEPARTED for kind, *_ in written):
            self.unplug(vehicle)
        planned_s = NO_TIME  # as long as it took
        ends = [kind for kind, *_ in written if kind in _ENDS_OF_DRIVES]
        if drawn is not None and ends:
            planned_s = drawn.planned_s(vehicle, now - state.departed_s, is_whole=Event.DIVERTED not in ends)
        self.log.reserve(1)
        cut_mwh = self.plans.pay(self.log.rows, vehicle, first_row, now, planned_s)
        if drawn is not None and cut_mwh and drawn.exceeds(vehicle, self._reserve):
            self.log.add(now, Event.ENERGY_CUT, state.account.vehicle, value=cut_mwh)

    def set_off(self, vehicle: int) -> None:
        """Count with what a drive uses that has just begun, though it takes less time than planned."""
        if self._drawn is not None:
            self.plans.shorten_range(vehicle, self._drawn.saved_s(vehicle))

    def level_mwh(self, vehicle: int) -> int:
        """Return what a vehicle has stored now [mWh]."""
        return self._of(vehicle).account.level_mwh(int(self.env.now))

    def range_s(self, vehicle: int) -> int:
        """Return for how long a vehicle can surely drive now [s]."""
        return self._of(vehicle).account.range_s(int(self.env.now))

    def can_go(self, vehicle: int, location: int, target: int) -> bool:
        """Return whether a vehicle may drive somewhere without need: home is then still in reach, without charging."""
        times = self._visits.times
        there_s, home_s = times.drive_s(location, target), times.drive_s(target, self.plans.depot(vehicle))
        return there_s >= 0 and home_s >= 0 and there_s + home_s <= self.range_s(vehicle)

    def refresh(self) -> None:
        """Let the dispatcher know how far the vehicles get that charge now."""
        self.plans.refresh_ranges(int(self.env.now))

    def where_to(self, vehicle: Driven, location: int, until_s: int, onward: int, *, stays: bool) -> int | None:
        """Return the place of a site to go to, the vehicle's own place when it stays; plug in there if that is new.

        until_s: when it must be at ``onward``, the place of its next stop or its depot. stays: it cannot leave now.
        """
        number = vehicle.index
        state = self._of(number)
        self._driven[state.account.vehicle] = vehicle
        if state.account.site is not None:
            return location
        visits, idle = self._visits, not self.plans.stop_count(number)
        if stays:
            state.visit = visits.while_it_stays(state, location)
        elif self.must_fill_up(number):
            state.visit = visits.filling_up(state, location)
        elif idle and self.range_s(number) < visits.times.drive_s(location, vehicle.depot):
            state.visit = visits.on_the_way_home(state, location, vehicle.depot)
        else:
            state.visit = visits.by_the_policy(state, location, until_s, onward)
        if state.visit is None:
            return None
        place = visits.place[state.visit.site]
        if place == location:
            self._plug_in(vehicle, state.visit)
        else:
            self._set_range(number)
        return place

    def stays_as_it_is(self, vehicle: int, home_s: int) -> bool:
        """Return whether nothing will make a vehicle charge that stands, as long as nobody changes its plan.

        home_s: its drive home from where it stands [s].
        """
        state, plans = self._of(vehicle), self.plans
        if state.visit is not None or state.account.site is not None or not self._visits.is_content(state):
            return False
        range_s = self.range_s(vehicle)
        if not plans.stop_count(vehicle):
            return range_s >= home_s
        return state.own_site is None or plans.lasts(vehicle, range_s, f.FOREVER)  # nothing is charged after all times

    def must_fill_up(self, vehicle: int) -> bool:
        """Return whether what is planned relies on charging in the depot before the next stop."""
        return self.plans.must_fill_up(vehicle, int(self.env.now))

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

    def break_off(self, vehicle: int) -> None:
        """Let a vehicle not go to charge, nor charge any more."""
        self.unplug(vehicle)
        self._of(vehicle).visit = None

    def counts_again(self, vehicle: int) -> None:
        """Let plans count with what a vehicle has that was out of service."""
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
        here = self._visits.at(state, vehicle.depot)
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

    def _set_range(self, vehicle: int) -> None:
        """Tell the dispatcher how far a vehicle gets from slot 0 of its plan; nowhere while it has to charge."""
        self.plans.refresh_range(self._of(vehicle).plan, int(self.env.now))
