"""One-way trips between stations: places are kept, chains of bookings hold or are mended, staff balances."""

from __future__ import annotations

from simulator.event_kinds import Event
from tests.carsharing.worlds import HOUR, Day, booking, day, scenario_of, station, world_of
from tests.worlds import line_network, network_of

LINE = line_network(10)
ROAD = {"length_m": -1, "drive_s": -1, "planned_end_s": -1}


def to(number: int, start_s: int, origin: str, end: str, **more):
    places = {"station_id": origin, "end_station_id": end}
    return {**booking(number, start_s, start_s + HOUR, **{**ROAD, **more}), **places}


def network(*stations, **more):
    return {"mode": "one_way", "stations": list(stations), "booking": {"buffer": "0 s"}, **more}


def test_a_car_stays_where_it_was_left() -> None:
    sharing = network(station(LINE, 0, cars=1), station(LINE, 5))
    trips = [to(1, HOUR, "s0", "s5"), to(2, 2 * HOUR, "s0", "s5"), to(3, 3 * HOUR, "s5", "s0")]
    done = day(trips, sharing)
    assert done.status == ["used", "no_car", "used"]
    row = done.row("b1")
    assert (row.length_m, row.used_s, row.destination_node) == (5000, 5 * 60 + 300, 5)


def test_a_full_station_takes_no_more_cars() -> None:
    sharing = network(station(LINE, 0, cars=2), station(LINE, 5, capacity=1))
    trips = [to(1, 2 * HOUR, "s0", "s5", submitted_s=0), to(2, HOUR, "s0", "s5", submitted_s=60)]
    assert day(trips, sharing).status == ["used", "no_place"]


def test_bookings_ahead_follow_each_other_along_the_chain() -> None:
    sharing = network(station(LINE, 0, cars=1), station(LINE, 5), station(LINE, 8))
    first = to(1, 2 * HOUR, "s0", "s5", submitted_s=0)
    onward = to(2, 4 * HOUR, "s5", "s8", submitted_s=60)
    away = to(3, HOUR, "s0", "s8", submitted_s=120)  # would leave no car for the first
    assert day([first, onward, away], sharing).status == ["used", "used", "next_booking"]


def test_who_relied_on_a_cancelled_trip_is_told_or_gets_another_car() -> None:
    rules = {"buffer": "0 s", "cancellation": 1.0}
    chain = [to(1, 2 * HOUR, "s0", "s5", submitted_s=0), to(2, 4 * HOUR, "s5", "s0", submitted_s=0)]
    alone = network(station(LINE, 0, cars=1), station(LINE, 5))
    alone["booking"] = rules
    done = day(chain, alone)
    assert set(done.status) <= {"cancelled", "lost"}
    assert done.status[0] == "cancelled"


def test_staff_brings_cars_where_they_are_missing() -> None:
    stations = station(LINE, 0, cars=1), station(LINE, 5, capacity=2, cars=1)
    sharing = network(*stations, relocation={"policy": "balance", "hours": ["00:00", "24:00"], "every": "30 min"})
    done = day([to(1, HOUR, "s0", "s5"), to(2, 3 * HOUR, "s0", "s5")], sharing)
    assert done.status == ["used", "used"]
    assert done.count(Event.RELOCATION_ENDED) >= 1
    cars = done.tables.cars
    assert cars["relocated_m"].sum() == 5000 * cars["relocations"].sum()
    # sent at one o'clock: five minutes to the car, ten minutes with it, five minutes back
    first = done.events[done.events["kind"] == Event.RELOCATION_ENDED].iloc[0]
    assert first["time_s"] == HOUR + 300 + 600 + 300
    assert cars["staff_s"].max() == 300 + 600 + 300


def test_without_staff_they_go_without() -> None:
    sharing = network(station(LINE, 0, cars=1), station(LINE, 5, capacity=2, cars=1))
    assert day([to(1, HOUR, "s0", "s5"), to(2, 3 * HOUR, "s0", "s5")], sharing).status == ["used", "no_car"]


def place(end: str, node: int, off: float = 0.0005) -> dict[str, float]:
    """Coordinates some 50 m from a node."""
    return {f"{end}_lon": float(LINE.lon[node]), f"{end}_lat": float(LINE.lat[node]) + off}


