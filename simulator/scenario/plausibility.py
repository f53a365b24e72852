"""Values of a scenario that can be, and are simulated, but hardly anybody means. One function each; see RULES.

A rule yields notes, never problems: what it says is true of the scenario, and may be meant all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.clock import format_clock
from simulator.notes import N_, Note, Value
from simulator.scenario.day_models import widest
from simulator.scenario.driver_models import shifts_of_any_day
from simulator.scenario.energy_models import Powered
from simulator.scenario.models import Scenario
from simulator.units import HOUR_S

Rule = Callable[[Scenario], Iterator[Note]]

WALKS_KPH = (2.0, 7.0)
SPEED_FACTORS = (0.5, 1.5)
DWELLS_S = 600
GAP_S = 1800  # so long may nobody drive at the edges of the service hours
BEYOND_S = 3 * HOUR_S  # so much longer may a shift be than the service, at either end
KWH_PER_KM = (0.05, 6.0)  # a small e-car takes 0.12, a hydrogen coach 4
COST_PER_HOUR_EUR = 300.0
COST_PER_KM_EUR = 20.0
FARE_EUR = 100.0
WAIT_S = 4 * HOUR_S
WALK_M = 5000.0
FULL_AFTER_H = 24.0
SEATS = 100
COLD_C, HOT_C = -25.0, 42.0


def plausibility_notes(scenario: Scenario) -> list[Note]:
    """Return what should be looked at once more, judged by the scenario alone."""
    return [note for rule in RULES for note in rule(scenario)]


def walking_speed(scenario: Scenario) -> Iterator[Note]:
    """Tell walkers who run, or creep."""
    speeds = {"service.walk.speed": scenario.service.walk.speed_kph}
    if scenario.carsharing is not None:
        speeds["carsharing.booking.walk_speed"] = scenario.carsharing.booking.walk_kph
    for key, kph in speeds.items():
        if not WALKS_KPH[0] <= kph <= WALKS_KPH[1]:
            text = N_("People walk at %(kph)s km/h; most walk at 4 to 5 km/h.")
            yield Note("walking-speed", key, text, {"kph": float(kph)})


def walking_distance(scenario: Scenario) -> Iterator[Note]:
    """Tell walks to a stop that take more than an hour."""
    if scenario.service.mode == "stop_based" and scenario.service.walk.limit_m > WALK_M:
        text = N_("People walk up to %(km)s km to a stop; few walk more than 1 km.")
        yield Note("walking-distance", "service.walk.limit", text, {"km": scenario.service.walk.limit_m / 1000})


def short_service(scenario: Scenario) -> Iterator[Note]:
    """Tell a service that ends when it has hardly begun."""
    start_s, end_s = widest(scenario.service.hours)
    if scenario.fleet and end_s - start_s < HOUR_S:
        text = N_("The service runs for %(minutes)s min, from %(start)s to %(end)s.")
        values: dict[str, Value] = {"minutes": (end_s - start_s) / 60, "start": _clock(start_s), "end": _clock(end_s)}
        yield Note("short-service", "service.hours", text, values)


def nobody_drives(scenario: Scenario) -> Iterator[Note]:
    """Tell parts of the service hours in which no vehicle is on shift: hours were changed, the shift was not."""
    shifts = [
        (begin, latest) for name, (begin, _, latest) in _shifts(scenario) if (scenario.fleet[name].count or 0) > 0
    ]
    if not shifts or scenario.vehicles_file is not None:
        return
    start_s, end_s = widest(scenario.service.hours)
    for gap_start_s, gap_end_s in _gaps((start_s, end_s), shifts):
        if gap_end_s - gap_start_s >= min(GAP_S, end_s - start_s):
            text = N_("The service is offered, but nobody is on shift from %(start)s to %(end)s.")
            values = {"start": _clock(gap_start_s), "end": _clock(gap_end_s)}
            yield Note("nobody-drives", "service.hours", text, values)


def idle_shift(scenario: Scenario) -> Iterator[Note]:
    """Tell shifts that begin hours before the service, or end hours after it."""
    start_s, end_s = widest(scenario.service.hours)
    for name, (from_s, until_s, _) in _shifts(scenario):
        if start_s - from_s > BEYOND_S or until_s - end_s > BEYOND_S:
            text = N_("The shift runs from %(start)s to %(end)s, but the service only from %(from)s to %(until)s.")
            values = {
                "start": _clock(from_s), "end": _clock(until_s), "from": _clock(start_s), "until": _clock(end_s),
            }  # fmt: skip
            yield Note("idle-shift", f"fleet.{name}.shift", text, values)


def speed_factor(scenario: Scenario) -> Iterator[Note]:
    """Tell roads that are driven much faster or slower than they are."""
    if not SPEED_FACTORS[0] <= scenario.network.speed_factor <= SPEED_FACTORS[1]:
        text = N_("All road speeds are multiplied by %(factor)s.")
        yield Note("speed-factor", "network.speed_factor", text, {"factor": f"{scenario.network.speed_factor:g}"})


def dwell(scenario: Scenario) -> Iterator[Note]:
    """Tell boarding that takes no time, or very long."""
    service = scenario.service
    if scenario.fleet and service.dwell_s == service.dwell_per_rider_s == 0:
        text = N_("Boarding and alighting take no time.")
        yield Note("no-dwell", "service.dwell", text)
    elif service.dwell_s > DWELLS_S:
        text = N_("Boarding and alighting take %(minutes)s minutes each.")
        yield Note("long-dwell", "service.dwell", text, {"minutes": service.dwell_s / 60})


def charge_curve(scenario: Scenario) -> Iterator[Note]:
    """Tell batteries that stop charging on the way: nothing more comes in from a level on."""
    for key, kind in _powered(scenario):
        dead = [level for level, share in kind.charge_curve if share == 0 and level < 1]
        if kind.store_kwh is not None and dead:
            text = N_("Above %(level)s percent of the store nothing is charged any more: the charge curve is 0 there.")
            yield Note("dead-charge-curve", f"{key}.charge_curve", text, {"level": 100 * dead[0]})


def slow_charging(scenario: Scenario) -> Iterator[Note]:
    """Tell stores that take more than a day to fill at any charger."""
    for key, kind in _powered(scenario):
        power_kw = max(kind.charge_ac_kw or 0, kind.charge_dc_kw or 0)
        if kind.store_kwh is not None and power_kw and kind.store_kwh / power_kw > FULL_AFTER_H:
            text = N_("Filling the store takes %(hours)s hours, whatever the charger gives.")
            yield Note("slow-charging", f"{key}.store", text, {"hours": kind.store_kwh / power_kw})


def energy_use(scenario: Scenario) -> Iterator[Note]:
    """Tell vehicles that drive on next to nothing, or take as much as a train."""
    for key, kind in _powered(scenario):
        used = kind.energy_kwh_per_km
        if used is not None and not KWH_PER_KM[0] <= used <= KWH_PER_KM[1]:
            text = N_("A vehicle takes %(kwh)s kWh per 100 km; small cars take 12 to 20, buses up to 400.")
            yield Note("energy-use", f"{key}.energy", text, {"kwh": 100 * used})


def no_vehicles(scenario: Scenario) -> Iterator[Note]:
    """Tell a fleet without vehicles that people ask for rides."""
    nobody = all(not kind.count for kind in scenario.fleet.values())
    if scenario.fleet and nobody and scenario.vehicles_file is None:
        yield Note("no-vehicles", "fleet", N_("The fleet has no vehicle, so nobody is served."))


def many_seats(scenario: Scenario) -> Iterator[Note]:
    """Tell vehicles larger than any bus."""
    for name, kind in scenario.fleet.items():
        if kind.seats > SEATS:
            text = N_("A vehicle has %(seats)s seats.")
            yield Note("many-seats", f"fleet.{name}.seats", text, {"seats": kind.seats})


def long_wait(scenario: Scenario) -> Iterator[Note]:
    """Tell waits that nobody would accept, and limits that leave no choice at all."""
    for name, rules in scenario.constraint_sets.items():
        if rules.max_wait_s > WAIT_S:
            text = N_("People wait up to %(hours)s hours at their stop.")
            yield Note("long-wait", f"constraint_sets.{name}.max_wait", text, {"hours": rules.max_wait_s / HOUR_S})
        elif rules.max_wait_s == 0 and rules.hard:
            text = N_("Nobody waits for a second, so only vehicles that stand there are of use.")
            yield Note("no-wait", f"constraint_sets.{name}.max_wait", text)


def prices(scenario: Scenario) -> Iterator[Note]:
    """Tell prices that are in another unit, or another currency."""
    money = scenario.economics
    for key, value, most in (
        ("cost_per_vehicle_hour", money.cost_per_vehicle_hour_eur, COST_PER_HOUR_EUR),
        ("cost_per_vehicle_km", money.cost_per_vehicle_km_eur, COST_PER_KM_EUR),
        ("fare_per_rider", money.fare_per_rider_eur, FARE_EUR),
        ("fare_per_km", money.fare_per_km_eur, COST_PER_KM_EUR),
    ):
        if value is not None and value > most:
            text = N_("The price is %(eur)s EUR; more than %(most)s EUR is very unusual.")
            yield Note("prices", f"economics.{key}", text, {"eur": float(value), "most": most})


def weather(scenario: Scenario) -> Iterator[Note]:
    """Tell temperatures that the region has hardly ever seen."""
    hours = [value for value in scenario.weather.by_hour if not COLD_C <= value <= HOT_C]
    if hours:
        text = N_("It is %(celsius)s °C outside.")
        yield Note("weather", "weather.temperature_c", text, {"celsius": float(max(hours, key=abs))})


def unreliable(scenario: Scenario) -> Iterator[Note]:
    """Tell travellers of whom most do not come."""
    for name, kind in scenario.traveller_classes.items():
        stay_away = 1 - (1 - kind.cancellation) * (1 - kind.no_show)
        if stay_away > 0.5:
            text = N_("%(percent)s percent of the accepted rides are cancelled or in vain.")
            yield Note("unreliable", f"traveller_classes.{name}", text, {"percent": 100 * stay_away})


RULES: tuple[Rule, ...] = (
    walking_speed, walking_distance, short_service, nobody_drives, idle_shift, speed_factor, dwell, charge_curve,
    slow_charging, energy_use, no_vehicles, many_seats, long_wait, prices, weather, unreliable,
)  # fmt: skip


def _powered(scenario: Scenario) -> Iterator[tuple[str, Powered]]:
    for name, kind in scenario.fleet.items():
        yield f"fleet.{name}", kind
    if scenario.carsharing is not None:
        for name, car in scenario.carsharing.car_types.items():
            yield f"carsharing.car_types.{name}", car


def _shifts(scenario: Scenario) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Return when vehicles of a type are on shift: type, and start, planned and latest end [s]; drivers one by one."""
    for name, kind in scenario.fleet.items():
        if kind.drivers is None:
            start_s, end_s = widest(kind.shift or scenario.service.hours)
            yield name, (start_s, end_s, end_s)
        else:
            yield from ((name, (shift.start[0], *shift.end)) for shift in shifts_of_any_day(kind.drivers))


def _gaps(span: tuple[int, int], covered: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Return the parts of a span that no other covers."""
    reached = span[0]
    for start, end in sorted(covered):
        if min(start, span[1]) > reached:
            yield reached, min(start, span[1])
        reached = max(reached, end)
    if reached < span[1]:
        yield reached, span[1]


def _clock(time_s: int) -> str:
    return format_clock(time_s)[:5]
