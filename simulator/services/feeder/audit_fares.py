"""The auditor of what is paid for journeys of several services: part by part, and together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from simulator.scenario.models import ServicePart
from simulator.services.feeder.schema import Config
from simulator.world.build import World


class Paid(NamedTuple):
    """A part of a journey. cents: what is told to be paid for it. at_first: whether it was booked with the journey.

    by_oneself: by one's own bike, or in a shared car. costs: what that costs [cent]; None: it is not known, or none.
    waived: what is told that they would pay more without a season ticket.
    """

    ride: int
    by_timetable: bool
    cents: int | None
    at_first: bool
    by_oneself: bool = False
    costs: int | None = None
    waived: int = 0


class FareAudit:
    """Knows the fares of a feeder and its partners, and who holds a season ticket."""

    def __init__(self, part: ServicePart[Config], world: World) -> None:
        services, tables = world.scenario.services, world.services[part.name]
        partners: Any = tables.partners  # type: ignore[attr-defined]
        self._through = part.config.fares
        self._line: Any = services[partners.timetable].fares  # type: ignore[attr-defined]
        self._ride: Any = services[partners.on_demand].fares  # type: ignore[attr-defined]
        rule: Any = services[partners.on_demand].parallel_service  # type: ignore[attr-defined]
        is_paid = rule is not None and rule.then == "surcharge" and self._through is None
        self._surcharge_cents = round(100 * (rule.surcharge_eur or 0)) if is_paid else 0  # by who could go by bus
        self._size: list[int] = world.demand["party_size"].tolist()
        self._holds: list[bool] = world.demand["season_ticket"].tolist()

    def wrong_with(self, request: int, parts: Sequence[Paid], price: int | None) -> Iterator[str]:
        """Yield what is wrong with what is paid. price: of the journey, None where it never began."""
        at_first = [part for part in parts if part.at_first]
        for part in parts:
            alone, holds = len(at_first) == 1, self._holds[request]
            expected, without = (
                self._expected(request, part, alone=alone, holds=held) if part.at_first else 0
                for held in (holds, False)
            )
            if expected is not None and without is not None and part.waived != without - expected:
                yield f"ride {part.ride}: {part.waived} cents are waived, expected {without - expected}"
            more = 0 if part.by_timetable or len(at_first) > 1 else self._size[request] * self._surcharge_cents
            if expected is not None and part.cents not in (expected, expected + more):
                yield f"ride {part.ride}: {part.cents} cents are paid, expected {expected}"
        told = [part.cents for part in at_first if part.cents is not None]
        if price is not None and price != (sum(told) if told else -1):
            yield f"costs {price} cents, its parts {sum(told)}"

    def _expected(self, request: int, part: Paid, *, alone: bool, holds: bool) -> int | None:
        """Return what is paid for a part [cent]; None where that depends on the way, the day, or a tariff."""
        size = self._size[request]
        through, line, ride = self._through, self._line, self._ride
        if part.by_oneself:
            return part.costs
        if through is not None:
            surcharge = 0 if part.by_timetable else round(100 * through.surcharge_eur)
            is_free = (holds and through.season_ticket) or not (part.by_timetable or alone)
            return size * (surcharge + (0 if is_free else round(100 * through.per_trip_eur)))
        if part.by_timetable:
            if line is None:
                return None
            return 0 if holds and line.season_ticket else size * round(100 * line.per_trip_eur)
        if not ride.is_plain:
            return None
        is_free = holds and ride.season_ticket
        if (ride.per_rider_eur, ride.per_km_eur) == (None, None) or (ride.per_km_eur is not None and not is_free):
            return None
        fares = ride.surcharge_eur or 0.0, 0.0 if is_free else ride.per_rider_eur or 0.0
        return None if not all(isinstance(its, int | float) for its in fares) else round(100 * size * sum(fares))
