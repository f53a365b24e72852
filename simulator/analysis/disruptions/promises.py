"""The promises that did not keep, one by one, and because of what they fell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.results.disruption_definitions import BROKEN_PROMISE_DTYPES
from simulator.tables import ServiceName, table_of

PICKUP, DROPOFF = "pickup", "dropoff"
_KINDS = (
    Event.PROMISED_LATEST, Event.PROMISED_DROPOFF, Event.REASSIGNED, Event.BOARDED, Event.PROMISE_BROKEN,
    Event.BROKEN_BY,
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
        elif kind == Event.BOARDED:
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
        elif kind == Event.BROKEN_BY and found and found[-1]["ride"] == ride:
            found[-1]["disruption"] = value
    return table_of(found, BROKEN_PROMISE_DTYPES)
