"""Exports as they come: CSV in any dialect and encoding, or a workbook, with lines above the header and odd rows."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from simulator.errors import Problem, RequestFileError
from simulator.table_file import SEPARATORS, decoded, read_cells

SEARCHED = 30  # rows in which the header is looked for
WORKBOOK = (".xlsx", ".xlsm")

# What openpyxl raises for workbooks that are broken inside: in the packing, in the XML, or in what this says.
_BROKEN = (zlib.error, EOFError, SyntaxError, LookupError, ValueError, TypeError, AttributeError, RuntimeError)

Row = tuple[int, list[str]]  # its line, its cells
IsHeader = Callable[[Sequence[str]], bool]


@dataclass(frozen=True)
class Sheet:
    """A table as text. lines: where each row stands in the file. odd: lines with more or fewer cells than the header.

    above: how many lines with content stand above the header. beside: sheets of the workbook that were not read.
    """

    file: Path
    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    odd: list[int] = field(default_factory=list)
    above: int = 0
    beside: list[str] = field(default_factory=list)


def read_sheet(path: Path, is_header: IsHeader, expected: str) -> Sheet:
    """Read the table below the first row that is a header. expected: what a header has, for messages.

    Raises RequestFileError for what cannot be read, and where no row of the first ones is a header.
    """
    try:
        if path.suffix.lower() in WORKBOOK:
            return _of_workbook(path, is_header, expected)
        if path.suffix.lower() == ".parquet":
            cells = read_cells(path)
            return _below(path, [(0, cells.header), *zip(cells.lines, cells.rows, strict=True)], is_header, expected)
        text = decoded(path, path.read_bytes())
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror or error}") from error
    separator = _separator(text, is_header)
    return _below(path, list(_csv_rows(path, text, separator)), is_header, expected)


def _refused(path: Path, message: str, line: int = 0) -> RequestFileError:
    return RequestFileError([Problem(str(path), line, 0, "", message)])


def _separator(text: str, is_header: IsHeader) -> str:
    """Return the separator with which one of the first rows is a header; else the one that stands there most often."""
    begin = "".join(text.splitlines(keepends=True)[:SEARCHED])
    for separator in SEPARATORS:
        if any(is_header(_stripped(row)) for row in csv.reader(io.StringIO(begin, newline=""), delimiter=separator)):
            return separator
    return max(SEPARATORS, key=begin.count)


def _csv_rows(path: Path, text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 0
    try:
        for row in reader:
            line = reader.line_num
            if any(cell.strip() for cell in row):
                yield line, _stripped(row)
    except csv.Error as error:
        reason = f"no valid CSV: {error}; look for a quotation mark too many or too few in this row or the next"
        raise _refused(path, reason, line + 1) from error


def _stripped(row: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in row]


def _below(path: Path, rows: list[Row], is_header: IsHeader, expected: str) -> Sheet:
    """Return the rows below the header; cells on the right that have neither name nor content do not count."""
    place = next((number for number, (_, row) in enumerate(rows[:SEARCHED]) if is_header(row)), None)
    if place is None:
        raise _refused(path, f"none of the first {SEARCHED} lines is a header with {expected}")
    header = rows[place][1]
    while header and not header[-1]:
        header = header[:-1]
    width, kept, lines, odd = len(header), list[list[str]](), list[int](), list[int]()
    for line, row in rows[place + 1 :]:
        if len(row) < width or any(row[width:]):
            odd.append(line)
        else:
            kept.append(row[:width])
            lines.append(line)
    return Sheet(path, header, kept, lines, odd, above=place)


def _of_workbook(path: Path, is_header: IsHeader, expected: str) -> Sheet:
    """Read the first sheet that has a header. Rows of workbooks are as wide as the widest: none is odd."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheets = {sheet.title: list(_rows_of(sheet)) for sheet in book.worksheets}
        book.close()
    except OSError:
        raise
    except (BadZipFile, InvalidFileException, *_BROKEN) as error:
        raise _refused(path, f"is no workbook that can be read ({error}); save it as CSV UTF-8") from error
    for title, rows in sheets.items():
        if any(is_header(row) for _, row in rows[:SEARCHED]):
            found = _below(path, rows, is_header, expected)
            return Sheet(
                path, found.header, found.rows, found.lines, [], found.above, [one for one in sheets if one != title]
            )
    raise _refused(path, f"no sheet has a header with {expected} in its first {SEARCHED} lines")


def _rows_of(sheet: Any) -> Iterator[Row]:
    rows = [(line, [_text(cell) for cell in row]) for line, row in enumerate(sheet.iter_rows(values_only=True), 1)]
    width = max((len(row) for _, row in rows), default=0)
    for line, row in rows:
        if any(row):
            yield line, row + [""] * (width - len(row))


def _text(cell: Any) -> str:
    """Return the value of a cell as text."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date | time):
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
