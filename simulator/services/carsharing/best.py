"""The best that shared cars could offer each request: a car at the nearest station when it is wished for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from simulator.services.best_offers import BestOffers
from simulator.services.carsharing.rentals import CarsharingWorld
from simulator.services.carsharing.told import Told

Ints = NDArray[np.int64]


def best_cars(
    world: CarsharingWorld, booking_of: Mapping[int, int], told: Told, request: Ints, asked_s: Ints
) -> BestOffers:
    """Return the best of some requests that are told offers at a time [s]; no row of those whom no car can ever serve.

    booking_of: by request. Where cars need not come back it is not known before how far and how dear it is.
    """
    bookings = [booking_of[row] for row in request.tolist()]
    known = [booking not in world.refused_at_once for booking in bookings]
    back = world.config.mode == "round_trip"
    if back:
        known = [is_one and bool(world.ways[booking]) for is_one, booking in zip(known, bookings, strict=True)]
    row = np.flatnonzero(known)
    if not back:
        return BestOffers(row, any_s=np.zeros(len(row)))
    booking, table = np.array(bookings, dtype=np.int64)[row], world.bookings
    start_s, until_s, drive_s, length_m = (
        table[name].to_numpy(np.int64)[booking] for name in ("start_s", "planned_end_s", "drive_s", "length_m")
    )
    taken_s = np.maximum(start_s, asked_s[row])
    stations = world.places.stations["node"].to_numpy()
    walk_s = [
        min(told.walk_s(int(stations[at]), world.origin_xy_m[one]) for at, _ in world.ways[one])
        for one in booking.tolist()
    ]
    return BestOffers(
        row,
        wait_s=taken_s - start_s,
        ride_s=-(-drive_s // 2),
        walk_s=np.array(walk_s, dtype=np.int64),
        fare_eur=told.prices_eur(booking, taken_s, taken_s + until_s - start_s, length_m),
    )
