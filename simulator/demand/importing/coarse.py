"""Places and times made coarse, so that they are nobody's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.importing.imported import Imported
from simulator.errors import Problem, RequestFileError
from simulator.input_table import Column, read_input_table
from simulator.network.graph import METRES_PER_DEGREE, RoadNetwork
from simulator.network.near import Near
from simulator.network.nearest_place import region_metres
from simulator.network.snapping import NodeSnapper
from simulator.notes import N_, Note
from simulator.tables import NO_TIME
from simulator.units import METRES_PER_KM, MINUTE_S

Floats = NDArray[np.float64]
TOGETHER = N_("Requests that begin and end at the same place since places are coarse: %(count)s.")
_AMOUNT = re.compile(r"([0-9]{1,7}) ?(m|km|min)")
_MINUTES = (1, 2, 3, 5, 6, 10, 12, 15, 20, 30, 60)  # of which an hour is made, so that clocks may change
_SMALLEST_M, _LARGEST_M = 50, 20_000
_PLACE_COLUMNS = (
    Column("lon", "number", required=True, low=-180, high=180),
    Column("lat", "number", required=True, low=-90, high=90),
)


def squares(lon: Floats, lat: Floats, side_m: float) -> tuple[NDArray[np.int64], Floats]:
    """Return the square each place lies in: int64 (places, 2), column and row, and float64 (places, 2), its middle.

    Rows are of equal latitude from the equator on; columns of each row from Greenwich on: the same squares whatever
    else is in a file.
    """
    north = side_m / METRES_PER_DEGREE
    row = np.floor(lat / north)
    middle_lat = (row + 0.5) * north
    east = north / np.maximum(np.cos(np.radians(middle_lat)), 0.01)
    column = np.floor(lon / east)
    cells = np.column_stack([column, row]).astype(np.int64)
    return cells, np.column_stack([(column + 0.5) * east, middle_lat])


def square_names(lon: Floats, lat: Floats, side_m: float) -> NDArray[np.object_]:
    """Return names of the squares places lie in, by their middles."""
    _, middle = squares(lon, lat, side_m)
    return np.array([f"{y:.3f} N {x:.3f} E" for x, y in middle.tolist()], dtype=object)


@dataclass(frozen=True)
class Coarseness:
    """How coarse: side of squares [m] (0: as they are), minutes (0: as they are), file of places instead of squares."""

    side_m: float = 0.0
    minutes: int = 0
    places: Path | None = None

    @property
    def plain(self) -> dict[str, Any]:
        """Return it for the manifest."""
        near = None if self.places is None else self.places.name
        return {"places_m": self.side_m, "minutes": self.minutes, "nearest_of": near}


COARSE = Coarseness(500.0)  # what bookings are made unless somebody says otherwise
LEAST_M = 200.0  # smaller squares hold one door, or few; assumption


def guarded(how: Coarseness) -> Coarseness:
    """Return how coarse bookings become that are not said to be personal: places of which nothing is said, by COARSE.

    Raises RequestFileError for squares so small that they are doors.
    """
    if how.places is None and not how.side_m:
        return replace(how, side_m=COARSE.side_m)
    if how.side_m and how.side_m < LEAST_M:
        message = f"bookings keep doors in squares below {LEAST_M:g} m; take larger ones, or say --personal"
        raise _refused(f"{how.side_m:g}m", message)
    return how


def coarseness_of(told: Sequence[str]) -> Coarseness:
    """Return what is meant by texts such as 500m, 15min, stops.csv. Raises RequestFileError."""
    found: dict[str, Any] = {}
    for text in told:
        match = _AMOUNT.fullmatch(text.strip())
        if match is None:
            if not text.lower().endswith((".csv", ".parquet")):
                raise _refused(text, "expected metres (500m), minutes (15min), or a table of places with lon and lat")
            found["places"] = Path(text)
        elif match[2] == "min":
            if int(match[1]) not in _MINUTES:
                raise _refused(text, f"expected one of {', '.join(map(str, _MINUTES))} minutes")
            found["minutes"] = int(match[1])
        else:
            metres = int(match[1]) * (METRES_PER_KM if match[2] == "km" else 1)
            if not _SMALLEST_M <= metres <= _LARGEST_M:
                raise _refused(text, f"expected {_SMALLEST_M} to {_LARGEST_M} metres")
            found["side_m"] = float(metres)
    if {"places", "side_m"} <= found.keys():
        raise _refused("--coarsen", "expected metres or a table of places, not both")
    return Coarseness(**found)


def _refused(text: str, message: str) -> RequestFileError:
    return RequestFileError([Problem("--coarsen", 0, 0, text[:80], message)])


def coarsened(imported: Imported, how: Coarseness, network: RoadNetwork | None) -> Imported:
    """Return an import with coarser places and times, those of what happened, too. Raises RequestFileError.

    A place becomes the middle of its square, on the nearest node of the network where there is one, so that it can be
    driven to; or the nearest of the places of a table. Times are those at which their stretch of minutes begins,
    latest arrivals those at which it ends.
    """
    requests, observed = imported.requests.copy(), imported.observed
    for end in ("origin", "destination"):
        there = (requests[f"{end}_lon"].notna() & requests[f"{end}_lat"].notna()).to_numpy()
        lon, lat = (requests.loc[there, f"{end}_{axis}"].to_numpy(np.float64) for axis in ("lon", "lat"))
        middle = _places(lon, lat, how, network)
        requests.loc[there, f"{end}_lon"], requests.loc[there, f"{end}_lat"] = middle[:, 0], middle[:, 1]
    if how.minutes:
        step_s = how.minutes * MINUTE_S
        requests = _stepped(requests, step_s)
        observed = None if observed is None else _stepped(observed, step_s)
    together = (
        (requests["origin_lon"] == requests["destination_lon"])
        & (requests["origin_lat"] == requests["destination_lat"])
    ).sum()
    notes = (Note("together", "", TOGETHER, {"count": int(together)}),) if together else ()
    return replace(imported, requests=requests, observed=observed, notes=(*imported.notes, *notes))


def _places(lon: Floats, lat: Floats, how: Coarseness, network: RoadNetwork | None) -> Floats:
    if how.places is not None:
        table = read_input_table(how.places, _PLACE_COLUMNS, other_columns=True)
        known = table[["lon", "lat"]].to_numpy(np.float64)
        if not len(known):
            raise _refused(str(how.places), "has no places")
        middle_lat = float(known[:, 1].mean())
        near = Near(region_metres(known, middle_lat))
        return known[near.nearest(region_metres(np.column_stack([lon, lat]), middle_lat))[0]]
    if not how.side_m:
        return np.column_stack([lon, lat])
    _, middle = squares(lon, lat, how.side_m)
    if network is None:
        return middle
    node, _ = NodeSnapper(network).snap(middle[:, 0], middle[:, 1])
    return np.column_stack([network.lon[node], network.lat[node]])


def _stepped(table: pd.DataFrame, step_s: int) -> pd.DataFrame:
    told = {str(name): table[name].to_numpy(np.int64) for name in table if str(name).endswith("_s")}
    stepped = dict[str, NDArray[np.int32]]()
    for name, seconds in told.items():
        steps = -(-seconds // step_s) if name == "latest_arrival_s" else seconds // step_s
        none = (seconds == NO_TIME) & (name != "submitted_s")
        stepped[name] = np.where(none, NO_TIME, steps * step_s).astype(np.int32)
    return table.assign(**stepped)
