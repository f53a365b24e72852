"""Boards of stations: what leaves through the days, planned and actual, who of the run changes there or misses it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.timetable_loads import TimetableInputs
from simulator.network.gtfs_changes.chosen_trips import ROUTE_TYPES
from simulator.tables import NO_CALL, NO_NODE

_CALL = ["service", "call"]
_TRIP = ["service", "vehicle"]
_TIMES = ("arrival_s", "departure_s")
BROUGHT, FETCHED, CHANGED = "brought", "fetched", "changed"


@dataclass(frozen=True)
class Boards:
    """What boards of stations show. given: the buses and trains. rides: PASSENGERS. legs: JOURNEY_LEGS."""

    given: TimetableInputs
    rides: pd.DataFrame
    legs: pd.DataFrame

    @cached_property
    def calls(self) -> pd.DataFrame:
        """Return all calls of trips on days that count, by service and number, as in ``gtfs_calls`` and more.

        Those too with which trips of the day before end in the first night.

        place: what the station is called. near: whether a road of the run is near the stop. ends: the trip ends there;
        then planned_s and actual_s are when it arrives, else when it leaves. line, headsign, route_type: of the trip.
        on, off: people of the run who get on and off.
        """
        stops, calls = self.given.stops, self.given.calls
        names = stops.groupby(["service", "station"])["name"].transform("first")
        of_stop = stops.assign(place=names, near=stops["node"] != NO_NODE).set_index(["service", "stop"])
        of_stop = of_stop[["place", "near", "lon", "lat"]]
        of_trip = self.given.trips.set_index(_TRIP)[["line", "headsign", "route_type", "counted", "service_day"]]
        calls = calls.join(of_stop, on=["service", "stop"]).join(of_trip, on=_TRIP)
        calls["ends"] = calls["position"] == calls.groupby(_TRIP)["position"].transform("max")
        actual = [f"actual_{name}" if f"actual_{name}" in calls else name for name in _TIMES]
        for column, times in (("planned_s", _TIMES), ("actual_s", actual)):
            calls[column] = np.where(calls["ends"], *(calls[name] for name in times))
        of_first_night = (calls["service_day"] < 0) & (calls["planned_s"] >= 0)
        calls = calls[(calls["counted"] | of_first_night).to_numpy(np.bool_)].set_index(_CALL)
        stays = self.rides["seated"]
        stayed = stays.shift(fill_value=False) & (self.rides["request"] == self.rides["request"].shift())
        for column, end, seated in (("on", "from_call", stayed), ("off", "to_call", stays)):
            people = self.rides[~seated].groupby(["service", end])["party_size"].sum()
            calls[column] = people.reindex(calls.index, fill_value=0).to_numpy(np.int64)
        return calls

    @cached_property
    def connections(self) -> pd.DataFrame:
        """Return who changes where, in order of time: service, call, kind, vehicle, time_s, riders.

        kind: BROUGHT, by a vehicle on demand to the bus or train; FETCHED, by one from it; CHANGED, to it from another
        bus or train. vehicle: the other one, as in the event log. time_s: when that one is left, or boarded.
        """
        rides = self.rides
        after = rides.shift(-1)
        changes = (rides["request"] == after["request"]) & ~rides["seated"]
        before, after = rides[changes], after[changes]
        by_line, then_by_line = before["from_call"] != NO_CALL, after["from_call"] != NO_CALL
        table = pd.DataFrame(
            {
                "service": after["service"].where(then_by_line, before["service"]),
                "call": after["from_call"].where(then_by_line, before["to_call"]),
                "kind": np.select([~then_by_line, by_line], [FETCHED, CHANGED], BROUGHT),
                "vehicle": before["vehicle"].where(then_by_line, after["vehicle"]),
                "time_s": before["left_s"].where(then_by_line, after["taken_s"]),
                "riders": before["party_size"],
            }
        )[by_line | then_by_line]
        table = table.astype(dict.fromkeys(("call", "vehicle", "time_s", "riders"), "int64"))
        keys = ["time_s", *_CALL, "kind", "vehicle"]
        return table.groupby(keys)["riders"].sum().reset_index()

    @cached_property
    def missed(self) -> pd.DataFrame:
        """Return how many missed what: service, call, cause, riders.

        The call is that of the bus or train that was missed; of a ride on demand, or a change between buses and trains,
        that of the one that brought them.
        """
        legs = self.legs[self.legs["missed"].notna()]
        found = [(*at, leg.missed, leg.party_size) for leg in legs.itertuples() for at in self._missed_at(leg)]
        table = pd.DataFrame(found, columns=[*_CALL, "cause", "riders"])
        return table.groupby([*_CALL, "cause"])["riders"].sum().reset_index()

    def _missed_at(self, leg: Any) -> list[tuple[str, int]]:
        """Return the call at which a ride was missed; nothing where it is not known."""
        if leg.missed in ("vehicle_late", "full"):
            calls = self._calls_of_trips.get((leg.carrier, leg.vehicle), {})
            return [(leg.carrier, calls[leg.from_station])] if leg.from_station in calls else []
        before = self.rides[(self.rides["request"] == leg.request) & (self.rides["to_call"] != NO_CALL)]
        at = before[(before["to_name"] == leg.from_station) | (before["vehicle"] == leg.vehicle)]
        return [
            (str(service), int(call)) for service, call in at[["service", "to_call"]].tail(1).itertuples(index=False)
        ]

    @cached_property
    def _calls_of_trips(self) -> dict[tuple[str, int], dict[str, int]]:
        """Return the calls of each trip by the name of their stop: the first of several."""
        calls = self.given.calls.merge(self.given.stops[["service", "stop", "name"]], on=["service", "stop"])
        known: dict[tuple[str, int], dict[str, int]] = {}
        for service, vehicle, call, name in calls.sort_values(_CALL)[[*_TRIP, "call", "name"]].itertuples(index=False):
            known.setdefault((service, vehicle), {}).setdefault(name, call)
        return known

    @cached_property
    def places(self) -> pd.DataFrame:
        """Return what is known of stations, by name; the most used come first.

        changes: people who change there, or could not; on_demand: those to and from rides on demand. people: who get
        on or off. calls: departures, and ends of trips. rail: whether trains call there. near: whether a road is near.
        lon, lat: of a stop there.
        """
        calls, changed = self.calls, self.connections
        on_demand = changed[changed["kind"] != CHANGED].groupby(_CALL)["riders"].sum()
        changes = [side.groupby(_CALL)["riders"].sum() for side in (changed, self.missed)]
        table = pd.DataFrame(
            {
                "changes": changes[0].add(changes[1], fill_value=0).reindex(calls.index, fill_value=0),
                "on_demand": on_demand.reindex(calls.index, fill_value=0),
                "people": calls["on"] + calls["off"],
                "calls": 1,
                "rail": calls["route_type"].isin(ROUTE_TYPES["rail"]),
                **{name: calls[name] for name in ("place", "near", "lon", "lat")},
            }
        )
        by = table.groupby("place", sort=True)
        sums = by[["changes", "on_demand", "people", "calls"]].sum()
        found = sums.join(by[["rail", "near"]].any()).join(by[["lon", "lat"]].first())
        return found.sort_values(["changes", "people", "rail", "calls"], ascending=False, kind="stable")
