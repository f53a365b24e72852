"""Requests that never reached a ridepooling service, as another one served them, are none of its requests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.event_kinds import BOOKING_KINDS, Event
from simulator.tables import CARS
from simulator.world.build import World
from simulator.world.tours import has_tours

NOBODY: NDArray[np.int64] = np.zeros(0, dtype=np.int64)


def only_asked(world: World, events: pd.DataFrame, known: NDArray[np.int64] = NOBODY) -> tuple[World, pd.DataFrame]:
    """Return world and event log without requests that nobody submitted, numbered anew; as they are when all were.

    Those that were submitted to services without rides only, and had none as part of a journey, come behind the others,
    and behind these, in their order, the requests known of which nobody is asked.
    """
    kind, request = events["kind"].to_numpy(), events["request"].to_numpy()
    submitted = kind == Event.SUBMITTED
    rides = [its.part.number for its in world.with_requests.values()]
    to_rides, to_any = np.zeros((2, len(world.demand)), dtype=bool)
    to_rides[request[(request >= 0) & events["service"].isin(rides).to_numpy()]] = True
    to_any[request[submitted]] = True
    if has_tours(world.demand):
        to_any[_of_tours(world, events)] = True
    if to_rides.all():
        return world, events
    order = np.concatenate([np.flatnonzero(to_rides), np.flatnonzero(to_any & ~to_rides), known])
    number = np.full(len(to_any), -1, dtype=np.int32)
    number[order] = np.arange(len(order))
    of_request = ~np.isin(kind, list(BOOKING_KINDS)) & (request >= 0)  # else it is the number of a booking
    renumbered = request.copy()
    renumbered[of_request] = number[request[of_request]]
    part = _with_people_of_cars(world, world.only(order, int(to_rides.sum())), events, number)
    return part, events.assign(request=renumbered, ride=_rides(events["ride"].to_numpy(), number))


def _of_tours(world: World, events: pd.DataFrame) -> NDArray[np.int64]:
    """Return the requests that are told of though they were submitted to no service with trips: whole tours are told.

    These are trips that asked nobody, and those for which a shared car was asked.
    """
    asked = [events.loc[events["kind"] == Event.NOT_ASKED, "request"].to_numpy(np.int64)]
    services: list[Any] = list(world.services.values())
    for its in services:
        if its.part.kind == CARS:
            rows = events[(events["service"] == its.part.number) & (events["kind"] == Event.BOOKING_ASKED)]
            asked.append(its.bookings["request"].to_numpy(np.int64)[rows["request"]])
    found = np.unique(np.concatenate(asked))
    return found[found >= 0]


def _with_people_of_cars(whole: World, part: World, events: pd.DataFrame, number: NDArray[np.int32]) -> World:
    """Return the part of a world with those who asked several services for cars, and none for a ride, as one person.

    They are numbered behind the requests; of who asked one service, its booking tells all.
    """
    cars: dict[str, Any] = {name: its for name, its in whole.services.items() if its.part.kind == CARS}
    asked = np.zeros(len(whole.demand), dtype=np.int64)
    for its in cars.values():
        rows = events[(events["service"] == its.part.number) & (events["kind"] == Event.BOOKING_ASKED)]
        of_booking = its.bookings["request"].to_numpy()[np.unique(rows["request"])]
        asked[of_booking[of_booking >= 0]] += 1
    several = (asked > 1) & (number < 0)
    if not several.any():
        return part
    behind = np.where(several, len(part.demand) + np.cumsum(several) - 1, number).astype(np.int32)
    return replace(part, services={**part.services, **{name: its.only(behind) for name, its in cars.items()}})


def _rides(rides: NDArray[np.int32], number: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the rides with the new numbers of requests, and those behind them moved up."""
    first = (rides >= 0) & (rides < len(number))
    behind = np.where(rides < 0, -1, rides - np.count_nonzero(number < 0)).astype(np.int32)
    behind[first] = number[rides[first]]
    return behind
