"""Rides of a way in a copy of the plan of one vehicle: what they leave room for, and when they begin and end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.acceptance import insert, promise
from simulator.kernels.gaps import Insertion
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    DROPOFF_CHOICE,
    DROPOFF_POSITION,
    LATEST,
    OPTION_WALK,
    PICKUP_CHOICE,
    PICKUP_POSITION,
    REQ_PICKUPS,
    START,
    WINNER,
)
from simulator.kernels.parts import (
    ARRIVES,
    DROPOFF_AFTER,
    FIRST_PART,
    FIRST_PLACE,
    LAST_RIDE,
    NO_PART,
    PAIR,
    SECOND_PART,
    SECOND_PLACE,
    Parts,
    question_of,
)
from simulator.kernels.question import Question
from simulator.kernels.told import copy_plan


@jit_in_place
def leave_with(parts: Parts, part: int, place: Insertion, now: int) -> None:
    """Let ``one`` be the vehicle with a part in its plan, and with what its rider is promised."""
    one, terms, question = parts.one, parts.terms[part], question_of(parts, part, now)
    _, vehicle, pickup, dropoff, option, other = place
    copy_plan(parts.shared, vehicle, (one.plan, one.vehicles, one.legs))
    drive = question.reach[option, vehicle] if len(question.reach) > 0 else np.int64(0)
    where = (np.int64(0), pickup, dropoff, option, other, drive)
    fleet = (one.plan, one.vehicles, one.legs)
    insert(fleet, one.times, np.int64(0), question.request, question.options, where, now)
    promise(one.plan, np.int64(0), pickup + 1, dropoff + 2, (terms[0], terms[1], terms[2], terms[3]))
    latest = np.int64(one.plan[START, dropoff + 2, 0]) + terms[DROPOFF_AFTER]
    one.plan[LATEST, dropoff + 2, 0] = min(np.int64(one.plan[LATEST, dropoff + 2, 0]), latest)


@jit_in_place
def question_of_one(parts: Parts, part: int, vehicle: int, now: int) -> Question:
    """Return what is asked about a part of ``one``, which is a copy of a vehicle."""
    question = question_of(parts, part, now)
    for option in range(len(question.reach)):
        parts.reach_of_one[option, 0] = question.reach[option, vehicle]
    return Question(parts.one, parts.reach_of_one, question.request, question.options, now)


@jit_in_place
def tell(parts: Parts, way: NDArray[np.int64], told: NDArray[np.int64], now: int) -> None:
    """Write when the rides of a way begin and end."""
    told[:] = -1
    told[0, 0], told[0, 1] = _times(parts, way, FIRST_PLACE, now)
    if parts.pairs[way[PAIR], SECOND_PART] != NO_PART:
        told[1, 0], told[1, 1] = _times(parts, way, SECOND_PLACE, now)


@jit_in_place
def arrival_of(parts: Parts, way: NDArray[np.int64], now: int) -> int:
    """Return when a way ends [s]."""
    pair = parts.pairs[way[PAIR]]
    if pair[ARRIVES] != LAST_RIDE:
        return np.int64(pair[ARRIVES])
    is_alone = pair[SECOND_PART] == NO_PART
    part = pair[FIRST_PART] if is_alone else pair[SECOND_PART]
    _, alighting = _times(parts, way, FIRST_PLACE if is_alone else SECOND_PLACE, now)
    question = question_of(parts, part, now)
    choice = way[(FIRST_PLACE if is_alone else SECOND_PLACE) + DROPOFF_CHOICE] + question.request[REQ_PICKUPS]
    return alighting + np.int64(question.options[choice, OPTION_WALK])


@jit_in_place
def _times(parts: Parts, way: NDArray[np.int64], place: int, now: int) -> tuple[int, int]:
    """Return the planned starts of boarding and alighting of one ride of a way, when all of it is in the plans [s]."""
    first, second = parts.pairs[way[PAIR], FIRST_PART], parts.pairs[way[PAIR], SECOND_PART]
    plan = parts.one.plan
    a, b = _insertion(way, FIRST_PLACE), _insertion(way, SECOND_PLACE)
    together = second != NO_PART and a[WINNER] == b[WINNER]
    if place == FIRST_PLACE or together:
        leave_with(parts, first, a, now)
        if place == FIRST_PLACE:
            pickup, dropoff = a[PICKUP_POSITION] + 1, a[DROPOFF_POSITION] + 2
            if together:  # the two stops of the second, as far as they come before
                pickup += np.int64(b[PICKUP_POSITION] < pickup) + np.int64(b[DROPOFF_POSITION] < pickup)
                dropoff += np.int64(b[PICKUP_POSITION] < dropoff) + np.int64(b[DROPOFF_POSITION] < dropoff)
        if together:
            _insert_second(parts, second, b, now)
    else:
        leave_with(parts, second, b, now)
    if place == SECOND_PLACE:
        pickup, dropoff = b[PICKUP_POSITION] + 1, b[DROPOFF_POSITION] + 2
    return np.int64(plan[START, pickup, 0]), np.int64(plan[START, dropoff, 0])


@jit_in_place
def _insertion(way: NDArray[np.int64], place: int) -> Insertion:
    return (
        way[place], way[place + WINNER], way[place + PICKUP_POSITION], way[place + DROPOFF_POSITION],
        way[place + PICKUP_CHOICE], way[place + DROPOFF_CHOICE],
    )  # fmt: skip


@jit_in_place
def _insert_second(parts: Parts, part: int, place: Insertion, now: int) -> None:
    """Put the second part into ``one``, where the first one is already."""
    one, question = parts.one, question_of_one(parts, part, place[WINNER], now)
    _, _, pickup, dropoff, option, other = place
    drive = question.reach[option, 0] if len(question_of(parts, part, now).reach) > 0 else np.int64(0)
    where = (np.int64(0), pickup, dropoff, option, other, drive)
    fleet = (one.plan, one.vehicles, one.legs)
    insert(fleet, one.times, np.int64(0), question.request, question.options, where, now)
