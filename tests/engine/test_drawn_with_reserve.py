"""Days of drawn times with little energy, with drivers, and on roads that change: plans keep a reserve for it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.event_kinds import Event
from simulator.network.changes import RoadChange
from simulator.network.courses import Span
from simulator.scenario.road_models import DriveVariation, Variation
from simulator.services.ridepooling.reserve import Reserve, has_room
from simulator.services.ridepooling.roster import Roster, Shift
from simulator.simulation.simulate import simulate
from simulator.tables import DUTY_DTYPES, PAUSE_DTYPES, no_rows
from simulator.world.build import World
from tests.engine.energy_days import energy_day
from tests.engine.test_drawn_times import found_by_the_auditor
from tests.engine.test_roads_in_time import random_day as changing_day
from tests.engine.test_roads_in_time import under_way_at_a_change
from tests.network.test_dated_roads import roads_of
from tests.worlds import line_network, rides_in, with_scenario, world_of

HOUR_S = 3600


def varied(world: World, reserve: float, drives: float = 0.3, stops: float = 0.5) -> World:
    """The same world where drives and stops vary, and plans keep a reserve."""
    scenario = world.scenario
    (name, config), *others = scenario.services.items()
    config = config.model_copy(update={"dwell_variation": Variation(spread=stops), "variation_reserve": reserve})
    network = scenario.network.model_copy(update={"variation": DriveVariation(spread=drives)})
    changed = {"network": network, "services": {name: config, **dict(others)}}
    return with_scenario(world, scenario.model_copy(update=changed))


def with_room(world: World) -> World:
    """The same world where times vary, with the largest of some reserves that leaves room for all breaks."""
    tried = (varied(world, reserve) for reserve in (0.1, 0.03, 0.01, 0.0))
    return next(one for one in tried if has_room(rides_in(one).drivers_reserve, rides_in(one).shifts))


def happened(events: pd.DataFrame) -> Counter[Event]:
    return Counter(Event(kind) for kind in events["kind"].tolist())


def check(seeds: range, day: Any) -> tuple[Counter[Event], Counter[Event]]:
    """Simulate days; return on how many each kind of event happened, and how often in all."""
    days, rows = Counter[Event](), Counter[Event]()
    for seed in seeds:
        world = with_room(day(seed))
        events = simulate(world, debug=True)
        assert found_by_the_auditor(world, events) == [], f"day {seed}"
        found = happened(events)
        rows += found
        days.update(found.keys())
    assert rows[Event.STRANDED] == 0
    return days, rows


@pytest.mark.parametrize("count", [12, pytest.param(30, marks=pytest.mark.slow)])
def test_energy_lasts_and_drivers_are_late_only_as_told(count: int) -> None:
    days, rows = check(range(count), energy_day)
    assert days[Event.BREAK_STARTED] >= count / 6
    assert days[Event.PLUGGED_IN] >= count / 2
    assert rows[Event.ENERGY_CUT] >= count / 3


@pytest.mark.parametrize("count", [8, pytest.param(16, marks=pytest.mark.slow)])
def test_drives_across_changes_of_the_roads_take_the_time_drawn(count: int) -> None:
    """With what becomes known of the roads under way, too, on every other day."""
    days, rows = check(range(count), changing_day)
    assert days[Event.ROADS_KNOWN] >= count / 6
    assert days[Event.DIVERTED] >= count / 6
    assert rows[Event.PROMISE_BROKEN] >= 3 * count
    events = simulate(varied(changing_day(1), 0.1))
    assert under_way_at_a_change(events) > 0


LINE = line_network(41)
DEPOT = {"name": "home", "lon": float(LINE.lon[0]), "lat": float(LINE.lat[0])}


def as_drawn(monkeypatch: pytest.MonkeyPatch, factor: int) -> None:
    """Let all drives take by a factor longer [1/1000], and stops as long as planned."""
    monkeypatch.setattr("simulator.services.ridepooling.world.drive_factors", lambda *_: (factor,))
    monkeypatch.setattr("simulator.services.ridepooling.world.dwell_factor", lambda *_: 1000)


def with_a_driver(destination: int, reserve: float, submitted_s: int = 10_700) -> World:
    """A ride to a node so many minutes away; the driver's break begins from 10,800 s to 16,200 s."""
    drivers = {"shifts": [{"start": (0, 0), "end": (8 * HOUR_S,) * 2}], "rules": "german"}
    fleet = {"minibus": {"count": 1, "seats": 8, "depots": [DEPOT], "drivers": drivers}}
    ride = {"submitted_s": submitted_s, "origin_node": 0, "destination_node": destination}
    return varied(world_of(LINE, [ride], fleet=fleet), reserve)


