"""Work shared by threads: for what leaves Python while it works, and whose parts do not meet."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


def at_once(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """Return the result of each part, in their order. Raises what the work raises."""
    if len(parts) < 2:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(min(cores(), len(parts))) as pool:
        return list(pool.map(work, parts))


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
