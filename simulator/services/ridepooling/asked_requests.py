"""Requests that never reached the ridepooling service, as a shared car served them, are none of its requests."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.event_kinds import BOOKING_KINDS, Event
from simulator.world.build import World


def only_asked(world: World, events: pd.DataFrame) -> tuple[World, pd.DataFrame]:
    """Return world and event log without requests that nobody submitted, numbered anew; as they are when all were."""
    kind, request = events["kind"].to_numpy(), events["request"].to_numpy()
    asked = np.zeros(len(world.demand), dtype=bool)
    asked[request[kind == Event.SUBMITTED]] = True
    if asked.all():
        return world, events
    number = _numbers(asked)
    # in other rows it is the number of a booking
    of_ride = ~np.isin(kind, list(BOOKING_KINDS)) & (request >= 0)
    renumbered = request.copy()
    renumbered[of_ride] = number[request[of_ride]]
    return world.only(asked), events.assign(request=renumbered, ride=_rides(events["ride"].to_numpy(), number))


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
