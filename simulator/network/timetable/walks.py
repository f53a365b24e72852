"""How long changes take, at least: on foot between stops near each other and in stations, and by transfers.txt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import Problem, TimetableError
from simulator.network.graph import METRES_PER_DEGREE
from simulator.network.gtfs.references import IMPOSSIBLE, LEAST_TIME
from simulator.network.gtfs.stations import above
from simulator.network.timetable.beeline import NearStops, beeline_m, walk_seconds
from simulator.network.timetable.timetable import WALK_DTYPES

MOST_PAIRS = 20_000_000

Ints = NDArray[np.int64]


class OnFoot(Protocol):
    """How people walk between a place and a stop, as scenarios say it (``scenario.access_models.Walk``)."""

    @property
    def limit_m(self) -> float:
        """Return the longest way to or from a stop, along paths [m]."""

    @property
    def speed_kph(self) -> float:
        """Return the speed of people on foot [km/h]."""

    @property
    def detour_factor(self) -> float:
        """Return the length of a path by the beeline."""


@dataclass(frozen=True)
class Walking:
    """How one walks to, from and between stops.

    transfer_m: longest way of a change, along paths [m]. change_s: the least time of any change where transfers.txt
    says nothing else [s].
    """

    walk: OnFoot
    transfer_m: float = 600.0
    change_s: int = 60


def walks_between(
    stops: pd.DataFrame, transfers: pd.DataFrame, all_stops: pd.DataFrame, walking: Walking
) -> pd.DataFrame:
    """Return all changes, ``WALK_DTYPES``, by both stops.

    stops: ``STOP_DTYPES``. transfers, all_stops: tables of the feed. Possible are changes at a stop, within a station,
    and between stops at most ``transfer_m`` of walking apart: in the time of the walk, at least ``change_s``. Transfers
    of type 2 set another time, also between stops farther apart, those of type 3 make a change impossible. A station
    there stands for all of its stops; what is said of stops themselves counts more.
    """
    one, other = _pairs(stops, walking)
    lon, lat = stops["lon"].to_numpy(), stops["lat"].to_numpy()
    metres = beeline_m(lon[one], lat[one], lon[other], lat[other]) * walking.walk.detour_factor
    seconds = np.maximum(walk_seconds(metres, walking.walk.speed_kph), walking.change_s)
    plain = pd.DataFrame({"from_stop": one, "to_stop": other, "walk_s": seconds}).assign(rank=0, kind=0)
    told = _told(stops, transfers, all_stops)
    both = pd.concat([plain, told], ignore_index=True)
    both = both.sort_values(["from_stop", "to_stop", "rank"], kind="stable")
    best = both.drop_duplicates(["from_stop", "to_stop"], keep="last")
    best = best[best["kind"] != IMPOSSIBLE]
    return best[list(WALK_DTYPES)].astype(WALK_DTYPES).reset_index(drop=True)


def _pairs(stops: pd.DataFrame, walking: Walking) -> tuple[Ints, Ints]:
    """Return the pairs of stops near each other or in one station, both ways, and each with itself."""
    lon, lat = stops["lon"].to_numpy(), stops["lat"].to_numpy()
    _refuse_crowds(stops["station"].to_numpy(), "of one station")
    cells = np.floor(np.column_stack([lon, lat]) * METRES_PER_DEGREE / max(walking.transfer_m, 1.0))
    _refuse_crowds(cells, f"within {walking.transfer_m:,.0f} m")
    one, other, _ = NearStops(lon, lat).within(lon, lat, walking.transfer_m / walking.walk.detour_factor)
    by_station = pd.DataFrame({"station": stops["station"], "stop": np.arange(len(stops))})
    within = by_station.merge(by_station, on="station")
    pairs = np.unique(np.column_stack([np.append(one, within["stop_x"]), np.append(other, within["stop_y"])]), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _refuse_crowds(groups: NDArray[Any], what: str) -> None:
    """Raise TimetableError where stops are in so few groups that memory might not hold their pairs."""
    count = np.unique(groups, axis=0, return_counts=True)[1].astype(np.int64)
    if int((count * count).sum()) > MOST_PAIRS:
        message = f"{count.max():,} stops are {what}: there are more than {MOST_PAIRS:,} pairs to change between"
        raise TimetableError([Problem("stops.txt", 0, 0, "", message)])


def _told(stops: pd.DataFrame, transfers: pd.DataFrame, all_stops: pd.DataFrame) -> pd.DataFrame:
    """Return what transfers.txt says of pairs of stops. rank: 1 to 3, how many of the two ends are stops themselves."""
    kind = transfers["transfer_type"]
    told = transfers[kind.isin([LEAST_TIME, IMPOSSIBLE])].iloc[::-1]  # the first of several counts, so it comes last
    members = _members(stops, all_stops)
    ends = told.merge(members.add_prefix("from_"), on="from_stop_id").merge(members.add_prefix("to_"), on="to_stop_id")
    return pd.DataFrame(
        {
            "from_stop": ends["from_stop"],
            "to_stop": ends["to_stop"],
            "walk_s": ends["min_transfer_time"],
            "rank": 1 + ends["from_itself"] + ends["to_itself"],
            "kind": ends["transfer_type"],
        }
    )


def _members(stops: pd.DataFrame, all_stops: pd.DataFrame) -> pd.DataFrame:
    """Return which stops an id of the feed stands for: stop_id, stop (row of ``stops``), itself (0 or 1)."""
    ids = all_stops["stop_id"].to_numpy()
    row = pd.Index(ids).get_indexer(stops["gtfs_stop_id"])
    parts = [
        pd.DataFrame({"stop_id": ids[upper[row]], "stop": np.arange(len(stops)), "itself": int(level == 0)})
        for level, upper in enumerate(above(all_stops))
    ]
    return pd.concat(parts, ignore_index=True).drop_duplicates(["stop_id", "stop"])
