"""Put a finished folder in the place of another, so that the place always holds one of them whole."""

from __future__ import annotations

import ctypes
import os
import shutil
from contextlib import suppress
from pathlib import Path

AT_FDCWD = -100  # of Linux's renameat2: names relative to the working directory
RENAME_EXCHANGE = 2


def put_in_place(draft: Path, folder: Path) -> None:
    """Move the folder ``draft`` to ``folder``; what is there is exchanged for it in one step, then removed.

    Everything is on the disk before the name changes. Where the system cannot exchange two folders, the old one steps
    aside first and comes back when the new one cannot take its place. Raises OSError.
    """
    for path in (*sorted(draft.iterdir()), draft):
        _sync(path)
    if not os.path.lexists(folder):
        draft.rename(folder)
    elif _exchange(draft, folder):
        shutil.rmtree(draft)
    else:
        _step_aside(draft, folder)
    _sync(folder.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; return False where the system has no such call."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):  # not Linux
        return False
    done: int = renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE)
    return done == 0


def _step_aside(draft: Path, folder: Path) -> None:
    old = draft.with_name(f"{draft.name}-old")
    folder.rename(old)
    try:
        draft.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old)


def _sync(path: Path) -> None:
    """Let what was written reach the disk; folders of some systems cannot be opened for that."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
