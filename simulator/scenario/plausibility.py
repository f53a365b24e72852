"""Values of a scenario that can be, and are simulated, but hardly anybody means. One function each; see RULES.

A rule yields notes, never problems: what it says is true of the scenario, and may be meant all the same. Each kind of
service has ``RULES`` for its own part in its module ``plausibility``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from simulator import registry
from simulator.notes import N_, Note, Value
from simulator.scenario.emission_factors import CAR, DIRECT, WELL_TO_WHEEL, Boundary, emission_factor
from simulator.scenario.energy_models import ENERGY_OF, Powered
from simulator.scenario.models import Scenario

Rule = Callable[[Scenario], Iterator[Note]]

WALKS_KPH = (2.0, 7.0)
SPEED_FACTORS = (0.5, 1.5)
KWH_PER_KM = (0.05, 6.0)  # a small e-car takes 0.12, a hydrogen coach 4
FULL_AFTER_H = 24.0
COLD_C, HOT_C = -25.0, 42.0


def plausibility_notes(scenario: Scenario) -> list[Note]:
    """Return what should be looked at once more, judged by the scenario alone."""
    notes = [note for rule in RULES for note in rule(scenario)]
    for part in scenario.parts:
        rules = registry.aspect("service", part.config.kind, "plausibility")
        notes += [] if rules is None else [note for rule in rules.RULES for note in rule(part)]
    return notes


def walking_speed(key: str, kph: float) -> Iterator[Note]:
    """Tell walkers who run, or creep. key: of their speed."""
    if not WALKS_KPH[0] <= kph <= WALKS_KPH[1]:
        text = N_("People walk at %(kph)s km/h; most walk at 4 to 5 km/h.")
        yield Note("walking-speed", key, text, {"kph": float(kph)})


def powered(kinds: Mapping[str, Powered]) -> Iterator[Note]:
    """Tell what is odd about the energy of vehicles or cars, by their keys."""
    for rule in (charge_curve, slow_charging, energy_use):
        for key, kind in kinds.items():
            yield from rule(key, kind)


def charge_curve(key: str, kind: Powered) -> Iterator[Note]:
    """Tell batteries that stop charging on the way: nothing more comes in from a level on."""
    dead = [level for level, share in kind.charge_curve if share == 0 and level < 1]
    if kind.store_kwh is not None and dead:
        text = N_("Above %(level)s percent of the store nothing is charged any more: the charge curve is 0 there.")
        yield Note("dead-charge-curve", f"{key}.charge_curve", text, {"level": 100 * dead[0]})


def slow_charging(key: str, kind: Powered) -> Iterator[Note]:
    """Tell stores that take more than a day to fill at any charger."""
    power_kw = max(kind.charge_ac_kw or 0, kind.charge_dc_kw or 0)
    if kind.store_kwh is not None and power_kw and kind.store_kwh / power_kw > FULL_AFTER_H:
        text = N_("Filling the store takes %(hours)s hours, whatever the charger gives.")
        yield Note("slow-charging", f"{key}.store", text, {"hours": kind.store_kwh / power_kw})


def energy_use(key: str, kind: Powered) -> Iterator[Note]:
    """Tell vehicles that drive on next to nothing, or take as much as a train."""
    used = kind.energy_kwh_per_km
    if used is not None and not KWH_PER_KM[0] <= used <= KWH_PER_KM[1]:
        text = N_("A vehicle takes %(kwh)s kWh per 100 km; small cars take 12 to 20, buses up to 400.")
        yield Note("energy-use", f"{key}.energy", text, {"kwh": 100 * used})


def speed_factor(scenario: Scenario) -> Iterator[Note]:
    """Tell roads that are driven much faster or slower than they are."""
    if not SPEED_FACTORS[0] <= scenario.network.speed_factor <= SPEED_FACTORS[1]:
        text = N_("All road speeds are multiplied by %(factor)s.")
        yield Note("speed-factor", "network.speed_factor", text, {"factor": f"{scenario.network.speed_factor:g}"})


def weather(scenario: Scenario) -> Iterator[Note]:
    """Tell temperatures that the region has hardly ever seen."""
    hours = [value for value in scenario.energy.weather.by_hour if not COLD_C <= value <= HOT_C]
    if hours:
        text = N_("It is %(celsius)s °C outside.")
        yield Note("weather", "energy.weather.temperature_c", text, {"celsius": float(max(hours, key=abs))})


def other_boundary(scenario: Scenario) -> Iterator[Note]:
    """Tell factors that count what the boundary of the scenario leaves out, or leave out what it counts."""
    climate = scenario.energy.climate
    other: Boundary = DIRECT if climate.boundary == WELL_TO_WHEEL else WELL_TO_WHEEL
    given = {"diesel": climate.diesel_g_per_kwh, CAR: climate.car_g_per_km}
    for of, grams in given.items():
        if grams == emission_factor(of, other):
            text = N_(
                "%(grams)s g is the figure of another boundary (%(other)s) than that of the scenario (%(boundary)s)."
            )
            values: dict[str, Value] = {"grams": float(grams), "other": other, "boundary": climate.boundary}
            yield Note("other-boundary", f"energy.climate.{of}", text, values)


def one_sided(scenario: Scenario) -> Iterator[Note]:
    """Tell vehicles with factors of their own that are compared with the private car of the table, or the other way."""
    climate = scenario.energy.climate
    fleets = (getattr(part.config, name, {}) for part in scenario.parts for name in ("fleet", "car_types"))
    kinds = [kind for fleet in fleets for kind in fleet.values() if kind.energy_kwh_per_km is not None]
    grams = [(climate.g_per_kwh(kind), emission_factor(ENERGY_OF[kind.drivetrain], climate.boundary)) for kind in kinds]
    theirs = bool(climate.electricity_g_per_kwh_by_hour) or any(given != table for given, table in grams)
    if kinds and theirs != (climate.car_g_per_km != emission_factor(CAR, climate.boundary)):
        text = (
            N_("CO₂ of vehicles is the scenario's own, that of the private car comes from the table (%(boundary)s).")
            if theirs
            else N_(
                "CO₂ of the private car is the scenario's own, that of vehicles comes from the table (%(boundary)s)."
            )
        )
        yield Note("one-sided-emissions", "energy.climate", text, {"boundary": climate.boundary})


def unreliable(scenario: Scenario) -> Iterator[Note]:
    """Tell travellers of whom most do not come."""
    for name, kind in scenario.people.classes.items():
        stay_away = 1 - (1 - kind.cancellation) * (1 - kind.no_show)
        if stay_away > 0.5:
            text = N_("%(percent)s percent of the accepted rides are cancelled or in vain.")
            yield Note("unreliable", f"people.classes.{name}", text, {"percent": 100 * stay_away})


RULES: tuple[Rule, ...] = (speed_factor, weather, other_boundary, one_sided, unreliable)
