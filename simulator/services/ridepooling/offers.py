"""What a traveller may choose from: the wished departure, others around it, another stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.offer import boarding_and_alighting
from simulator.dispatch.policy import Assignment, FleetView, Policy, Rejection, Told
from simulator.fares.ride_tariff import Paid
from simulator.fares.tariff import counts_metres, in_cents, party_fares_eur
from simulator.fleet.plans import Plans
from simulator.fleet.reading import read_only
from simulator.kernels import layout as f
from simulator.kernels.gaps import is_no_ride
from simulator.network.travel_times import NO_WAY
from simulator.services.protocol import Attempt, Measured, Offer
from simulator.services.ridepooling.day_tickets import DayTickets
from simulator.services.ridepooling.pricing import OWN, Asked, Pricing
from simulator.services.ridepooling.rates import ride_rates
from simulator.services.ridepooling.rides import Rides
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.tables import NO_NODE

Ints = NDArray[np.int64]


class Proposal(NamedTuple):
    """What the policy proposes, and for what: as of now_s, with the version of the plan, for a departure [s].

    relaxed: soft limits have given way. behind: what is booked before into the same plan, in which it then has its
    place.
    """

    answer: Assignment
    now_s: int
    version: int
    departure_s: int
    relaxed: bool
    behind: Proposal | None = None


class Offers:
    """Makes offers. Nothing changes until one is booked. behind: number of the service, and what people have paid."""

    def __init__(
        self, world: RidepoolingWorld, policy: Policy, rides: Rides, plans: Plans, behind: tuple[int, DayTickets]
    ) -> None:
        config, (number, self._tickets) = world.config, behind
        self._rule, self._policy, self._rides = config.offers, policy, rides
        self._at_departures = getattr(policy, "at_departures", None)
        self._plans, self._number, self._roads = plans, number, world.roads
        self._hours = world.days.spans(config.hours)
        steps = range(1, config.offers.steps + 1) if config.offers.most > 1 else ()
        self._shifts_s = [shift * config.offers.step_s for step in steps for shift in (step, -step)]
        self._prices, self._kinds, self._requests = ride_rates(config.fares), world.days.kinds, world.requests
        self._pricing = None if config.fares.is_plain else Pricing(world)
        self.tells_fares = self._pricing is not None  # each one when it is booked
        most_eur = config.fares.max_per_day_eur
        self._most_cents = None if most_eur is None else round(100 * most_eur)
        self._holds = self._requests["season_ticket"].to_numpy(np.bool_)

    @cached_property
    def _fares(self) -> list[float] | list[None]:
        """What each request would pay; nobody wants to know where nobody compares."""
        columns = ("party_size", "direct_m", "earliest_departure_s")
        size, direct_m, departure_s = (self._requests[name].to_numpy(np.int64) for name in columns)
        if self._pricing is not None:
            own = np.full(len(size), OWN)
            asked = Asked(np.arange(len(size)), size, direct_m, self._kinds.at(departure_s), (own, own))
            return [cents / 100 for cents in self._pricing.paid(asked).cents.tolist()]
        return party_fares_eur(self._prices, size, direct_m, self._holds, self._kinds.at(departure_s))

    def plain(self, attempt: Attempt, request: int, answer: Assignment, now_s: int) -> Offer:
        """Return the ride for who takes any: no times are told."""
        version = self._plans.version(answer.vehicle)
        departure_s = int(self._rides.fields[request, f.REQ_EARLIEST])
        relaxed = self._rides.is_relaxed(request)
        return Offer(self._number, attempt, Proposal(answer, now_s, version, departure_s, relaxed))

    def timed(self, attempt: Attempt, request: int, seen: FleetView, answer: Assignment, now_s: int) -> Offer:
        """Return the ride for who takes any, with the times it will have. seen: what the policy saw."""
        asked = seen.with_one(seen.requests[request], seen.options_of(request))
        told = Told(answer, *boarding_and_alighting(asked, answer._replace(request=0), now_s))
        return self.told(attempt, request, told, now_s)

    def told(self, attempt: Attempt, request: int, told: Told, now_s: int, behind: Proposal | None = None) -> Offer:
        """Return a ride with its times. request: the row of what is asked for. behind: see ``Proposal``."""
        departure_s = int(self._rides.fields[request, f.REQ_EARLIEST])
        times_s = departure_s, departure_s, now_s
        offer = self._offer(attempt, request, told, self._walks_s(request, told.answer), times_s, 0)
        return offer if behind is None else offer._replace(what=offer.what._replace(behind=behind))

    def made(
        self,
        attempt: Attempt,
        request: int,
        view: Callable[[int], FleetView],
        wish_s: int,
        within_s: tuple[int, int],
        now_s: int,
    ) -> list[Offer]:
        """Return the rides that a traveller may choose from.

        request: the row of what is asked for. view: returns what the policy may see, for departures up to one. wish_s:
        when the traveller wants to leave. within_s: the earliest and the latest departure that the booking rules allow.
        """
        offers: list[Offer] = []
        seen, most = set(), self._rule.most
        departures_s = self._departures(wish_s, *within_s)
        asked = view(max(departures_s))
        while departures_s and len(offers) < most:
            part_s, departures_s = departures_s[: most - len(offers)], departures_s[most - len(offers) :]
            for told, departure_s in self._answers(request, asked, part_s, wish_s, now_s):
                walks_s = self._walks_s(request, told.answer)
                key = told.boarding_s, told.alighting_s, sum(walks_s)
                if key not in seen and len(offers) < most:
                    seen.add(key)
                    times_s = departure_s, wish_s, now_s
                    offers.append(self._offer(attempt, request, told, walks_s, times_s, len(offers)))
        return offers

    def rearranged(
        self, attempt: Attempt, what: Any, vehicle: int, times_s: tuple[int, int], ready_s: int, walk_s: int, node: int
    ) -> Offer:
        """Return a ride for which others' plans change. times_s: start of boarding and alighting."""
        boarding_s, alighting_s = times_s
        ride_s = alighting_s - boarding_s - self._rides.dwell_s[attempt.request]
        return Offer(
            self._number, attempt, what, 0, self._plans.number(vehicle), node, ready_s, 0, boarding_s, alighting_s,
            boarding_s - ready_s, ride_s, self._rides.direct_s[attempt.request], walk_s, alighting_s,
            self._fare_eur(attempt, attempt.request, what.nodes),
        )  # fmt: skip

    def walk_after_s(self, offer: Offer) -> int:
        """Return how long who takes an offer walks from where the ride ends [s]."""
        what, row = offer.what, self._rides.row_of(offer.attempt)
        if isinstance(what, Proposal):
            return self._walks_s(row, what.answer)[1]
        node, ends = what.nodes[1], self._rides.options_of(row)[int(self._rides.fields[row, f.REQ_PICKUPS]) :]
        return next(int(option[f.OPTION_WALK]) for option in ends if self._rides.node_of(option) == node)

    def measured(self, offer: Offer) -> Measured:
        """Return what a ride that is offered for a way is like."""
        rides, answer, ends = self._rides, offer.what.answer, offer.attempt.ends
        row = rides.row_of(offer.attempt)
        begins, ends_at = (rides.node_of(option) for option in self._options(row, answer))
        times = self._roads.at(offer.boarding_s)
        drive_s = times.between(begins, ends_at)
        is_own = ends is None or ends.origin_node == NO_NODE
        walk_s = self._walks_s(row, answer)[0] if is_own else None
        if drive_s == NO_WAY:
            return Measured(walk_s, None, None)
        return Measured(walk_s, times.length_m(begins, ends_at), drive_s)

    def paid(self, offer: Offer) -> Paid | None:
        """Return what the party pays for a ride by tariffs that tell more than prices of riders and kilometres.

        None where there are none. What rules add to it is left out.
        """
        if self._pricing is None:
            return None
        what, row = offer.what, self._rides.row_of(offer.attempt)
        nodes = self._nodes(row, what.answer) if isinstance(what, Proposal) else what.nodes
        return self._paid(self._pricing, offer.attempt, row, nodes)

    def _paid(self, pricing: Pricing, attempt: Attempt, row: int, nodes: tuple[int, int]) -> Paid:
        """Return what a party pays. row: of what is asked for. nodes: where it boards and alights."""
        rides, request = self._rides, attempt.request
        wish_s = self._whole_way_s(attempt) if attempt.ends is None else rides.wish_s[row]
        size, direct_m = int(rides.fields[row, f.REQ_SIZE]), max(int(rides.direct_m[row]), 0)
        ends = (NO_NODE, NO_NODE) if attempt.ends is None else attempt.ends[:2]
        kinds, own = self._kinds.at(np.array([wish_s], dtype=np.int64)), np.array(ends, dtype=np.int64)[:, np.newaxis]
        whose, sizes, metres = (np.array([its], dtype=np.int64) for its in (request, size, direct_m))
        asked = Asked(whose, sizes, metres, kinds, (own[0], own[1]))
        paid = pricing.paid(asked, pricing.is_on_request(nodes))
        if self._most_cents is None or not self.limits_a_day(attempt):
            return paid
        return self._tickets.paid(request, self._kinds.row_at(wish_s), paid, size, self._most_cents)

    def limits_a_day(self, attempt: Attempt) -> bool:
        """Return whether what is paid for other rides of the day counts, as it does not for parts of journeys."""
        return self._most_cents is not None and attempt.ends is None and not attempt.within

    def _whole_way_s(self, attempt: Attempt) -> int:
        """Return when somebody can leave who asks for the whole way; fares are those of that day [s]."""
        return max(self._rides.wish_s[attempt.request], attempt.asked_s)

    def _nodes(self, row: int, answer: Assignment) -> tuple[int, int]:
        pickup, dropoff = self._options(row, answer)
        return self._rides.node_of(pickup), self._rides.node_of(dropoff)

    def _fare_eur(self, attempt: Attempt, request: int, nodes: tuple[int, int]) -> float | None:
        if self._pricing is not None:
            return int(self._paid(self._pricing, attempt, request, nodes).cents[0]) / 100
        when_s = self._rides.fields[request, f.REQ_EARLIEST]
        if attempt.ends is None:
            when_s = self._whole_way_s(attempt)
            if when_s <= self._rides.wish_s[request]:
                return self._fares[request]
        size, direct_m = self._rides.fields[request, f.REQ_SIZE], self._rides.direct_m[request]
        kinds = self._kinds.at(np.array([when_s], dtype=np.int64))
        holds = self._holds[attempt.request : attempt.request + 1]
        return party_fares_eur(self._prices, np.array([size]), np.array([direct_m]), holds, kinds)[0]

    def waived_eur(self, offer: Offer) -> float:
        """Return what the party would pay more for a ride without its season ticket [EUR]."""
        if not self._holds[offer.attempt.request]:
            return 0.0
        paid = self.paid(offer)
        if paid is not None:
            return int((paid.without_ticket - paid.cents)[0]) / 100
        row, both = self._rides.row_of(offer.attempt), np.array([False, True])
        size, direct_m = (np.full(2, its) for its in (self._rides.fields[row, f.REQ_SIZE], self._rides.direct_m[row]))
        kinds = self._kinds.at(np.full(2, offer.departure_s, np.int64))
        without, held = party_fares_eur(self._prices, size, direct_m, both, kinds)
        return 0.0 if without is None or held is None else in_cents(without - held)

    @property
    def limits_days(self) -> bool:
        """Return whether people pay so much for the rides of a day at most."""
        return self._most_cents is not None

    @property
    def prices_metres(self) -> bool:
        """Return whether fares depend on the way."""
        return self._pricing is not None or counts_metres(self._prices)

    def fare_eur(self, request: int) -> float | None:
        """Return what the party of a request pays for the whole way [EUR], None where no fare is known."""
        return self._fares[request]

    def holds(self, request: int) -> bool:
        """Return whether the party of a request has a season ticket."""
        return bool(self._holds[request])

    def fares_of_parts(
        self, request: int, direct_m: NDArray[np.int32], when_s: int, ends: tuple[Ints, Ints] | None = None
    ) -> NDArray[np.float64]:
        """Return what the party of a request pays for rides of some lengths at a time [s], 0 where no fare is known.

        ends: their nodes, OWN for the request's own places; needed where fares depend on them.
        """
        count = len(direct_m)
        size, holds = np.full(count, self._rides.fields[request, f.REQ_SIZE]), np.full(count, self._holds[request])
        kinds = self._kinds.at(np.full(count, when_s, dtype=np.int64))
        if self._pricing is not None and ends is not None:
            whose, metres = np.full(count, request), np.maximum(direct_m.astype(np.int64), 0)
            return self._pricing.paid(Asked(whose, size.astype(np.int64), metres, kinds, ends)).cents / 100
        fares = party_fares_eur(self._prices, size, direct_m.astype(np.int64), holds, kinds)
        return np.array([fare or 0.0 for fare in fares])

    def _answers(
        self, request: int, seen: FleetView, departures_s: list[int], wish_s: int, now_s: int
    ) -> Iterator[tuple[Told, int]]:
        """Yield what the policy proposes for the wish, for another stop, and for other departures, nearest first."""
        fields = seen.requests[request].copy()
        asked = seen.with_one(read_only(fields), seen.options_of(request))
        elsewhere = self._rule.other_stops and fields[f.REQ_PICKUPS] > 1
        if self._at_departures is not None and not elsewhere:
            for told, departure_s in zip(self._at_departures(asked, departures_s, now_s), departures_s, strict=True):
                if told is not None:
                    yield told, departure_s
            return
        for departure_s in departures_s:
            fields[f.REQ_EARLIEST] = departure_s  # so it is seen by the policy, and by who reads the answer
            answer = self._policy(asked, [0], now_s)[0]
            if isinstance(answer, Rejection):
                continue
            yield Told(answer, *boarding_and_alighting(asked, answer, now_s)), departure_s
            if departure_s == wish_s and elsewhere:
                other = self._elsewhere(asked, answer, now_s)
                if other is not None:
                    yield Told(other, *boarding_and_alighting(asked, other, now_s)), departure_s

    def _departures(self, wish_s: int, earliest_s: int, latest_s: int) -> list[int]:
        """Return the departures to ask for [s], the wish first."""
        others_s = [wish_s + shift_s for shift_s in self._shifts_s]
        return [wish_s, *(s for s in others_s if earliest_s <= s <= latest_s and self._hours.at(s) is not None)]

    def _elsewhere(self, view: FleetView, answer: Assignment, now_s: int) -> Assignment | None:
        """Return what the policy proposes when the pickup stop it likes best is left out."""
        taken, fields = answer.pickup_option, view.requests[0].copy()
        fields[f.REQ_PICKUPS] -= 1
        fewer = np.delete(view.options, taken, axis=0)
        if len(fewer) == 2 and is_no_ride(view.options, fewer[0, f.OPTION_NODE], len(view.options) - 1):
            return None  # all that is left is to get off where one boards
        reach = np.delete(view.reach, taken, axis=0) if len(view.reach) else view.reach
        other = self._policy(view.with_one(read_only(fields), read_only(fewer)).with_reach(reach), [0], now_s)[0]
        if isinstance(other, Rejection):
            return None
        return other._replace(pickup_option=other.pickup_option + (other.pickup_option >= taken))

    def _walks_s(self, request: int, answer: Assignment) -> tuple[int, int]:
        """Return the walks to a ride and from it [s]."""
        pickup, dropoff = self._options(request, answer)
        return int(pickup[f.OPTION_WALK]), int(dropoff[f.OPTION_WALK])

    def _options(self, request: int, answer: Assignment) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return where a ride begins and where it ends."""
        mine = self._rides.options_of(request)
        pickups = int(self._rides.fields[request, f.REQ_PICKUPS])
        return mine[answer.pickup_option], mine[pickups + answer.dropoff_option]

    def _offer(
        self, attempt: Attempt, request: int, told: Told, walks_s: tuple[int, int], times_s: tuple[int, int, int],
        place: int,
    ) -> Offer:  # fmt: skip
        """Return a ride as an offer. walks_s: to it and from it. times_s: of departure, as wished, and now."""
        answer, boarding_s, alighting_s = told
        (access_s, egress_s), (departure_s, wish_s, now_s) = walks_s, times_s
        rides, vehicle = self._rides, answer.vehicle
        version, number = self._plans.version_and_number(vehicle)
        what = Proposal(Assignment(request, *answer[1:]), now_s, version, departure_s, rides.is_relaxed(request))
        node = rides.node_of(rides.options[rides.first_option[request] + answer.pickup_option])
        return Offer(
            self._number, attempt, what, place, number, node, departure_s, departure_s - wish_s,
            boarding_s, alighting_s,
            boarding_s - departure_s - access_s,
            alighting_s - boarding_s - int(rides.fields[request, f.REQ_PICKUP_DWELL]),
            rides.direct_s[request],
            access_s + egress_s,
            alighting_s + egress_s,
            self._fare_eur(attempt, request, self._nodes(request, answer)),
        )  # fmt: skip
