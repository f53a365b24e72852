"""Key figures of what people cannot reach in time without a car."""

from __future__ import annotations

import pandas as pd

from simulator.analysis.ratios import Number, ratio
from simulator.analysis.unmet_needs import ANYTHING
from simulator.results.entry import Definition

_D = Definition
_SHARES = {
    "unmet_on_foot": "unmet_needs_on_foot_share",
    "unmet": "unmet_needs_share",
    "unmet_with_bike": "unmet_needs_with_bike_share",
    "unmet_with_ride": "unmet_needs_with_ride_share",
    "unmet_there_and_back": "unmet_needs_there_and_back_share",
    "unmet_with_ride_there_and_back": "unmet_needs_with_ride_there_and_back_share",
}
UNMET_KPIS: dict[str, Definition] = {
    "needs": _D("Times that somebody needs to be at a place in the area that is not home.", "people x places"),
    "unmet_needs": _D(
        "Of these, at places that are not reached in time (demand.reachable_within) on foot or by bus and train.",
        "people x places",
    ),
    "unmet_needs_on_foot_share": _D("Needs at places that are not reached in time on foot.", "share", "needs"),
    "unmet_needs_share": _D("Needs that are not reached on foot or by bus and train.", "share", "needs"),
    "unmet_needs_with_bike_share": _D("Needs that are not reached by bike either, by who has one.", "share", "needs"),
    "unmet_needs_with_ride_share": _D(
        "Needs that are not reached on foot, by bus and train, or by a ride on demand that comes as late as it may.",
        "share",
        "needs",
    ),
    "unmet_needs_there_and_back_share": _D(
        "Needs on tours of which any trip is not made in time on foot or by bus and train.", "share", "needs"
    ),
    "unmet_needs_with_ride_there_and_back_share": _D("The same with rides on demand.", "share", "needs"),
    "unmet_needs_carried": _D("Of unmet needs, those to which rides on demand carried people.", "people x places"),
    "people_with_unmet_needs": _D("Different people with any unmet need on the days that count.", "people"),
    "people_with_unmet_needs_with_ride": _D("The same with rides on demand.", "people"),
}


def unmet_kpis(table: pd.DataFrame) -> dict[str, Number]:
    """Return the figures. table: ``UNMET_DTYPES``."""
    sums = table[table["purpose"] == ANYTHING].sum(numeric_only=True)
    needs = int(sums["needs"])
    return {
        "needs": needs,
        "unmet_needs": int(sums["unmet"]),
        **{name: ratio(int(sums[column]), needs) for column, name in _SHARES.items()},
        "unmet_needs_carried": int(sums["carried"]),
        "people_with_unmet_needs": int(sums["people_unmet"]),
        "people_with_unmet_needs_with_ride": int(sums["people_unmet_with_ride"]),
    }
