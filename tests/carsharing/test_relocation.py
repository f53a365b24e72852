"""Whom staff sends where: cars, places and drives that one can know by heart."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from simulator.engine.agenda import Clock, RankedTimeout, Wait
from simulator.event_kinds import Event
from simulator.fleet.car_calendar import Reservation
from simulator.reasons import Errand
from simulator.services.carsharing.relocation import RELOCATES, Relocation, _Worker
from simulator.services.carsharing.schema import Config

FULL = 100


@dataclass
class Store:
    """A battery from which a drive takes as much as it is long [m]."""

    reserve_mwh: int = 10
    capacity_mwh: int = FULL

    def used_mwh(self, length_m: int, drive_s: int, at_s: int) -> int:
        return length_m


@dataclass
class Car:
    number: int
    place: int
    level: int = FULL
    current: object = None
    ahead: tuple[object, ...] = ()
    store: Store | None = field(default_factory=Store)
    charging: bool = False
    out_until_s: int = -1


class Cars:
    """Cars at places whose numbers are those of their nodes; home: where each belongs, where it stands by default."""

    def __init__(self, cars: list[Car], floating: bool = False, places: int = 4, **more: Any) -> None:
        self.cars, self.floating = cars, floating
        self.capacity = [9] * places
        self.claims = [{car.number for car in cars if car.place == place} for place in range(places)]
        self.full: set[int] = more.get("full", set())
        self.site_of: dict[int, int] = more.get("site_of", {})
        plugs: dict[int, int] = more.get("plugs", {})
        self.sites = SimpleNamespace(free_plugs=plugs.__getitem__)
        self.calendar = SimpleNamespace(begins_s=0, ends_s=7200)
        self.told: list[tuple[Any, ...]] = []

    def node(self, place: int) -> int:
        return place

    def expected(self, place: int) -> int:
        return sum(self.cars[car].place == place for car in self.claims[place])

    def has_place(self, car: int, place: int) -> bool:
        return place not in self.full

    def level_mwh(self, car: int) -> int:
        return self.cars[car].level

    def charges(self, car: int) -> bool:
        return self.cars[car].charging

    def assign(self, car: int, reservation: Reservation) -> None:
        self.told.append(("assign", car, reservation.end_s))

    def leave(self, car: int) -> None:
        self.told.append(("leave", car))

    def park(self, car: int) -> None:
        self.told.append(("park", car))

    def record(self, kind: Event, car: int, node: int, value: int) -> None:
        self.told.append((kind, car, node, value))


ROADS = {(0, 1): 60, (0, 2): 30, (0, 3): 90, (1, 2): 0, (1, 3): 40, (2, 3): 50}


def drive(origin: int, destination: int, *_: int) -> int:
    """Seconds, and metres, in both directions; node 9 is out of reach."""
    if 9 in (origin, destination):
        return -1
    return 0 if origin == destination else ROADS[min(origin, destination), max(origin, destination)]


def staff_of(cars: Cars, target: list[int] | None = None, now_s: int = 0, **rule: Any) -> Relocation:
    """Staff of three at node 0; target: cars that each place should have, not those that stand there now."""
    config = Config.model_validate(
        {
            "mode": "one_way",
            "car_types": {"car": {}},
            "stations": [{"id": "a", "lon": 12, "lat": 53, "capacity": 1}],
            "relocation": {"policy": "balance", "staff": 3, "handling": "5 min", "charge_below": 0.3, **rule},
        }
    )
    roads: Any = SimpleNamespace(between=drive, length_m=drive)
    staff = Relocation(Clock(now_s), cars, config, roads)  # type: ignore[arg-type]
    if target is not None:
        staff._target = target
    return staff


def sent(cars: Cars, target: list[int], **rule: Any) -> tuple[int, int, Errand] | None:
    return staff_of(cars, target, **rule)._to_station(_Worker(0))


def test_every_station_should_have_what_it_has_at_first() -> None:
    staff = staff_of(Cars([Car(0, 2), Car(1, 0), Car(2, 2)]))
    assert staff._target == [1, 0, 2, 0]
    assert [worker.node for worker in staff._staff] == [2, 2, 2]
    assert not any(worker.busy for worker in staff._staff)
    assert staff_of(Cars([]))._staff == []


@pytest.mark.parametrize(
    ("now_s", "hours", "looks"),
    [
        (-700, ["00:00", "24:00"], [0, 1800, 3600, 5400]),
        (0, ["00:30", "01:30"], [1800, 3600]),
        (600, ["00:00", "24:00"], [600, 2400, 4200, 6000]),
        (7200, ["00:00", "24:00"], []),
    ],
)
def test_staff_looks_every_half_hour_of_its_hours(now_s: int, hours: list[str], looks: list[int]) -> None:
    staff = staff_of(Cars([]), now_s=now_s, hours=hours, every="30 min")
    seen: list[int] = []
    staff._send = lambda: seen.append(int(staff.env.now))  # type: ignore[method-assign]
    staff.env.run()
    assert seen == looks


def test_staff_looks_when_all_customers_of_a_second_have_had_their_turn() -> None:
    staff, seen = staff_of(Cars([]), hours=["00:00", "24:00"]), list[str]()

    def customer() -> Wait:
        yield RankedTimeout(staff.env, 0, RELOCATES - 1)
        seen.append("customer")

    staff.env.process(customer())
    staff._send = lambda: seen.append("staff")  # type: ignore[method-assign]
    staff.env.run(1)
    assert seen == ["customer", "staff"]


def test_whoever_is_free_is_sent() -> None:
    staff = staff_of(Cars([Car(0, 0)]))
    staff._staff[0].busy = True
    errands = iter([None, (0, 1, Errand.BALANCE)])
    given: list[Any] = []
    staff._to_station = lambda worker: next(errands)  # type: ignore[method-assign]
    staff._start = lambda *errand: given.append(errand)  # type: ignore[method-assign]
    staff._send()
    assert given == [(staff._staff[2], 0, 1, Errand.BALANCE)]


def test_the_nearest_station_with_too_many_gives_to_the_one_most_in_need() -> None:
    cars = Cars([Car(0, 0), Car(1, 0), Car(2, 1), Car(3, 1)])
    balance = Errand.BALANCE
    assert sent(cars, [1, 1, 1, 1]) == (2, 2, balance)  # of equals the first; no way at all from place 1
    assert sent(cars, [1, 1, 1, 2]) == (2, 3, balance)
    assert sent(cars, [1, 2, 1, 0]) == (0, 2, balance)
    assert sent(cars, [2, 2, 0, 0]) is None
    assert sent(cars, [1, 2, 0, 0]) is None  # nobody needs the car
    assert sent(cars, [2, 2, 1, 0]) is None  # nobody has too many
    cars.full = {2}
    assert sent(cars, [1, 1, 1, 1]) == (2, 3, balance)


def test_of_cars_that_can_go_the_one_with_most_energy_does() -> None:
    def first(*cars: Car) -> int | None:
        found = sent(Cars([*cars]), [0, 0, 1, 0])
        return None if found is None else found[0]

    assert first(Car(0, 0, 50), Car(1, 0, 70), Car(2, 0, 70)) == 1
    assert first(Car(0, 0, 40), Car(1, 0, 39)) == 0  # 30 for the drive, a reserve of 10
    assert first(Car(0, 0, 39)) is None
    assert first(Car(0, 0, 0, store=None)) == 0
    assert first(Car(0, 0, current="in use"), Car(1, 0, 50)) == 1
    assert first(Car(0, 0, ahead=("booked",)), Car(1, 0, 50)) == 1
    elsewhere = Cars([Car(0, 0), Car(1, 0, 50)])
    elsewhere.cars[0].place = 3  # it is to be returned to place 0
    assert sent(elsewhere, [0, 0, 1, 0]) == (1, 2, Errand.BALANCE)


def test_nobody_gets_to_a_car_that_no_road_leads_to() -> None:
    cars = Cars([Car(0, 9)], places=10)
    target = [0, 0, 1, *[0] * 7]
    assert sent(cars, target) is None
    staff = staff_of(cars, target)
    assert staff._to_station(_Worker(9)) is None


@pytest.mark.parametrize(
    ("cars", "errand"),
    [
        ([Car(0, 0, 30)], None),  # not less than the share
        ([Car(0, 0, 29)], (0, 0)),
        ([Car(0, 3, 29), Car(1, 1, 28)], (1, 0)),
        ([Car(0, 0, 25, charging=True), Car(1, 0, 29)], (1, 0)),
        ([Car(0, 0, 25, current="in use"), Car(1, 0, 29)], (1, 0)),
        ([Car(0, 0, 0, store=None), Car(1, 0, 29)], (1, 0)),
        ([Car(0, 9, 25), Car(1, 0, 29)], (1, 0)),
    ],
)
def test_the_car_with_least_energy_is_brought_to_the_nearest_charger(
    cars: list[Car], errand: tuple[int, int] | None
) -> None:
    """A drive takes a tenth of its seconds; there is a charger at places 0 and 2."""
    fleet = Cars(cars, True, site_of={0: 5, 2: 6, 9: 7}, plugs={5: 1, 6: 2, 7: 1})
    staff = staff_of(fleet)
    staff.roads.length_m = lambda *ends: drive(*ends) // 10  # type: ignore[method-assign]
    found = staff._to_charger(_Worker(0))
    near = None if errand is None else (*errand, Errand.CHARGE)
    if cars[-1].place == 1:
        near = (1, 2, Errand.CHARGE)
    assert found == near


@pytest.mark.parametrize(("bound", "place"), [({}, 0), ({5: 1}, 2), ({5: 1, 6: 1}, 2), ({5: 1, 6: 2}, None)])
def test_cars_on_their_way_have_a_plug(bound: dict[int, int], place: int | None) -> None:
    fleet = Cars([Car(0, 0, 29, store=Store(reserve_mwh=0))], True, site_of={0: 5, 2: 6}, plugs={5: 1, 6: 2})
    staff = staff_of(fleet)
    staff.roads.length_m = lambda *ends: drive(*ends) // 10  # type: ignore[method-assign]
    staff._bound.update(bound)
    found = staff._to_charger(_Worker(0))
    assert found == (None if place is None else (0, place, Errand.CHARGE))


def test_staff_leaves_a_car_alone_that_is_out_of_service() -> None:
    staff = staff_of(Cars([Car(0, 1, out_until_s=501)]), now_s=500)
    its = staff.cars.cars[0]
    assert not staff._is_free(0, _Worker(0))
    its.out_until_s = 500
    assert staff._is_free(0, _Worker(0))


def test_a_car_is_in_the_hands_of_staff_for_the_drive_and_what_it_takes_beside() -> None:
    staff = staff_of(Cars([Car(0, 1), Car(1, 1, store=None)]), now_s=500)

    def told(car: int) -> list[Any]:
        found = staff._reservation(car, 3)
        return [] if found is None else [getattr(found, name) for name in Reservation.__slots__]

    assert told(0)[:7] == [-1, 500, 840, 1, 3, 40, False]
    assert told(1)[:7] == [-1, 500, 840, 1, 3, 0, False]


@pytest.mark.parametrize("errand", [Errand.CHARGE, Errand.BALANCE])
def test_staff_goes_to_a_car_drives_it_and_is_free_again(errand: Errand) -> None:
    """A minute to the car at place 1, five to handle it, forty seconds to place 3, ten times as many metres."""
    fleet = Cars([Car(0, 1, store=None)], site_of={3: 7})
    staff = staff_of(fleet, hours=["12:00", "13:00"])
    staff.roads.length_m = lambda *ends: 10 * drive(*ends)  # type: ignore[method-assign]
    worker = staff._staff[0]
    worker.node = 0
    staff._start(worker, 0, 3, errand)
    assert worker.busy
    assert staff._bound[7] == (errand == Errand.CHARGE)
    assert fleet.told == [("assign", 0, 60 + 300 + 40), (Event.RELOCATION_ASSIGNED, 0, 1, 60)]
    for second, told in (
        (360, []),
        (361, [("leave", 0), (Event.RELOCATION_STARTED, 0, 1, errand)]),
        (400, []),
        (401, [(Event.RELOCATION_ENDED, 0, 3, 400), ("park", 0)]),
    ):
        fleet.told.clear()
        staff.env.run(second)
        assert fleet.told == told
    assert staff._bound[7] == 0
    assert (worker.node, worker.busy) == (3, False)
