"""The energy of the ridepooling fleet: what drives use, how far it lasts, and when vehicles charge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
import simpy

from simulator.dispatch.charging import Levels, SiteView, VehicleView, Visit, make_charging_policy, soonest
from simulator.engine.charging import ChargingSites, Session
from simulator.engine.clock_events import Wait
from simulator.engine.event_log import EventLog
from simulator.engine.own_plugs import SURE_LEVEL, own_plugs, sure_power_w
from simulator.engine.refuges import ENERGIES, FAR_S, KINDS
from simulator.engine.stores import store_of
from simulator.engine.world import World
from simulator.fleet.energy import Store
from simulator.fleet.plans import Plans
from simulator.kernels import layout as f
from simulator.kernels.layout import ROW_KIND, ROW_TIME, ROW_VALUE
from simulator.tables import Event

HOME_ENERGY_S = 3 * 3600  # so long before its shift ends a vehicle keeps the energy for its way home
SHORTEST_VISIT_S = 600  # at a site, to be worth the way when another stop lies ahead
LOOK_AGAIN_S = 300


class Driven(Protocol):
    """What has to be known of a vehicle on its shift."""

    index: int
    depot: int
    shift_end_s: int

    def plan_changed(self) -> None:
        """Think again."""


@dataclass
class _State:
    """One vehicle's energy."""

    store: Store
    most_w: int
    level_mwh: int
    session: Session | None = None
    available_from: float = 0.0  # share of the store below which it takes no requests while it charges
    charges: bool = False  # on its way to a site, in a queue, or plugged in, by the policy's word
    departed_s: int = 0
    riders: int = 0
    visit: Visit | None = None
    own_site: int | None = None  # where a plug is kept for it


