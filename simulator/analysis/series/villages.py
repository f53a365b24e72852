"""Village by village: who lost or gained a journey by timetable, and how well stations and towns are reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.analysis.request_table import REJECTED, SERVED
from simulator.analysis.timetable_changes import ChangedTimetable

EFFECTS = ("keeps", "loses", "gains", "none")


@dataclass(frozen=True)
class Villages:
    """A timetable before and after its changes, by place.

    requests: by place, the number of each of ``EFFECTS`` among the requests that start there, and losing_served: of
    those that lose their journey, served by another service. reached: rows of ``timetable_places`` of one day. towns:
    the targets beside the stations, in order.
    """

    requests: pd.DataFrame
    reached: pd.DataFrame
    towns: tuple[str, ...]

    @property
    def degrees_by_height(self) -> float:
        """Return how much higher than wide a degree is there."""
        middle = self.reached["lat"].mean() if len(self.reached) else 0.0
        return round(1 / float(np.cos(np.radians(middle))), 4)

    @property
    def map(self) -> pd.DataFrame:
        """Return the places with coordinates: departures to stations and towns together, and how many more.

        Columns place, lon, lat, before, after, more; by place.
        """
        sums = self.reached.groupby("place", sort=True).agg(
            lon=("lon", "first"),
            lat=("lat", "first"),
            before=("departures_before", "sum"),
            after=("departures_after", "sum"),
        )
        return sums.assign(more=sums["after"] - sums["before"]).reset_index()


def ended_by_effect(
    changed: ChangedTimetable, service: str, journeys: pd.DataFrame, trips: pd.DataFrame
) -> pd.DataFrame:
    """Return what became of requests for each of ``EFFECTS``, and of all of them in the last row.

    journeys: of all requests that count. trips: those told as a whole. Columns requests, offered_none (by the service),
    by_timetable (the service), by_others, unserved.
    """
    ends = journeys.drop_duplicates("request").set_index("request")
    rows = changed.requests[changed.requests["request"].isin(ends.index)].set_index("request")
    end, by = (ends[name].reindex(rows.index).to_numpy(dtype=object) for name in ("end", "service"))
    refused = trips.loc[(trips["service"] == service) & (trips["status"] == REJECTED), "request"]
    counts = pd.DataFrame(
        {
            "requests": 1,
            "offered_none": rows.index.isin(refused),
            "by_timetable": (end == SERVED) & (by == service),
            "by_others": (end == SERVED) & (by != service),
            "unserved": end != SERVED,
        },
        index=rows["effect"].astype(object),
    ).astype(np.int64)
    by_effect = counts.groupby(level=0).sum().reindex(list(EFFECTS), fill_value=0)
    return pd.concat([by_effect, by_effect.sum().to_frame("all").T])


def villages_of(changed: ChangedTimetable, service: str, journeys: pd.DataFrame, least: int = 0) -> Villages:
    """Return what the changes of a service mean for each place. journeys: of all requests that count.

    least: requests of a place that is told.
    """
    ends = journeys.drop_duplicates("request").set_index("request")
    rows = changed.requests[changed.requests["request"].isin(ends.index)]
    end, by = (ends[name].reindex(rows["request"]).to_numpy(dtype=object) for name in ("end", "service"))
    loses = (rows["effect"] == "loses").to_numpy(dtype=bool)
    counts = pd.DataFrame(
        {
            "place": rows["place"],
            **{effect: (rows["effect"] == effect).to_numpy(np.int64) for effect in EFFECTS},
            "losing_served": (loses & (end == SERVED) & (by != service)).astype(np.int64),
        }
    )
    by_place = counts.groupby("place", sort=True).sum().reset_index()
    by_place = by_place[by_place[[*EFFECTS]].sum(axis=1) >= least].reset_index(drop=True)
    reached = changed.places[changed.places["day"] == changed.places["day"].min()].reset_index(drop=True)
    towns = dict.fromkeys(reached.loc[reached["target_kind"] == "town", "target"].tolist())
    return Villages(by_place, reached, tuple(towns))
