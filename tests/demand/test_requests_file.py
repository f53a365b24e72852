from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.clock import format_clock
from simulator.demand.requests_file import check_on_network, read_requests
from simulator.errors import RequestFileError
from simulator.input_table import raise_problems
from simulator.network.snapping import StreetSnapper
from simulator.people_tables import ABSENCE_DTYPES
from simulator.scenario.calendar_models import Calendar
from simulator.tables import DEMAND_DTYPES, NO_NODE, NO_TIME
from tests.worlds import line_network

HEAD = "request_id,earliest_departure,origin_node,destination_node"


def file_of(folder: Path, content: str | bytes, name: str = "requests.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def problems_of(path: Path, classes: tuple[str, ...] = ("adult",)) -> list[str]:
    with pytest.raises(RequestFileError) as caught:
        read_requests(path, classes)
    return [str(problem).removeprefix(str(path)) for problem in caught.value.problems]


def test_a_short_file_is_completed(tmp_path):
    table = read_requests(file_of(tmp_path, f"{HEAD}\na,8:00,0,1\n"), ("senior", "adult"))
    assert table.dtypes.astype(str).to_dict() == {**DEMAND_DTYPES, "line": "int64"}
    row = table.iloc[0]
    assert (row["submitted_s"], row["earliest_departure_s"], row["latest_arrival_s"]) == (28_800, 28_800, NO_TIME)
    assert (row["party_size"], row["wheelchairs"], row["parcels"], row["line"]) == (1, 0, 0, 2)
    assert (row["traveller_class"], row["purpose"]) == ("senior", "")
    assert pd.isna(row["origin_lon"])


def test_who_must_arrive_before_midnight_of_the_first_day_need_not_say_from_when(tmp_path):
    """Times before it are negative; that none is given is written as -1, which is later."""
    times = "2026-03-01 08:00,0,1,2026-03-01 10:00"
    path = file_of(tmp_path, f"{HEAD},latest_arrival,earliest_arrival\na,{times},\n")
    reading = Calendar(first_day="2026-03-02", warm_up=1).reading()
    table = read_requests(path, reading=reading)
    assert table[["latest_arrival_s", "earliest_arrival_s"]].to_numpy().tolist() == [[-14 * 3600, -1]]
    path.write_text(path.read_text(encoding="utf-8").replace("10:00,", "10:00,2026-03-01 11:00"), encoding="utf-8")
    with pytest.raises(RequestFileError, match=r"earliest_arrival: .* is later than latest_arrival"):
        read_requests(path, reading=reading)


def test_who_cancels_or_does_not_come_is_told_only_where_anybody_is(tmp_path):
    head = f"{HEAD},submitted,cancelled,no_show"
    times = "2026-03-02 08:00,0,1,2026-03-01 07:00"
    reading = Calendar(first_day="2026-03-02").reading()
    path = file_of(tmp_path, f"{head}\na,{times},2026-03-01 22:00,\nb,{times},,1\nc,{times},,0\n")
    table = read_requests(path, reading=reading)
    assert table.dtypes.astype(str).to_dict() == {**DEMAND_DTYPES, **ABSENCE_DTYPES, "line": "int64"}
    assert table[["cancelled_s", "no_show"]].to_numpy().tolist() == [
        [-2 * 3600, False],
        [NO_TIME, True],
        [NO_TIME, False],
    ]
    nobody = read_requests(file_of(tmp_path, f"{head}\nc,{times},,0\n"), reading=reading)
    assert not set(ABSENCE_DTYPES) & set(nobody)
    wrong = file_of(tmp_path, f"{head}\na,8:00,0,1,7:00,6:59,\nb,8:00,0,1,7:00,7:30,1\n")
    assert problems_of(wrong) == [
        ":2: cancelled: 06:59:00 is earlier than submitted",
        ":3: no_show: 1 stands beside a cancellation",
    ]


def test_requests_are_sorted_by_submission_then_row(tmp_path):
    rows = ["c,10:00,0,1,9:00", "a,9:30,0,1,9:00", "b,9:00,0,1,8:00"]
    table = read_requests(file_of(tmp_path, "\n".join([f"{HEAD},submitted", *rows])))
    assert table["request_id"].tolist() == ["b", "c", "a"]


def test_a_file_without_requests_is_a_quiet_day(tmp_path):
    assert len(read_requests(file_of(tmp_path, HEAD))) == 0


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""], ids=["byte order mark", "plain"])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"], ids=["unix", "windows"])
def test_what_spreadsheets_write_is_read(tmp_path, mark, ending):
    text = ending.join([HEAD.replace(",", ";").encode(), b"a;8:00;0;1", b"", b""])
    assert len(read_requests(file_of(tmp_path, mark + text))) == 1


def test_parquet_is_read_like_csv(tmp_path):
    columns = {"request_id": ["a"], "earliest_departure": ["8:00"], "origin_node": [0], "destination_node": [1]}
    pd.DataFrame(columns).to_parquet(tmp_path / "requests.parquet")
    assert read_requests(tmp_path / "requests.parquet")["destination_node"].tolist() == [1]


