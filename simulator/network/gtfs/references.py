"""What the rows of a feed's tables refer to is there; rows for which it is not are left out, or refer to nothing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.clock import format_clock
from simulator.network.gtfs.calls import usable_calls
from simulator.network.gtfs.repairs import DROPPED, KEPT, MENDED, Repairs

KEYS = {
    "agency": ["agency_id"],
    "stops": ["stop_id"],
    "routes": ["route_id"],
    "trips": ["trip_id"],
    "stop_times": ["trip_id", "stop_sequence"],
    "calendar": ["service_id"],
    "calendar_dates": ["service_id", "date"],
    "frequencies": ["trip_id", "start_time"],
    "transfers": ["from_stop_id", "to_stop_id", "from_route_id", "to_route_id", "from_trip_id", "to_trip_id"],
}
ON_DEMAND_BUS = 715  # of the extended route types
BY_PHONE = 2  # pickup_type
PLACED = 2  # location types up to this one need coordinates; entrances, nodes and boarding areas may have some
STAY, LEAVE = 4, 5  # transfer types about vehicles that go on as another trip
LEAST_TIME, IMPOSSIBLE = 2, 3  # transfer types that say how long a change takes, or that there is none
ZONE = "Europe/Berlin"

Tables = dict[str, pd.DataFrame]
Mask = NDArray[np.bool_]


def checked(tables: Mapping[str, pd.DataFrame], repairs: Repairs) -> Tables:
    """Return the tables of a feed as ``Feed`` describes them. tables: as ``typed`` returns them."""
    found = {name: _unique(name, table, repairs) for name, table in tables.items()}
    read = {name: {key: set(found[name][key]) for key in KEYS.get(name, [])} for name in ("stops", "trips", "routes")}
    _tell_zones(found["agency"], repairs)
    found["stops"] = _stops(found["stops"], repairs)
    found["routes"] = _routes(found["routes"], found["agency"], repairs)
    found["calendar"] = _calendar(found["calendar"], repairs)
    refer = _References(repairs, read)
    trips = refer.drop("trips", found["trips"], "route_id", "routes", found["routes"])
    trips = _with_service(trips, found["calendar"], found["calendar_dates"], repairs)
    calls = refer.drop("stop_times", found["stop_times"], "trip_id", "trips", trips)
    calls = refer.drop("stop_times", calls, "stop_id", "stops", found["stops"])
    calls = usable_calls(calls, pd.Index(trips["trip_id"]), repairs)
    driven = trips["trip_id"].isin(calls["trip_id"]).to_numpy()
    trips = repairs.drop("trips.txt", trips, ~driven, "trip_id", "has no two calls that can be used")
    found["trips"] = _with_on_demand(trips, found["routes"], calls)
    found["stop_times"] = calls
    found["frequencies"] = _frequencies(
        refer.drop("frequencies", found["frequencies"], "trip_id", "trips", trips), repairs
    )
    found["transfers"] = _transfers(found["transfers"], found["stops"], trips, refer, repairs)
    return found


class _References:
    """Leaves out rows that refer to what is not there. read: ids of each table before anything was left out of it."""

    def __init__(self, repairs: Repairs, read: Mapping[str, Mapping[str, set[str]]]) -> None:
        self._repairs, self._read = repairs, read

    def drop(self, name: str, table: pd.DataFrame, field: str, target: str, kept: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of a table that refer to a kept row of another."""
        key = KEYS[target][0]
        missing = ~table[field].isin(kept[key]).to_numpy()
        if not missing.any():
            return table
        known = table[field].isin(self._read[target][key]).to_numpy()
        problem = np.where(known, f"is left out of {target}.txt", f"is not in {target}.txt")
        return self._repairs.drop(f"{name}.txt", table, missing, field, problem)


