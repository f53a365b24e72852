"""Everything that can happen in a plan as a graph: an event is a pickup or dropoff and who else is on board then.

After Gaul, Klamroth and Stiglmayr (2022, doi:10.1016/j.ejor.2021.08.046). Their events know everybody on board, which
is too many for a busy day; here an event remembers at most ``memory`` others, those who have to be dropped off first.
All that a plan can do is in the graph; with a short memory it holds more, so bounds computed on it stay valid.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.replan.problem import Problem

Event = tuple[int, frozenset[int]]  # point, requests on board besides the point's own
DETAILED = 2  # so many others are checked for a common order of stops, more of them in pairs only


class TooManyArcsError(Exception):
    """The graph would be larger than allowed."""


@dataclass(frozen=True, eq=False)
class EventGraph:
    """point: int64 (events,). alone: bool (events,), nobody else on board. tail, head: int64 (arcs,), events.

    complete: events remember everybody on board, and none of them as many as there is memory for.
    """

    point: NDArray[np.int64]
    alone: NDArray[np.bool_]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    complete: bool


def event_graph(problem: Problem, memory: int, most_arcs: int) -> EventGraph:
    """Return the events that can be reached from pickups into an empty vehicle. Raises TooManyArcsError.

    problem: all requests still to be picked up.
    """
    rules = _Rules(problem, memory)
    number: dict[Event, int] = {(int(pickup), frozenset()): row for row, pickup in enumerate(problem.pickup)}
    todo, arcs = list(number), []
    for event in todo:  # grows while it is read
        for following in rules.following(event):
            if following not in number:
                number[following] = len(number)
                todo.append(following)
            arcs.append((number[event], number[following]))
        if len(arcs) > most_arcs:
            raise TooManyArcsError
    ends = np.array(sorted(set(arcs)), dtype=np.int64).reshape(-1, 2)
    return EventGraph(
        np.array([point for point, _ in number], dtype=np.int64),
        np.array([not others for _, others in number]),
        ends[:, 0],
        ends[:, 1],
        rules.complete,
    )


class _Rules:
    """What can follow what. Every test is one that all feasible plans pass."""

    def __init__(self, problem: Problem, memory: int) -> None:
        self.memory = memory
        self.complete = True  # until somebody may have been forgotten
        self.pickup, self.dropoff = problem.pickup.tolist(), problem.dropoff.tolist()
        self.request = problem.request.tolist()
        self.earliest, self.latest = problem.earliest.tolist(), problem.latest.tolist()
        self.max_ride = problem.max_ride.tolist()
        self.drive = problem.drive.tolist()
        apart = problem.place[:, None] != problem.place[None, :]
        self.step = (problem.drive + problem.dwell[:, None] * apart).tolist()  # services at one place go side by side
        self.room = problem.capacity.max(axis=0)
        self.load = problem.load[problem.pickup]
        due = problem.latest[problem.dropoff]
        self.rank = np.argsort(np.argsort(due, kind="stable"), kind="stable").tolist()
        self.everybody = set(range(len(self.pickup)))
        self._known: dict[Event, bool] = {}
        self.shares = self._sharing()

    def _sharing(self) -> list[set[int]]:
        """Return for each request the others that can be on board at the same time."""
        shares: list[set[int]] = [set() for _ in self.pickup]
        for a, b in itertools.combinations(self.everybody, 2):
            (pa, da), (pb, db) = ((self.pickup[r], self.dropoff[r]) for r in (a, b))
            if self.earliest[pa] > self.latest[db] or self.earliest[pb] > self.latest[da]:
                continue
            if not self._fits((a, b)):
                continue
            orders = itertools.product(((pa, pb), (pb, pa)), ((da, db), (db, da)))
            if any(self._in_time((*boardings, *alightings)) for boardings, alightings in orders):
                shares[a].add(b)
                shares[b].add(a)
        return shares

    def _fits(self, requests: tuple[int, ...]) -> bool:
        return bool((self.load[list(requests)].sum(axis=0) <= self.room).all())

    def _in_time(self, order: tuple[int, ...]) -> bool:
        """Return whether stops can be in this order by their windows and the least rides."""
        time, driven = self.earliest[order[0]], 0
        boarded = {order[0]: 0}
        for before, here in itertools.pairwise(order):
            time = max(time + self.step[before][here], self.earliest[here])
            if time > self.latest[here]:
                return False
            driven += self.drive[before][here]
            boarded[here] = driven
            request = self.request[here]
            pickup = self.pickup[request]
            if here != pickup and pickup in boarded and driven - boarded[pickup] > self.max_ride[request]:
                return False
        return True

    def possible(self, event: Event) -> bool:
        """Return whether the people on board can be there together."""
        if event not in self._known:
            self._known[event] = self._check(event)
        return self._known[event]

    def _check(self, event: Event) -> bool:
        point, others = event
        own = self.request[point]
        if any(not others - {other} <= self.shares[other] or own not in self.shares[other] for other in others):
            return False
        if not self._fits((own, *others)):
            return False
        if len(others) > DETAILED:
            return True
        picks_up = point == self.pickup[own]
        before = [self.pickup[other] for other in others] + ([] if picks_up else [self.pickup[own]])
        after = [self.dropoff[other] for other in others] + ([self.dropoff[own]] if picks_up else [])
        return any(
            self._in_time((*first, point, *then))
            for first in itertools.permutations(before)
            for then in itertools.permutations(after)
        )

    def following(self, event: Event) -> list[Event]:
        """Return the events that may come next; somebody forgotten may turn out to be anybody who could be on board."""
        point, others = event
        own = self.request[point]
        on_board = others | {own} if point == self.pickup[own] else others
        full = len(others) == self.memory
        self.complete = self.complete and not full
        candidates = set.intersection(self.everybody, *(self.shares[request] for request in on_board)) - {own}
        last = max((self.rank[other] for other in others), default=-1)
        found: list[Event] = []
        for request in sorted(candidates - on_board):
            if self._leads_to(point, on_board, self.pickup[request]):
                found.append((self.pickup[request], self._remembered(on_board)))
            unseen = full and self.rank[request] > last and request in self.shares[own]
            if unseen and self._leads_to(point, on_board | {request}, self.dropoff[request]):
                found.append((self.dropoff[request], self._remembered(on_board)))
        for request in sorted(on_board):
            if self._leads_to(point, on_board, self.dropoff[request]):
                rest = on_board - {request}
                found.append((self.dropoff[request], self._remembered(rest)))
                if full and request in others:  # whose place in memory one of those forgotten may take
                    kept = sorted(rest, key=self.rank.__getitem__)[: self.memory - 1]
                    limit = max((self.rank[r] for r in rest if r not in kept), default=len(self.rank))
                    found.extend(
                        (self.dropoff[request], frozenset([*kept, other]))
                        for other in sorted(candidates & self.shares[own] & self.shares[request])
                        if last < self.rank[other] < limit
                    )
        return [other for other in found if self.possible(other)]

    def _remembered(self, on_board: frozenset[int]) -> frozenset[int]:
        return frozenset(sorted(on_board, key=self.rank.__getitem__)[: self.memory])

    def _leads_to(self, point: int, on_board: frozenset[int], following: int) -> bool:
        """Return whether one stop can come right after another with these people on board in between."""
        time = self.earliest[point] + self.step[point][following]
        if time > self.latest[following]:
            return False
        time = max(time, self.earliest[following])
        for request in on_board:
            pickup, dropoff = self.pickup[request], self.dropoff[request]
            onward = self.drive[following][dropoff] if following != dropoff else 0
            if following != dropoff and time + self.step[following][dropoff] > self.latest[dropoff]:
                return False
            so_far = self.drive[pickup][point] if pickup != point else 0
            if so_far + self.drive[point][following] + onward > self.max_ride[request]:
                return False
        return True
