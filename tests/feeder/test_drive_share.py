"""Rides on demand to and from stations drive less than all the way, and no train leads back: worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import run
from simulator.reasons import Reason
from simulator.scenario.loader import load_scenario
from tests.feeder.days import write_feeder_day
from tests.feeder.test_service import CHAINS, FEEDER, ONLY_THE_TRAIN, at, rows
from tests.network.timetable.small_feeds import HEAD
from tests.timetable.days import Settings, write_feed
from tests.worlds import NO_CACHE

BACK = {"3a": [("08:15", "B"), ("08:22", "E")], "3b": [("08:30", "E"), ("08:37", "B")]}
BACK |= {"3c": [("08:50", "B"), ("08:57", "E")], "3d": [("09:05", "E"), ("09:12", "B")]}


def log_of(folder: Path, ride: Settings, feeder: Settings) -> pd.DataFrame:
    """Return the log of a day with trains in both directions, in which the auditor finds nothing."""
    file = write_feeder_day(folder / "day", [{"asks": "07:00"} | ride], CHAINS | feeder, lines=ONLY_THE_TRAIN)
    trips = "".join(f"3,week,{trip},,2,,0\n" for trip in BACK)
    times = "".join(
        f"{trip},{clock}:00,{clock}:00,{stop},{place}\n"
        for trip, calls in BACK.items()
        for place, (clock, stop) in enumerate(calls)
    )
    head = "route_id,service_id,trip_id,trip_headsign,wheelchair_accessible,block_id,on_demand\n"
    routes = "route_id,agency_id,route_short_name,route_long_name,route_type\n3,g,3,,2\n1,g,1,,3\n2,g,2,,3\n"
    write_feed(folder / "day" / "feed", trips=head + trips, stop_times=HEAD + times, routes=routes)
    result = run(load_scenario(file), cache=NO_CACHE, debug=True)
    assert audit_result(result) == []
    return result.events


@pytest.mark.parametrize(
    ("origin", "destination", "feeder", "offered"),
    [
        (7, 13, {}, True),  # 2 minutes to B, 2 from E, by node 15; 6 directly
        (7, 12, {}, False),  # 2 and 3; 5 directly
        (7, 12, {"drive_share": 1.01}, True),
        (7, 12, {"drive_share": None}, True),
        (7, 13, {"drive_share": 0.66}, False),
        (7, 13, {"drive_share": 0.67}, True),
        (1, 18, {"drive_share": 0.41}, False),  # 4 and 3; 17 directly, of which 0.41 are 6.97
        (1, 18, {"drive_share": 0.42}, True),
    ],
)
def test_rides_drive_less_than_all_the_way(
    tmp_path: Path, origin: int, destination: int, feeder: Settings, offered: bool
) -> None:
    log = log_of(tmp_path, {"from": 1000 * origin, "to": 1000 * destination}, feeder)
    assert len(rows(log, FEEDER, Event.ACCEPTED)) == offered
    refused = [Reason(value) for *_, value in rows(log, FEEDER, Event.REJECTED)]
    assert refused == ([] if offered else [Reason.NO_JOURNEY])


@pytest.mark.parametrize("ends", [(17, 15), (15, 17)])
def test_no_train_leads_back_to_the_station_where_it_began(tmp_path: Path, ends: tuple[int, int]) -> None:
    """Kilometre 15 is 400 m from E, where a ride from or to 17 would end or begin: to B and back is no way."""
    log = log_of(tmp_path, {"from": 1000 * ends[0], "to": 1000 * ends[1]}, {"drive_share": 2})
    assert [Reason(value) for *_, value in rows(log, FEEDER, Event.REJECTED)] == [Reason.NO_JOURNEY]


def test_a_ride_to_a_train_leaves_time_to_get_off(tmp_path: Path) -> None:
    """The train leaves at 08:15; a change takes a minute, and so does getting off."""
    for buffer, due in (("0 min", at("8:13")), ("5 min", at("8:08"))):
        log = log_of(tmp_path / str(due), {"from": 1000, "to": 18_000}, {"buffer": buffer})
        assert rows(log, FEEDER, Event.LEG_DUE)[0][3] == due
