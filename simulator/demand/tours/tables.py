"""Activities of a day and the trips between them, and what the draws of both want of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.demand.volume import Volume

WORK, SCHOOL, ERRANDS, SHOPPING, LEISURE, ESCORT = "work", "school", "errands", "shopping", "leisure", "escort"
HOME = "home"  # purpose of the last trip of a tour
NOBODY = -1

# What people do away from home on one day; by tour and position.
ACTIVITY_DTYPES: dict[str, str] = {
    "tour": "int32",  # dense, by person and time
    "person": "int32",
    "position": "int8",  # in the tour, from 1
    "purpose": "string",  # work, school, errands, shopping, leisure, escort
    "begins_s": "int32",  # as planned, with allowances for ways; since 00:00 of the day, may pass 24:00
    "ends_s": "int32",
    "fixed": "bool",  # has to be there in time: school, work
    "party": "int16",  # people on the way to it
    "party_on": "int16",  # people on the way from it; the party of the next activity of the tour
    "chairs": "int16",  # wheelchairs of those taken along on the way to it, without the person's own
    "chairs_on": "int16",  # on the way from it
    "companion": "int32",  # escort: the person who is taken there or fetched; NOBODY: none
    "to_school": "bool",  # escort: to the school or kindergarten of that person
}

# By tour and position; the last trip of a tour goes home.
TRIP_DTYPES: dict[str, str] = {
    "trip": "int32",  # dense
    "tour": "int32",
    "person": "int32",
    "position": "int8",  # in the tour, from 1
    "purpose": "string",  # of the activity at the destination; home
    "origin_lon": "float64",
    "origin_lat": "float64",
    "destination_lon": "float64",
    "destination_lat": "float64",
    "origin_gateway": "int32",  # -1: in the area
    "destination_gateway": "int32",
    "departure_s": "int32",  # earliest; since 00:00 of the day
    "arrive_by_s": "int32",  # NO_TIME: none
    "party": "int16",
    "wheelchairs": "int16",  # of the party
    "car": "bool",  # the household's car is there for the whole tour
}


class Anchors(Protocol):
    """Where persons have to be; arrays (persons,)."""

    @property
    def school(self) -> NDArray[np.int32]:
        """Return the site of their school; -1: none."""

    @property
    def school_begins_s(self) -> NDArray[np.int32]:
        """Return when the first bell rings; NO_TIME: no school."""

    @property
    def school_ends_s(self) -> NDArray[np.int32]:
        """Return when the last bell rings; NO_TIME: no school."""

    @property
    def work_lon(self) -> NDArray[np.float64]:
        """Return where they work; NaN: nowhere in the area."""

    @property
    def work_lat(self) -> NDArray[np.float64]:
        """Return where they work; NaN: nowhere in the area."""

    @property
    def work_gateway(self) -> NDArray[np.int32]:
        """Return through which place outside they go to work; -1: none."""


class Places(Protocol):
    """Where activities are; arrays (activities,), row by row."""

    @property
    def lon(self) -> NDArray[np.float64]:
        """Return longitudes."""

    @property
    def lat(self) -> NDArray[np.float64]:
        """Return latitudes."""

    @property
    def gateway(self) -> NDArray[np.int32]:
        """Return the place outside; -1: in the area."""


class TourConfig(Protocol):
    """What changes how much people do from day to day; errands, shopping and leisure follow it."""

    @property
    def volume(self) -> Volume:
        """Return how days differ by chance."""

    @property
    def day_factors(self) -> Mapping[int, float]:
        """Return what season, weather and events multiply on days, by their numbers; 1 on others."""
