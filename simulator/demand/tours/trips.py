"""From activities and their places to trips: who leaves when, and with whom.

Nobody is anywhere before they have come there: what people do one after the other is followed person by person. Plans
give way to that, and ends move with beginnings; only school and work end as planned.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.population.tables import Population
from simulator.demand.synthesis import direct_s
from simulator.demand.tour_requests import number_in_order
from simulator.demand.tours.agenda import DAY_BEGINS_S, DAY_ENDS_S
from simulator.demand.tours.cars import Tours, cars_of_tours
from simulator.demand.tours.duty import IN_TIME_S
from simulator.demand.tours.tables import ESCORT, HOME, TRIP_DTYPES, WORK, Places
from simulator.tables import NO_TIME, no_rows, typed
from simulator.units import MINUTE_S

SLACK_S = 20 * MINUTE_S  # those leave so much sooner than a drive takes, at the earliest, and ...
SLACK_BY_WAY = 0.5  # ... this share of the drive; assumption, as much as a ride on demand may wait and go about
AT_HOME_S = 5 * MINUTE_S  # nobody leaves sooner after coming home; assumption
SHORTEST_STAY_S = 5 * MINUTE_S  # also for who comes too late; assumption
IN_AREA = -1
HOMEWARD = -1  # activity of trips home


class Legs(NamedTuple):
    """The trips of a day before their times are known.

    tour, activity int64 (trips,): row of the activity they lead to; HOMEWARD: home. person int64 (trips,). origin,
    destination float64 (trips, 2): lon, lat. origin_gateway, destination_gateway int32 (trips,).
    """

    tour: NDArray[np.int64]
    person: NDArray[np.int64]
    activity: NDArray[np.int64]
    origin: NDArray[np.float64]
    destination: NDArray[np.float64]
    origin_gateway: NDArray[np.int32]
    destination_gateway: NDArray[np.int32]


class Times(NamedTuple):
    """When trips begin, and by when they have to arrive [s], int64 (trips,); NO_TIME: at no certain time."""

    departure_s: NDArray[np.int64]
    arrive_by_s: NDArray[np.int64]


def trips_of_day(activities: pd.DataFrame, places: Places, population: Population) -> pd.DataFrame:
    """Return the trips between the activities of a day, and home, with ``TRIP_DTYPES``.

    activities: ``ACTIVITY_DTYPES``. places: theirs, row by row.
    """
    if not len(activities):
        return no_rows(TRIP_DTYPES)
    legs = _legs(activities, places, population.homes)
    way_s = direct_s(legs.origin, legs.destination, (legs.origin_gateway >= 0) | (legs.destination_gateway >= 0))
    times = _times(legs, way_s, activities, len(population.persons))
    first = np.flatnonzero(np.diff(legs.tour, prepend=-1))
    table = {
        "trip": np.arange(len(legs.tour)),
        "tour": legs.tour,
        "person": legs.person,
        "position": np.arange(1, len(legs.tour) + 1) - first[legs.tour],
        "purpose": np.append(activities["purpose"].to_numpy(dtype=object), HOME)[legs.activity],
        "origin_lon": legs.origin[:, 0],
        "origin_lat": legs.origin[:, 1],
        "destination_lon": legs.destination[:, 0],
        "destination_lat": legs.destination[:, 1],
        "origin_gateway": legs.origin_gateway,
        "destination_gateway": legs.destination_gateway,
        **times._asdict(),
        "party": _on_trips(legs.activity, activities, "party"),
        "wheelchairs": population.persons["wheelchair"].to_numpy(np.int64)[legs.person]
        + _on_trips(legs.activity, activities, "chairs"),
        "car": cars_of_tours(_tours(legs, way_s, times, activities), population)[legs.tour],
    }
    return typed(pd.DataFrame(table), TRIP_DTYPES)


def _legs(activities: pd.DataFrame, places: Places, homes: NDArray[np.float64]) -> Legs:
    """Return the trips: to each activity, and home after the last one of a tour."""
    tour, person = (activities[name].to_numpy(np.int64) for name in ("tour", "person"))
    rows = np.arange(len(tour))
    last = np.flatnonzero(np.diff(tour, append=-1))
    trip, home = rows + tour, last + np.arange(len(last)) + 1
    activity = np.full(len(rows) + len(last), HOMEWARD, dtype=np.int64)
    activity[trip] = rows
    of_tour, who = np.empty_like(activity), np.empty_like(activity)
    of_tour[trip], of_tour[home] = tour, tour[last]
    who[trip], who[home] = person, person[last]
    at = np.column_stack([places.lon, places.lat])
    destination, gateway = homes[who], np.full(len(who), IN_AREA, dtype=np.int32)
    destination[trip], gateway[trip] = at, places.gateway
    begins = np.diff(of_tour, prepend=-1) != 0
    origin = np.where(begins[:, None], homes[who], np.roll(destination, 1, axis=0))
    return Legs(of_tour, who, activity, origin, destination, np.where(begins, IN_AREA, np.roll(gateway, 1)), gateway)


def _times(legs: Legs, way_s: NDArray[np.int64], activities: pd.DataFrame, persons: int) -> Times:
    """Return when trips begin, following each person through the day.

    At home people wait until they have to leave, with the slack of ``SLACK_S`` and ``SLACK_BY_WAY`` where they have to
    be there in time. Elsewhere they leave when they are done.
    """
    begins, ends, fixed, waits = _planned(activities)
    starts_tour = np.diff(legs.tour, prepend=-1) != 0
    departure, arrive_by = np.zeros_like(way_s), np.full_like(way_s, NO_TIME)
    latest = _latest(legs.person, way_s)
    ready = np.full(persons, DAY_BEGINS_S, dtype=np.int64)
    for rows in _by_turn(legs.person):
        who, what, way = legs.person[rows], legs.activity[rows], way_s[rows]
        slack = np.where(fixed[what], IN_TIME_S + SLACK_S + (SLACK_BY_WAY * way).astype(np.int64), 0)
        leaves = np.where(starts_tour[rows], begins[what] - way - slack, ready[who])
        leaves = np.minimum(leaves, latest[rows])
        leaves = np.where(starts_tour[rows], np.maximum(leaves, ready[who]), leaves)
        there = leaves + way
        since = np.where(waits[what] | starts_tour[rows], np.maximum(there, begins[what]), there)
        stays = np.where(fixed[what], np.maximum(ends[what] - since, SHORTEST_STAY_S), ends[what] - begins[what])
        departure[rows] = leaves
        arrive_by[rows] = np.where(fixed[what], np.maximum(begins[what] - IN_TIME_S, there), NO_TIME)
        ready[who] = np.where(what == HOMEWARD, there + AT_HOME_S, since + stays)
    return Times(departure, arrive_by)


def _latest(person: NDArray[np.int64], way_s: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return when trips have to begin for all later ones of the person to be over with the day, after short stays [s].

    person: in order.
    """
    upto = np.cumsum(way_s + max(SHORTEST_STAY_S, AT_HOME_S))
    last = np.append(np.flatnonzero(np.diff(person)), len(person) - 1)
    own = np.repeat(upto[last], np.diff(last, prepend=-1))
    return np.asarray(DAY_ENDS_S - (own - upto + way_s))


