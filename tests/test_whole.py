"""Files and folders are there whole or not at all, and drafts of the living are left alone."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from simulator import whole
from simulator.whole import alone_in, clean, draft_folder, put_in_place, write_whole

WRITER = """
import sys, time
from pathlib import Path
from simulator.whole import draft_folder
with draft_folder(Path(sys.argv[1])) as draft:
    (draft / "half").write_text("half")
    print("writing", flush=True)
    time.sleep(600)
"""


def writer_in(folder: Path) -> subprocess.Popen[str]:
    """Start a process that writes a draft and never ends."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


def test_what_killed_writers_left_is_removed_and_what_others_write_stays(tmp_path: Path) -> None:
    alive, killed = writer_in(tmp_path), writer_in(tmp_path)
    try:
        assert len(list(tmp_path.glob(".unfinished-*"))) == 2
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        clean(tmp_path)
        (left,) = tmp_path.iterdir()
        assert (left / "half").is_file()
    finally:
        alive.kill()
        alive.wait()
    clean(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_files_that_killed_writers_left_are_removed_too(tmp_path: Path) -> None:
    (tmp_path / f".unfinished-{whole._HOST}~abc").write_text("half")
    (tmp_path / "kept.csv").write_text("whole")
    clean(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.csv"]


def test_drafts_of_other_machines_are_left_for_a_day(tmp_path: Path) -> None:
    new, old = tmp_path / ".unfinished-elsewhere~new", tmp_path / ".unfinished-elsewhere~old"
    for path in (new, old):
        path.mkdir()
    os.utime(old, (0, 0))
    clean(tmp_path)
    assert list(tmp_path.iterdir()) == [new]


def test_a_draft_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), draft_folder(tmp_path) as draft:
        (draft / "half").write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(params=["exchange", "step aside"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways a system may have of putting one folder in the place of another."""
    if request.param == "step aside":
        monkeypatch.setattr(whole, "_exchange", lambda one, other: False)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("before", [None, "old"])
def test_a_folder_takes_the_place_of_another(tmp_path: Path, before: str | None) -> None:
    place = tmp_path / "run"
    if before is not None:
        place.mkdir()
        (place / before).write_text(before)
    with draft_folder(tmp_path) as draft:
        (draft / "new").write_text("new")
        put_in_place(draft, place)
    assert [path.name for path in place.iterdir()] == ["new"]
    assert list(tmp_path.iterdir()) == [place]


def test_the_old_folder_comes_back_when_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "_exchange", lambda one, other: False)
    place = tmp_path / "run"
    place.mkdir()
    (place / "old").write_text("old")
    plain = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path.name.startswith(".unfinished-") and not path.name.endswith("-old"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return plain(path, target)

    with pytest.raises(OSError, match="No space left"), draft_folder(tmp_path) as draft:
        monkeypatch.setattr(Path, "rename", rename)
        put_in_place(draft, place)
    assert [path.name for path in place.iterdir()] == ["old"]


def test_everything_is_on_the_disk_before_the_name_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    plain_sync, plain_rename, plain_replace = os.fsync, Path.rename, Path.replace

    def sync(handle: int) -> None:
        done.append(f"sync {Path(f'/proc/self/fd/{handle}').readlink().name.partition('~')[0]}")
        plain_sync(handle)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "rename", lambda path, to: [done.append("rename"), plain_rename(path, to)][1])
    monkeypatch.setattr(Path, "replace", lambda path, to: [done.append("rename"), plain_replace(path, to)][1])
    draft_name = f".unfinished-{whole._HOST}"
    with draft_folder(tmp_path) as draft:
        (draft / "inner").mkdir()
        (draft / "inner" / "deep").write_text("x")
        put_in_place(draft, tmp_path / "run")
    assert done == ["sync inner", "sync deep", f"sync {draft_name}", "rename", f"sync {tmp_path.name}"]
    done.clear()
    write_whole(tmp_path / "table.csv", "x")
    assert done == [f"sync {draft_name}", "rename", f"sync {tmp_path.name}"]


def test_a_full_device_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "table.csv"
    write_whole(file, "old")

    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as out:
            out.write(content[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(file, "new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_whole(Path("/dev/null"), "x")
    assert not Path("/dev/null").is_file()
    with pytest.raises(OSError, match="No space left"):
        write_whole(Path("/dev/full"), "x")


def test_only_one_at_a_time_is_alone_in_a_folder(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        for _ in range(20):
            with alone_in(tmp_path):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1