class Energy:
    """Keeps the books of every vehicle whose energy is limited, and lets it charge."""

    def __init__(self, env: simpy.Environment, log: EventLog, world: World, plans: Plans, sites: ChargingSites) -> None:
        self.env, self.log, self.plans, self.sites = env, log, plans, sites
        self._times = world.times
        scenario = world.scenario
        rule = scenario.charging.rule
        levels = Levels(rule.below, rule.until, rule.available_from, rule.after_s, rule.detour_s)
        self._levels = levels
        self._policy = make_charging_policy(rule.policy, levels)
        self._price, self._cheap = _prices(world.prices, len(world.sites))
        self._sites_of = {
            name: np.flatnonzero(world.sites["energy"] == ENERGIES[kind]).tolist() for name, kind in KINDS.items()
        }
        self._site_place = [int(world.times.location[node]) for node in world.sites["node"].tolist()]
        fastest_kph = float(world.network.speed_kph.max())
        own = own_plugs(world)
        self._driven: dict[int, Driven] = {}
        stores = {name: store_of(kind, scenario.weather) for name, kind in scenario.fleet.items()}
        self._states: dict[int, _State] = {}
        for vehicle, type_name, end_s in zip(
            *(world.vehicles[c].tolist() for c in ("vehicle", "vehicle_type", "shift_end_s")), strict=True
        ):
            store = stores[type_name]
            if store is None:
                continue
            kind = scenario.fleet[type_name]
            level = round(scenario.charging.start_level * store.capacity_mwh)
            state = _State(store, store.most_w(fastest_kph, kind.seats + kind.wheelchairs), level)
            state.own_site = own.get(vehicle)
            self._states[vehicle] = state
            if state.own_site is not None:
                power_w = sure_power_w(store, world.sites.iloc[state.own_site], SURE_LEVEL)
                plans.vehicles[f.REFILL, vehicle] = 1000 * power_w // state.most_w
                sure_range_s = store.range_s(int(SURE_LEVEL * store.capacity_mwh), state.most_w)
                plans.vehicles[f.REFILL_CAP, vehicle] = int(min(sure_range_s, FAR_S))
            plans.vehicles[f.REFUEL, vehicle] = KINDS[store.drivetrain]
            plans.vehicles[f.HOME_BY, vehicle] = end_s - HOME_ENERGY_S
            self._set_range(vehicle)
            self._row(Event.ENERGY_LEVEL, vehicle, level)

    def __contains__(self, vehicle: int) -> bool:
        return vehicle in self._states

    def account(self, vehicle: int, first_row: int) -> None:
        """Book what the rows of the log since ``first_row`` say about one vehicle: drives, departures, breaks."""
        state, rows = self._states[vehicle], self.log.rows
        for number in range(first_row, len(self.log)):
            kind = int(rows[number, ROW_KIND])
            if kind in (Event.ARRIVED, Event.DIVERTED):
                drive_s = int(rows[number, ROW_TIME]) - state.departed_s
                metres = int(rows[number, ROW_VALUE])
                used = state.store.used_mwh(metres, drive_s, state.riders, state.departed_s)
                used = min(used, int(state.most_w * drive_s / 3.6))
                state.level_mwh -= used
                self._row(Event.ENERGY_USED, vehicle, used)
                rows = self.log.rows
                self._set_range(vehicle)
            elif kind == Event.DEPARTED:
                self.unplug(vehicle)
                rows = self.log.rows
                state.departed_s = int(self.env.now)
                state.riders = int(self.plans.array[f.LOAD, 0, vehicle] + self.plans.array[f.LOAD + 1, 0, vehicle])

    def range_s(self, vehicle: int) -> int:
        """Return for how long a vehicle can surely drive now [s]."""
        state = self._states[vehicle]
        level = state.level_mwh if state.session is None else state.session.level_mwh()
        return int(min(state.store.range_s(level, state.most_w), FAR_S))

    def can_go(self, vehicle: int, location: int, target: int) -> bool:
        """Return whether a vehicle may drive somewhere without need, and still reach a charging site."""
        there_s = self._times.drive_s(location, target)
        sites = self._sites_of[self._states[vehicle].store.drivetrain]
        onward = (self._times.drive_s(target, self._site_place[site]) for site in sites)
        onward_s = min((drive_s for drive_s in onward if drive_s >= 0), default=FAR_S)
        home_s = self._times.drive_s(target, int(self.plans.vehicles[f.DEPOT, vehicle]))
        return there_s >= 0 and home_s >= 0 and there_s + max(onward_s, home_s) <= self.range_s(vehicle)

    def refresh(self) -> None:
        """Let the dispatcher know how far the vehicles get that charge now."""
        for vehicle, state in self._states.items():
            if state.session is not None:
                self._set_range(vehicle)

    def where_to(self, vehicle: Driven, location: int, until_s: int, onward: int, *, stays: bool) -> int | None:
        """Return the place of a site to go to, the vehicle's own place when it stays; plug in there if that is new.

        until_s: when it must be at ``onward``, the place of its next stop or its depot. stays: it cannot leave now.
        """
        number = vehicle.index
        self._driven[number] = vehicle
        state, now = self._states[number], int(self.env.now)
        if state.session is not None:
            return location
        if not stays and self.must_fill_up(number):
            return self._goes_home_to_charge(vehicle, location)
        level = state.level_mwh / state.store.capacity_mwh
        sites = self._reachable(number, location, until_s, onward, stays=stays)
        idle_s = now - max(self.plans.idle_since(number), 0)
        seen = VehicleView(level, state.store.reserve_mwh / state.store.capacity_mwh, idle_s)
        visit = state.visit if state.visit is not None and any(s.site == state.visit.site for s in sites) else None
        if visit is None:
            visit = self._policy(seen, sites)
        home_s = self._times.drive_s(location, vehicle.depot)
        if visit is None and now >= vehicle.shift_end_s - HOME_ENERGY_S and self.range_s(number) < home_s:
            site = soonest(sites)
            visit = None if site is None else Visit(site.site, self._levels.until, 1.0)
        if visit is None and stays and level < self._levels.until:
            here = soonest([site for site in sites if site.free_plugs])
            visit = None if here is None else Visit(here.site, self._levels.until, 0.0)
        if visit is None or level >= visit.until:
            state.visit = None
            return None
        state.visit = visit
        state.available_from = visit.available_from
        if self._site_place[visit.site] == location:
            self._plug_in(vehicle, visit)
            return location
        self._set_range(number)
        return self._site_place[visit.site]

    def must_fill_up(self, vehicle: int) -> bool:
        """Return whether what is planned relies on charging in the depot before the next stop."""
        state, plans = self._states[vehicle], self.plans
        if state.own_site is None or not plans.stop_count(vehicle):
            return False
        range_s, now = self.range_s(vehicle), int(self.env.now)
        return not plans.lasts(vehicle, range_s, now, refills_now=False)

    def _goes_home_to_charge(self, vehicle: Driven, location: int) -> int:
        """Let a vehicle charge at the plug that is kept for it in its depot."""
        state = self._states[vehicle.index]
        assert state.own_site is not None
        state.visit = Visit(state.own_site, max(SURE_LEVEL, self._levels.until), 0.0)
        state.available_from = 0.0
        if location == vehicle.depot:
            self._plug_in(vehicle, state.visit)
        return vehicle.depot

    def _make_room(self, site: int) -> None:
        """Send a vehicle away that is plugged in where a plug is kept for another; it looks for another place."""
        guests = [
            (state.level_mwh, number)
            for number, state in self._states.items()
            if state.session is not None and state.session.site.index == site and state.own_site != site
        ]
        if guests:
            guest = max(guests)[1]
            self.unplug(guest)
            if guest in self._driven:
                self._driven[guest].plan_changed()

    def _plug_in(self, vehicle: Driven, visit: Visit) -> None:
        state = self._states[vehicle.index]
        if state.own_site == visit.site and not self.sites.free_plugs(visit.site):
            self._make_room(visit.site)
        target = round(visit.until * state.store.capacity_mwh)
        state.visit = None
        state.session = self.sites.plug_in(visit.site, vehicle.index, state.store, state.level_mwh, target)
        self._set_range(vehicle.index)
        self.env.process(self._until_done(vehicle, state.session))

    def _until_done(self, vehicle: Driven, session: Session) -> Wait:
        yield session.done
        if self._states[vehicle.index].session is session:
            self.unplug(vehicle.index)
            vehicle.plan_changed()

    def unplug(self, vehicle: int) -> None:
        """End a vehicle's session if it has one."""
        state = self._states[vehicle]
        state.visit = None if state.session is not None else state.visit
        if state.session is not None:
            state.level_mwh = state.session.end()
            state.session = None
            state.available_from = 0.0
            self._set_range(vehicle)

    def visits(self, vehicle: int) -> bool:
        """Return whether a vehicle is at a charging site by its policy's word, or on its way there."""
        state = self._states[vehicle]
        return state.visit is not None or state.session is not None or self.must_fill_up(vehicle)

    def charges(self, vehicle: int) -> bool:
        """Return whether a vehicle is plugged in, or waits for a plug."""
        return self._states[vehicle].session is not None

    def after_shift(self, vehicle: Driven) -> None:
        """Fill the store overnight, where the vehicle stands at a site of its energy."""
        self.unplug(vehicle.index)
        state = self._states[vehicle.index]
        if state.own_site is not None and not self.sites.free_plugs(state.own_site):
            self._make_room(state.own_site)
        here = [s for s in self._sites_of[state.store.drivetrain] if self._site_place[s] == vehicle.depot]
        if here and state.level_mwh < state.store.capacity_mwh:
            self.env.process(self._overnight(vehicle.index, here[0]))

    def _overnight(self, vehicle: int, site: int) -> Wait:
        state = self._states[vehicle]
        session = self.sites.plug_in(site, vehicle, state.store, state.level_mwh, state.store.capacity_mwh)
        state.session = session
        yield session.done
        state.level_mwh, state.session = session.end(), None

    def close(self) -> None:
        """Write what every vehicle has stored at the very end."""
        for vehicle, state in self._states.items():
            if state.session is not None:
                state.level_mwh, state.session = state.session.end(), None
            self._row(Event.ENERGY_LEVEL, vehicle, state.level_mwh)

    def _reachable(self, vehicle: int, location: int, until_s: int, onward: int, *, stays: bool) -> list[SiteView]:
        """Return the open sites that a vehicle can reach with its energy and leave in time for its next stop."""
        state, now = self._states[vehicle], int(self.env.now)
        range_s, found = self.range_s(vehicle), []
        ahead = self.plans.stop_count(vehicle) > 0
        for number in self._sites_of[state.store.drivetrain]:
            site, place = self.sites.sites[number], self._site_place[number]
            drive_s = self._times.drive_s(location, place)
            if (stays and place != location) or not 0 <= drive_s <= range_s or not site.is_open():
                continue
            onward_s = self._times.drive_s(place, onward)
            homeless = not ahead and range_s < self._times.drive_s(location, onward)
            if not stays and (onward_s < 0 or now + drive_s + SHORTEST_VISIT_S + onward_s > until_s) and not homeless:
                continue
            # Late in the shift the energy must last for the way home, too, whatever happens at the site.
            late = not ahead and until_s - now <= HOME_ENERGY_S
            if not stays and late and not homeless and drive_s + onward_s > range_s:
                continue
            # Whatever happens at the site, the energy lasts for all that is planned.
            if (
                not stays
                and ahead
                and not self.plans.lasts(
                    vehicle, range_s - drive_s - onward_s + self.plans.drive_s(vehicle, 1), now, refills_now=False
                )
            ):
                continue
            hour = now // 3600 % 24
            found.append(
                SiteView(
                    number, drive_s, site.free(), site.waiting(), self._price[number][hour], self._cheap[number][hour]
                )
            )
        return found

    def _set_range(self, vehicle: int) -> None:
        """Tell the dispatcher how far a vehicle gets from slot 0 of its plan; nowhere while it has to charge."""
        state = self._states[vehicle]
        level = state.level_mwh if state.session is None else state.session.level_mwh()
        locked = level < state.available_from * state.store.capacity_mwh and (
            state.session is not None or state.visit is not None
        )
        self.plans.vehicles[f.RANGE, vehicle] = -1 if locked else self.range_s(vehicle)
        away = state.session.site.index if state.session is not None else state.visit.site if state.visit else None
        self.plans.vehicles[f.HOLDS, vehicle] = int(away is not None and away != state.own_site)

    def _row(self, kind: Event, vehicle: int, value: int) -> None:
        self.log.add(int(self.env.now), kind, vehicle, value=value)


def _prices(prices: pd.DataFrame, sites: int) -> tuple[list[list[float]], list[list[bool]]]:
    """Return the price and whether it is no higher than the day's mean, for each site and hour."""
    table = prices["eur_per_kwh"].fillna(0.0).to_numpy(np.float64).reshape(sites, -1)
    cheap = table <= table.mean(axis=1, keepdims=True) + 1e-12 if sites else table > 0
    return table.tolist(), cheap.tolist()