def _planned(
    activities: pd.DataFrame,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return begin and end of activities [s], which are fixed, and which wait for their time; a last row for home."""
    begins, ends = (np.append(activities[name].to_numpy(np.int64), 0) for name in ("begins_s", "ends_s"))
    fixed = np.append(activities["fixed"].to_numpy(bool), False)
    return begins, ends, fixed, fixed | np.append((activities["purpose"] == ESCORT).to_numpy(bool), False)


def _by_turn(person: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return the rows of the first trips of all persons, of the second ones, and so on."""
    turn = number_in_order(person)
    order = np.argsort(turn, kind="stable")
    return np.split(order, np.cumsum(np.bincount(turn))[:-1])


def _on_trips(activity: NDArray[np.int64], activities: pd.DataFrame, name: str) -> NDArray[np.int64]:
    """Return how many are on each trip, party or chairs: with who comes to the activity, or goes home from the last."""
    to, on = (activities[column].to_numpy(np.int64) for column in (name, f"{name}_on"))
    homeward = activity == HOMEWARD
    return np.where(homeward, on[np.roll(activity, 1)], to[activity])


def _tours(legs: Legs, way_s: NDArray[np.int64], times: Times, activities: pd.DataFrame) -> Tours:
    """Return the tours with when they begin and end, for their cars."""
    first = np.flatnonzero(np.diff(legs.tour, prepend=-1))
    last = np.append(first[1:], len(legs.tour)) - 1
    works = np.append((activities["purpose"] == WORK).to_numpy(bool), False)[legs.activity]
    return Tours(
        legs.person[first],
        times.departure_s[first],
        times.departure_s[last] + way_s[last],
        np.logical_or.reduceat(works, first),
        np.add.reduceat(way_s, first),
    )
