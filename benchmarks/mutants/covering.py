"""Which tests run through which function: measured over the suite or parts of it, kept in ``covering.json``."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.mutants.changes import Mutant

ROOT = Path(__file__).parents[2]
KEPT = Path(__file__).with_name("covering.json")
TESTS_S = 90.0  # the tests of a function take no longer together, as measured
MOST_TESTS = 24
OF_EACH_LINE = 4  # tests that run through it, where there are as many
STORED = "tests/stored/"  # tests that compare all there is to see; those that run through a function judge it first
STORED_S = 30.0  # of the time
MOST_STORED = 6
OF_FIELDS = ("tests/scenario/test_loader.py::test_the_schema_beside_the_scenarios_is_current",)
Covering = dict[str, list[str]]
Lines = dict[str, set[int]]  # of a function, by the test that runs through them


def read_covering() -> Covering:
    """Return the tests of each function, ``file::name``; the most special come first."""
    kept = json.loads(KEPT.read_text("utf-8"))
    return {function: [kept["tests"][number] for number in numbers] for function, numbers in kept["functions"].items()}


def tests_of(mutant: Mutant, covering: Covering) -> list[str]:
    """Return the tests that cover the function of a fault; before them what sees the fields of a class.

    Those of its file where no test does, as the function is new or made while it is imported; where the file is new,
    those that most functions of its folder have.
    """
    fields = OF_FIELDS if mutant.function.rpartition(".")[2][:1].isupper() else ()
    known = covering.get(f"{mutant.file}::{mutant.function}") or _beside(f"{mutant.file}::", covering)
    return [*fields, *(known or _beside(f"{mutant.file.rpartition('/')[0]}/", covering))]


def _beside(start: str, covering: Covering) -> list[str]:
    """Return the tests of most functions whose names begin so, a few of them from what is stored."""
    counts = Counter(test for name, tests in covering.items() if name.startswith(start) for test in tests)
    common = [test for test, _ in counts.most_common()]
    stored = [test for test in common if test.startswith(STORED)]
    return [*stored[:MOST_STORED], *(test for test in common if test not in stored)][:MOST_TESTS]


def measure(rooms: tuple[str, ...], paths: list[str]) -> None:
    """Run tests, look which of them run through which functions of these rooms, and keep that.

    paths: of the tests; what is known of others is kept. Without any all but the slow tests are run, by as many
    processes as there are cores; parts of them by one, where what tests have in common is made by the first of them
    every time.
    """
    with tempfile.TemporaryDirectory() as folder:
        data, times = Path(folder) / "coverage", Path(folder) / "times.xml"
        ways = ["-n", "0", *paths] if paths else ["-n", "auto", "--dist", "worksteal", "-m", "not slow"]
        where = [f"--cov=simulator/{room}" for room in rooms]
        command = ["pytest", *ways, *where, "--cov-context=test", "--cov-report="]
        subprocess.run(
            [sys.executable, "-m", *command, f"--junitxml={times}", "-o", "junit_family=xunit1"],
            cwd=ROOT, env={**os.environ, "COVERAGE_FILE": str(data)}, check=False,
        )  # fmt: skip
        covering = _by_function(data, _durations(times), rooms)
    if paths:
        covering = _together(covering, read_covering())
    tests = sorted({test for found in covering.values() for test in found})
    number = {test: index for index, test in enumerate(tests)}
    functions = {name: [number[test] for test in found] for name, found in sorted(covering.items())}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(found)}" for name, found in functions.items())
    listed = ",\n".join(f"  {json.dumps(test)}" for test in tests)
    KEPT.write_text(f'{{"tests": [\n{listed}\n],\n"functions": {{\n{lines}\n}}}}\n', "utf-8")


def _together(measured: Covering, before: Covering) -> Covering:
    """Return the tests of each function: those measured now, and those that were known before, while there is room."""
    now = {test for tests in measured.values() for test in tests}
    names = [name for name in {**before, **measured} if (ROOT / _file(name)).is_file()]
    old = {name: [test for test in before.get(name, ()) if test not in now] for name in names}
    return {name: _both(measured.get(name, []), old[name]) for name in names}


def _both(measured: list[str], before: list[str]) -> list[str]:
    known = [test for test in before if (ROOT / _file(test)).is_file()]
    both = sorted([*measured, *known], key=lambda test: not test.startswith(STORED))
    stored = sum(test.startswith(STORED) for test in both)
    return both[: stored + MOST_TESTS]


def _durations(times: Path) -> dict[str, float]:
    """Return how long each test took [s], by its node id."""
    found: dict[str, float] = {}
    for case in ElementTree.parse(times).iter("testcase"):
        file, name = str(case.get("file")), str(case.get("name"))
        found[f"{file}::{name}"] = float(case.get("time", "0"))
    return found


def _by_function(data: Path, duration_s: dict[str, float], rooms: tuple[str, ...]) -> Covering:
    from coverage import CoverageData

    measured = CoverageData(str(data))
    measured.read()
    found: dict[str, Lines] = {}  # the lines of the function that each test runs through
    for file in sorted(measured.measured_files()):
        path = Path(file)
        if path.suffix != ".py" or not any(path.is_relative_to(ROOT / "simulator" / room) for room in rooms):
            continue
        contexts = measured.contexts_by_lineno(file)
        for name, first, last in _functions(path):
            run: Lines = defaultdict(set)
            for line in range(first, last + 1):
                for context in contexts.get(line, ()):
                    test, _, when = context.partition("|")
                    if when == "run" and test in duration_s:
                        run[test].add(line)
            found[f"{path.relative_to(ROOT)}::{name}"] = run
    reach: dict[str, int] = defaultdict(int)
    beside: dict[tuple[str, str], int] = defaultdict(int)
    for name, tests in found.items():
        for test in tests:
            reach[test] += 1
            beside[_file(name), test] += 1

    def special(name: str, test: str) -> float:
        return beside[_file(name), test] ** 2 / reach[test]

    return {name: _chosen(tests, partial(special, name), duration_s) for name, tests in found.items()}


def _file(name: str) -> str:
    return name.partition("::")[0]


def _functions(path: Path) -> list[tuple[str, int, int]]:
    """Return names, first lines of the body and last lines of the functions of a file."""
    found: list[tuple[str, int, int]] = []

    def look(node: ast.AST, names: tuple[str, ...]) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inner = (*names, child.name)
                found.append((".".join(inner), child.body[0].lineno, child.end_lineno or child.lineno))
                look(child, inner)
            else:
                look(child, names)

    look(ast.parse(path.read_bytes()), ())
    return found


def _chosen(lines: Lines, special: Callable[[str], float], duration_s: dict[str, float]) -> list[str]:
    """Return the tests of what is stored that see most of a function, then others.

    special: the larger the more a test runs through the file of the function, and the less through others. Others are
    those that run through lines few tests get to, so that a few judge each line; then the most special ones. There are
    as many as there is time for, and at least one of each.
    """
    stored = sorted(
        (test for test in lines if test.startswith(STORED)), key=lambda t: (-len(lines[t]), duration_s[t], t)
    )
    others = sorted((test for test in lines if test not in stored), key=lambda t: (-special(t), duration_s[t], t))
    first = _in_time(stored, duration_s, STORED_S)
    rest = dict.fromkeys([*_of_every_line({test: lines[test] for test in others}), *others])
    return first + _in_time(list(rest), duration_s, TESTS_S - sum(duration_s[test] for test in first))


def _of_every_line(lines: Lines) -> list[str]:
    """Return the first few tests of each line, those of lines that few tests get to before others."""
    tests: dict[int, list[str]] = defaultdict(list)
    for test, its_lines in lines.items():
        for line in its_lines:
            tests[line].append(test)
    chosen: dict[str, None] = {}
    for _, found in sorted(tests.items(), key=lambda item: (len(item[1]), item[0])):
        missing = OF_EACH_LINE - sum(test in chosen for test in found)
        chosen |= dict.fromkeys([test for test in found if test not in chosen][: max(0, missing)])
    return list(chosen)


def _in_time(tests: list[str], duration_s: dict[str, float], left_s: float) -> list[str]:
    """Return the first tests, as many as there is time for."""
    chosen: list[str] = []
    for test in tests:
        if len(chosen) < MOST_TESTS and (duration_s[test] <= left_s or not chosen):
            chosen.append(test)
            left_s -= duration_s[test]
    return chosen