def from_place(number: int, start_s: int, origin: int, destination: int, **more):
    ends = {**place("origin", origin), **place("destination", destination)}
    return booking(number, start_s, start_s + HOUR, **{**ROAD, "station_id": "", **ends, **more})


def test_where_no_station_is_near_the_destination_no_car_is_granted() -> None:
    sharing = network(station(LINE, 0, cars=1), station(LINE, 5), booking={"walk": "300 m"})
    done = day([from_place(1, HOUR, 0, 8), from_place(2, 2 * HOUR, 8, 0), from_place(3, 3 * HOUR, 0, 5)], sharing)
    assert done.status == ["no_station_there", "no_station", "used"]
    assert done.row("b3").length_m == 5000


def test_that_there_is_no_station_is_told_though_there_is_no_car_either() -> None:
    sharing = network(station(LINE, 0), station(LINE, 5, cars=1), booking={"walk": "300 m"})
    assert day([from_place(1, HOUR, 0, 8), from_place(2, HOUR, 0, 5)], sharing).status == ["no_station_there", "no_car"]


def test_nobody_drives_from_a_station_to_itself_but_on_a_round_trip() -> None:
    sharing = network(station(LINE, 0, cars=1), station(LINE, 1, cars=1), booking={"walk": "1500 m"})
    near = from_place(1, HOUR, 0, 0)
    named = to(2, 2 * HOUR, "s0", "s0")
    round_trip = {**to(3, 3 * HOUR, "s0", "s0"), "length_m": 10_000, "drive_s": 600, "planned_end_s": 4 * HOUR}
    untold = {**round_trip, "booking_id": "b4", "start_s": 5 * HOUR, "planned_end_s": 6 * HOUR, "end_station_id": ""}
    done = day([near, named, round_trip, {**untold, "submitted_s": 5 * HOUR}], sharing)
    assert done.status == ["walk_instead", "walk_instead", "used", "used"]
    assert done.row("b4").origin_node == done.row("b4").destination_node == 0


def test_nobody_walks_to_the_destination_to_drive_back_or_walks_more_than_the_whole_way() -> None:
    """The nearest station has no car; the next one lies at the destination, or beyond."""
    sharing = network(station(LINE, 0), station(LINE, 1, cars=1), booking={"walk": "1200 m"})
    assert day([from_place(1, HOUR, 0, 1)], sharing).status == ["no_car"]
    beyond = network(station(LINE, 2, cars=1), station(LINE, 3), booking={"walk": "2100 m"})
    assert day([from_place(1, HOUR, 0, 1)], beyond).status == ["walk_instead"]


def test_two_stations_at_one_road_node_are_one_place() -> None:
    twin = {**station(LINE, 0), "id": "twin"}
    assert day([to(1, HOUR, "s0", "twin")], network(station(LINE, 0, cars=1), twin)).status == ["walk_instead"]


def test_told_lengths_and_times_below_those_of_the_road_are_those_of_the_road() -> None:
    sharing = network(station(LINE, 0, cars=1), station(LINE, 5))
    told = {**to(1, HOUR, "s0", "s5"), "length_m": 1000, "drive_s": 60, "planned_end_s": HOUR + 60}
    row = day([told], sharing).row("b1")
    assert (row.length_m, row.used_s, row.late_s) == (5000, 300, 0)


STAFFED = {"policy": "balance", "hours": ["00:00", "24:00"], "every": "30 min"}


def test_a_car_that_staff_is_on_the_way_to_keeps_its_place() -> None:
    """Sent at half past one, five minutes on the way, ten to handle the car: it leaves at a quarter to two."""
    stations = station(LINE, 0, cars=1), station(LINE, 5, capacity=2, cars=1), station(LINE, 8, cars=2)
    sharing = network(*stations, relocation=STAFFED)
    away = to(1, HOUR + 60, "s0", "s5")
    early, late = to(2, HOUR + 1860, "s8", "s5"), to(3, HOUR + 2760, "s8", "s5")
    done = day([away, early, late], sharing)
    assert done.status == ["used", "no_place", "used"]
    started = done.events[done.events["kind"] == Event.RELOCATION_STARTED].iloc[0]
    assert (started["time_s"], started["node"]) == (HOUR + 1800 + 300 + 600, 5)


