"""Tables that users give: CSV or Parquet, checked column by column, all problems at once."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from simulator.clock import format_clock, parse_clock, parse_date_time
from simulator.days import NO_CHANGE, LocalClock
from simulator.errors import AT_THE_END, Problem, RequestFileError
from simulator.suggest import suggest
from simulator.table_file import MAX_SHOWN as MAX_SHOWN
from simulator.table_file import Cells, read_cells

Kind = Literal["text", "number", "whole", "clock"]
FirstDay = date | Literal["earliest"] | None
MOST_DAYS = 3660  # between a date-time and the first day: seconds fit into 32 bits

_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Column:
    """A column of an input table.

    ``default`` is used where the column or the cell is empty; without one (``required``) that is a problem. Numbers lie
    between ``low`` and ``high``; clock times become seconds.
    """

    name: str
    kind: Kind
    required: bool = False
    default: Any = None
    low: float = -math.inf
    high: float = math.inf


@dataclass(frozen=True)
class Reading:
    """How a scenario says its tables are to be read.

    columns: column of ours -> what the file calls it. first_day: what date-times count from; None when the scenario
    names no date, "earliest" for the first day that occurs in the table. clock: how local time runs. days: numbers of
    the days that are simulated.
    """

    columns: Mapping[str, str] | None = None
    first_day: FirstDay = None
    clock: LocalClock = NO_CHANGE
    days: range = range(1)

    def shown(self, local_s: int, *, dated: bool) -> str:
        """Return local seconds as a table tells them: as a date-time, or as a clock time of the first day."""
        if dated and isinstance(self.first_day, date):
            return f"{datetime.combine(self.first_day, time()) + timedelta(seconds=local_s)}"
        return format_clock(local_s)

    @property
    def span_s(self) -> tuple[int, int]:
        """Return from when until before when departures and rentals may begin: the days, and the night that follows."""
        return self.clock.day_start_s(self.days.start), self.clock.day_start_s(self.days.stop + 1)

    def outside(self, what: str, time_s: int) -> str:
        """Say that a time lies outside of that span; what: things of which there are some in a run."""
        only = len(self.days) == 1
        told = "one day (calendar.first_day)" if only else f"days {self.days.start} to {self.days.stop - 1} (calendar)"
        after = f"more than a day after the {'first' if only else 'last'} day"
        where = "before the first day" if time_s < self.span_s[0] else after
        return f"is {where}; a run has {what} of {told} and the night that follows"


PLAIN = Reading()


def read_input_table(
    path: Path,
    columns: Sequence[Column],
    reading: Reading = PLAIN,
    *,
    other_columns: bool = False,
    told: list[Problem] | None = None,
    cells: Cells | None = None,
) -> pd.DataFrame:
    """Read a table with the given columns, in their order, plus a column ``line`` (where a row stands in the file).

    ``other_columns`` keeps further columns as text instead of calling them unknown. ``attrs["dated"]`` of the table
    names the columns with date-times, ``attrs["second"]`` the lines in which theirs are what clocks show for the second
    time. told: gets what is wrong, for whoever has more to say about the rows that are right, which are then those of
    the table; none where a column is missing. cells: what is read, where the table stands inside of the file; by
    default the file. Raises RequestFileError, without ``told`` for anything, else where nobody can tell which column is
    which.
    """
    found = read_cells(path) if cells is None else cells
    header, problems = _our_names(path, found.header, columns, reading.columns or {})
    problems = problems or _header_problems(path, header, columns, other_columns)
    if len(set(header)) < len(header) or not set(reading.columns or ()) <= set(header):
        raise RequestFileError(problems)
    wrong = list[Problem]()  # cells
    texts = pd.DataFrame(found.rows, columns=header, dtype=object)
    table = pd.DataFrame({"line": found.lines})
    numbers, dated = _Numbers(path, found), list[str]()
    for column in columns:
        given = texts[column.name] if column.name in texts else pd.Series([""] * len(texts), dtype=object)
        is_missing = column.required and column.name not in texts
        values = [None] * len(texts) if is_missing else _converted(path, column, given, found.lines, wrong, numbers)
        if any(isinstance(value, datetime) for value in values):
            dated.append(column.name)
        # What pandas takes for dates of its own would not tell an empty cell from a time.
        table[column.name] = pd.Series(values, dtype=object) if column.name in dated else values
    problems += numbers.problems()
    second = {
        name: [
            line
            for line, value in zip(found.lines, table[name], strict=True)
            if isinstance(value, datetime) and value.fold
        ]
        for name in dated
    }
    if dated:
        problems += _count_from_first_day(path, table, dated, reading.first_day)
    if told is None:
        raise_problems(path, problems + wrong)
    elif problems or wrong:
        told += problems + wrong
        lines = table["line"] if problems else [problem.line for problem in wrong]
        table = table[~table["line"].isin(lines)].reset_index(drop=True).infer_objects()
    table.attrs["dated"], table.attrs["second"] = dated, second
    extra = [name for name in header if name not in table] if other_columns else []
    return table.assign(**{name: texts[name].astype(str) for name in extra})


def filtered(path: Path, table: pd.DataFrame, keep: Mapping[str, Sequence[str]]) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows that have one of some values in each of some columns, and which of these there are not."""
    problems = []
    for column, values in keep.items():
        if column not in table:
            problems.append(Problem(str(path), 1, 0, column, "is filtered by, but there is no such column"))
        else:
            table = table[table[column].isin(values)]
    return table.reset_index(drop=True), problems


