"""Who asked, in groups: booked at once or ahead, by class, distance, hour, place and the like.

A key figure of a group is written ``FIGURE@GROUPING=GROUP``, of one service ``SERVICE.FIGURE@GROUPING=GROUP``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
import pandas as pd

from simulator.analysis.counted import Window
from simulator.analysis.missing import Ints, known_ints
from simulator.days import NO_CHANGE, LocalClock
from simulator.network.nearest_place import NearestPlaces
from simulator.tables import no_rows
from simulator.units import DAY_S, HOUR_S, MINUTE_S

PLACE_DTYPES = {"name": "string", "lon": "float64", "lat": "float64"}
AT_ONCE, AHEAD = "at_once", "ahead"
AHEAD_FROM_S = 15 * MINUTE_S  # who books a shorter time ahead wants to leave now
_LEAD_TIMES = {
    "under_15_min": 0,
    "15_to_60_min": AHEAD_FROM_S,
    "1_to_4_h": HOUR_S,
    "4_to_24_h": 4 * HOUR_S,
    "over_24_h": DAY_S,
}
_DISTANCES = {"under_2_km": 0, "2_to_5_km": 2000, "5_to_10_km": 5000, "10_to_20_km": 10_000, "over_20_km": 20_000}
UNKNOWN = "unknown"
OUTSIDE = "outside"  # of all territories


class Metric(NamedTuple):
    """A key figure of a group: ``SERVICE.FIGURE@GROUPING=GROUP``; service is empty for all together."""

    service: str
    figure: str
    grouping: str
    group: str

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read what is written; None for a key figure of no group."""
        name, at, rest = text.partition("@")
        if not at:
            return None
        grouping, _, group = rest.partition("=")
        service, _, figure = name.rpartition(".")
        return cls(service, figure, grouping, group)

    def __str__(self) -> str:
        name = f"{self.service}.{self.figure}" if self.service else self.figure
        return f"{name}@{self.grouping}={self.group}"


@dataclass(frozen=True)
class Grouped:
    """What groups are made by, beside the requests.

    clock: what clocks show. days: the time of each day that counts, by its number. places: with PLACE_DTYPES.
    """

    clock: LocalClock = NO_CHANGE
    days: dict[int, Window] = field(default_factory=dict)
    places: pd.DataFrame = field(default_factory=lambda: no_rows(PLACE_DTYPES))

    @cached_property
    def nearest(self) -> NearestPlaces:
        """Return what finds the nearest of the places."""
        return NearestPlaces(self.places)


class Grouping(NamedTuple):
    """How requests are grouped. names: the group of each request, (requests,); "" for none.

    says: what it is, for people. groups: all there can be, in their order; none where the scenario says which. tabled:
    a group of fewer requests stands in no table, as its figures would tell next to nothing.
    """

    names: Callable[[pd.DataFrame, Grouped], Sequence[str]]
    says: str
    groups: tuple[str, ...] = ()
    tabled: int = 1


def lead_times_s(requests: pd.DataFrame) -> Ints:
    """Return how long before the departure wished for each request was made [s], int64 (requests,)."""
    ahead: Ints = (requests["earliest_departure_s"] - requests["submitted_s"]).to_numpy(np.int64)
    return np.maximum(ahead, 0)


def _booked(requests: pd.DataFrame, _more: Grouped) -> Sequence[str]:
    return [AT_ONCE if ahead_s < AHEAD_FROM_S else AHEAD for ahead_s in lead_times_s(requests).tolist()]


def _lead_time(requests: pd.DataFrame, _more: Grouped) -> Sequence[str]:
    return _classes(lead_times_s(requests), _LEAD_TIMES)


def _distance(requests: pd.DataFrame, _more: Grouped) -> Sequence[str]:
    direct_m, known = known_ints(requests["direct_m"])
    classes = _classes(direct_m, _DISTANCES)
    return [name if there else UNKNOWN for name, there in zip(classes, known.tolist(), strict=True)]


def _class(requests: pd.DataFrame, _more: Grouped) -> Sequence[str]:
    return requests["traveller_class"].astype(str).tolist()


