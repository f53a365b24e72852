"""Feeds as files: zipped, in folders, as no one should make them, and as attackers might."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from simulator.errors import TimetableError
from simulator.network.gtfs import archive
from simulator.network.gtfs.feed import Feed, read_feed
from simulator.network.gtfs.repairs import Repairs
from simulator.network.gtfs.text_table import text_table
from tests.network.timetable.feeds import SMALL, told, with_files


def zipped(path: Path, prefix: str = "", **changed: str | None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in with_files(**changed).items():
            file.writestr(prefix + name, content)
    return path


def same(one: Feed, other: Feed) -> bool:
    return all(one.tables[name].equals(other.tables[name]) for name in one.tables)


def test_zip_folder_and_folder_in_a_zip_are_the_same(tmp_path: Path) -> None:
    for name, content in with_files().items():
        (tmp_path / name.upper()).write_bytes(content)
    folder = read_feed(tmp_path)
    for prefix in ("", "gtfs/", "a/b/"):
        feed = read_feed(zipped(tmp_path / "feed.zip", prefix))
        assert same(folder, feed)
        assert feed.digest == folder.digest


def test_only_files_beside_the_stop_times_nearest_to_the_top_count(tmp_path: Path) -> None:
    path = zipped(tmp_path / "feed.zip", "new/")
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("old/gtfs/stop_times.txt", "nonsense")
        file.writestr("new/old/stops.txt", "nonsense")
        file.writestr("../../stops.txt", "nonsense")
        file.writestr("/trips.txt", "nonsense")
    assert told(read_feed(path)) == []
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["feed.zip"]  # nothing is unpacked


def test_bytes_that_are_no_feed(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    for content, message in (
        (b"", "is no zip that can be read"),
        (b"PK\x03\x04 not really", "is no zip that can be read"),
        (zipped(path).read_bytes()[:-30], "is no zip that can be read"),
    ):
        path.write_bytes(content)
        with pytest.raises(TimetableError, match=message):
            read_feed(path)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.md", "a book")
    with pytest.raises(TimetableError, match=r"stops\.txt: is missing; the feed has no file of a timetable"):
        read_feed(path)
    with pytest.raises(TimetableError, match="cannot be read: No such file"):
        read_feed(tmp_path / "nowhere")


def test_damaged_content_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "feed.zip")
    content = bytearray(path.read_bytes())
    at = content.index(b"stop_times.txt") + 40
    content[at : at + 8] = b"\xff" * 8
    path.write_bytes(content)
    with pytest.raises(TimetableError, match="is no zip that can be read"):
        read_feed(path)


def test_large_files_are_refused_before_they_are_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "feed.zip", stops=SMALL["stops.txt"] + "\n" * 100_000)
    assert path.stat().st_size < 10_000
    monkeypatch.setattr(archive, "MOST_FILE_BYTES", 50_000)
    with pytest.raises(TimetableError, match=r"stops\.txt is too large: at most 50,000 bytes"):
        read_feed(path)
    monkeypatch.setattr(archive, "MOST_ENTRIES", 3)
    with pytest.raises(TimetableError, match="holds more than 3 files"):
        read_feed(path)


def test_a_file_larger_than_the_zip_says_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "feed.zip")
    content = path.read_bytes()
    told_size = len(SMALL["stops.txt"]).to_bytes(4, "little")
    assert content.count(told_size) == 2  # in front of the content and in the directory
    path.write_bytes(content.replace(told_size, (5).to_bytes(4, "little")))
    with pytest.raises(TimetableError):
        read_feed(path)


@pytest.mark.parametrize(
    ("content", "rows", "lines"),
    [
        (b"a,b\n1,2\n3,4\n", [["1", "2"], ["3", "4"]], [2, 3]),
        (b"\xef\xbb\xbfa,b\r\n1,2\r\n\r\n3,4", [["1", "2"], ["3", "4"]], [2, 4]),
        (b' a , "b" \n "1" ,2 \n', [['"1"', "2"]], [2]),
        (b'"a","b"\n"1, 2","x""y"\n', [["1, 2", 'x"y']], [2]),
        (b'a,b\n"1\n2",3\n4,5\n', [["1\n2", "3"], ["4", "5"]], [2, 4]),
        (b"a,b,\n1,2,\n3,4,\n", [["1", "2"], ["3", "4"]], [2, 3]),
        ("a,b\nö,2\n".encode("utf-16"), [["ö", "2"]], [2]),
        (b"a,b\n,\n1,2\n", [["1", "2"]], [3]),
        (b"a,b\n", [], []),
        (b"", [], []),
    ],
)
def test_dialects(content: bytes, rows: list[list[str]], lines: list[int]) -> None:
    repairs = Repairs()
    table = text_table("x.txt", content, repairs)
    assert table["line"].tolist() == lines
    assert table.drop(columns="line").to_numpy().tolist() == rows or not rows
    assert repairs.table().empty


def test_cells_too_few_or_too_many_and_old_code_pages() -> None:
    repairs = Repairs()
    table = text_table("x.txt", "a,b\nHofstraße\n1,2,3\n1,2,,\n".encode("cp1252"), repairs)
    assert table.to_numpy().tolist() == [[2, "Hofstraße", ""], [4, "1", "2"]]
    assert repairs.table()[["line", "problem", "done"]].to_numpy().tolist() == [
        [0, "byte 11 is not UTF-8; read as Windows-1252", "mended"],
        [2, "has 1 cells, the header has 2; the others are taken as empty", "mended"],
        [3, "has 3 cells, the header has 2", "dropped"],
    ]
