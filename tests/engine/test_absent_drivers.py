"""Drivers who do not come, strikes, and reserve vehicles: days that one can work out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from simulator.analysis.audit.all import audit
from simulator.event_kinds import DISRUPTION_KINDS, Event
from simulator.simulation.simulate import simulate
from simulator.world.absent_drivers import missing_shifts
from simulator.world.build import World
from tests.worlds import facilities_of, line_network, rides_in, world_of

HOUR_S = 3600
LINE = line_network(11)
DEPOT = {"name": "home", "lon": float(LINE.lon[0]), "lat": float(LINE.lat[0])}


def fleet(count: int, shift: Any = None) -> dict[str, Any]:
    return {"minibus": {"count": count, "seats": 8, "depots": [DEPOT], **({} if shift is None else {"shift": shift})}}


def disrupted(requests: list[dict[str, Any]], *disruptions: dict[str, Any], **changes: Any) -> World:
    named = [{"name": f"wrong {number}", **its} for number, its in enumerate(disruptions)]
    return world_of(LINE, requests, disruptions=named, **{"service": {"dwell_s": 30}, "fleet": fleet(1), **changes})


def told(world: World) -> pd.DataFrame:
    events = simulate(world, debug=True)
    facilities = facilities_of(world)
    assert audit(events, world.requests, world.vehicles, world.roads.between, facilities=facilities) == []
    return events


def rows(events: pd.DataFrame, kind: Event) -> list[tuple[int, int, int]]:
    its = events[events["kind"] == kind]
    return list(zip(its["time_s"].tolist(), its["vehicle"].tolist(), its["value"].tolist(), strict=True))


def ride(submitted_s: int, origin: int, destination: int) -> dict[str, Any]:
    return {"submitted_s": submitted_s, "origin_node": origin, "destination_node": destination}


def test_a_larger_share_has_all_absences_of_a_smaller_one() -> None:
    found = []
    for share in (0.0, 0.3, 0.6, 1.0):
        ill = {"kind": "drivers", "from": "00:00", "until": "23:00", "absent": share}
        world = disrupted([], ill, fleet=fleet(400, ("08:00", "12:00")))
        rides = rides_in(world)
        missing = missing_shifts(rides.part, world.disruptions[0], rides.vehicles, rides.shifts)
        found.append({vehicle for vehicle, _, _ in missing})
    assert found[0] == set() and found[0] < found[1] < found[2] < found[3] == set(range(400))
    assert 92 <= len(found[1]) <= 148  # 120 +- 3 standard deviations of 9.2


def test_only_shifts_that_begin_in_the_time_have_nobody() -> None:
    ill = {"kind": "drivers", "from": "08:00", "until": "12:00", "absent": 1.0}
    for shift, missing in ((("07:59", "13:00"), 0), (("08:00", "09:00"), 1), (("12:00", "13:00"), 0)):
        world = disrupted([], ill, fleet=fleet(1, shift))
        rides = rides_in(world)
        assert len(missing_shifts(rides.part, world.disruptions[0], rides.vehicles, rides.shifts)) == missing


def test_nobody_is_taken_by_a_shift_without_a_driver() -> None:
    """Known at 07:00, so who asks at 07:30 for 08:30 hears that there is no vehicle; the shift would begin at 08:00."""
    ahead = {**ride(27_000, 2, 4), "earliest_departure_s": 30_600}
    ill = {"kind": "drivers", "from": "07:30", "until": "12:00", "absent": 1.0, "announced": "07:00"}
    events = told(disrupted([ahead], ill, fleet=fleet(1, ("08:00", "12:00"))))
    assert rows(events, Event.DRIVER_ABSENT) == [(25_200, 0, 28_800)]
    assert rows(events, Event.ABSENT_FOR) == [(25_200, 0, 0)]
    assert len(rows(events, Event.REJECTED)) == 1
    assert not rows(events, Event.SHIFT_STARTED)


def test_rides_booked_before_are_moved_to_other_vehicles() -> None:
    """Booked at 06:00 for 08:30 with the vehicle that begins at 08:00; that one is away, the other begins at 08:05."""
    ahead = {**ride(21_600, 2, 4), "earliest_departure_s": 30_600}
    ill = {"kind": "drivers", "from": "08:00", "until": "08:01", "absent": 1.0, "announced": "07:00"}
    kinds = {**fleet(1, ("08:00", "12:00")), "other": fleet(1, ("08:05", "12:00"))["minibus"]}
    events = told(disrupted([ahead], ill, fleet=kinds))
    assert rows(events, Event.ACCEPTED) == [(21_600, 0, 30_600)]
    assert rows(events, Event.REASSIGNED) == [(25_200, 1, 30_600)]
    assert rows(events, Event.BOARDED) == [(30_600, 1, 30)]
    assert not rows(events, Event.PROMISE_BROKEN)


def test_rides_that_nobody_can_take_are_cancelled_by_the_operator() -> None:
    ahead = {**ride(21_600, 2, 4), "earliest_departure_s": 30_600}
    ill = {"kind": "drivers", "from": "08:00", "until": "12:00", "absent": 1.0, "announced": "07:00"}
    events = simulate(disrupted([ahead], ill, fleet=fleet(1, ("08:00", "12:00"))), debug=True)
    assert rows(events, Event.CANCELLED_BY_OPERATOR) == [(25_200, 0, 0)]


def test_who_does_not_come_is_missed_when_the_shift_begins() -> None:
    ill = {"kind": "drivers", "from": "07:00", "until": "12:00", "absent": 1.0, "announced": "11:00"}
    events = told(disrupted([], ill, fleet=fleet(2, ("08:00", "12:00"))))
    assert rows(events, Event.DRIVER_ABSENT) == [(28_800, 0, 28_800), (28_800, 1, 28_800)]


def test_in_a_strike_who_is_on_board_is_brought_to_the_end() -> None:
    """A ride from 2 to 6 boards at 120 s and gets off at 390 s; the strike begins at 200 s; home is 360 s from 6."""
    strike = {"kind": "drivers", "from": "00:03:20", "until": "12:00", "strike": True}
    events = told(disrupted([ride(0, 2, 6), ride(300, 3, 5)], strike))
    assert rows(events, Event.SHIFT_CUT) == [(200, 0, 0)]
    assert rows(events, Event.ALIGHTED) == [(390, 0, 30)]
    assert rows(events, Event.SHIFT_ENDED) == [(420 + 360, 0, 0)]
    assert len(rows(events, Event.REJECTED)) == 1
    assert rows(events, Event.BOARDED) == [(120, 0, 30)]


def test_a_strike_that_is_announced_is_planned_with() -> None:
    """From 10:00 on nobody drives. Known at 06:00: a ride for 10:05 falls through then, and nobody gets one later."""
    strike = {"kind": "drivers", "from": "10:00", "until": "20:00", "strike": True, "announced": "06:00"}
    late = {**ride(18_000, 2, 4), "earliest_departure_s": 36_300}
    asked = [
        late,
        {**ride(25_200, 2, 4), "earliest_departure_s": 36_300},
        {**ride(25_300, 2, 4), "earliest_departure_s": 34_200},
    ]
    events = told(disrupted(asked, strike))
    assert rows(events, Event.CANCELLED_BY_OPERATOR) == [(21_600, 0, 0)]
    assert len(rows(events, Event.REJECTED)) == 1
    assert [time_s for time_s, *_ in rows(events, Event.BOARDED)] == [34_200]
    assert rows(events, Event.SHIFT_ENDED) == [(36_000, 0, 0)]


def test_after_the_strike_later_shifts_are_driven() -> None:
    drivers = {"shifts": [{"start": ("06:00", "06:00"), "end": ("08:00", "08:00")}]}
    strike = {"kind": "drivers", "from": "07:00", "until": "2 05:00", "strike": True}
    kinds = {"minibus": {"count": 1, "seats": 8, "depots": [DEPOT], "drivers": drivers}}
    world = disrupted([ride(25_300, 0, 5)], strike, fleet=kinds, calendar={"days": 3})
    events = told(world)
    assert [time_s for time_s, _, _ in rows(events, Event.SHIFT_STARTED)] == [21_600, 194_400 - 86_400, 194_400]
    assert rows(events, Event.SHIFT_CUT) == [(25_200, 0, 0)]


def test_reserve_vehicles_come_when_they_are_called() -> None:
    """The only vehicle is absent; the reserve is called at 08:00 and ready at 08:30, when it takes who waits at 2."""
    ill = {"kind": "drivers", "from": "07:00", "until": "20:00", "absent": 1.0}
    more = {"kind": "reserve", "service": "test", "type": "minibus", "vehicles": 1, "from": "08:00", "until": "10:00",
            "call_out": "30 min"}  # fmt: skip
    asked = [ride(28_799, 2, 4), {**ride(28_800, 2, 4), "earliest_departure_s": 30_600}]
    events = told(disrupted(asked, ill, more, fleet=fleet(1, ("07:00", "20:00"))))
    assert rows(events, Event.SHIFT_STARTED) == [(30_600, 1, 0)]
    assert rows(events, Event.BOARDED) == [(30_720, 1, 30)]
    assert rows(events, Event.SHIFT_ENDED) == [(36_000, 1, 0)]
    assert len(rows(events, Event.REJECTED)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "drivers", "from": "08:00", "until": "08:00", "strike": True},
        {"kind": "drivers", "from": "08:00", "until": "10:00", "absent": 0.0},
        {"kind": "reserve", "service": "test", "type": "minibus", "vehicles": 3, "from": "08:00", "until": "08:00"},
    ],
)
def test_what_takes_no_time_or_nobody_changes_nothing(wrong: dict[str, Any]) -> None:
    requests = [ride(100 * number, number % 7, 9 - number % 5) for number in range(30)]
    plain = simulate(disrupted(requests, fleet=fleet(2)))
    events = simulate(disrupted(requests, wrong, fleet=fleet(2)))
    left = events[~events["kind"].isin(DISRUPTION_KINDS)]
    assert left.drop(columns="seq").reset_index(drop=True).equals(plain.drop(columns="seq"))


def test_half_the_vehicles_missing_is_a_day_with_half_of_them() -> None:
    """Known from the beginning, the same rides are served as by a fleet that never had the others."""
    requests = [ride(60 * number, number % 7, 9 - number % 5) for number in range(40)]
    ill = {"kind": "drivers", "from": "00:00", "until": "23:00", "absent": 0.5}
    world = disrupted(requests, ill, fleet=fleet(4))
    rides = rides_in(world)
    absent = {vehicle for vehicle, *_ in missing_shifts(rides.part, world.disruptions[0], rides.vehicles, rides.shifts)}
    events, fewer = told(world), simulate(disrupted(requests, fleet=fleet(4 - len(absent))))
    assert 0 < len(absent) < 4
    ends = [Event.REJECTED, Event.BOARDED, Event.ALIGHTED]
    columns = ["time_s", "kind", "request", "value"]
    both = [its[its["kind"].isin(ends)][columns].reset_index(drop=True) for its in (events, fewer)]
    assert both[0].equals(both[1])
