"""Names that a disruption tells of, which the scenario has to have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.suggest import suggest


def unknown(key: str, what: str, told: Iterable[str | None], known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield key and message for each name that stands for nothing. what: it should be one of."""
    there = list(known)
    for name in told:
        if name is not None and name not in there:
            yield key, f'unknown {what} "{name}"; {suggest(name, there) or "there are " + ", ".join(there)}'
