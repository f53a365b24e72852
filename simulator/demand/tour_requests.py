"""From the trips of all people on a day to requests: who books each of them when, and what it is called.

Chance belongs to a person and their first, second, third trip of the day: whatever others do, it stays the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.gateways import OUTSIDE_DTYPES
from simulator.demand.lead_times import Booking, lead_times
from simulator.demand.streams import stream
from simulator.tables import DEMAND_DTYPES, NO_NODE, NO_TIME, TOUR_DTYPES, no_rows, typed

POPULATION_DTYPES = {**DEMAND_DTYPES, **TOUR_DTYPES}  # of requests of a population, without those of places outside


class TourBooking(Booking, Protocol):
    """How people book the trips of a tour."""

    @property
    def booked_together(self) -> float:
        """Return which share of the prebooked first trips of tours has the others booked with it."""


def requests_of_trips(
    trips: pd.DataFrame,
    persons: pd.DataFrame,
    booking: TourBooking,
    class_names: Mapping[str, str],
    outside: Sequence[str],
    seed: int,
    day: int,
) -> pd.DataFrame:
    """Return a request for every trip of a day, with ``POPULATION_DTYPES``, in the order of the trips.

    trips: of ``demand.tours.trips``; times are seconds since the day's 00:00, and so they are here. class_names: what
    requests call the classes of persons. outside: names of the places outside, for ``OUTSIDE_DTYPES``; where there are
    none, the columns are missing.
    """
    if not len(trips):
        return no_rows(POPULATION_DTYPES | (OUTSIDE_DTYPES if outside else {}))
    person = trips["person"].to_numpy(np.int64)
    number = number_in_order(person)
    departure_s = trips["departure_s"].to_numpy(np.int64)
    of_person = persons.iloc[person]
    columns = {
        "request_id": [f"p{who}-{day}-{its}" for who, its in zip(person.tolist(), number.tolist(), strict=True)],
        "submitted_s": _submitted(trips, number, len(persons), booking, seed, day),
        "earliest_departure_s": departure_s,
        "earliest_arrival_s": np.full(len(trips), NO_TIME),
        "latest_arrival_s": trips["arrive_by_s"].to_numpy(np.int64),
        **{
            f"{end}_{axis}": trips[f"{end}_{axis}"].to_numpy(np.float64)
            for end in ("origin", "destination")
            for axis in ("lon", "lat")
        },
        "origin_node": np.full(len(trips), NO_NODE),
        "destination_node": np.full(len(trips), NO_NODE),
        "party_size": trips["party"].to_numpy(),
        "wheelchairs": trips["wheelchairs"].to_numpy(),
        "parcels": np.zeros(len(trips)),
        "traveller_class": _named(of_person["traveller_class"], class_names),
        "purpose": trips["purpose"].to_numpy(),
        "person": person,
        "tour": trips["tour"].to_numpy(),
        "tour_position": trips["position"].to_numpy(),
        "own_car": trips["car"].to_numpy(),
    }
    table = typed(pd.DataFrame(columns), POPULATION_DTYPES)
    if not outside:
        return table
    names = np.array([*outside, ""], dtype=object)  # the last one for places in the area, -1
    ends = (names[trips[f"{end}_gateway"].to_numpy(np.int64)] for end in ("origin", "destination"))
    return table.assign(**dict(zip(OUTSIDE_DTYPES, ends, strict=True))).astype(OUTSIDE_DTYPES)


def number_in_order(person: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of each row among those of its person, from 0, in the order of the rows, int64 (rows,)."""
    order = np.argsort(person, kind="stable")
    begins = np.flatnonzero(np.diff(person[order], prepend=-1))
    number = np.empty(len(person), dtype=np.int64)
    number[order] = np.arange(len(person)) - np.repeat(begins, np.diff(begins, append=len(person)))
    return number


def _submitted(
    trips: pd.DataFrame, number: NDArray[np.int64], persons: int, booking: TourBooking, seed: int, day: int
) -> NDArray[np.int64]:
    """Return when each trip is booked [s], int64 (trips,): by itself, or with the first one of its tour.

    number: of the trip among those of its person. Who books a tour together does so at one moment, before the first
    trip of it.
    """
    person, departure_s = trips["person"].to_numpy(np.int64), trips["departure_s"].to_numpy(np.int64)
    uniform, together = np.zeros(len(trips)), np.zeros(len(trips))
    normal = np.zeros(len(trips))
    for its in range(int(number.max()) + 1):
        rows = np.flatnonzero(number == its)
        who = person[rows]
        uniform[rows] = stream(seed, f"prebooked {day} {its}").random(persons)[who]
        normal[rows] = stream(seed, f"lead time {day} {its}").standard_normal(persons)[who]
        together[rows] = stream(seed, f"booked together {day} {its}").random(persons)[who]
    prebooked, lead_s = lead_times(booking, uniform, normal)
    submitted_s = departure_s - lead_s
    tour = trips["tour"].to_numpy(np.int64)
    first = np.flatnonzero(np.diff(tour, prepend=-1))[np.cumsum(np.diff(tour, prepend=-1) != 0) - 1]
    with_first = prebooked[first] & (together[first] < booking.booked_together)
    return np.where(with_first, submitted_s[first], submitted_s)


def _named(classes: pd.Series, class_names: Mapping[str, str]) -> pd.Series:
    """Return the classes as requests call them."""
    told = classes.astype("string")
    return told.replace(dict(class_names)).reset_index(drop=True) if class_names else told.reset_index(drop=True)
