"""Requests that never reached the ridepooling service, as a shared car served them, are none of its requests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.world.build import World


def only_asked(world: World, events: pd.DataFrame) -> tuple[World, pd.DataFrame]:
    """Return world and event log without requests that nobody submitted, numbered anew; as they are when all were."""
    if world.carsharing is None or not len(world.requests):
        return world, events
    kind, request = events["kind"].to_numpy(), events["request"].to_numpy()
    asked = np.zeros(len(world.requests), dtype=bool)
    asked[request[kind == Event.SUBMITTED]] = True
    number = np.where(asked, np.cumsum(asked) - 1, -1).astype(np.int32)
    of_ride = (kind < Event.BOOKING_ASKED) & (request >= 0)  # in other rows it is the number of a booking
    renumbered = request.copy()
    renumbered[of_ride] = number[request[of_ride]]
    events = events.assign(request=renumbered)
    requests = world.requests[asked].reset_index(drop=True)
    options = world.stop_options
    if options is not None:
        options = options[asked[options["request"].to_numpy()]].reset_index(drop=True)
        options = options.assign(request=number[options["request"].to_numpy()])
    shared = world.carsharing
    stands_for = shared.bookings["request"].to_numpy()
    bookings = shared.bookings.assign(request=np.where(stands_for >= 0, number[stands_for], -1).astype(np.int32))
    world = replace(
        world,
        requests=requests.assign(request=np.arange(len(requests), dtype=np.int32)),
        stop_options=options,
        rejected_at_once={int(number[row]): reason for row, reason in world.rejected_at_once.items() if asked[row]},
        carsharing=replace(shared, bookings=bookings),
    )
    return world, events
