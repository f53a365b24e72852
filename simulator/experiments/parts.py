"""Parts of an experiment that know nothing of each other: a few variants each, so that nobody has to read them all."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

GOLDEN = 0.6180339887


@dataclass(frozen=True)
class Part:
    """One part of several of the runs of an experiment, of as many runs as the others, or one less. number: from 1."""

    number: int
    of: int

    def runs(self, variants: int, replications: int) -> list[tuple[int, int]]:
        """Return the runs in it as (variant, replication), in the order in which they are done.

        The runs of a variant stand together; variants beside each other in the design, which may be small and large
        ones in turn, are far apart.
        """
        step = _step(variants)
        total = variants * replications
        first, end = (total * number // self.of for number in (self.number - 1, self.number))
        return [(run // replications * step % variants, run % replications) for run in range(first, end)]


def _step(count: int) -> int:
    """Return how far to go around so many at a time, so that all are met, and each far from those before."""
    step = max(1, round(GOLDEN * count))
    while gcd(step, count) != 1:
        step += 1
    return step
