"""Maps and replay tell of what went wrong what log and scenario say: flood, closed road, breakdown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simulator import load_scenario
from simulator.analysis.run import RunData, read_run_data
from simulator.event_kinds import Event
from simulator.experiments.publish import write_run
from simulator.experiments.twin import run_beside_twin
from simulator.report.page.run_page import run_page
from simulator.report.replay.packing import unpack
from simulator.report.replay.payload import build_replay
from simulator.report.replay.wrong import CLOSED, WATER

WRONG = (
    "[{name: broken, kind: vehicles, which: [minibus-01], from: '08:03', lasts: 1 h},"
    " {name: flood, kind: roads, roads: ['A to B'], depth_mm: 100, from: '09:00', until: '09:30'},"
    " {name: works, kind: roads, roads: ['B to C'], closed: true, from: '08:30', until: '08:45'},"
    " {name: ice, kind: roads, roads: ['A to B', 'B to C'], speed_factor: 0.9, from: '09:40', until: '09:50'}]"
)
HOUR_S = 3600


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> RunData:
    scenario = load_scenario("tiny/line", (f"disruptions={WRONG}", "services.line.fleet.minibus.count=2"))
    folder = tmp_path_factory.mktemp("wrong")
    run = read_run_data(write_run(run_beside_twin(scenario), folder, {}, figures=False, report=False))
    assert run.resilience is not None
    of_all = run.resilience.groups.iloc[0].to_dict()  # the line has no places with names
    places = [("A", 2, 1, 53.0), ("B", 0, 0, 53.045), ("C", 7, 5, 53.09)]
    rows = [
        of_all
        | {
            "grouping": "place",
            "group_name": name,
            "riders_affected": people,
            "stranded": left,
            "lon": 12.0,
            "lat": lat,
        }
        for name, people, left, lat in places
    ]
    return replace(run, resilience=replace(run.resilience, groups=pd.DataFrame(rows)))


def test_vehicles_and_people_are_those_of_the_log(line: RunData) -> None:
    assert line.network is not None
    replay = build_replay(line, line.network)
    arrays, events = unpack(replay["arrays"]), line.tables.events
    rows = [events[events["kind"] == kind] for kind in (Event.OUT_OF_SERVICE, Event.BACK_IN_SERVICE, Event.SET_DOWN)]
    out, back, down = rows
    assert len(out) == 1
    assert arrays["out_vehicle"].tolist() == [replay["vehicles"].index("minibus-01")]
    assert arrays["out_from"].tolist() == out["time_s"].tolist() == [8 * HOUR_S + 180]
    assert arrays["out_until"].tolist() == back["time_s"].tolist()
    assert len(down) == len(arrays["down_from"]) > 0
    assert arrays["down_from"].tolist() == down["time_s"].tolist()
    xy = np.round(line.network.xy_m()).astype(int)[down["node"].to_numpy()]
    assert np.column_stack([arrays["down_x"], arrays["down_y"]]).tolist() == xy.tolist()
    for until_s, ride, shown, party in zip(
        arrays["down_until"], down["ride"], arrays["down_request"], arrays["down_party"], strict=True
    ):
        of_ride = events[(events["ride"] == ride) & (events["time_s"] == until_s)]
        assert {Event.BOARDED, Event.LEFT_STRANDED} & set(of_ride["kind"])
        request = line.tables.requests.iloc[
            [line.tables.requests["request_id"].tolist().index(replay["requests"][shown - 1])]
        ]
        assert request["party_size"].tolist() == [party]
        assert request["request"].tolist() == of_ride["request"].unique().tolist()


def test_streets_are_drawn_as_they_are_and_when(line: RunData) -> None:
    assert line.network is not None
    replay = build_replay(line, line.network)
    arrays = unpack(replay["arrays"])
    told = zip(*(arrays[f"changed_{name}"].tolist() for name in ("look", "from", "until")), strict=True)
    assert list(told) == [(WATER, 9 * HOUR_S, 9.5 * HOUR_S), (CLOSED, 8.5 * HOUR_S, 8.75 * HOUR_S)]
    assert arrays["changed_points"].tolist() == [2, 2]
    north = np.abs(np.diff(arrays["changed_y"].reshape(2, 2)))
    assert north.ravel().tolist() == pytest.approx([5000, 5000], abs=10)
    assert replay["looks"] == [WATER, CLOSED]
    assert replay["everywhere"] == ["ice"]
    assert [name for name, *_span in replay["wrong"]] == ["broken", "flood", "works", "ice"]
    assert replay["crossings"] == []


def test_circles_are_the_people_affected(line: RunData) -> None:
    assert line.network is not None
    replay = build_replay(line, line.network)
    arrays = unpack(replay["arrays"])
    assert replay["hit_names"] == ["C", "A"]
    assert [arrays[f"hit_{what}"].tolist() for what in ("served", "left")] == [[7, 2], [5, 1]]
    assert np.diff(arrays["hit_y"]).tolist() == pytest.approx([-10_000], rel=0.01)
    guarded = build_replay(replace(line, guarded=True), line.network)
    assert guarded["hit_names"] == ["C"]  # at A fewer than five
    assert unpack(guarded["arrays"])["hit_left"].tolist() == [5]
    assert len(unpack(guarded["arrays"])["down_from"]) == 0


def test_a_crossing_stands_where_its_street_is(line: RunData) -> None:
    assert line.network is not None and line.disruptions is not None
    kinds = line.disruptions["kind"].where(line.disruptions["name"] != "works", "crossing")
    replay = build_replay(replace(line, disruptions=line.disruptions.assign(kind=kinds)), line.network)
    ((name, x, y, span),) = replay["crossings"]
    arrays = unpack(replay["arrays"])
    assert (name, span) == ("works", [8.5 * HOUR_S, 8.75 * HOUR_S])
    assert [x, y] in np.column_stack([arrays["changed_x"], arrays["changed_y"]])[2:].tolist()


def test_the_page_explains_its_signs_in_both_languages(line: RunData) -> None:
    page = run_page(line, "line")
    english = "Who was hit, and where", "road under water", "Nearly all roads were concerned by: ice"
    german = "Wen es traf, und wo", "Straße unter Wasser", "Fast alle Straßen betraf: ice"
    for said in (*english, "vehicle out of service", *german, "Fahrzeug außer Betrieb"):
        assert said in page
    assert page.count('data-places="hit"') == 2
    assert "closed bridge or ferry" not in page


def test_an_undisturbed_day_has_nothing_of_it(line: RunData) -> None:
    assert line.network is not None
    calm = replace(line, disruptions=None, disturbed_roads=None, broken_promises=None, resilience=None)
    replay = build_replay(calm, line.network)
    assert [replay[name] for name in ("wrong", "crossings", "hit_names", "looks", "everywhere")] == [[], [], [], [], []]
    assert not {name for name in replay["arrays"]["layout"] if name.startswith(("out_", "down_", "hit_", "changed_"))}
    assert 'data-places="hit"' not in run_page(calm, "line")


def test_the_table_of_streets_is_that_of_the_scenario(line: RunData) -> None:
    table = line.disturbed_roads
    assert table is not None
    columns = ["disruption", "from_s", "until_s", "closed", "under_water"]
    assert table[columns].to_numpy().tolist() == [
        [1, 32400, 34200, False, True], [2, 30600, 31500, True, False], [3, 34800, 35400, False, False],
    ]  # fmt: skip
    assert pd.isna(table["geometry"]).tolist() == [False, False, True]
