"""Days with other demand than usual: who is left out, who comes on top, and what becomes of everybody else."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator import load_scenario, run
from simulator.analysis.audit.demand import audit_demand
from simulator.analysis.audit.services import ServicesAudit, audit_services
from simulator.errors import ElbeDrtError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.network.files import write_network
from simulator.tables import EVENT_DTYPES, table_of
from simulator.world.build import build_world
from tests.worlds import line_network

LINE = line_network(7)
HEAD = "request_id,submitted,earliest_departure,origin_node,destination_node,traveller_class,purpose"
SPAN = {"from": "08:00", "until": "12:00"}


def row(number: int) -> str:
    """A request every five minutes from seven on, an hour ahead; every other one is a senior's."""
    asked, leaves = 7 * 60 + 5 * number, 8 * 60 + 5 * number
    who, why = ("senior", "doctor") if number % 2 else ("adult", "work")
    clock = ",".join(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in (asked, leaves))
    return f"r{number},{clock},{number % 3},{4 + number % 3},{who},{why}"


@pytest.fixture
def scenario(tmp_path: Path):
    write_network(LINE, tmp_path / "network")
    tables = {"requests": [row(number) for number in range(60)], "more": ["m0,10:00,10:30,1,2,adult,flight"]}
    for name, rows in tables.items():
        (tmp_path / f"{name}.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    depot = {"name": "home", "lon": 12.0, "lat": float(LINE.lat[0])}
    rides = {
        "kind": "ridepooling", "mode": "door_to_door", "hours": ["05:00", "22:00"],
        "fleet": {"minibus": {"count": 2, "seats": 8, "wheelchairs": 1, "depots": [depot]}},
    }  # fmt: skip

    def load(*disruptions: dict[str, Any], file: str = "requests.csv"):
        settings = {
            "name": "test", "network": {"file": "network"}, "services": {"test": rides},
            "people": {"classes": {"adult": {"share": 0.5}, "senior": {"share": 0.5}}},
            "demand": {"kind": "file", "requests_file": file},
            "disruptions": [{"name": f"d{n}", "kind": "demand", **its} for n, its in enumerate(disruptions)],
        }  # fmt: skip
        (tmp_path / "scenario.yaml").write_text(json.dumps(settings), encoding="utf-8")
        return load_scenario(tmp_path / "scenario.yaml")

    return load


def demand(scenario) -> pd.DataFrame:
    return build_world(scenario, cache=None).demand


def names(table: pd.DataFrame) -> set[str]:
    return set(table["request_id"])


def test_factor_zero_leaves_out_just_those_who_could_know(scenario) -> None:
    """It happens at eight, and becomes known then: those who asked before do so all the same, those of 12:00 too."""
    kept = names(demand(scenario(SPAN | {"factor": 0})))
    assert kept == {f"r{number}" for number in range(60) if number < 12 or number >= 48}
    planned = {"announced": "00:00", "told": "07:30"}
    assert names(demand(scenario(SPAN | planned | {"factor": 0}))) == {f"r{n}" for n in range(60) if n < 6 or n >= 48}


@pytest.mark.parametrize(
    ("those", "keeps"),
    [
        ({"classes": ["senior"]}, lambda n: n % 2 == 0),
        ({"purposes": ["work"]}, lambda n: n % 2 == 1),
        ({"within": {"lon": 12, "lat": 53, "radius": "500 m"}}, lambda n: n % 3 != 0),
        ({"within": {"lon": 12, "lat": 53, "radius": "500 m"}, "ends": "destination"}, lambda _: True),
    ],
)
def test_only_those_who_meet_every_condition_are_concerned(scenario, those, keeps) -> None:
    kept = names(demand(scenario(SPAN | those | {"factor": 0})))
    assert kept == {f"r{n}" for n in range(60) if n < 12 or n >= 48 or keeps(n)}


def test_a_small_factor_keeps_some_of_those_whom_a_larger_one_keeps(scenario) -> None:
    kept = [names(demand(scenario(SPAN | {"factor": factor}))) for factor in (0, 0.3, 0.5, 0.9, 1)]
    assert all(fewer < more for fewer, more in pairwise(kept))
    assert len(kept[-1]) == 60


def test_further_requests_are_like_those_there_are(scenario) -> None:
    """36 requests are concerned; each gets one or two further ones, and those of 2.5 are among those of 3."""
    before, doubled, more, most = (demand(scenario(SPAN | {"factor": factor})) for factor in (1, 2, 2.5, 3))
    assert [len(table) for table in (before, doubled, most)] == [60, 96, 132]
    assert names(before) < names(doubled) < names(more) < names(most)
    new = most[most["request_id"].str.contains("+", regex=False)].set_index("request_id")
    old = before.set_index("request_id").loc[[name.split("+")[0] for name in new.index]]
    for column in ("origin_node", "destination_node", "traveller_class", "purpose"):
        assert new[column].tolist() == old[column].tolist()
    shift_s = new["earliest_departure_s"].to_numpy() - old["earliest_departure_s"].to_numpy()
    assert (new["submitted_s"].to_numpy() - old["submitted_s"].to_numpy() == shift_s).all()
    assert abs(shift_s).max() <= 900
    assert len(set(shift_s.tolist())) > 40
    assert new["submitted_s"].min() >= 8 * 3600
    assert new["earliest_departure_s"].max() < 12 * 3600


def test_everybody_else_has_the_same_luck(scenario) -> None:
    rows = [demand(scenario(SPAN | {"factor": factor})).set_index("request_id") for factor in (1, 0.5)]
    pd.testing.assert_frame_equal(rows[0].loc[rows[1].index], rows[1])


def test_a_list_comes_on_top(scenario) -> None:
    world = build_world(scenario(SPAN | {"requests_file": "more.csv", "factor": 0}))
    ((number, added, left_out),) = world.demand_changes
    assert (number, added, len(left_out)) == (0, ("m0",), 36)
    assert len(world.demand) == 25
    assert world.demand["submitted_s"].is_monotonic_increasing


@pytest.mark.parametrize("nothing", [SPAN | {"factor": 1}, {"from": "08:00", "lasts_s": 0, "factor": 0}])
def test_what_changes_nothing_leaves_the_demand_as_it_is(scenario, nothing) -> None:
    pd.testing.assert_frame_equal(demand(scenario(nothing)), demand(scenario()))


def test_the_undisturbed_twin_has_the_demand_of_before(scenario) -> None:
    pd.testing.assert_frame_equal(demand(scenario(SPAN | {"factor": 0.5}).undisturbed), demand(scenario()))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"factor": -1}, "disruptions[0].factor"),
        ({"classes": ["snior"]}, 'disruptions[0].classes: unknown class "snior"; did you mean "senior"?'),
        ({"purposes": ["doktor"]}, 'no request has the purpose "doktor"; did you mean "doctor"?'),
        ({"ends": "origin"}, "ends goes with within or areas"),
        ({"requests_file": "requests.csv"}, "is another request of the demand, too"),
        ({"requests_file": "requests.csv"}, "07:00:00 is before anybody knows of the disruption, at 08:00:00"),
        ({"requests_file": "../more.csv"}, "disruptions[0].requests_file"),
        ({"areas": {"file": "none.geojson"}}, "disruptions[0].areas.file"),
    ],
)
def test_bad_input_is_told(scenario, wrong, told) -> None:
    with pytest.raises(ElbeDrtError, match=r".") as refused:
        build_world(scenario(SPAN | wrong))
    assert told in str(refused.value)


