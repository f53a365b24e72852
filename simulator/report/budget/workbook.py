"""``budget-en.xlsx``, ``budget-de.xlsx``: the budget as a workbook whose formulas live; the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.report.budget.sheets import sheets_of
from simulator.report.page.language import LANGUAGES, Language
from simulator.whole import write_whole

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from simulator.report.budget.sheet import Sheet
    from simulator.report.budget.told import BudgetTold

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # of every part: the day on which it was written would change the bytes
DATES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
WIDEST = 70


def write_workbooks(folder: Path, told: BudgetTold) -> list[Path]:
    """Write a workbook in each language into the folder of a budget, and return them."""
    found = []
    for code in LANGUAGES:
        path = folder / f"budget-{code}.xlsx"
        write_whole(path, workbook_bytes(sheets_of(told, Language(code))))
        found.append(path)
    return found


def workbook_bytes(sheets: list[Sheet]) -> bytes:
    """Return the file of a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    saved = io.BytesIO()
    book.save(saved)
    return _dateless(saved.getvalue())


def _fill(there: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    head, input_ = Font(bold=True), PatternFill("solid", fgColor="FFF2CC")
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row.cells, start=1):
            cell = there.cell(number, column, value)
            if row.is_head:
                cell.font = head
            cell.alignment = Alignment(wrap_text=isinstance(value, str) and not value.startswith("="), vertical="top")
            if isinstance(value, int | float) or (isinstance(value, str) and value.startswith("=")):
                cell.number_format = row.number_format
            if column in row.inputs:
                cell.fill = input_
    for column, width in enumerate(sheet.widths, start=1):
        there.column_dimensions[there.cell(1, column).column_letter].width = min(width, WIDEST)
    there.freeze_panes = "B2"


def _dateless(content: bytes) -> bytes:
    """Return the file without the dates on which it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            part = DATES.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", old.read(name))
            its = zipfile.ZipInfo(name, LONG_AGO)
            its.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(its, part)
    return made.getvalue()
