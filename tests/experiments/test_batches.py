"""Runs given away together, and parts of an experiment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simulator.errors import ResultError
from simulator.experiments import batches
from simulator.experiments.batches import BatchSize, do_all
from simulator.experiments.experiment import carry_out, do_part, prepare
from simulator.experiments.parts import Part
from simulator.experiments.plan import StopRule
from simulator.whole import PREFIX
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
    watches = {number: Watching() for number in (2, 3, 1)}
    for number, watch in watches.items():
        part = prepare(experiment(replications=3), Path(), tmp_path / "parts", part=Part(number, 3))
        assert len(part.digests) == 1  # the other two variants were not read
        assert do_part(part, Here(1), watch) == watch.done == 3
    work = prepare(experiment(replications=3), Path(), tmp_path / "parts")
    assert not (work.folder / "kpis.parquet").exists()
    idle = Watching()
    carry_out(work, Here(1), idle)
    assert idle.done == 0
    whole = prepare(experiment(replications=3), Path(), tmp_path / "whole")
    carry_out(whole, Here(1), Watching())
    for name in ("kpis", "summary", "differences"):
        assert (work.folder / f"{name}.parquet").read_bytes() == (whole.folder / f"{name}.parquet").read_bytes()


@pytest.mark.parametrize(
    ("variants", "replications", "of"), [(1, 1, 1), (3, 3, 2), (7, 4, 5), (8_000, 20, 400), (2, 3, 9)]
)
def test_parts_have_each_run_once_few_variants_and_as_many_runs(variants: int, replications: int, of: int) -> None:
    parts = [Part(number, of).runs(variants, replications) for number in range(1, of + 1)]
    runs = [run for part in parts for run in part]
    assert sorted(runs) == [(variant, day) for variant in range(variants) for day in range(replications)]
    assert {len(part) for part in parts} <= {variants * replications // of, -(-variants * replications // of)}
    assert max(len({variant for variant, _ in part}) for part in parts) <= variants // of + 2


def test_a_part_has_small_and_large_variants() -> None:
    """Twenty fleet sizes in each of 400 regions: no part has but small ones, none but those of a few regions."""
    for number in (1, 2, 200, 400):
        of_part = {variant for variant, _ in Part(number, 400).runs(8_000, 20)}
        assert len(of_part) == 20
        assert len({variant % 20 for variant in of_part}) >= 10
        assert max(of_part) - min(of_part) > 7_000


def test_a_stop_rule_has_no_parts(tmp_path: Path) -> None:
    rule = StopRule(metric="service_rate", half_width=0.1, at_most=5)
    with pytest.raises(ResultError, match="stop looks at all runs to say how many are needed; it has no parts"):
        prepare(experiment(stop=rule), Path(), tmp_path, part=Part(1, 2))


def test_the_command_does_a_part_and_says_what_is_there(monkeypatch, capsys, tmp_path: Path) -> None:
    words = ["compare", "tiny/line", "--vary", "fleet.minibus.count=1,2", "--replications", "2", "--out", str(tmp_path)]
    assert call(monkeypatch, *words, "--workers", "1", "--part", "2/3") == 0
    output = capsys.readouterr().out
    assert "part 2 of 3 is done; runs in it: 1, in" in output
    assert "the same command without --part writes tables and pages" in output


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "1/0", "-1/2"])
def test_a_part_that_cannot_be(monkeypatch, capsys, tmp_path: Path, text: str) -> None:
    words = ["compare", "tiny/line", "--vary", "fleet.minibus.count=1,2", "--out", str(tmp_path)]
    assert call(monkeypatch, *words, f"--part={text}") != 0
    assert f"--part {text}: expected I/N with I from 1 to N, e.g. 3/40" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_killed_runs_left_is_removed(tmp_path: Path) -> None:
    work = prepare(experiment(replications=1), Path(), tmp_path)
    left = [work.folder / f"{PREFIX}elsewhere~1", work.folder / "runs" / f"{PREFIX}elsewhere~2"]
    for folder in left:
        folder.mkdir(parents=True)
        os.utime(folder, (0, 0))  # long ago
    carry_out(work, Here(1), Watching())
    assert not any(folder.exists() for folder in left)
    assert (work.folder / "kpis.parquet").exists()


def test_a_place_where_nothing_can_be_written_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    nowhere = experiment().model_copy(update={"base": "no/such/scenario"})
    with pytest.raises(ResultError, match="cannot write results here"):
        prepare(nowhere, Path(), tmp_path / "file" / "results")