def test_the_auditor_finds_nothing(scenario) -> None:
    result = run(scenario(SPAN | {"factor": 2, "requests_file": "more.csv"}, SPAN | {"factor": 0.5}), debug=True)
    assert audit_result(result) == []


def test_the_log_tells_whom_it_brings_and_how_many_it_leaves_out(scenario) -> None:
    events = run(scenario(SPAN | {"factor": 0, "requests_file": "more.csv"})).events
    kinds = (Event.DISRUPTION_BEGAN, Event.REQUESTS_LEFT_OUT, Event.REQUEST_ADDED)
    rows = events[events["kind"].isin(kinds)]
    assert rows[["time_s", "kind", "request", "value"]].to_numpy().tolist() == [
        [8 * 3600, Event.DISRUPTION_BEGAN, -1, 0],
        [8 * 3600, Event.REQUESTS_LEFT_OUT, -1, 36],
        [8 * 3600, Event.REQUEST_ADDED, 12, 0],
    ]


def test_the_auditor_finds_who_is_there_without_reason(scenario) -> None:
    result = run(scenario(SPAN | {"factor": 0, "requests_file": "more.csv"}))
    events, demand, wrong = result.events, result.world.demand, result.world.disruptions
    assert list(audit_demand(events, demand, wrong)) == []
    told = events[events["kind"] != Event.REQUEST_ADDED]
    assert list(audit_demand(told, demand, wrong)) == ["request 12 (m0) is there, though d0 leaves all such out"]
    (found,) = audit_demand(events.assign(value=events["value"] + 1)[events["kind"] == Event.REQUEST_ADDED], demand, ())
    assert "of which nothing is known" in found


def test_who_is_added_and_asks_nobody_needs_no_end() -> None:
    row = dict.fromkeys(EVENT_DTYPES, -1) | {"time_s": 0, "seq": 0, "kind": int(Event.REQUEST_ADDED), "request": 0}
    assert audit_services(table_of([row], EVENT_DTYPES), ServicesAudit([], {}), None) == []
