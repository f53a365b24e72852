"""The ridepooling service: a fleet with plans, which takes requests as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from simulator.engine.agenda import AFTER_VEHICLES
from simulator.event_kinds import Event
from simulator.kernels.layout import DROPOFF
from simulator.network.drawn_legs import DrawnLegs
from simulator.services.best_offers import BestOffers, together
from simulator.services.probes import Ints, Probed, Probes
from simulator.services.protocol import (
    ANY_TERMS,
    Along,
    Ask,
    Attempt,
    Booked,
    Bundle,
    Chosen,
    Day,
    Ends,
    How,
    Measured,
    Offer,
    Planned,
    Reach,
    Refusal,
    Service,
    Terms,
    Way,
)  # fmt: skip
from simulator.services.ridepooling.best import Best
from simulator.services.ridepooling.crew import Crew
from simulator.services.ridepooling.day_tickets import DayTickets
from simulator.services.ridepooling.drawn_times import DrawnTimes
from simulator.services.ridepooling.energy import Energy
from simulator.services.ridepooling.fallen_promises import FallenPromises
from simulator.services.ridepooling.front import Behind, Front, costs_of
from simulator.services.ridepooling.holds import Holds
from simulator.services.ridepooling.idle import Idle, idle_policy
from simulator.services.ridepooling.late_drivers import LateDrivers
from simulator.services.ridepooling.probing import Parts, Probings
from simulator.services.ridepooling.roads_ahead import RoadsAhead
from simulator.services.ridepooling.roster import Roster
from simulator.services.ridepooling.start_of_day import Entrance
from simulator.services.ridepooling.vehicle import Operation, Rules
from simulator.services.ridepooling.wakes import Wakes
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.tables import NO_NODE, NO_TIME
from simulator.world.disruptions import of_kind
from simulator.world.disturbed_roads import ROAD_KINDS
from simulator.world.outages import dispatch_outages

if TYPE_CHECKING:
    from simulator.services.ridepooling.cut_off import CutOff
    from simulator.services.ridepooling.out_of_service import OutOfService


def begin(day: Day, number: int) -> Service:
    """Begin the service: vehicles come on shift, and requests are taken."""
    return Ridepooling(day, number)


class Ridepooling:
    """A fleet on its shifts, its dispatcher, and what goes with them as the scenario wants it.

    It is a ``ChainingService`` where its policy finds pairs.
    """

    rank = AFTER_VEHICLES
    draws_absences, can_decline, goes_along = False, True, Along.NEVER
    total = ended = 0  # who asks here is counted as a traveller

    def __init__(self, day: Day, number: int) -> None:
        self.number, self._world, self._branch = number, day.tables, day.world.branch
        env, log, world = day.env, day.log, day.tables
        dispatch, roads = world.config.dispatch, world.roads
        roster = Roster(world)
        entrance = Entrance(world, roster, debug=day.debug)
        plans = self._plans = entrance.plans
        limited = bool(world.vehicles["store_kwh"].notna().any())
        diversion, waits_first = dispatch.diversion, dispatch.wait_at == "previous_stop"
        wakes = self._wakes = Wakes(env, log, plans, diverts=diversion, waits_first=waits_first)
        fleet = self._fleet = Operation(env, log, plans, roads, wakes)
        promises = FallenPromises(log, plans, roads)
        drawn = None
        if world.varies:
            legs, draws = DrawnLegs(roads, world.road_kind), (world.drive_factors, world.dwell_factor)
            drawn = DrawnTimes(log, promises, legs, LateDrivers(log, world), draws)
        energy = self._energy = Energy(env, log, world, plans, day.sites, roster, drawn) if limited else None
        rules = Rules(diversion, waits_first, idle_policy(world), drawn, world.reserve)
        crew = self._crew = Crew(fleet, entrance, roster, rules, energy)
        replanner = self._replanner = None
        steps = [] if self._branch is None else [step.services.get(world.part.name) for step in self._branch.steps]
        terms = [world.config, *(cast("RidepoolingWorld", its).config for its in steps if its is not None)]
        self.earlier_s = max(its.offers.steps * its.offers.step_s if its.offers.most > 1 else 0 for its in terms)
        if any(its.dispatch.replan.when != "never" for its in terms):
            from simulator.services.ridepooling.replanning import Replanner  # not needed on most days, slow to import

            weights, requests = costs_of(dispatch), len(world.requests)
            replanner = self._replanner = Replanner(fleet, dispatch.replan, weights, world.part.seed, requests)
            promises.put_off = replanner.put_off
        outages = dispatch_outages(day.world).get(number, ())
        self._idle = Idle(crew, roster, outages)
        self._idle.begin(rules.idle, world)
        self._tickets = DayTickets(day.world.demand, self.let_down)
        self._front = Front(day, Behind(fleet, self.number, self._tickets, energy, replanner))
        self._fronts = [self._front]  # in the order of their terms
        self._terms: NDArray[np.int64] | None = None  # of each request, once they have changed
        self.together = self._front.together
        self._booked_by = self._front.booking
        self._out: OutOfService | None = None
        if day.disrupted.disruptions:
            from simulator.services.ridepooling.absences import Absences
            from simulator.services.ridepooling.breakdowns import break_down
            from simulator.services.ridepooling.call_outs import CallOuts
            from simulator.services.ridepooling.out_of_service import OutOfService
            from simulator.services.ridepooling.short_supply import ShortSupply

            self._out = OutOfService(fleet, self._front.views, roster, replanner)
            break_down(day, world, fleet, self._out, number)
            CallOuts(day, crew)
            Absences(day, crew, self._out)
            if energy is not None:
                ShortSupply(day, fleet, energy, self._out)
        day.roads.tell(RoadsAhead(fleet, promises, drawn, _cut_off(day, promises, fleet, self._out)))
        self.most = world.config.offers.most
        self._log = log
        self._origin_node: list[int] = world.requests["origin_node"].tolist()
        self._probings = Probings()
        self.hold = Holds(fleet, replanner, outages).hold

    def change(self, later: RidepoolingWorld, is_later: NDArray[np.bool_]) -> None:
        """Go over to what a changed scenario says of it, for requests that come from now on; see ``services.changes``.

        Who asked before keeps rules, limits and prices; the dispatcher and idle vehicles do as it says at once.
        """
        dispatch = later.config.dispatch
        if self._replanner is not None:
            self._replanner.change(dispatch.replan, costs_of(dispatch))
        fronts = [Front(front.day, front.behind, dispatch, front) for front in self._fronts]
        last, was = self._front, self._front.day.tables.config.dispatch
        self._front = Front(replace(last.day, tables=later), last.behind)
        self._fronts, self.together = [*fronts, self._front], self._front.together
        self._terms = is_later + (np.zeros(len(is_later), dtype=np.int64) if self._terms is None else self._terms)
        if dispatch.idle != was.idle:
            self._idle.change(later)
        if dispatch.diversion != was.diversion:
            rules = replace(self._crew.rules, diversion=dispatch.diversion)
            self._crew.change(rules)
            self._wakes.change(diverts=rules.diversion, waits_first=rules.wait_before_driving)

    def _front_of(self, request: int) -> Front:
        """Return what answers a request."""
        return self._front if self._terms is None else self._fronts[self._terms[request]]

    def answers_at(self, attempt: Attempt) -> int:
        """Return when an attempt is answered [s]: as the rules say for the first, at once for any further one."""
        return self._front_of(attempt.request).answers_at(attempt)

    def offers(self, asks: Sequence[Ask], now_s: int) -> list[list[Bundle] | Refusal]:
        """Return what can be booked. The policy is asked about many together if nobody compares."""
        if len(asks) == 1 or self._terms is None:
            return self._front_of(asks[0][0].request).answered(asks, now_s)
        answers: dict[int, list[Bundle] | Refusal] = {}
        for front in self._fronts:
            mine = [place for place, ask in enumerate(asks) if self._front_of(ask[0].request) is front]
            if mine:
                answers |= zip(mine, front.answered([asks[place] for place in mine], now_s), strict=True)
        return [answers[place] for place in range(len(asks))]

    def cheapest_way(
        self, attempt: Attempt, ends: Sequence[Ends], ways: Sequence[Way], now_s: int, terms: Terms = ANY_TERMS
    ) -> Chosen | Refusal:
        """Return the cheapest of ways whose parts go between these ends, or why there is none. Nothing changes."""
        return self._front_of(attempt.request).cheapest_way(attempt, ends, ways, now_s, terms)

    def reach(self, request: int, nodes: NDArray[np.int32], now_s: int) -> Reach:
        """Return what rides between the places of a request and these nodes are like."""
        return self._front_of(request).reach(request, nodes, now_s)

    def probes_answered_at(self, probes: Probes) -> Ints:
        """Return when each of them is answered [s], int64 (probes,)."""
        return self._probings.answered_at(probes, self._front)

    def probe(self, probes: Probes, rows: Ints, now_s: int) -> Probed:
        """Return what some of the probes are answered now, each as if it was the first that is answered this second."""
        return self._probings.answers(probes, self._front, rows, now_s)

    def for_probes(self, probes: Probes, rows: Ints) -> Parts:
        """Return what tells what rides of ways would be like for some of the probes, numbered from 0 on."""
        return Parts(self._probings.front(probes, self._front, rows))

    def are_good(self, offers: Sequence[Offer], now_s: int) -> bool:
        """Return whether all that offers depend on is as it was, so that all of them can be booked."""
        front = self._front_of(offers[0].attempt.request)
        return (front if front.limits_days else front.booking).are_good(offers, now_s)

    def rearrange(self, now_s: int) -> None:
        """Make plans better for all, after something was booked."""
        self._booked_by.rearrange(now_s)

    def measured(self, offer: Offer) -> Measured:
        """Return what a ride that it offers for a way is like."""
        return self._front_of(offer.attempt.request).offers.measured(offer)

    def waived_eur(self, offer: Offer) -> float:
        """Return what the party would pay more for a part of a way without its season ticket [EUR]."""
        return self._front_of(offer.attempt.request).offers.waived_eur(offer)

    def ends_s(self, ride: int) -> int:
        """Return when a booked ride is to end as things are [s]; NO_TIME where it has ended, or never will."""
        vehicle = self._plans.vehicle_with(ride)
        if vehicle is None:
            return NO_TIME if self._out is None else self._out.rescue.ends_s(ride)
        return self._plans.planned_start(vehicle, ride, DROPOFF)

    def let_down(self, ride: int) -> bool:
        """Return whether a booked ride was cancelled by the operator, or ended on the way."""
        return self._out is not None and ride in self._out.moved.let_down

    def awaits(self, ride: int) -> bool:
        """Return whether a booked ride has still to begin."""
        return self._plans.vehicle_awaited(ride) is not None

    def tell_end(self, ride: int, then: Callable[[How], None]) -> None:
        """Let something happen as soon as a booked ride ends, however it does."""
        vehicle = self._plans.vehicle_with(ride)
        if vehicle is not None:
            self._plans.tell_end(vehicle, ride)
        elif self._out is not None:
            self._out.rescue.tell_end(ride)
        self._fleet.when_over[ride] = then

    def book(self, offer: Offer, ride: int, now_s: int) -> Booked:
        """Accept an offer that is good."""
        front = self._front_of(offer.attempt.request)
        self._booked_by = front.booking
        return front.book(offer, ride, now_s)

    def planned(self, offer: Offer, ride: int) -> Planned:
        """Return when who has just booked an offer is to arrive, as things are."""
        walk_s = self._front_of(offer.attempt.request).offers.walk_after_s(offer)
        return Planned(self.ends_s(ride) + walk_s, walk_s)

    def cancel(self, ride: int, now_s: int) -> None:
        """Take a ride back; who is about to be met counts as somebody who did not come."""
        if self._front.booking.cancel(ride, now_s):
            self._tickets.give_back(ride)
        if ride in self._fleet.when_over and self._plans.vehicle_with(ride) is None:
            self._fleet.is_over(ride, How.ABSENT)

    def nobody_comes(self, ride: int, vehicle: int) -> None:
        """Take note that nobody will be at the pickup, which no driver knows."""
        plan = self._plans.vehicle_awaited(ride)
        if plan is not None:
            self._plans.nobody_comes(plan, ride)

    def note(self, kind: Event, attempt: Attempt, now_s: int, value: int = 0, offer: Offer | None = None) -> None:
        """Write to the log what the traveller does, or is told."""
        if offer is not None:
            self._log.add(now_s, kind, offer.vehicle, attempt.request, offer.node, offer.boarding_s)
            return
        node = self._origin_node[attempt.request] if kind == Event.SUBMITTED else NO_NODE
        self._log.add(now_s, kind, -1, attempt.request, node, value)

    def best_offers(self, request: NDArray[np.int64], _asked_s: NDArray[np.int64]) -> BestOffers:
        """Return the best that requests could be offered, see ``services.best_offers``: each on the terms it meets."""
        name = self._world.part.name
        steps = [] if self._branch is None else [step for step in self._branch.steps if name in step.services]
        terms = sum((step.is_later[request].astype(np.int64) for step in steps), np.zeros(len(request), dtype=np.int64))
        every = [self.best, *(Best(cast("RidepoolingWorld", step.services[name])) for step in steps)]
        if len(every) == 1:
            return self.best.offers(request)
        parts = []
        for number, best in enumerate(every):
            rows = np.flatnonzero(terms == number)
            found = best.offers(request[rows])
            parts.append(found._replace(row=rows[found.row]))
        return together(parts)

    @cached_property
    def best(self) -> Best:
        """Return what knows the best of all requests."""
        return Best(self._world)

    def start(self) -> None:
        """Do nothing: vehicles are on their shifts already, and travellers ask."""

    def close(self) -> None:
        """Write what the vehicles have stored."""
        if self._energy is not None:
            self._energy.close()


def _cut_off(day: Day, promises: FallenPromises, fleet: Operation, out: OutOfService | None) -> CutOff | None:
    """Return who takes rides out of plans to which no way leads any more; None where roads are not disturbed."""
    wrong = of_kind(day.world.disruptions, *ROAD_KINDS)
    if out is None or not wrong:
        return None
    from simulator.services.ridepooling.caught import Caught, closed_by
    from simulator.services.ridepooling.cut_off import CutOff

    caught = Caught(fleet, out, closed_by(wrong, day.world.disturbed_streets))
    return CutOff(fleet, out, caught, promises, wrong)
