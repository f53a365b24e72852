"""The small faults that can be put into a file: another sign, bound, number, condition, or a statement left out.

Not touched: text, annotations, assertions (``strict`` of ``zip`` is one), decorators, ``if TYPE_CHECKING`` and
``__repr__``; nor numbers given by keyword in `report`, which say how wide, dark or thick something is painted: that is
judged by looking.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "in": "not in", "not in": "in",
               "is": "is not", "is not": "is"}  # fmt: skip
ARITHMETIC = {"+": "-", "-": "+", "*": "+", "/": "*", "//": "*", "%": "+", "&": "|", "|": "&"}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "np.minimum": "np.maximum", "np.maximum": "np.minimum"}
WORDS = {"and": "or", "or": "and", "break": "continue", "continue": "break"}
_CHANGED_ITSELF = ast.Compare | ast.BoolOp | ast.UnaryOp


class Mutant(NamedTuple):
    """One change of a file: what stands from begin to end [bytes] becomes another text."""

    file: str
    function: str
    line: int
    begin: int
    end: int
    before: str
    after: str

    def __str__(self) -> str:
        """Return where the fault is and what it is."""
        return f"{self.file}:{self.line} {self.function}: {self.before!r} -> {self.after!r}"


def mutants(root: Path, file: Path) -> list[Mutant]:
    """Return every fault that can be put into a file, in the order of its text."""
    source = file.read_bytes()
    return sorted(_Finder(str(file.relative_to(root)), source).found(), key=lambda m: (m.begin, m.end, m.after))


def changed(source: bytes, mutant: Mutant) -> bytes:
    """Return a file with the fault in it."""
    return source[: mutant.begin] + mutant.after.encode() + source[mutant.end :]


class _Finder:
    def __init__(self, file: str, source: bytes) -> None:
        self.file, self.source = file, source
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def found(self) -> Iterator[Mutant]:
        return self._inside(ast.parse(self.source), ())

    def _inside(self, node: ast.AST, names: tuple[str, ...]) -> Iterator[Mutant]:
        if _is_left_alone(node):
            return
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = (*names, node.name)
        if names:
            for begin, end, after in self._changes(node):
                before = self.source[begin:end].decode()
                line = self.source.count(b"\n", 0, begin) + 1
                yield Mutant(self.file, ".".join(names), line, begin, end, before, after)
        for child in _children(node):
            if _asserts(node, child):
                continue
            if not (self.file.startswith("simulator/report") and _is_looks(child)):
                yield from self._inside(child, names)

    def _changes(self, node: ast.AST) -> Iterator[tuple[int, int, str]]:
        match node:
            case ast.Compare(left=left, comparators=[right, *_]):
                yield from self._operator(left, right, COMPARISONS)
            case ast.BinOp(left=left, right=right) if not (_is_text(left) or _is_text(right)):
                yield from self._operator(left, right, ARITHMETIC)
            case ast.BoolOp(values=[left, right, *_]):
                yield from self._operator(left, right, WORDS)
            case ast.UnaryOp(op=ast.Not()):
                yield self._at(node), self._at(node) + len("not "), ""
            case ast.Constant(value=bool(value)):
                yield *self._span(node), str(not value)
            case ast.Constant(value=int(value) | float(value)):
                yield *self._span(node), str(value + 1)
            case ast.Call(func=func) if (name := ast.unparse(func)) in CALLS:
                yield *self._span(func), CALLS[name]
            case ast.If(test=test) | ast.IfExp(test=test) if not isinstance(
                test, ast.Compare | ast.BoolOp | ast.UnaryOp
            ):
                yield *self._span(test), f"(not {self.source[slice(*self._span(test))].decode()})"
            case ast.Break() | ast.Continue():
                yield *self._span(node), WORDS[self.source[slice(*self._span(node))].decode()]
            case ast.Expr(value=ast.Call()) | ast.AugAssign():
                yield *self._span(node), "pass"

    def _operator(self, left: ast.expr, right: ast.expr, others: dict[str, str]) -> Iterator[tuple[int, int, str]]:
        """Yield the change of what stands between two operands, brackets and comments apart."""
        begin = self._span(left)[1]
        between = self.source[begin : self._at(right)].decode()
        sign = between.strip("() \n\t")
        if sign in others:
            begin += between.index(sign)
            yield begin, begin + len(sign), others[sign]

    def _at(self, node: ast.expr | ast.stmt) -> int:
        return self.starts[node.lineno - 1] + node.col_offset

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._at(node), self.starts[node.end_lineno - 1] + node.end_col_offset


def _is_left_alone(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Assert | ast.JoinedStr | ast.arg | ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.FunctionDef) and node.name == "__repr__")
        or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    )


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a node, without annotations and decorators."""
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns", "decorator_list"):
            yield from (part for part in (value if isinstance(value, list) else [value]) if isinstance(part, ast.AST))


def _asserts(node: ast.AST, part: ast.AST) -> bool:
    """Return whether a part of a call of ``zip`` only says that all it is given are of one length."""
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) == "zip"
        and isinstance(part, ast.keyword)
        and part.arg == "strict"
    )


def _is_looks(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant | ast.Tuple)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
