from __future__ import annotations

import json
import threading

import numpy as np
import pandas as pd
import pytest

from simulator import whole
from simulator.errors import NetworkError
from simulator.network.files import read_network, write_network
from simulator.network.graph import make_network


@pytest.fixture
def folder(square, tmp_path):
    write_network(square, tmp_path / "net")
    return tmp_path / "net"


def change(folder, table, **columns):
    path = folder / f"{table}.parquet"
    pd.read_parquet(path).assign(**columns).to_parquet(path)


def message(folder):
    with pytest.raises(NetworkError) as caught:
        read_network(folder)
    return str(caught.value)


def test_what_is_written_is_read(square, folder):
    again = read_network(folder)
    assert again.digest() == square.digest()
    assert (again.name, again.sources, again.notes) == (square.name, square.sources, square.notes)
    assert again.edges["geometry"].tolist() == square.edges["geometry"].tolist()
    assert "builtup" not in again.edges


def test_same_network_same_bytes(square, folder, tmp_path):
    write_network(read_network(folder), tmp_path / "copy")
    for name in ("nodes.parquet", "edges.parquet", "network.json"):
        assert (tmp_path / "copy" / name).read_bytes() == (folder / name).read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "net"]


def test_written_over_an_older_network(square, folder):
    write_network(square.with_speed_factor(2), folder)
    assert read_network(folder).digest() == square.with_speed_factor(2).digest()


def test_nothing_else_is_overwritten(square, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(NetworkError, match="is not a network folder; nothing was written"):
        write_network(square, tmp_path / "mine")
    with pytest.raises(NetworkError, match="nothing was written"):
        write_network(square, tmp_path / "mine" / "letter.txt")
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"


def test_what_cannot_be_read_is_never_written(square, folder):
    edges = square.edges.assign(length=[100.0, np.inf, 300.0, 250.0, 400.0])
    broken = make_network(square.name, square.lon, square.lat, edges)
    with pytest.raises(NetworkError, match=r"could not be read back:\nedges.parquet: length: .* found row 1: inf"):
        write_network(broken, folder)
    assert read_network(folder).digest() == square.digest()
    with pytest.raises(NetworkError, match="name: expected a text"):
        write_network(make_network(" ", square.lon, square.lat, square.edges), folder)


def test_place_that_cannot_be_written(square, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(NetworkError, match="cannot be written"):
        write_network(square, tmp_path / "file" / "net")


def test_built_up_share_is_kept(square, folder):
    change(folder, "edges", builtup=np.array([0, 1, 0.5, 1, 0], dtype=np.float32))
    assert read_network(folder).edges["builtup"].tolist() == [0, 1, 0.5, 1, 0]


def test_missing_geometry_becomes_a_straight_line(square, folder):
    change(folder, "edges", geometry=None)
    assert read_network(folder).edges["geometry"].tolist() == square.edges["geometry"].tolist()


def test_no_folder(tmp_path):
    assert "is not a network folder" in message(tmp_path / "absent")


def test_missing_files(folder):
    (folder / "edges.parquet").unlink()
    (folder / "network.json").unlink()
    assert "edges.parquet, network.json missing" in message(folder)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "network.json:1:1: is not JSON"),
        ("[]", "expected an object"),
        ('{"format": "elbe-drt-network/2", "name": "x"}', "expected 'elbe-drt-network/1', found 'elbe-drt-network/2'"),
        ('{"format": "elbe-drt-network/1"}', "name: expected a text"),
        ('{"format": "elbe-drt-network/1", "name": "x", "notes": [1]}', "notes: expected a list of texts"),
        ('{"format": "elbe-drt-network/1", "name": "x", "sources": {}}', "sources: expected a list of objects"),
        ('{"format": "elbe-drt-network/1", "name": "x", "node": []}', "unknown key 'node'"),
        ("[" * 100_000, "nested too deeply"),
        (" " * (2 << 20), "larger than 1 MiB"),
    ],
)
def test_bad_description(folder, text, expected):
    (folder / "network.json").write_text(text)
    assert expected in message(folder)


