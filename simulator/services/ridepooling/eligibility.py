"""Whether an attempt may be served at all, whatever the vehicles do: all rules of the service, one after the other."""

from __future__ import annotations

from collections.abc import Callable

from simulator.event_kinds import Event
from simulator.fares.tariff import in_cents
from simulator.reasons import Reason
from simulator.services.protocol import Attempt, Booked, Bundle, Day, Ends, Offer
from simulator.services.ridepooling.rides import Rides
from simulator.services.rules import Case, Verdict, rules_of

Asked = tuple[int, Ends | None, bool]  # an attempt, or a part of it; whether within a journey


class Eligibility:
    """Asks the rules at every attempt, from the moment of that attempt; tells what they say, and adds what they cost.

    Who asks another service, which asks this one, is told nothing; what rules say and cost is the same.
    judges_offers: whether rules want to know the times of what is offered, see ``Rule``. changes_offers: whether any
    rule has had something to do with what is offered, or what it costs.
    """

    def __init__(self, day: Day, rides: Rides) -> None:
        self._rides, self._log = rides, day.log
        self._rules = rules_of(day)
        self._of_parts = [rule for rule in self._rules if not getattr(rule, "of_whole_ways", False)]
        self._judges, self._judges_of_parts = (
            [rule.beats for rule in rules if hasattr(rule, "beats")] for rules in (self._rules, self._of_parts)
        )
        self.judges_offers = self.changes_offers = bool(self._judges)
        self._size: list[int] = day.world.demand["party_size"].tolist()
        self._told: dict[Asked, tuple[tuple[Event, int], ...]] = {}
        self._surcharge_eur: dict[Asked, float] = {}  # of the party

    def refusal(self, attempt: Attempt, row: int, now_s: int) -> Reason | None:
        """Return why an attempt gets no ride whatever the vehicles do; else get it ready for the policy.

        row: of what is asked for.
        """
        rides = self._rides
        departure_s = rides.make_ready(row, attempt.asked_s, now_s)
        reason = rides.rejected_at_once.get(row)
        if reason is not None:
            return reason
        if self._surcharge_eur:
            self._surcharge_eur.pop(_asked(attempt), None)
        case = Case(attempt, departure_s, now_s, rides.wish_s[row])
        for rule in self._rules if attempt.ends is None else self._of_parts:
            verdict = rule(case)
            if verdict is not None:
                self._take_note(attempt, verdict, now_s)
                if verdict.reason is not None:
                    return verdict.reason
        return Reason.LATEST_ARRIVAL_IMPOSSIBLE if rides.is_too_late(row, departure_s) else None

    def left(self, offers: list[Offer]) -> list[Bundle] | Reason:
        """Return what rules leave of the offers, with the fares that surcharges make; or why there is nothing left."""
        if self._judges:
            kept = [offer for offer in offers if not any(beats(offer) for beats in self._judges_of(offer))]
            offers = [offer._replace(place=place) for place, offer in enumerate(kept)]
        if not offers:
            return Reason.PARALLEL_SERVICE
        return [(offer,) for offer in self.priced(offers)]

    def priced(self, offers: list[Offer]) -> list[Offer]:
        """Return offers with the fares that surcharges make."""
        return [self._with_surcharge(offer) for offer in offers] if self._surcharge_eur else offers

    def note_booked(self, offer: Offer, booked: Booked, ride: int, now_s: int) -> None:
        """Tell the surcharge of a ride that has just been booked, if there is one."""
        surcharge_eur = self._surcharge_eur.get(_asked(offer.attempt))
        if surcharge_eur and not offer.attempt.within:
            self._log.add(now_s, Event.SURCHARGED, booked.vehicle, ride=ride, value=round(100 * surcharge_eur))

    def _take_note(self, attempt: Attempt, verdict: Verdict, now_s: int) -> None:
        """Tell what a rule has found, unless it has told that in this attempt, and remember what it costs."""
        asked = _asked(attempt)
        if verdict.told and not attempt.within and self._told.get(asked) != verdict.told:
            self._told[asked] = verdict.told
            for kind, value in verdict.told:
                self._log.add(now_s, kind, request=attempt.request, value=value)
        if verdict.surcharge_eur:
            party_eur = self._size[attempt.request] * verdict.surcharge_eur
            self.changes_offers = True
            self._surcharge_eur[asked] = self._surcharge_eur.get(asked, 0.0) + party_eur

    def _judges_of(self, offer: Offer) -> list[Callable[[Offer], bool]]:
        return self._judges if offer.attempt.ends is None else self._judges_of_parts

    def _with_surcharge(self, offer: Offer) -> Offer:
        surcharge_eur = self._surcharge_eur.get(_asked(offer.attempt))
        if not surcharge_eur or offer.fare_eur is None:
            return offer
        return offer._replace(fare_eur=in_cents(offer.fare_eur + surcharge_eur))


def _asked(attempt: Attempt) -> Asked:
    return attempt.number, attempt.ends, attempt.within