@settings(max_examples=30)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 80_000), st.integers(0, 6_000), st.floats(-180, 180), st.floats(-90, 90), st.integers(1, 20)
        ),
        max_size=15,
    )
)
def test_what_is_written_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("requests") / "requests.csv"
    head = "request_id,submitted,earliest_departure,origin_lon,origin_lat,destination_node,party_size"
    lines = [
        f"r{number},{format_clock(at)},{format_clock(at + ahead)},{lon!r},{lat!r},7,{party}"
        for number, (at, ahead, lon, lat, party) in enumerate(rows)
    ]
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    table = read_requests(path).set_index("request_id")
    for number, (at, ahead, lon, lat, party) in enumerate(rows):
        row = table.loc[f"r{number}"]
        assert (row["submitted_s"], row["earliest_departure_s"]) == (at, at + ahead)
        assert (row["origin_lon"], row["origin_lat"], row["origin_node"]) == (lon, lat, NO_NODE)
        assert row["party_size"] == party


# ---- malformed files


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("a,8:61,0,1", ":2: earliest_departure:"),
        ("a,,0,1", ":2: earliest_departure: is empty"),
        (",8:00,0,1", ":2: request_id: is empty"),
        ("a,8:00,x,1", ":2: origin_node:"),
        ("a,8:00,-5,1", ":2: origin_node:"),
        ("a,8:00,1.5,1", ":2: origin_node:"),
        ("a,8:00,,1", ":2: origin_lon:"),
        ("a,8:00,0", ":2: 3 cells; the header has 4"),
        ("a,8:00,0,1\na,9:00,0,1", ":3: request_id:"),
        ("a,48:00,0,1", ":2: earliest_departure:"),
    ],
)
def test_a_wrong_row_is_named_with_line_and_column(tmp_path, row, expected):
    messages = problems_of(file_of(tmp_path, f"{HEAD}\n{row}\n"))
    assert len(messages) == 1
    assert messages[0].startswith(expected)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("party_size", "0"),
        ("party_size", "nan"),
        ("party_size", "1e400"),
        ("wheelchairs", "2"),
        ("parcels", "-1"),
        ("latest_arrival", "8:00"),
        ("submitted", "8:00:01"),
        ("traveller_class", "adlt"),
    ],
)
def test_a_wrong_value_is_named(tmp_path, column, value):
    messages = problems_of(file_of(tmp_path, f"{HEAD},{column}\na,8:00,0,1,{value}\n"))
    assert [m.split(": ")[:2] for m in messages] == [[":2", column]]


@pytest.mark.parametrize(("lon", "lat"), [("181", "53"), ("12", "91"), ("nan", "53"), ("inf", "53"), ("12,5", "53")])
def test_a_wrong_place_is_named(tmp_path, lon, lat):
    head = "request_id,earliest_departure,origin_lon,origin_lat,destination_node"
    assert problems_of(file_of(tmp_path, f'{head}\na,8:00,"{lon}",{lat},1\n'))[0].startswith(":2: origin_l")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a\0b", "zero bytes"),
        (b"PK\x03\x04\x00", "is a workbook, or packed; in the spreadsheet program, save it as CSV UTF-8"),
        (b"request_id,earliest_departure,request_id\n", "stands twice"),
        (b"request_id,earliest_depature\n", 'did you mean "earliest_departure"?'),
        (b"request_id\n", "column is missing"),
    ],
)
def test_a_wrong_file_is_told_in_words(tmp_path, content, expected):
    assert any(expected in message for message in problems_of(file_of(tmp_path, content)))


def test_a_file_that_is_not_there_or_no_file(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        assert "cannot be read" in problems_of(path)[0]


def test_a_damaged_parquet_file(tmp_path):
    assert "Parquet" in problems_of(file_of(tmp_path, b"PAR1 no more", "requests.parquet"))[0]


def test_all_problems_at_once_but_not_thousands(tmp_path):
    rows = "\n".join(f"r{number},8:61,x,1" for number in range(500))
    messages = problems_of(file_of(tmp_path, f"{HEAD}\n{rows}\n"))
    assert len(messages) <= 21
    assert "more problems" in messages[-1]


@settings(max_examples=60)
@given(content=st.binary(max_size=300))
def test_any_bytes_give_requests_or_a_message(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "requests.csv"
    path.write_bytes(HEAD.encode() + b"\n" + content)
    try:
        read_requests(path)
    except RequestFileError as error:
        assert str(error)


# ---- on the road network


def checked(tmp_path: Path, rows: str, head: str = HEAD) -> None:
    path = file_of(tmp_path, f"{head}\n{rows}\n")
    raise_problems(path, check_on_network(path, read_requests(path), StreetSnapper(line_network(3)), 1000.0))


def test_nodes_and_places_on_the_roads_are_fine(tmp_path):
    checked(tmp_path, "a,8:00,0,2")
    checked(tmp_path, "a,8:00,12.001,53.0,2", "request_id,earliest_departure,origin_lon,origin_lat,destination_node")


def test_a_node_too_many(tmp_path):
    with pytest.raises(RequestFileError, match=r":2: destination_node: 3 is no node; the network has nodes 0 to 2"):
        checked(tmp_path, "a,8:00,0,3")


@pytest.mark.parametrize(
    ("place", "end"),
    [("53.0,12.0", r"\(network.max_snap\); lon and lat seem to be swapped"), ("7.5,54.2", r"\(network.max_snap\)")],
    ids=["lon and lat swapped", "in the sea"],
)
def test_a_place_far_from_any_road(tmp_path, place, end):
    head = "request_id,earliest_departure,origin_lon,origin_lat,destination_node"
    with pytest.raises(RequestFileError, match=rf":3: origin_lon: .* km from the nearest road; .*{end}$"):
        checked(tmp_path, f"a,8:00,12,53,2\nb,8:00,{place},2", head)
