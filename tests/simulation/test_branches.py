"""A run that goes over to a changed scenario: until then it is the run itself, from then on the change holds."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from simulator import load_scenario, run
from simulator.errors import ResultError, ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result, audit_run
from simulator.experiments.branch import Changes, branch_run
from simulator.experiments.branch_all import Place, branch_experiment
from simulator.experiments.executors import ThisProcess
from simulator.experiments.experiment import Quiet, carry_out, prepare
from simulator.experiments.plan import make_experiment
from simulator.experiments.publish import write_run
from simulator.experiments.side_by_side import side_by_side
from simulator.scenario.catalogue import bundled_folder
from simulator.scenario.during_day import may_change
from simulator.scenario.yaml_file import Document
from simulator.simulation.simulate import simulate
from simulator.units import HOUR_S, MINUTE_S
from simulator.world.branched import build_branch
from simulator.world.build import build_world
from tests.draws import first
from tests.random_days.branches import problems_of_branch

AT = "08:01"  # anna has asked, and dora, for 09:00; bert asks at 08:02, for himself and a friend, carl at 08:05
AT_S = 8 * HOUR_S + MINUTE_S
HOURS = "services.line.hours=[07:30, 08:02]"


@pytest.mark.parametrize("number", first(3, 16))
def test_a_branch_is_the_day_itself_until_it_begins(number: int, tmp_path: Path) -> None:
    assert problems_of_branch(number, tmp_path / "day", Counter(), audits=True) == []


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of a small day."""
    return write_run(run(load_scenario("tiny/line")), tmp_path_factory.mktemp("results"), {}, figures=False)


def test_hours_hold_for_who_asks_later(day: Path) -> None:
    after = branch_run(day, Changes(AT, (HOURS,)))
    status = after.requests.set_index("request_id")["status"].to_dict()
    assert status == {"anna": "served", "bert": "rejected", "carl": "rejected", "dora": "served"}
    assert audit_result(after) == []
    before = audit_result(replace(after, world=replace(after.world, branch=None)))
    assert any(
        "out of the service hours" in line for line in before
    )  # dora's, if nobody knew that she had asked before


def test_each_pays_the_fare_of_when_they_asked(day: Path) -> None:
    after = branch_run(day, Changes(AT, ("services.line.fares.per_rider=7 EUR",)))
    assert after.kpis["fare_revenue_eur"] == 3 + 2 * 7 + 3


def test_longest_waits_hold_for_who_asks_later(day: Path) -> None:
    after = branch_run(day, Changes(AT, ("services.line.limits.default.max_wait=3 min",)))  # bert would wait for four
    assert after.requests.set_index("request_id")["status"].to_dict()["bert"] == "rejected"
    assert after.requests_input.set_index("request_id")["max_wait_s"].to_dict() == {
        "anna": 1200, "bert": 180, "carl": 180, "dora": 1200,
    }  # fmt: skip


def test_a_change_that_nobody_meets_changes_nothing() -> None:
    scenario = load_scenario("tiny/line")
    changed = load_scenario("tiny/line", ["services.line.limits.default.booking_horizon=24 h"])
    world = build_branch([(scenario, AT_S)], changed)
    assert world.branch is not None
    assert list(world.branch.services) == ["line"]
    assert world.branch.services["line"].roads is world.roads  # type: ignore[attr-defined]  # not made once more
    pd.testing.assert_frame_equal(simulate(build_world(scenario)), simulate(world))


NOBODY_ASKS = {  # from half past nine on
    "dispatch.policy": "nearest_idle", "dispatch.weights.ride": 2, "dispatch.retry_every": "5 min",
    "fares.per_rider": "9 EUR",
    "dispatch.diversion": False, "dispatch.replan": {"when": "every_request"}, "limits.default.notice": "1 h",
    "offers": {"most": 2, "steps": 2}, "hours": ["07:30", "23:00"], "dispatch.answer.when": "before_departure",
}  # fmt: skip


