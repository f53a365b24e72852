"""Who rides what on the replay and boards, on a day of journeys of several services; see ``chained_day``."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from simulator.analysis.series.passengers import PASSENGERS, passengers
from simulator.analysis.tables import ResultTables, tables_of_all_services
from simulator.event_kinds import Event
from tests.analysis.chained_day import (
    ADORF,
    ANN,
    BEN,
    BSTADT,
    BUS,
    CEM,
    DORA,
    EVA,
    FAY,
    JON,
    LEO,
    MIA,
    RE2,
    RE6,
    SERVICES,
    VAN,
    timetable,
    whole,
)
from tests.report.test_replay_by_hand import line

NETWORK = line((60,) * 99)  # with a node for each of the day
STOPS = pd.DataFrame({"node": [ADORF, 1], "name": ["Adorf, Bahnhof", "Haus"]})


@pytest.fixture(scope="module")
def tables() -> ResultTables:
    return tables_of_all_services(whole(), SERVICES)


@pytest.fixture(scope="module")
def rides(tables: ResultTables) -> pd.DataFrame:
    found = passengers(tables, SERVICES, timetable(), NETWORK, STOPS)
    assert list(found) == list(PASSENGERS)
    return found


def test_everybody_rides_what_the_log_tells(rides: pd.DataFrame) -> None:
    """Who is driven by the minibus alone is among them, too, if they asked for a journey; not who asked the minibus."""
    ridden = {request: of["vehicle"].tolist() for request, of in rides.groupby("request")}
    assert ridden == {
        ANN: [VAN, RE2, VAN], BEN: [RE2, BUS], CEM: [VAN], DORA: [VAN, RE6, VAN], EVA: [RE2, VAN], FAY: [VAN],
        JON: [VAN, RE6], LEO: [VAN, VAN], MIA: [RE2, VAN],
    }  # fmt: skip
    assert rides.loc[rides["stranded"], "request"].tolist() == [FAY]
    assert rides.loc[rides["request"] == DORA, "party_size"].tolist() == [3, 3, 3]


def test_they_wait_from_when_the_first_vehicle_was_to_come_and_from_when_they_got_off(rides: pd.DataFrame) -> None:
    times = {
        request: of[["ready_s", "taken_s", "left_s"]].to_numpy().tolist() for request, of in rides.groupby("request")
    }
    assert times[ANN] == [[23_700, 23_700, 24_300], [24_300, 24_600, 25_800], [25_800, 26_040, 26_400]]
    assert times[DORA][0] == [23_700, 24_600, 25_200]  # a quarter of an hour late
    assert times[LEO][1] == [28_800, 29_100, 30_300]


def test_where_they_get_on_and_off_has_a_name(rides: pd.DataFrame) -> None:
    """Stops name the nodes of rides on demand, but stations where they are meant; without both there is no name."""
    ann = rides[rides["request"] == ANN]
    assert ann["from_name"].tolist() == ["Haus", "Adorf", "Bstadt"]
    assert ann["to_name"].tolist() == ["Adorf", "Bstadt", ""]
    assert ann["from_call"].tolist() == [-1, 0, -1]
    assert ann["from_lon"].tolist() == pytest.approx([0.01, 12.0, BSTADT / 100])
    assert ann["to_lon"].tolist() == pytest.approx([ADORF / 100, 12.1, 0.99])


def test_who_stays_seated_leaves_when_the_vehicle_goes_on(tables: ResultTables) -> None:
    events = tables.events
    left = (events["kind"] == Event.VEHICLE_LEFT) & (events["request"] == BEN) & (events["vehicle"] == RE2)
    seated = replace(tables, events=events.assign(value=events["value"].mask(left, 1)))
    found = passengers(seated, SERVICES, timetable(), None, None)
    ben = found[found["request"] == BEN]
    assert ben["seated"].tolist() == [True, False]
    assert ben["left_s"].tolist() == [26_400, 27_600]


def test_where_nobody_rides_there_is_no_row(tables: ResultTables) -> None:
    nobody = replace(tables, events=tables.events[tables.events["kind"] == Event.SUBMITTED])
    found = passengers(nobody, SERVICES, timetable(), NETWORK, STOPS)
    assert found.empty and list(found) == list(PASSENGERS)