def test_description_in_another_encoding(folder):
    (folder / "network.json").write_bytes(json.dumps({"name": "Lüchow"}, ensure_ascii=False).encode("latin-1"))
    assert "is not UTF-8" in message(folder)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\x00" * 500 + b"PAR1", b"u,v\n0,1\n"])
def test_damaged_table(folder, content):
    (folder / "edges.parquet").write_bytes(content)
    assert "edges.parquet: cannot be read as Parquet" in message(folder)


def test_truncated_table(folder):
    path = folder / "nodes.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    assert "nodes.parquet: cannot be read as Parquet" in message(folder)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"lon": [12.0, np.nan, 12, 12]}, "lon: expected -180 to 180, found row 1: nan"),
        ({"lat": [53.0, 53, 91, np.inf]}, "lat: expected -90 to 90, found row 2: 91.0, row 3: inf"),
        ({"lat": ["a"] * 4}, "lat: expected floating-point numbers"),
    ],
)
def test_bad_nodes(folder, columns, expected):
    change(folder, "nodes", **columns)
    assert expected in message(folder)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"u": [0, 0, 1, 2, 4]}, "u: expected a node from 0 to 3, found row 4: 4"),
        ({"v": [1, 1, 2, 3, -1]}, "v: expected a node from 0 to 3, found row 4: -1"),
        ({"u": [0.0, 0, 1, 2, 3]}, "u: expected whole numbers, found float64"),
        ({"length": -1.0}, "length: expected 0 to 1e+06 m, found row 0: -1.0, row 1: -1.0, row 2: -1.0 and 2 more"),
        ({"length": np.inf}, "length: expected"),
        ({"speed_kph": 0.0}, "speed_kph: expected 0.1 to 400 km/h"),
        ({"travel_time": np.nan}, "travel_time: expected 0 to 86400 s, found row 0: nan"),
        ({"travel_time": 1e300}, "travel_time: expected"),
        ({"oneway": 1}, "oneway: expected true or false, found int64"),
        ({"kind": "rail"}, "kind: expected one of road, ferry, synthetic, found row 0: rail"),
        ({"kind": None}, "kind: expected one of"),
        ({"geometry": b"\x01\x02\x00\x00\x00\xff\xff\xff\xff"}, "geometry: expected a LineString"),
        ({"geometry": b"x"}, "geometry: expected a LineString"),
        ({"geometry": "LINESTRING (0 0, 1 1)"}, "geometry: expected well-known binary"),
        ({"name": 5}, "name: expected text"),
    ],
)
def test_bad_edges(folder, columns, expected):
    change(folder, "edges", **columns)
    assert expected in message(folder)


def test_all_problems_at_once(folder):
    change(folder, "edges", length=-1.0, kind="rail", u=99)
    text = message(folder)
    assert text.count("\n") == 2
    assert all(name in text for name in ("length:", "kind:", "u:"))


def test_missing_column(folder):
    path = folder / "edges.parquet"
    pd.read_parquet(path).drop(columns=["travel_time", "kind"]).to_parquet(path)
    assert "column travel_time, kind missing" in message(folder)


def test_tables_without_rows(folder):
    for name in ("nodes", "edges"):
        path = folder / f"{name}.parquet"
        pd.read_parquet(path).iloc[:0].to_parquet(path)
    assert "nodes.parquet: has no rows" in message(folder)


def test_readers_always_meet_a_whole_network(square, tmp_path):
    """A network that is rewritten again and again can be opened at every moment."""
    folder = tmp_path / "net"
    write_network(square, folder)
    for name in "ab":
        (tmp_path / name).mkdir()
    if not whole._exchange(tmp_path / "a", tmp_path / "b"):
        pytest.skip("this file system cannot exchange folders")
    missed, done = [], threading.Event()

    def watch():
        while not done.is_set():
            if not (folder / "network.json").is_file():
                missed.append(1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for factor in range(1, 6):
            write_network(square.with_speed_factor(factor), folder)
    finally:
        done.set()
        watcher.join()
    assert not missed
    assert read_network(folder).digest() == square.with_speed_factor(5).digest()