def test_what_nobody_meets_any_more_changes_nothing() -> None:
    """All at once, and then one after the other: also who makes plans anew has only looked on until then."""
    offers = "services.line.offers.most=3"
    scenario = load_scenario("tiny/line", [offers])
    overrides = [offers, *(f"services.line.{key}={json.dumps(value)}" for key, value in NOBODY_ASKS.items())]
    steps = [load_scenario("tiny/line", overrides[:count]) for count in range(1, len(overrides) + 1)]
    at_s = [9 * HOUR_S + 30 * MINUTE_S + number for number in range(len(NOBODY_ASKS))]
    log = simulate(build_world(scenario))
    assert log.loc[log["kind"] == Event.SUBMITTED, "time_s"].max() < at_s[0] < log["time_s"].max()
    for before in ([(scenario, at_s[0])], list(zip(steps[:-1], at_s, strict=True))):
        pd.testing.assert_frame_equal(simulate(build_branch(before, steps[-1]), debug=True), log)


def test_nobody_turns_off_where_people_live_of_whom_nobody_knew(tmp_path: Path) -> None:
    """The minibus passes B at 08:06, for bert, who asked at 08:02. At 08:04 it passes the place of somebody new."""
    shutil.copytree(bundled_folder() / "tiny", tmp_path, dirs_exist_ok=True)
    ends = "origin_lon,origin_lat,destination_lon,destination_lat"
    listed = f"request_id,submitted,earliest_departure,{ends}\nemil,08:05:10,08:30,12.0,53.027,12.0,53.0\n"
    (tmp_path / "list.csv").write_text(listed, encoding="utf-8")
    told = {"name": "list", "kind": "demand", "from": "08:05", "until": "09:00", "requests_file": "list.csv"}
    to_doors = ["services.line.mode=door_to_door", "services.line.stops_file=null"]
    base = run(load_scenario(tmp_path / "line.yaml", to_doors))
    folder = write_run(base, tmp_path / "results", {}, figures=False)
    result = branch_run(folder, Changes("08:05", disruptions=(json.dumps(told),)), scenarios=tmp_path)
    columns = ["time_s", "kind", "vehicle", "node", "value"]
    log, before = (its.events[its.events["time_s"] < 8 * HOUR_S + 5 * MINUTE_S][columns] for its in (result, base))
    pd.testing.assert_frame_equal(log, before)
    network = result.world.network
    assert (Event.DIVERTED in set(log["kind"]), network.node_count, network.known_nodes) == (False, 4, 3)
    assert Event.DIVERTED in set(result.events["kind"])
    branch = write_run(result, tmp_path / "results", {}, figures=False)
    assert audit_run(branch, scenarios=tmp_path) == []


def test_a_folder_tells_what_it_branched_from(day: Path, tmp_path: Path) -> None:
    branch = write_run(branch_run(day, Changes(AT, (HOURS,))), tmp_path, {}, figures=False)
    told = json.loads((branch / "manifest.json").read_text(encoding="utf-8"))
    assert branch.name.startswith("branch-1-")
    assert (told["at"], told["parent"]["run"], told["change"]) == (AT, day.name, [HOURS])
    assert (branch / "parent.yaml").read_bytes() == (day / "scenario.yaml").read_bytes()
    assert audit_run(branch) == []


WAITS = {"policy": "waiting_place", "places": [{"name": "square", "lon": 12.0, "lat": 53.02}]}
ELSEWHERE = f"services.line.dispatch.idle={json.dumps(WAITS)}"


@pytest.mark.parametrize(
    ("at", "change", "expected"),
    [
        (AT, "services.line.hourz=3", 'did you mean "hours"'),
        (AT, "services.line.offers.most=3", "offers.most: no more offers at a time than when the day began"),
        (AT, "seed=4", "seed: cannot change during a day; what can is services.line.hours, services.line.offers"),
        (AT, "services.line.fleet.minibus.count=2", "services.line.fleet.minibus.count: cannot change during a day"),
        ("eight", HOURS, '--at eight: "eight" is no moment'),
        ("2 08:00", HOURS, "--at 2 08:00: is outside of the run"),
        (AT, ELSEWHERE, "services.line: it needs other places on the roads, which a day that has begun cannot have"),
        (AT, "services.line.pooling=true", "nothing would be other than in the run"),
    ],
)
def test_what_cannot_be_is_told(day: Path, at: str, change: str, expected: str) -> None:
    with pytest.raises(ScenarioError) as told:
        branch_run(day, Changes(at, (change,)))
    assert expected in str(told.value)