def _unique(name: str, table: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    keys = KEYS.get(name)
    if not keys or table.empty:
        return table
    again = table.duplicated(keys).to_numpy()
    return repairs.drop(f"{name}.txt", table, again, keys[-1], "stands there twice; the first row counts")


def _tell_zones(agency: pd.DataFrame, repairs: Repairs) -> None:
    other = ~agency["agency_timezone"].isin(["", ZONE]).to_numpy()
    repairs.tell("agency.txt", agency[other], "agency_timezone", f"is not {ZONE}; times are taken as they are", KEPT)


def _stops(stops: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    """Return the stops that can be found on a map, with parents that are there."""
    parent = stops["parent_station"]
    wrong = ((parent != "") & (~parent.isin(stops["stop_id"]) | (parent == stops["stop_id"]))).to_numpy()
    repairs.tell("stops.txt", stops[wrong], "parent_station", "is no other stop of the feed; taken as empty", MENDED)
    stops = stops.assign(parent_station=parent.mask(wrong, ""))
    stops = _placed_by_parent(stops, repairs)
    lat, lon = stops["stop_lat"].to_numpy(), stops["stop_lon"].to_numpy()
    nowhere = (np.isnan(lat) | np.isnan(lon)) & (stops["location_type"] <= PLACED).to_numpy()
    told = stops.assign(stop_lat=np.where(np.isnan(lat), "", lat))
    kept = repairs.drop("stops.txt", told, nowhere, "stop_lat", "is a stop without coordinates")
    stops = stops if kept is told else stops[~nowhere].reset_index(drop=True)
    null = ((stops["stop_lat"] == 0) & (stops["stop_lon"] == 0)).to_numpy()
    stops = repairs.drop("stops.txt", stops, null, "stop_lat", "is a stop at 0, 0, in the Gulf of Guinea")
    lost = (stops["parent_station"] != "") & ~stops["parent_station"].isin(stops["stop_id"])
    repairs.tell("stops.txt", stops[lost], "parent_station", "is left out of stops.txt; taken as empty", MENDED)
    return stops.assign(parent_station=stops["parent_station"].mask(lost, ""))


def _placed_by_parent(stops: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    """Let stops without coordinates lie where their station does."""
    place = stops.set_index("stop_id")[["stop_lat", "stop_lon"]].reindex(stops["parent_station"])
    lacks = stops[["stop_lat", "stop_lon"]].isna().any(axis=1).to_numpy()
    mended = lacks & place.notna().all(axis=1).to_numpy()
    repairs.tell(
        "stops.txt", stops[mended].assign(stop_lat=""), "stop_lat", "is empty; that of its station taken", MENDED
    )
    return stops.assign(
        stop_lat=np.where(mended, place["stop_lat"], stops["stop_lat"]),
        stop_lon=np.where(mended, place["stop_lon"], stops["stop_lon"]),
    )


def _routes(routes: pd.DataFrame, agency: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    given = routes["agency_id"]
    wrong = ((given != "") & ~given.isin(agency["agency_id"])).to_numpy()
    repairs.tell("routes.txt", routes[wrong], "agency_id", "is not in agency.txt; taken as empty", MENDED)
    only = agency["agency_id"].iloc[0] if len(agency) == 1 else ""
    return routes.assign(agency_id=given.mask(wrong, "").replace("", only))


def _calendar(weekly: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    never = (weekly["end_date"] < weekly["start_date"]).to_numpy()
    return repairs.drop("calendar.txt", weekly, never, "end_date", "is before start_date")


def _with_service(trips: pd.DataFrame, weekly: pd.DataFrame, added: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    unknown = ~(trips["service_id"].isin(weekly["service_id"]) | trips["service_id"].isin(added["service_id"]))
    return repairs.drop(
        "trips.txt", trips, unknown.to_numpy(), "service_id", "is not in calendar.txt or calendar_dates.txt"
    )


def _with_on_demand(trips: pd.DataFrame, routes: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    """Say which trips run only where somebody has booked them.

    Those of routes of type 715, those with 1 in a column ``on_demand`` of their own or their route's, and those that
    can be boarded by phone only.
    """
    booked = routes.loc[(routes["route_type"] == ON_DEMAND_BUS) | (routes["on_demand"] == 1), "route_id"]
    otherwise = calls.loc[calls["pickup_type"] != BY_PHONE, "trip_id"]
    by_phone = ~trips["trip_id"].isin(otherwise)
    return trips.assign(on_demand=(trips["on_demand"] == 1) | trips["route_id"].isin(booked) | by_phone)


def _frequencies(table: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    empty = (table["end_time"] <= table["start_time"]).to_numpy()
    told = table[empty].assign(end_time=table["end_time"][empty].map(format_clock))
    repairs.tell("frequencies.txt", told, "end_time", "is not after start_time", DROPPED)
    return table[~empty].reset_index(drop=True)


def _transfers(
    table: pd.DataFrame, stops: pd.DataFrame, trips: pd.DataFrame, refer: _References, repairs: Repairs
) -> pd.DataFrame:
    """Return the transfers that count: between stops, or from a trip to the one its vehicle goes on as."""
    kind = table["transfer_type"].to_numpy()
    chained = np.isin(kind, [STAY, LEAVE])
    of_lines = (table[["from_route_id", "to_route_id", "from_trip_id", "to_trip_id"]] != "").any(axis=1).to_numpy()
    table = repairs.drop(
        "transfers.txt",
        table,
        of_lines & ~chained,
        "transfer_type",
        "is only of some lines or trips, which is not used",
    )
    no_time = ((table["transfer_type"] == LEAST_TIME) & (table["min_transfer_time"] < 0)).to_numpy()
    told = table.assign(min_transfer_time=table["min_transfer_time"].astype(object).mask(no_time, ""))
    kept = repairs.drop("transfers.txt", told, no_time, "min_transfer_time", "is empty, which type 2 must not be")
    table = table if kept is told else table[~no_time].reset_index(drop=True)
    chained = table["transfer_type"].isin([STAY, LEAVE]).to_numpy()
    links, changes = table[chained], table[~chained]
    for field in ("from_trip_id", "to_trip_id"):
        links = refer.drop("transfers", links, field, "trips", trips)
    for field in ("from_stop_id", "to_stop_id"):
        changes = refer.drop("transfers", changes, field, "stops", stops)
    return pd.concat([changes, links]).sort_values("line", ignore_index=True)
