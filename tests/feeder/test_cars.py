"""In a shared car to the train, where it stays: worked out by hand; the auditor finds nothing in any of the days.

Cars stand at node 2 and may be left at node 6, a kilometre from the station at B and ten minutes on foot. From
kilometre 1 it is a kilometre to the car, 800 s on foot at 4.5 km/h; four minutes' drive and five to take and to leave
it, and 800 s to B: 2140 s. The train leaves B at 08:15 and a change takes a minute, see ``test_service``: they leave
at 07:38:20, take the car at 07:51:40, leave it at 08:00:40 and are at B at 08:14.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.analysis.run import read_run_data
from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult, run
from simulator.reasons import Missed
from simulator.report.page.chains import chains_blocks
from simulator.report.page.language import Language
from simulator.scenario.loader import load_scenario
from simulator.services.feeder.audit import check_whole
from tests.feeder.days import write_feeder_day
from tests.feeder.test_service import FEEDER, LINES, ONLY_THE_TRAIN, RUFBUS, at, rows
from tests.timetable.days import NETWORK, Settings
from tests.worlds import NO_CACHE

CARS = 3


def station(node: int, **more: Any) -> Settings:
    return {
        "id": f"s{node}", "lon": float(NETWORK.lon[node]), "lat": float(NETWORK.lat[node]), "capacity": 2, **more,
    }  # fmt: skip


SHARED: Settings = {
    "kind": "carsharing", "mode": "one_way", "stations": [station(2, cars=1), station(6)],
    "car_types": {"small": {"drivetrain": "diesel", "seats": 4}}, "booking": {"walk": "1.01 km", "buffer": "0 min"},
    "fares": {"per_hour": "6 EUR", "per_km": "0.20 EUR"},
}  # fmt: skip
BY_CAR: Settings = {
    "direct": False, "access": {"car": "cars", "longest": "40 min"}, "hubs": {"stops": ["E-Dorf", "B-Dorf"]},
}  # fmt: skip
RIDE: Settings = {"from": 1000, "to": 18_000, "at": "07:35"}
ON_FOOT: Settings = RIDE | {"to": 15_000}
FLOATS_AT_2 = 4  # a seed
NO_RUFBUS: Settings = {"hours": ["05:00", "06:00"]}


def day(folder: Path, rides: list[Settings], feeder: Settings | None = None, **more: Any) -> RunResult:
    shared = {"cars": SHARED | more.pop("cars", {})}
    lines = ONLY_THE_TRAIN | more.pop("lines", {})
    path = write_feeder_day(folder / "day", rides, BY_CAR | (feeder or {}), others=shared, lines=lines, **more)
    result = run(load_scenario(path), cache=NO_CACHE, debug=True)
    assert audit_result(result) == []
    return result


def test_by_car_to_the_train_and_on_demand_from_it(tmp_path: Path) -> None:
    found = day(tmp_path, [RIDE])
    log = found.events
    told = Event.LEG, Event.LEG_FARE, Event.LEG_DUE, Event.LEG_READY
    assert [(ride, value) for _, ride, _, value in rows(log, FEEDER, *told)] == [
        (2, 0), (2, 170), (2, at("8:14")), (3, 1), (3, 200), (4, 2), (4, 300), (4, at("8:23")),
    ]  # fmt: skip
    kinds = Event.BOOKING_ASKED, Event.BOOKING_GRANTED, Event.BOOKING_UNTIL, Event.CAR_TAKEN, Event.CAR_RETURNED
    assert rows(log, CARS, *kinds) == [
        (at("7:35"), 2, 2, at("7:51") + 40),
        (at("7:35"), 2, 2, at("7:51") + 40),
        (at("7:35"), 2, 6, at("8:00") + 40),
        (at("7:51") + 40, 2, 2, 0),
        (at("8:00") + 40, 2, 6, 4000),
    ]
    assert rows(log, FEEDER, Event.TRIP_BEGAN) == [(at("7:38") + 20, 0, 1, 670)]
    assert rows(log, LINES, Event.TRIP_BEGAN)[0][:3] == (at("8:14"), 3, 5)
    assert rows(log, FEEDER, Event.TRIP_ENDED) == [(at("8:27"), 0, 18, 4000 + 10_400 + 3000)]


def test_the_car_stays_there_and_others_have_it(tmp_path: Path) -> None:
    """The second finds none at node 2; the third drives it from node 6 to another station."""
    people = {"classes": {"rider": {"asks": ["feeder"]}, "driver": {"asks": ["cars"]}}}
    rides = [ON_FOOT, ON_FOOT | {"at": "07:36"}, {"from": 6000, "to": 2000, "at": "08:10", "class": "driver"}]
    found = day(tmp_path, rides, rufbus=NO_RUFBUS, people=people)
    taken = rows(found.events, CARS, Event.CAR_TAKEN)
    assert [(time, node) for time, _, node, _ in taken] == [(at("7:51") + 40, 2), (at("8:10"), 6)]
    assert len(rows(found.events, FEEDER, Event.REJECTED)) == 1
    journeys = found.journeys.set_index("request_id")
    assert journeys["end"].to_dict() == {"r0": "served", "r1": "rejected", "request-r2": "served"}
    assert journeys["service"].to_dict() == {"r0": "feeder", "r1": "feeder", "request-r2": "cars"}
    assert (found.kpis["carsharing_used"], found.kpis["people_moved"]) == (2, 2)
    assert found.kpis["feeder.chain_by_car_to_timetable"] == 1
    legs = found.tables.journey_legs
    assert legs[["carrier", "mode", "to_station", "end", "fare_eur"]].to_numpy().tolist() == [
        ["cars", "carsharing", "B-Dorf", "ridden", 1.7],
        ["lines", "rail", "E-Dorf", "ridden", 2.0],
    ]


def test_the_page_says_shared_car(tmp_path: Path) -> None:
    folder = write_run(day(tmp_path, [RIDE]), tmp_path / "out", {}, figures=False, report=False)
    (block,) = chains_blocks(read_run_data(folder), Language("en"))
    assert any("shared car → train → ride on demand" in str(table.rows) for table in block.tables)


@pytest.mark.parametrize(
    ("ride", "feeder", "cars"),
    [
        ({}, {"access": {"car": "cars", "longest": "2139 s"}}, {}),
        ({}, {"access": {"car": "cars", "longest": "40 min", "drivers": 0}}, {}),
        ({"at": "07:39"}, {}, {}),
        ({"party": 2}, {}, {"car_types": {"small": {"drivetrain": "diesel", "seats": 1}}}),
        ({}, {}, {"booking": {"walk": "0.99 km"}}),
        ({}, {}, {"booking": {"walk": "1.01 km", "horizon": "16 min"}}),
        ({}, {}, {"stations": [station(2, cars=1), station(6, cars=2)]}),
        ({}, {}, {"stations": [station(2), station(6, cars=1)]}),
    ],
)
def test_who_has_no_car_or_no_place_for_it_goes_otherwise(
    tmp_path: Path, ride: Settings, feeder: Settings, cars: Settings
) -> None:
    log = day(tmp_path, [ON_FOOT | ride], feeder, cars=cars).events
    assert rows(log, CARS, Event.BOOKING_ASKED) == []
    assert len(rows(log, RUFBUS, Event.ACCEPTED)) == 1


@pytest.mark.parametrize("wheelchairs", [0, 1])
def test_nobody_with_a_wheelchair_drives(tmp_path: Path, wheelchairs: int) -> None:
    """By bus from B at 09:10 to C, where they are at 09:20."""
    bus = {"lines": {"without": {"lines": ["3"]}}, "rufbus": NO_RUFBUS}
    ride = {"from": 2500, "to": 10_000, "at": "08:30", "wheelchairs": wheelchairs}
    log = day(tmp_path, [ride], {"hubs": {"stops": ["B-Dorf", "C-Dorf"]}}, **bus).events
    assert len(rows(log, CARS, Event.CAR_TAKEN)) == 1 - wheelchairs


def late_car(folder: Path, minutes: int) -> Settings:
    """Let somebody drive the car from node 6 to node 2 until 07:15, and be late."""
    folder.mkdir(exist_ok=True)
    head = "booking_id,start,end,station,end_station,late_min"
    (folder / "bookings.csv").write_text(f"{head}\nb,07:00,07:15,s6,s2,{minutes}\n", encoding="utf-8")
    return {"stations": [station(2), station(6, cars=1)], "demand": {"bookings_file": "bookings.csv"}}


def test_who_gets_the_car_late_misses_the_train_and_goes_on(tmp_path: Path) -> None:
    """Back at 08:00 it is taken at 08:00:40 when they look again, left at 08:04:40, and they are at B at 08:18."""
    log = day(tmp_path, [RIDE], cars=late_car(tmp_path / "day", 45)).events
    assert [row[0] for row in rows(log, CARS, Event.CAR_RETURNED)] == [at("8:00"), at("8:04") + 40]
    missed = [(time, value) for time, _, _, value in rows(log, FEEDER, Event.CONNECTION_MISSED)]
    assert missed == [(at("8:14"), Missed.VEHICLE_LATE)]
    (board,) = rows(log, RUFBUS, Event.BOARDED)
    assert (board[0] >= at("8:18"), board[2]) == (True, 5)
    assert len(rows(log, FEEDER, Event.TRIP_ENDED)) == 1


def test_who_waits_for_a_car_in_vain_is_left_behind(tmp_path: Path) -> None:
    """Nobody waits longer than half an hour, until 08:21:40; the car comes back at 08:30."""
    found = day(tmp_path, [RIDE], cars=late_car(tmp_path / "day", 75))
    assert [row[0] for row in rows(found.events, CARS, Event.BOOKING_LOST)] == [at("8:21") + 40]
    assert [(row[0], row[2]) for row in rows(found.events, FEEDER, Event.LEFT_BEHIND)] == [(at("8:21") + 40, 2)]
    assert rows(found.events, RUFBUS, Event.BOARDED) == []


def test_who_cancels_gives_the_car_back(tmp_path: Path) -> None:
    people = {"classes": {"rider": {"asks": ["feeder"], "cancellation": 1}}}
    log = day(tmp_path, [RIDE | {"asks": "07:00"}], people=people).events
    assert len(rows(log, CARS, Event.BOOKING_CANCELLED)) == 1
    for service in (RUFBUS, LINES):
        assert len(rows(log, service, Event.CANCELLED)) == 1
    assert not log["kind"].isin([Event.CAR_TAKEN, Event.TRIP_BEGAN, Event.BOOKING_NO_SHOW]).any()


def test_the_car_is_held_for_who_does_not_come(tmp_path: Path) -> None:
    people = {"classes": {"rider": {"asks": ["feeder"], "no_show": 1}}}
    log = day(tmp_path, [RIDE], people=people).events
    assert [row[0] for row in rows(log, CARS, Event.BOOKING_NO_SHOW)] == [at("8:21") + 40]
    assert rows(log, RUFBUS, Event.NO_SHOW) == [(at("8:23"), 4, 15, 60)]
    assert rows(log, FEEDER, Event.NO_SHOW) == [(at("8:23"), 0, 2, 0)]


def test_a_car_that_floats_is_left_at_the_station(tmp_path: Path) -> None:
    """Zones are around nodes 2 and 5, so that nobody walks from the car: 800 s, 3 minutes' drive and five, 1280 s."""
    around = [(float(NETWORK.lon[node]), float(NETWORK.lat[node])) for node in (2, 5)]
    corners = ((-0.001, -0.001), (0.001, -0.001), (0.001, 0.001), (-0.001, 0.001))
    zones = [{"name": "z", "polygon": [[lon + x, lat + y] for x, y in corners]} for lon, lat in around]
    cars = {
        "mode": "free_floating", "stations": [], "zones": zones,
        "car_types": {"small": {"drivetrain": "diesel", "seats": 4, "count": 1}},
    }  # fmt: skip
    found = day(tmp_path, [ON_FOOT | {"at": "07:50"}], cars=cars, seed=FLOATS_AT_2)
    kinds = Event.CAR_TAKEN, Event.CAR_RETURNED
    assert rows(found.events, CARS, *kinds) == [
        (at("8:06"), 2, 2, 0), (at("8:14"), 2, 5, 3000),
    ]  # fmt: skip
    assert rows(found.events, FEEDER, Event.TRIP_BEGAN)[0][0] == at("7:52") + 40