def test_a_run_that_cannot_be_repeated_is_told(day: Path, tmp_path: Path) -> None:
    other = shutil.copytree(day, tmp_path / "run")
    events = pd.read_parquet(other / "events.parquet")
    events.assign(value=events["value"] + (events.index == 1)).to_parquet(other / "events.parquet")
    with pytest.raises(ResultError, match="cannot be repeated: what happened before is not what it was"):
        branch_run(other, Changes(AT, (HOURS,)))
    with pytest.raises(ResultError, match="not the results of a run"):
        branch_run(tmp_path, Changes(AT, (HOURS,)))


LATER = "08:03"  # bert has asked, carl has not
SEVEN, NINE = ("services.line.fares.per_rider=7 EUR",), ("services.line.fares.per_rider=9 EUR",)


def test_a_branch_branches_again(day: Path, tmp_path: Path) -> None:
    first = write_run(branch_run(day, Changes(AT, SEVEN)), tmp_path, {}, figures=False)
    after = branch_run(first, Changes(LATER, NINE))
    assert after.kpis["fare_revenue_eur"] == 3 + 2 * 7 + 9 - 9 + 3  # carl is not served
    second = write_run(after, tmp_path, {}, figures=False)
    told = json.loads((second / "manifest.json").read_text(encoding="utf-8"))
    assert (told["parent"]["run"], [step["at"] for step in told["earlier"]]) == (first.name, [AT])
    assert audit_run(second) == []
    assert audit_result(after) == []
    third = branch_run(second, Changes("08:04", SEVEN))
    assert third.world.branch is not None
    assert [step.at_s for step in third.world.branch.steps] == [AT_S, AT_S + 2 * MINUTE_S, AT_S + 3 * MINUTE_S]
    found = side_by_side([day, first, second], ["fare_revenue_eur"]).runs
    one = f"{SEVEN[0]} from {AT} on"
    assert found["variant"].to_list() == ["as it was", one, f"{one}, then {NINE[0]} from {LATER} on"]
    for at in (AT, "08:00"):
        with pytest.raises(ScenarioError, match=f"is not after {AT}, from when on the run is a branch itself"):
            branch_run(first, Changes(at, NINE))


def test_two_changes_in_turn_are_the_second_alone_where_nobody_asks_between(day: Path, tmp_path: Path) -> None:
    first = write_run(branch_run(day, Changes(AT, SEVEN)), tmp_path, {}, figures=False)
    twice, once = branch_run(first, Changes("08:01:30", NINE)), branch_run(day, Changes(AT, NINE))
    pd.testing.assert_frame_equal(twice.events, once.events)
    assert twice.kpis["fare_revenue_eur"] == once.kpis["fare_revenue_eur"]


def test_terms_of_rides_that_are_parts_of_journeys_do_not_change() -> None:
    keys = may_change(load_scenario("prignitz/feeder"))
    assert "services.rufbus.fares" not in keys
    assert "services.rufbus.dispatch.policy" in keys


def test_branches_stand_beside_their_runs(day: Path, tmp_path: Path) -> None:
    parent = shutil.copytree(day, tmp_path / day.parent.name / day.name)
    changed = branch_run(parent, Changes(AT, (HOURS,)))
    branch = write_run(changed, tmp_path, {}, figures=False)
    found = side_by_side([branch], ["service_rate"])
    rows = found.runs.set_index("variant")
    assert rows.index.to_list() == ["as it was", f"{HOURS} from {AT} on"]
    assert rows["service_rate"].to_list() == [3 / 4, 2 / 4]
    later = f"service_rate of who leaves from {AT} on"
    assert rows[later].to_list() == pytest.approx([2 / 3, 1 / 3], abs=1e-6)  # bert, carl, dora
    with pytest.raises(ResultError, match="none of them is a branch"):
        side_by_side([parent])
    (parent / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ResultError, match="has been made again since it branched"):
        side_by_side([branch])


