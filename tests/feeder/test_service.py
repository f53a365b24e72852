"""A rider goes to a train by minibus and on from it by another one: worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from simulator.event_kinds import Event
from simulator.experiments.run import run
from simulator.reasons import Reason
from simulator.scenario.loader import load_scenario
from simulator.simulation.simulate import simulate
from simulator.world.build import build_world
from tests.feeder.days import DEPOTS, write_feeder_day
from tests.timetable.days import Settings
from tests.worlds import NO_CACHE

RUFBUS, LINES, FEEDER = range(3)
CHAINS: Settings = {"direct": False}
ONLY_THE_TRAIN: Settings = {"without": {"lines": ["1", "2"]}}


def log_of(folder: Path, rides: list[Settings], feeder: Settings | None = None, **more: Settings) -> pd.DataFrame:
    scenario = load_scenario(write_feeder_day(folder / "day", rides, feeder, **more))
    return simulate(build_world(scenario, cache=NO_CACHE), debug=True)


def rows(log: pd.DataFrame, service: int, *kinds: Event) -> list[tuple[int, int, int, int]]:
    """Return time, ride, node and value of the rows of a service that are of these kinds."""
    told = log[(log["service"] == service) & log["kind"].isin(kinds)]
    return [tuple(row) for row in told[["time_s", "ride", "node", "value"]].to_numpy().tolist()]


def at(clock: str) -> int:
    hours, minutes = (int(part) for part in clock.split(":"))
    return hours * 3600 + minutes * 60


def test_a_day_on_which_nobody_asks(tmp_path: Path) -> None:
    path = write_feeder_day(tmp_path / "day", [{"from": 1000, "to": 18_000}], CHAINS)
    log = simulate(
        build_world(load_scenario(path, ["demand.kind=none", "demand.requests_file=null"]), cache=NO_CACHE), debug=True
    )
    assert not (log["kind"] == Event.SUBMITTED).any()


def test_to_the_train_and_on_from_it(tmp_path: Path) -> None:
    """From kilometre 1 to 18; the train leaves B, at 5, at 08:15 and is in E, by node 15, at 08:22.

    A change takes a minute, and so does getting off: with the buffer they are due at B at 08:08, and could board at E
    from 08:23 on. The minibus at 2 boards them at 08:01 for a minute and drives four; the other one, at 17, is at E in
    time, and drives three.
    """
    log = log_of(tmp_path, [{"from": 1000, "to": 18_000}], CHAINS)
    assert rows(log, FEEDER, Event.ACCEPTED, Event.TRIP_BEGAN, Event.TRIP_ENDED) == [
        (at("8:00"), 0, 1, at("8:01")),
        (at("8:00"), 0, 1, 800),  # 3 EUR, 2 EUR, 3 EUR
        (at("8:27"), 0, 18, 4000 + 10_400 + 3000),
    ]
    told = Event.LEG, Event.LEG_FARE, Event.LEG_DUE, Event.LEG_READY
    assert [(ride, value) for _, ride, _, value in rows(log, FEEDER, *told)] == [
        (1, 0), (1, 300), (1, at("8:08")), (2, 1), (2, 200), (3, 2), (3, 300), (3, at("8:23")),
    ]  # fmt: skip
    assert rows(log, RUFBUS, Event.BOARDED, Event.ALIGHTED) == [
        (at("8:01"), 1, 1, 60),
        (at("8:06"), 1, 5, 60),
        (at("8:23"), 3, 15, 60),
        (at("8:27"), 3, 18, 60),
    ]
    assert rows(log, LINES, Event.TRIP_BEGAN, Event.VEHICLE_TAKEN, Event.VEHICLE_LEFT, Event.TRIP_ENDED) == [
        (at("8:14"), 2, 5, 200),
        (at("8:15"), 2, 5, 0),
        (at("8:22"), 2, 15, 0),
        (at("8:23"), 2, 15, 10_400),
    ]
    promised = [value for _, ride, _, value in rows(log, RUFBUS, Event.PROMISED_DROPOFF) if ride == 1]
    assert promised == [at("8:08")]
    for ride in (1, 2, 3):  # it is a part before it is booked
        kinds = log.loc[log["ride"] == ride, "kind"].tolist()
        assert kinds.index(Event.LEG) < kinds.index(Event.ACCEPTED)
    assert not log.loc[log["service"].isin([RUFBUS, LINES]), "kind"].isin([Event.SUBMITTED, Event.OFFERED]).any()


def test_on_foot_at_either_end(tmp_path: Path) -> None:
    """Who lives 400 m from a station walks there; nothing is booked where nothing is ridden on demand."""
    log = log_of(tmp_path, [{"from": 4600, "to": 18_000}, {"from": 1000, "to": 15_000, "at": "08:01"}], CHAINS)
    assert [value for *_, value in rows(log, FEEDER, Event.LEG)] == [0, 1, 0, 1]
    # 400 m at 4.5 km/h are 320 s, so that the train leaves when they are there.
    assert rows(log, LINES, Event.TRIP_BEGAN)[0][0] == at("8:15") - 320
    ended = {ride: time_s for time_s, ride, *_ in rows(log, FEEDER, Event.TRIP_ENDED)}
    assert ended == {0: at("8:27"), 1: at("8:22") + 320}  # E is 400 m off the road


def test_the_ride_all_the_way_is_one_of_the_ways(tmp_path: Path) -> None:
    """Roads are as fast as trains here: the minibus takes them in 19 minutes, and nobody waits for a train."""
    log = log_of(tmp_path, [{"from": 1000, "to": 18_000}])
    assert rows(log, FEEDER, Event.LEG) == [(at("8:00"), 1, -1, 0)]
    assert rows(log, FEEDER, Event.TRIP_ENDED) == [(at("8:19"), 0, 18, 17_000)]
    assert rows(log, LINES, Event.ACCEPTED) == []


def test_who_has_to_arrive_leaves_for_the_last_train_in_time(tmp_path: Path) -> None:
    ride: Settings = {"from": 1000, "to": 18_000, "at": "06:00", "asks": "05:00"}
    for by, arrives in (("08:27", "8:27"), ("08:26", None)):
        log = log_of(tmp_path / by.replace(":", ""), [ride | {"by": by}], CHAINS, lines=ONLY_THE_TRAIN)
        ended = rows(log, FEEDER, Event.TRIP_ENDED)
        assert [time_s for time_s, *_ in ended] == ([] if arrives is None else [at(arrives)])
    assert [Reason(value) for *_, value in rows(log, FEEDER, Event.REJECTED)] == [Reason.NO_JOURNEY]


def test_a_full_train_is_no_way(tmp_path: Path) -> None:
    """Two parties of three: the train has room for five of them, and there is no other one."""
    rides: list[Settings] = [{"from": 1000, "to": 18_000, "party": 3, "asks": clock} for clock in ("07:30", "07:31")]
    log = log_of(tmp_path, rides, CHAINS, lines=ONLY_THE_TRAIN | {"capacity": {"rail": 5}})
    assert len(rows(log, FEEDER, Event.ACCEPTED)) == 1
    assert [value for *_, value in rows(log, FEEDER, Event.REJECTED)] == [Reason.FULL]


def test_who_is_at_the_station_gets_no_ride_from_there_to_there(tmp_path: Path) -> None:
    """From B to E by train there is nothing to ride on demand; a kilometre beyond E there is, and there alone."""
    rides = [{"from": 5000, "to": 15_000, "asks": "07:00"}, {"from": 5000, "to": 16_400, "asks": "07:00"}]
    hubs: Settings = {"direct": False, "hubs": {"route_types": [], "stops": ["B-Dorf", "E-Dorf"]}}
    result = run(load_scenario(write_feeder_day(tmp_path / "day", rides, hubs)), cache=NO_CACHE)
    journeys = result.journeys.set_index("request_id")
    assert journeys["end"].to_dict() == {"r0": "rejected", "r1": "served"}
    assert result.tables.journey_legs["carrier"].tolist() == ["lines", "rufbus"]


def test_soft_limits_give_way_but_not_the_longest_wait_at_a_station(tmp_path: Path) -> None:
    """The train is in E at 08:22; the only minibus there begins at 09:30."""
    fleet = {"bus": {"count": 1, "seats": 4, "depots": DEPOTS[1:], "shift": ["09:30", "20:00"]}}
    rufbus = {"fleet": fleet, "limits": {"default": {"max_wait": "30 min", "max_ride_beta": "15 min", "hard": False}}}
    legs = [
        rows(
            log_of(
                tmp_path / wait[:2], [{"from": 5000, "to": 18_000}], CHAINS | {"max_transfer_wait": wait}, rufbus=rufbus
            ),
            FEEDER,
            Event.LEG,
        )
        for wait in ("20 min", "90 min")
    ]
    assert [len(its) for its in legs] == [0, 2]
