from __future__ import annotations

import pytest

from simulator.errors import RequestFileError
from simulator.network.stop_file import read_stop_file

GOOD = "stop_id,name,lon,lat,kind,weight\na,Bahnhof,11.9,53.0,rail,5\n"


def test_what_windows_writes_is_read(tmp_path):
    path = tmp_path / "stops.csv"
    path.write_bytes(GOOD.encode() + "b,Lüchow,11,53,,\n".encode("cp1252"))
    assert read_stop_file(path)["name"].tolist() == ["Bahnhof", "Lüchow"]


def message(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(RequestFileError) as caught:
        read_stop_file(path)
    return str(caught.value)


def test_columns(tmp_path):
    path = tmp_path / "stops.csv"
    path.write_text(GOOD + '\nb,"Seehausen, Bahnhof",11.7,52.9,bus,\n', encoding="utf-8-sig")
    table = read_stop_file(path)
    assert {"stop_id", "name", "lon", "lat", "kind"} <= set(table.columns)
    assert table["kind"].tolist() == ["rail", "bus"]
    assert table["name"].tolist() == ["Bahnhof", "Seehausen, Bahnhof"]
    assert read_stop_file(path, {"kind": ("rail",)})["stop_id"].tolist() == ["a"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GOOD + "b,x,north,53,,\n", "stops.csv:3"),
        (GOOD + "b,x,11,530,,\n", "stops.csv:3"),
        (GOOD + "b,x,nan,53,,\n", "stops.csv:3"),
        (GOOD + "a,x,11,53,,\n", "stops.csv:3"),
        (GOOD + ",x,11,53,,\n", "stops.csv:3"),
        (GOOD + "b,x,11\n", "stops.csv:3"),
        (GOOD.encode() + b"b,L\x81chow,11,53,,\n", "stops.csv: no text file: byte"),
        ("stop_id,name,lon,latt\na,b,11,53\n", "lat"),
        ("", "stops.csv"),
    ],
)
def test_problems(tmp_path, content, expected):
    assert expected in message(tmp_path / "stops.csv", content)


def test_all_at_once_but_not_too_many(tmp_path):
    text = message(tmp_path / "stops.csv", GOOD + "".join(f"b{i},x,999,53,,\n" for i in range(30)))
    assert 10 <= text.count("\n") <= 21


def test_no_file(tmp_path):
    with pytest.raises(RequestFileError, match="cannot be read"):
        read_stop_file(tmp_path / "absent.csv")
