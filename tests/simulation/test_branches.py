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
from simulator.experiments.audit import audit_result, audit_run
from simulator.experiments.branch import Changes, branch_run
from simulator.experiments.publish import write_run
from simulator.scenario.during_day import may_change
from simulator.simulation.simulate import simulate
from simulator.units import HOUR_S, MINUTE_S
from simulator.world.branched import build_branch
from simulator.world.build import build_world
from tests.draws import first
from tests.random_days.branches import problems_of_branch

AT = "08:01"  # anna has asked, and dora, for 09:00; bert asks at 08:02, for himself and a friend, carl at 08:05
AT_S = 8 * HOUR_S + MINUTE_S
HOURS = "services.line.hours=[07:30, 08:02]"


@pytest.mark.parametrize("number", first(3, 40))
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
    world = build_branch(scenario, changed, AT_S)
    assert world.branch is not None
    assert list(world.branch.services) == ["line"]
    pd.testing.assert_frame_equal(simulate(build_world(scenario)), simulate(world))


def test_a_folder_tells_what_it_branched_from(day: Path, tmp_path: Path) -> None:
    branch = write_run(branch_run(day, Changes(AT, (HOURS,))), tmp_path, {}, figures=False)
    told = json.loads((branch / "manifest.json").read_text(encoding="utf-8"))
    assert branch.name.startswith("branch-1-")
    assert (told["at"], told["parent"]["run"], told["change"]) == (AT, day.name, [HOURS])
    assert (branch / "parent.yaml").read_bytes() == (day / "scenario.yaml").read_bytes()
    assert audit_run(branch) == []
    with pytest.raises(ResultError, match="is a branch itself"):
        branch_run(branch, Changes("12:00", (HOURS,)))


@pytest.mark.parametrize(
    ("at", "change", "expected"),
    [
        (AT, "services.line.hourz=3", 'did you mean "hours"'),
        (AT, "seed=4", "seed: cannot change during a day; what can is services.line.hours, services.line.limits"),
        (AT, "services.line.fleet.minibus.count=2", "services.line.fleet.minibus.count: cannot change during a day"),
        ("eight", HOURS, '--at eight: "eight" is no moment'),
        ("2 08:00", HOURS, "--at 2 08:00: is outside of the run"),
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


def test_terms_of_rides_that_are_parts_of_journeys_do_not_change() -> None:
    keys = may_change(load_scenario("prignitz/feeder"))
    assert "services.rufbus.fares" not in keys
    assert "services.rufbus.dispatch.policy" in keys
