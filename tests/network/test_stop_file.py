from __future__ import annotations

import pytest

from simulator.errors import RequestFileError
from simulator.network.stop_file import read_stop_file

GOOD = "stop_id,name,lon,lat,kind,weight\na,Bahnhof,11.9,53.0,rail,5\n"


def message(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(RequestFileError) as caught:
        read_stop_file(path)
    return str(caught.value)


def test_columns(tmp_path):
    path = tmp_path / "stops.csv"
    path.write_text(GOOD + '\nb,"Seehausen, Bahnhof",11.7,52.9,,\n', encoding="utf-8-sig")
    table = read_stop_file(path)
    assert list(table.columns) == ["stop_id", "name", "lon", "lat", "kind"]
    assert table["kind"].tolist() == ["rail", "stop"]
    assert table["name"].tolist() == ["Bahnhof", "Seehausen, Bahnhof"]
    assert table["lon"].dtype == "float64"


def test_header_only(tmp_path):
    path = tmp_path / "stops.csv"
    path.write_text("stop_id,name,lon,lat\n")
    assert len(read_stop_file(path)) == 0


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "is empty; expected a header with stop_id, name, lon, lat"),
        ("stop_id,name,lon,latt\n", 'stops.csv:1: lat: column missing; is it "latt"?'),
        ("stop_id,name,lon,lat,lat\n", "stops.csv:1: lat: column appears twice"),
        (GOOD + "b,x,north,53,,\n", "stops.csv:3: lon: 'north': expected degrees"),
        (GOOD + "b,x,11,530,,\n", "stops.csv:3: lat: '530': expected degrees from -90 to 90"),
        (GOOD + "b,x,nan,53,,\n", "stops.csv:3: lon: 'nan'"),
        (GOOD + "a,x,11,53,,\n", "stops.csv:3: stop_id: 'a' is also the stop of line 2"),
        (GOOD + ",x,11,53,,\n", "stops.csv:3: stop_id: is empty"),
        (GOOD + "b,x,11\n", "stops.csv:3: has 3 cells, expected 6"),
        (GOOD.encode() + b"b,L\xfcchow,11,53,,\n", "is not UTF-8 text"),
        (GOOD + 'b,"x,11,53,,\n', "is not CSV"),
    ],
)
def test_problems(tmp_path, content, expected):
    assert expected in message(tmp_path / "stops.csv", content)


def test_all_at_once_but_not_too_many(tmp_path):
    text = message(tmp_path / "stops.csv", GOOD + "".join(f"b{i},x,999,53,,\n" for i in range(30)))
    assert text.count("\n") == 20
    assert "and 10 more problems" in text


def test_no_file(tmp_path):
    with pytest.raises(RequestFileError, match="cannot be read"):
        read_stop_file(tmp_path / "absent.csv")