@pytest.mark.parametrize(
    ("kind", "column", "value", "text"),
    [
        (Event.CAR_RETURNED, "time_s", at("8:01"), "walks 1000 m from a car in 780 s, which takes 800 s"),
        (Event.BOOKING_UNTIL, "value", at("8:15"), "ride 2 is planned until 29700 s by car, due at 29640 s"),
        (Event.CAR_RETURNED, "value", 5000, "ride 2: 170 cents are paid, expected 190"),
        (Event.LEG_DUE, "value", at("8:19"), "ride 2 takes 2440 s by car, at most 2400 s"),
    ],
)
def test_the_auditor_finds_what_was_changed(tmp_path: Path, kind: Event, column: str, value: int, text: str) -> None:
    found = day(tmp_path, [RIDE])
    events = found.events.copy()
    events.loc[events["kind"] == kind, column] = value
    told = list(check_whole(events, found.world.scenario.parts[FEEDER], found.world))
    assert any(text in line for line in told), told


@pytest.mark.parametrize(
    ("access", "cars", "message"),
    [
        ({"car": "car"}, {}, 'services.feeder.access.car: "car" is no service; did you mean "cars"?'),
        ({"car": "lines"}, {}, 'services.feeder.access.car: "lines" is not of the kind carsharing'),
        ({"car": "cars"}, {"mode": "round_trip"}, "expected a service of the mode one_way or free_floating"),
        ({"car": "cars", "drivers": {"ridr": 1}}, {}, 'services.feeder.access.drivers: no class "ridr"; did you mean'),
        ({}, {}, "services.feeder.access: expected the name of a service as bike or car, or of both"),
    ],
)
def test_mistakes_are_told_where_they_stand(tmp_path: Path, access: Settings, cars: Settings, message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        day(tmp_path, [RIDE], {"access": access}, cars=cars)
    assert message in str(error.value)
