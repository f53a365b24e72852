"""What pages show of journeys of several services: by their means, at changes, station by station, beside others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.analysis.door_to_door import door_to_door_s
from simulator.analysis.journey_legs import MISSED_NAMES, RIDDEN
from simulator.analysis.kpis.feeder import Chained, took_of
from simulator.analysis.request_table import SERVED
from simulator.analysis.series.riders import Distribution, spread_of_waits
from simulator.reasons import Missed
from simulator.tables import RIDES

_AMONG_TRAINS = MISSED_NAMES[Missed.CHANGE_MISSED]


@dataclass(frozen=True)
class Chains:
    """Journeys of one service.

    by_means: chain, trips, persons, took_s, car_s, changes, changes_s: sums and means of the trips, most frequent
    first. waits: at changes [min]; None without any. stations: station, to_timetable, from_timetable (people), half_s
    (median time at these changes), missed (changes there), most people first. missed: changes by cause.
    beside: of those with another journey by timetable, and those without: trips, took_s, car_s, other_s.
    """

    by_means: pd.DataFrame
    waits: Distribution | None
    stations: pd.DataFrame
    missed: dict[str, int]
    beside: pd.DataFrame


def chains_of(its: Chained) -> Chains:
    """Return what is shown of the journeys of one service."""
    made = its.trips[its.trips["status"] == SERVED]
    made = made.assign(took_s=took_of(made))
    if its.other is not None:
        made = made.merge(its.other.drop(columns="service"), on="request", how="left")
    else:
        made = made.assign(car_s=np.nan, timetable_departure_s=np.nan, timetable_arrival_s=np.nan)
    ends_s = (made[f"timetable_{end}_s"].to_numpy(np.float64, na_value=np.nan) for end in ("departure", "arrival"))
    made = made.assign(car_s=made["car_s"].astype("float64"), other_s=door_to_door_s(made, *ends_s))
    causes = its.missed["value"].map(MISSED_NAMES).value_counts()
    return Chains(
        _by_means(made),
        spread_of_waits(its.changes["change_s"].to_numpy(np.float64)),
        _stations(its.legs),
        {name: int(causes.get(name, 0)) for name in MISSED_NAMES.values()},
        _beside(made),
    )


def _by_means(made: pd.DataFrame) -> pd.DataFrame:
    made = made.assign(changes=(made["rides"] - 1).clip(lower=0).astype("float64"))
    by = made.groupby("chain", sort=True)
    table = by.agg(
        trips=("request", "size"), persons=("party_size", "sum"), took_s=("took_s", "mean"),
        car_s=("car_s", "mean"), changes=("changes", "mean"),
    )  # fmt: skip
    return table.reset_index().sort_values(["trips", "chain"], ascending=[False, True], ignore_index=True)


def _stations(legs: pd.DataFrame) -> pd.DataFrame:
    """Count who changes between the service on demand and the timetable where."""
    ridden = legs[legs["end"] == RIDDEN].assign(waited_s=legs["change_s"].astype("float64"))
    following = ridden.groupby(["service", "request"])[["waited_s", "mode"]].shift(-1)
    onwards_s = following["waited_s"].where(following["mode"] != RIDES)
    ours = ridden[ridden["mode"] == RIDES]
    ways = {"to_timetable": ("to_station", onwards_s), "from_timetable": ("from_station", ridden["waited_s"])}
    rows = pd.concat(
        [
            pd.DataFrame({"station": ours[end], "way": way, "persons": ours["party_size"], "waited_s": waited_s})
            for way, (end, waited_s) in ways.items()
        ],
        ignore_index=True,
    ).dropna(subset=["station", "way"])
    people = rows.pivot_table(index="station", columns="way", values="persons", aggfunc="sum", fill_value=0)
    table = people.reindex(columns=[*ways], fill_value=0)
    table["half_s"] = rows.groupby("station")["waited_s"].median()
    missed = legs[legs["missed"].notna() & (legs["missed"] != _AMONG_TRAINS)]
    table["missed"] = missed["from_station"].value_counts().reindex(table.index, fill_value=0)
    order = -table["to_timetable"] - table["from_timetable"]
    return table.assign(order=order).reset_index().sort_values(["order", "station"], ignore_index=True)


def _beside(made: pd.DataFrame) -> pd.DataFrame:
    has = made["other_s"].notna()
    rows = [
        (label, int(which.sum()), *(made.loc[which, name].mean() for name in ("took_s", "car_s", "other_s")))
        for label, which in (("with", has), ("without", ~has))
    ]
    return pd.DataFrame(rows, columns=["group", "trips", "took_s", "car_s", "other_s"]).set_index("group")
