"""Trips of people from other programs: which become requests, with their tours, and why the others do not."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.importing.chains import tours_of
from simulator.demand.importing.imported import DROPPED_DTYPES
from simulator.demand.importing.requests_of import requests_of_trips
from simulator.demand.importing.scatter import MOST_AWAY_M
from simulator.demand.population.build import traveller_classes
from simulator.network.graph import RoadNetwork
from simulator.network.projection import Projection
from simulator.network.snapping import StreetSnapper
from simulator.tables import no_rows, typed
from simulator.units import DAY_S, MINUTE_S

OTHER_MODE, NO_PLACE, NO_DEPARTURE = "another_mode", "place_missing", "time_missing"
EARLY, LATE, OFF_THE_GLOBE, ONE_PLACE = "too_early", "too_late", "place_nowhere", "one_place"
OUT_OF_ORDER, OUTSIDE = "out_of_order", "place_outside"
DIGITS = 6  # of a degree: a tenth of a metre
PART = 50_000  # rows that are kept as objects before they become columns

# A trip, in the order of persons and of their day. Coordinates as in the file; NaN: not told.
TRIP_DTYPES = {
    "line": "int64",
    "person": "int64",  # numbered in the order of the file
    "number": "int64",  # of the trip on the person's day, from 1
    "departure_s": "float64",
    "origin_x": "float64",
    "origin_y": "float64",
    "destination_x": "float64",
    "destination_y": "float64",
    "leaves_home": "bool",
    "purpose": "object",
    "own_car": "bool",
    "age": "float64",
    "employed": "bool",
    "has_car": "bool",  # a licence, and a car in the household
    "is_taken": "bool",  # of a mode that is asked for
}
PLACES = ("origin_x", "origin_y", "destination_x", "destination_y")


class TripParts:
    """Collects trips row by row, in little memory."""

    def __init__(self) -> None:
        self._rows: list[tuple[object, ...]] = []
        self._parts = [no_rows(TRIP_DTYPES)]

    def add(self, *row: object) -> None:
        """Add a trip; row: in the order of ``TRIP_DTYPES``."""
        self._rows.append(row)
        if len(self._rows) >= PART:
            self._flush()

    def table(self) -> pd.DataFrame:
        """Return all trips (``TRIP_DTYPES``)."""
        self._flush()
        return pd.concat(self._parts, ignore_index=True)

    def _flush(self) -> None:
        if self._rows:
            self._parts.append(pd.DataFrame(self._rows, columns=list(TRIP_DTYPES)).astype(TRIP_DTYPES))
            self._rows = []


class Taken(NamedTuple):
    """Requests of trips; trip: int64 (requests,), rows of the trips in the requests' order. dropped: the others."""

    requests: pd.DataFrame
    trip: NDArray[np.int64]
    dropped: pd.DataFrame


def requests_of_people(
    path: Path,
    trips: pd.DataFrame,
    projection: Projection,
    lead_min: float,
    network: RoadNetwork | None = None,
    *,
    classes: bool = False,
) -> Taken:
    """Return the trips (``TRIP_DTYPES``) that become requests, all others with a reason.

    projection: of the coordinates. lead_min: from booking to departure [min]. network: the roads of the area.
    classes: tell the traveller class of everybody whose age is known, by the rule of populations that are drawn here.
    """
    lonlat = _in_degrees(trips, projection)
    reasons = _reasons(trips, lonlat, network)
    kept = np.flatnonzero(reasons == "")
    person = trips["person"].to_numpy(np.int64)
    tour, position = tours_of(person, trips["leaves_home"].to_numpy(np.bool_), reasons == "")
    departure = np.floor(trips["departure_s"].to_numpy()[kept]).astype(np.int64)
    names = [f"p{one}-{n}" for one, n in trips[["person", "number"]].to_numpy()[kept].tolist()]
    table = pd.DataFrame({"request_id": names, "earliest_departure_s": departure, "trip": kept})
    table["submitted_s"] = departure - round(lead_min * MINUTE_S)
    columns = ("origin_lon", "origin_lat", "destination_lon", "destination_lat")
    table[list(columns)] = lonlat[kept]
    table["purpose"], table["own_car"] = trips["purpose"].to_numpy()[kept], trips["own_car"].to_numpy()[kept]
    table["person"], table["tour"], table["tour_position"] = person[kept], tour[kept], position[kept]
    if classes:
        table["traveller_class"] = _classes(trips.iloc[kept])
    order = np.lexsort((table["trip"], table["earliest_departure_s"], table["submitted_s"]))
    return Taken(requests_of_trips(table), kept[order], _dropped(path, trips, reasons))