def raise_problems(path: Path, problems: list[Problem]) -> None:
    """Raise RequestFileError with the first problems of a file, and how many more there are; nothing if none."""
    problems = sorted(problems)
    more = len(problems) - MAX_SHOWN
    if more > 0:
        problems = [*problems[:MAX_SHOWN], Problem(str(path), AT_THE_END, 0, "", f"and {more} more problems")]
    if problems:
        raise RequestFileError(problems)


def _our_names(
    path: Path, header: list[str], columns: Sequence[Column], names: Mapping[str, str]
) -> tuple[list[str], list[Problem]]:
    """Return the header with the names of ours, and what is wrong with the scenario's map of names.

    A column that the file has under its own name, while the map takes another for it, keeps out of the way.
    """
    known, problems = [column.name for column in columns], []
    for ours, theirs in names.items():
        if ours not in known:
            hint = suggest(ours, known) or f"known are {', '.join(known)}"
            problems.append(Problem(str(path), 1, 0, ours[:80], f"is mapped in the scenario, but is no column; {hint}"))
        elif theirs not in header:
            hint = suggest(theirs, header) or f"it has {', '.join(header)[:200]}"
            message = f'is called "{theirs[:80]}" by the scenario, but the file has no such column; {hint}'
            problems.append(Problem(str(path), 1, 0, ours, message))
    ours_of = {theirs: ours for ours, theirs in names.items()}
    if len(ours_of) < len(names):
        twice = sorted(theirs for theirs in set(names.values()) if list(names.values()).count(theirs) > 1)
        problems.append(Problem(str(path), 1, 0, twice[0][:80], "stands twice in the scenario's map of columns"))
    taken = {ours for ours, theirs in names.items() if ours != theirs}
    renamed = [ours_of.get(name) or (f"{name} (not used)" if name in taken else name) for name in header]
    return renamed, sorted(problems)


def _header_problems(path: Path, header: list[str], columns: Sequence[Column], other: bool) -> list[Problem]:
    names = [column.name for column in columns]
    problems = [
        Problem(str(path), 1, 0, name[:80], "stands twice in the header") for name in header if header.count(name) > 1
    ]
    problems += [
        Problem(str(path), 1, 0, column.name, f"column is missing; the file has {', '.join(header)[:200]}")
        for column in columns
        if column.required and column.name not in header
    ]
    for name in header:
        if name not in names and not other and not name.endswith(" (not used)"):
            hint = (
                suggest(name, names) or f"known are {', '.join(names)}; map it to one of them (columns), or delete it"
            )
            problems.append(Problem(str(path), 1, 0, name[:80], f"unknown column; {hint}"))
    return sorted(set(problems))


