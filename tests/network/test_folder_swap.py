from __future__ import annotations

import threading

import pytest

from simulator.network import folder_swap
from simulator.network.files import read_network, write_network
from simulator.network.folder_swap import put_in_place


def folder_with(path, text):
    path.mkdir()
    (path / "a.txt").write_text(text)
    return path


@pytest.fixture(params=["exchange", "step aside"])
def way(request, monkeypatch):
    """Both ways a system may have."""
    if request.param == "step aside":
        monkeypatch.setattr(folder_swap, "_exchange", lambda one, other: False)


def test_new_folder_takes_the_place_and_the_old_one_is_gone(way, tmp_path):
    put_in_place(folder_with(tmp_path / "new", "new"), folder_with(tmp_path / "net", "old"))
    assert (tmp_path / "net" / "a.txt").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["net"]


def test_nothing_there_yet(way, tmp_path):
    put_in_place(folder_with(tmp_path / "new", "new"), tmp_path / "net")
    assert [path.name for path in tmp_path.iterdir()] == ["net"]


def test_old_folder_comes_back_when_the_new_one_cannot_take_its_place(tmp_path, monkeypatch):
    monkeypatch.setattr(folder_swap, "_exchange", lambda one, other: False)
    draft, old = folder_with(tmp_path / "new", "new"), folder_with(tmp_path / "net", "old")
    plain = type(draft).rename

    def rename(self, target):
        if self == draft:
            raise OSError("no")
        return plain(self, target)

    monkeypatch.setattr(type(draft), "rename", rename)
    with pytest.raises(OSError, match="no"):
        put_in_place(draft, old)
    assert (tmp_path / "net" / "a.txt").read_text() == "old"


def test_readers_always_meet_a_whole_network(square, tmp_path):
    """A network that is rewritten again and again can be opened at every moment."""
    folder = tmp_path / "net"
    write_network(square, folder)
    if not folder_swap._exchange(folder_with(tmp_path / "a", "a"), folder_with(tmp_path / "b", "b")):
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
