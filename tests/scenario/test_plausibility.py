"""Each rule of plausibility fires where it should, and is silent where it should; no bundled scenario has a note."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.network.graph import RoadNetwork
from simulator.notes import Note
from simulator.scenario import plausibility
from simulator.scenario.catalogue import bundled_scenarios
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import NetworkConfig, Scenario
from simulator.scenario.plausibility import plausibility_notes
from simulator.services.ridepooling import plausibility as of_rides
from tests.worlds import line_network, scenario_of

NETWORK: RoadNetwork = line_network(2)
DEPOT = {"name": "home", "lon": 12.0, "lat": 53.0}
CARS = {"car_types": {"small": {"seats": 4}}, "stations": [{"id": "a", "lon": 12, "lat": 53, "capacity": 1}]}


def fleet(**values: Any) -> dict[str, Any]:
    return {"fleet": {"minibus": {"count": 1, "seats": 8, "depots": [DEPOT], **values}}}


def service(**values: Any) -> dict[str, Any]:
    return {"service": {"hours": (5 * 3600, 22 * 3600), **values}}


def battery(**values: Any) -> dict[str, Any]:
    return fleet(drivetrain="battery", energy_kwh_per_km=0.3, store_kwh=60, charge_ac_kw=11, **values)


def stops(limit_m: float) -> dict[str, Any]:
    return service(mode="stop_based", stops_file="stops.csv", walk={"limit_m": limit_m})


def climate(**values: Any) -> dict[str, Any]:
    return battery() | {"energy": {"climate": values}}


def charging(*prices: dict[str, float], usual: float | None = None) -> dict[str, Any]:
    """A fleet of batteries, and sites with their prices."""
    site = {"lon": 12, "lat": 53, "plugs": 1, "power_kw": 11}
    sites = [site | {"name": str(number)} | price for number, price in enumerate(prices)]
    energy = {"sites": sites, "prices": {"electricity_eur_per_kwh": usual}}
    return battery() | {"energy": energy, "costs": {"per_vehicle_km_eur": 0.1}}


def hours(start_h: float, end_h: float, shift: tuple[float, float] | None = None) -> dict[str, Any]:
    span = None if shift is None else (round(shift[0] * 3600), round(shift[1] * 3600))
    return service(hours=(round(start_h * 3600), round(end_h * 3600))) | fleet(shift=span)


# rule -> (a scenario it is silent about, one it tells about, key it names, part of what it says)
RULES: dict[str, tuple[dict[str, Any], dict[str, Any], str, str]] = {
    "walking-speed": (
        service(walk={"speed_kph": 7}),
        service(walk={"speed_kph": 20}),
        "services.test.walk.speed",
        "walk at 20 km/h",
    ),
    "walking-distance": (stops(5000), stops(15_060), "services.test.walk.limit", "up to 15.06 km"),
    "other-boundary": (
        climate(car_g_per_km=187, electricity_g_per_kwh=363),
        climate(car_g_per_km=188, electricity_g_per_kwh=363),
        "energy.climate.car",
        "188 g is the figure of another boundary (direct) than that of the scenario (well_to_wheel)",
    ),
    "one-sided-emissions": (
        climate(car_g_per_km=187, electricity_g_per_kwh_by_hour=(300.0,) * 24),
        climate(electricity_g_per_kwh_by_hour=(300.0,) * 24),
        "energy.climate",
        "CO₂ of vehicles is the scenario's own, that of the private car comes from the table (well_to_wheel)",
    ),
    "half-priced": (
        charging({"eur_per_kwh": 0.3}, {"eur_per_kwh": 0.5}),
        charging({"eur_per_kwh": 0.3}, {}),
        "energy.prices",
        "some has none, so the cost of the service is not known",
    ),
    "short-service": (hours(8, 9), hours(8, 8.75), "services.test.hours", "runs for 45 min, from 08:00 to 08:45"),
    "nobody-drives": (
        hours(5, 22, (5.25, 21.75)),
        hours(5, 24, (4.5, 23)),
        "services.test.hours",
        "nobody is on shift from 23:00 to 24:00",
    ),
    "idle-shift": (
        hours(7.5, 20, (4.5, 23)),
        hours(9, 20, (4.5, 23)),
        "services.test.fleet.minibus.shift",
        "from 04:30 to 23:00",
    ),
    "speed-factor": (
        {"network": {"bbox": (11, 52, 13, 54), "speed_factor": 1.5}},
        {"network": {"bbox": (11, 52, 13, 54), "speed_factor": 10}},
        "network.speed_factor",
        "multiplied by 10.",
    ),
    "no-dwell": (service(dwell_s=0, dwell_per_rider_s=1), service(dwell_s=0), "services.test.dwell", "take no time"),
    "long-dwell": (service(dwell_s=600), service(dwell_s=660), "services.test.dwell", "take 11 minutes"),
    "dead-charge-curve": (
        battery(charge_curve=[(0, 1), (0.8, 0.1), (1, 0)]),
        battery(charge_curve=[(0, 0)]),
        "services.test.fleet.minibus.charge_curve",
        "Above 0 percent",
    ),
    "slow-charging": (
        battery(charge_dc_kw=50) | {},
        fleet(drivetrain="battery", energy_kwh_per_km=0.3, store_kwh=60, charge_ac_kw=2),
        "services.test.fleet.minibus.store",
        "takes 30 hours",
    ),
    "energy-use": (
        fleet(energy_kwh_per_km=0.419),
        fleet(energy_kwh_per_km=41.9),
        "services.test.fleet.minibus.energy",
        "takes 4,190 kWh per 100 km",
    ),
    "no-vehicles": (fleet(count=1), fleet(count=0), "services.test.fleet", "no vehicle"),
    "many-seats": (fleet(seats=100), fleet(seats=101), "services.test.fleet.minibus.seats", "has 101 seats"),
    "long-wait": (
        {"limits": {"default": {"max_wait_s": 14_400}}},
        {"limits": {"default": {"max_wait_s": 18_000}}},
        "services.test.limits.default.max_wait",
        "up to 5 hours",
    ),
    "no-wait": (
        {"limits": {"default": {"max_wait_s": 0, "hard": False}}},
        {"limits": {"default": {"max_wait_s": 0}}},
        "services.test.limits.default.max_wait",
        "Nobody waits",
    ),
    "prices": (
        {"costs": {"per_vehicle_km_eur": 20}},
        {"costs": {"per_vehicle_km_eur": 25}},
        "services.test.costs.per_vehicle_km",
        "is 25 EUR; more than 20 EUR",
    ),
    "weather": (
        {"energy": {"weather": {"temperature_c": -25}}},
        {"energy": {"weather": {"temperature_c": [20.0] * 23 + [-40.0]}}},
        "energy.weather.temperature_c",
        "It is -40 °C",
    ),
    "unreliable": (
        {"classes": {"adult": {"cancellation": 0.5}}},
        {"classes": {"adult": {"cancellation": 0.4, "no_show": 0.2}}},
        "people.classes.adult",
        "52 percent",
    ),
}


def scenario(changes: dict[str, Any]) -> Scenario:
    roads = changes.get("network", {"bbox": (11, 52, 13, 54)})
    sections = {name: values for name, values in {**hours(5, 22), **changes}.items() if name != "network"}
    return scenario_of(NETWORK, **sections).model_copy(update={"network": NetworkConfig.model_validate(roads)})


def notes(changes: dict[str, Any]) -> list[Note]:
    return plausibility_notes(scenario(changes))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_fires_and_stays_silent(rule: str) -> None:
    silent, odd, key, words = RULES[rule]
    assert rule not in [note.rule for note in notes(silent)]
    found = {note.rule: note for note in notes(odd)}
    assert found[rule].key == key
    assert words in found[rule].english


def test_every_rule_is_tested() -> None:
    """As many functions as there are, each fires in some case above."""
    fired = {
        function.__name__
        for function in (*plausibility.RULES, *of_rides.RULES)
        for _, odd, _, _ in RULES.values()
        if list(function(scenario(odd) if function in plausibility.RULES else scenario(odd).parts[0]))
    }
    assert fired == {function.__name__ for function in (*plausibility.RULES, *of_rides.RULES)}


def test_an_ordinary_scenario_has_no_notes() -> None:
    assert notes({}) == []


def test_gaps_between_shifts_are_told_as_well() -> None:
    spans = ((5, 12), (13, 22))
    shifts = [{"start": (3600 * begin,) * 2, "end": (3600 * end,) * 2} for begin, end in spans]
    found = notes(fleet(drivers={"shifts": shifts}))
    assert [note.english for note in found] == ["The service is offered, but nobody is on shift from 12:00 to 13:00."]


def test_drivers_who_may_stay_are_on_shift_until_their_latest_end() -> None:
    hour = 3600
    early = {"start": (5 * hour,) * 2, "end": (12 * hour, 13 * hour)}
    late = {"start": (15 * hour,) * 2, "end": (21 * hour, 22 * hour)}
    found = notes(fleet(drivers={"shifts": [early, late]}))
    assert [note.english for note in found] == ["The service is offered, but nobody is on shift from 13:00 to 15:00."]


def test_a_short_service_without_any_shift_is_told() -> None:
    found = {note.rule: note.english for note in notes(hours(8, 8.25, (12, 13)))}
    assert found["nobody-drives"] == "The service is offered, but nobody is on shift from 08:00 to 08:15."


def test_a_usual_price_is_that_of_sites_without_their_own() -> None:
    assert notes(charging({"eur_per_kwh": 0.3}, {}, usual=0.4)) == notes(charging({}, {})) == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (battery(), None),
        (battery(co2_g_per_kwh=100), "CO₂ of vehicles"),
        (climate(electricity_g_per_kwh=100), "CO₂ of vehicles"),
        (climate(diesel_g_per_kwh=300), None),  # nothing drives with it
        (climate(car_g_per_km=150), "CO₂ of the private car"),
        (climate(car_g_per_km=150, electricity_g_per_kwh=100), None),
        ({"energy": {"climate": {"car_g_per_km": 150}}}, None),  # vehicles whose use of energy is not known
    ],
)
def test_factors_of_one_side_alone_are_told(given: dict[str, Any], told: str | None) -> None:
    found = [note.english for note in notes(given) if note.rule == "one-sided-emissions"]
    assert [text.split(" is ")[0] for text in found] == ([] if told is None else [told])


def two_types(first: int, second: int) -> dict[str, Any]:
    """A service from 5 to 22 with vehicles that drive all day, and others that begin at noon."""
    late = {"count": second, "seats": 8, "depots": [DEPOT], "shift": (12 * 3600, 22 * 3600)}
    return {"fleet": {**fleet(count=first)["fleet"], "late": late}}


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((1, 1), []),
        ((1, 0), []),
        ((0, 1), ["The service is offered, but nobody is on shift from 05:00 to 12:00."]),
        ((0, 0), ["The fleet has no vehicle, so nobody is served."]),
    ],
)
def test_types_without_vehicles_drive_nobody(counts: tuple[int, int], told: list[str]) -> None:
    assert [note.english for note in notes(two_types(*counts))] == told


def test_the_highest_price_of_any_day_is_looked_at() -> None:
    fares = {"fares": {"per_rider_eur": {"weekday": 3, "saturday": 101, "sunday": 4}}}
    assert [note.english for note in notes(fares)] == ["The price is 101 EUR; more than 100 EUR is very unusual."]


def test_walkers_to_shared_cars_are_looked_at_too() -> None:
    data = {
        "name": "cars",
        "network": {"bbox": (11, 52, 13, 54)},
        "services": {"cars": {"kind": "carsharing", **CARS, "booking": {"walk_speed_kph": 15}}},
    }
    found = plausibility_notes(Scenario.model_validate(data))
    assert [(note.rule, note.key) for note in found] == [("walking-speed", "services.cars.booking.walk_speed")]


@pytest.mark.parametrize("name", [entry.name for entry in bundled_scenarios()])
def test_no_bundled_scenario_has_a_note(name: str) -> None:
    assert plausibility_notes(load_scenario(name)) == []
