"""Sites that give less power for some time: charging takes as much longer, and nobody relies on what is not there."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from simulator.analysis.audit.all import audit
from simulator.analysis.disruptions.touched import Facts, Happened, at_sites
from simulator.event_kinds import DISRUPTION_KINDS, Event
from simulator.services.ridepooling.supply import Supply
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from simulator.world.short_supply import Shortage
from tests.engine.test_absent_drivers import ride, rows
from tests.worlds import facilities_of, line_network, world_of

LINE = line_network(11)
PLACES = [{"lon": float(LINE.lon[node]), "lat": float(LINE.lat[node])} for node in range(11)]
LIMITING = (*DISRUPTION_KINDS, Event.SITE_LIMITED, Event.SITE_SHARE)


def electric(requests: list[dict[str, Any]], *disruptions: dict[str, Any], count: int = 1, **bus: Any) -> World:
    """One bus that uses 1 kWh a minute, 60 kW plugs at its depot."""
    kind = {
        "count": count, "seats": 8, "depots": [{"name": "home", **PLACES[0]}], "drivetrain": "battery",
        "energy_kwh_per_km": 1.0, "store_kwh": 40, "reserve_kwh": 4, "charge_ac_kw": 60, "charge_dc_kw": 60,
    }  # fmt: skip
    site = {"name": "yard", **PLACES[0], "plugs": count, "power_kw": 60}
    named = [{"name": f"wrong {number}", **its} for number, its in enumerate(disruptions)]
    energy = {"sites": [site]}
    fleet, charging = {"minibus": {**kind, **bus}}, {"start_level": 0.55, "below": 0.6, "until": 0.8}
    service = {"dwell_s": 30, "charging": charging}
    return world_of(LINE, requests, disruptions=named, energy=energy, fleet=fleet, service=service)


def told(world: World) -> pd.DataFrame:
    events = simulate(world, debug=True)
    facilities = facilities_of(world)
    assert audit(events, world.requests, world.vehicles, world.roads.between, facilities=facilities) == []
    return events


def power(share: float, begins: str = "00:00", until: str = "20:00", **more: Any) -> dict[str, Any]:
    return {"kind": "power", "share": share, "from": begins, "until": until, **more}


def charged_s(world: World) -> list[int]:
    events = told(world)
    return [time_s for time_s, _, _ in rows(events, Event.UNPLUGGED)]


def test_at_half_the_power_charging_takes_twice_as_long() -> None:
    """From 55 to 80 % of 40 kWh there are 10 kWh: 10 min at 60 kW."""
    assert charged_s(electric([]))[0] == 600
    assert charged_s(electric([], power(0.5)))[0] == 1200


def test_a_cut_in_the_middle_adds_its_length() -> None:
    assert charged_s(electric([], power(0, "00:05", "00:35")))[0] == 600 + 1800


def test_power_that_is_limited_is_told() -> None:
    events = told(electric([], power(0.25, "00:05", "00:09")))
    assert rows(events, Event.SITE_LIMITED) == [(300, -1, 0), (540, -1, 0)]
    assert rows(events, Event.SITE_SHARE) == [(300, -1, 250), (540, -1, 1000)]
    # 5 kWh at 60 kW, 1 kWh at 15 kW, the last 4 at 60 kW
    assert [(time_s, watts) for time_s, _, watts in rows(events, Event.POWER)][:4] == [
        (0, 60_000), (300, 15_000), (540, 60_000), (780, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", [power(1.0), power(0, "08:00", "08:00"), power(0, sites=["yard"], until="00:00")])
def test_all_of_the_power_or_no_time_changes_nothing(wrong: dict[str, Any]) -> None:
    requests = [ride(300 * number, number % 7, 9 - number % 5) for number in range(12)]
    plain, events = simulate(electric(requests)), simulate(electric(requests, wrong))
    left = events[~events["kind"].isin(LIMITING)]
    assert left.drop(columns="seq").reset_index(drop=True).equals(plain.drop(columns="seq"))


def ahead(earliest_s: int) -> dict[str, Any]:
    return {**ride(60, 5, 10), "earliest_departure_s": earliest_s}


def test_nobody_is_promised_what_needs_power_that_is_known_to_be_cut() -> None:
    """Each ride takes 5 + 5 + 10 minutes of driving, 20 kWh; there are 18 kWh above the reserve, and a plug."""
    assert len(rows(told(electric([ahead(7200)])), Event.ALIGHTED)) == 1
    events = told(electric([ahead(7200)], power(0, "00:30", "20:00", announced="00:00")))
    assert not rows(events, Event.ALIGHTED)


def test_a_ride_that_relied_on_the_plug_is_cancelled_when_the_power_fails() -> None:
    """Asked at 00:01 for 02:00; the power fails a second later, with 19 kWh above the reserve."""
    events = simulate(electric([ahead(7200)], power(0, "00:01:01", "20:00")), debug=True)
    assert len(rows(events, Event.ACCEPTED)) == 1
    assert rows(events, Event.CANCELLED_BY_OPERATOR) == [(61, 0, 0)]
    assert not rows(events, Event.DEPARTED)


def test_who_stands_at_the_plug_and_who_is_refused_are_touched() -> None:
    """The bus charges when the power fails after a minute; who asks for 20 kWh then hears that there is none."""
    events = told(electric([{**ahead(7200), "submitted_s": 3600}], power(0, "00:01", "04:00")))
    its = Happened(0, "wrong", "power", 60, 14_400, 60, 60)
    touched = at_sites(Facts(events, *[pd.DataFrame()] * 2), its)
    assert touched.vehicles == {0}
    assert touched.refused == {0}


def test_power_that_is_back_in_time_serves_the_ride() -> None:
    events = told(electric([{**ahead(14_400), "submitted_s": 3700}], power(0, "00:00:01", "01:00")))
    assert len(rows(events, Event.ALIGHTED)) == 1


@pytest.mark.parametrize(
    ("from_s", "until_s", "left_s"), [(60, 90, 77), (0, 40, 77), (90, 500, 85), (110, 500, 100), (0, 10, 100)]
)
def test_a_plug_with_less_power_counts_for_less_time(from_s: int, until_s: int, left_s: int) -> None:
    """Between 10 and 110 s; a quarter is left of the power, and seconds are rounded down."""
    supply = object.__new__(Supply)
    supply._own = {0: 3}
    supply.short = [Shortage(0, 3, 0.25, from_s, until_s), Shortage(1, 4, 0, 0, 500)]
    assert supply.plugged_in_s(0, 10, 110) == left_s