def test_plans_keep_what_all_work_so_far_may_take_longer() -> None:
    """4.5 h of work planned as 4.5 h / 1.1 until the break begins; 7.5 h as 7.5 h / 1.1 until the duty ends."""
    rides = rides_in(with_a_driver(10, 0.1))
    shift = Roster(rides).first()[0]
    assert rides.drivers_reserve.pauses(shift).tolist() == [[Event.BREAK_STARTED, 10_800, 14_727, 1800, 12_600]]
    assert rides.drivers_reserve.latest_end_s(shift) == 1800 + 24_545
    assert rides_in(with_a_driver(10, 0.0)).drivers_reserve.pauses(shift)[0, 2] == 16_200


@pytest.mark.parametrize(("reserve", "served"), [(0.0, True), (0.1, False)])
def test_a_ride_that_would_need_the_reserve_is_refused(monkeypatch, reserve: float, served: bool) -> None:
    """To node 36 and back are 72 min, and 2 min of stops: the break would begin at 15,140 s."""
    as_drawn(monkeypatch, 1000)
    world = with_a_driver(36, reserve)
    events = simulate(world, debug=True)
    assert found_by_the_auditor(world, events) == []
    assert bool(happened(events)[Event.ACCEPTED]) == served
    begins = events.loc[events["kind"] == Event.BREAK_STARTED, "time_s"].tolist()
    assert begins == [15_140 if served else 10_800]


def test_a_break_that_comes_too_late_is_told(monkeypatch) -> None:
    """To node 20 and back in 100 instead of 40 min, with 2 min of stops: the break begins at 16,820 s, 620 s late."""
    as_drawn(monkeypatch, 2500)
    world = with_a_driver(20, 0.1)
    events = simulate(world, debug=True)
    assert found_by_the_auditor(world, events) == []
    told = events[events["kind"].isin([Event.BREAK_STARTED, Event.DRIVER_LATE])]
    assert told[["time_s", "kind", "value"]].to_numpy().tolist() == [
        [16_820, Event.BREAK_STARTED, 1800], [16_820, Event.DRIVER_LATE, 620],
    ]  # fmt: skip
    untold = events[events["kind"] != Event.DRIVER_LATE].assign(seq=range(len(events) - 1))
    found = found_by_the_auditor(world, untold)
    assert any("620 s late, which is not told" in line for line in found)
    assert any("worked 16820 s without a break" in line for line in found)
    wrong = events.assign(value=events["value"].where(events["kind"] != Event.DRIVER_LATE, 621))
    assert any("told is 621 s, it was 620 s" in line for line in found_by_the_auditor(world, wrong))


def test_the_auditor_finds_a_plan_that_kept_no_reserve(monkeypatch) -> None:
    """The ride to node 36 was taken with no reserve, and drives take as long as planned: nothing has used one up."""
    as_drawn(monkeypatch, 1000)
    events = simulate(with_a_driver(36, 0.0))
    found = found_by_the_auditor(with_a_driver(36, 0.1), events)
    assert any("planned later than 14727 s, where the reserve ends" in line for line in found)


def ends_of(events: pd.DataFrame) -> list[list[int]]:
    told = events[events["kind"].isin([Event.SHIFT_ENDED, Event.DRIVER_LATE])]
    return told[["time_s", "kind", "value"]].to_numpy().tolist()


@pytest.mark.parametrize(("submitted_s", "served"), [(23_825, True), (23_826, False)])
def test_duties_end_in_plans_where_the_reserve_does(monkeypatch, submitted_s: int, served: bool) -> None:
    """To node 20 and back are 42 min with 2 min of stops; at 26,345 s the vehicle has to be home."""
    as_drawn(monkeypatch, 1000)
    world = with_a_driver(20, 0.1, submitted_s)
    events = simulate(world, debug=True)
    assert found_by_the_auditor(world, events) == []
    assert bool(happened(events)[Event.ACCEPTED]) == served


def test_a_duty_that_slow_drives_end_too_late_is_told(monkeypatch) -> None:
    """At node 20 at 26,945 s instead of 25,145 s; it leaves at 27,480 s, and takes 3,000 s instead of 1,200 s home."""
    as_drawn(monkeypatch, 2500)
    world = with_a_driver(20, 0.1, 23_825)
    events = simulate(world, debug=True)
    assert found_by_the_auditor(world, events) == []
    assert ends_of(events) == [[30_480, Event.SHIFT_ENDED, 0], [30_480, Event.DRIVER_LATE, 1680]]
    untold = events[events["kind"] != Event.DRIVER_LATE].assign(seq=range(len(events) - 1))
    assert any("1680 s late, which is not told" in line for line in found_by_the_auditor(world, untold))
    wrong = events.assign(value=events["value"].where(events["kind"] != Event.DRIVER_LATE, 1679))
    assert any("told is 1679 s, it was 1680 s" in line for line in found_by_the_auditor(world, wrong))


