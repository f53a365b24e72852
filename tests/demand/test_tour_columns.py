"""Tours in files of requests: read, numbered, and refused where they cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.demand.requests_file import read_requests
from simulator.tables import DEMAND_DTYPES, TOUR_DTYPES
from tests.demand.test_requests_file import file_of, problems_of

HEAD = "request_id,earliest_departure,origin_node,destination_node,person,tour,tour_position,own_car"


def rows_of(*rows: str) -> str:
    """Rows of when, whose, which tour, position and own car."""
    told = [row.split(",", 1) for row in rows]
    return "\n".join([HEAD, *(f"r{number},{at},0,1,{rest}" for number, (at, rest) in enumerate(told))])


def test_tours_are_numbered_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    path = file_of(tmp_path, rows_of("8:00,4,70,1,1", "9:00,4,70,2,1", "8:00,5,9,2,0", "7:00,,,,"))
    table = read_requests(path)
    assert table.dtypes.astype(str).to_dict() == {**DEMAND_DTYPES, **TOUR_DTYPES, "line": "int64"}
    table = table.sort_values("line")
    assert table["tour"].tolist() == [1, 1, 0, -1]
    assert table["person"].tolist() == [4, 4, 5, -1]
    assert table["tour_position"].tolist() == [1, 2, 2, 0]
    assert table["own_car"].tolist() == [True, True, False, False]


def test_without_tours_there_are_no_columns_of_them(tmp_path: Path) -> None:
    table = read_requests(file_of(tmp_path, rows_of("8:00,4,,,1")))
    assert table.dtypes.astype(str).to_dict() == {**DEMAND_DTYPES, "line": "int64"}


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        (["8:00,,3,1,"], [":2: tour: 3 is nobody's; expected a person"]),
        (["8:00,1,3,,"], [":2: tour: 3 has a trip without tour_position"]),
        (["8:00,1,,2,"], [":2: tour_position: 2 stands beside no tour"]),
        (["8:00,1,,2,", "8:00,1,3,1,"], [":2: tour_position: 2 stands beside no tour"]),
        (["8:00,1,3,1,", "9:00,1,3,1,"], [":3: tour_position: 1 stands in its tour a second time"]),
        (["8:00,1,3,1,", "9:00,2,3,2,"], [":3: person: 2 is not who made the trip before"]),
        (["8:00,1,3,1,1", "9:00,1,3,2,0"], [":3: own_car: 0 is not as on the trip before"]),
        (["8:00,1,3,1,", "7:59,1,3,2,"], [":3: tour_position: 2 leaves before the one before"]),
        (["8:00,1,3,1,", "9:00,1,3,2,", "8:59,1,4,1,"], [":4: tour: 4 begins before their tour before has ended"]),
        (["8:00,1,3,0,"], [":2: tour_position: 0 is not between 1 and 100"]),
        (["8:00,1,3,1,2"], [":2: own_car: 2 is not between 0 and 1"]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_line(tmp_path: Path, rows: list[str], problems: list[str]) -> None:
    assert problems_of(file_of(tmp_path, rows_of(*rows))) == problems
