"""The small faults are those one means, every one of them is Python, and tests judge them rightly."""

from __future__ import annotations

import ast
from pathlib import Path

from benchmarks.mutants.__main__ import ROOMS, drawn
from benchmarks.mutants.changes import changed, mutants
from benchmarks.mutants.covering import ROOT
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
    for mutant in drawn(300, seed=0, rooms=ROOMS):
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
    assert file.read_bytes() == SOURCE
