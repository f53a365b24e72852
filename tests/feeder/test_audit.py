"""The auditor of journeys with several services finds what was changed in a log in which it found nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.event_kinds import Event
from simulator.experiments.run import RunResult, run
from simulator.scenario.loader import load_scenario
from simulator.services.feeder.audit import check_whole
from tests.feeder.days import write_feeder_day
from tests.feeder.test_service import FEEDER, LINES, RUFBUS, at
from tests.timetable.late_days import set_late
from tests.worlds import NO_CACHE

FIRST, TRAIN, LAST = 1, 2, 3  # rides of who is brought and fetched; see ``test_service``


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """A day on which the minibus at E waits for four minutes."""
    with pytest.MonkeyPatch.context() as patch:
        set_late(patch, {"3a": 240})
        path = write_feeder_day(
            tmp_path_factory.mktemp("held") / "day", [{"from": 1000, "to": 18_000}], {"direct": False},
            lines={"delays": {"recovery": 0}},
        )  # fmt: skip
        return run(load_scenario(path), cache=NO_CACHE)


def told(day: RunResult, events: pd.DataFrame) -> list[str]:
    return list(check_whole(events.reset_index(drop=True), day.world.scenario.parts[FEEDER], day.world))


def rows(events: pd.DataFrame, service: int, kind: Event, ride: int) -> Any:
    found = np.flatnonzero((events["service"] == service) & (events["kind"] == kind) & (events["ride"] == ride))
    assert len(found)
    return found


def test_nothing_is_wrong_with_what_happened(held: RunResult) -> None:
    assert told(held, held.events) == []


@pytest.mark.parametrize(
    ("service", "kind", "ride", "column", "value", "text"),
    [
        (LINES, Event.VEHICLE_TAKEN, TRAIN, "time_s", at("8:18"), "ride 2: vehicle taken at 29880 s, node 5, there at"),
        (LINES, Event.VEHICLE_LEFT, TRAIN, "node", 14, "ride 2: vehicle left at 30360 s, node 14, there at 30360 s"),
        (LINES, Event.TRIP_BEGAN, TRAIN, "node", 4, "begins ride 2 at node 4, not at node 5"),
        (RUFBUS, Event.ALIGHTED, FIRST, "time_s", at("8:20"), "begins ride 2 at 29640 s, before ride 1 ends"),
        (FEEDER, Event.LEG_DUE, FIRST, "value", at("8:11"), "is due at 29460 s for a departure at 29700 s"),
        (FEEDER, Event.LEG_DUE, FIRST, "value", at("8:09") + 1, "is due at 29341 s for a departure at 29700 s"),
        (RUFBUS, Event.PLANNED_DROPOFF, FIRST, "node", 18, "drives 1200 s to and from stations, 1020 s all the way"),
        (LINES, Event.CALLED, TRAIN, "value", 26, "ride 2 leads back to the station where it begins"),
        (FEEDER, Event.LEG_DUE, FIRST, "value", at("8:05"), "ride 1 is planned until 29160 s, due at 29100 s"),
        (FEEDER, Event.LEG_READY, LAST, "value", at("8:21"), "is ready at 30060 s, the arrival is planned for 30120 s"),
        (FEEDER, Event.LEG_READY, LAST, "value", at("8:02"), "ride 3 is planned 1260 s after they are there"),
        (FEEDER, Event.LEG_DIRECT, LAST, "value", 3001, "ride 3: leg direct is told as 3001, expected 3000"),
        (FEEDER, Event.LEG_DRIVE, FIRST, "value", 239, "ride 1: leg drive is told as 239, expected 240"),
        (FEEDER, Event.LEG_WALK, FIRST, "value", 1, "ride 1: leg walk is told as 1, expected 0"),
        (FEEDER, Event.LEG_WALK, FIRST, "ride", LAST, "ride 3: leg walk is told as 0, expected None"),
        (FEEDER, Event.HELD, LAST, "value", at("8:49"), "ride 3 waits until 31740 s, was promised by 31380 s"),
        (FEEDER, Event.TRIP_ENDED, 0, "time_s", at("8:30"), "ends at 30600 s, node 18, the last ride at 30660 s"),
        (FEEDER, Event.LEG, LAST, "value", 3, "consists of parts [0, 1, 3]"),
        (RUFBUS, Event.ACCEPTED, LAST, "time_s", at("8:02"), "ride 3 is not booked when it is told to be a part"),
        (RUFBUS, Event.ALIGHTED, LAST, "kind", Event.CANCELLED, "ride 3 begins, and does not end"),
        (FEEDER, Event.TRIP_ENDED, 0, "kind", Event.LEFT_BEHIND, "is left behind, and has missed nothing"),
        (FEEDER, Event.TRIP_ENDED, 0, "kind", Event.NO_SHOW, "did not come, and has left"),
        (FEEDER, Event.HELD, LAST, "kind", Event.CONNECTION_MISSED, "ride 3 is missed, and no vehicle is late for it"),
    ],
)  # fmt: skip
def test_what_was_changed_is_found(
    held: RunResult, service: int, kind: Event, ride: int, column: str, value: int, text: str
) -> None:
    events = held.events.copy()
    events.loc[rows(events, service, kind, ride), column] = int(value)
    if kind == Event.HELD and value == Event.CONNECTION_MISSED:
        events.loc[rows(events, service, Event.CONNECTION_MISSED, ride), "value"] = 0
    assert any(text in line for line in told(held, events)), told(held, events)


@pytest.mark.parametrize(
    ("service", "kind", "ride", "text"),
    [
        (RUFBUS, Event.ALIGHTED, LAST, "ride 3 is over 0 times"),
        (LINES, Event.TRIP_ENDED, TRAIN, "ride 2 is over 0 times"),
        (FEEDER, Event.LEG_DIRECT, FIRST, "ride 1: leg direct is told as None, expected 4000"),
        (FEEDER, Event.TRIP_ENDED, 0, "ends 0 times"),
        (FEEDER, Event.TRIP_BEGAN, 0, "is on a ride, and has not left"),
        (RUFBUS, Event.ACCEPTED, LAST, "ride 3 is not booked when it is told to be a part"),
    ],
)
def test_what_is_missing_is_found(held: RunResult, service: int, kind: Event, ride: int, text: str) -> None:
    events = held.events.drop(index=held.events.index[rows(held.events, service, kind, ride)])
    assert any(text in line for line in told(held, events)), told(held, events)


def test_what_is_given_back_needs_a_cause(held: RunResult) -> None:
    """The last ride is cancelled instead of being made, and so is the journey's end moved to the train's."""
    events = held.events.copy()
    events.loc[rows(events, RUFBUS, Event.BOARDED, LAST), "kind"] = int(Event.CANCELLED)
    events = events.drop(index=rows(events, RUFBUS, Event.ALIGHTED, LAST))
    assert any("ride 3: cancelled without a cause" in line for line in told(held, events)), told(held, events)
