"""By one's own bike to the train, where it stays: worked out by hand; the auditor finds nothing in any of the days.

Four kilometres to B at 15 km/h are 16 minutes, with half a minute to the bike and from it 17. The train leaves B at
08:15 and a change takes a minute, so that they leave at 07:57; see ``test_service``.
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
from simulator.reasons import Missed, Reason
from simulator.report.chains_summary import chains_sections
from simulator.report.page.chains import chains_blocks
from simulator.report.page.language import Language
from simulator.report.replay.packing import unpack
from simulator.report.replay.payload import build_replay
from simulator.scenario.loader import load_scenario
from simulator.services.feeder.audit import check_whole
from tests.feeder.days import write_feeder_day
from tests.feeder.test_service import FEEDER, LINES, ONLY_THE_TRAIN, RUFBUS, at, rows
from tests.timetable.days import Settings
from tests.timetable.late_days import set_late
from tests.worlds import NO_CACHE

OWN = 3
BIKES: Settings = {"kind": "own_means", "by": "bike", "costs": {"per_km": "0.10 EUR"}}
BY_BIKE: Settings = {"direct": False, "access": {"bike": "bikes"}, "hubs": {"stops": ["E-Dorf", "B-Dorf"]}}
RIDE: Settings = {"from": 1000, "to": 18_000, "at": "07:55"}
ON_FOOT: Settings = RIDE | {"to": 15_000}


def day(folder: Path, ride: Settings, feeder: Settings | None = None, **more: Any) -> RunResult:
    bikes = {"bikes": BIKES | more.pop("bikes", {})}
    lines = ONLY_THE_TRAIN | more.pop("lines", {})
    path = write_feeder_day(folder / "day", [ride], BY_BIKE | (feeder or {}), others=bikes, lines=lines, **more)
    result = run(load_scenario(path), cache=NO_CACHE, debug=True)
    assert audit_result(result) == []
    return result


def test_by_bike_to_the_train_and_on_demand_from_it(tmp_path: Path) -> None:
    found = day(tmp_path, RIDE)
    log = found.events
    assert rows(log, FEEDER, Event.ACCEPTED, Event.TRIP_BEGAN, Event.TRIP_ENDED) == [
        (at("7:55"), 0, 1, at("7:57") + 30),
        (at("7:57"), 0, 1, 540),  # 40 cents, 2 EUR, 3 EUR
        (at("8:27"), 0, 18, 4000 + 10_400 + 3000),
    ]
    told = Event.LEG, Event.LEG_FARE, Event.LEG_DUE, Event.LEG_READY
    assert [(ride, value) for _, ride, _, value in rows(log, FEEDER, *told)] == [
        (1, 0), (1, 40), (1, at("8:14")), (2, 1), (2, 200), (3, 2), (3, 300), (3, at("8:23")),
    ]  # fmt: skip
    kinds = Event.ACCEPTED, Event.TRIP_BEGAN, Event.VEHICLE_TAKEN, Event.VEHICLE_LEFT, Event.TRIP_ENDED
    assert rows(log, OWN, *kinds) == [
        (at("7:55"), 1, 1, at("7:57") + 30),
        (at("7:57"), 1, 1, 40),
        (at("7:57") + 30, 1, 1, 0),
        (at("8:13") + 30, 1, 5, 0),
        (at("8:14"), 1, 5, 4000),
    ]
    assert rows(log, LINES, Event.TRIP_BEGAN)[0][:3] == (at("8:14"), 2, 5)
    assert rows(log, RUFBUS, Event.BOARDED) == [(at("8:23"), 3, 15, 60)]


def test_the_page_says_bike_and_the_replay_shows_them_from_the_station_on(tmp_path: Path) -> None:
    folder = write_run(day(tmp_path, RIDE), tmp_path / "out", {}, figures=False, report=False)
    told = read_run_data(folder)
    (block,) = chains_blocks(told, Language("en"))
    assert block.sentences[:2] == [
        "Of 1 journeys 1 were made with rides on demand and buses or trains together, 0 on demand all the way, 0 by "
        "bus and train with walks alone, 0 otherwise.",
        "0 more were made by people's own bikes to a bus or train, and on foot from the last one; of those with rides "
        "on demand 1 began by bike.",
    ]
    assert any("bike → train → ride on demand" in str(table.rows) for table in block.tables)
    arrays = unpack(build_replay(told, told.network)["arrays"])
    assert ((arrays["ride_taken"] - at("8:00")) / 60).tolist() == [15, 23]


def test_without_any_ride_on_demand(tmp_path: Path) -> None:
    """E is 400 m off the road, a walk of 320 s."""
    found = day(tmp_path, ON_FOOT)
    assert [value for *_, value in rows(found.events, FEEDER, Event.LEG)] == [0, 1]
    assert rows(found.events, FEEDER, Event.TRIP_ENDED) == [(at("8:22") + 320, 0, 15, 14_400)]
    assert rows(found.events, RUFBUS, Event.ACCEPTED) == []
    (trip,) = found.tables.trips.to_dict("records")
    assert (trip["service"], trip["chain"], trip["status"]) == ("feeder", "own_means + rail", "served")
    legs = found.tables.journey_legs
    assert legs[["carrier", "mode", "to_station", "end", "fare_eur"]].to_numpy().tolist() == [
        ["bikes", "own_means", "B-Dorf", "ridden", 0.4],
        ["lines", "rail", "E-Dorf", "ridden", 2.0],
    ]
    assert found.kpis["feeder.chain_by_bike_to_timetable"] == found.kpis["feeder.trips"] == 1
    remark = {row[0]: row[2] for row in chains_sections(found.kpis)[0][1]}["Both on one journey"]
    assert remark == "of 1; all the way on demand 0, by timetable 0, by bike and timetable 1"
    assert found.kpis["feeder.changes_made"] == 0  # from one's own bike to a train is none
    asking_both = day(tmp_path / "both", ON_FOOT, asks=["feeder", "rufbus"])
    assert asking_both.kpis["feeder.trips"] == 1
    assert asking_both.journey_alternatives["ride_m"].isna().tolist() == [True]


@pytest.mark.parametrize(
    ("feeder", "bikes"),
    [({"access": None}, {}), ({"access": {"bike": "bikes", "longest": "1019 s"}}, {}), ({}, {"available": 0})],
)
def test_who_cannot_come_by_bike_does_not(tmp_path: Path, feeder: Settings, bikes: Settings) -> None:
    log = day(tmp_path, ON_FOOT, feeder, bikes=bikes).events
    assert rows(log, OWN, Event.ACCEPTED) == []
    assert len(rows(log, RUFBUS, Event.ACCEPTED)) == 1
    just = {"access": {"bike": "bikes", "longest": "1020 s"}}
    assert len(rows(day(tmp_path / "just", ON_FOOT, just).events, OWN, Event.ACCEPTED)) == 1


def test_who_would_have_to_leave_sooner_does_not(tmp_path: Path) -> None:
    limits = {"limits": {"default": {"max_wait": "0 min"}}, "hours": ["05:00", "06:00"]}
    late = day(tmp_path / "late", ON_FOOT | {"at": "07:58"}, rufbus=limits).events
    assert len(rows(late, FEEDER, Event.REJECTED)) == 1
    in_time = day(tmp_path / "in time", ON_FOOT | {"at": "07:57"}, rufbus=limits).events
    assert rows(in_time, FEEDER, Event.TRIP_BEGAN)[0][0] == at("7:57")


def test_a_full_train_is_no_way(tmp_path: Path) -> None:
    log = day(tmp_path, ON_FOOT | {"party": 3}, lines={"capacity": {"rail": 2}}).events
    assert [Reason(value) for *_, value in rows(log, FEEDER, Event.REJECTED)] == [Reason.FULL]


def test_a_late_train_is_missed_by_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of an hour late: the way by bike stays as it is, another ride from the train is found."""
    set_late(monkeypatch, {"3a": 900})
    log = day(tmp_path, RIDE, lines={"delays": {"recovery": 0}}).events
    assert rows(log, OWN, Event.TRIP_ENDED) == [(at("8:14"), 1, 5, 4000)]
    assert [row[1:] for row in rows(log, FEEDER, Event.CONNECTION_MISSED)] == [(3, -1, Missed.TRAIN_LATE)]
    assert len(rows(log, FEEDER, Event.TRIP_ENDED)) == 1


