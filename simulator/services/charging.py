"""Charging sites: plugs with a queue, power shared behind one grid connection, opening hours."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import pandas as pd
import simpy
from numpy.typing import NDArray

from simulator.energy.store import Store, seconds_for
from simulator.engine.log import EventLog
from simulator.event_kinds import Event
from simulator.kernels.stores import LEVEL, SINCE, TARGET, WATTS, level_at
from simulator.spans import holds_always, holds_at, next_gate_s


class Session:
    """One vehicle at one site, from joining the queue until it leaves.

    done: succeeds when the target is reached; the vehicle stays plugged in until ``end``. book: int64 (fields,), see
    ``kernels.stores``; what flows is told there, whenever it changes.
    """

    def __init__(
        self,
        site: Site,
        vehicle: int,
        store: Store,
        level_mwh: int,
        target_mwh: int,
        book: NDArray[np.int64] | None = None,
    ) -> None:
        self.site, self.vehicle, self.store = site, vehicle, store
        self.target_mwh = min(target_mwh, store.capacity_mwh)
        self.done: simpy.Event = site.env.event()
        self.plugged_in = False
        self.since_s = int(site.env.now)
        self._level_mwh = self._first_mwh = level_mwh
        self._ended = False
        self._book = book
        self.draw(0)

    def level_mwh(self) -> int:
        """Return the energy stored now [mWh]."""
        now = int(self.site.env.now)
        return int(level_at(self._level_mwh, self.stored_w, self.since_s, self.target_mwh, now))

    def draw(self, watts: int) -> None:
        """Let so much power be drawn from now on [W]; what has flown until now is booked already."""
        self.drawn_w, self.stored_w = watts, round(watts * self.store.efficiency)
        if self._book is not None:
            flow = {LEVEL: self._level_mwh, WATTS: self.stored_w, SINCE: self.since_s, TARGET: self.target_mwh}
            for field, value in flow.items():
                self._book[field] = value

    def end(self) -> int:
        """Unplug, or leave the queue; return the level [mWh]."""
        if not self._ended:
            self._ended = True
            self.site.leave(self)
        return self._level_mwh

    def settle(self) -> None:
        """Book what has flown until now."""
        self._level_mwh = self.level_mwh()
        self.since_s = int(self.site.env.now)

    @property
    def charged_mwh(self) -> int:
        """Return what has been stored and booked since the beginning [mWh]."""
        return self._level_mwh - self._first_mwh

    @property
    def wishes_w(self) -> int:
        """Return the power that the vehicle would draw now [W]."""
        if self._level_mwh >= self.target_mwh:
            return 0
        intake_w = self.store.intake_w(self._level_mwh, direct=self.site.direct)
        return min(self.site.power_w, round(intake_w / self.store.efficiency))

    def next_change_s(self) -> int | None:
        """Return how long the power stays as it is, if nobody comes or goes [s]; None: for good."""
        if self.stored_w <= 0 or self._level_mwh >= self.target_mwh:
            return None
        step_mwh = self.store.next_step_mwh(self._level_mwh) if self.site.direct else self.target_mwh
        return seconds_for(min(step_mwh, self.target_mwh) - self._level_mwh, self.stored_w)


class Site:
    """One charging site. Who comes first is plugged in first; all who are share what the grid connection gives."""

    def __init__(self, env: simpy.Environment, log: EventLog, row: Any) -> None:
        self.env, self.log = env, log
        self.index, self.node = int(row.site), int(row.node)
        self.power_w, self.grid_w, self.direct = int(row.power_w), int(row.grid_w), bool(row.direct_current)
        self.hours = int(row.open_s), int(row.close_s)
        self.plugs = simpy.Resource(env, capacity=int(row.plugs))
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
        session.since_s = int(self.env.now)
        self._sessions.append(session)
        self._row(Event.PLUGGED_IN, session, self.index)
        self._share()

    def leave(self, session: Session) -> None:
        """End a session: book its energy, free the plug, share the power anew."""
        session.settle()
        request = self._requests.pop(session)
        if session.plugged_in:
            self._sessions.remove(session)
            if session.drawn_w:
                self._row(Event.POWER, session, 0)
            session.draw(0)
            self._row(Event.CHARGED, session, session.charged_mwh)
        self._row(Event.UNPLUGGED, session, self.index)
        if request.triggered:
            self.plugs.release(request)
        else:
            request.cancel()
        self._share()

    def plugged_in(self) -> list[int]:
        """Return the vehicles at its plugs, in order of arrival."""
        return [session.vehicle for session in self._sessions]

    def waiting(self) -> int:
        """Return how many vehicles wait for a plug."""
        return len(self.plugs.queue)

    def free(self) -> int:
        """Return how many plugs are free."""
        return int(self.plugs.capacity) - self.plugs.count

    def is_open(self) -> bool:
        """Return whether the site gives power now."""
        return holds_at(self.hours, int(self.env.now))

    def _share(self) -> None:
        """Give every vehicle what it takes, at most its share of what the grid connection gives; then look ahead."""
        self._round += 1
        left_w = self.grid_w if self.is_open() else 0
        for session in self._sessions:
            session.settle()
        wishes = sorted(((session.wishes_w, place) for place, session in enumerate(self._sessions)))
        given_w = [0] * len(wishes)
        for number, (wish_w, place) in enumerate(wishes):
            given_w[place] = min(wish_w, left_w // (len(wishes) - number))
            left_w -= given_w[place]
        waits = []
        if not holds_always(self.hours) and any(wish_w for wish_w, _ in wishes):
            waits.append(next_gate_s(self.hours, int(self.env.now)))
        for session, drawn_w in zip(self._sessions, given_w, strict=True):
            if drawn_w != session.drawn_w:
                self._row(Event.POWER, session, drawn_w)
            session.draw(drawn_w)
            next_s = session.next_change_s()
            if next_s is not None:
                waits.append(next_s)
            elif session.charged_mwh >= 0 and session.level_mwh() >= session.target_mwh and not session.done.triggered:
                session.done.succeed()
        if waits:
            self.env.process(self._look_again(max(1, min(waits)), self._round))

    def _look_again(self, after_s: int, number: int) -> Generator[simpy.Event, Any, None]:
        yield self.env.timeout(after_s)
        if number == self._round:
            self._share()

    def _row(self, kind: Event, session: Session, value: int) -> None:
        self.log.add(int(self.env.now), kind, session.vehicle, node=self.node, value=value)


class ChargingSites:
    """All charging sites of a scenario, for vehicles of every service."""

    def __init__(self, env: simpy.Environment, log: EventLog, sites: pd.DataFrame) -> None:
        self.table = sites
        self.sites = [Site(env, log, row) for row in sites.itertuples(index=False)]

    def plug_in(
        self,
        site: int,
        vehicle: int,
        store: Store,
        level_mwh: int,
        target_mwh: int,
        book: NDArray[np.int64] | None = None,
    ) -> Session:
        """Plug a vehicle in, or let it queue when no plug is free; see ``Session``."""
        session = Session(self.sites[site], vehicle, store, level_mwh, target_mwh, book)
        self.sites[site].enter(session)
        return session

    def free_plugs(self, site: int) -> int:
        """Return how many plugs of a site are free."""
        return self.sites[site].free()
