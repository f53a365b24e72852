"""The best that services could ever offer requests: what decides who need not ask them.

A service that knows it has ``best_offers(request, asked_s)`` for requests, int64, that ask for the first time and are
answered at these times [s]; and ``finer_offers``, the same told more narrowly, where that takes longer. Its
always_offers: whether that is what it does offer, whatever happens; its earlier_s: how much sooner than they wish it
may have people leave [s], none where it is not told.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Each = Any  # int64 or float64 (n,), or one number for all


class BestOffers(NamedTuple):
    """What services could offer at best: no offer to a request is worth more than the best of its rows.

    row: int64 (n,), places in the list of requests asked about; one without a row gets no offer. Others are called as
    in ``protocol.Offer``. any_s: time that is ridden, walked or waited, whichever people mind least. departure_s,
    arrival_s, length_m: only of services that always offer the same.
    """

    row: Ints
    wait_s: Each = 0
    ride_s: Each = 0
    walk_s: Each = 0
    fare_eur: Each = 0
    changes: Each = 0
    shift_s: Each = 0
    change_wait_s: Each = 0
    any_s: Each = 0
    departure_s: Each = 0
    arrival_s: Each = 0
    length_m: Each = 0


def together(parts: list[BestOffers]) -> BestOffers:
    """Return the rows of several."""
    columns = (
        np.concatenate([np.broadcast_to(its, len(part.row)) for its, part in zip(column, parts, strict=True)])
        for column in zip(*parts, strict=True)
    )
    return BestOffers(*columns)