def test_who_cancels_leaves_nothing_booked(tmp_path: Path) -> None:
    people = {"classes": {"rider": {"asks": ["feeder"], "cancellation": 1}}}
    log = day(tmp_path, RIDE | {"asks": "07:00"}, people=people).events
    for service in (RUFBUS, LINES, OWN):
        assert len(rows(log, service, Event.CANCELLED)) == 1
    assert not log["kind"].isin([Event.BOARDED, Event.TRIP_BEGAN, Event.NO_SHOW]).any()


def test_only_the_vehicle_at_the_end_finds_nobody(tmp_path: Path) -> None:
    people = {"classes": {"rider": {"asks": ["feeder"], "no_show": 1}}}
    log = day(tmp_path, RIDE, people=people).events
    assert [row[:2] for row in rows(log, OWN, Event.CANCELLED)] == [(at("7:57") + 30, 1)]
    assert [row[:2] for row in rows(log, LINES, Event.CANCELLED)] == [(at("8:15"), 2)]
    assert rows(log, RUFBUS, Event.NO_SHOW) == [(at("8:23"), 3, 15, 60)]
    assert rows(log, FEEDER, Event.NO_SHOW) == [(at("8:23"), 0, 1, 0)]


@pytest.mark.parametrize(
    ("kind", "column", "value", "text"),
    [
        (Event.TRIP_ENDED, "time_s", at("8:13"), "ride 1 ends at 29580 s by bike, due at 29640 s"),
        (Event.TRIP_ENDED, "node", 4, "ride 1 ends at node 4, which is no station"),
        (Event.TRIP_BEGAN, "time_s", at("7:50"), "ride 1 takes 1440 s by bike, at most 1200 s"),
        (Event.TRIP_BEGAN, "value", 41, "ride 1: 40 cents are paid, expected 41"),
    ],
)
def test_the_auditor_finds_what_was_changed(tmp_path: Path, kind: Event, column: str, value: int, text: str) -> None:
    found = day(tmp_path, RIDE)
    events = found.events.copy()
    events.loc[(events["service"] == OWN) & (events["kind"] == kind), column] = value
    told = list(check_whole(events, found.world.scenario.parts[FEEDER], found.world))
    assert any(text in line for line in told), told


@pytest.mark.parametrize(
    ("name", "bikes", "message"),
    [
        ("bike", {}, 'services.feeder.access.bike: "bike" is no service; did you mean "bikes"?'),
        ("lines", {}, 'services.feeder.access.bike: "lines" is not of the kind own_means'),
        ("bikes", {"by": "car"}, 'services.feeder.access.bike: with "bikes" people go by car; expected a service by'),
    ],
)
def test_mistakes_are_told_where_they_stand(tmp_path: Path, name: str, bikes: Settings, message: str) -> None:
    others = {"bikes": BIKES | bikes}
    with pytest.raises(ScenarioError) as error:
        load_scenario(write_feeder_day(tmp_path / "day", [RIDE], {"access": {"bike": name}}, others=others))
    assert message in str(error.value)
