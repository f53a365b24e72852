"""What vehicles do in which territory: driven metres and seconds cut at the borders, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.counted import Window, cut_states
from simulator.analysis.missing import Ints
from simulator.analysis.request_table import SERVED
from simulator.analysis.tables import ResultTables
from simulator.analysis.vehicles.states import DRIVING_STATES
from simulator.event_kinds import Event
from simulator.network.cut_legs import CutLegs, cut_legs, shared_out
from simulator.network.graph import RoadNetwork
from simulator.network.territories import Territories
from simulator.results.territory_definitions import BY_TERRITORY_DTYPES
from simulator.tables import table_of

MEASURES = ("driven_m", "loaded_m", "driving_s", "standing_s", "rider_m")
_STANDS_AT = (Event.SHIFT_STARTED, Event.ARRIVED, Event.DIVERTED)


def territory_table(
    tables: ResultTables,
    territories: Territories,
    network: RoadNetwork,
    days: Mapping[int, Window],
    closed: pd.DataFrame | None,
) -> pd.DataFrame:
    """Return one row for each vehicle, day and territory in which it was: see ``by_territory`` in the catalogue.

    A drive's metres belong to the day on which it ends, its time is cut at midnight, as everywhere. closed: see
    ``driven_ways``.
    """
    cut = cut_legs(territories, network, tables.legs, closed)
    vehicles = tables.vehicles
    services = vehicles["service"].tolist() if "service" in vehicles else [""] * len(vehicles)
    names = [*territories.names, ""]
    rows = []
    for day, window in days.items():
        driven_m, loaded_m, driving_s, rider_m = _driven(tables.legs, cut, window, len(vehicles))
        standing_s = _standing(tables, territories, network, window)
        told = np.stack([driven_m, loaded_m, driving_s, standing_s, rider_m])
        for vehicle, territory in zip(*np.nonzero(told.any(axis=0)), strict=True):
            values = told[:, vehicle, territory].tolist()
            rows.append((services[vehicle], int(vehicle), day, names[territory], *values))
    order = {name: place for place, name in enumerate(names)}
    rows.sort(key=lambda row: (row[1], row[2], order[row[3]]))
    return table_of(rows, {"service": "string", **BY_TERRITORY_DTYPES})


def _driven(legs: pd.DataFrame, cut: CutLegs, window: Window, vehicles: int) -> Iterator[Ints]:
    """Give metres driven, metres with riders, seconds and metres of riders, int64 (vehicles, territories + 1)."""
    departed_s, arrived_s, length_m, riders, vehicle = (
        legs[name].to_numpy(np.int64) for name in ("departed_s", "arrived_s", "length_m", "riders", "vehicle")
    )
    ends = (arrived_s >= window.from_s) & (arrived_s < window.until_s)
    metres = shared_out(np.where(ends, length_m, 0), cut.of_metres)
    seconds = np.minimum(arrived_s, window.until_s) - np.maximum(departed_s, window.from_s)
    times = shared_out(np.maximum(seconds, 0), cut.of_time)
    for parts in (metres, metres * (riders > 0)[:, None], times, metres * riders[:, None]):
        yield _sums(vehicle, parts, vehicles)


def _standing(tables: ResultTables, territories: Territories, network: RoadNetwork, window: Window) -> Ints:
    """Return how long vehicles in service stand in each territory [s], int64 (vehicles, territories + 1)."""
    events = tables.events[tables.events["kind"].isin(_STANDS_AT)]
    events = events[events["vehicle"].isin(tables.vehicles["vehicle"])].sort_values(["vehicle", "time_s", "seq"])
    states = cut_states(tables.states[~tables.states["state"].isin([str(state) for state in DRIVING_STATES])], window)
    whose, began_s = (states[name].to_numpy(np.int64) for name in ("vehicle", "began_s"))
    times, of_vehicle = (events[name].to_numpy(np.int64) for name in ("time_s", "vehicle"))
    first = np.searchsorted(of_vehicle, whose)
    place = np.array([
        start + np.searchsorted(times[start:end], begin, side="right") - 1
        for start, end, begin in zip(first, np.searchsorted(of_vehicle, whose, side="right"), began_s, strict=True)
    ], dtype=np.int64)  # fmt: skip
    node = events["node"].to_numpy(np.int64)[np.maximum(place, first)]
    parts = np.zeros((len(states), len(territories.names) + 1), dtype=np.int64)
    parts[np.arange(len(states)), territories.at(network.lon[node], network.lat[node])] = states["duration_s"]
    return _sums(whose, parts, len(tables.vehicles))


def _sums(vehicle: Ints, parts: NDArray[np.int64], vehicles: int) -> Ints:
    sums = np.zeros((vehicles, parts.shape[1]), dtype=np.int64)
    np.add.at(sums, vehicle, parts)
    return sums


def rides_between(requests: pd.DataFrame) -> pd.DataFrame:
    """Return how many asked to go from each territory to each, and how many requests were served, most first.

    requests: the table of that name. "" is outside of all territories.
    """
    ends = {end: requests[f"{end}_territory"].fillna("") for end in ("origin", "destination")}
    served = (requests["status"] == SERVED).to_numpy(np.int64)
    table = pd.DataFrame({**ends, "requests": 1, "served": served})
    sums = table.groupby(["origin", "destination"], as_index=False, sort=True).sum()
    return sums.sort_values("requests", ascending=False, kind="stable", ignore_index=True)


def sums_of_territories(by_territory: pd.DataFrame, requests: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return what vehicles did in each territory, and how many served requests begin, end, and do both there.

    names: of the territories in their order; those in which nothing happened are left out. "" is outside of all.
    """
    driven = by_territory.groupby("territory")[list(MEASURES)].sum()
    between = rides_between(requests)
    rides = {end: between.groupby(end)["served"].sum() for end in ("origin", "destination")}
    within = between[between["origin"] == between["destination"]].set_index("origin")["served"]
    columns = {"rides_from": rides["origin"], "rides_to": rides["destination"], "rides_within": within}
    order = [name for name in [*names, ""] if name in driven.index or any(name in its for its in columns.values())]
    table = driven.reindex(order).assign(**columns).fillna(0).astype("int64")
    return table.rename_axis("territory").reset_index()
