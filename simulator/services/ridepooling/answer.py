"""What the fleet can do for a request: the policy is asked, and nothing changes."""

from __future__ import annotations

from simulator.dispatch.policy import Assignment, FleetView, Policy, Rejection
from simulator.fleet.reading import read_only
from simulator.kernels import layout as f
from simulator.reasons import Reason
from simulator.services.protocol import Attempt, Offer
from simulator.services.ridepooling.offers import Offers
from simulator.services.ridepooling.rides import SOFT_LIMITS, Rides
from simulator.services.ridepooling.views import Views


class Answers:
    """Asks the policy for rides; soft limits give way when nothing keeps them."""

    def __init__(self, rides: Rides, views: Views, policy: Policy, offers: Offers, *, energy_is_limited: bool) -> None:
        self._rides, self._views, self._policy, self._offers = rides, views, policy, offers
        self._energy_is_limited = energy_is_limited

    def propose(self, request: int, now_s: int) -> Assignment | Reason:
        """Return the ride the policy proposes, or why there is none."""
        answer = self.asked(request, now_s)
        no_vehicle = isinstance(answer, Rejection) and answer.reason == Reason.NO_VEHICLE
        if no_vehicle and not self._rides.limits[request].hard:
            self._rides.relax(request)
            answer = self.asked(request, now_s)
        return answer.reason if isinstance(answer, Rejection) else answer

    def timed(self, attempt: Attempt, request: int, answer: Assignment, now_s: int) -> Offer:
        """Return the ride of an answer with its times. request: the row of what is asked for."""
        return self._offers.timed(attempt, request, self._views.view(request, now_s), answer, now_s)

    def propose_together(self, requests: list[int], now_s: int) -> list[Assignment]:
        """Return the rides the policy proposes for requests of one moment."""
        if not requests:
            return []
        view_of = self._views.view
        view = view_of(requests[0], now_s).locating(lambda request: view_of(request, now_s).reach)
        return [answer for answer in self._policy(view, requests, now_s) if isinstance(answer, Assignment)]

    def offers(self, attempt: Attempt, request: int, now_s: int) -> list[Offer]:
        """Return the rides a traveller may choose from. request: the row of what is asked for."""
        asked_s = attempt.asked_s
        rides, limits = self._rides, self._rides.limits[request]
        wish_s = int(rides.fields[request, f.REQ_EARLIEST])
        earliest_s = max(now_s, wish_s if rides.not_before[request] else asked_s + limits.notice_s)
        latest_s = asked_s + limits.horizon_s

        def view(departure_s: int) -> FleetView:
            return self._views.view(request, now_s, departure_s)

        offers = self._offers.made(attempt, request, view, wish_s, (earliest_s, latest_s), now_s)
        if not offers and not rides.limits[request].hard:
            rides.relax(request)
            offers = self._offers.made(attempt, request, view, wish_s, (wish_s, latest_s), now_s)
        return offers

    def lacks_energy(self, request: int, now_s: int) -> bool:
        """Return whether a request that no vehicle can take would get a ride if energy lasted for ever."""
        if not self._energy_is_limited:
            return False
        fields = self._rides.fields[request].copy()
        view = self._views.with_endless_energy(request, now_s)
        if not self._rides.limits[request].hard:
            fields[SOFT_LIMITS] = f.FOREVER
        asked = view.with_one(read_only(fields), view.options_of(request))
        return isinstance(self._policy(asked, [0], now_s)[0], Assignment)

    def asked(self, request: int, now_s: int) -> Assignment | Rejection:
        """Return what the policy says of a request as it is ready, whatever soft limits are."""
        return self._policy(self._views.view(request, now_s), [request], now_s)[0]