def test_every_run_of_an_experiment_branches(tmp_path: Path) -> None:
    """Some runs were kept whole, the others are done once more; each variant stands beside itself."""
    data = {"name": "two", "base": "tiny/line", "factors": {"fleet.minibus.count": [1]}, "replications": 2}
    work = prepare(make_experiment(Document(data | {"metrics": ["service_rate"]})), tmp_path, tmp_path / "first")
    folder = carry_out(work, ThisProcess(), Quiet())
    tables, variants = branch_experiment(folder, Changes(AT, (HOURS,)), Place(tmp_path / "then"))
    assert [variant.label for variant in variants] == [variant.label for variant in work.variants]
    change = f"{HOURS} from {AT} on"
    for variant in variants:
        assert len(variant.branches) == 2
        row = variant.beside.differences.set_index("metric").loc["service_rate"]
        assert (row["variant"], row["n"], row["mean"]) == (change, 2, pytest.approx(2 / 4 - 3 / 4))
    names = {f"{variant.label}: {of}" for variant in variants for of in ("as it was", change)}
    assert set(pd.read_csv(tables / "kpis.csv")["variant"]) == names
    run = work.folder / "runs" / work.task(0, 1).name / "kpis.json"
    run.write_text(run.read_text(encoding="utf-8").replace('"requests": 4', '"requests": 5'), encoding="utf-8")
    with pytest.raises(ResultError, match="cannot be repeated: it comes to something else today"):
        branch_experiment(folder, Changes(AT, (HOURS,)), Place(tmp_path / "then"))


OUT = "{{name: {name}, kind: vehicles, from: '{at}', lasts: 30 min, which: [minibus]}}"


def test_what_goes_wrong_from_then_on_is_all_that_differs(day: Path, tmp_path: Path) -> None:
    out = OUT.format(name="engine", at="08:50")
    after = branch_run(day, Changes("08:30", disruptions=(out,)))
    before = pd.read_parquet(day / "events.parquet")
    columns = ["time_s", "kind", "vehicle", "request", "ride", "node", "value"]
    first, again = (log.loc[log["time_s"] < 8 * HOUR_S + 50 * MINUTE_S, columns] for log in (before, after.events))
    pd.testing.assert_frame_equal(first, again.astype(first.dtypes))
    assert len(after.events) > len(first)
    broken = run(load_scenario("tiny/line", [f"disruptions=[{out}]"]))
    pd.testing.assert_frame_equal(after.events, broken.events)
    late = '--disruption {name: engine, kind: vehicles.*: "engine" would be known or there at 08:50:00, which is before'
    with pytest.raises(ScenarioError, match=f"^{late} --at"):
        branch_run(day, Changes("08:51", disruptions=(out,)))
    with pytest.raises(
        ScenarioError, match=r'^--disruption {kind.*form: noon}: form: unknown key; did you mean "from"\?'
    ):
        branch_run(day, Changes("08:30", disruptions=("{kind: vehicles, form: noon}",)))


def test_what_was_known_cannot_change_and_what_is_to_come_can(tmp_path: Path) -> None:
    both = [OUT.format(name=name, at=at) for name, at in (("early", "08:30"), ("late", "09:30"))]
    folder = write_run(
        run(load_scenario("tiny/line", [f"disruptions=[{', '.join(both)}]"])), tmp_path, {}, figures=False
    )
    after = branch_run(folder, Changes("09:00", (f"disruptions=[{both[0]}]",)))
    alone = run(load_scenario("tiny/line", [f"disruptions=[{both[0]}]"]))
    pd.testing.assert_frame_equal(after.events, alone.events)
    with pytest.raises(ScenarioError, match='"early" was known or there at 08:30:00'):
        branch_run(folder, Changes("09:00", (f"disruptions=[{both[1]}]",)))
