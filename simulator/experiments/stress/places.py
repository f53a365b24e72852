"""Places a stress test looks for: the road that matters most, and where another depot would be nearest to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from simulator.experiments.stress.catalogue import main_vehicles
from simulator.experiments.weak.region import Region
from simulator.experiments.weak.screen import Asked, screen, worst_of_each_road
from simulator.network.near import Near
from simulator.scenario.models import Scenario

CUT_OFF_MIN = 180.0


@dataclass(frozen=True)
class Spot:
    """A point on the map. name: of the place, or none."""

    lon: float
    lat: float
    name: str = ""

    def as_depot(self) -> dict[str, Any]:
        """Return it as a depot of a scenario."""
        return {"name": self.name or "another depot", "lon": self.lon, "lat": self.lat}


def worst_road(region: Region) -> Spot | None:
    """Return where the road is closed that does most harm; None where no drive needs any."""
    worst = worst_of_each_road(screen(region, Asked(CUT_OFF_MIN, pairs_from=0)).links, 1)
    if not len(worst):
        return None
    first = worst.iloc[0]
    return Spot(float(first["lon"]), float(first["lat"]), str(first["name"]))


def another_depot(region: Region, scenario: Scenario) -> Spot | None:
    """Return the place at which one more depot of the first fleet brings depots nearest to who asks; None: nowhere.

    The place that takes most off the drives from the nearest depot to where requests begin, summed over the drawn days:
    a greedy step of the p-median problem (Hakimi 1964, doi:10.1287/opre.12.3.450). Depots count as where the nearest
    place is.
    """
    found = main_vehicles(scenario)
    depots = () if found is None else found[2].named_depots
    if not depots:
        return None
    points, drives = region.points, region.drives
    near = Near(region.roads.project(points["lon"], points["lat"]))
    rows = near.nearest(region.roads.project([one.lon for one in depots], [one.lat for one in depots]))[0]
    place = points["place"].to_numpy(np.int64)
    times_ms = dijkstra(region.links.without()[0], indices=drives.place)[:, drives.place]
    best = most_saved(times_ms, place[rows], drives.weight.sum(axis=1))
    if best < 0:
        return None
    there = points[place == best].sort_values("inhabitants", ascending=False, kind="stable").iloc[0]
    return Spot(float(there["lon"]), float(there["lat"]), str(there["name"]))


def most_saved(times_ms: NDArray[np.float64], depots: NDArray[np.int64], starts: NDArray[np.float64]) -> int:
    """Return the place at which one more depot saves most driving to where drives start; -1 where none saves any.

    times_ms: (places, places), from row to column. depots: places. starts: (places,), drives that start in each. Places
    that no depot reaches now count for nothing; of equal ones the first.
    """
    now_ms = times_ms[depots].min(axis=0)
    reached = np.isfinite(now_ms) & (starts > 0)
    saved_ms = np.maximum(now_ms[reached] - times_ms[:, reached], 0.0) @ starts[reached]
    best = int(np.argmax(saved_ms))
    return best if saved_ms[best] > 0 else -1
