"""Roads and crossings that are closed or slow for some time, on a river that one or two bridges cross."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import load_scenario, run
from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.network.crossings import Crossing, crossing_problems, ferry_s
from simulator.network.files import read_network, write_network
from simulator.reasons import Reason
from simulator.scenario.disruptions.roads import speed_through_water_kph
from simulator.world.build import build_world
from tests.worlds import DEGREE_M, NO_CACHE, network_of

BRIDGE = Crossing("Elbe bridge", "bridge", ("south", "north"), (1,), 1000.0, gauge="town", highest_m=7.0)
FERRY = Crossing(
    "Ferry", "ferry", ("south", "north"), (2,), 3000.0, hours=(6 * 3600, 21 * 3600), headway_s=600, crossing_s=300
)
# One minute a kilometre: 0 - 1 - 2, the bridge is 1 - 2; with the ferry another way of 3 km beside it.
BRIDGE_AT = {"lon": 12.0, "lat": 53.0 + 1500 / DEGREE_M, "radius": "100 m"}
ONE_BRIDGE, WITH_FERRY = [(0, 1, 1000.0), (1, 2, 1000.0)], [(0, 1, 1000.0), (1, 2, 1000.0), (1, 2, 3000.0)]


def river(
    folder: Path,
    disruptions: list[dict[str, Any]],
    *,
    ferry: bool = False,
    asked: str = "",
    streets: list[tuple[int, int, float]] | None = None,
    buses: int = 1,
    **changes: Any,
) -> Any:
    """Return the scenario: who wants to go from 0 to 2 asks at 08:00, 09:00, ..., 12:00, or as told."""
    folder.mkdir(exist_ok=True)
    streets = streets or (WITH_FERRY if ferry else ONE_BRIDGE)
    nodes = 1 + max(max(street[:2]) for street in streets)
    network = replace(network_of(streets, nodes), crossings=(BRIDGE, FERRY) if ferry else (BRIDGE,))
    if not (folder / "network").exists():
        write_network(network, folder / "network")
    hours = [f"r{hour},{hour:02d}:00,{hour:02d}:00,0,2" for hour in range(8, 13)]
    header = "request_id,submitted,earliest_departure,origin_node,destination_node"
    (folder / "requests.csv").write_text("\n".join([header, *(asked.split() or hours)]) + "\n", encoding="utf-8")
    depot = {"name": "home", "lon": float(network.lon[0]), "lat": float(network.lat[0])}
    fleet = {"minibus": {"count": buses, "seats": 8, "depots": [depot]}}
    rides = {
        "kind": "ridepooling",
        "mode": "door_to_door",
        "hours": ["06:00", "22:00"],
        "dwell": "60 s",
        "fleet": fleet,
        **changes,
    }
    settings = {
        "name": "river",
        "network": {"file": "network"},
        "demand": {"kind": "file", "requests_file": "requests.csv"},
        "services": {"bus": rides},
        "disruptions": disruptions,
    }
    (folder / "river.yaml").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    return load_scenario(folder / "river.yaml")


def told(kind: str, **more: Any) -> dict[str, Any]:
    return {"name": "water", "kind": kind, "from": "09:30", "until": "10:30", **more}


def closed(**more: Any) -> dict[str, Any]:
    return {
        "name": "closed",
        "kind": "crossing",
        "crossing": "elbe bridge",
        "from": "09:30",
        "until": "11:30",
        **(more or {"closed": True}),
    }


def rejected(result: Any) -> dict[str, int]:
    """Return why who was rejected, by request."""
    rows = result.events[result.events["kind"] == Event.REJECTED]
    names = result.world.demand["request_id"].tolist()
    return {names[row.request]: int(row.value) for row in rows.itertuples()}


def test_who_asks_while_the_only_bridge_is_closed_is_told_that_there_is_no_road(tmp_path: Path) -> None:
    done = run(river(tmp_path / "a", [closed()]))
    assert rejected(done) == {"r10": Reason.NO_ROAD, "r11": Reason.NO_ROAD}
    assert done.kpis["served"] == 3
    assert audit_result(done) == []
    touched = done.disturbed.table.iloc[0]
    assert touched[["edges", "km", "roads", "vehicles", "requests", "people", "refused"]].tolist() == [
        1, 1.0, "elbe bridge", 0, 2, 2, 2,
    ]  # fmt: skip


def test_who_booked_before_anybody_knew_is_told_at_once_that_no_way_leads_there(tmp_path: Path) -> None:
    asked = "r0,08:00,10:00,0,2 r1,09:40,10:00,0,2"
    done = run(river(tmp_path / "a", [closed()], asked=asked))
    assert rejected(done) == {"r1": Reason.NO_ROAD}  # r0 asked when nobody knew
    rows = done.events[done.events["kind"] == Event.CANCELLED_BY_OPERATOR]
    assert rows[["time_s", "request", "value"]].to_numpy().tolist() == [[9 * 3600 + 1800, 0, 0]]


def test_a_promise_falls_at_once_where_the_way_gets_slow(tmp_path: Path) -> None:
    slow = told("roads", road_kind=["road"], speed_factor=0.05, until="11:30")
    done = run(river(tmp_path / "a", [slow], asked="r0,08:00,10:00,0,2"))
    broken = done.events[done.events["kind"] == Event.PROMISE_BROKEN]
    # 2 km at a minute each become 40 min; the ride was to take at most 1.5 x 2 + 20 min
    assert broken[["time_s", "value"]].to_numpy().tolist() == [[9 * 3600 + 1800, 17 * 60]]
    assert done.events[done.events["kind"] == Event.BROKEN_BY]["value"].tolist() == [0]
    assert audit_result(done) == []


def test_what_is_announced_before_the_run_is_known_to_who_books(tmp_path: Path) -> None:
    asked = "r0,08:00,10:00,0,2 r1,09:40,10:00,0,2"
    done = run(river(tmp_path / "a", [closed(closed=True, announced="00:00")], asked=asked))
    assert rejected(done) == {"r0": Reason.NO_ROAD, "r1": Reason.NO_ROAD}
    assert not (done.events["kind"] == Event.PROMISE_BROKEN).any()


def test_the_other_way_is_as_much_longer_as_it_is_longer(tmp_path: Path) -> None:
    done = run(river(tmp_path / "a", [closed()], ferry=True))
    ends = done.events[done.events["kind"] == Event.ALIGHTED]["time_s"].to_numpy()
    begins = done.events[done.events["kind"] == Event.BOARDED]["time_s"].to_numpy() + 60
    assert (ends - begins).tolist() == [120, 120, 120 + 120, 120 + 120, 120]  # 3 km instead of 1 km, a minute each
    assert audit_result(done) == []


def test_until_it_is_announced_plans_count_with_roads_as_they_were(tmp_path: Path) -> None:
    late = closed(closed=True, announced="10:30")
    done = run(river(tmp_path / "a", [late], ferry=True))
    rides = [done.events[done.events["kind"] == kind]["time_s"] for kind in (Event.BOARDED, Event.ALIGHTED)]
    assert ((rides[1].to_numpy() - rides[0].to_numpy() - 60) // 60).tolist() == [2, 2, 4, 4, 2]
    planned = [done.events[done.events["kind"] == kind]["value"] for kind in (Event.ACCEPTED, Event.PLANNED_DROPOFF)]
    # who asks at ten is told that the bus comes in 2 min and takes 2, and it takes 4 both times; at eleven it is known
    assert ((planned[0].to_numpy() - rides[0].to_numpy()) // 60).tolist() == [0, 0, -2, 0, 0]
    assert ((planned[1].to_numpy() - rides[1].to_numpy()) // 60).tolist() == [0, 0, -4, 0, 0]
    assert audit_result(done) == []


def test_who_comes_to_a_closed_bridge_nobody_knows_of_waits_and_is_told_at_once(tmp_path: Path) -> None:
    late = closed(closed=True, announced="11:00")
    done = run(river(tmp_path / "a", [late], asked="r10,10:00,10:00,0,2 r11,11:10,11:10,0,2"))
    assert rejected(done) == {"r11": Reason.NO_ROAD}
    broken = done.events[done.events["kind"] == Event.PROMISE_BROKEN]
    # boards at 10:00, sets off at 10:01, is there when it opens at 11:30 and a minute: 90 min instead of at most 23
    assert broken[["time_s", "value"]].to_numpy().tolist() == [[36_060, (90 - 23) * 60]]
    assert done.events[done.events["kind"] == Event.BROKEN_BY]["value"].tolist() == [0]
    assert audit_result(done) == []


@pytest.mark.parametrize("more", [{"until": "09:30"}, {"until": None, "lasts": "0 s"}])
def test_what_takes_no_time_changes_nothing(tmp_path: Path, more: dict[str, Any]) -> None:
    nothing = {key: value for key, value in {**closed(), **more}.items() if value is not None}
    both = [run(river(tmp_path / "a", wrong)).events for wrong in ([], [nothing])]
    assert both[0].equals(both[1])


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        (closed(gauge={"level_m": 7.01}), ["r10", "r11"]),
        (closed(gauge={"level_m": 7.0}), []),
        (closed(gauge={"levels": {"00:00": 7.2, "10:30": 6.9}}), ["r10"]),
        ({**closed(), "from": "11:30", "until": "12:30"}, ["r12"]),
        (told("roads", within=BRIDGE_AT, depth_mm=300), ["r10"]),
        (told("roads", within=BRIDGE_AT, preset="flood"), ["r10"]),
    ],
)  # fmt: skip
def test_by_limits_of_water(tmp_path: Path, wrong: dict[str, Any], refused: list[str]) -> None:
    assert list(rejected(run(river(tmp_path / "a", [wrong])))) == refused


def test_a_ferry_runs_at_its_hours(tmp_path: Path) -> None:
    at_hours = {"crossing": "Ferry", "hours": ["10:30", "11:30"], "from": "00:00", "until": "2 00:00"}
    hours = told("crossing", **at_hours)
    done = run(river(tmp_path / "a", [{**closed(), "until": "12:30"}, hours], ferry=True))
    drives_s = [done.world.roads.at(hour * 3600).between(0, 2) for hour in (9, 10, 11, 12, 13)]
    assert drives_s == [120, -1, 240, -1, 120]
    assert list(rejected(done)) == ["r10", "r11", "r12"]  # at eleven it is known that the ferry stops before the last
    assert audit_result(done) == []


@pytest.mark.parametrize(("hour", "drive_s"), [(5, -1), (7, 240), (20, 240), (21, -1)])
def test_a_ferry_runs_at_the_hours_of_the_table(tmp_path: Path, hour: int, drive_s: int) -> None:
    """From six to nine in the evening, as the network tells; the bridge is closed all day."""
    all_day = {"from": "00:00", "until": "2 00:00"}
    by_table = told("crossing", crossing="ferry", hours="table", **all_day)
    world = build_world(river(tmp_path / "a", [{**closed(), **all_day}, by_table], ferry=True), cache=NO_CACHE)
    assert world.roads.at(hour * 3600).between(0, 2) == drive_s


def test_a_ferry_whose_hours_nobody_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.FERRY", replace(FERRY, hours=None))
    with pytest.raises(ScenarioError, match='the network tells no hours of "Ferry"'):
        build_world(river(tmp_path / "a", [told("crossing", crossing="Ferry", hours="table")], ferry=True))


def test_who_comes_to_a_ferry_by_chance_waits_half_of_its_headway() -> None:
    """People come one by one, ten an hour, and take the next ferry: one leaves every ten minutes."""
    comes_s = np.cumsum(np.random.default_rng(1).exponential(360, 20_000))
    leaves_s = 600 * np.arange(1, comes_s[-1] // 600 + 2)
    there_s = leaves_s[np.searchsorted(leaves_s, comes_s)] + 300
    takes_s = there_s - comes_s
    assert abs(takes_s.mean() - ferry_s(300, 600)) < 4 * 600 / np.sqrt(12 * len(takes_s))


def test_deep_water_is_slow() -> None:
    assert [round(speed_through_water_kph(depth), 1) for depth in (1, 150, 299, 300)] == [86.4, 24.3, 2.1, 0.0]


@pytest.mark.parametrize(
    ("wrong", "key", "words"),
    [
        ({**closed(), "crossing": "Elbe bridg"}, "disruptions[0].crossing", 'did you mean "Elbe bridge"?'),
        (closed(hours=["08:00", "10:00"]), "disruptions[0].hours", "expected a ferry"),
        (closed(hours="table"), "disruptions[0].hours", "expected a ferry"),
        (closed(hours="tabel"), "disruptions[0].hours", "expected two clock times, or table"),
        (closed(closed=True, announced="11:40"), "disruptions[0]", "after the end"),
        (told("roads", roads=["B 5"], closed=True), "disruptions[0].roads", 'no road is called "B 5"'),
        (told("roads", closed=True), "disruptions[0]", "at least one of roads"),
        (told("roads", road_kind=["road"]), "disruptions[0]", "one of closed: true"),
        (closed(closed=True, gauge={"level_m": 7}), "disruptions[0]", "one of closed: true, hours, gauge"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(tmp_path: Path, wrong: dict[str, Any], key: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        run(river(tmp_path / "a", [wrong]))
    assert [problem.key for problem in caught.value.problems] == [key]
    assert words in caught.value.problems[0].message


def test_a_closure_that_cuts_off_every_depot_is_told(tmp_path: Path) -> None:
    wrong = told("roads", within={**BRIDGE_AT, "lat": 53.0 + 500 / DEGREE_M}, closed=True)
    with pytest.raises(ScenarioError, match="no open road leads from any depot"):
        run(river(tmp_path / "a", [wrong], asked="r0,08:00,10:00,1,2"))


def test_crossings_are_kept_with_their_network(tmp_path: Path) -> None:
    network = replace(network_of(WITH_FERRY, 3), crossings=(BRIDGE, FERRY))
    write_network(network, tmp_path / "network")
    assert read_network(tmp_path / "network").crossings == (BRIDGE, FERRY)
    assert read_network(tmp_path / "network").with_speed_factor(0.9).crossings == (BRIDGE, FERRY)
    assert crossing_problems([BRIDGE.plain | {"edges": [7], "kind": "tunnel"}], 3) == [
        "crossings[0]: kind: expected bridge or ferry, found 'tunnel'",
        "crossings[0]: edges: row 7 of 3",
    ]
