"""A rider who changes from a minibus to a train and to another minibus, on replay, map and boards; worked out by hand.

See ``test_to_the_train_and_on_from_it`` of the tests of feeders: 08:01 to 08:06 in the first minibus, 08:15 to 08:22
in the train from B to E, 08:23 to 08:27 in the second minibus.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.analysis.run import RunData, read_run_data
from simulator.analysis.tables import tables_of_all_services
from simulator.experiments.publish import write_run
from simulator.experiments.run import run as run_scenario
from simulator.report.page.boards import board_data
from simulator.report.replay.packing import unpack
from simulator.report.replay.payload import build_replay
from simulator.report.replay.people import missed_of
from simulator.scenario.loader import load_scenario
from tests.analysis.chained_day import SERVICES, whole
from tests.feeder.days import write_feeder_day
from tests.report.test_replay_of_lines import EIGHT
from tests.worlds import NO_CACHE


def write_chain(folder: Path) -> Path:
    """Run the day, and return its results folder."""
    scenario = load_scenario(write_feeder_day(folder / "day", [{"from": 1000, "to": 18_000}], {"direct": False}))
    return write_run(run_scenario(scenario, cache=NO_CACHE), folder / "out", {}, figures=False, report=True)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunData:
    return read_run_data(write_chain(tmp_path_factory.mktemp("chain")))


def test_the_replay_follows_them_from_vehicle_to_vehicle(run: RunData) -> None:
    replay = build_replay(run, run.network)
    arrays, lines = unpack(replay["arrays"]), replay["lines"]
    assert lines["people"] == ["r0"]
    assert ((arrays["ride_taken"] - EIGHT) / 60).tolist() == [1, 15, 23]
    assert ((arrays["ride_left"] - EIGHT) / 60).tolist() == [6, 22, 27]
    assert ((arrays["ride_ready"] - EIGHT) / 60).tolist() == [1, 6, 22]
    train = arrays["ride_run"][1] - 1
    assert arrays["ride_run"].tolist() == [0, train + 1, 0]
    assert lines["lines"][arrays["run_line"][train]] == "3"
    first, second = (replay["vehicles"][row - 1] for row in arrays["ride_vehicle"][[0, 2]])
    assert first != second
    assert arrays["ride_vehicle"][1] == 0
    assert np.array(lines["spots"])[arrays["ride_to"]].tolist() == ["B-Dorf", "E-Dorf", ""]
    assert lines["missed"] == {}


def test_maps_tell_where_they_change_and_where_rides_on_demand_begin(run: RunData) -> None:
    replay = build_replay(run, run.network)
    assert [(name, people) for name, _, _, people in replay["lines"]["hubs"]] == [("B-Dorf", 1), ("E-Dorf", 1)]
    places = unpack(replay["arrays"])
    kilometres = (places["place_y"] - run.network.xy_m()[0, 1]) / 1000
    assert sorted(kilometres.round().tolist()) == [1, 15]
    assert places["place_served"].tolist() == [1, 1]


def test_boards_tell_who_brings_and_fetches_them(run: RunData) -> None:
    boards = board_data(run)["boards"]
    of_train = {place: [row[8] for row in boards[place] if row[8:]] for place in ("B-Dorf", "E-Dorf")}
    ((brought,),), ((fetched,),) = of_train.values()
    assert (brought[:2], brought[3]) == ([0, EIGHT + 360], 1)
    assert (fetched[:2], fetched[3]) == ([2, EIGHT + 1380], 1)
    assert brought[2] != fetched[2]


def test_what_was_missed_is_told_of_those_who_are_shown() -> None:
    tables = tables_of_all_services(whole(), SERVICES)
    assert missed_of(tables.journey_legs, tables.trips, ["r9", "r3"]) == {
        "0": [[24_600, "full"]],
        "1": [[24_600, "vehicle_late"]],
    }