def test_the_station_that_lacks_most_cars_is_served_first() -> None:
    stations = station(LINE, 0, cars=1), station(LINE, 2, cars=2), station(LINE, 8, capacity=4, cars=1)
    away = [to(1, HOUR + 60, "s0", "s8"), to(2, HOUR + 60, "s2", "s8"), to(3, HOUR + 60, "s2", "s8")]
    done = day(away, network(*stations, relocation=STAFFED))
    ended = done.events.loc[done.events["kind"] == Event.RELOCATION_ENDED, "node"]
    assert ended.tolist()[0] == 2
    assert done.tables.stations.groupby("station")["cars"].last().tolist() == [1, 2, 1]


def test_two_of_the_staff_do_not_take_more_cars_than_are_too_many() -> None:
    stations = station(LINE, 0, capacity=4, cars=2), station(LINE, 5, capacity=4, cars=2)
    sharing = network(*stations, relocation={**STAFFED, "staff": 2})
    done = day([to(1, HOUR + 60, "s0", "s5")], sharing)
    assert done.count(Event.RELOCATION_ENDED) == 1
    assert done.tables.stations.groupby("station")["cars"].last().tolist() == [2, 2]


def test_one_of_the_staff_does_one_thing_after_the_other() -> None:
    stations = station(LINE, 0, capacity=4, cars=2), station(LINE, 5, capacity=4, cars=1)
    sharing = network(*stations, relocation={**STAFFED, "every": "5 min"})
    done = day([to(1, HOUR + 60, "s0", "s5"), to(2, HOUR + 60, "s0", "s5")], sharing)
    rows = done.events[done.events["kind"].isin([Event.RELOCATION_ASSIGNED, Event.RELOCATION_ENDED])]
    assert rows["kind"].tolist() == [Event.RELOCATION_ASSIGNED, Event.RELOCATION_ENDED] * 2


def test_staff_works_over_midnight_on_every_day() -> None:
    stations = station(LINE, 0, capacity=9, cars=2), station(LINE, 5, capacity=9, cars=2)
    trips = [to(n, hour * HOUR + 60, "s0", "s5") for n, hour in enumerate((2, 12, 20, 26))]
    night = network(*stations, relocation={**STAFFED, "hours": ["22:00", "30:00"]})
    done = day(trips, night, calendar={"days": 2})
    sent = done.events.loc[done.events["kind"] == Event.RELOCATION_ASSIGNED, "time_s"]
    # trips of the night are put right half an hour later, those of the day from 22:00 on
    assert [second / HOUR for second in sent] == [2.5, 22, 22.5, 26.5]


def test_staff_leaves_cars_that_no_road_leads_to() -> None:
    """Staff begins at the first car; the other stations lie on an island."""
    island = network_of([(0, 1, 1000.0), (2, 3, 1000.0), (3, 4, 1000.0)], 5)
    stations = station(LINE, 0, cars=1), station(LINE, 2, cars=2), station(LINE, 4, cars=1)
    sharing = network(*stations, relocation=STAFFED)
    done = Day(world_of(island, scenario_of(sharing), [to(1, HOUR, "s4", "s2")]))
    assert done.status == ["used"]
    assert done.count(Event.RELOCATION_ASSIGNED) == 0


def test_another_car_can_have_the_place_that_was_kept_for_the_first() -> None:
    """The station of the destination has one place, kept for the late car; the other car stands in for it.

    The nearest station has no car, from the next one the drive is a minute shorter.
    """
    stations = station(LINE, 0), station(LINE, 1, cars=2), station(LINE, 5, capacity=1)
    late = {**to(1, HOUR, "s1", "s1"), "length_m": 10_000, "drive_s": 600, "planned_end_s": 2 * HOUR, "late_s": HOUR}
    other = {**late, "booking_id": "b2", "late_s": 0}
    onward = from_place(3, 2 * HOUR + 600, 0, 5, submitted_s=HOUR)
    done = day([late, other, onward], network(*stations, booking={"buffer": "0 s", "walk": "1500 m"}))
    assert done.status == ["used", "used", "used"]
    assert (done.row("b3").moves, done.row("b3").delay_s) == (1, 0)
    # four minutes of driving and five of parking, with the first car as with the second
    ends = done.events.loc[done.events["kind"] == Event.BOOKING_UNTIL, "value"].tolist()
    assert ends[-2:] == [2 * HOUR + 600 + 540] * 2
