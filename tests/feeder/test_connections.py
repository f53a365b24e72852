"""Connections that are kept, waited for and missed, worked out by hand; the auditor finds nothing in any of the days.

The minibus is at B at 08:06, the train leaves there at 08:15 and is in E at 08:22, where another minibus is ready from
08:23 on and brings them to kilometre 18 at 08:27; see ``test_service``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import run
from simulator.reasons import Missed
from simulator.scenario.loader import load_scenario
from tests.feeder.days import write_feeder_day
from tests.feeder.test_service import FEEDER, LINES, RUFBUS, at, rows
from tests.timetable.days import Settings
from tests.timetable.late_days import set_late
from tests.worlds import NO_CACHE

RIDE: list[Settings] = [{"from": 1000, "to": 18_000}]
BY_TRAIN: Settings = {"direct": False}


def day(
    folder: Path, monkeypatch: pytest.MonkeyPatch, late_s: dict[str, int], feeder: Settings | None = None, **more: Any
) -> pd.DataFrame:
    """Return the log of a day with vehicles so late, in which the auditor finds nothing."""
    set_late(monkeypatch, late_s)
    rides = more.pop("rides", RIDE)
    lines = {"delays": {"recovery": 0}} | more.pop("lines", {})
    path = write_feeder_day(folder / "day", rides, BY_TRAIN | (feeder or {}), lines=lines, **more)
    result = run(load_scenario(path), cache=NO_CACHE, debug=True)
    assert audit_result(result) == []
    return result.events


def test_a_minibus_waits_for_a_train_that_is_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four minutes: at 08:12, ten before the train was to come, it is known that they are there at 08:27."""
    log = day(tmp_path, monkeypatch, {"3a": 240})
    assert rows(log, FEEDER, Event.HELD) == [(at("8:12"), 3, -1, at("8:27"))]
    assert rows(log, RUFBUS, Event.BOARDED)[1:] == [(at("8:27"), 3, 15, 60)]
    assert rows(log, FEEDER, Event.TRIP_ENDED, Event.CONNECTION_MISSED) == [(at("8:31"), 0, 18, 17_400)]


def test_where_it_does_not_wait_another_ride_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of an hour is too long; the ride is given back, and one from 08:38 on costs nothing more."""
    log = day(tmp_path, monkeypatch, {"3a": 900})
    assert rows(log, FEEDER, Event.CONNECTION_MISSED) == [(at("8:12"), 3, -1, Missed.TRAIN_LATE)]
    assert rows(log, RUFBUS, Event.CANCELLED) == [(at("8:12"), 3, -1, 660)]
    told = rows(log, FEEDER, Event.LEG, Event.LEG_FARE, Event.LEG_READY)
    assert [(ride, value) for time_s, ride, _, value in told if time_s == at("8:12")] == [
        (4, 3), (4, 0), (4, at("8:38")),
    ]  # fmt: skip
    assert rows(log, RUFBUS, Event.BOARDED)[1:] == [(at("8:38"), 4, 15, 60)]
    assert rows(log, FEEDER, Event.TRIP_ENDED) == [(at("8:42"), 0, 18, 17_400)]


@pytest.mark.parametrize(("late_s", "back_s"), [(240, at("8:19")), (900, at("8:23") - 1)])
def test_what_does_not_run_is_not_seen_to_be_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late_s: int, back_s: int
) -> None:
    """That the train does not run is announced at 08:35: nobody waits for it at E, or books a ride for when it comes.

    They wait at B until it does not come, at 08:19, or 08:30; the minibus would leave E at 08:23.
    """
    out = {"name": "Out", "kind": "timetable", "from": "08:05", "until": "08:40", "announced": "08:35", "lines": ["3"]}
    log = day(tmp_path, monkeypatch, {"3a": late_s}, disruptions=[out])
    assert rows(log, LINES, Event.CONNECTION_MISSED) == [(at("8:15") + late_s, 2, 5, Missed.DOES_NOT_RUN)]
    assert rows(log, FEEDER, Event.HELD, Event.CONNECTION_MISSED) == []
    assert rows(log, RUFBUS, Event.CANCELLED)[0][:2] == (back_s, 3)


def test_where_it_is_known_at_once_the_ride_is_given_back_as_it_is_booked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hours before it is known that the train is late; who is to be there by 08:30 will be at 08:42."""
    rides = [RIDE[0] | {"by": "08:30"}]
    log = day(tmp_path, monkeypatch, {"3a": 900}, lines={"delays": {"recovery": 0, "seen": "2 h"}}, rides=rides)
    assert rows(log, FEEDER, Event.CONNECTION_MISSED) == [(at("8:00"), 3, -1, Missed.TRAIN_LATE)]
    assert rows(log, FEEDER, Event.TRIP_ENDED) == [(at("8:42"), 0, 18, 17_400)]


