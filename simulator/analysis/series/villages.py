"""Village by village: who lost or gained a journey by timetable, and how well stations and towns are reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.analysis.request_table import SERVED
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


def villages_of(changed: ChangedTimetable, service: str, journeys: pd.DataFrame) -> Villages:
    """Return what the changes of a service mean for each place. journeys: of all requests that count."""
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
    reached = changed.places[changed.places["day"] == changed.places["day"].min()].reset_index(drop=True)
    towns = dict.fromkeys(reached.loc[reached["target_kind"] == "town", "target"].tolist())
    return Villages(counts.groupby("place", sort=True).sum().reset_index(), reached, tuple(towns))
