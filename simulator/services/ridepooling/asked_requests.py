"""Requests that never reached the ridepooling service, as a shared car served them, are none of its requests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.event_kinds import Event
from simulator.world.build import World


def only_asked(world: World, events: pd.DataFrame) -> tuple[World, pd.DataFrame]:
    """Return world and event log without requests that nobody submitted, numbered anew; as they are when all were."""
    if world.carsharing is None or not len(world.requests):
        return world, events
    kind, request = events["kind"].to_numpy(), events["request"].to_numpy()
    asked = np.zeros(len(world.requests), dtype=bool)
    asked[request[kind == Event.SUBMITTED]] = True
    number = _numbers(asked)
    of_ride = ((kind < Event.BOOKING_ASKED) | (kind == Event.CHOSEN)) & (
        request >= 0
    )  # in other rows it is the number of a booking
    renumbered = request.copy()
    renumbered[of_ride] = number[request[of_ride]]
    return only(world, asked), events.assign(request=renumbered, ride=_rides(events["ride"].to_numpy(), number))


def only(world: World, asked: NDArray[np.bool_]) -> World:
    """Return the world with some of its requests, numbered anew; itself with all of them. asked: bool (requests,)."""
    if asked.all():
        return world
    number = _numbers(asked)
    requests = world.requests[asked].reset_index(drop=True)
    options = world.stop_options
    if options is not None:
        options = options[asked[options["request"].to_numpy()]].reset_index(drop=True)
        options = options.assign(request=number[options["request"].to_numpy()])
    shared = world.carsharing
    if shared is not None:
        stands_for = shared.bookings["request"].to_numpy()
        bookings = shared.bookings.assign(request=np.where(stands_for >= 0, number[stands_for], -1).astype(np.int32))
        shared = replace(shared, bookings=bookings)
    return replace(
        world,
        requests=requests.assign(request=np.arange(len(requests), dtype=np.int32)),
        stop_options=options,
        rejected_at_once={int(number[row]): reason for row, reason in world.rejected_at_once.items() if asked[row]},
        carsharing=shared,
    )


def _rides(rides: NDArray[np.int32], number: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the rides with the new numbers of requests, and those behind them moved up."""
    first = (rides >= 0) & (rides < len(number))
    behind = np.where(rides < 0, -1, rides - np.count_nonzero(number < 0)).astype(np.int32)
    behind[first] = number[rides[first]]
    return behind


def _numbers(asked: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return the new number of each request, int32 (requests,), -1 where it is left out."""
    numbers: NDArray[np.int32] = np.where(asked, np.cumsum(asked) - 1, -1).astype(np.int32)
    return numbers