def test_nobody_holds_longer_than_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rows(day(tmp_path / "5", monkeypatch, {"3a": 300}), FEEDER, Event.HELD)
    assert not rows(day(tmp_path / "6", monkeypatch, {"3a": 301}), FEEDER, Event.HELD)
    assert not rows(day(tmp_path / "0", monkeypatch, {"3a": 1}, {"hold": "0 s"}), FEEDER, Event.HELD)


def test_a_train_waits_for_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything on the road takes three times as long: at B at 08:18, three minutes after the train has left.

    From there nothing leaves before the bus at 09:10; so a minibus brings them all the way.
    """
    slow = {"file": "network", "variation": {"spread": 0.5}}
    monkeypatch.setattr("simulator.services.ridepooling.world.drive_factors", lambda *_: (3000,))
    log = day(tmp_path, monkeypatch, {}, network=slow)
    assert rows(log, FEEDER, Event.CONNECTION_MISSED) == [(at("8:14"), 2, -1, Missed.VEHICLE_LATE)]
    assert rows(log, LINES, Event.CANCELLED) == [(at("8:14"), 2, 5, 60)]


def test_who_stays_away_misses_a_train_like_everybody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The minibus takes 20 minutes to them and finds nobody; until then nobody knew, and at 08:14 they were not there.

    No other minibus is to wait for them in E at 08:23, or to think that they get on.
    """
    slow = {"file": "network", "variation": {"spread": 0.5}}
    monkeypatch.setattr("simulator.services.ridepooling.world.drive_factors", lambda *_: (30_000,))
    people = {"classes": {"rider": {"asks": ["feeder"], "no_show": 1}}}
    log = day(tmp_path, monkeypatch, {}, network=slow, people=people)
    assert rows(log, FEEDER, Event.CONNECTION_MISSED) == [(at("8:14"), 2, -1, Missed.VEHICLE_LATE)]
    assert [ride for _, ride, _, _ in rows(log, RUFBUS, Event.CANCELLED)] == [3]
    assert rows(log, RUFBUS, Event.NO_SHOW) == [(at("8:30"), 1, 1, 60)]
    assert rows(log, FEEDER, Event.NO_SHOW) == [(at("8:30"), 0, 1, 0)]


CHANGES: list[Settings] = [{"from": 0, "to": 18_000, "at": "07:55"}]
SOONEST: Settings = {"cost": {"change": "0 min"}}


