"""What a spreadsheet makes of the formulas of a workbook: the few operators and functions they use, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil
from typing import Any

REFERENCE = re.compile(r"(?:'([^']+)'!)?\$?([A-Z])\$?(\d+)(?::\$?([A-Z])\$?(\d+))?")


def evaluated(sheets: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the values of all cells; sheets: by name, the cells by reference such as B2."""
    found: dict[tuple[str, str], Any] = {}

    def value(sheet: str, cell: str) -> Any:
        key = sheet, cell
        if key not in found:
            content = sheets[sheet].get(cell)
            formula = content[1:] if isinstance(content, str) and content.startswith("=") else None
            found[key] = content if formula is None else calculated(sheet, formula)
        return found[key]

    def calculated(sheet: str, formula: str) -> Any:
        def looked_up(match: re.Match[str]) -> str:
            where, first, row, last, last_row = match.groups()
            if last is None:
                return repr(value(where or sheet, first + row) or 0)
            return repr([value(where or sheet, cell) or 0 for cell in cells(first, row, last, last_row)])

        # what refers to other cells is told from names of functions by its digits
        python = REFERENCE.sub(looked_up, formula).replace("^", "**").replace("IF(", "CHOOSE(")
        return eval(re.sub(r"(?<![<>=])=(?!=)", "==", python), FUNCTIONS)

    return {name: {cell: value(name, cell) for cell in its} for name, its in sheets.items()}


def cells(first_column: str, first_row: str, last_column: str, last_row: str) -> Iterator[str]:
    for row in range(int(first_row), int(last_row) + 1):
        for column in range(ord(first_column), ord(last_column) + 1):
            yield f"{chr(column)}{row}"


FUNCTIONS = {
    "ROUND": lambda number, digits: round(number, digits),
    "ROUNDUP": lambda number, digits: ceil(number * 10**digits) / 10**digits,
    "SUM": sum, "MIN": min, "MAX": max,
    "SUMPRODUCT": lambda one, other: sum(a * b for a, b in zip(one, other, strict=True)),
    "CHOOSE": lambda condition, yes, no: yes if condition else no,
}  # fmt: skip