def _classes(trips: pd.DataFrame) -> NDArray[np.object_]:
    """Return the traveller class of each trip's person, object (trips,); "" where the age is not known."""
    age = trips["age"].to_numpy(np.float64)
    known, employed, has_car = np.isfinite(age), trips["employed"].to_numpy(), trips["has_car"].to_numpy()
    told = traveller_classes(np.where(known, age, 0).astype(np.int64), employed, has_car)
    return np.where(known, told, "").astype(object)


def _in_degrees(trips: pd.DataFrame, projection: Projection) -> NDArray[np.float64]:
    """Return lon, lat of both ends, float64 (trips, 4); not finite where there are none."""
    xy = trips[list(PLACES)].to_numpy(np.float64)
    known = np.isfinite(xy).all(axis=1)
    lonlat = np.full(xy.shape, np.nan)
    if known.any():
        lonlat[known] = projection.points(xy[known].reshape(-1, 2)).reshape(-1, 4).round(DIGITS)
    return lonlat


def _reasons(trips: pd.DataFrame, lonlat: NDArray[np.float64], network: RoadNetwork | None) -> NDArray[np.object_]:
    """Return why each trip is no request, object (trips,); "": it is one. The first of several reasons counts."""
    departure = trips["departure_s"].to_numpy()
    on_globe = (np.abs(lonlat) <= [180.0, 90.0, 180.0, 90.0]).all(axis=1)
    rules = {
        OTHER_MODE: ~trips["is_taken"].to_numpy(np.bool_),
        NO_PLACE: ~np.isfinite(trips[list(PLACES)].to_numpy(np.float64)).all(axis=1),
        NO_DEPARTURE: ~np.isfinite(departure),
        EARLY: departure < 0,
        LATE: departure >= 2 * DAY_S,
        OFF_THE_GLOBE: ~on_globe,
        OUTSIDE: ~_near_streets(lonlat, network),
        ONE_PLACE: (lonlat[:, :2] == lonlat[:, 2:]).all(axis=1),
    }
    reasons = np.asarray(np.select(list(rules.values()), list(rules), default="")).astype(object)
    kept = trips.loc[reasons == "", ["person", "departure_s"]]
    before = kept["departure_s"] < kept.groupby("person")["departure_s"].cummax()
    reasons[kept.index[before]] = OUT_OF_ORDER
    return reasons


def _near_streets(lonlat: NDArray[np.float64], network: RoadNetwork | None) -> NDArray[np.bool_]:
    """Return whether both ends are near a street, bool (trips,); all are where no network is given."""
    near = np.ones(len(lonlat), dtype=np.bool_)
    known = np.isfinite(lonlat).all(axis=1)
    if network is not None and known.any():
        lon, lat = lonlat[known].reshape(-1, 2).T
        near[known] = (StreetSnapper(network).distance_m(lon, lat).reshape(-1, 2) <= MOST_AWAY_M).all(axis=1)
    return near


def _dropped(path: Path, trips: pd.DataFrame, reasons: NDArray[np.object_]) -> pd.DataFrame:
    rows = np.flatnonzero(reasons != "")
    table = pd.DataFrame({"file": path.name, "line": trips["line"].to_numpy()[rows], "reason": reasons[rows]})
    return typed(table, DROPPED_DTYPES)