def test_a_missed_change_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By bus to B, where the train leaves at 08:15, a minute after they have got off at the earliest.

    A second too late, they are fetched from there: the other minibus, at 2, needs three minutes.
    """
    log = day(tmp_path, monkeypatch, {"1a": 241}, SOONEST, rides=CHANGES)
    missed_s = at("8:14") + 1
    assert rows(log, LINES, Event.CONNECTION_MISSED) == [(missed_s, 1, 5, Missed.CHANGE_MISSED)]
    assert rows(log, RUFBUS, Event.CANCELLED) == [(at("8:05"), 2, -1, 18 * 60)]  # known ten minutes before the train
    assert rows(log, RUFBUS, Event.BOARDED) == [(missed_s + 180, 3, 5, 60)]
    assert rows(log, FEEDER, Event.TRIP_ENDED) == [(missed_s + 180 + 60 + 780, 0, 18, 5000 + 13_000)]


@pytest.mark.parametrize(("seen", "back"), [("10 min", "8:05"), ("0 s", "8:15")])
def test_nobody_is_fetched_who_sits_in_an_earlier_bus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: str, back: str
) -> None:
    """The bus is in B at 08:30; the train, on time, is in E at 08:22 without them, who would board there at 08:23."""
    lines = {"delays": {"recovery": 0, "seen": seen}}
    log = day(tmp_path, monkeypatch, {"1a": 1200}, SOONEST, rides=CHANGES, lines=lines)
    assert rows(log, LINES, Event.CONNECTION_MISSED) == [(at("8:30"), 1, 5, Missed.CHANGE_MISSED)]
    assert rows(log, RUFBUS, Event.CANCELLED) == [(at(back), 2, -1, at("8:23") - at(back))]
    assert rows(log, RUFBUS, Event.BOARDED) == [(at("8:33"), 3, 5, 60)]
    assert rows(log, FEEDER, Event.TRIP_ENDED) == [(at("8:47"), 0, 18, 5000 + 13_000)]


def test_notice_is_waited_for_unless_it_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With 20 minutes they are fetched at 08:34:01; where all has to be over sooner, nothing takes them on."""
    limits = {"limits": {"default": {"max_wait": "30 min", "max_ride_beta": "15 min", "notice": "20 min"}}}
    log = day(tmp_path / "waits", monkeypatch, {"1a": 241}, SOONEST, rides=CHANGES, rufbus=limits)
    assert rows(log, RUFBUS, Event.BOARDED) == [(at("8:34") + 1, 3, 5, 60)]
    short = SOONEST | {"longest": "33 min"}
    log = day(tmp_path / "short", monkeypatch, {"1a": 241}, short, rides=CHANGES, rufbus=limits)
    assert rows(log, FEEDER, Event.LEFT_BEHIND) == [(at("8:14") + 1, 0, 5, 0)]
    assert rows(log, FEEDER, Event.TRIP_ENDED) == []


def test_who_cancels_leaves_nothing_booked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = {"classes": {"rider": {"asks": ["feeder"], "cancellation": 1}}}
    log = day(tmp_path, monkeypatch, {}, rides=[{"from": 1000, "to": 18_000, "asks": "07:00"}], people=people)
    assert len(rows(log, FEEDER, Event.CANCELLED)) == 1
    assert len(rows(log, RUFBUS, Event.CANCELLED)) == 2
    assert len(rows(log, LINES, Event.CANCELLED)) == 1
    assert not log["kind"].isin([Event.BOARDED, Event.TRIP_BEGAN, Event.NO_SHOW]).any()


def test_who_does_not_come_is_waited_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = {"classes": {"rider": {"asks": ["feeder"], "no_show": 1}}}
    log = day(tmp_path, monkeypatch, {}, people=people)
    assert rows(log, FEEDER, Event.NO_SHOW) == [(at("8:01"), 0, 1, 0)]
    assert rows(log, RUFBUS, Event.NO_SHOW) == [(at("8:01"), 1, 1, 60)]
    assert [row[:2] for row in rows(log, RUFBUS, Event.CANCELLED)] == [(at("8:01"), 3)]
    assert [row[:2] for row in rows(log, LINES, Event.CANCELLED)] == [(at("8:01"), 2)]
    on_foot = [{"from": 4600, "to": 18_000}]
    log = day(tmp_path / "foot", monkeypatch, {}, people=people, rides=on_foot)
    assert rows(log, RUFBUS, Event.NO_SHOW) == [(at("8:23"), 2, 15, 60)]
    assert rows(log, FEEDER, Event.NO_SHOW) == [(at("8:23"), 0, 5, 0)]
