"""Instance files are read whole or refused with line and field; solutions are written whole."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from simulator.cli.main import app
from simulator.solver.number_file import InstanceError
from simulator.solver.read import read_instance
from tests.solver.instances import PDPTW, write_darp

GOOD = "1 1 480 3 20\n0 0 0 0 0 0 480\n1 10 0 3 1 0 480\n2 20 0 3 -1 0 480\n"


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "message"),
    [
        ("1 10 0 3", "1 x 0 3", 3, "field 2", "expected a number, found 'x'"),
        ("1 10 0 3", "1 nan 0 3", 3, "field 2", "expected a number"),
        ("1 1 480 3 20", "1 1 480 3", 1, "header", "expected 5 numbers"),
        ("1 1 480 3 20", "1 4 480 3 20", 1, "header", "4 requests do not fit 3 nodes"),
        ("1 1 480 3 20", "1.5 1 480 3 20", 1, "vehicles", "whole number"),
        ("2 20 0 3 -1 0 480", "3 20 0 3 -1 0 480", 4, "id", "expected 2, found 3"),
        ("2 20 0 3 -1 0 480", "2 20 0 3 -1 0", 4, "row", "expected 7 numbers"),
        ("2 20 0 3 -1 0 480", "2 20 0 3 -2 0 480", 3, "load", "expected 1 to take on what 2 lets off"),
        ("1 10 0 3 1 0 480", "1 10 0 3 1 90 80", 3, "window", "starts at 90 and ends before, at 80"),
        ("1 10 0 3 1 0 480", "1 10 0 3 1 470 480", 3, "window", "no vehicle can serve 1 and then 2"),
        ("1 1 480 3 20", "1 1 480 3 9", 3, "ride", "takes 10.00, allowed are 9"),
        ("1 1 480 3 20", "1 1 480 0 20", 3, "load", "1 is more than a vehicle holds (0)"),
    ],
)
def test_a_broken_instance_is_refused_at_its_line(tmp_path, old, new, line, key, message) -> None:
    path = tmp_path / "bad.txt"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(InstanceError) as caught:
        read_instance(path, "darp")
    first = caught.value.problems[0]
    assert (first.line, first.key) == (line, key)
    assert message in first.message


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("2 20 0 -10 0 150 5 1 0", "2 20 0 -9 0 150 5 1 0", 3, "node 1 is no pickup or delivery of node 2"),
        ("2 20 0 -10 0 150 5 1 0", "2 20 0 -10 0 150 5 3 0", 3, "node 1 is no pickup or delivery of node 2"),
        ("1 10 0 10 0 100", "1 10 0 10 120 100", 3, "starts at 120 and ends before"),
        ("3 20 1", "3 9 1", 3, "10 is more than a vehicle holds (9)"),
    ],
)
def test_a_broken_delivery_instance_is_refused(tmp_path, old, new, line, message) -> None:
    path = tmp_path / "bad.txt"
    path.write_text(PDPTW.replace(old, new), encoding="utf-8")
    with pytest.raises(InstanceError) as caught:
        read_instance(path)
    assert caught.value.problems[0].line == line
    assert message in caught.value.problems[0].message


def test_solving_writes_a_solution_that_checks(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = str(write_darp(tmp_path, 8, 3, 1))
    done = CliRunner().invoke(app, ["solve", path, "--iterations", "500"])
    assert done.exit_code == 0, done.output
    solution = json.loads((tmp_path / "random.solution.json").read_text(encoding="utf-8"))
    assert solution["complete"]
    assert sorted(node for route in solution["routes"] for node in route) == list(range(1, 17))
    checked = CliRunner().invoke(app, ["solve", path, "--check", "random.solution.json", "--best-known", "1"])
    assert checked.exit_code == 0
    assert "everybody is served within every limit" in checked.output
    again = CliRunner().invoke(app, ["solve", path])
    assert isinstance(again.exception, InstanceError)
    assert "is there already" in str(again.exception)


def test_a_wrong_solution_is_told_why(tmp_path) -> None:
    path = write_darp(tmp_path, 2, 1, 1)
    (tmp_path / "s.json").write_text('{"routes": [[3, 1, 2]]}', encoding="utf-8")
    done = CliRunner().invoke(app, ["solve", str(path), "--check", str(tmp_path / "s.json")])
    assert done.exit_code == 1
    assert "3 comes before its pickup 1" in done.output
    assert "only one of 2 and 4 is on it" in done.output


def test_who_cannot_be_served_is_named(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    # Two riders at opposite ends at the same minute, and one vehicle.
    text = "1 2 480 3 40\n0 0 0 0 0 0 480\n1 30 0 3 1 60 61\n2 -30 0 3 1 60 61\n3 40 0 3 -1 0 480\n4 -40 0 3 -1 0 480\n"
    (tmp_path / "two.txt").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["solve", "two.txt", "--iterations", "200"])
    assert done.exit_code == 1
    assert "not served: " in done.output
    solution = json.loads((tmp_path / "two.solution.json").read_text(encoding="utf-8"))
    assert not solution["complete"]
    assert len(solution["unserved"]) == 1
