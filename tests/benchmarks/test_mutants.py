"""The small faults are those one means, every one of them is Python, and tests judge them rightly."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path
from types import FunctionType

import pytest

from benchmarks.mutants import forked
from benchmarks.mutants.__main__ import ROOMS, drawn
from benchmarks.mutants.changes import Mutant, changed, mutants
from benchmarks.mutants.covering import ROOT, _of_every_line
from benchmarks.mutants.judging import judge

SOURCE = b'''\
"""Text with 1 < 2."""
LIMIT = 3

def share(part: int | None, whole, *, strict=True):
    """Return 1 + 1."""
    assert whole != 0
    if not part and strict:
        raise ValueError(f"{part + 1} is nothing")
    count = 0
    count += min(part, whole)
    print(count)
    for one, other in zip((part,), (whole,), strict=True):
        print(one, other)
    return count / (whole)  # a comment
'''
FAULT = Mutant("simulator/shares.py", "share", 1, 0, 1, "a", "b")
WHAT = [
    ("def share(part: int | None, whole, *, strict=True):", "def share(part: int | None, whole, *, strict=False):"),
    ("if not part and strict:", "if part and strict:"),
    ("if not part and strict:", "if not part or strict:"),
    ("count = 0", "count = 1"),
    ("count += min(part, whole)", "pass"),
    ("count += min(part, whole)", "count += max(part, whole)"),
    ("print(count)", "pass"),
    ("print(one, other)", "pass"),
    ("return count / (whole)  # a comment", "return count * (whole)  # a comment"),
]


def written(folder: Path) -> Path:
    """Return a file with the source, as it would stand in the tree."""
    file = folder / "simulator" / "shares.py"
    file.parent.mkdir()
    file.write_bytes(SOURCE)
    return file


def test_every_kind_of_fault_is_found_where_it_is_meant(tmp_path: Path) -> None:
    found = mutants(tmp_path, written(tmp_path))
    expected = [SOURCE.replace(before.encode(), after.encode()) for before, after in WHAT]
    assert sorted(changed(SOURCE, mutant) for mutant in found) == sorted(expected)
    assert {mutant.function for mutant in found} == {"share"}
    assert [mutant.line for mutant in found] == [4, 7, 7, 9, 10, 10, 11, 13, 14]


def test_every_fault_in_the_tree_is_python() -> None:
    for mutant in drawn(150, seed=0, rooms=ROOMS):
        ast.parse(changed((ROOT / mutant.file).read_bytes(), mutant))


def test_a_test_that_looks_finds_the_fault_and_one_that_does_not_lets_it_live(tmp_path: Path) -> None:
    file = written(tmp_path)
    test = tmp_path / "test_shares.py"
    test.write_text(
        "from simulator.shares import share\n"
        "def test_half():\n    assert share(1, 2) == 0.5\n"
        "def test_something():\n    assert share(1, 2)\n"
    )
    (file.parent / "__init__.py").touch()
    found = {mutant.after: mutant for mutant in mutants(tmp_path, file)}
    assert judge(tmp_path, found["*"], ["test_shares.py::test_half"]) == "killed"
    assert judge(tmp_path, found["*"], ["test_shares.py::test_something"]) == "survived"
    assert judge(tmp_path, found["*"], ["test_gone.py::test_half"]) == "not covered"
    assert judge(tmp_path, found["*"], ["test_shares.py::test_gone"]) == "not covered"
    assert judge(tmp_path, found["*"], ["test_shares.py::test_gone[1]", "test_shares.py::test_half"]) == "killed"
    (tmp_path / "conftest.py").write_text("from simulator.shares import share\nassert share(1, 2) == 0.5\n")
    assert judge(tmp_path, found["*"], ["test_shares.py::test_something"]) == "killed"  # nothing can even begin
    assert file.read_bytes() == SOURCE


def test_a_fault_is_put_into_memory_where_a_function_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value by default was made when the function was, so it stays as it is."""
    file = written(tmp_path)
    spec = importlib.util.spec_from_file_location("simulator_shares", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    share: FunctionType = module.share
    monkeypatch.setattr(forked, "ROOT", tmp_path)
    monkeypatch.setattr(forked, "_FUNCTIONS", [share])
    found = {mutant.after: mutant for mutant in mutants(tmp_path, file)}
    assert share(1, 2) == 0.5
    assert not forked.put_in(found["False"])
    assert share(1, 2) == 0.5
    assert forked.put_in(found["*"])
    assert share(1, 2) == 2


@pytest.mark.slow
def test_a_child_tells_the_test_that_fails_with_the_fault_and_not_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "test_shares.py").write_text("def test_right():\n    pass\ndef test_wrong():\n    assert False\n")
    (tmp_path / "pytest.ini").touch()
    monkeypatch.setattr(forked, "ROOT", tmp_path)
    monkeypatch.setattr(forked, "put_in", lambda mutant: mutant is FAULT)
    right, wrong = "test_shares.py::test_right", "test_shares.py::test_wrong"
    child = forked.Child(FAULT, [right, wrong, "test_gone.py::test_half"])
    assert child.result() == (1, wrong)
    assert forked.Child(FAULT, [right, "test_shares.py::test_gone"]).result() == (0, "")
    assert forked.Child(FAULT._replace(line=2), [wrong]).result()[0] not in (0, 1)  # it was not put in
    assert list(forked.failures([(FAULT, [wrong])], 1)) == [(0, "")]  # it fails without the fault, too


def test_tests_of_lines_that_few_get_to_come_first_and_every_line_has_some() -> None:
    """Of seven tests all run through line 1, one through line 2, and six through line 3."""
    lines = {f"t{number}": {1, *([2] if number == 6 else [3])} for number in range(7)}
    assert _of_every_line(lines) == ["t6", "t0", "t1", "t2", "t3"]
