"""Those who asked nobody, as the log would tell of them: so the auditor finds their ways again like those of others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.reasons import Fallback
from simulator.tables import EVENT_DTYPES, typed

SAMPLE = 300  # of those whose ways are searched again
_FALLBACK = {"none": Fallback.STAY, "other_mode": Fallback.OTHER_MODE}
_KEPT = ("bike", "car")  # stay with people until they are home
_OF_NOBODY = -1


def sample_of(people: pd.DataFrame) -> pd.DataFrame:
    """Return some of them, evenly spread over all."""
    return people.iloc[:: max(1, len(people) // SAMPLE)]


def rows_beside(
    people: pd.DataFrame, numbers: Mapping[str, int], nodes: tuple[pd.Series, pd.Series], later: pd.Series | None = None
) -> pd.DataFrame:
    """Return the rows that the log would have of what they do, sorted by time.

    people: ``OTHER_MEANS_DTYPES``. numbers: of services, by name. nodes: where each trip begins and ends. later: which
    of them are no first trips of a tour; None: nobody is on a tour.
    """
    goes = people["mode"].notna()
    gone, service = people[goes], people["means"].map(dict(numbers)).fillna(_OF_NOBODY).astype("int64")
    wheels = (gone["mode"] != "walk").to_numpy(bool)
    half_s = (gone["arrival_s"] - gone["departure_s"] - gone["ride_s"]) // 2
    taken_s = gone["departure_s"] + half_s
    begins_s = taken_s.where(wheels, gone["departure_s"])
    origin, destination = (its[goes] for its in nodes)
    cents = (100 * gone["price_eur"]).round()
    rows = [
        (people, Event.SUBMITTED, people["answered_s"], 0, -1),
        (people[~goes], Event.GAVE_UP, people.loc[~goes, "answered_s"], people.loc[~goes, "means"].map(_FALLBACK), -1),
        (gone, Event.ACCEPTED, gone["answered_s"], begins_s, origin),
        (gone, Event.TRIP_BEGAN, gone["departure_s"], cents, origin),
        (gone[wheels], Event.VEHICLE_TAKEN, taken_s[wheels], 0, origin[wheels]),
        (gone[wheels], Event.VEHICLE_LEFT, (taken_s + gone["ride_s"])[wheels], 0, destination[wheels]),
        (gone, Event.TRIP_ENDED, gone["arrival_s"], gone["length_m"], destination),
    ]
    if later is not None:
        along = people[later & people["mode"].isin(_KEPT)]
        rows.insert(0, (along, Event.SAME_MEANS, along["answered_s"], service[along.index], -1))
    tables = [
        pd.DataFrame({"time_s": time_s, "kind": int(kind), "request": its["request"], "node": node, "value": value})
        .assign(service=service[its.index] if kind != Event.SAME_MEANS else _OF_NOBODY, place=place)
        .assign(ride=its["request"])
        for place, (its, kind, time_s, value, node) in enumerate(rows)
    ]
    table = pd.concat(tables, ignore_index=True).sort_values(["time_s", "request", "place"], kind="stable")
    return typed(table.assign(vehicle=-1, seq=np.arange(len(table))), EVENT_DTYPES).reset_index(drop=True)
