"""Files and folders that exist whole or not at all, whoever is killed and whoever else writes at the same time.

A draft is written beside its target under a name of its own, brought to the disk, then renamed. Its writer holds a lock
on it that the system takes away when the writer dies: so a leftover can be told from what somebody else is writing.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simulator.units import DAY_S

PREFIX = ".unfinished-"
OLD_S = DAY_S  # a draft of another machine, whose locks may not be seen here, is left for so long
_HOST = re.sub("[^A-Za-z0-9.-]", "", platform.node())
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # of Linux's renameat2: names relative to the working directory; swap them


def refusal(folder: Path) -> str | None:
    """Return why a folder cannot be written, or made; None when it can. Nothing is written."""
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        return "its name is not UTF-8 text"
    there = next((path for path in (folder, *folder.absolute().parents) if os.path.lexists(path)), folder)
    if not there.is_dir():
        return f"{there} is no folder"
    return None if os.access(there, os.W_OK | os.X_OK) else f"{there} is write-protected"


@contextmanager
def draft_folder(parent: Path) -> Iterator[Path]:
    """Make a folder to write into, beside its target; what is left of it in the end is removed. Raises OSError."""
    draft, held = _new_draft(lambda prefix: tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        draft.chmod(0o755)
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        _release(held)


def write_whole(path: Path, content: bytes | str) -> None:
    """Write a file; who reads it meanwhile sees the old one. Raises OSError, and then the old one is still there."""
    if path.exists() and not path.is_file():  # a pipe or a device is written to, not replaced
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return
    path = path.resolve()
    draft, held = _new_draft(lambda prefix: _new_file(prefix, path.parent))
    try:
        draft.write_bytes(content.encode() if isinstance(content, str) else content)
        draft.chmod(0o644)
        _sync(draft)
        draft.replace(path)
        _sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)
        _release(held)


def put_in_place(draft: Path, folder: Path) -> None:
    """Move a folder to its place; what is there is exchanged for it in one step, then removed.

    Everything is on the disk before the name changes. Where the system cannot exchange two folders, the old one steps
    aside first and comes back when the new one cannot take its place. Raises OSError.
    """
    sync_tree(draft)
    try:
        draft.rename(folder)
    except OSError:
        if not os.path.lexists(folder):
            raise
        if _exchange(draft, folder):
            shutil.rmtree(draft, ignore_errors=True)
        else:
            _step_aside(draft, folder)
    _sync(folder.parent)


def sync_tree(folder: Path) -> None:
    """Let a folder and all that is in it reach the disk."""
    for path in (*sorted(folder.rglob("*")), folder):
        _sync(path)


def clean(folder: Path) -> None:
    """Remove what writers left who were killed; drafts that somebody is writing stay."""
    for path in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):
            host = path.name.removeprefix(PREFIX).rpartition("~")[0]
            held = _lock(path, wait=False) if host == _HOST else None
            if held is not None or time.time() - path.stat().st_mtime > OLD_S:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            _release(held)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until nobody else works in a folder, and keep others waiting meanwhile."""
    held = _lock(folder, wait=True)
    try:
        yield
    finally:
        _release(held)


def _new_draft(make: Callable[[str], str]) -> tuple[Path, int | None]:
    """Make a draft and lock it; again, when somebody took it for a leftover between the two."""
    while True:
        draft = Path(make(f"{PREFIX}{_HOST}~"))
        with suppress(FileNotFoundError):
            held = _lock(draft, wait=True)
            if draft.exists():
                return draft, held
            _release(held)


def _new_file(prefix: str, folder: Path) -> str:
    handle, name = tempfile.mkstemp(prefix=prefix, dir=folder)
    os.close(handle)
    return name


def _lock(path: Path, *, wait: bool) -> int | None:
    """Return a handle that holds the lock, None where there are no locks. Raises BlockingIOError if others hold it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(handle)
        raise
    except OSError:
        os.close(handle)
        return None
    return handle


def _release(held: int | None) -> None:
    if held is not None:
        os.close(held)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; return False where the system has no such call."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):  # not Linux
        return False
    done: int = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return done == 0


def _step_aside(draft: Path, folder: Path) -> None:
    old = draft.with_name(f"{draft.name}-old")
    folder.rename(old)
    try:
        draft.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    """Let what was written reach the disk; folders of some systems cannot be opened for that."""
    with suppress(PermissionError, IsADirectoryError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
