"""Key figures of all people of a population, whether they asked a service or not."""

from __future__ import annotations

import pandas as pd

from simulator.analysis.people import EVERYBODY
from simulator.analysis.ratios import Number, ratio
from simulator.results.entry import Definition

_D = Definition
_DAYS = "persons x days"

PEOPLE_KPIS: dict[str, Definition] = {
    "people": _D("People who live in the area.", "persons"),
    "people_trips": _D("Trips of all people, whether any service was asked or not.", "trips"),
    "people_trips_asked": _D("Of these, those for which a service was asked.", "trips"),
    "people_asked_share": _D("Trips for which a service was asked.", "share", "trips of all people"),
    "people_mobile_share": _D("Days on which a person makes any trip.", "share", _DAYS),
    "people_trips_per_day": _D("Trips of a person on a day.", "trips", _DAYS),
    "people_trips_per_mobile_day": _D("Trips of a person on days with any.", "trips", f"{_DAYS} with a trip"),
    "people_km_per_day": _D("Length of all trips of a person on a day, beelines x 1.3.", "km", _DAYS),
}


def people_kpis(by_class: pd.DataFrame) -> dict[str, Number]:
    """Return the figures. by_class: ``PEOPLE_BY_CLASS_DTYPES``."""
    everybody = by_class[by_class["traveller_class"] == EVERYBODY].iloc[0]
    trips, asked = int(everybody["trips"]), int(everybody["asked_trips"])
    means = ("mobile_share", "trips_per_day", "trips_per_mobile_day", "km_per_day")
    return {
        "people": int(everybody["persons"]),
        "people_trips": trips,
        "people_trips_asked": asked,
        "people_asked_share": ratio(asked, trips),
        **{f"people_{name}": None if pd.isna(everybody[name]) else float(everybody[name]) for name in means},
    }
