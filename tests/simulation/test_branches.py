"""A run that goes over to a changed scenario: until then it is the run itself, from then on the change holds."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from simulator import load_scenario, run
from simulator.errors import ResultError, ScenarioError
from simulator.experiments.audit import audit_result, audit_run
from simulator.experiments.branch import Changes, branch_run
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult
from simulator.scenario.during_day import may_change
from simulator.simulation.simulate import simulate
from simulator.units import HOUR_S
from simulator.world.branched import build_branch
from simulator.world.build import build_world
from tests.draws import first
from tests.random_days.branches import problems_of_branch

DAY = ["demand.requests_per_day=40"]
AT_S = 10 * HOUR_S


@pytest.mark.parametrize("number", first(3, 40))
def test_a_branch_is_the_day_itself_until_it_begins(number: int, tmp_path: Path) -> None:
    assert problems_of_branch(number, tmp_path / "day", Counter(), audits=True) == []


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunResult]:
    """Return a run of a small day, and its folder."""
    result = run(load_scenario("tiny/line", DAY))
    return write_run(result, tmp_path_factory.mktemp("results"), {}, figures=False), result


def test_who_asks_later_is_taken_on_the_new_terms_alone(day: tuple[Path, RunResult]) -> None:
    folder, before = day
    name = next(iter(before.world.scenario.services))
    sets = (f"services.{name}.hours=[05:00, 14:00]", f"services.{name}.fares.per_rider=7 EUR")
    after = branch_run(folder, Changes("10:00", sets))
    assert audit_result(after) == []
    both = before.requests.merge(after.requests, on="request_id", suffixes=("", "_after"))
    assert len(both) == len(before.requests) == len(after.requests)
    sooner = both["submitted_s"] < AT_S
    late = both["earliest_departure_s"] >= 14 * HOUR_S
    assert (sooner & late).any() or (sooner & ~late).any()
    assert (both.loc[~sooner & late, "status_after"] == "rejected").all()
    assert (~sooner & late).any()
    served = after.requests[after.requests["status"] == "served"]
    fares = before.world.scenario.services[name].fares  # type: ignore[attr-defined]
    paid = [
        size * (7 if asked_s >= AT_S else (fares.per_rider_eur or 0) + 0)
        for size, asked_s in zip(served["party_size"], served["submitted_s"], strict=True)
    ]
    if fares.per_km_eur is None:
        assert after.kpis["fare_revenue_eur"] == pytest.approx(sum(paid))


def test_a_change_to_what_it_was_changes_nothing() -> None:
    scenario = load_scenario("tiny/line", DAY)
    name = next(iter(scenario.services))
    changed = load_scenario("tiny/line", [*DAY, f"services.{name}.limits.default.promise_after=24 h"])
    world = build_branch(scenario, changed, AT_S)
    assert world.branch is not None
    assert list(world.branch.services) == [name]
    base, branch = simulate(build_world(scenario)), simulate(world)
    pd.testing.assert_frame_equal(base, branch)


def test_a_folder_tells_what_it_branched_from(day: tuple[Path, RunResult], tmp_path: Path) -> None:
    folder, before = day
    name = next(iter(before.world.scenario.services))
    after = branch_run(folder, Changes("10:00", (f"services.{name}.hours=[05:00, 14:00]",)))
    branch = write_run(after, tmp_path, {}, figures=False)
    told = json.loads((branch / "manifest.json").read_text(encoding="utf-8"))
    assert branch.name.startswith("branch-")
    assert told["at"] == "10:00"
    assert told["parent"]["run"] == folder.name
    assert told["change"] == [f"services.{name}.hours=[05:00, 14:00]"]
    assert (branch / "parent.yaml").read_bytes() == (folder / "scenario.yaml").read_bytes()
    assert audit_run(branch) == []
    with pytest.raises(ResultError, match="is a branch itself"):
        branch_run(branch, Changes("12:00", (f"services.{name}.hours=[05:00, 15:00]",)))


@pytest.mark.parametrize(
    ("at", "change", "expected"),
    [
        ("10:00", "services.{name}.hourz=3", 'did you mean "hours"'),
        ("10:00", "seed=4", "seed: cannot change during a day; what can is services.{name}.hours"),
        ("10:00", "demand.requests_per_day=41", "demand.requests_per_day: cannot change during a day"),
        ("ten", "services.{name}.hours=[05:00, 14:00]", '--at ten: "ten" is no moment'),
        ("2 10:00", "services.{name}.hours=[05:00, 14:00]", "--at 2 10:00: is outside of the run"),
        ("10:00", "services.{name}.pooling=true", "nothing would be other than in the run"),
    ],
)
def test_what_cannot_be_is_told(day: tuple[Path, RunResult], at: str, change: str, expected: str) -> None:
    folder, before = day
    name = next(iter(before.world.scenario.services))
    with pytest.raises(ScenarioError) as told:
        branch_run(folder, Changes(at, (change.format(name=name),)))
    assert expected.format(name=name) in str(told.value)


def test_a_run_that_cannot_be_repeated_is_told(day: tuple[Path, RunResult], tmp_path: Path) -> None:
    folder, before = day
    name = next(iter(before.world.scenario.services))
    changes = Changes("10:00", (f"services.{name}.hours=[05:00, 14:00]",))
    other = shutil.copytree(folder, tmp_path / "run")
    events = pd.read_parquet(other / "events.parquet")
    events.assign(time_s=events["time_s"] - (events.index == 5)).to_parquet(other / "events.parquet")
    with pytest.raises(ResultError, match="cannot be repeated: what happened before is not what it was"):
        branch_run(other, changes)
    with pytest.raises(ResultError, match="not the results of a run"):
        branch_run(tmp_path, changes)


def test_terms_of_rides_that_are_parts_of_journeys_do_not_change() -> None:
    keys = may_change(load_scenario("prignitz/feeder"))
    assert "services.rufbus.fares" not in keys
    assert "services.rufbus.dispatch.policy" in keys
