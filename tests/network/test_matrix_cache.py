from __future__ import annotations

import os

import numpy as np
import pytest

from simulator.cache_folder import default_cache_folder
from simulator.network import matrix_cache
from simulator.network import travel_times as module
from simulator.network.travel_times import build_travel_times


@pytest.fixture
def computed(monkeypatch):
    """Count how often the table is really computed."""
    calls = []
    compute = module.compute_table
    monkeypatch.setattr(module, "compute_table", lambda *args: calls.append(1) or compute(*args))
    return calls


def cache_file(folder):
    (path,) = folder.glob("*.npy")
    return path


def test_second_time_from_the_cache(square, tmp_path, computed):
    first = build_travel_times(square, tmp_path)
    second = build_travel_times(square, tmp_path)
    assert len(computed) == 1
    assert np.array_equal(first.table.seconds, second.table.seconds)
    assert not second.table.seconds.flags.writeable
    assert second.path(3, 2).tolist() == [3, 0, 1, 2]
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".npy", ".seen"]


def test_file_is_a_plain_array(square, tmp_path):
    times = build_travel_times(square, tmp_path)
    assert np.array_equal(np.load(cache_file(tmp_path)), [times.table.seconds, times.table.to_seconds])


def test_other_network_other_file(square, tmp_path, computed):
    build_travel_times(square, tmp_path)
    build_travel_times(square.with_speed_factor(0.5), tmp_path)
    assert len(computed) == 2
    assert len(list(tmp_path.glob("*.npy"))) == 2


def put(path, content):
    """Let another file have this name: that of before may still be mapped."""
    path.unlink()
    path.write_bytes(content)


def every_byte_flipped(content):
    return [content[:i] + bytes([content[i] ^ 1]) + content[i + 1 :] for i in range(len(content))]


@pytest.mark.parametrize("cut", [0, 1, 60, 128, 150, -1])
def test_truncated_file_is_made_anew(square, tmp_path, computed, cut):
    times = build_travel_times(square, tmp_path)
    path = cache_file(tmp_path)
    good = path.read_bytes()
    put(path, good[:cut])
    again = build_travel_times(square, tmp_path)
    assert len(computed) == 2
    assert np.array_equal(again.table.seconds, times.table.seconds)
    assert path.read_bytes() == good


def test_any_flipped_bit_is_noticed(square, tmp_path, computed):
    times = build_travel_times(square, tmp_path)
    path = cache_file(tmp_path)
    damaged = every_byte_flipped(path.read_bytes())
    for content in damaged:
        put(path, content)
        assert np.array_equal(build_travel_times(square, tmp_path).table.seconds, times.table.seconds)
    assert len(computed) == 1 + len(damaged)


@pytest.mark.parametrize("content", [b"", b"not an array", b"\x93NUMPY\x01\x00" + b"v" * 300, b"\x80\x04cos\nsystem\n"])
def test_foreign_file_is_replaced(square, tmp_path, computed, content):
    times = build_travel_times(square, tmp_path)
    put(cache_file(tmp_path), content)
    assert np.array_equal(build_travel_times(square, tmp_path).table.seconds, times.table.seconds)
    assert len(computed) == 2


def test_matrix_of_another_network_under_this_name(square, tmp_path, computed):
    build_travel_times(square, tmp_path / "a")
    slow = square.with_speed_factor(0.5)
    times = build_travel_times(slow, tmp_path / "b")
    put(cache_file(tmp_path / "b"), cache_file(tmp_path / "a").read_bytes())
    assert np.array_equal(build_travel_times(slow, tmp_path / "b").table.seconds, times.table.seconds)
    assert len(computed) == 3


def test_folder_that_cannot_be_made(square, tmp_path):
    (tmp_path / "file").write_text("in the way")
    times = build_travel_times(square, tmp_path / "file" / "cache")
    assert times.between(0, 1) == 10


def test_folder_in_place_of_the_file(square, tmp_path):
    build_travel_times(square, tmp_path)
    path = cache_file(tmp_path)
    path.unlink()
    path.mkdir()
    (path / "x").write_text("x")
    assert build_travel_times(square, tmp_path).between(0, 1) == 10
    assert not list(tmp_path.glob("*.part"))


