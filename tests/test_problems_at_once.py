"""Tables of requests and bookings: columns, cells, and rows that are right in themselves, all that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from simulator.demand.bookings_file import read_bookings
from simulator.demand.requests_file import read_requests
from simulator.errors import RequestFileError
from simulator.scenario.calendar_models import Calendar

DATED = Calendar(first_day="2026-03-02").reading()  # type: ignore[arg-type]


def told(path: Path, text: str, read: Callable[[Path], pd.DataFrame]) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RequestFileError) as caught:
        read(path)
    return [f"{problem.line} {problem.key}: {problem.message}" for problem in caught.value.problems]


def test_columns_and_cells_of_requests(tmp_path: Path) -> None:
    text = "request_id,earliest_departure,origin_node,destination_nod\na,8:0x,0,1\nb,08:00,one,1\n"
    found = told(tmp_path / "r.csv", text, read_requests)
    assert [line.split(";")[0] for line in found] == [
        "1 destination_nod: unknown column",
        '2 earliest_departure: "8:0x" is no clock time',
        '3 origin_node: "one" is not a whole number',
    ]


def test_cells_and_rows_of_requests(tmp_path: Path) -> None:
    text = (
        "request_id,submitted,earliest_departure,origin_node,destination_node,party_size,wheelchairs\n"
        "a,09:00,08:00,0,1,1,0\nb,,08:00,0,1,many,0\nc,,08:00,0,1,1,2\nb,,49:00,0,1,1,0\n"
    )
    assert [line.split(";")[0] for line in told(tmp_path / "r.csv", text, read_requests)] == [
        "2 submitted: 09:00:00 is later than earliest_departure",
        '3 party_size: "many" is not a whole number',
        "4 wheelchairs: 2 are more than the party has people",
        '5 earliest_departure: "49:00" is no clock time',
    ]


def test_times_with_dates_are_told_as_the_file_tells_them(tmp_path: Path) -> None:
    text = (
        "request_id,submitted,earliest_departure,origin_node,destination_node\na,02.03.2026 9:00,02.03.2026 8:00,0,1\n"
    )
    found = told(tmp_path / "r.csv", text, lambda path: read_requests(path, reading=DATED))
    assert found == ["2 submitted: 2026-03-02 09:00:00 is later than earliest_departure"]


def test_a_day_beside_a_date_and_what_is_wrong_with_other_rows(tmp_path: Path) -> None:
    text = (
        "request_id,day,earliest_departure,origin_node,destination_node\na,1,2026-03-02 08:00,0,1\n"
        "b,,2026-03-02 08:00,0,\n"
    )
    found = told(tmp_path / "r.csv", text, lambda path: read_requests(path, reading=DATED))
    assert found == [
        "2 day: 1 stands beside a date in earliest_departure",
        "3 destination_lon: neither destination_lon and destination_lat nor destination_node is given",
    ]


def test_without_a_column_that_is_needed_no_row_can_be_judged(tmp_path: Path) -> None:
    text = "request_id,origin_node,destination_node,party_size\na,0,1,two\na,0,1,1\n"
    found = told(tmp_path / "r.csv", text, read_requests)
    assert [line.split(";")[0] for line in found] == [
        "1 earliest_departure: column is missing", '2 party_size: "two" is not a whole number',
    ]  # fmt: skip


def test_cells_and_rows_of_bookings(tmp_path: Path) -> None:
    text = "booking_id,start,end,station,length_km\nx,8 h,10:00,a,5\ny,10:00,10:00,a,5\nz,10:00,11:00,b,far\n"
    found = told(tmp_path / "b.csv", text, lambda path: read_bookings(path, ("a",)))
    assert [line.split(";")[0] for line in found] == [
        '2 start: "8 h" is no clock time', "3 end: 10:00:00 is not later than the start",
        '4 length_km: "far" is not a number',
    ]  # fmt: skip
