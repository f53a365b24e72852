"""Rides in vehicles on journeys of several services: who got on and off what, and how they changed.

The log says which rides are parts of such journeys; the services that carry write what becomes of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.network.gtfs_changes.chosen_trips import ROUTE_TYPES
from simulator.tables import NO_CALL, OWN_MEANS, TIMETABLE, ServiceName

JOINED = " + "  # between the means of a journey, in their order
_MODE_OF = {number: mode for mode, numbers in ROUTE_TYPES.items() for number in numbers}
GETS_ON = (Event.BOARDED, Event.VEHICLE_TAKEN, Event.CAR_TAKEN)
_GETS_OFF = (Event.ALIGHTED, Event.SET_DOWN, Event.VEHICLE_LEFT, Event.CAR_RETURNED)


def parts_in(events: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that tell which rides are parts of a journey, one for each ride, in the order of its parts."""
    legs = events[events["kind"] == Event.LEG].drop_duplicates("ride")
    return legs.sort_values(["service", "request", "value", "seq"], kind="stable", ignore_index=True)


def mode_of(vehicle: pd.Series[int], kind: pd.Series[str], trips: pd.DataFrame) -> pd.Series[str]:
    """Return what each vehicle is: rail, bus and so on of those by timetable, else the kind of the service.

    trips: of the timetables, by ``vehicle``.
    """
    routes = trips.drop_duplicates("vehicle").set_index("vehicle")["route_type"]
    by_timetable = vehicle.map(routes).map(_MODE_OF).fillna(TIMETABLE)
    return kind.where(kind != TIMETABLE, by_timetable)


def chained_rides(events: pd.DataFrame, services: Sequence[ServiceName], trips: pd.DataFrame) -> pd.DataFrame:
    """Return one row per vehicle that was got on and off on a part of a journey, by journey and in time.

    Columns: service (number, of the journey), request, ride, vehicle, on_s, off_s, seated (whether who gets off stays
    where they sit, as it goes on as the next one), carrier (number of its service), mode, on_call, off_call (numbers of
    calls of a timetable, else -1).
    """
    parts = parts_in(events).set_index("ride")
    rows = events[events["ride"].isin(parts.index) & events["kind"].isin([Event.CALLED, *GETS_ON, *_GETS_OFF])]
    called = rows["kind"] == Event.CALLED
    calls = rows["value"].where(called).groupby(rows["ride"]).shift().fillna(NO_CALL)  # told in the row before
    rows = rows.assign(call=calls.astype("int64"))[~called]
    on, off = (side.assign(place=side.groupby("ride").cumcount()) for side in _on_and_off(rows))
    both = off.merge(on, on=["ride", "place"], suffixes=("", "_on"))
    kinds = both["service"].map({service.number: service.kind for service in services})
    table = pd.DataFrame(
        {
            "service": both["ride"].map(parts["service"]),
            "request": both["ride"].map(parts["request"]),
            "ride": both["ride"],
            "vehicle": both["vehicle"],
            "on_s": both["time_s_on"],
            "off_s": both["time_s"],
            "seated": (both["kind"] == Event.VEHICLE_LEFT) & (both["value"] == 1),
            "carrier": both["service"],
            "mode": mode_of(both["vehicle"], kinds, trips),
            "on_call": both["call_on"],
            "off_call": both["call"],
        }
    )
    return table.sort_values(["service", "request", "on_s", "off_s"], kind="stable", ignore_index=True)


def _on_and_off(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    return rows[rows["kind"].isin(GETS_ON)], rows[rows["kind"].isin(_GETS_OFF)]


def changes_of(rides: pd.DataFrame) -> pd.DataFrame:
    """Return the rides that were reached from another vehicle, which is no own one.

    rides: of ``chained_rides``. More columns: change_s, between getting off and on [s]; inside, whether both are of the
    same part, so of one timetable. Who stays seated does not change.
    """
    carried = rides[rides["mode"] != OWN_MEANS]
    before = carried.groupby(["service", "request"])[["off_s", "seated", "ride"]].shift()
    changed = before["off_s"].notna() & ~before["seated"].fillna(value=False).astype(bool)
    change_s = (carried["on_s"] - before["off_s"].fillna(0)).astype("int64")
    return carried.assign(change_s=change_s, inside=before["ride"] == carried["ride"])[changed].reset_index(drop=True)


def journeys_of(rides: pd.DataFrame) -> pd.DataFrame:
    """Return one row per journey, by service (number) and request: rides, ride_s, change_s, chain, first and last.

    rides: of ``chained_rides``. rides: vehicles got into. ride_s: in them, with stops where people stay seated.
    change_s: between them. chain: the means in their order, JOINED. carrier, vehicle, ride, on_s: of the first; off_s:
    of the last.
    """
    by = rides.groupby(["service", "request"])
    seated_s = (by["on_s"].shift(-1) - rides["off_s"]).where(rides["seated"], 0).fillna(0)
    each = rides.assign(ride_s=rides["off_s"] - rides["on_s"] + seated_s, rides=(~rides["seated"]).astype("int64"))
    other = rides["mode"] != by["mode"].shift()
    again = ~rides["seated"].groupby([rides["service"], rides["request"]]).shift(fill_value=False).astype(bool)
    key = ["service", "request"]
    found = each.groupby(key).agg(
        rides=("rides", "sum"), ride_s=("ride_s", "sum"), carrier=("carrier", "first"), vehicle=("vehicle", "first"),
        ride=("ride", "first"), on_s=("on_s", "first"), off_s=("off_s", "last"),
    )  # fmt: skip
    found["chain"] = rides[other | again].groupby(key)["mode"].agg(JOINED.join)
    found["change_s"] = changes_of(rides).groupby(key)["change_s"].sum()
    found["change_s"] = found["change_s"].fillna(0).astype(np.int64)
    return found.astype({"ride_s": np.int64})
