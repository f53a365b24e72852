"""Charging sites with plugs, a queue and opening hours, and the vehicles of a service that charge there."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import simpy
from numpy.typing import NDArray

from simulator.energy.account import Account
from simulator.energy.sharing import shared_w
from simulator.energy.store import Store
from simulator.engine.agenda import Wait
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.spans import holds_always, holds_at, next_gate_s
from simulator.units import DAY_S

LONGEST_CHARGING_S = 100 * DAY_S  # after the last day: at a plug without power vehicles would charge for ever


class Session:
    """One vehicle at one site, from joining the queue until it leaves.

    done: succeeds when the target is reached; the vehicle stays plugged in until ``end``. log: of its service.
    """

    def __init__(self, site: Site, account: Account, log: ServiceLog, target_mwh: int, locked_mwh: int) -> None:
        self.site, self.account, self.log = site, account, log
        self.done: simpy.Event = site.env.event()
        self.plugged_in = False
        self._first_mwh = account.stored_mwh
        self._ended = False
        account.arrive(site.index, target_mwh, locked_mwh, int(site.env.now))

    def end(self) -> None:
        """Unplug, or leave the queue."""
        if not self._ended:
            self._ended = True
            self.site.leave(self)
            self.account.leave()

    @property
    def charged_mwh(self) -> int:
        """Return what has been stored since the beginning, as of when the account was settled last [mWh]."""
        return self.account.stored_mwh - self._first_mwh


class Site:
    """One charging site. Who comes first is plugged in first; all who are share what the grid connection gives."""

    def __init__(self, env: simpy.Environment, row: Any) -> None:
        self.env = env
        self.index, self.node = int(row.site), int(row.node)
        self.power_w, self.grid_w, self.direct = int(row.power_w), int(row.grid_w), bool(row.direct_current)
        self._usual_w = self.power_w, self.grid_w
        self._is_out = False
        self.hours = int(row.open_s), int(row.close_s)
        self.is_always_open = holds_always(self.hours)
        self.plug_count = int(row.plugs)
        self.plugs = simpy.Resource(env, capacity=self.plug_count)
        self._sessions: list[Session] = []  # plugged in, in order of arrival
        self._requests: dict[Session, Any] = {}
        self._round = 0  # of sharing the power; a wake-up of an older one means nothing

    def enter(self, session: Session) -> None:
        """Plug a vehicle in, or let it wait for its turn."""
        request = self.plugs.request()
        self._requests[session] = request
        if request.triggered:
            self._plug(session)
        else:
            self._row(Event.QUEUED, session, self.index)
            self.env.process(self._wait(session, request))

    def _wait(self, session: Session, request: Any) -> Generator[simpy.Event, Any, None]:
        yield request
        if session in self._requests:
            self._plug(session)

    def _plug(self, session: Session) -> None:
        session.plugged_in = True
        session.account.settle(int(self.env.now))
        self._sessions.append(session)
        self._row(Event.PLUGGED_IN, session, self.index)
        self._share()

    def leave(self, session: Session) -> None:
        """End a session: book its energy, free the plug, share the power anew."""
        account = session.account
        account.settle(int(self.env.now))
        request = self._requests.pop(session)
        if session.plugged_in:
            self._sessions.remove(session)
            if account.drawn_w:
                self._row(Event.POWER, session, 0)
            account.draw(0)
            self._row(Event.CHARGED, session, session.charged_mwh)
        self._row(Event.UNPLUGGED, session, self.index)
        if request.triggered:
            self.plugs.release(request)
        else:
            request.cancel()
        self._share()

    def plugged_in(self) -> list[Account]:
        """Return the accounts of the vehicles at its plugs, of all services, in order of arrival."""
        return [session.account for session in self._sessions]

    def free_and_waiting(self) -> tuple[int, int]:
        """Return how many plugs are free, and how many vehicles wait for one."""
        plugs = self.plugs
        return self.plug_count - len(plugs.users), len(plugs.queue)

    def is_open(self) -> bool:
        """Return whether the site gives power now, as far as those know who ask."""
        return not self._is_out and self._gives_power()

    def limit(self, share: int, whole: int) -> None:
        """Let plugs and grid connection give a share of their usual power from now on, so many parts of a whole."""
        self.power_w, self.grid_w = (usual_w * share // whole for usual_w in self._usual_w)
        self._is_out = not share
        self._share()

    def _gives_power(self) -> bool:
        return self.is_always_open or holds_at(self.hours, int(self.env.now))

    def _share(self) -> None:
        """Give every vehicle what it takes, at most its share of what the grid connection gives; then look ahead."""
        self._round += 1
        if not self._sessions:
            return
        now, direct = int(self.env.now), self.direct
        for session in self._sessions:
            session.account.settle(now)
        takes_w = [session.account.takes_w(self.power_w, direct=direct) for session in self._sessions]
        given_w = shared_w(takes_w, self.grid_w if self._gives_power() else 0)
        waits = []
        if not self.is_always_open and any(takes_w):
            waits.append(next_gate_s(self.hours, now))
        for session, drawn_w in zip(self._sessions, given_w, strict=True):
            account = session.account
            if drawn_w != account.drawn_w:
                self._row(Event.POWER, session, drawn_w)
            account.draw(drawn_w)
            next_s = account.next_change_s(direct=direct)
            if next_s is not None:
                waits.append(next_s)
            elif account.stored_mwh >= account.target_mwh and not session.done.triggered:
                session.done.succeed()
        if waits:
            self.env.process(self._look_again(max(1, min(waits)), self._round))

    def _look_again(self, after_s: int, number: int) -> Generator[simpy.Event, Any, None]:
        yield self.env.timeout(after_s)
        if number == self._round:
            self._share()

    def _row(self, kind: Event, session: Session, value: int) -> None:
        session.log.add(int(self.env.now), kind, session.account.vehicle, node=self.node, value=value)


class ChargingSites:
    """All charging sites of a scenario, for vehicles of every service."""

    def __init__(self, env: simpy.Environment, sites: pd.DataFrame) -> None:
        self.table, self._env = sites, env

    @cached_property
    def sites(self) -> list[Site]:
        """The sites by number; made when the first vehicle wants one."""
        return [Site(self._env, row) for row in self.table.itertuples(index=False)]

    def plug_in(self, site: int, account: Account, log: ServiceLog, target_mwh: int, locked_mwh: int = 0) -> Session:
        """Plug a vehicle in, or let it queue when no plug is free; see ``Session``."""
        session = Session(self.sites[site], account, log, target_mwh, locked_mwh)
        self.sites[site].enter(session)
        return session

    def free_plugs(self, site: int) -> int:
        """Return how many plugs of a site are free."""
        return self.sites[site].free_and_waiting()[0]


class Accounts:
    """The energy of a service's vehicles: what they have stored and use, and their visits to charging sites.

    Vehicles are numbered as the service does; its part of the event log is told of everything. books: int64 (fields,
    vehicles), see ``kernels.stores``, kept for vehicles that have an account; None where no compiled code asks.
    """

    def __init__(
        self, env: simpy.Environment, log: ServiceLog, sites: ChargingSites, books: NDArray[np.int64] | None = None
    ) -> None:
        self.env, self.log, self.sites, self._books = env, log, sites, books
        self._accounts: dict[int, Account] = {}
        self._sessions: dict[int, Session] = {}

    def open(self, vehicle: int, store: Store, level_mwh: int, most_w: int = 0) -> Account:
        """Open the account of a vehicle with what it has stored."""
        book = None if self._books is None else self._books[:, vehicle]
        self._accounts[vehicle] = Account(vehicle, store, level_mwh, most_w, book)
        self._row(Event.ENERGY_LEVEL, vehicle, level_mwh)
        return self._accounts[vehicle]

    def level_mwh(self, vehicle: int) -> int:
        """Return what a vehicle has stored now [mWh]; 0 where its energy is not limited."""
        account = self._accounts.get(vehicle)
        return 0 if account is None else account.level_mwh(int(self.env.now))

    def use(self, vehicle: int, mwh: int) -> None:
        """Book what a drive has used; nothing where energy is not limited. For fleets see ``kernels.energy.pay``."""
        if vehicle in self._accounts:
            self._accounts[vehicle].use(mwh)
            self._row(Event.ENERGY_USED, vehicle, mwh)

    def plug_in(
        self,
        vehicle: int,
        site: int,
        target_mwh: int | None = None,
        locked_mwh: int = 0,
        then: Callable[[int], None] | None = None,
    ) -> Session:
        """Plug a vehicle in, or let it queue.

        target_mwh: None, until it is full. then: is told the vehicle when it has that much, and has not left before.
        """
        account = self._accounts[vehicle]
        target = account.store.capacity_mwh if target_mwh is None else target_mwh
        session = self._sessions[vehicle] = self.sites.plug_in(site, account, self.log, target, locked_mwh)
        if then is not None:
            self.env.process(self._until_done(vehicle, session, then))
        return session

    def _until_done(self, vehicle: int, session: Session, then: Callable[[int], None]) -> Wait:
        yield session.done
        if self._sessions.get(vehicle) is session:
            then(vehicle)

    def unplug(self, vehicle: int) -> None:
        """Take a vehicle off its plug, or out of the queue; nothing where it is at no site."""
        session = self._sessions.pop(vehicle, None)
        if session is not None:
            session.end()

    def charges(self, vehicle: int) -> bool:
        """Return whether a vehicle is plugged in, or waits for a plug."""
        return vehicle in self._sessions

    def close(self) -> None:
        """Write what every vehicle has stored at the very end."""
        for vehicle, account in self._accounts.items():
            self.unplug(vehicle)
            self._row(Event.ENERGY_LEVEL, vehicle, account.stored_mwh)

    def _row(self, kind: Event, vehicle: int, value: int) -> None:
        self.log.add(int(self.env.now), kind, vehicle, value=value)
