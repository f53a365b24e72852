"""The replay shows what the tables say: the same ways, the same riders, in few bytes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator import load_scenario, run
from simulator.analysis.run import RunData, read_run_data
from simulator.experiments.publish import write_run
from simulator.report.replay import moves as moves_module
from simulator.report.replay.cars import all_traffic
from simulator.report.replay.moves import follow_vehicles
from simulator.report.replay.packing import narrow, pack, unpack
from simulator.report.replay.payload import build_replay
from tests.bundled import bundled


@pytest.fixture(scope="module")
def line(tmp_path_factory) -> RunData:
    return read_run_data(write_run(bundled("tiny/line"), tmp_path_factory.mktemp("run"), {}, figures=False))


def test_arrays_come_back_as_they_were() -> None:
    arrays = {"a": narrow([1, 2, 300]), "b": narrow([]), "c": narrow([-5, 70_000]), "d": narrow([255])}
    assert [array.dtype.itemsize for array in arrays.values()] == [2, 1, 4, 1]
    for name, array in unpack(pack(arrays)).items():
        assert array.tolist() == arrays[name].tolist()
    with pytest.raises(ValueError, match="32 bits"):
        narrow([2**40])


def test_every_leg_leads_from_its_first_to_its_last_node(line) -> None:
    arrays = follow_vehicles(all_traffic(line), line.network).arrays
    legs = line.tables.legs.sort_values(["vehicle", "departed_s"], kind="stable")
    first_arc = np.r_[0, np.cumsum(arrays["arc_count"])]
    step = iter(arrays["steps"].tolist())
    for node, count, goal in zip(
        arrays["leg_from"].tolist(), arrays["leg_steps"].tolist(), legs["to_node"], strict=True
    ):
        for _ in range(count):
            node = int(arrays["arc_head"][first_arc[node] + next(step)])
        assert node == goal
    assert next(step, None) is None


def test_riders_and_places_are_those_of_the_tables(line) -> None:
    replay = build_replay(line, line.network)
    arrays = unpack(replay["arrays"])
    requests = line.tables.requests
    assert replay["requests"] == requests["request_id"].tolist()
    assert arrays["request_boarded"].tolist() == (requests["boarded_s"].fillna(-1) + 1).tolist()
    assert arrays["request_served"].sum() == arrays["place_served"].sum() == line.kpis["served"]
    assert arrays["place_left"].sum() == line.kpis["requests"] - line.kpis["served"]
    assert replay["vehicles"] == line.tables.vehicles["vehicle_id"].tolist()
    assert arrays["state_code"][-1] == len(replay["states"])  # off duty in the end


def test_who_chose_another_service_is_not_shown_as_refused(line) -> None:
    status = line.tables.requests["status"].replace({"rejected": "other_means"})
    tables = replace(line.tables, requests=line.tables.requests.assign(status=status))
    replay = build_replay(replace(line, tables=tables), line.network)
    shown = line.tables.requests["request_id"][status != "other_means"].tolist()
    assert 0 < len(shown) == replay["requests_total"] < len(status) and replay["requests"] == shown
    assert unpack(replay["arrays"])["place_left"].sum() == len(shown) - line.kpis["served"]


def test_of_long_days_only_some_vehicles_are_shown(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(moves_module, "MOST_BYTES", 2000)
    result = run(load_scenario("prignitz/rufbus", ("demand.requests_per_day=60",)))
    data = read_run_data(write_run(result, tmp_path, {}, figures=False))
    replay = build_replay(data, data.network)
    assert 0 < len(replay["vehicles"]) < replay["vehicles_total"] == 11
    assert 0 < len(replay["requests"]) < replay["requests_total"]
    served = unpack(replay["arrays"])["place_served"].sum()
    assert served == data.kpis["served"]  # counts on the map are never sampled


CLOSED = 97  # 91 streets, some of them cut where stops are


def test_closed_roads_are_known(tmp_path) -> None:
    result = run(load_scenario("prignitz/high-water", ("demand.requests_per_day=20",)))
    data = read_run_data(write_run(result, tmp_path, {}, figures=False))
    assert data.closed is not None
    assert len(data.closed) == len(result.world.everyday.edges) - len(result.world.network.edges) == CLOSED
    assert unpack(build_replay(data, data.network)["arrays"])["closed_points"].size == CLOSED
    assert "closed_from" not in unpack(build_replay(data, data.network)["arrays"])


def test_a_road_closed_at_times_is_told_with_them(tmp_path) -> None:
    """Closed from 08:30 to 09:30: one street, which both pieces of it are where a stop cuts it."""
    works = '[{"name": "works", "kind": ["road", "synthetic"], "closed": true, "from": "08:30", "until": "09:30"}]'
    data = read_run_data(
        write_run(run(load_scenario("tiny/line", (f"network.changes={works}",))), tmp_path, {}, figures=False)
    )
    replay = build_replay(data, data.network)
    arrays = unpack(replay["arrays"])
    assert arrays["closed_points"].size == len(data.network.edges)
    assert set(arrays["closed_from"].tolist()) == {8 * 3600 + 1800}
    assert set(arrays["closed_until"].tolist()) == {9 * 3600 + 1800}
