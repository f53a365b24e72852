"""The promises that did not keep, one by one, because of what they fell, and what broke the first one of whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.results.disruption_definitions import BROKEN_PROMISE_DTYPES
from simulator.tables import ServiceName, table_of

PICKUP, DROPOFF = "pickup", "dropoff"
BREAKS = (Event.BROKEN_BY, Event.CANCELLED_BY_OPERATOR, Event.LEFT_STRANDED)  # each with the number of a disruption
_KINDS = (
    Event.PROMISED_LATEST, Event.PROMISED_DROPOFF, Event.REASSIGNED, Event.BOARDED, Event.PROMISE_BROKEN,
    Event.BROKEN_BY, Event.CAR_TAKEN,
)  # fmt: skip


def broken_promises(events: pd.DataFrame, services: Sequence[ServiceName]) -> pd.DataFrame:
    """Return one row per promise that fell, ``BROKEN_PROMISE_DTYPES``, in the order in which they did.

    events: the log, sorted. A promise that falls is replaced by what is possible then, from which the next one counts.
    """
    name_of = {service.number: service.name for service in services}
    rows = events[np.isin(events["kind"].to_numpy(np.int64), _KINDS)]
    columns = (rows[name].tolist() for name in ("time_s", "service", "kind", "vehicle", "request", "ride", "value"))
    promised: dict[tuple[str, int], int] = {}
    on_board: set[int] = set()
    found = list[dict[str, object]]()
    for time_s, service, kind, vehicle, request, ride, value in zip(*columns, strict=True):
        if kind == Event.PROMISED_LATEST:
            promised[PICKUP, ride] = value
        elif kind == Event.PROMISED_DROPOFF:
            promised[DROPOFF, ride] = value
        elif kind in (Event.BOARDED, Event.CAR_TAKEN):
            on_board.add(ride)
        elif kind == Event.PROMISE_BROKEN:
            what = DROPOFF if ride in on_board else PICKUP
            before_s = promised.get((what, ride))
            planned_s = None if before_s is None else before_s + value
            for end in (PICKUP, DROPOFF):
                if (end, ride) in promised:
                    promised[end, ride] += value
            told = dict(zip(("request", "ride", "vehicle", "what"), (request, ride, vehicle, what), strict=True))
            told |= {"service": name_of.get(service), "promised_s": before_s, "planned_s": planned_s}
            found.append(told | {"late_s": value, "told_s": time_s, "disruption": None})
        elif kind == Event.BROKEN_BY and found and (found[-1]["ride"], found[-1]["told_s"]) == (ride, time_s):
            found[-1]["disruption"] = value
    return table_of(found, BROKEN_PROMISE_DTYPES)


def promise_broken_by(
    journeys: pd.DataFrame, events: pd.DataFrame, services: Sequence[ServiceName], names: Mapping[int, str]
) -> pd.DataFrame:
    """Return journeys with the name of the disruption that broke a promise to each first; null: none did.

    A promise that falls, a ride that the operator cancels, and one that strands are all told with that. events: the
    log, sorted. names: of disruptions, by number. Rentals that are none of the common demand are known by their service
    and booking.
    """
    rows = events[np.isin(events["kind"].to_numpy(np.int64), BREAKS)]
    first = rows[rows["request"] >= 0].drop_duplicates("request").set_index("request")["value"]
    found = journeys["request"].map(first)
    own = rows[rows["request"] < 0].drop_duplicates("ride").set_index("ride")["value"]
    if len(own):
        lost = events[(events["kind"] == Event.BOOKING_LOST) & events["ride"].isin(own.index)]
        service = lost["service"].map({service.number: service.name for service in services})
        by = dict(zip(zip(service, lost["request"], strict=True), lost["ride"].map(own), strict=True))
        bookings = zip(journeys["service"], journeys["booking"], strict=True)
        found = found.fillna(pd.Series([by.get(one) for one in bookings], index=journeys.index, dtype="float64"))
    return journeys.assign(promise_broken_by=found.map(dict(names)).astype("string"))
