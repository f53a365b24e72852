"""What runs in one process have in common, made once: files that are read, roads, people of one day.

A thing is kept under everything that it depends on, so nobody can tell whether it was made or kept. Only the latest few
are: runs of an experiment want the same things one after the other. What is kept is never changed; of tables everybody
gets a copy of their own, which costs nothing until it is written to.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

JUST_NOW_S = 2.5  # coarser than the clock of any file system

Thing = TypeVar("Thing")


class Kept:
    """The latest things of a kind. most: how many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """Return the thing under a key; it is made where there is none. Nothing is kept where making it fails."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                known: Thing = self._things[key]
                return known
        made = make()
        with self._lock:
            self._things[key] = made
            while len(self._things) > self._most:
                self._things.popitem(last=False)
        return made

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._things.clear()


def state_of(path: Path) -> Hashable:
    """Return what is different once a file has been written anew: its place, size, time of writing and number.

    A file written just now may be written again at what the disk takes for the same time: it is like no other, and so
    is one that cannot be read.
    """
    try:
        facts = path.stat()
    except OSError:
        return object()
    if time.time() - facts.st_mtime < JUST_NOW_S:
        return object()
    return str(path.absolute()), facts.st_size, facts.st_mtime_ns, facts.st_ino
