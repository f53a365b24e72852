"""What hardly anybody means in the part of a ridepooling service. One function each; see RULES."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.clock import format_clock
from simulator.notes import N_, Note, Value
from simulator.scenario.day_models import ByDay, widest
from simulator.scenario.driver_models import shifts_of_any_day
from simulator.scenario.energy_models import ENERGY_OF
from simulator.scenario.models import ServicePart
from simulator.scenario.plausibility import powered, walking_speed
from simulator.services.ridepooling.schema import Config
from simulator.units import HOUR_S

Rule = Callable[[ServicePart[Config]], Iterator[Note]]

DWELLS_S = 600
GAP_S = 1800  # so long may nobody drive at the edges of the service hours
BEYOND_S = 3 * HOUR_S  # so much longer may a shift be than the service, at either end
COST_PER_HOUR_EUR = 300.0
COST_PER_YEAR_EUR = 500_000.0
COST_PER_KM_EUR = 20.0
FARE_EUR = 100.0
WAIT_S = 4 * HOUR_S
WALK_M = 5000.0
SEATS = 100


def walking(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell walkers who run, or creep."""
    yield from walking_speed(part.key("walk.speed"), part.config.walk.speed_kph)


def walking_distance(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell walks to a stop that take more than an hour."""
    if part.config.mode == "stop_based" and part.config.walk.limit_m > WALK_M:
        text = N_("People walk up to %(km)s km to a stop; few walk more than 1 km.")
        yield Note("walking-distance", part.key("walk.limit"), text, {"km": part.config.walk.limit_m / 1000})


def short_service(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell a service that ends when it has hardly begun."""
    start_s, end_s = widest(part.config.hours)
    if end_s - start_s < HOUR_S:
        text = N_("The service runs for %(minutes)s min, from %(start)s to %(end)s.")
        values: dict[str, Value] = {"minutes": (end_s - start_s) / 60, "start": _clock(start_s), "end": _clock(end_s)}
        yield Note("short-service", part.key("hours"), text, values)


def nobody_drives(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell parts of the service hours in which no vehicle is on shift: hours were changed, the shift was not."""
    fleet = part.config.fleet
    shifts = [(begin, latest) for name, (begin, _, latest) in _shifts(part.config) if fleet[name].count]
    if not shifts:  # as where a file tells the vehicles: then no type has a count
        return
    start_s, end_s = widest(part.config.hours)
    for gap_start_s, gap_end_s in _gaps((start_s, end_s), shifts, min(GAP_S, end_s - start_s)):
        text = N_("The service is offered, but nobody is on shift from %(start)s to %(end)s.")
        values = {"start": _clock(gap_start_s), "end": _clock(gap_end_s)}
        yield Note("nobody-drives", part.key("hours"), text, values)


def idle_shift(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell shifts that begin hours before the service, or end hours after it."""
    start_s, end_s = widest(part.config.hours)
    for name, (from_s, until_s, _) in _shifts(part.config):
        if start_s - from_s > BEYOND_S or until_s - end_s > BEYOND_S:
            text = N_("The shift runs from %(start)s to %(end)s, but the service only from %(from)s to %(until)s.")
            values = {
                "start": _clock(from_s), "end": _clock(until_s), "from": _clock(start_s), "until": _clock(end_s),
            }  # fmt: skip
            yield Note("idle-shift", part.key(f"fleet.{name}.shift"), text, values)


def dwell(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell boarding that takes no time, or very long."""
    service = part.config
    if service.dwell_s == service.dwell_per_rider_s == 0:
        text = N_("Boarding and alighting take no time.")
        yield Note("no-dwell", part.key("dwell"), text)
    elif service.dwell_s > DWELLS_S:
        text = N_("Boarding and alighting take %(minutes)s minutes each.")
        yield Note("long-dwell", part.key("dwell"), text, {"minutes": service.dwell_s / 60})


def energy(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell what is odd about the energy of the vehicles."""
    yield from powered({part.key(f"fleet.{name}"): kind for name, kind in part.config.fleet.items()})


def no_vehicles(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell a fleet without vehicles that people ask for rides."""
    nobody = all(not kind.count for kind in part.config.fleet.values())
    if nobody and part.config.vehicles_file is None:
        yield Note("no-vehicles", part.key("fleet"), N_("The fleet has no vehicle, so nobody is served."))


def many_seats(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell vehicles larger than any bus."""
    for name, kind in part.config.fleet.items():
        if kind.seats != "unlimited" and kind.seats > SEATS:
            text = N_("A vehicle has %(seats)s seats.")
            yield Note("many-seats", part.key(f"fleet.{name}.seats"), text, {"seats": kind.seats})


def long_wait(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell waits that nobody would accept, and limits that leave no choice at all."""
    for name, rules in part.config.limits.items():
        if rules.max_wait_s > WAIT_S:
            text = N_("People wait up to %(hours)s hours at their stop.")
            yield Note("long-wait", part.key(f"limits.{name}.max_wait"), text, {"hours": rules.max_wait_s / HOUR_S})
        elif rules.max_wait_s == 0 and rules.hard:
            text = N_("Nobody waits for a second, so only vehicles that stand there are of use.")
            yield Note("no-wait", part.key(f"limits.{name}.max_wait"), text)


def prices(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell prices that are in another unit, or another currency."""
    fares, costs = part.config.fares, part.config.costs
    for key, value, most in (
        ("costs.per_vehicle_hour", costs.per_vehicle_hour_eur, COST_PER_HOUR_EUR),
        ("costs.per_driver_hour", costs.per_driver_hour_eur, COST_PER_HOUR_EUR),
        ("costs.per_vehicle_year", costs.per_vehicle_year_eur, COST_PER_YEAR_EUR),
        ("costs.per_vehicle_km", costs.per_vehicle_km_eur, COST_PER_KM_EUR),
        ("fares.per_rider", fares.per_rider_eur, FARE_EUR),
        ("fares.per_km", fares.per_km_eur, COST_PER_KM_EUR),
    ):
        highest = max(price for _, price in value.given()) if isinstance(value, ByDay) else value
        if highest is not None and highest > most:
            text = N_("The price is %(eur)s EUR; more than %(most)s EUR is very unusual.")
            yield Note("prices", part.key(key), text, {"eur": float(highest), "most": most})


def half_priced(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell energy of which some has a price and some has none: the cost of the service stays unknown then."""
    prices, sites = part.scenario.energy.prices, part.scenario.energy.sites
    priced = set()
    for kind in part.config.fleet.values():
        energy = ENERGY_OF[kind.drivetrain]
        usual = prices.of(energy) is not None
        if kind.store_kwh is not None:
            priced |= {usual or site.eur_per_kwh is not None for site in sites if site.energy == energy}
        elif kind.energy_kwh_per_km is not None:
            priced.add(usual)
    if len(priced) > 1 and part.config.costs.per_vehicle_km_eur is not None:
        text = N_("Some energy has a price and some has none, so the cost of the service is not known.")
        yield Note("half-priced", "energy.prices", text)


RULES: tuple[Rule, ...] = (
    walking, walking_distance, short_service, nobody_drives, idle_shift, dwell, energy, no_vehicles, many_seats,
    long_wait, prices, half_priced,
)  # fmt: skip


def _shifts(config: Config) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Return when vehicles of a type are on shift: type, and start, planned and latest end [s]; drivers one by one."""
    for name, kind in config.fleet.items():
        if kind.drivers is None:
            start_s, end_s = widest(kind.shift or config.hours)
            yield name, (start_s, end_s, end_s)
        else:
            yield from ((name, (shift.start[0], *shift.end)) for shift in shifts_of_any_day(kind.drivers))


def _gaps(span: tuple[int, int], covered: list[tuple[int, int]], least_s: int) -> Iterator[tuple[int, int]]:
    """Return the parts of a span that no other covers, if they are so long."""
    reached, last = span
    for start, end in [*sorted(covered), (last, last)]:
        if min(start, last) - reached >= least_s:
            yield reached, min(start, last)
        reached = max(reached, end)


def _clock(time_s: int) -> str:
    return format_clock(time_s)[:5]
