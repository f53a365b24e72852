"""Text files of rows of numbers, as benchmark instances are written."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import InputError, Problem

MAX_BYTES = 50_000_000
MAX_SHOWN = 20


class InstanceError(InputError):
    """An instance or a solution that cannot be used."""


@dataclass(frozen=True)
class NumberRow:
    """The numbers of a line."""

    line: int
    values: tuple[float, ...]


def read_rows(path: Path) -> list[NumberRow]:
    """Return the rows of numbers of a file, without empty lines.

    Raises InstanceError with line and column of everything that is no number.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InstanceError([Problem(str(path), 0, 0, "", f"larger than {MAX_BYTES // 10**6} MB: no instance")])
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is no text"
        raise InstanceError([Problem(str(path), 0, 0, "", f"cannot be read: {reason}")]) from error
    rows, problems = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        values = []
        for field, cell in enumerate(line.split(), start=1):
            try:
                value = float(cell)
            except ValueError:
                value = math.nan
            if not math.isfinite(value):
                problems.append(
                    Problem(str(path), number, 0, f"field {field}", f"expected a number, found {cell[:40]!r}")
                )
            values.append(value)
        if values:
            rows.append(NumberRow(number, tuple(values)))
    if problems:
        raise InstanceError(problems[:MAX_SHOWN])
    if len(rows) < 2:
        raise InstanceError([Problem(str(path), 0, 0, "", "expected a header and one row per node")])
    return rows
