"""The smoke suite fails when it should, with made-up times in place of measured ones."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks.speed import checkouts, smoke
from benchmarks.speed.paired import Side, in_turn, same_work, twice_slower

CASE = {"inputs": "a" * 64, "results": "b" * 64, "findings": []}
STORED = {"day": {"inputs": "a" * 64, "results": "b" * 64}}


def takes(*seconds: float) -> Callable[[str, int], float]:
    """Return work that takes these times, then the last of them for ever."""
    left: Iterator[float] = iter(seconds)
    last = [0.0]

    def measure(name: str, times: int) -> float:
        last[0] = next(left, last[0])
        return last[0] * times

    return measure


@pytest.mark.parametrize(("now_s", "slow"), [(1.0, False), (1.29, False), (1.31, True), (0.2, False)])
def test_a_third_slower_fails(now_s: float, slow: bool) -> None:
    pairs, fails = twice_slower("day", takes(now_s), takes(1.0))
    assert pairs.median == pytest.approx(now_s)
    assert (pairs.slower, fails) == (slow, slow)


def test_one_slow_moment_is_forgiven_also_when_it_is_long() -> None:
    assert not in_turn("day", takes(9, 9, 9, 1), takes(1)).slower  # three of seven pairs
    pairs, fails = twice_slower("day", takes(*[2.0] * 7, 1.0), takes(1.0))
    assert (pairs.median, fails) == (1.0, False)


def test_a_drift_of_the_machine_cancels_out() -> None:
    drift = [1.2**step for step in range(20)]
    clock = iter(drift)
    shared: Callable[[str, int], float] = lambda name, times: next(clock) * times  # noqa: E731
    assert 0.8 < in_turn("day", shared, lambda *work: shared(*work)).median < 1.25


def test_short_work_is_repeated() -> None:
    asked: list[int] = []

    def quick(name: str, times: int) -> float:
        asked.append(times)
        return 0.01 * times

    assert in_turn("kernel", quick, lambda *work: quick(*work), pairs=1).now_s == pytest.approx(0.01)
    assert asked == [1, 15, 15]


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ({"day": CASE}, None),
        ({"day": CASE | {"results": "c" * 64}}, f"day: other results: digest {'c' * 16}, stored is {'b' * 16}"),
        ({"day": CASE | {"inputs": "c" * 64}}, f"day: other inputs: digest {'c' * 16}, stored is {'a' * 16}"),
        ({}, "day: was not run, but has stored digests"),
        ({"day": CASE, "night": CASE}, f"night: has no stored digests; {smoke.RENEW}"),
    ],
)
def test_results_are_the_stored_ones(cases: smoke.Cases, said: str | None) -> None:
    assert smoke.wrong_results(cases, STORED) == ([] if said is None else [said])


def test_what_cannot_be_done_or_breaks_a_rule_is_wrong() -> None:
    assert smoke.findings({"day": {"error": "KeyError: 'x'"}, "night": CASE | {"findings": ["time runs back"]}}) == [
        "day: KeyError: 'x'",
        "night: time runs back",
    ]


def test_only_equal_work_is_compared() -> None:
    now = {"day": CASE, "night": CASE, "tour": CASE, "new": CASE}
    then = {"day": CASE, "night": CASE | {"inputs": "c" * 64}, "tour": {"error": "no tours"}, "old": CASE}
    same, other = same_work(SimpleNamespace(cases=now), SimpleNamespace(cases=then))  # type: ignore[arg-type]
    assert same == ["day"]
    assert other == [
        "night: works on other inputs there",
        "tour: cannot be done there: no tours",
        "new: only here",
        "old: only there",
    ]


def test_digests_are_stored_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "digests.json"
    smoke.write_stored({"day": CASE}, path)
    assert smoke.read_stored(path) == STORED
    assert smoke.read_stored().keys() >= {"generated-day", "country-day", "country-replanned", "country-electric"}


def test_a_side_that_cannot_start_says_why(tmp_path: Path) -> None:
    folder = tmp_path / "benchmarks" / "speed"
    folder.mkdir(parents=True)
    for package in (folder.parent, folder):
        (package / "__init__.py").touch()
    (folder / "side.py").write_text("raise SystemExit('no such thing')", encoding="utf-8")
    with Side(tmp_path, sys.executable) as side:
        assert side.error == "no such thing"
        assert side.cases == {}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that runs git in a new repository with two commits."""
    monkeypatch.delenv("GITHUB_BASE_REF", raising=False)

    def git(*words: str) -> str:
        named = ("-c", "user.name=test", "-c", "user.email=test@example.org")
        command = ["git", "-C", str(tmp_path), *named, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    git("init", "-q", "-b", "main")
    for number in range(2):
        git("commit", "-q", "--allow-empty", "-m", f"commit {number}")
    return git


def test_compared_with_where_the_change_began_and_the_last_release(repository, tmp_path, monkeypatch) -> None:
    first, second = repository("rev-list", "--reverse", "HEAD").splitlines()
    monkeypatch.setattr(checkouts, "BEFORE_THE_FIRST_TAG", first)
    assert checkouts.bases(tmp_path) == {first: "where this change began, the last commit before there were releases"}
    repository("update-ref", "refs/remotes/origin/main", second)
    repository("commit", "-q", "--allow-empty", "-m", "the change, first half")
    repository("commit", "-q", "--allow-empty", "-m", "the change, second half")
    assert checkouts.bases(tmp_path) == {
        second: "where this change began",
        first: "the last commit before there were releases",
    }
    repository("tag", "v1", second)
    assert checkouts.bases(tmp_path) == {second: "where this change began, the release v1"}


def test_a_clone_without_the_release_is_refused(repository, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(checkouts, "BEFORE_THE_FIRST_TAG", "f" * 40)
    with pytest.raises(LookupError, match="fetch the whole history"):
        checkouts.bases(tmp_path)


def test_outside_a_repository_nothing_is_compared(tmp_path: Path) -> None:
    assert checkouts.bases(tmp_path) == {}
