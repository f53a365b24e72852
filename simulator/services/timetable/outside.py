"""Where people are who begin or end outside of the area: at the stops that count as the place, without any walk."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.network.gtfs.feed import Feed
from simulator.network.timetable.reach import StopWalks, WalksOfPlaces
from simulator.network.timetable.timetable import Timetable
from simulator.scenario.models import Scenario
from simulator.world.gateways import stops_at


class StopsOutside:
    """The stops of places outside, by the name of the place."""

    def __init__(self, scenario: Scenario, feed: Feed, timetable: Timetable) -> None:
        self._at: dict[str, StopWalks] = {}
        for gateway in scenario.demand.gateways_named:
            there = timetable.stops["gtfs_stop_id"].isin(stops_at(feed, gateway)).to_numpy(bool)
            stops = np.flatnonzero(there).astype(np.int32)
            nothing = np.zeros(len(stops))
            self._at[gateway.name] = StopWalks(stops, nothing.astype(np.int32), nothing)

    def put_in(self, walks: WalksOfPlaces, demand: pd.DataFrame, end: str) -> WalksOfPlaces:
        """Return the walks at one end of all requests, with those outside at the stops there."""
        if f"{end}_gateway" not in demand:
            return walks
        number = demand[f"{end}_gateway"].map({name: row for row, name in enumerate(self._at)}).fillna(-1)
        return walks.with_others(tuple(self._at.values()), np.asarray(number, dtype=np.int64))