def _wheelchair(requests: pd.DataFrame, _more: Grouped) -> Sequence[str]:
    return ["with" if users else "without" for users in requests["wheelchairs"].tolist()]


def _purpose(requests: pd.DataFrame, _more: Grouped) -> Sequence[str]:
    return requests["purpose"].fillna("").astype(str).tolist()


def _hour(requests: pd.DataFrame, more: Grouped) -> Sequence[str]:
    shown_s = more.clock.local_s(requests["desired_departure_s"].to_numpy(np.int64))
    return [f"{hour:02d}" for hour in (shown_s // HOUR_S % 24).tolist()]


def _day(requests: pd.DataFrame, more: Grouped) -> Sequence[str]:
    """Return the numbers of days, 0 is the first; each request belongs to the day of ``counted``."""
    if not more.days:
        return ["0"] * len(requests)
    starts_s = [window.from_s for window in more.days.values()]
    place = np.searchsorted(starts_s, requests["earliest_departure_s"].to_numpy(np.int64), side="right") - 1
    numbers = np.array([*more.days])[np.maximum(place, 0)]
    return [str(day) for day in numbers.tolist()]


def _place(requests: pd.DataFrame, more: Grouped) -> Sequence[str]:
    """Return the place nearest to each origin, where both are known."""
    if more.places.empty:
        return [""] * len(requests)
    lon, lat = (requests[name].to_numpy(np.float64) for name in ("origin_lon", "origin_lat"))
    names: list[str] = np.append(more.places["name"].to_numpy(dtype=object), "")[more.nearest.rows(lon, lat)].tolist()
    return names


def _territory(requests: pd.DataFrame, _more: Grouped) -> Sequence[str]:
    """Return the territory of each origin, where there are any."""
    if "origin_territory" not in requests:
        return [""] * len(requests)
    return [name or OUTSIDE for name in requests["origin_territory"].fillna("").astype(str).tolist()]


def _service(requests: pd.DataFrame, _more: Grouped) -> Sequence[str]:
    if "service" not in requests:
        return [""] * len(requests)
    return requests["service"].fillna("").astype(str).tolist()


GROUPINGS: dict[str, Grouping] = {
    "booked": Grouping(_booked, "less than 15 minutes ahead, or longer", (AT_ONCE, AHEAD)),
    "lead_time": Grouping(_lead_time, "how long ahead they asked", tuple(_LEAD_TIMES)),
    "class": Grouping(_class, "the class of the traveller"),
    "wheelchair": Grouping(_wheelchair, "with or without wheelchair users", ("with", "without")),
    "purpose": Grouping(_purpose, "why they travel"),
    "distance": Grouping(_distance, "length of the direct drive", (*_DISTANCES, UNKNOWN)),
    "hour": Grouping(
        _hour, "hour of the departure wished for, by the clock", tuple(f"{hour:02d}" for hour in range(24))
    ),
    "day": Grouping(_day, "number of the day of the earliest departure, 0 is the first"),
    "place": Grouping(_place, "the place nearest to the origin", tabled=10),
    "territory": Grouping(_territory, "the territory of the origin"),
    "service": Grouping(_service, "the service that carried them, else the one asked last"),
}


def groups_of(requests: pd.DataFrame, grouping: str, more: Grouped) -> dict[str, np.ndarray]:
    """Return the rows of each group that occurs, by its name, int64; in the order of the grouping, else by name."""
    its = GROUPINGS[grouping]
    names = pd.Series(its.names(requests, more), dtype=object)
    found = {str(name): rows.to_numpy() for name, rows in names.groupby(names, sort=True).groups.items() if name != ""}
    order = its.groups or ([str(n) for n in sorted(map(int, found))] if grouping == "day" else tuple(found))
    return {name: found[name] for name in order if name in found}


def _classes(values: Ints, classes: dict[str, int]) -> list[str]:
    """Return the class of each value; classes: from which value on, ascending from 0."""
    starts = list(classes.values())
    names = [*classes]
    return [names[place - 1] for place in np.searchsorted(starts, values, side="right").tolist()]
