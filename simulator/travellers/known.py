"""What people do who need ask nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.services.best_offers import BestOffers
from simulator.tables import NO_TIME
from simulator.travellers.seen import DECLINING


class Known(NamedTuple):
    """What people do who ask nobody, arrays (people,).

    request, service: the number of that of what they have and take, or DECLINING. answered_s: when they would have
    known all offers [s]. departure_s, arrival_s: NO_TIME of who declines. ride_s, length_m, cents: 0 of these. utility:
    float64, luck included, NaN of who had no choice; all others int64.
    """

    request: NDArray[Any]
    service: NDArray[Any]
    answered_s: NDArray[Any]
    departure_s: NDArray[Any]
    arrival_s: NDArray[Any]
    ride_s: NDArray[Any]
    length_m: NDArray[Any]
    cents: NDArray[Any]
    utility: NDArray[Any]

    def take(self, rows: NDArray[np.int64], service: int, offers: BestOffers, of: NDArray[Any] | None = None) -> None:
        """Let people of some rows take what a service offers; changes the arrays. of: which of the offers; all."""
        count = len(offers.row)
        self.service[rows] = service
        for column, told in (
            (self.departure_s, offers.departure_s),
            (self.arrival_s, offers.arrival_s),
            (self.ride_s, offers.ride_s),
            (self.length_m, offers.length_m),
            (self.cents, np.rint(100 * np.asarray(offers.fare_eur))),
        ):
            each = np.broadcast_to(told, count)
            column[rows] = each if of is None else each[of]


def nobody(people: int = 0) -> Known:
    """Return what so many do of whom nothing is known: they decline."""
    columns: dict[str, NDArray[Any]] = {name: np.zeros(people, dtype=np.int64) for name in Known._fields}
    columns["utility"] = np.full(people, np.nan)
    for name, value in (("service", DECLINING), ("departure_s", NO_TIME), ("arrival_s", NO_TIME)):
        columns[name][:] = value
    return Known(**columns)


def declining(request: int, now_s: int, utility: float) -> Known:
    """Return what one does who asks nobody and stays, as they know at a time [s]. utility: of staying."""
    one = nobody(1)
    one.request[0], one.answered_s[0], one.utility[0] = request, now_s, utility
    return one


def together(parts: Sequence[Known]) -> Known:
    """Return what all do, by request."""
    if len(parts) == 1:
        return parts[0]
    whole = Known(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    order = np.argsort(whole.request, kind="stable")
    return Known(*(column[order] for column in whole))
