"""Random station networks: the auditor finds nothing, and the same seed gives the same log.

More days than run in every test: ELBE_DRT_CAR_DAYS=500 python -m pytest tests/carsharing/test_random_networks.py
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.simulation.simulate import simulate
from tests.carsharing.random_day import FEATURES, car_day, found_by_auditors, happened
from tests.carsharing.test_free_floating import LINE as LINE_1
from tests.carsharing.test_free_floating import floating, trip
from tests.carsharing.worlds import HOUR, Day, booking, scenario_of, station, world_of
from tests.worlds import cars_in, line_network

NODES = 8
LINE = line_network(NODES, spacing_m=3000.0)


@st.composite
def sharings(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    mode = draw(st.sampled_from(["round_trip", "one_way"]))
    nodes = draw(st.lists(st.integers(0, NODES - 1), min_size=1, max_size=4, unique=True))
    stations = []
    for node in nodes:
        capacity = draw(st.integers(1, 4))
        cars = draw(st.integers(0, capacity))
        stations.append(station(LINE, node, capacity, cars=cars, chargers=draw(st.integers(0, 2)), charger="11 kW"))
    kind = {
        "seats": 4, "drivetrain": "battery", "energy": "0.25 kWh/km", "store": "15 kWh", "charge_ac": "7 kW",
        "charging_efficiency": 0.9,
    }  # fmt: skip
    rules = {
        "buffer_s": draw(st.sampled_from([0, 600, 1800])),
        "patience_s": draw(st.sampled_from([0, 900])),
        "cancellation": draw(st.sampled_from([0.0, 0.3])),
        "no_show": draw(st.sampled_from([0.0, 0.2])),
        "late_share": draw(st.sampled_from([0.0, 0.4])),
        "late_mean": "40 min",
    }
    sharing: dict[str, Any] = {"mode": mode, "stations": stations, "car_types": {"car": kind}, "booking": rules}
    if mode == "one_way" and draw(st.booleans()):
        sharing["relocation"] = {"policy": "balance", "staff": draw(st.integers(1, 2)), "hours": ["00:00", "24:00"]}
    with_cars = [s for s in stations if s["cars"]]
    if mode == "round_trip" and with_cars and draw(st.booleans()):
        sharing["community"] = [
            {"institution": "school", "car": f"{with_cars[0]['id']}-1", "hours": ["08:00", "12:00"], "length": "20 km"}
        ]
    asked = []
    for number in range(draw(st.integers(0, 25))):
        start = draw(st.integers(0, 22)) * HOUR + draw(st.integers(0, 3)) * 900
        ahead = draw(st.sampled_from([0, 0, 600, 4 * HOUR]))
        origin, end = draw(st.sampled_from(nodes)), draw(st.sampled_from(nodes))
        more: dict[str, Any] = {"station_id": f"s{origin}", "late_s": -1, "submitted_s": max(0, start - ahead)}
        if mode == "one_way":
            more |= {"end_station_id": f"s{end}"}
            if end != origin:
                more |= {"length_m": -1, "drive_s": -1, "planned_end_s": -1}
        else:
            more |= {"length_m": draw(st.sampled_from([2_000, 20_000, 50_000]))}
        asked.append({**booking(number, start, start + draw(st.sampled_from([HOUR, 5 * HOUR]))), **more})
    return sharing, sorted(asked, key=lambda row: row["submitted_s"])


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(sharings())
def test_the_auditor_finds_nothing_and_the_log_is_always_the_same(drawn) -> None:
    sharing, asked = drawn
    world = world_of(LINE, scenario_of(sharing, seed=3), asked)
    done = Day(world)  # audits
    again = simulate(world)
    assert digest(again) == digest(done.events)
    assert len(done.tables.bookings) == len(cars_in(world).bookings)
    assert not (done.tables.bookings["status"] == "unfinished").any()
    assert (done.tables.stations["places_free"] >= 0).all()


def digest(events) -> str:
    return hashlib.sha256(b"".join(events[name].to_numpy().tobytes() for name in events)).hexdigest()


@st.composite
def floating_days(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]:
    kind = {"drivetrain": "battery", "energy": "0.3 kWh/km", "store": "12 kWh", "charge_ac": "7 kW"}
    sharing = floating(draw(st.integers(1, 4)), draw(st.sampled_from(["500 m", "3 km", "8 km"])), kind=kind)
    if draw(st.booleans()):
        staff = {"policy": "balance", "staff": draw(st.integers(1, 2)), "hours": ["00:00", "24:00"], "every": "10 min"}
        sharing["relocation"] = {**staff, "charge_below": draw(st.sampled_from([0.5, 1.0]))}
    sites = [
        {"name": f"p{n}", "lon": float(LINE_1.lon[n]), "lat": float(LINE_1.lat[n]), "plugs": 1, "power": "7 kW"}
        for n in draw(st.lists(st.integers(0, 7), max_size=2, unique=True))
    ]
    times = sorted(draw(st.lists(st.integers(0, 80_000), max_size=25)))
    asked = [
        trip(number, second, draw(st.integers(0, 7)), draw(st.integers(0, 9))) for number, second in enumerate(times)
    ]
    return sharing, asked, {"sites": sites}


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(floating_days())
def test_free_floating_days_pass_too(drawn) -> None:
    sharing, asked, charging = drawn
    if not asked:
        return
    world = world_of(LINE_1, scenario_of(sharing, energy=charging), asked)
    done = Day(world)
    assert digest(simulate(world)) == digest(done.events)
    assert not (done.tables.bookings["status"] == "unfinished").any()


ONE_IN = 10  # days, of which a feature has to happen on one at least
DAYS = int(os.environ.get("ELBE_DRT_CAR_DAYS", "40"))


@pytest.mark.slow
def test_random_days_over_all_features_pass_and_each_feature_really_happens() -> None:
    seen: Counter[str] = Counter()
    for seed in range(DAYS):
        day = car_day(seed)
        result = day.run()
        assert found_by_auditors(day, result) == [], f"day {seed}"
        bookings, tables = result.carsharing.bookings, result.carsharing
        assert not (bookings["status"] == "unfinished").any(), f"day {seed}"
        assert (tables.stations["places_free"] >= 0).all(), f"day {seed}"
        assert tables.days == day.days
        if seed % ONE_IN == 0:
            assert digest(car_day(seed).run().events) == digest(result.events), f"day {seed}"
        seen.update(happened(result))
    rare = {name: seen[name] for name in FEATURES if seen[name] * ONE_IN < DAYS}
    assert rare == {}, f"of {DAYS} days"