def test_full_disk(square, tmp_path, monkeypatch):
    def no_space(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulator.network.matrix_cache._checksum", no_space)
    assert build_travel_times(square, tmp_path).between(0, 1) == 10
    assert list(tmp_path.iterdir()) == []


def test_cache_folder_from_the_environment(square, tmp_path, monkeypatch):
    monkeypatch.setenv("ELBE_DRT_CACHE", str(tmp_path / "chosen"))
    assert default_cache_folder() == tmp_path / "chosen"
    build_travel_times(square)
    assert cache_file(tmp_path / "chosen")


def test_tables_that_nobody_reads_any_more_make_room(square, tmp_path, monkeypatch):
    networks = [square.with_speed_factor(factor) for factor in (1, 0.9, 0.8, 0.7)]
    tables = []
    for age, network in enumerate(networks[:3]):
        build_travel_times(network, tmp_path)
        (written,) = set(tmp_path.glob("*.npy")) - set(tables)
        tables.append(written)
        os.utime(written.with_suffix(".seen"), (1000 * age, 1000 * age))
    build_travel_times(networks[0], tmp_path)  # read again, so it is no longer the oldest
    monkeypatch.setattr(matrix_cache, "MOST_BYTES", 3 * tables[0].stat().st_size)
    build_travel_times(networks[3], tmp_path)
    assert [table.exists() for table in tables] == [True, False, True]
    assert [table.with_suffix(".seen").exists() for table in tables] == [True, False, True]
    assert len(list(tmp_path.iterdir())) == 6


def test_what_was_read_as_a_whole_is_not_read_again(square, tmp_path, monkeypatch):
    build_travel_times(square, tmp_path)

    def not_again(*args):
        raise AssertionError("all of the file is read once more")

    monkeypatch.setattr(matrix_cache, "_checksum", not_again)
    assert build_travel_times(square, tmp_path).between(0, 1) == 10


@pytest.mark.parametrize("note", [None, b"", b"1 2 3\n"])
def test_a_file_that_nobody_vouches_for_is_read_as_a_whole(square, tmp_path, monkeypatch, note):
    build_travel_times(square, tmp_path)
    seen, read, checksum = cache_file(tmp_path).with_suffix(".seen"), [], matrix_cache._checksum
    good = seen.read_bytes()
    seen.unlink() if note is None else seen.write_bytes(note)
    monkeypatch.setattr(matrix_cache, "_checksum", lambda *args: read.append(1) or checksum(*args))
    build_travel_times(square, tmp_path)
    build_travel_times(square, tmp_path)
    assert len(read) == 1
    assert seen.read_bytes() == good


def test_damage_that_leaves_size_and_time_is_noticed_where_samples_are(square, tmp_path, computed):
    times = build_travel_times(square, tmp_path)
    path = cache_file(tmp_path)
    content, before = path.read_bytes(), path.stat()
    put(path, content[:130] + bytes([content[130] ^ 1]) + content[131:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert np.array_equal(build_travel_times(square, tmp_path).table.seconds, times.table.seconds)
    assert len(computed) == 2


def test_filled_where_it_is_kept_or_written_afterwards_is_the_same_file(square, tmp_path, monkeypatch):
    build_travel_times(square, tmp_path / "written")
    monkeypatch.setattr(module, "IN_PLACE_FROM", 0)
    times = build_travel_times(square, tmp_path / "filled")
    assert cache_file(tmp_path / "filled").read_bytes() == cache_file(tmp_path / "written").read_bytes()
    assert np.array_equal(times.table.seconds, build_travel_times(square, tmp_path / "written").table.seconds)
    assert times.between(0, 1) == 10


@pytest.mark.parametrize("what", ["_checksum", "_reserve"])
def test_full_disk_where_a_table_is_filled(square, tmp_path, monkeypatch, what):
    def no_space(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "IN_PLACE_FROM", 0)
    monkeypatch.setattr(matrix_cache, what, no_space)
    assert build_travel_times(square, tmp_path).between(0, 1) == 10
    assert not list(tmp_path.glob("*.part"))
