"""Keys of a scenario that a pattern means: a value, all in a section, and with * any part of a key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from simulator.scenario.values import ValueAt


def meant(pattern: str, values: Iterable[ValueAt]) -> list[ValueAt]:
    """Return the values that a pattern means, in their order."""
    return [value for value in values if means(pattern, value)]


def means(pattern: str, value: ValueAt) -> bool:
    """Return whether a pattern means a value, in either spelling of its key, or a section around it."""
    match = _compiled(pattern).match
    for key in value.keys:  # noqa: SIM110  all values by all patterns: any() takes twice as long
        if match(key):
            return True
    return False


def exactness(pattern: str) -> int:
    """Return how much of a key a pattern says: of several that mean a value, the one that says most holds."""
    return len(pattern.replace("*", ""))


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    said = ".*".join(re.escape(part) for part in pattern.split("*"))
    return re.compile(rf"{said}(?:[.\[].*)?\Z", re.DOTALL)
