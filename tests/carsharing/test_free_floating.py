"""Free-floating cars: found on foot, left in the zone, brought to a charger by staff."""

from __future__ import annotations

from simulator.event_kinds import Event
from tests.carsharing.worlds import HOUR, booking, day
from tests.worlds import line_network

LINE = line_network(10)
BOX = [(11.9, 52.9), (12.1, 52.9), (12.1, float(LINE.lat[7]) + 0.001), (11.9, float(LINE.lat[7]) + 0.001)]


def trip(number: int, start_s: int, origin: int, destination: int, **more):
    ends = {
        f"{end}_{axis}": float(getattr(LINE, axis)[node])
        for end, node in (("origin", origin), ("destination", destination))
        for axis in ("lon", "lat")
    }
    ends |= {"station_id": "", "length_m": -1, "drive_s": -1, "planned_end_s": -1}
    return booking(number, start_s, start_s + 60, **{**ends, **more})


def floating(count: int = 1, walk: str = "8 km", **more):
    kind = {"seats": 4, "count": count, **more.pop("kind", {})}
    zones = [{"name": "line", "polygon": BOX}]
    rules = {"walk": walk, "walk_speed": "6 km/h", "buffer": "0 s"}
    return {"mode": "free_floating", "zones": zones, "car_types": {"car": kind}, "booking": rules, **more}


def test_the_nearest_car_is_walked_to_and_left_at_the_destination() -> None:
    done = day([trip(1, HOUR, 3, 6), trip(2, 5 * HOUR, 6, 2)], floating())
    assert done.status == ["used", "used"]
    second = done.row("b2")
    assert (second.origin_node, second.destination_node, second.length_m) == (6, 2, 4000)
    assert second.car_id == "car-1"
    assert second.taken_s == 5 * HOUR  # it stands where the first customer left it
    walk = done.row("b1")
    assert walk.taken_s - HOUR == 600 * abs(int(walk.origin_node) - 3)


def test_no_car_in_walking_range_and_no_leaving_outside_the_zone() -> None:
    done = day([trip(1, HOUR, 3, 9), trip(2, 2 * HOUR, 3, 6), trip(3, 3 * HOUR, 3, 4)], floating(walk="6500 m"))
    assert done.status[0] == "outside_zone"
    assert done.status[1] == "used"
    near = day([trip(1, HOUR, 0, 7), trip(2, 2 * HOUR, 0, 5)], floating(walk="6500 m"))
    assert near.status[-1] == "no_station"


def test_staff_brings_empty_cars_to_a_charger() -> None:
    kind = {
        "drivetrain": "battery", "energy": "0.5 kWh/km", "store": "10 kWh", "reserve": "1 kWh", "charge_ac": "11 kW",
    }  # fmt: skip
    site = {"name": "town", "lon": float(LINE.lon[4]), "lat": float(LINE.lat[4]), "plugs": 1, "power": "11 kW"}
    trips = [trip(n, n * HOUR, 6 if n % 2 else 0, 0 if n % 2 else 6) for n in range(1, 12)]
    staff = {"policy": "balance", "charge_below": 0.5, "hours": ["00:00", "24:00"]}
    without = day(trips, floating(kind=kind), energy={"sites": [site]})
    done = day(trips, floating(kind=kind, relocation=staff), energy={"sites": [site]})
    assert without.status.count("used") < done.status.count("used")
    assert done.count(Event.RELOCATION_ENDED) == done.count(Event.PLUGGED_IN) >= 1
    assert done.tables.cars["least_kwh"].min() >= 1.0


def test_no_more_cars_are_brought_to_a_charger_than_it_has_plugs() -> None:
    kind = {"drivetrain": "battery", "energy": "0.5 kWh/km", "store": "10 kWh", "reserve": "1 kWh", "charge_ac": "2 kW"}
    site = {"name": "town", "lon": float(LINE.lon[4]), "lat": float(LINE.lat[4]), "plugs": 1, "power": "2 kW"}
    staff = {"policy": "balance", "staff": 2, "charge_below": 0.99, "hours": ["00:00", "24:00"], "every": "30 min"}
    trips = [trip(1, HOUR, 3, 6), trip(2, HOUR, 3, 7)]
    done = day(trips, floating(4, kind=kind, relocation=staff), energy={"sites": [site]})
    assert done.status == ["used", "used"]
    assert done.count(Event.RELOCATION_ENDED) == 2  # one after the other
    assert done.count(Event.QUEUED) == 0


def test_the_outline_of_a_zone_belongs_to_it() -> None:
    north = float(LINE.lat[6])
    outline = [(11.9, 52.9), (12.1, 52.9), (12.1, north), (11.9, north)]
    sharing = {**floating(walk="9 km"), "zones": [{"name": "to the sixth", "polygon": outline}]}
    assert day([trip(1, HOUR, 6, 1), trip(2, 3 * HOUR, 2, 6), trip(3, 5 * HOUR, 2, 7)], sharing).status == [
        "used",
        "used",
        "outside_zone",
    ]


def test_a_car_that_stands_at_the_destination_is_of_no_use() -> None:
    """Left at node 6 by the first customer, it is not driven to node 6 by the second, but by the third to node 2."""
    done = day([trip(1, HOUR, 3, 6), trip(2, 5 * HOUR, 5, 6), trip(3, 8 * HOUR, 6, 2)], floating())
    assert done.status == ["used", "no_car", "used"]
    assert day([trip(1, HOUR, 6, 6)], floating()).status == ["walk_instead"]


def test_staff_never_leaves_a_car_out_of_the_zone() -> None:
    kind = {
        "drivetrain": "battery",
        "energy": "0.5 kWh/km",
        "store": "10 kWh",
        "reserve": "1 kWh",
        "charge_ac": "11 kW",
    }
    site = {"name": "far", "lon": float(LINE.lon[8]), "lat": float(LINE.lat[8]), "plugs": 1, "power": "11 kW"}
    staff = {"policy": "balance", "charge_below": 1.0, "hours": ["00:00", "24:00"]}
    done = day([trip(1, HOUR, 3, 6)], floating(kind=kind, relocation=staff), energy={"sites": [site]})
    assert done.count(Event.RELOCATION_ASSIGNED) == 0
    inside = {**site, "lat": float(LINE.lat[7])}
    done = day([trip(1, HOUR, 3, 6)], floating(kind=kind, relocation=staff), energy={"sites": [inside]})
    assert done.count(Event.RELOCATION_ASSIGNED) > 0
