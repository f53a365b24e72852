"""Functions are short and are given few things, classes are no longer than a few pages."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "simulator"
LONGEST_CLASS = 290
MOST_PARAMETERS = 7
# Numbers and arrays that do not belong together, handed to compiled code one by one, which is fastest; and what a
# researcher may say, each with a default.
MORE_PARAMETERS = {
    "kernels/event_rows.py::append_row",
    "kernels/paths.py::measure_path",
    "kernels/timing.py::stop_times",
    "experiments/compare.py::compare",
    "simulation/simulate.py::simulate",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def found(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[str, ast.AST]]:
    """Yield what is of a kind, with the name of its file and its own."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kind):
                yield f"{path.relative_to(PACKAGE).as_posix()}::{node.name}", node


@cache
def functions() -> list[tuple[str, ast.AST]]:
    return list(found((ast.FunctionDef, ast.AsyncFunctionDef)))


def lines(function: Function) -> int:
    """Return how many lines a function has without its head and its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def parameters(function: Function) -> int:
    """Return how many parameters a function has; the object or class it belongs to is none."""
    told = function.args
    names = [one.arg for one in (*told.posonlyargs, *told.args, *told.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def test_few_parameters() -> None:
    many = {name for name, function in functions() if parameters(function) > MOST_PARAMETERS}
    assert many == MORE_PARAMETERS


def test_short_functions() -> None:
    sizes = sorted(lines(function) for _, function in functions())
    assert statistics.median(sizes) <= 6
    assert sizes[int(0.9 * len(sizes))] <= 21


def test_no_long_class() -> None:
    long = {name: node.end_lineno - node.lineno + 1 for name, node in found(ast.ClassDef)}
    assert {name: size for name, size in long.items() if size > LONGEST_CLASS} == {}
