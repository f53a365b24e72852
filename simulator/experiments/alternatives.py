"""What else people could have done who were carried on journeys of several services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.services import with_names
from simulator.network.travel_times import NO_WAY
from simulator.results.table_dtypes import JOURNEY_ALTERNATIVES
from simulator.tables import ServiceName, no_rows, typed
from simulator.world.build import World


def alternatives(
    made: pd.DataFrame, feeders: Sequence[ServiceName], world: World, timetables: Mapping[str, Any]
) -> pd.DataFrame:
    """Return their journeys by timetable alone, and their direct drives. made: rows of the log, of whole trips.

    The direct ride on demand is as that of who asks the service itself: between the nearest stops.
    """
    found = [with_names(no_rows(JOURNEY_ALTERNATIVES), "")]
    if not feeders:
        return found[0]
    from simulator.services.timetable.alone import alone  # slow to import

    for service in feeders:
        of_feeder: Any = world.services[service.name]
        lines = timetables[of_feeder.partners.timetable]
        requests = np.unique(made.loc[made["service"] == service.number, "request"].to_numpy(np.int32))
        on_demand: Any = world.services[of_feeder.partners.on_demand]
        rides = on_demand.requests.set_index("request").reindex(requests)  # who cycled to a train may have none
        direct_m = rides["direct_m"].astype("Int64").where(rides["direct_s"].fillna(NO_WAY) != NO_WAY)
        table = alone(world, lines, requests).assign(ride_m=direct_m.array)
        found.append(with_names(typed(table, JOURNEY_ALTERNATIVES), service.name))
    return pd.concat(found, ignore_index=True)
