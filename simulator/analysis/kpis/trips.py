"""Key figures of services whose trips are told as a whole, each by the name of the service."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulator.analysis.ratios import Number, mean, ratio
from simulator.analysis.request_table import SERVED
from simulator.results.entry import Definition
from simulator.units import METRES_PER_KM

_D = Definition

TRIP_KPIS: dict[str, Definition] = {
    "trip_requests": _D(
        "Requests that asked the service, or compared it without asking anybody, whether they went with it or not.",
        "requests",
    ),
    "trips": _D("Trips made.", "trips"),
    "trip_share": _D("Those who asked and went.", "share", "requests that asked"),
    "trip_persons": _D("People on these trips.", "persons"),
    "trip_person_km": _D("Kilometres ridden, or walked all the way, by each of them: person-kilometres.", "km"),
    "trip_mean_s": _D("Time from leaving the origin to being at the destination.", "s", "trips"),
    "trip_walk_mean_s": _D("Time on foot: to and from the vehicle, or all the way.", "s", "trips"),
    "trip_price_eur": _D("What all trips cost those who made them; null: no price.", "EUR"),
}


def trip_kpis(trips: pd.DataFrame, services: Sequence[str], compared: pd.DataFrame | None = None) -> dict[str, Number]:
    """Compute the key figures of services by their names, as ``NAME.figure``.

    compared: a row for each ``service`` that somebody who asked nobody compared and did not go by.
    """
    beside = {} if compared is None else compared["service"].value_counts().to_dict()
    return {
        f"{name}.{figure}": value
        for name in services
        for figure, value in _of_service(trips[trips["service"] == name], beside.get(name, 0)).items()
    }


def _of_service(asked: pd.DataFrame, beside: int) -> dict[str, Number]:
    requests = len(asked) + beside
    made = asked[asked["status"] == SERVED]
    persons = made["party_size"].to_numpy(np.int64)
    price = made["price_eur"].to_numpy(np.float64)
    return {
        "trip_requests": requests,
        "trips": len(made),
        "trip_share": ratio(len(made), requests),
        "trip_persons": int(persons.sum()),
        "trip_person_km": int((persons * made["length_m"].to_numpy(np.int64)).sum()) / METRES_PER_KM,
        "trip_mean_s": mean(made["journey_s"].to_numpy(np.float64)),
        "trip_walk_mean_s": mean(made["walk_s"].to_numpy(np.float64)),
        "trip_price_eur": None if np.isnan(price).any() else round(float(price.sum()), 2),
    }
