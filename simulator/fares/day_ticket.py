"""What is left of a fare where nobody pays more than so much in a day, rider by rider, in whole cents."""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from simulator.fares.ride_tariff import Paid

Each = tuple[int, ...]  # of the riders of a party, who asks first [cent]


class Fares(NamedTuple):
    """Fares of the riders of a party without surcharges, as they pay them, and as they would without season tickets."""

    paid: Each = ()
    without_ticket: Each = ()

    def and_also(self, other: Fares) -> Fares:
        """Return what both come to; who rides along once only pays for that once."""
        paid, without = (
            tuple(map(sum, zip_longest(mine, its, fillvalue=0))) for mine, its in zip(self, other, strict=True)
        )
        return Fares(paid, without)


def left_to_pay(full: Paid, riders: int, most_cents: int, spent: Fares) -> Fares:
    """Return what each rider still pays of a fare.

    full: what the party pays where nothing limits it, one row. spent: by the same riders for other rides of the day.
    """
    paid, without = (
        _left(int(cents[0] - full.on_top[0]) // riders, riders, most_cents, its)
        for cents, its in zip(full[:2], spent, strict=True)
    )
    return Fares(paid, without)


def together(fares: Fares, full: Paid) -> Paid:
    """Return what the party pays: the fares of its riders, and the surcharges of the full price."""
    paid, without = (np.array([sum(its)], dtype=np.int64) + full.on_top for its in fares)
    return Paid(paid, without, full.on_top)


def _left(fare: int, riders: int, most_cents: int, spent: Each) -> Each:
    spent = (*spent, *[0] * riders)[:riders]
    return tuple(max(0, min(fare, most_cents - its)) for its in spent)
