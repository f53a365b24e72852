"""What plans of one shift and the next may count on, worked by hand for a bus with a plug of its own, and without."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from simulator.engine.agenda import Clock
from simulator.engine.log import EventLog
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.services.charging import ChargingSites
from simulator.services.ridepooling.energy import Energy
from simulator.services.ridepooling.roster import Roster, Shift
from simulator.services.ridepooling.start_of_day import Entrance
from tests.worlds import line_network, rides_in, world_of

LINE = line_network(4)  # a minute from node to node
DAY, LATE = 86_400, 600  # the night is the ten minutes between two shifts
CHARGING = {"start_level": 0.3, "below": 0.4, "until": 0.8, "available_from": 0.5}
HOME, AWAY = (
    {"name": "plug", "plugs": 1, "power_kw": 22, **place}
    for place in ({"place": "depots"}, {"lon": 12.0, "lat": float(LINE.lat[3])})
)


def energy_of(site: dict[str, Any], **bus: Any) -> Energy:
    """Return the energy of a bus that uses 1 kWh/km at 60 km/h, 16,667 mWh a second, and has 3 kWh of 10 stored."""
    kind = {
        "count": 1, "seats": 8, "drivetrain": "battery", "energy_kwh_per_km": 1, "store_kwh": 10, "reserve_kwh": 1,
        "charge_ac_kw": 22, "charging_efficiency": 1, "depots": [{"name": "home", "lon": 12.0, "lat": 53.0}], **bus,
    }  # fmt: skip
    asked = [{"submitted_s": 0, "earliest_departure_s": DAY, "origin_node": 0, "destination_node": 1}]
    world = rides_in(
        world_of(
            LINE, asked, fleet={"bus": kind}, energy={"sites": [site]}, charging=CHARGING,
            service={"hours": (0, DAY - LATE)}, calendar={"days": 2},
        )
    )  # fmt: skip
    clock, roster = Clock(), Roster(world)
    plans = Entrance(world, roster).plans
    return Energy(clock, EventLog().of(0), world, plans, ChargingSites(clock, world.sites), roster)


def test_a_plug_of_its_own_is_counted_on_by_day_and_by_night() -> None:
    """It gives 21,999 W, of 60,000 W used: 366 s of driving in 1000 s, up to 7 kWh beyond the reserve."""
    energy = energy_of(HOME)
    told = energy.plans.vehicles
    assert energy.level_mwh(0) == 3_000_000
    assert told[f.RANGE].tolist() == [120, 366 * LATE // 1000]
    assert told[f.REFILL].tolist() == [366, 366]
    assert told[f.REFILL_CAP].tolist() == [420, 420]
    assert told[f.HOLDS].tolist() == [0, 0]


def test_no_more_than_the_sure_level_is_counted_on() -> None:
    """A store of 3.5 kWh is sure to have 2.8 kWh after a night, 1.8 beyond the reserve."""
    energy = energy_of(HOME, store_kwh=3.5)
    assert energy.plans.vehicles[f.RANGE].tolist() == [3, 108]


def test_without_a_plug_at_home_the_next_shift_waits() -> None:
    energy = energy_of(AWAY)
    told = energy.plans.vehicles
    assert told[f.RANGE].tolist() == [120, -1]
    assert told[[f.REFILL, f.REFILL_CAP]].tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize(("location", "target", "can"), [(0, 1, True), (0, 2, False), (1, 1, True), (2, 1, True)])
def test_a_bus_goes_where_it_gets_home_from(location: int, target: int, can: bool) -> None:
    """It lasts for two minutes."""
    assert energy_of(HOME).can_go(0, location, target) == can
    assert energy_of(HOME).range_s(0) == 120


def test_what_is_sure_of_a_night_ends_when_the_shift_begins() -> None:
    """Then what there is counts, and nothing is looked at twice."""
    energy, bus = energy_of(HOME), SimpleNamespace(index=0, depot=0)
    energy.after_shift(bus, Shift(0, 1, 1, DAY, 2 * DAY - LATE, 2 * DAY - LATE))  # type: ignore[arg-type]
    told = energy.plans.vehicles[f.RANGE]
    assert told[1] == 219
    energy.on_shift(1)
    assert told[1] == energy.range_s(1) == 120
    energy.plans.set_range(1, 55, holds=False)
    energy.on_shift(1)
    assert told[1] == 55


def test_who_charges_away_is_available_from_half_full_on_and_goes_when_it_has_enough() -> None:
    """From 3 kWh to 5 kWh 22 kW take 328 s, to 8 kWh 819 s."""
    energy, thinks = energy_of(AWAY), list[int]()
    bus: Any = SimpleNamespace(index=0, depot=0, plan_changed=lambda: thinks.append(int(energy.env.now)))
    told = energy.plans.vehicles[:, 0]
    assert energy.where_to(bus, 2, LATE * 100, 0, stays=False) == 3
    assert told[[f.RANGE, f.HOLDS]].tolist() == [-1, 1]  # on its way, with 3 kWh
    assert (energy.charges(0), energy.visits(0)) == (False, True)
    assert energy.where_to(bus, 3, LATE * 100, 0, stays=False) == 3
    assert (energy.charges(0), energy.visits(0)) == (True, True)
    assert told[[f.RANGE, f.HOLDS]].tolist() == [-1, 1]
    for now_s, range_s in ((327, -1), (328, 240)):
        energy.env.run(until=now_s)
        energy.refresh()
        assert told[f.RANGE] == range_s
    energy.env.run(until=819)
    assert thinks == []
    energy.env.run(until=820)
    assert thinks == [819]
    assert (energy.charges(0), energy.visits(0)) == (False, False)
    assert told[[f.RANGE, f.HOLDS]].tolist() == [420, 0]
    assert energy.level_mwh(0) == 8_000_000
    energy.close()
    rows = energy.log.written_since(0)
    assert rows[0][2] == 3_000_000
    assert rows[1:] == [
        (Event.PLUGGED_IN, 0, 0), (Event.POWER, 0, 22_000), (Event.POWER, 819, 0), (Event.CHARGED, 819, 5_000_000),
        (Event.UNPLUGGED, 819, 0), (Event.ENERGY_LEVEL, 820, 8_000_000),
    ]  # fmt: skip
