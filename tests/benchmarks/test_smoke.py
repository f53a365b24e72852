"""The smoke suite fails when it should, with made-up figures in place of measured ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.speed import smoke
from benchmarks.speed.compare import Smoke, better_of, read_baseline, slower, write_baseline, wrong_results

STORED = Smoke({"day": "a" * 64}, {"day": 2.0, "matrix": 0.5})


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    path = tmp_path / "baseline.json"
    write_baseline(path, STORED)
    return path


def always(run: Smoke) -> Callable[[], Smoke]:
    return lambda: run


def slow_by(percent: float) -> Smoke:
    return replace(STORED, ratios={"day": 2.0 * (1 + percent / 100), "matrix": 0.5})


@pytest.mark.parametrize(
    ("measured", "code"),
    [
        (STORED, 0),
        (slow_by(29), 0),
        (slow_by(31), 1),
        (slow_by(-80), 0),
        (replace(STORED, digests={"day": "b" * 64}), 1),
        (replace(STORED, digests={}), 1),
        (replace(STORED, digests=STORED.digests | {"other": "c" * 64}), 1),
        (replace(STORED, findings=["day: a rider was left behind"]), 1),
        (replace(STORED, ratios={"day": 2.0}), 1),
        (replace(STORED, ratios=STORED.ratios | {"kernel": 1.0}), 1),
    ],
)
def test_exit_code(baseline: Path, measured: Smoke, code: int) -> None:
    assert smoke.main(path=baseline, measure=always(measured)) == code
    assert read_baseline(baseline) == STORED


def test_a_slow_moment_of_the_machine_is_forgiven_a_slow_program_is_not(baseline: Path) -> None:
    runs = iter([slow_by(80), slow_by(50), slow_by(5)])
    assert smoke.main(path=baseline, measure=lambda: next(runs)) == 0
    count = 0

    def slow() -> Smoke:
        nonlocal count
        count += 1
        return slow_by(31)

    assert smoke.main(path=baseline, measure=slow) == 1
    assert count == smoke.TRIES


def test_a_wrong_result_is_wrong_whatever_comes_later(baseline: Path) -> None:
    runs = iter([replace(slow_by(50), findings=["day: time runs back"]), STORED])
    assert smoke.main(path=baseline, measure=lambda: next(runs)) == 1


def test_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "baseline.json"
    assert smoke.main(path=path, measure=always(STORED)) == 1
    assert "--store" in capsys.readouterr().out
    assert smoke.main(store=True, path=path, measure=always(replace(STORED, findings=["day: wrong"]))) == 1
    assert not path.exists()
    assert smoke.main(store=True, path=path, measure=always(STORED)) == 0
    assert smoke.main(path=path, measure=always(STORED)) == 0
    with pytest.raises(ValueError, match="findings"):
        write_baseline(path, replace(STORED, findings=["x"]))


def test_figures_are_appended_as_lines_of_json(baseline: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    for _ in range(2):
        smoke.main(path=baseline, measure=always(STORED), out=out)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["ratios"] for line in lines] == [STORED.ratios] * 2
    assert lines[0]["machine"].keys() >= {"cpu", "cores", "memory_gib", "python", "numba", "commit", "dirty"}


def test_messages_name_figure_and_size() -> None:
    assert slower(slow_by(31), STORED) == ["day: 31 % slower than stored: 2.620 times the calibration, stored is 2.000"]
    assert wrong_results(replace(STORED, digests={"day": "b" * 64}), STORED) == [
        f"day: the result differs: digest {'b' * 16}, stored is {'a' * 16}"
    ]


def test_better_of_keeps_the_better_ratio_of_each() -> None:
    first, second = Smoke({}, {"a": 1.0, "b": 3.0}), Smoke({}, {"a": 2.0, "b": 2.0, "c": 1.0})
    assert better_of(first, second).ratios == {"a": 1.0, "b": 2.0, "c": 1.0}


def test_ratio_is_best_time_by_median_calibration(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, units = [0.0], iter([2.0, 10.0, 4.0])
    durations = iter([8.0, 6.0, 20.0])
    monkeypatch.setattr(smoke, "calibrate", lambda: next(units))
    monkeypatch.setattr(smoke.time, "process_time", lambda: clock[0])

    def work() -> None:
        clock[0] += next(durations)

    assert smoke.ratios_of({"work": work}, 3) == {"work": 6.0 / 4.0}


def test_stored_baseline_is_readable() -> None:
    stored = read_baseline(smoke.BASELINE)
    assert stored.digests.keys() >= {"rural-2k", "prignitz-day"}
    assert all(ratio > 0 for ratio in stored.ratios.values())
