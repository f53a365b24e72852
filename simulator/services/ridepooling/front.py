"""What answers requests on the terms of one scenario: its rules, offers, prices and limits, before the one fleet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.policy import Assignment
from simulator.event_kinds import Event
from simulator.fares.ride_tariff import Paid
from simulator.reasons import Reason
from simulator.scenario.dispatch_models import DispatchConfig
from simulator.services.protocol import (
    Ask,
    Attempt,
    Booked,
    Bundle,
    Chosen,
    Day,
    Ends,
    Offer,
    Refusal,
    Terms,
    Way,
)  # fmt: skip
from simulator.services.ridepooling.answer import Answers
from simulator.services.ridepooling.book import Booking
from simulator.services.ridepooling.day_tickets import DayTickets
from simulator.services.ridepooling.eligibility import Eligibility
from simulator.services.ridepooling.energy import Energy
from simulator.services.ridepooling.offers import Offers
from simulator.services.ridepooling.parts_in_reach import PartsInReach
from simulator.services.ridepooling.rides import Rides
from simulator.services.ridepooling.vehicle import Operation
from simulator.services.ridepooling.views import Views
from simulator.services.ridepooling.ways import Ways
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.services.rules import answer_times
from simulator.world.outages import dispatch_outages, out_at

if TYPE_CHECKING:
    from simulator.services.ridepooling.replanning import Replanner

WHOLE = Ends()
# Reasons that another try later in the day cannot change.
_FINAL = {
    Reason.PARTY_TOO_LARGE, Reason.NO_STOP_IN_WALKING_RANGE, Reason.WALK_INSTEAD, Reason.OUTSIDE_ZONES,
    Reason.OUTSIDE_AREA,
}  # fmt: skip


@dataclass(frozen=True)
class Behind:
    """What does the work, whatever the terms are: the fleet, what it stores, who makes its plans anew, if anybody.

    number: of the service. tickets: what people have paid of a day, on whatever terms.
    """

    fleet: Operation
    number: int
    tickets: DayTickets
    energy: Energy | None = None
    replanner: Replanner | None = None


class Front:
    """Answers and books. dispatch: who drives whom, if that is not what the scenario of its terms says.

    before: what has answered on the same terms until now, with another dispatch.
    """

    rides: Rides
    tells_times = False  # also to who takes whatever comes
    every_s: int | None  # in so long periods requests are answered together

    def __init__(
        self, day: Day, behind: Behind, dispatch: DispatchConfig | None = None, before: Front | None = None
    ) -> None:
        world: RidepoolingWorld = day.tables
        self.day, self.behind, own = day, behind, world.config.dispatch
        self._outages = dispatch_outages(day.world).get(behind.number, ())
        dispatch = own if dispatch is None else dispatch
        plans, costs, policy = behind.fleet.plans, costs_of(dispatch), dispatch.make()
        rides: Rides = Rides(world) if before is None else before.rides
        self.rides = rides
        self._eligibility: Eligibility = Eligibility(day, rides) if before is None else before._eligibility
        views = self.views = Views(plans, world.roads, rides, costs, behind.energy)
        offers = self.offers = Offers(world, policy, rides, plans, (behind.number, behind.tickets))
        self.limits_days = offers.limits_days
        limited = behind.energy is not None
        self._answers = Answers(rides, views, policy, offers, energy_is_limited=limited)
        self._ways = Ways(rides, views, policy, offers, (self._answers, self._eligibility))
        self._reach = PartsInReach(world, rides, offers, costs)
        self.booking = Booking(behind.fleet, rides, views, offers, behind.replanner)
        every_s = self.every_s = getattr(policy, "every_s", None)
        self.together = every_s is not None
        self._answer_s = answer_times(own.answer, world.requests, world.days.clock, every_s)
        self._retry_every_s = own.retry_every_s
        self.reach = self._reach.of

    def answers_at(self, attempt: Attempt) -> int:
        """Return when an attempt is answered [s]: as the rules say for the first, at once for any further one."""
        return attempt.asked_s if attempt.again else self._answer_s[attempt.request]

    def answered(self, asks: Sequence[Ask], now_s: int) -> list[list[Bundle] | Refusal]:
        """Return what can be booked, nothing while nobody plans. Many are proposed together if nobody compares."""
        if out_at(self._outages, now_s) is not None:
            return [Refusal(Reason.NO_VEHICLE)] * len(asks)
        if len(asks) == 1:
            return [self._offered(asks[0], now_s)]
        if all(len(ask) == 1 and not ask[0].compares for ask in asks):
            return self._offered_together(asks, now_s)
        return [self._offered(ask, now_s) for ask in asks]

    def cheapest_way(
        self, attempt: Attempt, ends: Sequence[Ends], ways: Sequence[Way], now_s: int, terms: Terms
    ) -> Chosen | Refusal:
        """Return the cheapest of ways whose parts go between these ends, or why there is none. Nothing changes."""
        if out_at(self._outages, now_s) is not None:
            return Refusal(Reason.NO_VEHICLE)
        parts = [attempt._replace(ends=None if part == WHOLE else part, within=True) for part in ends]
        found = self._ways.cheapest(parts, ways, now_s, terms)
        return Refusal(found, final=found in _FINAL) if isinstance(found, Reason) else found

    def book(self, offer: Offer, ride: int, now_s: int) -> Booked:
        """Accept an offer that is good."""
        paid = self.offers.paid(offer) if self.offers.tells_fares and not offer.attempt.within else None
        booked = self.booking.book(offer, ride, now_s)
        if self._eligibility.changes_offers:
            self._eligibility.note_booked(offer, booked, ride, now_s)
        if paid is not None:
            self._note_fare(paid, booked.vehicle, ride, now_s)
        if self.limits_days and self.offers.limits_a_day(offer.attempt):
            self.behind.tickets.book(offer.attempt.request, ride)
        return booked

    def are_good(self, offers: Sequence[Offer], now_s: int) -> bool:
        """Return whether all that offers depend on is as it was, prices included."""
        if any(self.offers.limits_a_day(its.attempt) for its in offers):
            tickets = self.behind.tickets
            if not all(tickets.is_as_told(its.attempt.request) for its in offers):
                return False
        return self.booking.are_good(offers, now_s)

    def _note_fare(self, paid: Paid, vehicle: int, ride: int, now_s: int) -> None:
        """Tell the fare of a ride that has just been booked, where prices of riders and kilometres do not tell it."""
        log, cents, waived = self.day.log, int(paid.cents[0]), int((paid.without_ticket - paid.cents)[0])
        log.add(now_s, Event.FARE, vehicle, ride=ride, value=cents)
        if waived:
            log.add(now_s, Event.FARE_WAIVED, vehicle, ride=ride, value=waived)

    def _offered(self, ask: Ask, now_s: int) -> list[Bundle] | Refusal:
        if len(ask) > 1:
            both = self._ways.both(ask, now_s)
            return Refusal(both, final=both in _FINAL) if isinstance(both, Reason) else [both.bundle]
        (attempt,) = ask
        row = self.rides.row_of(attempt)
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
            others_move = self.booking.rearranged(attempt, now_s)
        return reason if others_move is None else [others_move]

    def _plain(self, attempt: Attempt, row: int, answer: Assignment, now_s: int) -> Offer:
        """Return the ride for who takes any, with its times where anybody wants to know them."""
        if self.tells_times or self._eligibility.judges_offers:
            return self._answers.timed(attempt, row, answer, now_s)
        return self.offers.plain(attempt, row, answer, now_s)

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
        until_s, every_s = self.rides.kept_until_s(row), self._retry_every_s
        if every_s is not None and now_s + every_s <= until_s:
            return Refusal(reason, now_s + every_s, until_s)
        lacks_energy = self._answers.lacks_energy(row, now_s)
        return Refusal(Reason.NO_ENERGY if lacks_energy else reason)


def costs_of(dispatch: DispatchConfig) -> NDArray[np.int64]:
    """Return the weights of the dispatcher's cost in thousandths: vehicle time, wait, ride, walk."""
    weights = dispatch.weights
    thousandths = [round(1000 * w) for w in (weights.vehicle_time, weights.wait, weights.ride, weights.walk)]
    return np.array(thousandths, dtype=np.int64)
