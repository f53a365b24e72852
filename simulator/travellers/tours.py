"""Which means there are on a trip of a tour, given how the one before was made.

Who leaves home takes whatever they have. A bike or car that left with them is where they are, and has to come home: all
further trips of the tour are made with it, and nobody else is asked. Who left without one has none on the way. A bike
left at a station is not with them any more: it is fetched some other day.
"""

from __future__ import annotations

from collections.abc import Container, Hashable

KEPT_MEANS = frozenset({"bike", "car"})  # of their own, which stay with people until they are home


def may_go_by(means: Hashable, before: Hashable | None, kept: Container[Hashable] = KEPT_MEANS) -> bool:
    """Return whether somebody may go by these means who made the trip before by others.

    means: walk, bike, car, or whatever a service is called. before: None for who leaves home. kept: means that stay
    with people once they have left with them.
    """
    if before is None:
        return True
    return means == before if before in kept else means not in kept
