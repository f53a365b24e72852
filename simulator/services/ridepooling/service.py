"""The ridepooling service: a fleet with plans, which takes requests as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.idle import GoWhereSent, IdlePolicy, Surroundings
from simulator.dispatch.policy import Assignment
from simulator.engine.agenda import AFTER_VEHICLES
from simulator.event_kinds import Event
from simulator.kernels.layout import DROPOFF
from simulator.network.drawn_legs import DrawnLegs
from simulator.reasons import Reason
from simulator.services.best_offers import BestOffers
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
    Offer,
    Planned,
    Reach,
    Refusal,
    Service,
    Terms,
    Way,
)  # fmt: skip
from simulator.services.ridepooling.answer import Answers
from simulator.services.ridepooling.best import Best
from simulator.services.ridepooling.book import Booking
from simulator.services.ridepooling.crew import Crew
from simulator.services.ridepooling.drawn_times import DrawnTimes
from simulator.services.ridepooling.eligibility import Eligibility
from simulator.services.ridepooling.energy import Energy
from simulator.services.ridepooling.fallen_promises import FallenPromises
from simulator.services.ridepooling.holds import Holds
from simulator.services.ridepooling.late_drivers import LateDrivers
from simulator.services.ridepooling.offers import Offers
from simulator.services.ridepooling.parts_in_reach import PartsInReach
from simulator.services.ridepooling.rides import Rides
from simulator.services.ridepooling.roads_ahead import RoadsAhead
from simulator.services.ridepooling.roster import Roster
from simulator.services.ridepooling.start_of_day import Entrance
from simulator.services.ridepooling.vehicle import Operation, Rules
from simulator.services.ridepooling.views import Views
from simulator.services.ridepooling.wakes import Wakes
from simulator.services.ridepooling.ways import Ways
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.services.rules import answer_times
from simulator.tables import NO_NODE, NO_TIME
from simulator.world.disruptions import of_kind
from simulator.world.disturbed_roads import ROAD_KINDS

if TYPE_CHECKING:
    from simulator.services.ridepooling.cut_off import CutOff
    from simulator.services.ridepooling.out_of_service import OutOfService

WHOLE = Ends()
# Reasons that another try later in the day cannot change.
_FINAL = {
    Reason.PARTY_TOO_LARGE, Reason.NO_STOP_IN_WALKING_RANGE, Reason.WALK_INSTEAD, Reason.OUTSIDE_ZONES,
    Reason.OUTSIDE_AREA,
}  # fmt: skip


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
        self.number, self._world = number, day.tables
        env, log, world = day.env, day.log, day.tables
        dispatch, roads = world.config.dispatch, world.roads
        roster = Roster(world)
        entrance = Entrance(world, roster, debug=day.debug)
        plans = self._plans = entrance.plans
        limited = bool(world.vehicles["store_kwh"].notna().any())
        diversion, waits_first = dispatch.diversion, dispatch.wait_at == "previous_stop"
        wakes = Wakes(env, log, plans, diverts=diversion, waits_first=waits_first)
        fleet = self._fleet = Operation(env, log, plans, roads, wakes)
        promises = FallenPromises(log, plans, roads)
        drawn = None
        if world.varies:
            legs, draws = DrawnLegs(roads, world.road_kind), (world.drive_factors, world.dwell_factor)
            drawn = DrawnTimes(log, promises, legs, LateDrivers(log, world), draws)
        energy = self._energy = Energy(env, log, world, plans, day.sites, roster, drawn) if limited else None
        rules = Rules(diversion, waits_first, _idle_policy(world), drawn, world.reserve)
        crew = Crew(fleet, entrance, roster, rules, energy)
        costs, policy = _costs(world), dispatch.make()
        replanner = None
        if dispatch.replan.when != "never":
            from simulator.services.ridepooling.replanning import Replanner  # not needed on most days, slow to import

            replanner = Replanner(fleet, dispatch.replan, costs, world.part.seed, len(world.requests))
            promises.put_off = replanner.put_off
        if isinstance(rules.idle, GoWhereSent) and world.forecast is not None:
            from simulator.services.ridepooling.rebalancing import Rebalancing

            Rebalancing(fleet, roster, world.forecast, rules.idle, dispatch.idle.worth_s)
        self._out: OutOfService | None = None
        rides = self._rides = Rides(world)
        self._eligibility = Eligibility(day, rides)
        views, offers = Views(plans, roads, rides, costs, energy), Offers(world, policy, rides, plans, self.number)
        self._answers = Answers(rides, views, policy, offers, energy_is_limited=limited)
        self._ways = Ways(rides, views, policy, offers, (self._answers, self._eligibility))
        self._reach = PartsInReach(world, rides, offers, costs)
        self._booking = booking = Booking(fleet, rides, views, offers, replanner)
        if day.disrupted.disruptions:
            from simulator.services.ridepooling.absences import Absences
            from simulator.services.ridepooling.breakdowns import Breakdowns
            from simulator.services.ridepooling.call_outs import CallOuts
            from simulator.services.ridepooling.out_of_service import OutOfService

            self._out = OutOfService(fleet, views, roster, replanner)
            Breakdowns(day, world, fleet, self._out, number)
            CallOuts(day, crew)
            Absences(day, crew, self._out)
        day.roads.tell(RoadsAhead(fleet, promises, drawn, _cut_off(day, fleet, self._out)))
        every_s: int | None = getattr(policy, "every_s", None)
        self.together = every_s is not None
        self.most = world.config.offers.most
        self._answer_s = answer_times(dispatch.answer, world.requests, world.days.clock, every_s)
        self._retry_every_s = dispatch.retry_every_s
        self._log, self._offers = log, offers
        self._origin_node: list[int] = world.requests["origin_node"].tolist()
        self.are_good, self.rearrange = booking.are_good, booking.rearrange
        self.hold = Holds(fleet, replanner).hold
        self.measured, self.waived_eur = offers.measured, offers.waived_eur

    def answers_at(self, attempt: Attempt) -> int:
        """Return when an attempt is answered [s]: as the rules say for the first, at once for any further one."""
        return attempt.asked_s if attempt.again else self._answer_s[attempt.request]

    def offers(self, asks: Sequence[Ask], now_s: int) -> list[list[Bundle] | Refusal]:
        """Return what can be booked. The policy is asked about many together if nobody compares."""
        if len(asks) == 1:
            return [self._offered(asks[0], now_s)]
        if all(len(ask) == 1 and not ask[0].compares for ask in asks):
            return self._offered_together(asks, now_s)
        return [self._offered(ask, now_s) for ask in asks]

    def cheapest_way(
        self, attempt: Attempt, ends: Sequence[Ends], ways: Sequence[Way], now_s: int, terms: Terms = ANY_TERMS
    ) -> Chosen | Refusal:
        """Return the cheapest of ways whose parts go between these ends, or why there is none. Nothing changes."""
        parts = [attempt._replace(ends=None if part == WHOLE else part, within=True) for part in ends]
        found = self._ways.cheapest(parts, ways, now_s, terms)
        return Refusal(found, final=found in _FINAL) if isinstance(found, Reason) else found

    def reach(self, request: int, nodes: NDArray[np.int32], now_s: int) -> Reach:
        """Return what rides between the places of a request and these nodes are like."""
        return self._reach.of(request, nodes, now_s)

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

    def _offered(self, ask: Ask, now_s: int) -> list[Bundle] | Refusal:
        if len(ask) > 1:
            both = self._ways.both(ask, now_s)
            return Refusal(both, final=both in _FINAL) if isinstance(both, Reason) else [both.bundle]
        (attempt,) = ask
        row = self._rides.row_of(attempt)
        reason = self._eligibility.refusal(attempt, row, now_s)
        if reason is not None:
            return self._refusal(row, reason, now_s)
        found = self._found(attempt, row, now_s)
        if not isinstance(found, Reason):
            if not self._eligibility.changes_offers:
                return [(offer,) for offer in found]
            left = self._eligibility.left(found)
            if not isinstance(left, Reason):
                return left
            found = left
        return self._refusal(row, found, now_s)

    def _found(self, attempt: Attempt, row: int, now_s: int) -> list[Offer] | Reason:
        """Return the rides that vehicles can give, or why they cannot. row: of what is asked for."""
        reason = Reason.NO_VEHICLE
        if attempt.compares:
            offers = self._answers.offers(attempt, row, now_s)
            if offers:
                return offers
        else:
            found = self._answers.propose(row, now_s)
            if not isinstance(found, Reason):
                return [self._plain(attempt, row, found, now_s)]
            reason = found
        others_move = None
        if reason == Reason.NO_VEHICLE and attempt.ends is None:
            others_move = self._booking.rearranged(attempt, now_s)
        return reason if others_move is None else [others_move]

    def _plain(self, attempt: Attempt, row: int, answer: Assignment, now_s: int) -> Offer:
        """Return the ride for who takes any, with its times where a rule judges by them."""
        if self._eligibility.judges_offers:
            return self._answers.timed(attempt, row, answer, now_s)
        return self._offers.plain(attempt, row, answer, now_s)

    def _offered_together(self, asks: Sequence[Ask], now_s: int) -> list[list[Bundle] | Refusal]:
        """Return what the policy proposes for requests of one moment; others need to be asked alone."""
        answers: list[list[Bundle] | Refusal] = []
        asked: dict[int, Attempt] = {}
        for (attempt,) in asks:
            reason = self._eligibility.refusal(attempt, attempt.request, now_s)
            if reason is None:
                asked[attempt.request] = attempt
            answers.append(Refusal(Reason.NO_VEHICLE if reason is None else reason))
        found = self._answers.propose_together(list(asked), now_s)
        offers = {answer.request: self._plain(asked[answer.request], answer.request, answer, now_s) for answer in found}
        for position, (attempt,) in enumerate(asks):
            if attempt.request in offers:
                left = self._eligibility.left([offers[attempt.request]])
                answers[position] = Refusal(left) if isinstance(left, Reason) else left
        return answers

    def _refusal(self, row: int, reason: Reason, now_s: int) -> Refusal:
        """Return why nothing is offered, and whether it is tried again for who cannot be taken now."""
        if reason != Reason.NO_VEHICLE:
            return Refusal(reason, final=reason in _FINAL)
        until_s, every_s = self._rides.kept_until_s(row), self._retry_every_s
        if every_s is not None and now_s + every_s <= until_s:
            return Refusal(reason, now_s + every_s, until_s)
        lacks_energy = self._answers.lacks_energy(row, now_s)
        return Refusal(Reason.NO_ENERGY if lacks_energy else reason)

    def book(self, offer: Offer, ride: int, now_s: int) -> Booked:
        """Accept an offer that is good."""
        booked = self._booking.book(offer, ride, now_s)
        if self._eligibility.changes_offers:
            self._eligibility.note_booked(offer, booked, ride, now_s)
        return booked

    def planned(self, offer: Offer, ride: int) -> Planned:
        """Return when who has just booked an offer is to arrive, as things are."""
        walk_s = self._offers.walk_after_s(offer)
        return Planned(self.ends_s(ride) + walk_s, walk_s)

    def cancel(self, ride: int, now_s: int) -> None:
        """Take a ride back; who is about to be met counts as somebody who did not come."""
        self._booking.cancel(ride, now_s)
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
        """Return the best that requests could be offered, see ``services.best_offers``."""
        return self.best.offers(request)

    @property
    def earlier_s(self) -> int:
        """Return how much sooner than they wish people may be offered to leave [s]."""
        offers = self._world.config.offers
        return int(offers.steps * offers.step_s) if offers.most > 1 else 0

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


def _costs(world: RidepoolingWorld) -> NDArray[np.int64]:
    """Return the weights of the dispatcher's cost in thousandths: vehicle time, wait, ride, walk."""
    weights = world.config.dispatch.weights
    thousandths = [round(1000 * w) for w in (weights.vehicle_time, weights.wait, weights.ride, weights.walk)]
    return np.array(thousandths, dtype=np.int64)


def _cut_off(day: Day, fleet: Operation, out: OutOfService | None) -> CutOff | None:
    """Return who takes rides out of plans to which no way leads any more; None where roads are not disturbed."""
    wrong = of_kind(day.world.disruptions, *ROAD_KINDS)
    if out is None or not wrong:
        return None
    from simulator.services.ridepooling.cut_off import CutOff

    return CutOff(fleet, out, wrong)


def _idle_policy(world: RidepoolingWorld) -> IdlePolicy:
    """Return what vehicles do that have nothing to do."""
    rule, roads = world.config.dispatch.idle, world.roads
    places = tuple(roads.location[world.waiting_nodes].tolist())
    policy: IdlePolicy = rule.make(Surroundings(rule.after_s, places, roads.drive_s))
    return policy
