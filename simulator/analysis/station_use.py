"""How many people come to, from or through each station by bus or train: who is concerned where nothing runs there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulator.analysis.timetable_loads import TimetableInputs
from simulator.analysis.trips import rides_of_trips
from simulator.tables import ServiceName, no_rows

STATION_USE_DTYPES = {"service": "string", "name": "string", "lon": "float64", "lat": "float64", "people": "int64"}


def station_use(
    events: pd.DataFrame, services: Sequence[ServiceName], given: TimetableInputs, asked: pd.DataFrame
) -> pd.DataFrame:
    """Return a row per station that anybody comes to, from or through: STATION_USE_DTYPES, the most used first.

    A station is all stops of one name. Who comes there twice on one request counts once. events: the log. asked: who
    asked, with ``request`` and ``party_size``. lon, lat: the mean of its stops.
    """
    persons = asked.dropna(subset=["party_size"]).set_index("request")["party_size"].astype("int64")
    parts = [
        _of_service(events[events["service"] == service.number], service.name, given, persons)
        for service in services
        if (given.trips["service"] == service.name).any()
    ]
    if not parts:
        return no_rows(STATION_USE_DTYPES)
    return pd.concat(parts, ignore_index=True).astype(STATION_USE_DTYPES)


def _of_service(events: pd.DataFrame, service: str, given: TimetableInputs, persons: pd.Series[int]) -> pd.DataFrame:
    stops, calls = (table[table["service"] == service].reset_index(drop=True) for table in (given.stops, given.calls))
    name_of_call = calls["stop"].map(stops.set_index("stop")["name"]).to_numpy(object)
    rides = rides_of_trips(events)
    rides = rides[(rides["taken_call"] >= 0) & (rides["left_call"] >= rides["taken_call"])]
    length = (rides["left_call"] - rides["taken_call"] + 1).to_numpy(np.int64)
    first = np.repeat(rides["taken_call"].to_numpy(np.int64), length)
    call = first + np.arange(len(first)) - np.repeat(np.cumsum(length) - length, length)
    request = np.repeat(rides["request"].to_numpy(np.int64), length)
    came = pd.DataFrame({"name": name_of_call[call], "request": request}).drop_duplicates()
    came["people"] = persons.reindex(came["request"], fill_value=0).to_numpy(np.int64)
    people: pd.DataFrame = came.groupby("name")[["people"]].sum()
    at = stops.groupby("name")[["lon", "lat"]].mean()
    found = people.join(at).reset_index().assign(service=service)
    return found.sort_values(["people", "name"], ascending=[False, True])[list(STATION_USE_DTYPES)]
