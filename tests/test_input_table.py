"""Tables as spreadsheets write them are read; what cannot be is told with its remedy, never with a traceback."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator.demand import bookings_file, places, requests_file
from simulator.errors import RequestFileError
from simulator.input_table import PLAIN, Column, Reading, read_input_table
from simulator.network import stop_file
from simulator.scenario.schema import scenario_schema
from simulator.services.carsharing import station_list
from simulator.world import vehicle_list

COLUMNS = (
    Column("name", "text", required=True),
    Column("at", "clock", required=True),
    Column("lon", "number", required=True, low=-180, high=180),
    Column("size", "whole", default=1, low=1, high=1000),
)
ROWS = (("Lübz, Bahnhof", "08:00", 11.75, 2), ("Groß Pankow", "8:05:30", 12.0, 1))
EXPECTED = [("Lübz, Bahnhof", 28_800, 11.75, 2), ("Groß Pankow", 29_130, 12.0, 1)]


def read(folder: Path, content: str | bytes, reading: Reading = PLAIN, name: str = "table.csv") -> pd.DataFrame:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_input_table(path, COLUMNS, reading)


def refusal(folder: Path, content: str | bytes, reading: Reading = PLAIN, name: str = "table.csv") -> str:
    with pytest.raises(RequestFileError) as caught:
        read(folder, content, reading, name)
    return str(caught.value).replace(str(folder / name), "")


def values(table: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(table[["name", "at", "lon", "size"]].itertuples(index=False, name=None))


def written(separator: str, comma: bool, end: str, trailing: int, fraction: bool) -> str:
    """Two rows as a spreadsheet would write them."""
    lines = [["name", "at", "lon", "size", *[""] * trailing]]
    for name, at, lon, size in ROWS:
        number = f"{lon:.2f}".replace(".", "," if comma else ".")
        whole = (f"{size},0" if comma else f"{size}.0") if fraction else str(size)
        quoted = f'"{name}"' if separator in name else name
        lines.append([quoted, at, number, whole, *[""] * trailing])
    lines += [[""] * len(lines[0])] * trailing
    return "".join(separator.join(line) + end for line in lines)


DIALECTS = [
    (separator, comma, end, trailing, fraction)
    for separator, comma, end, trailing, fraction in itertools.product(
        ";\t,|", (False, True), ("\n", "\r\n", "\r"), (0, 2), (False, True)
    )
    if not (separator == "," and comma)
]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_dialect_is_read(tmp_path: Path, encoding: str) -> None:
    for dialect in DIALECTS:
        assert values(read(tmp_path, written(*dialect).encode(encoding))) == EXPECTED, dialect


def test_lines_are_those_of_the_file_whatever_ends_them(tmp_path: Path) -> None:
    for end in ("\n", "\r\n", "\r"):
        text = end.join(["name;at;lon", "", "a;08:00;12", "", "b;08:00;12", "c;08:00;x", ""])
        assert refusal(tmp_path, text) == ':6: lon: "x" is not a number'
        assert read(tmp_path, text.replace("x", "12"))["line"].tolist() == [3, 5, 6]


def test_excels_own_first_line(tmp_path: Path) -> None:
    assert values(read(tmp_path, "sep=;\r\n" + written(";", True, "\r\n", 1, False))) == EXPECTED
    assert 'expected a line with the names of the columns below "sep=;"' in refusal(tmp_path, "sep=;\n")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("name;at;lon\na;08:00;1.234,5\n", ':2: lon: "1.234,5" is not a number; write thousands without separators'),
        ('name,at,lon\na,08:00,"12,5"\n', 'write a decimal point, or separate cells by ";"'),
        ("name,at,lon\na,08:00,12,5\n", ":2: 4 cells; the header has 3; put texts with a comma into quotation marks"),
        ("name;at;lon\na;08:00\n", ":2: 2 cells; the header has 3; write a separator behind every cell"),
        ("name;at;lon;\na;08:00;12;x\n", ":2: 4 cells; the header has 3; put texts with a separator"),
        ("name;;at;lon\na;x;08:00;12\n", ":1: column 2 has no name; give it one, or empty it"),
        ('name;at;lon\n"a;08:00;12\nb;08:00;12\n', ":2: no valid CSV"),
        ("name;at;lon\na;08:00;1_0\n", '"1_0" is not a number'),
        ("name;at;lon\na;08:00;١٢\n", '"١٢" is not a number'),
        ("name;at;lon\na;08:00;inf\n", '"inf" is not a number'),
        ("name;at;lon\na;08:00;1e999\n", "1e999 is no finite number"),
        ("name;at;lon;size\na;08:00;12;2.5\n", '"2.5" is not a whole number'),
        ("name;at;lon\na;2026-05-04 08:00;12\n", ":2: at: 2026-05-04 08:00:00 has a date, but the scenario names none"),
        ("name;at;lon\na;05/04/2026 08:00;12\n", "or dates like 2026-05-04 08:00"),
        ("name;at;lon\na;2026-02-30 08:00;12\n", "is no date with a clock time: day"),
        ("name;at;lon\na;2026-02-03;12\n", "has no clock time; write it as 2026-05-04 08:00"),
        (b"\xd0\xcf\x11\xe0 workbook", "is a workbook, or packed; in the spreadsheet program, save it as CSV UTF-8"),
        ("name;at;lon".encode("utf-16-le"), "it holds zero bytes; save it as CSV UTF-8"),
        ("name;at;lon\na\x07;08:00;12\n", "it holds the control character 7"),
        (b"name;at;lon\na\x81;08:00;12\n", "byte 13 is not UTF-8, nor Windows-1252; save it as CSV UTF-8"),
    ],
)
def test_what_is_refused_names_its_remedy(tmp_path: Path, content: str | bytes, expected: str) -> None:
    assert expected in refusal(tmp_path, content)


def test_what_is_wrong_with_a_date_is_said_once(tmp_path: Path) -> None:
    said = refusal(tmp_path, "name;at;lon\na;2026-05-04;12\n")
    assert said.endswith('at: "2026-05-04" has no clock time; write it as 2026-05-04 08:00')
    assert refusal(tmp_path, "name;at;lon\na;2026-13-04 08:00;12\n").endswith("month must be in 1..12")


def test_points_and_commas_in_one_file_are_not_guessed(tmp_path: Path) -> None:
    """1.234 inhabitants or 1,234: only the other numbers of the file tell."""
    columns = (Column("lon", "number"), Column("people", "number"))
    path = tmp_path / "table.csv"
    path.write_text("lon;people\n11,75;1.234\n")
    with pytest.raises(RequestFileError) as caught:
        read_input_table(path, columns)
    assert '2: lon: "11,75" has a decimal comma, but "1.234" (people, line 2) a point' in str(caught.value)
    path.write_text("lon;people\n11.75;1.234\n")
    assert read_input_table(path, columns)["people"].tolist() == [1.234]
    path.write_text("lon;people\n11,75;1,234\n")
    assert read_input_table(path, columns)["lon"].tolist() == [11.75]


# ---- dates


@pytest.mark.parametrize(
    "text", ["2026-05-04T08:00", "2026-05-04 08:00:00", "04.05.2026 08:00", "4.5.2026 8:00:00.000"]
)
def test_dates_count_from_the_first_day(tmp_path: Path, text: str) -> None:
    content = f"name;at;lon\na;{text};12\n"
    assert read(tmp_path, content, Reading(first_day=date(2026, 5, 4)))["at"].tolist() == [28_800]
    assert read(tmp_path, content, Reading(first_day=date(2026, 5, 3)))["at"].tolist() == [86_400 + 28_800]
    assert read(tmp_path, content, Reading(first_day=date(2026, 5, 5)))["at"].tolist() == [28_800 - 86_400]
    assert read(tmp_path, content, Reading(first_day="earliest"))["at"].tolist() == [28_800]
    assert "years away" in refusal(tmp_path, content, Reading(first_day=date(1926, 5, 4)))


def test_days_are_days_also_when_clocks_change(tmp_path: Path) -> None:
    content = "name;at;lon\na;2026-03-28 12:00;12\nb;2026-03-29 12:00;12\n"
    assert read(tmp_path, content, Reading(first_day="earliest"))["at"].tolist() == [43_200, 43_200 + 86_400]


def test_clock_times_and_dates_stand_side_by_side(tmp_path: Path) -> None:
    content = "name;at;lon\na;08:00;12\nb;2026-05-04 08:00;12\n"
    assert read(tmp_path, content, Reading(first_day=date(2026, 5, 4)))["at"].tolist() == [28_800, 28_800]


def test_parquet_with_its_own_kinds(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "name": ["a", "b"],
            "at": pd.to_datetime(["2026-05-04 08:00", "2026-05-04 09:30"]),
            "lon": [12.0, 11.5],
            "size": [2.0, float("nan")],
        }
    )
    table.to_parquet(tmp_path / "table.parquet")
    found = read_input_table(tmp_path / "table.parquet", COLUMNS, Reading(first_day=date(2026, 5, 4)))
    assert values(found) == [("a", 28_800, 12.0, 2), ("b", 34_200, 11.5, 1)]


# ---- names of columns


def test_columns_may_be_called_otherwise(tmp_path: Path) -> None:
    content = "Kunde;Abfahrt;Startlänge;size\na;08:00;12,5;3\n"
    names = {"name": "Kunde", "at": "Abfahrt", "lon": "Startlänge"}
    assert values(read(tmp_path, content, Reading(names))) == [("a", 28_800, 12.5, 3)]
    assert values(read(tmp_path, content.encode("cp1252"), Reading(names))) == [("a", 28_800, 12.5, 3)]


def test_the_map_wins_over_a_column_of_the_same_name(tmp_path: Path) -> None:
    content = "name;at;lon;wgs_lon\na;08:00;4468000;12.5\n"
    assert values(read(tmp_path, content, Reading({"lon": "wgs_lon"})))[0][2] == 12.5


def test_two_names_can_be_exchanged(tmp_path: Path) -> None:
    columns = (Column("lon", "number"), Column("lat", "number"))
    path = tmp_path / "table.csv"
    path.write_text("lon,lat\n53,12\n")
    table = read_input_table(path, columns, Reading({"lon": "lat", "lat": "lon"}))
    assert table[["lon", "lat"]].to_numpy().tolist() == [[12, 53]]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"lonn": "x"}, 'lonn: is mapped in the scenario, but is no column; did you mean "lon"?'),
        ({"lon": "Lenge"}, 'lon: is called "Lenge" by the scenario, but the file has no such column; did you mean "La'),
        ({"lon": "Laenge", "name": "Laenge"}, "Laenge: stands twice in the scenario's map of columns"),
    ],
)
def test_a_wrong_map_is_told(tmp_path: Path, names: dict[str, str], expected: str) -> None:
    assert expected in refusal(tmp_path, "name,at,Laenge\na,08:00,12\n", Reading(names))


# ---- fuzz


CELLS = [
    *("", " ", '"', '""', ";", ",", "\t", "\r", "\n", "\0", "nan", "1e400", "-0", "2.0", "12,5", "1.234,5", "٣", "ü"),
    *("2026-05-04 08:00", "2026-99-99 08:00", "24:60", "9" * 400, "=1+1", "\ufeff", "é" * 300, "0x10", "1/2", "-1"),
]


def mutated(draw: random.Random) -> bytes:
    """Return a good file with a few cells, bytes or lines that are not."""
    content = written(*draw.choice(DIALECTS)).encode(draw.choice(ENCODINGS))
    for _ in range(draw.randint(1, 4)):
        place, kind = draw.randrange(len(content) + 1), draw.randrange(5)
        if kind == 0:
            cell = draw.choice(CELLS).encode(draw.choice(["utf-8", "utf-16-le"]))
            content = content[:place] + cell + content[place:]
        elif kind == 1:
            content = content[:place] + bytes([draw.randrange(256)]) + content[place + 1 :]
        elif kind == 2:
            content = content[:place]
        elif kind == 3:
            content = content[:place] + content[place + draw.randint(1, 8) :]
        else:
            content = content + content[place:]
    return content


def test_mutated_files_are_read_or_told(tmp_path: Path) -> None:
    draw, told = random.Random(1), 0
    readings = [PLAIN, Reading(first_day=date(2026, 5, 4)), Reading(first_day="earliest"), Reading({"size": "lon"})]
    for _ in range(1500):
        path = tmp_path / "table.csv"
        path.write_bytes(mutated(draw))
        try:
            table = read_input_table(path, COLUMNS, draw.choice(readings), other_columns=draw.random() < 0.5)
        except RequestFileError as error:
            told += 1
            assert str(error)
            assert len(error.problems) <= 21
        else:
            assert table["lon"].between(-180, 180).all()
            assert all(isinstance(at, int) for at in table["at"])
    assert 300 < told < 1450


# ---- the docs


@pytest.mark.parametrize(
    ("page", "columns"),
    [
        ("requests", requests_file.COLUMNS),
        ("tables", stop_file.COLUMNS),
        ("tables", places.LOCALITY_COLUMNS),
        ("tables", station_list.COLUMNS),
        ("tables", vehicle_list.COLUMNS),
        ("carsharing", bookings_file.COLUMNS),
    ],
)
def test_every_column_is_documented(page: str, columns: tuple[Column, ...]) -> None:
    text = (Path(__file__).parents[1] / "docs" / f"{page}.md").read_text(encoding="utf-8")
    assert [column.name for column in columns if f"`{column.name}`" not in text] == []


def file_keys(part: Any, parts: dict[str, Any], key: str = "") -> Iterator[str]:
    """Yield the keys of a JSON schema that name files; names that a scenario chooses are NAME."""
    if "$ref" in part:
        yield from file_keys(parts[part["$ref"].rpartition("/")[2]], parts, key)
    if part.get("format") == "path":
        yield key
    for inner in part.get("anyOf", ()):
        yield from file_keys(inner, parts, key)
    for name, inner in part.get("properties", {}).items():
        yield from file_keys(inner, parts, f"{key}.{name}".lstrip("."))
    for inner in part.get("patternProperties", {}).values():
        yield from file_keys(inner, parts, f"{key}.NAME")


def test_every_map_of_names_is_documented() -> None:
    text = (Path(__file__).parents[1] / "docs" / "tables.md").read_text(encoding="utf-8")
    schema = scenario_schema()
    keys = set(file_keys(schema, schema["$defs"]))
    assert "services.NAME.dispatch.idle.history_file" in keys
    tables = {
        key for key in keys if not key.endswith((".feed", "zones.file", "territories.file")) and key != "network.file"
    }
    assert [key for key in sorted(tables) if f"`{key}`" not in text] == []
