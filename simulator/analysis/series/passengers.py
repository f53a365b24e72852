"""People who go by bus and train as pictures show them: every ride, also those on demand to and from a station."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulator.analysis.chained_rides import chained_rides
from simulator.analysis.request_table import STRANDED
from simulator.analysis.tables import ResultTables
from simulator.analysis.timetable_loads import TimetableInputs
from simulator.analysis.trips import rides_of_trips
from simulator.event_kinds import Event
from simulator.journey_parts import without_parts
from simulator.network.graph import RoadNetwork
from simulator.tables import NO_CALL, OWN_MEANS, ServiceName, no_rows, typed

_ENDS = ("from", "to")
_PLACE = ("name", "lon", "lat")
_BY = "request"

# A row per vehicle that somebody rides in, in order of requests, and of time. service: that carries. vehicle: as in the
# event log. ready_s: since when they are where they board. from_call, to_call: numbers of calls of the service's
# timetable, NO_CALL on demand. seated: they stay in it, as it goes on as the next one; left_s is when that one leaves.
# stranded: nothing took them on in the end.
PASSENGERS = {
    "service": "string",
    **dict.fromkeys(("request", "party_size", "vehicle", "ready_s", "taken_s", "left_s"), "int64"),
    **dict.fromkeys(("seated", "stranded"), "bool"),
    "request_id": "string",
    **{
        f"{end}_{what}": kind
        for end in _ENDS
        for what, kind in (("call", "int64"), ("name", "string"), ("lon", "float64"), ("lat", "float64"))
    },
}


def passengers(
    tables: ResultTables,
    services: Sequence[ServiceName],
    given: TimetableInputs,
    network: RoadNetwork | None,
    stops: pd.DataFrame | None,
) -> pd.DataFrame:
    """Return the rides of all who asked for buses and trains, or for journeys with them: PASSENGERS.

    stops: those of rides on demand, which name their nodes.
    """
    alone = without_parts(tables.events)
    parts = [_by_timetable(alone, one) for one in services if one.name in set(given.trips["service"])]
    if not parts:
        return no_rows(PASSENGERS)
    table = pd.concat([*parts, _chained(tables, services, given)], ignore_index=True)
    asked = tables.trips.drop_duplicates(_BY)[[_BY, "party_size", "request_id", "status"]]
    table = table.merge(asked, on=_BY).sort_values([_BY, "taken_s", "left_s"], kind="stable")
    table = table.reset_index(drop=True)
    table["stranded"] = table["status"] == STRANDED
    before_s, next_s = table.groupby(_BY)["left_s"].shift(), table.groupby(_BY)["taken_s"].shift(-1)
    table["ready_s"] = table["ready_s"].fillna(before_s).clip(upper=table["taken_s"])
    table["left_s"] = table["left_s"].mask(table["seated"], next_s.fillna(table["left_s"]))
    of_calls, of_nodes = _of_calls(given), _of_nodes(network, stops)
    for end in _ENDS:
        at = of_calls.reindex(pd.MultiIndex.from_arrays([table["service"], table[f"{end}_call"]]))
        on_demand = of_nodes.reindex(table[f"{end}_node"]) if f"{end}_node" in table else at
        for what in _PLACE:
            values = np.where(
                table[f"{end}_call"] == NO_CALL, on_demand[what].to_numpy(object), at[what].to_numpy(object)
            )
            table[f"{end}_{what}"] = pd.Series(values, table.index)
        table[f"{end}_name"] = table[f"{end}_station"].astype(object).fillna(table[f"{end}_name"]).fillna("")
    return typed(table, PASSENGERS)


def _by_timetable(events: pd.DataFrame, service: ServiceName) -> pd.DataFrame:
    """Return the rides of who asked a service by timetable itself."""
    rides = rides_of_trips(events[events["service"] == service.number])
    return rides.assign(
        service=service.name,
        ready_s=rides["taken_s"] - rides["wait_s"],
        seated=rides["seated"] == 1,
        from_call=rides["taken_call"],
        to_call=rides["left_call"],
    )


def _chained(tables: ResultTables, services: Sequence[ServiceName], given: TimetableInputs) -> pd.DataFrame:
    """Return the rides of who asked for a journey of several, with the nodes at their ends where they are on demand.

    And with the station that is meant, where they meet the timetable: several may have the same node.
    ready_s is that of the first ride, as planned; to others people change, so that all of the time between is a wait.
    """
    rides, events = chained_rides(tables.events, services, given.trips), tables.events
    rides = rides[rides["mode"] != OWN_MEANS]  # they are seen from the station on
    legs = tables.journey_legs.set_index("ride")
    planned_s = rides["ride"].map(legs["planned_s"]).astype("float64")
    on_demand = rides["on_call"] == NO_CALL
    nodes = {
        f"{end}_node": rides["ride"].map(
            events[events["kind"] == kind].drop_duplicates("ride").set_index("ride")["node"]
        )
        for end, kind in (("from", Event.BOARDED), ("to", Event.ALIGHTED))
    }
    return rides.assign(
        service=rides["carrier"].map({service.number: service.name for service in services}),
        taken_s=rides["on_s"],
        left_s=rides["off_s"],
        ready_s=planned_s.where(~rides.duplicated(_BY)),
        from_call=rides["on_call"],
        to_call=rides["off_call"],
        **nodes,
        **{f"{end}_station": rides["ride"].map(legs[f"{end}_station"]).where(on_demand) for end in _ENDS},
    )


def _of_calls(given: TimetableInputs) -> pd.DataFrame:
    """Return name, lon and lat of every call, by service and number."""
    return given.calls.merge(given.stops, on=["service", "stop"]).set_index(["service", "call"])[list(_PLACE)]


def _of_nodes(network: RoadNetwork | None, stops: pd.DataFrame | None) -> pd.DataFrame:
    """Return name, lon and lat of every node; no name where no stop is."""
    count = 0 if network is None else network.node_count
    table = pd.DataFrame({"name": "", "lon": np.nan, "lat": np.nan}, index=range(count))
    if network is not None:
        table["lon"], table["lat"] = network.lon, network.lat
    if stops is not None and {"node", "name"} <= set(stops.columns):
        names = stops.drop_duplicates("node").set_index("node")["name"].astype(object)
        table["name"] = names.reindex(table.index).fillna("")
    return table
