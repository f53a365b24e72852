"""Those who asked no service as none could win them, in the tables of all people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from simulator.analysis.missing import nullable_int
from simulator.analysis.request_table import DECLINED, SERVED
from simulator.reasons import Fallback
from simulator.results.other_means_definitions import OTHER_MEANS_DTYPES
from simulator.results.table_dtypes import CARRIED_DEMAND_COLUMNS, JOURNEYS, TRIPS
from simulator.tables import NO_TIME, no_rows, typed

_FALLBACK = {"none": Fallback.STAY.name.lower(), "other_mode": Fallback.OTHER_MODE.name.lower()}
COMPARED_DTYPES = {"service": "string", "earliest_departure_s": "int32"}


def nobody() -> pd.DataFrame:
    """Return the table of those who asked nobody without rows."""
    return no_rows(OTHER_MEANS_DTYPES)


def trips_beside(people: pd.DataFrame) -> pd.DataFrame:
    """Return the trips of those of them who go, ``TRIPS``. people: ``OTHER_MEANS_DTYPES``."""
    gone = people[people["mode"].notna()]
    wheels = (gone["mode"] != "walk").to_numpy(bool)
    table = gone[["request", *CARRIED_DEMAND_COLUMNS, "departure_s", "arrival_s", "ride_s", "length_m", "price_eur"]]
    latest_s = gone["latest_arrival_s"].to_numpy(np.int64)
    journey_s = gone["arrival_s"] - gone["departure_s"]
    half_s = (journey_s - gone["ride_s"]) // 2  # as long to what they ride as from it, but for a second
    return typed(
        table.assign(
            service=gone["means"],
            latest_arrival_s=nullable_int(latest_s, latest_s != NO_TIME).array,
            status=SERVED,
            reason=None,
            fallback=None,
            attempts=0,
            rejections=0,
            **dict.fromkeys(("vehicle", "told_s"), None),
            taken_s=(gone["departure_s"] + half_s).where(wheels),
            left_s=(gone["departure_s"] + half_s + gone["ride_s"]).where(wheels),
            walk_s=journey_s - gone["ride_s"],
            wait_s=0,
            journey_s=journey_s,
            rides=wheels.astype(np.int64),
            change_wait_s=0,
            chain=None,
        ),
        TRIPS,
    )


def stays_beside(people: pd.DataFrame) -> pd.DataFrame:
    """Return the journeys of those of them who do not go, ``JOURNEYS``, by request."""
    stays = people[people["mode"].isna()]
    table = stays.assign(
        desired_departure_s=stays[["submitted_s", "earliest_departure_s"]].max(axis="columns"),
        latest_arrival_s=stays["latest_arrival_s"].where(stays["latest_arrival_s"] != NO_TIME),
        end=DECLINED,
        fallback=stays["means"].map(_FALLBACK),
        attempts=0,
        rejections=0,
        legs=0,
    )
    return table.drop(columns=["means", "mode", "ride_s"]).reindex(columns=[*JOURNEYS]).set_index("request", drop=False)


def compared_beside(people: pd.DataFrame, own: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Return a row for each service of what people have themselves that they compared and did not go by.

    own: names of those that each class asks. ``COMPARED_DTYPES``.
    """
    classes, means = people["traveller_class"].to_numpy(object), people["means"].to_numpy(object)
    parts = [no_rows(COMPARED_DTYPES)]
    for name, services in own.items():
        for service in services:
            rows = (classes == name) & (means != service)
            parts.append(typed(people.loc[rows, ["earliest_departure_s"]].assign(service=service), COMPARED_DTYPES))
    return pd.concat(parts, ignore_index=True)
