"""Tables as programs and people leave them."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from simulator.demand.importing.sheet import read_sheet
from simulator.errors import RequestFileError
from tests.draws import first


def has_place(row: list[str]) -> bool:
    return "Straße" in row


def read(path: Path):
    return read_sheet(path, has_place, '"Straße"')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_separators_and_lines_above(tmp_path: Path, encoding: str, separator: str) -> None:
    lines = [["Übersicht, Mai; alle"], ["Nr", "Straße", ""], ["1", '"a;b,c|d"', ""], [], ["2", "ö", ""]]
    path = tmp_path / "x.csv"
    path.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))
    sheet = read(path)
    assert sheet.header == ["Nr", "Straße"]
    assert sheet.rows == [["1", "a;b,c|d"], ["2", "ö"]]
    assert (sheet.lines, sheet.above) == ([3, 5], 1)


def test_rows_of_another_width_are_told_by_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Nr,Straße\n1\n2,b\n3,c,d\n4,e,\n")
    sheet = read(path)
    assert (sheet.rows, sheet.lines, sheet.odd) == ([["2", "b"], ["4", "e"]], [3, 5], [2, 4])


def test_a_workbook_with_a_sheet_before(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["nothing here"])
    sheet = book.create_sheet("Fahrten")
    for row in (["Mai"], ["Nr", "Straße", "wann"], [1, "a", datetime(2022, 5, 17, 8, 30)], [2.5, None, None]):
        sheet.append(row)
    book.save(tmp_path / "x.xlsx")
    found = read(tmp_path / "x.xlsx")
    assert found.rows == [["1", "a", "2022-05-17 08:30:00"], ["2.5", "", ""]]
    assert (found.lines, found.above, found.beside) == ([3, 4], 1, ["Sheet"])


@pytest.mark.parametrize("seed", first(4, 100))
def test_a_broken_workbook_is_read_or_told(tmp_path: Path, seed: int) -> None:
    from openpyxl import Workbook

    random, book, packed = np.random.default_rng(seed), Workbook(), io.BytesIO()
    for row in (["Nr", "Straße"], [1, "a"], [2, "b"]):
        book.active.append(row)
    book.save(packed)
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(packed) as whole, zipfile.ZipFile(path, "w") as broken:
        names = whole.namelist()
        spoilt = names[random.integers(len(names))]
        for name in names:
            content = bytearray(whole.read(name))
            if name == spoilt:
                place = random.integers(len(content))
                content[place : place + random.integers(0, 20)] = (b"<", b'"', b"9", b"", b"<a/>")[random.integers(5)]
            broken.writestr(name, bytes(content))
    try:
        assert "Straße" in read(path).header
    except RequestFileError as error:
        assert "x.xlsx" in str(error)


@pytest.mark.parametrize(
    "content", [b"", b"\0\0", b"no header", b'Nr,Stra\xc3\x9fe\n"1,2\n', b"PK\x03\x04 no workbook"]
)
@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.parquet"])
def test_what_is_no_table(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RequestFileError, match=name):
        read(tmp_path / name)
