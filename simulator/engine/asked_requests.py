"""Requests that never reached the ridepooling service, as a shared car served them, are none of its requests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.engine.world import World
from simulator.tables import Event


def only_asked(world: World, events: pd.DataFrame) -> tuple[World, pd.DataFrame]:
    """Return world and event log without requests that nobody submitted, numbered anew; as they are when all were."""
    if world.carsharing is None or not len(world.requests):
        return world, events
    kind, request = events["kind"].to_numpy(), events["request"].to_numpy()
    asked = np.zeros(len(world.requests), dtype=bool)
    asked[request[kind == Event.SUBMITTED]] = True
    number = _numbers(asked)
    of_ride = (kind < Event.BOOKING_ASKED) & (request >= 0)  # in other rows it is the number of a booking
    renumbered = request.copy()
    renumbered[of_ride] = number[request[of_ride]]
    return _with_requests(world, asked), events.assign(request=renumbered)


def with_those_of(world: World, requests: pd.DataFrame) -> World:
    """Return the world without requests that are not in a table of requests, that of a finished run of this world."""
    asked = world.requests["request_id"].isin(requests["request_id"]).to_numpy(bool)
    return world if asked.all() else _with_requests(world, asked)


def _numbers(asked: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return the new number of every request, -1 for those that go."""
    return np.where(asked, np.cumsum(asked) - 1, -1).astype(np.int32)


def _with_requests(world: World, asked: NDArray[np.bool_]) -> World:
    """Return the world with some of its requests, numbered anew."""
    number = _numbers(asked)
    requests = world.requests[asked].reset_index(drop=True)
    options = world.stop_options
    if options is not None:
        options = options[asked[options["request"].to_numpy()]].reset_index(drop=True)
        options = options.assign(request=number[options["request"].to_numpy()])
    shared = world.carsharing
    if shared is not None:
        stands_for = shared.bookings["request"].to_numpy()
        again = np.where(stands_for >= 0, number[stands_for], -1).astype(np.int32)
        shared = replace(shared, bookings=shared.bookings.assign(request=again))
    return replace(
        world,
        requests=requests.assign(request=np.arange(len(requests), dtype=np.int32)),
        stop_options=options,
        rejected_at_once={int(number[row]): reason for row, reason in world.rejected_at_once.items() if asked[row]},
        carsharing=shared,
    )
