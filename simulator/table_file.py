"""Files of cells as spreadsheets and programs write them: CSV in its dialects, and Parquet, as text cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import Problem, RequestFileError

MAX_BYTES = 2_000_000_000
MAX_SHOWN = 20  # problems of one file
SEPARATORS = ";\t,|"
AS_CSV = "save it as CSV UTF-8"

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the mark of UTF-16, so it is looked for first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls
_SEPARATOR_LINE = re.compile(r"sep=([;\t,|])", re.IGNORECASE)  # Excel's own first line
_FIRST_LINE = re.compile(r"[^\r\n]+")
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True)
class Cells:
    """A table as text. lines: where each row stands in the file. separator: of the cells; "" in Parquet."""

    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    separator: str = ""


def read_cells(path: Path) -> Cells:
    """Read a file. Raises RequestFileError with what is wrong and what to do about it."""
    try:
        return _read_parquet(path) if path.suffix.lower() == ".parquet" else _read_csv(path)
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror or error}") from error


def _refused(path: Path, message: str, line: int = 0) -> RequestFileError:
    return RequestFileError([Problem(str(path), line, 0, "", message)])


def _read_csv(path: Path) -> Cells:
    if path.stat().st_size > MAX_BYTES:
        raise _refused(path, f"larger than {MAX_BYTES:,} bytes; use Parquet")
    text = decoded(path, path.read_bytes())
    first_line = _FIRST_LINE.search(text)
    heading = first_line[0] if first_line else ""
    told = _SEPARATOR_LINE.fullmatch(heading.strip('" '))
    separator = told[1] if told else _separator(heading)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    table: list[tuple[int, list[str]]] = []
    try:
        table.extend((reader.line_num, row) for row in reader if any(cell.strip() for cell in row))
    except csv.Error as error:
        begins = table[-1][0] + 1 if table else 1
        reason = f"no valid CSV: {error}; look for a quotation mark too many or too few in this row or the next"
        raise _refused(path, reason, begins) from error
    table = table[1:] if told else table
    if not table:
        raise _refused(path, f"the file is empty; expected a line with the names of the columns{_if_told(told)}")
    return _rectangular(path, table, separator)


def _if_told(told: re.Match[str] | None) -> str:
    return "" if told is None else f' below "{told[0]}"'


def decoded(path: Path, content: bytes) -> str:
    """Return the text of a file: by its byte order mark, else UTF-8, else Windows-1252 as Excel writes it."""
    if content.startswith(_WORKBOOKS):
        raise _refused(path, f"is a workbook, or packed; in the spreadsheet program, {AS_CSV}")
    marked = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
    try:
        if marked:
            text = content.decode(marked)
        else:
            try:
                text = content.decode("utf-8")
            except UnicodeDecodeError:
                text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        kinds = marked.upper().removesuffix("-SIG") if marked else "UTF-8, nor Windows-1252"
        raise _refused(path, f"no text file: byte {error.start} is not {kinds}; {AS_CSV}") from error
    found = _NO_TEXT.search(text)
    if found:
        what = "zero bytes" if found[0] == "\0" else f"the control character {ord(found[0])}"
        raise _refused(path, f"no text file: it holds {what}; {AS_CSV}")
    return text


def _separator(header: str) -> str:
    """Return what separates the names of the columns: whatever stands most often outside of quotation marks."""
    bare = re.sub(r'"[^"]*"', "", header)
    most = max(SEPARATORS, key=bare.count)
    return most if bare.count(most) else ","


def _rectangular(path: Path, table: list[tuple[int, list[str]]], separator: str) -> Cells:
    """Return the cells without what spreadsheets add on the right: columns without a name and without content."""
    names = [name.strip() for name in table[0][1]]
    width = max(place for place, name in enumerate(names, 1) if name)
    header, problems, rows, lines = names[:width], [], [], []
    for line, row in table[1:]:
        if len(row) < len(header) or any(cell.strip() for cell in row[len(header) :]):
            count = max(min(len(row), len(header)), *(n for n, cell in enumerate(row, 1) if cell.strip()))
            message = f"{count} cells; the header has {len(header)}; {_mend(row, len(header), separator)}"
            problems.append(Problem(str(path), line, 0, "", message))
        else:
            rows.append(row[: len(header)])
            lines.append(line)
    nameless = [place for place, name in enumerate(header) if not name]
    for place in nameless:
        if any(row[place].strip() for row in rows):
            message = f"column {place + 1} has no name; give it one, or empty it"
            problems.append(Problem(str(path), table[0][0], 0, "", message))
    if problems:
        raise RequestFileError(sorted(problems)[:MAX_SHOWN])
    kept = [place for place, name in enumerate(header) if name]
    if nameless:
        header, rows = [header[place] for place in kept], [[row[place] for place in kept] for row in rows]
    return Cells(header, rows, lines, separator)


def _mend(row: list[str], width: int, separator: str) -> str:
    if len(row) < width:
        return "write a separator behind every cell, empty ones too"
    if separator == ",":
        return 'put texts with a comma into quotation marks, and write decimals as 12.5, or separate cells by ";"'
    return "put texts with a separator into quotation marks, or give the columns on the right a name"


def _read_parquet(path: Path) -> Cells:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
        columns = [[_text(cell) for cell in column.to_pylist()] for column in table.columns]
    except (pa.ArrowException, ValueError, OverflowError) as error:
        raise _refused(path, f"no valid Parquet file: {str(error).splitlines()[0]}") from error
    rows = [list(row) for row in zip(*columns, strict=True)]
    return Cells([name.strip() for name in table.column_names], rows, list(range(1, table.num_rows + 1)))


def _text(cell: Any) -> str:
    """Return a value of Parquet as a cell; missing numbers and times are empty."""
    return "" if cell is None or cell != cell else str(cell)
