"""Why single figures differ: written after the runs, for those outside of their tolerances."""

from __future__ import annotations

_EXPLAINED: dict[tuple[str, int | None, float], str] = {}


def explanation(kind: str, capacity: int | None, load: float) -> str:
    """Return why a figure differs; empty where it should not."""
    return _EXPLAINED.get((kind, capacity, load), "")
