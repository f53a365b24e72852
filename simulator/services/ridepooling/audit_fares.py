"""The auditor of fares by tariffs: each rider's price worked out again from the scenario, in fractions, one by one."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Any, NamedTuple

import pandas as pd
import shapely

from simulator.days import DayType
from simulator.event_kinds import Event
from simulator.journey_parts import without_parts
from simulator.network.territories import Territories
from simulator.scenario.day_models import ByDay
from simulator.scenario.fare_models import RideFares, TariffKeys
from simulator.scenario.models import ServicePart
from simulator.tables import NO_NODE
from simulator.world.build import World
from simulator.world.places import zones_of

SIDE_BY_SIDE = 1e-4  # degrees, see docs/fares.md
_GIVEN_BACK = (Event.CANCELLED, Event.CANCELLED_BY_OPERATOR, Event.LEFT_STRANDED)
_KINDS = (Event.SUBMITTED, Event.ACCEPTED, Event.PLANNED_DROPOFF, Event.FARE, Event.FARE_WAIVED, *_GIVEN_BACK)


class _Told(NamedTuple):
    """A row of the log, and its place among them."""

    request: int
    node: int
    value: int
    place: int


_NOTHING = _Told(-1, NO_NODE, -1, -1)


class _Each(NamedTuple):
    """What each of so many riders pays [cent], what a season ticket waives of that, and what comes on top."""

    fare: int
    waived: int
    on_top: int
    riders: int


class _Whose(NamedTuple):
    """Who asks for what, and on which day they want to leave."""

    person: int
    day: int
    request: int


class _Ride(NamedTuple):
    riders: int
    direct_m: Fraction
    holds: bool
    kind: DayType
    traveller_class: str
    zones: Fraction
    on_request: bool


def check(
    events: pd.DataFrame, requests: pd.DataFrame, part: ServicePart[Any], world: World, revenue_eur: float | None
) -> Iterator[str]:
    """Yield which rides are told to cost what they do not. revenue_eur: of served requests, None where not known."""
    if world.branch is not None or part.config.fares.is_plain:
        return  # in a branch the log before it is that of the run
    log = without_parts(events)
    log = log[log["kind"].isin(_KINDS) & (log["service"] == part.number)]
    told: dict[int, dict[int, _Told]] = {}
    asked_s: dict[int, int] = {}
    rows = zip(*(log[name].tolist() for name in ("kind", "request", "ride", "node", "value", "time_s")), strict=True)
    for place, (kind, request, ride, node, value, time_s) in enumerate(rows):
        if kind == Event.SUBMITTED:
            asked_s[request] = time_s
            continue
        told.setdefault(ride, {}).setdefault(kind, _Told(request, node, value, place))
        if kind == Event.ACCEPTED:
            told[ride].setdefault(Event.SUBMITTED, _Told(request, NO_NODE, asked_s.get(request, 0), place))
    prices, tickets = _Prices(part, world, requests), _DayTickets(part.config.fares)
    paid: dict[int, int] = {}
    for ride, its in sorted((one for one in told.items() if Event.ACCEPTED in one[1]), key=_booked_at):
        request, pickup, _, place = its[Event.ACCEPTED]
        dropoff = its.get(Event.PLANNED_DROPOFF, _NOTHING)[1]
        expected = prices.of(request, (pickup, dropoff), its[Event.SUBMITTED].value)
        gone = min((its[kind].place for kind in _GIVEN_BACK if kind in its), default=len(log))
        cents, waived = tickets.paid(prices.ticket_of(request, its[Event.SUBMITTED].value), expected, (place, gone))
        found = its.get(Event.FARE, _NOTHING).value, max(its.get(Event.FARE_WAIVED, _NOTHING).value, 0)
        paid[request] = found[0]
        if found != (cents, waived):
            yield (
                f"ride {ride} of request {request}: {found[0]} cents are paid and {found[1]} waived, expected "
                f"{cents} and {waived}"
            )
    if revenue_eur is not None:
        days = world.days.all()
        first = days.loc[days["day"] == 0, "start_s"] if (days["day"] < 0).any() else requests["earliest_departure_s"]
        counted = requests.loc[requests["earliest_departure_s"] >= first.min(), "request"]
        yield from _compared(events[events["request"].isin(counted)], paid, revenue_eur, part.number)


def _compared(events: pd.DataFrame, paid: Mapping[int, int], revenue_eur: float, number: int) -> Iterator[str]:
    own = without_parts(events)
    own = own[own["service"] == number]
    served = own.loc[own["kind"] == Event.ALIGHTED, "request"].unique().tolist()
    surcharges = own[own["kind"] == Event.SURCHARGED].drop_duplicates("request", keep="last").set_index("request")
    cents = sum(paid.get(request, 0) + int(surcharges["value"].get(request, 0)) for request in served)
    if cents != round(100 * revenue_eur):
        yield f"the fares of those served add up to {cents / 100:.2f} EUR, reported are {revenue_eur:.2f} EUR"


def _booked_at(ride: tuple[int, dict[int, _Told]]) -> int:
    return ride[1][Event.ACCEPTED].place


class _DayTickets:
    """Adds up what people have paid for the rides of a day that they had not given back."""

    def __init__(self, fares: RideFares) -> None:
        self._most = None if fares.max_per_day_eur is None else _half_up(100 * _exact(fares.max_per_day_eur))
        self._kept: dict[tuple[int, int], dict[int, tuple[int, tuple[list[int], list[int]]]]] = {}

    def paid(self, whose: _Whose, each: _Each, kept: tuple[int, int]) -> tuple[int, int]:
        """Return what a party pays and what is waived. kept: places of the rows at which they book and give back."""
        booked, gone = kept
        fares, full = [each.fare] * each.riders, [each.fare + each.waived] * each.riders
        if self._most is not None:
            before = self._kept.setdefault((whose.person, whose.day), {}) if whose.person >= 0 else {}
            others = [its for other, its in before.items() if other != whose.request and its[0] > booked]
            for rider in range(each.riders):
                for which, amounts in enumerate((fares, full)):
                    spent = sum(its[1][which][rider] for its in others if rider < len(its[1][which]))
                    amounts[rider] = min(amounts[rider], max(self._most - spent, 0))
            before[whose.request] = gone, (fares, full)
        return sum(fares) + each.riders * each.on_top, sum(full) - sum(fares)


class _Prices:
    """Works out prices of requests, as its own reading of the tariffs says."""

    def __init__(self, part: ServicePart[Any], world: World, requests: pd.DataFrame) -> None:
        self._fares: RideFares = part.config.fares
        self._world, self._part = world, part
        columns = ("party_size", "direct_m", "season_ticket", "earliest_departure_s", "traveller_class")
        ends = (f"{end}_{what}" for end in ("origin", "destination") for what in ("node", "lon", "lat"))
        table = requests.set_index("request")[[*columns, *ends]]
        self._requests: dict[Any, dict[Any, Any]] = table.to_dict("index")
        persons = world.demand.get("person")
        self._persons = [-1] * len(world.demand) if persons is None else persons.tolist()

    def ticket_of(self, request: int, asked_s: int) -> _Whose:
        """Return who asks, and for which day."""
        row, starts_s = self._requests[request], self._world.days.kinds.starts_s
        leaves_s = max(int(row["earliest_departure_s"]), asked_s)
        return _Whose(self._persons[request], sum(start_s <= leaves_s for start_s in starts_s[1:]), request)

    def of(self, request: int, nodes: tuple[int, int], asked_s: int) -> _Each:
        """Return what each rider of a party pays. asked_s: for the ride that it got."""
        row = self._requests[request]
        origin, destination = (self._place(row, end) for end in ("origin", "destination"))
        ride = _Ride(
            int(row["party_size"]), Fraction(max(int(row["direct_m"]), 0)), bool(row["season_ticket"]),
            self._kind(max(int(row["earliest_departure_s"]), asked_s)), str(row["traveller_class"]),
            Fraction(self._further(origin, destination)), any(node in self._only_virtual for node in nodes),
        )  # fmt: skip
        fares, first, second = self._fares, self._tariff(origin), self._tariff(destination)
        if first is second or fares.at_border in (None, "origin"):
            return _both(first, ride)
        if fares.at_border == "destination":
            return _both(second, ride)
        if fares.at_border == "through":
            return _both(fares, ride)
        if fares.at_border == "higher":
            return max((_both(its, ride) for its in (first, second)), key=lambda its: sum(its[:3]))
        one = ride._replace(direct_m=Fraction(-(-ride.direct_m // 2)), zones=Fraction(-(-ride.zones // 2)))
        other = ride._replace(direct_m=ride.direct_m - one.direct_m, zones=ride.zones - one.zones)
        halves = _both(first, one), _both(second, other)
        fare, waived, on_top = (sum(both) for both in zip(*(its[:3] for its in halves), strict=True))
        return _Each(fare, waived, on_top, ride.riders)

    def _kind(self, departure_s: int) -> DayType:
        kinds = self._world.days.kinds
        return DayType([*kinds.types][max(bisect_right([*kinds.starts_s], departure_s) - 1, 0)])

    def _place(self, row: dict[Any, Any], end: str) -> tuple[float, float]:
        node, lon, lat = int(row[f"{end}_node"]), row[f"{end}_lon"], row[f"{end}_lat"]
        network = self._world.network
        return (float(network.lon[node]), float(network.lat[node])) if pd.isna(lon) else (float(lon), float(lat))

    def _tariff(self, place: tuple[float, float]) -> TariffKeys:
        if not self._fares.by_territory or self._world.territories is None:
            return self._fares
        return self._fares.by_territory.get(_area_at(self._world.territories, place) or "", self._fares)

    def _further(self, origin: tuple[float, float], destination: tuple[float, float]) -> int:
        zones = self._zones
        if zones is None:
            return 0
        first, last = (_area_at(zones, place) for place in (origin, destination))
        if first is None or last is None or first == last:
            return 0
        steps, ahead = {first: 0}, deque([first])
        while ahead:
            here = ahead.popleft()
            for name, area in zip(zones.names, zones.areas, strict=True):
                near = area.distance(zones.areas[zones.names.index(here)]) <= SIDE_BY_SIDE
                if name not in steps and near:
                    steps[name] = steps[here] + 1
                    ahead.append(name)
        return steps.get(last, 1)

    @cached_property
    def _zones(self) -> Territories | None:
        return zones_of(self._world.scenario)

    @cached_property
    def _only_virtual(self) -> set[int]:
        stops: Any = getattr(self._world.services[self._part.name], "stops", None)
        if stops is None:
            return set()
        kinds = stops.table.groupby("node")["kind"].agg(set)
        return {int(node) for node, its in kinds.items() if its == {"virtual"}}


def _area_at(areas: Territories, place: tuple[float, float]) -> str | None:
    point = shapely.Point(place)
    return next((name for name, area in zip(areas.names, areas.areas, strict=True) if area.covers(point)), None)


def _both(keys: TariffKeys, ride: _Ride) -> _Each:
    """Return what each rider pays by a tariff, what a season ticket waives, and what comes on top."""
    each = _half_up(100 * _fare(keys, ride))
    on_top = _half_up(100 * _price(keys.surcharge_eur, ride.kind))
    on_top += _half_up(100 * _exact(keys.on_request_eur)) if ride.on_request else 0
    waived = each if ride.holds and keys.season_ticket else 0
    return _Each(each - waived, waived, on_top, ride.riders)


def _fare(keys: TariffKeys, ride: _Ride) -> Fraction:
    """Return the fare of each rider without a season ticket [EUR]."""
    if keys.steps:
        fitting = [step for step in keys.steps if step.up_to_m is None or ride.direct_m <= int(step.up_to_m)]
        fare = _exact((fitting or [keys.steps[-1]])[0].price_eur)
    else:
        km = ride.direct_m / 1000
        fare = _price(keys.per_rider_eur, ride.kind) + _price(keys.per_km_eur, ride.kind) * km
    fare = max(fare + _exact(keys.per_zone_eur) * ride.zones, _exact(keys.minimum_eur))
    if keys.maximum_eur is not None:
        fare = min(fare, _exact(keys.maximum_eur))
    less = keys.concessions.get(ride.traveller_class)
    if less is not None and less.price_eur is not None:
        fare = min(fare, _exact(less.price_eur))
    elif less is not None:
        fare *= round(_exact(less.share), 3)
    shares = [group.share for group in keys.groups if ride.riders >= group.riders]
    return fare * round(_exact(shares[-1]), 3) if shares else fare


def _price(price: Any, kind: DayType) -> Fraction:
    """Return a price on a day of a type, 0 where there is none."""
    return _exact(price.on(kind) if isinstance(price, ByDay) else price)


def _exact(value: float | None) -> Fraction:
    """Return a price in thousandths of a cent, or a share, as the scenario has it."""
    return round(Fraction(str(value or 0)), 5)


def _half_up(cents: Fraction) -> int:
    return floor(cents + Fraction(1, 2))
