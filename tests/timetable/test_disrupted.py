"""Buses and trains that do not run, worked out by hand on a road with five stops and six trips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.errors import ElbeDrtError
from simulator.event_kinds import Event
from simulator.experiments.run import run
from simulator.reasons import Missed, Reason
from simulator.scenario.loader import load_scenario
from tests.timetable.days import Settings, result_of, write_day
from tests.timetable.test_service import at
from tests.timetable.test_under_way import CHANGES, told
from tests.worlds import NO_CACHE

TIMES = ["departure_s", "taken_s", "left_s", "arrival_s", "wait_s", "rides"]
OUT: Settings = {"name": "Out", "kind": "timetable", "from": "06:00", "until": "08:30"}
RIDE: Settings = {"from": 0, "to": 10_000, "at": "07:55"}


def trip_of(result: Any) -> list[Any]:
    return result.tables.trips.loc[0, TIMES].tolist()


def test_planned_works_are_planned_with(tmp_path: Path) -> None:
    """The bus at 08:00 does not run, which is known before: they take the one at 09:00, or are refused."""
    result = result_of(tmp_path / "day", [RIDE], disruptions=[OUT | {"lines": ["1"], "announced": "05:00"}])
    assert trip_of(result) == [at("9:00"), at("9:00"), at("9:20"), at("9:20"), 0, 1]
    result = result_of(tmp_path / "refused", [RIDE | {"by": "8:30"}], disruptions=[OUT])
    assert told(result, Event.REJECTED) == [("REJECTED", at("7:55"), Reason.NO_JOURNEY)]


@pytest.mark.parametrize(("said", "learns"), [("08:07", "08:10"), ("08:12", "08:12"), ("08:20", "08:15")])
def test_who_has_booked_learns_of_it_where_they_change(tmp_path: Path, said: str, learns: str) -> None:
    """The train from B at 08:15 does not run: those who are there at 08:10 go on with the buses of an hour later."""
    out = OUT | {"from": "08:05", "told": said, "lines": ["3"]}
    result = result_of(tmp_path / "day", [CHANGES], disruptions=[out])
    assert told(result, Event.CONNECTION_MISSED, Event.BROKEN_BY) == [
        ("CONNECTION_MISSED", at(learns), Missed.DOES_NOT_RUN),
        ("BROKEN_BY", at(learns), 0),
    ]
    assert trip_of(result) == [at("8:00"), at("8:00"), at("9:36"), at("9:36"), 3600 + 300, 3]


def test_nothing_comes_to_the_first_stop(tmp_path: Path) -> None:
    """Known only an hour later: they wait at the stop, where the bus at 08:00 does not come, nor anything else."""
    out = OUT | {"until": "10:00", "announced": "09:30"}
    result = result_of(tmp_path / "day", [RIDE], disruptions=[out])
    assert told(result, Event.TRIP_BEGAN, Event.CONNECTION_MISSED, Event.LEFT_BEHIND) == [
        ("TRIP_BEGAN", at("8:00"), 200),
        ("CONNECTION_MISSED", at("8:00"), Missed.DOES_NOT_RUN),
        ("LEFT_BEHIND", at("8:00"), 0),
    ]
    assert result.kpis["promises_broken_by_disruptions"] == 0 and result.kpis["people_touched"] == 1


def test_a_bus_that_comes_to_a_stand_puts_people_down(tmp_path: Path) -> None:
    """From 08:05 on nothing runs: the bus of 08:00 ends at B, at 08:10, from where the one at 09:10 goes on."""
    result = result_of(tmp_path / "day", [RIDE], disruptions=[OUT | {"from": "08:05", "lines": ["1"]}])
    assert told(result, Event.VEHICLE_LEFT, Event.CONNECTION_MISSED) == [
        ("VEHICLE_LEFT", at("8:10"), 0),
        ("CONNECTION_MISSED", at("8:10"), Missed.DOES_NOT_RUN),
        ("VEHICLE_LEFT", at("9:20"), 0),
    ]
    assert trip_of(result) == [at("8:00"), at("8:00"), at("9:20"), at("9:20"), 3600, 2]
    assert result.disturbed.table.loc[0, ["vehicles", "requests", "people"]].tolist() == [1, 1, 1]


def test_a_line_that_is_cut_between_two_stops(tmp_path: Path) -> None:
    """From B to C nothing runs: who goes beyond takes the next bus, who goes from A to B does not notice."""
    cut = OUT | {"from": "07:58", "between": ["B-Dorf", "C"], "lines": ["1"]}
    rides = [{"from": 0, "to": 5000, "at": "07:55"}, {"from": 0, "to": 15_000, "at": "07:55", "wheelchairs": 1}]
    result = result_of(tmp_path / "day", rides, disruptions=[cut])
    trips = result.tables.trips.set_index("request")
    assert trips.loc[0, TIMES].tolist() == [at("8:00"), at("8:00"), at("8:10"), at("8:10"), 0, 1]
    assert trips.loc[1, "left_s"] > at("9:20") and trips.loc[1, "rides"] == 2


def test_a_station_that_nothing_runs_through(tmp_path: Path) -> None:
    """Nothing runs through B at 08:10: line 1 ends at A and begins at C, and the train of 08:15 does not run at all."""
    closed = OUT | {"from": "07:58", "until": "08:20", "stations": ["B-Dorf"], "announced": "05:00"}
    rides = [RIDE, {"from": 5000, "to": 15_400, "at": "08:12"}, {"from": 10_000, "to": 15_000, "at": "08:20"}]
    result = result_of(tmp_path / "day", rides, disruptions=[closed])
    assert result.tables.trips.set_index("request")["taken_s"].tolist() == [at("9:00"), at("9:10"), at("8:25")]
    wrong = next(its.wrong for its in result.world.services.values() if getattr(its, "wrong", None))
    calls, of = result.world.services["lines"].calls, result.world.services["lines"].timetable
    cut = calls[wrong.cut_by >= 0]
    told = {(of.trips["gtfs_trip_id"][trip], of.stops["gtfs_stop_id"][stop]) for trip, stop in
            zip(cut["gtfs_trip"], cut["stop"], strict=True)}  # fmt: skip
    assert told == {("1a", "A"), ("1a", "B"), ("3a", "B")}


def test_trips_that_run_late(tmp_path: Path) -> None:
    """All trips of line 1 that begin from 07:58 on are 20 minutes late, as told."""
    late = OUT | {"from": "07:58", "lines": ["1"], "delayed": "20 min"}
    result = result_of(tmp_path / "day", [RIDE], disruptions=[late])
    assert trip_of(result) == [at("8:00"), at("8:20"), at("8:40"), at("8:40"), 1200, 1]
    early = result_of(tmp_path / "early", [RIDE], disruptions=[late | {"until": "08:00"}])
    assert trip_of(early) == [at("8:00"), at("8:00"), at("8:20"), at("8:20"), 0, 1]


INSTEAD: Settings = OUT | {"announced": "05:00", "lines": ["1"], "replacement": {"speed_factor": 0.5}}


def test_buses_run_instead_of_a_part_of_a_line(tmp_path: Path) -> None:
    """By bus 1a as far as B, at 08:10; from there at 08:15 by another one, which takes 20 minutes to C, not 10."""
    result = result_of(tmp_path / "day", [RIDE], disruptions=[INSTEAD | {"between": ["B", "C"]}])
    assert trip_of(result) == [at("8:00"), at("8:00"), at("8:35"), at("8:35"), 300, 2]
    its: Any = result.world.services["lines"]
    assert its.timetable.trips.iloc[-1][["gtfs_trip_id", "line", "route_type"]].tolist() == ["1a~Out", "SEV 1", 3]
    assert (len(its.capacity), its.capacity[-1]) == (3 * 5 + 1, 50)  # of the day, those around it, and the bus
    cut = its.wrong.trips(0, its.calls["gtfs_trip"].to_numpy())
    assert its.timetable.trips["gtfs_trip_id"].iloc[cut].tolist() == ["1a"]


@pytest.mark.parametrize(
    ("said", "to_m", "arrives"),
    [
        ({}, 10_000, "8:45"),  # from A at 08:05, 20 minutes to B, and as long to C
        ({}, 5000, "8:25"),
        ({"stops": ["C"]}, 5000, "9:10"),  # they do not call at B
        ({"stops": ["C"]}, 10_000, "8:45"),
        ({"wait": "0 min", "speed_factor": 0.7}, 10_000, "8:28:36"),  # 857.1 s from stop to stop
        ({"ready": "185 min"}, 10_000, "8:45"),
        ({"ready": "186 min"}, 10_000, "9:20"),  # not before 08:06
        ({"seats": 1}, 10_000, "9:20"),  # who are two
        ({"headway": "10 min"}, 10_000, "8:45"),  # at 08:05, and there is no other trip
    ],
)
def test_buses_that_run_instead_of_whole_trips(tmp_path: Path, said: Settings, to_m: int, arrives: str) -> None:
    out = INSTEAD | {"replacement": INSTEAD["replacement"] | said}
    result = result_of(tmp_path / "day", [RIDE | {"to": to_m, "party": 2}], disruptions=[out])
    assert result.tables.trips.loc[0, "arrival_s"] == at(arrives)


@pytest.mark.parametrize(("ready", "arrives"), [("8 min", "8:34"), ("9 min", "9:36")])
def test_buses_are_found_as_soon_as_it_is_known(tmp_path: Path, ready: str, arrives: str) -> None:
    """The train from B at 08:15 does not run, which is known at 08:12: a bus leaves at 08:20, where it can be there.

    Who comes to B a minute too late for the train has asked before, or asks then.
    """
    rule = {"speed_factor": 0.5, "ready": ready}
    out = OUT | {"from": "08:05", "announced": "08:12", "lines": ["3"], "replacement": rule}
    comes = {"from": 5000, "to": 15_400, "at": "08:16"}
    rides = [CHANGES, comes | {"asks": "08:11"}, comes | {"asks": "08:13"}]
    result = result_of(tmp_path / "day", rides, disruptions=[out])
    trips = result.tables.trips.set_index("request")["arrival_s"]
    assert trips.tolist() == [at(arrives), at("9:36"), at(arrives)]
    assert told(result, Event.CONNECTION_MISSED) == [("CONNECTION_MISSED", at("8:12"), Missed.DOES_NOT_RUN)]


def test_buses_that_do_not_run_either(tmp_path: Path) -> None:
    """Another disruption is about them where it names their line, not where it is about all lines."""
    strike = {"name": "Strike", "kind": "timetable", "from": "08:00", "until": "08:30", "announced": "05:00"}
    for lines, arrives in (([], "8:45"), (["SEV 1"], "9:20")):
        result = result_of(tmp_path / arrives, [RIDE], disruptions=[INSTEAD, strike | {"lines": lines}])
        assert result.tables.trips.loc[0, "arrival_s"] == at(arrives)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"lines": ["11"]}, 'disruptions[0].lines: no line "11" on the days of the run; did you mean "1"?'),
        ({"between": ["B", "Z"]}, 'disruptions[0].between: no stop "Z" in the timetable'),
        ({"between": ["A", "E"], "lines": ["1"]}, 'disruptions[0].between: no trip that is meant calls at "E"'),
        ({"between": ["A", "A"]}, "between: expected two stops"),
        ({"between": ["A", "B"], "delayed": "5 min"}, "expected either between or delayed"),
        ({"delayed": "5 min", "replacement": {}}, "expected either replacement or delayed: what is late still runs"),
        ({"replacement": {"stops": ["Z"]}}, 'disruptions[0].replacement.stops: no stop "Z" in the timetable'),
        ({"replacement": {}, "lines": ["SEV 1"]}, 'disruptions[0].lines: no line "SEV 1" on the days of the run'),
        ({"between": ["A", "B"], "stations": ["C"]}, "expected either between or stations"),
        ({"stations": ["A-Dorff"]}, 'disruptions[0].stations: no stop "A-Dorff" in the timetable; did you mean'),
        ({"service": "line"}, 'disruptions[0].service: no service "line" by timetable; did you mean "lines"?'),
    ],
)
def test_what_is_not_there(tmp_path: Path, wrong: Settings, message: str) -> None:
    with pytest.raises(ElbeDrtError) as told_so:
        run(load_scenario(write_day(tmp_path / "day", [RIDE], disruptions=[OUT | wrong])), cache=NO_CACHE)
    assert message in str(told_so.value)


def test_buses_run_instead_of_what_does_not_run_through_a_station(tmp_path: Path) -> None:
    """Nothing runs through B: a bus takes people from A by B to C, as fast as the line, 5 minutes later."""
    closed = OUT | {"from": "07:58", "until": "08:20", "stations": ["B"], "lines": ["1"], "announced": "05:00"}
    result = result_of(
        tmp_path / "day", [RIDE], disruptions=[closed | {"replacement": {"speed_factor": 1, "wait": "5 min"}}]
    )
    assert trip_of(result) == [at("8:05"), at("8:05"), at("8:25"), at("8:25"), 0, 1]
