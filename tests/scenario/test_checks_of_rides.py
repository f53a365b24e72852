"""What has to fit together in a ridepooling service: told at its key where it does not, silent at the very limit."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.services.ridepooling.checks import check
from tests.worlds import line_network, scenario_of

NETWORK = line_network(2)
HOME = {"name": "home", "lon": 12.0, "lat": 53.0}
WINDOW = "the promised window is {} s wide, narrower than a dwell of 60 s; "
WIDER = "expected promise_before + promise_after of at least the dwell of the service"
FILE = {"kind": "file", "requests_file": "requests.csv"}
NO_HISTORY = "expected_demand needs a history_file with requests of days past, as the demand is no synthetic one"
FORECAST = {"idle": {"policy": "expected_demand"}}
STOPS = {"mode": "stop_based", "stops_file": "stops.csv"}
PLUG = {"name": "plug", "lon": 12.0, "lat": 53.0, "plugs": 1, "power_kw": 11}
AT_DEPOTS = {"name": "plug", "place": "depots", "plugs": 1, "power_kw": 11}
UNNAMED = "expected depots by name and place, where energy.sites has a site at each of them"
HEAVIEST = "expected a number: with a store it is counted with what the heaviest load takes"
STORE = {"drivetrain": "battery", "energy_kwh_per_km": 1, "store_kwh": 60, "reserve_kwh": 6, "charge_ac_kw": 11}
NOWHERE = "its store can nowhere be filled; name a site with energy: electricity under energy.sites"


def bus(**values: Any) -> dict[str, Any]:
    return {"fleet": {"bus": {"count": 1, "seats": 8, "depots": [HOME], **values}}}


def promise(before_s: int | None, after_s: int | None) -> dict[str, Any]:
    return {"limits": {"default": {"promise_before_s": before_s, "promise_after_s": after_s}}}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        (promise(20, 40), []),
        (promise(None, 10), []),
        (promise(10, None), []),
        (promise(20, 39), [("limits.default", WINDOW.format(59) + WIDER)]),
        (promise(0, 0) | {"service": {"dwell_s": 0}}, []),
        ({"service": {**STOPS, "offers": {"other_stops": True}}}, [("offers.other_stops", "needs stop_choice: best")]),
        ({"service": {**STOPS, "offers": {"other_stops": True}, "stop_choice": "best"}}, []),
        ({"service": {**STOPS}}, []),
        ({"dispatch": FORECAST}, []),
        ({"demand": FILE}, []),
        (
            {"dispatch": FORECAST, "demand": FILE},
            [("dispatch.idle.policy", NO_HISTORY)],
        ),
        ({"dispatch": {"idle": {**FORECAST["idle"], "history_file": "past.csv"}}, "demand": FILE}, []),
        (bus(seats=0), [("fleet.bus.seats", "a vehicle that takes nobody and nothing")]),
        (bus(seats=0, wheelchairs=1), []),
        (bus(seats=0, parcels=1), []),
        (bus(count=None), [("fleet.bus.count", "is missing, and there is no vehicles_file")]),
        (bus(depots=[]), [("fleet.bus.depots", "expected at least 1 of them, not 0")]),
        (bus(depots="nodes", seats="unlimited"), []),
        (bus(depots="nodes") | {"energy": {"sites": [AT_DEPOTS]}}, [("fleet.bus.depots", UNNAMED)]),
        (bus(**STORE, seats="unlimited") | {"energy": {"sites": [PLUG]}}, [("fleet.bus.seats", HEAVIEST)]),
        (bus(**STORE), [("fleet.bus.store", NOWHERE)]),
        (bus(model="e-minibus"), [("fleet.bus.model", NOWHERE)]),
        (bus(**STORE) | {"energy": {"sites": [PLUG]}}, []),
        (bus(**STORE) | {"energy": {"sites": [{**PLUG, "energy": "hydrogen"}]}}, [("fleet.bus.store", NOWHERE)]),
        (
            bus(**STORE) | {"energy": {"sites": [PLUG]}, "charging": {"start_level": 0.09}},
            [("charging.start_level", "0.09: fleet.bus never uses its reserve of 6 kWh; expected at least 0.1")],
        ),
        (bus(**STORE) | {"energy": {"sites": [PLUG]}, "charging": {"start_level": 0.1}}, []),
    ],
)
def test_what_does_not_fit_is_told_at_its_key(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = [(".".join(map(str, path)), message) for path, message in check(scenario_of(NETWORK, **changes).parts[0])]
    assert found == [(f"services.test.{key}", message) for key, message in expected]


@pytest.mark.parametrize(
    ("expected", "hint"), [("defualt", 'did you mean "default"?'), ("seniors", "known are default, hasty")]
)
def test_travellers_expect_what_the_service_knows(expected: str, hint: str) -> None:
    classes = {"adult": {"limits": "hasty"}, "child": {"limits": expected}}
    scenario = scenario_of(NETWORK, classes=classes, limits={"default": {}, "hasty": {}})
    message = f'services.test.limits has no "{expected}"; {hint}'
    assert list(check(scenario.parts[0])) == [(("people", "classes", "child", "limits"), message)]
