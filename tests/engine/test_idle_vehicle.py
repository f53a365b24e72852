"""What a vehicle does that has nothing to serve, to the second: places on a line a minute apart, its depot at 0."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.event_kinds import Event
from simulator.kernels.agenda import DECIDES
from simulator.kernels.follow import HAS_NO_STOP, MAY_LEAVE, NEEDS_LEG, NEEDS_ROW_ROOM, NOBODY_CAME, WAITS
from simulator.reasons import LegPurpose
from simulator.services.ridepooling.roster import Shift
from simulator.services.ridepooling.vehicle import Operation, Rules, Vehicle

H, DAY = 3600, 86_400
STARTS, HOME_BY, ENDS = 1000, 30_000, 31_000  # [s]
CLIFF = 99  # no way leads there


class Beside:
    """All that a vehicle has to do with: plans, roads, log and wakes, which note what it does."""

    changes = ()

    def __init__(self, at: int) -> None:
        self.at, self.done = at, list[tuple[Any, ...]]()
        self.rows = self.legs = None
        self.script: list[tuple[int, int]] = []  # what is due, before there is nothing any more

    def __len__(self) -> int:
        return 0

    def begin(self, vehicle: int, act: Any) -> None:
        self.act = act

    def __getattr__(self, name: str) -> Any:
        """Note what is told to wakes, log and plans: what it is, and the first of the values."""
        return lambda *told, **_: self.done.append((name, *told))

    def for_plans(self, now_s: int) -> Beside:
        return self

    def between(self, origin: int, to: int) -> int:
        return -1 if CLIFF in (origin, to) else 60 * abs(to - origin)

    drive_s = between

    def origin(self, plan: int) -> tuple[int, int]:
        return self.at, 0

    def node_at(self, location: int) -> int:
        return location

    def leg(self, origin: int, to: int, now_s: int) -> tuple[int, int]:
        return origin, to

    def is_unknown(self, now_s: int) -> bool:
        return False

    def idle_since(self, plan: int) -> int:
        return 17

    def drives(self, plan: int) -> bool:
        return self.at < 0

    def follow(self, rows: Any, plan: int, now_s: int, **_: bool) -> tuple[int, int]:
        if self.script:
            return self.script.pop(0)
        return (HAS_NO_STOP, self.at) if self.at >= 0 else (WAITS, now_s + 777)

    def depart(self, rows: Any, plan: int, now_s: int, leg: tuple[int, int], purpose: int, *, diverts: bool) -> None:
        self.done.append(("depart", now_s, leg, LegPurpose(purpose), diverts))
        self.at = -1

    def add(self, now_s: int, kind: Event, vehicle: int, node: int) -> None:
        self.done.append((kind, now_s, vehicle, node))


class Idle:
    """Sends a vehicle where it is told to, and notes what it is asked."""

    def __init__(self, move: tuple[int, int] | None = None, *, stays: bool = False) -> None:
        self.move, self.stays, self.asked = move, stays, list[tuple[int, ...]]()

    def __call__(self, *asked: int) -> tuple[int, int] | None:
        self.asked.append(asked)
        return self.move


class Energy:
    """Energy that sends a vehicle to a place, lasts for so long, and may be charging."""

    def __init__(
        self, place: int | None = None, range_s: int = 9000, *, charges: bool = False, goes: bool = True
    ) -> None:
        self.place, self.range, self.is_charging, self.goes = place, range_s, charges, goes

    def __contains__(self, vehicle: int) -> bool:
        return vehicle == 4

    def where_to(self, vehicle: Vehicle, location: int, until_s: int, onward: int, *, stays: bool) -> int | None:
        assert (until_s, onward, stays) == (ENDS, 0, False)
        return self.place

    def range_s(self, plan: int) -> int:
        return self.range

    def charges(self, plan: int) -> bool:
        return self.is_charging

    def must_fill_up(self, plan: int) -> bool:
        return self.is_charging

    def can_go(self, plan: int, location: int, target: int) -> bool:
        return self.goes

    def visits(self, plan: int) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        return lambda *_: None


class Bus:
    """Vehicle 4 of a fleet on its shift, which has plan 2."""

    def __init__(
        self, at: int = 5, idle: Idle | None = None, energy: Energy | None = None, reserve: float = 0.1, **more: Any
    ) -> None:
        self.beside, self.over = Beside(at), list[Vehicle]()
        beside: Any = self.beside
        rules = Rules(diversion=True, wait_before_driving=False, idle=idle or Idle(), reserve=reserve)
        fleet = Operation(beside, beside, beside, beside, beside)
        held: Any = energy
        shift = Shift(4, 0, 2, STARTS, HOME_BY, ENDS)
        self.vehicle = Vehicle(fleet, rules, shift, 0, held, ended=self.over.append, **more)

    def act(self, now_s: int) -> tuple[int | None, list[tuple[Any, ...]]]:
        """Return when it acts next, and what it does but for coming on shift."""
        told = self.beside.act(now_s, DECIDES, 0)
        ordinary = ("only_follows", "pays", "reserve", Event.SHIFT_STARTED)
        return told, [one for one in self.beside.done if one[0] not in ordinary]


def test_a_shift_begins_in_its_time() -> None:
    bus = Bus(at=0)
    assert bus.act(STARTS - 1) == (STARTS, [])
    assert bus.beside.done == []
    assert bus.act(STARTS) == (STARTS + 6 * H, [])
    assert bus.beside.done == [("only_follows", 2), (Event.SHIFT_STARTED, STARTS, 4, 0)]
    later = Bus(at=0, before=bus.vehicle)
    assert later.act(STARTS) == (STARTS + 60, [])
    bus.vehicle.is_over = True
    assert later.act(STARTS + 60) == (STARTS + 60 + 6 * H, [])


@pytest.mark.parametrize(
    ("at", "reserve", "leaves_s"), [(5, 0.0, HOME_BY - 300), (5, 0.1, HOME_BY - 330), (1, 0.01, HOME_BY - 61)]
)
def test_it_leaves_for_home_in_time_for_the_reserve(at: int, reserve: float, leaves_s: int) -> None:
    assert Bus(at, reserve=reserve).act(leaves_s - 1) == (leaves_s, [])
    gone = ("depart", leaves_s, (at, 0), LegPurpose.TO_DEPOT, True)
    assert Bus(at, reserve=reserve).act(leaves_s) == (leaves_s + 777, [gone])


def test_it_looks_again_after_six_hours() -> None:
    assert Bus(5).act(2000) == (2000 + 6 * H, [])
    assert Bus(5).act(HOME_BY - 330 - 6 * H) == (HOME_BY - 330, [])
    assert Bus(0).act(HOME_BY - 6 * H - 1) == (HOME_BY - 1, [])


def test_at_home_its_shift_ends() -> None:
    assert Bus(0).act(HOME_BY - 1) == (HOME_BY, [])
    bus = Bus(0)
    assert bus.act(HOME_BY) == (None, [("close", 2), (Event.SHIFT_ENDED, HOME_BY, 4, 0)])
    assert bus.over == [bus.vehicle]
    assert (bus.vehicle.is_over, bus.vehicle.is_stranded) == (True, False)


@pytest.mark.parametrize(
    ("move", "now_s", "expected"),
    [
        ((8, 5000), 5000, (8, LegPurpose.REBALANCE)),
        ((0, 5000), 5000, (0, LegPurpose.TO_DEPOT)),
        ((8, 5001), 5000, 5001),
        ((CLIFF, 5000), 5000, 5000 + 6 * H),
        ((8, HOME_BY - 660), HOME_BY - 660, (8, LegPurpose.REBALANCE)),  # three minutes there, eight back
        ((8, HOME_BY - 659), HOME_BY - 659, HOME_BY - 330),
    ],
)
def test_it_goes_where_it_is_sent_if_it_is_back_in_time(move: tuple[int, int], now_s: int, expected: Any) -> None:
    idle = Idle(move)
    told, done = Bus(5, idle).act(now_s)
    assert idle.asked == [(2, 5, 0, 17, now_s)]
    if isinstance(expected, int):
        assert (told, done) == (expected, [])
    else:
        assert (told, done) == (now_s + 777, [("depart", now_s, (5, expected[0]), expected[1], True)])


def test_who_is_not_home_a_day_after_its_shift_is_given_up() -> None:
    hungry = Energy(range_s=0)
    assert Bus(5, energy=hungry).act(ENDS + DAY - 1) == (ENDS + DAY - 1 + 300, [])
    bus = Bus(5, energy=hungry)
    assert bus.act(ENDS + DAY) == (None, [("close", 2), (Event.STRANDED, ENDS + DAY, 4, 5)])
    assert bus.over == [bus.vehicle]
    assert (bus.vehicle.is_over, bus.vehicle.is_stranded) == (True, True)


@pytest.mark.parametrize(
    ("energy", "at", "now_s", "next_s"),
    [
        (Energy(), 5, 5000, 5300),  # it looks whether there is something to charge
        (Energy(), 5, HOME_BY - 331, HOME_BY - 330),
        (Energy(5), 5, 5000, 5300),
        (Energy(charges=True), 5, 5000, 5000 + 6 * H),
        (Energy(charges=True), 5, HOME_BY - 330 - H, HOME_BY - 330),
        (Energy(charges=True), 0, HOME_BY - H, HOME_BY),
        (Energy(range_s=299), 5, HOME_BY - 330, HOME_BY - 30),  # it does not get home yet
    ],
)
def test_with_little_energy_it_looks_again(energy: Energy, at: int, now_s: int, next_s: int) -> None:
    assert Bus(at, energy=energy).act(now_s) == (next_s, [])


def test_it_charges_where_energy_says_and_is_not_called_back() -> None:
    gone = ("depart", 5000, (5, 7), LegPurpose.CHARGE, False)
    assert Bus(5, energy=Energy(7)).act(5000)[1] == [gone]
    home = ("depart", HOME_BY - 330, (5, 0), LegPurpose.TO_DEPOT, True)
    assert Bus(5, energy=Energy(range_s=300)).act(HOME_BY - 330)[1] == [home]
    assert Bus(5, Idle((8, 5000)), Energy(goes=False)).act(5000) == (5300, [])


@pytest.mark.parametrize(
    ("outcome", "done"),
    [
        ((NEEDS_ROW_ROOM, 0), [("grow",)]),
        ((NOBODY_CAME, 3), [("withdraw", 2, 3, 5000, Beside.drive_s)]),
        ((NEEDS_LEG, 8), [("depart", 5000, (5, 8), LegPurpose.SERVE, True)]),
        ((MAY_LEAVE, 0), []),
    ],
)
def test_what_a_plan_asks_for_is_done(outcome: tuple[int, int], done: list[tuple[Any, ...]]) -> None:
    """Then it goes on; here it has nothing more to do than that."""
    bus = Bus(5)
    bus.beside.script = [outcome]
    told, did = bus.act(5000)
    assert [tuple(getattr(value, "__func__", value) for value in one) for one in did] == done
    assert told == (5777 if outcome[0] == NEEDS_LEG else 5000 + 6 * H)


@pytest.mark.parametrize("fills", [True, False])
def test_who_relies_on_its_plug_does_not_leave_for_its_next_stop_yet(fills: bool) -> None:
    bus = Bus(5, energy=Energy(charges=fills))
    bus.beside.script = [(MAY_LEAVE, 0)]
    assert bus.act(5000)[1] == ([("may_wait", 2)] if fills else [])
