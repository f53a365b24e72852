"""A file of a feed as cells of text."""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys

import numpy as np
import pandas as pd

from simulator.network.gtfs.repairs import DROPPED, MENDED, Repairs

_SPACED = re.compile(r'(?:^|,)"?[ \t]|[ \t]"?(?:,|$)', re.MULTILINE)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def text_table(file: str, content: bytes, repairs: Repairs) -> pd.DataFrame:
    """Return all cells as text without spaces around them, and ``line``, where each row stands in the file.

    Cells that a row has too few are empty; what it has too many drops it, unless they are empty. Rows without any
    content are no rows. Of columns that have the same name the first counts.
    """
    text = _decoded(file, content, repairs).replace("\0", "")
    rows, lines = _rows(text)
    if not rows:
        return pd.DataFrame({"line": np.zeros(0, dtype=np.int32)})
    header = [name.strip() for name in rows[0]]
    rows, lines = _rectangular(file, rows[1:], lines[1:], len(header), repairs)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    strip = _SPACED.search(text) is not None
    table = {"line": pd.Series(lines, dtype=np.int32)}
    for name, cells in zip(header, columns, strict=True):
        if name and name not in table:
            values = [cell.strip() for cell in cells] if strip else list(cells)
            table[name] = pd.Series(values, dtype=object)
    return pd.DataFrame(table)


def _decoded(file: str, content: bytes, repairs: Repairs) -> str:
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(marked)
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not {marked.upper().removesuffix('-SIG')}; read as Windows-1252"
        repairs.tell_file(file, "", "", problem, MENDED)
        return content.decode("cp1252", errors="replace")


def _rows(text: str) -> tuple[list[list[str]], list[int]]:
    """Return the rows that have any content, and the line each begins on."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    before = csv.field_size_limit(sys.maxsize)
    try:
        reader = csv.reader(io.StringIO(text, newline=""))
        rows = list[list[str]]()
        lines, line = list[int](), 1
        for row in reader:
            if any(row):
                rows.append(row)
                lines.append(line)
            line = reader.line_num + 1
    finally:
        csv.field_size_limit(before)
    return rows, lines


def _rectangular(
    file: str, rows: list[list[str]], lines: list[int], width: int, repairs: Repairs
) -> tuple[list[list[str]], list[int]]:
    """Return rows that all have as many cells as the header, and their lines."""
    odd = [place for place, row in enumerate(rows) if len(row) != width]
    if not odd:
        return rows, lines
    dropped = set[int]()
    for place in odd:
        row, message = rows[place], f"has {len(rows[place])} cells, the header has {width}"
        told = pd.DataFrame({"line": [lines[place]]})
        if any(cell.strip() for cell in row[width:]):
            repairs.tell(file, told, "", message, DROPPED)
            dropped.add(place)
        elif len(row) < width:
            repairs.tell(file, told, "", f"{message}; the others are taken as empty", MENDED)
        rows[place] = row[:width] + [""] * (width - len(row))
    kept = [place for place in range(len(rows)) if place not in dropped]
    return [rows[place] for place in kept], [lines[place] for place in kept]
