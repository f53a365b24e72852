"""Runs given away together, and parts of an experiment."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import ResultError
from simulator.experiments import batches
from simulator.experiments.batches import BatchSize, do_all
from simulator.experiments.experiment import Part, carry_out, do_part, prepare
from simulator.experiments.plan import StopRule
from tests.cli.test_main import call
from tests.experiments.test_experiment import Here, Watching, experiment


def test_batches_are_of_a_minutes_work_and_leave_work_for_everybody() -> None:
    size = BatchSize()
    assert size.of(20_000, 4) == 1  # nobody knows yet
    size.took(1, 0.5)
    assert size.of(20_000, 4) == 120
    size.took(3, 1.1)  # 0.4 s each
    assert size.of(20_000, 4) == 150
    assert size.of(10, 4) == 3
    assert size.of(1, 4) == 1
    size.one_by_one()
    assert size.of(20_000, 4) == 1


def test_long_runs_are_given_away_one_by_one() -> None:
    size = BatchSize()
    size.took(2, 300)
    assert size.of(1000, 4) == 1


def test_each_run_of_a_batch_has_its_own_end(monkeypatch, tmp_path: Path) -> None:
    work = prepare(experiment(replications=1), Path(), tmp_path)
    tasks = [work.task(variant, 0) for variant in range(3)]
    done = []

    def do(task) -> str:
        if task is tasks[1]:
            raise ResultError("the disk is full")
        done.append(task)
        return task.name

    monkeypatch.setattr(batches, "do", do)
    ended = do_all(tasks)
    assert ended.errors == ("", "the disk is full", "")
    assert done == [tasks[0], tasks[2]]
    assert ended.seconds >= 0


def test_parts_share_all_runs_and_make_the_same_tables(tmp_path: Path) -> None:
    work = prepare(experiment(replications=3), Path(), tmp_path / "parts")
    watches = [Watching() for _ in range(3)]
    there = [do_part(work, Part(number, 3), Here(1), watches[number - 1]) for number in (2, 3, 1)]
    assert there == [(3, 9), (6, 9), (9, 9)]
    assert [watch.done for watch in watches] == [3, 3, 3]
    assert not (work.folder / "kpis.parquet").exists()
    idle = Watching()
    carry_out(work, Here(1), idle)
    assert idle.done == 0
    whole = prepare(experiment(replications=3), Path(), tmp_path / "whole")
    carry_out(whole, Here(1), Watching())
    for name in ("kpis", "summary", "differences"):
        assert (work.folder / f"{name}.parquet").read_bytes() == (whole.folder / f"{name}.parquet").read_bytes()


def test_runs_of_a_part() -> None:
    assert [position for position in range(7) if Part(2, 3).has(position)] == [1, 4]
    assert all(Part(1, 1).has(position) for position in range(4))


def test_a_stop_rule_has_no_parts(tmp_path: Path) -> None:
    rule = StopRule(metric="service_rate", half_width=0.1, at_most=5)
    work = prepare(experiment(stop=rule), Path(), tmp_path)
    with pytest.raises(ResultError, match="stop looks at all runs to say how many are needed; it has no parts"):
        do_part(work, Part(1, 2), Here(1), Watching())


def test_the_command_does_a_part_and_says_what_is_there(monkeypatch, capsys, tmp_path: Path) -> None:
    words = ["compare", "tiny/line", "--vary", "fleet.minibus.count=1,2", "--replications", "2", "--out", str(tmp_path)]
    assert call(monkeypatch, *words, "--workers", "1", "--part", "2/3") == 0
    output = capsys.readouterr().out
    assert "part 2 of 3 is done; 1 of 4 runs are in" in output
    assert "the same command without --part writes tables and pages" in output


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "1/0", "-1/2"])
def test_a_part_that_cannot_be(monkeypatch, capsys, tmp_path: Path, text: str) -> None:
    words = ["compare", "tiny/line", "--vary", "fleet.minibus.count=1,2", "--out", str(tmp_path)]
    assert call(monkeypatch, *words, f"--part={text}") != 0
    assert f"--part {text}: expected I/N with I from 1 to N, e.g. 3/40" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