def test_the_auditor_finds_the_end_of_a_duty_planned_without_reserve(monkeypatch) -> None:
    """Taken without reserve at 26,200 s, home at 28,800 s in time: a tenth more of the way home would be too late."""
    as_drawn(monkeypatch, 1000)
    events = simulate(with_a_driver(20, 0.0, 26_200))
    assert found_by_the_auditor(with_a_driver(20, 0.0, 26_200), events) == []
    (line,) = found_by_the_auditor(with_a_driver(20, 0.1, 26_200), events)
    assert line.endswith("shift_ended, vehicle 0): planned later than 26345 s, where the reserve ends")


def test_who_has_nothing_left_to_do_leaves_for_home_in_time_for_the_reserve_of_that_drive(monkeypatch) -> None:
    """20 min and a tenth more end at 28,800 s for who leaves at 27,480 s; a second later is too late."""
    as_drawn(monkeypatch, 1000)
    world = with_a_driver(20, 0.1, 23_825)
    events = simulate(world, debug=True)
    goes_home = events["time_s"].between(27_000, 28_799)
    assert events.loc[goes_home, "time_s"].tolist() == [27_480, 28_680]
    later = events.assign(time_s=events["time_s"] + goes_home)
    (line,) = found_by_the_auditor(world, later)
    assert line.endswith("shift_ended, vehicle 0): planned later than 26345 s, where the reserve ends")


@pytest.mark.parametrize(("factor", "used_mwh", "cut_mwh"), [(1100, 5_907_500, []), (2000, 5_907_500, [742_500])])
def test_heating_is_done_without_beyond_the_reserve(
    monkeypatch, factor: int, used_mwh: int, cut_mwh: list[int]
) -> None:
    """Ten km in ten minutes at 30 kW, heated at 4.95 kW: 5 kWh, and 0.825 kWh for heating or more as it takes longer.

    Plans count with 11 minutes of heating: 5.9075 kWh. In 20 minutes it would take 6.65 kWh: 0.7425 kWh are cut.
    """
    as_drawn(monkeypatch, factor)
    fleet = {"minibus": {
        "count": 1, "seats": 8, "depots": [DEPOT], "drivetrain": "battery", "energy_kwh_per_km": 0.5, "store_kwh": 40,
        "reserve_kwh": 1, "charge_dc_kw": 30, "climate_w_per_k": 150,
    }}  # fmt: skip
    ride = {"submitted_s": 0, "origin_node": 0, "destination_node": 10}
    world = varied(world_of(LINE, [ride], fleet=fleet, energy={"weather": {"temperature_c": -15.0}}), 0.1)
    events = simulate(world, debug=True)
    assert found_by_the_auditor(world, events) == []
    assert events.loc[events["kind"] == Event.ENERGY_USED, "value"].tolist()[0] == used_mwh
    assert events.loc[events["kind"] == Event.ENERGY_CUT, "value"].tolist()[:1] == cut_mwh
    if cut_mwh:
        as_drawn(monkeypatch, 1000)
        assert any("no drive took longer than plans count with" in line for line in found_by_the_auditor(world, events))


def test_an_energy_store_is_not_counted_fuller_for_a_fast_drive(monkeypatch) -> None:
    """Half as fast again: it arrives with what the planned drive leaves, less heating, and says no more before."""
    as_drawn(monkeypatch, 500)
    days, rows = check(range(30, 40), energy_day)
    assert rows[Event.ENERGY_CUT] == 0
    assert days[Event.BOARDED] >= 8


def test_a_leg_across_a_change_is_driven_street_by_street() -> None:
    """A minute a street, twice as long from 00:01:30 on, everything by a factor of 1.5.

    0 to 1 in 90 s, and then each street in 180 s: at 90, 270, 450 s.
    """
    network = line_network(4)
    roads = roads_of(network, [RoadChange("works", np.arange(3), 0.5)], [Span(0, 90, 10_000)])
    assert roads.leg(0, 3, 0, factor=1500)[1].tolist() == [0, 90, 270, 450]
    assert roads.leg(0, 3, 0)[1].tolist() == [0, 60, 150, 270]


@pytest.mark.parametrize("seed", range(10))
def test_pauses_of_a_shift_are_those_found_row_by_row(seed: int) -> None:
    random = np.random.default_rng(seed)
    count = int(random.integers(0, 30))
    columns = {name: random.integers(0, 5000, count) for name in PAUSE_DTYPES}
    table = pd.DataFrame(columns | {"vehicle": random.integers(0, 6, count)}).astype(PAUSE_DTYPES)
    reserve = Reserve(table, no_rows(DUTY_DTYPES), 0.0)
    for vehicle in range(7):
        first, last = sorted(random.integers(0, 5000, 2).tolist())
        expected = [
            [row.kind, row.earliest_s, row.latest_s, row.length_s, row.earliest_end_s]
            for row in table.itertuples()
            if row.vehicle == vehicle and first <= row.earliest_s <= last
        ]
        assert reserve.pauses(Shift(vehicle, 0, vehicle, first, last, last)).tolist() == expected