class _Numbers:
    """Reads the numbers of one file, all with a decimal point or all with a decimal comma, as the file has them.

    Not both: in a file with decimal commas "1.234" means more than a thousand, and nobody could tell.
    """

    def __init__(self, path: Path, found: Cells) -> None:
        self._path = path
        self._commas = found.separator != ","
        self._seen: dict[str, tuple[str, int, str]] = {}

    def read(self, text: str, column: Column, line: int) -> float:
        """Return a number. Raises ValueError with what was expected."""
        expected = "a whole number" if column.kind == "whole" else "a number"
        if not _NUMBER.fullmatch(text):
            more = "; write thousands without separators" if re.fullmatch(r"[0-9.,' ]+", text) else ""
            raise ValueError(f'"{text[:40]}" is not {expected}{more}')
        if "," in text and not self._commas:
            raise ValueError(f'"{text[:40]}" is not {expected}; write a decimal point, or separate cells by ";"')
        for mark in ".,":
            if mark in text:
                self._seen.setdefault(mark, (text, line, column.name))
        number = float(text.replace(",", "."))
        if not math.isfinite(number):
            raise ValueError(f"{text[:40]} is no finite number")
        if column.kind == "number":
            return number
        if not number.is_integer():
            raise ValueError(f'"{text[:40]}" is not {expected}')
        return int(text) if text.lstrip("+-").isdigit() and len(text) < 20 else int(number)

    def problems(self) -> list[Problem]:
        """Return a problem if the file mixes points and commas."""
        if len(self._seen) < 2:
            return []
        (point, first, beside), (comma, line, name) = self._seen["."], self._seen[","]
        message = (
            f'"{comma[:40]}" has a decimal comma, but "{point[:40]}" ({beside}, line {first}) a point; '
            "write all numbers of the file in one way, thousands without separators"
        )
        return [Problem(str(self._path), line, 0, name, message)]


def _converted(
    path: Path,
    column: Column,
    given: pd.Series[Any],
    lines: list[int],
    problems: list[Problem],
    numbers: _Numbers,
) -> list[Any]:
    values: list[Any] = []
    known: dict[str, Any] = {}
    for line, cell in zip(lines, given, strict=True):
        text = cell.strip()
        if text not in known:
            try:
                known[text] = _value(column, text, line, numbers)
            except ValueError as error:
                known[text] = error
        value = known[text]
        if isinstance(value, ValueError):
            problems.append(Problem(str(path), line, 0, column.name, str(value)))
        values.append(value)
    return values


def _value(column: Column, text: str, line: int, numbers: _Numbers) -> Any:
    if not text:
        if column.required:
            raise ValueError("is empty")
        return column.default
    if column.kind == "text":
        return text
    if column.kind == "clock":
        moment = parse_date_time(text)
        if moment is not None:
            return moment
        try:
            return parse_clock(text)
        except ValueError as error:
            more = ", or dates like 2026-05-04 08:00" if re.search(r"\d[/.-]\d+[/.-]\d", text) else ""
            raise ValueError(f"{error}{more}") from None
    number = numbers.read(text, column, line)
    if not column.low <= number <= column.high:
        raise ValueError(f"{text[:40]} is not between {column.low:g} and {column.high:g}")
    return number


def _count_from_first_day(path: Path, table: pd.DataFrame, columns: list[str], first_day: FirstDay) -> list[Problem]:
    """Turn date-times into local seconds since 00:00 of the first day, in place; return what is wrong with them."""
    found = [
        (value, int(line), name)
        for name in columns
        for line, value in zip(table["line"], table[name], strict=True)
        if isinstance(value, datetime)
    ]
    first = min(value for value, _, _ in found).date() if first_day == "earliest" else first_day
    if first is None:
        value, line, name = min(found, key=lambda one: one[1:])
        message = f"{value} has a date, but the scenario names none; say calendar.first_day: {value.date()}"
        return [Problem(str(path), line, 0, name, message)]
    start = datetime(first.year, first.month, first.day)
    problems = [
        Problem(str(path), line, 0, name, f"{value} is years away from the first day, {first}")
        for value, line, name in found
        if abs(value - start) > MOST_DAYS * _DAY
    ]
    for name in columns if not problems else ():
        table[name] = [
            (value - start) // timedelta(seconds=1) if isinstance(value, datetime) else value for value in table[name]
        ]
    return problems
