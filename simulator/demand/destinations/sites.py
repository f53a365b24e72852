"""What attracts people, by purpose: homes, stops, what a file of the user names, and places outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.destinations.attraction import LARGER_ATTRACT, attraction
from simulator.demand.destinations.config import NOWHERE
from simulator.demand.destinations.lengths import PURPOSES, road_m
from simulator.demand.destinations.schools import schools_of_stops
from simulator.demand.destinations.site_file import read_sites
from simulator.demand.draws import around
from simulator.demand.places import LOCALITY_COLUMNS, Places, people_near
from simulator.errors import Problem, RequestFileError
from simulator.input_table import read_input_table
from simulator.network.graph import METRES_PER_DEGREE
from simulator.network.near import Near
from simulator.network.stop_file import read_stop_file
from simulator.tables import NO_TIME

# Row = site number: localities first, then stops, then the user's, then the places outside, then what opens.
SITE_DTYPES: dict[str, str] = {
    "name": "string",
    "kind": "string",  # locality, stop, given, gateway, opened
    "municipality": "string",  # official key; "": outside, or not known
    "lon": "float64",
    "lat": "float64",
    "gateway": "int32",  # number of the place outside; NOWHERE: in the area
    **dict.fromkeys(PURPOSES, "float64"),  # how much it attracts, beside the others
    "places": "float64",  # at school; NaN: as many as come
    "from_age": "int16",  # that go to school there; -1: no school
    "to_age": "int16",
    "begins_s": "int32",  # bell of the school [s] after 00:00; NO_TIME: no school
    "ends_s": "int32",
}


SPREAD = ("locality", "stop")
OPENED = "opened"  # kind of the places of ``site_changes``


@dataclass(frozen=True)
class SiteFiles:
    """Where sites are read from. localities: as for synthetic demand, with ags and municipality where these are known.

    stops: as of attractors; keep: columns of the stops, and values of the rows to keep. given: the file of the user.
    """

    localities: Path
    stops: Path | None = None
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    given: Path | None = None


@dataclass(frozen=True, eq=False)
class SiteChanges:
    """What opens and closes.

    closed: bool (sites of before, purposes). opened: float64 (places that open, purposes), how much they attract by all
    that others in the area do together. names: of the places that open, the last rows of the sites.
    """

    closed: NDArray[np.bool_]
    opened: NDArray[np.float64]
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Sites:
    """All sites. table: SITE_DTYPES. municipalities: names by official key. gateways: names of the places outside.

    changes: what opens and closes, see ``site_changes``; None: nothing.
    """

    table: pd.DataFrame
    municipalities: Mapping[str, str]
    gateways: tuple[str, ...] = ()
    changes: SiteChanges | None = None

    @cached_property
    def before(self) -> int:
        """Return how many sites there are without those that open, which come last."""
        return int((self.table["kind"] != OPENED).sum())

    @cached_property
    def lonlat(self) -> NDArray[np.float64]:
        """Return where they are, float64 (sites, 2)."""
        return self.table[["lon", "lat"]].to_numpy(np.float64)

    @cached_property
    def gateway(self) -> NDArray[np.int32]:
        """Return the number of the place outside of each site, int32 (sites,)."""
        return self.table["gateway"].to_numpy(np.int32)

    @cached_property
    def metres(self) -> NDArray[np.float64]:
        """Return the lengths of the ways between all sites [m], float64 (from, to)."""
        return road_m(self.lonlat[:, None], self.lonlat[None, :])

    @property
    def municipality_keys(self) -> list[str]:
        """Return the keys of the municipalities where people live, in order."""
        return sorted(self.municipalities)

    @cached_property
    def is_spread(self) -> NDArray[np.bool_]:
        """Return which of them stand for what lies around: localities and stops, bool (sites,)."""
        return self.table["kind"].isin(SPREAD).to_numpy(np.bool_)

    @cached_property
    def _inside(self) -> NDArray[np.int64]:
        return np.flatnonzero(self.gateway[: self.before] == NOWHERE)

    @cached_property
    def _scale(self) -> NDArray[np.float64]:
        return _to_metres(self.lonlat[: self.before, 1])

    @cached_property
    def _near(self) -> Near:
        return Near(self.lonlat[self._inside] * self._scale)

    def nearest(self, lonlat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the site in the area next to each place, as its row, of those before any opened. lonlat: (n, 2)."""
        return self._inside[self._near.nearest(lonlat * self._scale)[0]]

    def places_at(self, chosen: NDArray[np.int64], radius_m: float, chance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where exactly those are who go to some sites, float64 (n, 2), lon, lat.

        Around stops and localities, at the point of what is named one by one. chosen: rows. chance: float64 (n, 2).
        """
        return around(self.lonlat[chosen], np.where(self.is_spread[chosen], radius_m, 0.0), chance)


def sites_of(files: SiteFiles, outside: tuple[Sequence[str], Places] | None = None) -> Sites:
    """Return what attracts people. outside: names and places of the gateways. Raises RequestFileError.

    For each purpose that the user's file has, nothing else attracts in the area.
    """
    localities = _read_localities(files.localities)
    to_metres = _to_metres(localities["lat"].to_numpy(np.float64))
    near = Near(localities[["lon", "lat"]].to_numpy(np.float64) * to_metres)
    homes, stops = _guessed(files, localities, near, to_metres)
    given = _no_sites() if files.given is None else read_sites(files.given, near, to_metres).assign(kind="given")
    told = [purpose for purpose in PURPOSES if (given[purpose] > 0).any()]
    guess = pd.concat([homes, stops], ignore_index=True)
    guess[told] = 0.0
    inside = pd.concat([guess, _in_municipality(given, localities, near, to_metres)], ignore_index=True)
    table = pd.concat([inside, _gateways(outside)], ignore_index=True).reindex(columns=list(SITE_DTYPES))
    blank = dict.fromkeys(PURPOSES, 0.0) | {"gateway": NOWHERE, "municipality": "", "from_age": -1, "to_age": -1}
    table = table.fillna(blank | {"begins_s": NO_TIME, "ends_s": NO_TIME}).astype(SITE_DTYPES)
    names = dict(zip(localities["ags"], localities["municipality"], strict=True))
    return Sites(table, names, () if outside is None else tuple(outside[0]))


def _read_localities(path: Path) -> pd.DataFrame:
    """Return localities: name, ags, municipality, lon, lat, population."""
    table = read_input_table(path, LOCALITY_COLUMNS, other_columns=True).rename(columns={"locality": "name"})
    if not table["population"].sum() > 0:
        raise RequestFileError([Problem(str(path), 0, 0, "population", "nobody lives in any locality")])
    if "ags" not in table:
        table["ags"] = ""
    return table if "municipality" in table else table.assign(municipality=table["ags"])


def _guessed(
    files: SiteFiles, localities: pd.DataFrame, near: Near, to_metres: NDArray[np.float64]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return homes and stops with what they attract where nobody has said."""
    homes = localities[["name", "lon", "lat"]].assign(kind="locality", municipality=localities["ags"])
    stops = _no_sites() if files.stops is None else _read_stops(files.stops, files.keep, localities, near, to_metres)
    living = _places(localities, "population")
    people, central = _centres(living, stops) if len(stops) else (np.empty(0), np.empty(0))
    for purpose, (at_homes, at_stops) in attraction(living.weight, central, people).items():
        homes[purpose], stops[purpose] = at_homes, at_stops
    inhabitants = localities.groupby("ags")["population"].sum()
    schools = schools_of_stops(stops, people, dict(zip(inhabitants.index.astype(str), inhabitants, strict=True)))
    stops = stops.drop(columns=schools.columns, errors="ignore").join(schools)
    return homes, stops


def _centres(living: Places, stops: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the people near each stop, and how much they make it a centre: shared by the stops there."""
    root = np.sqrt(stops["weight"].to_numpy(np.float64))
    at = Places(stops["lon"].to_numpy(np.float64), stops["lat"].to_numpy(np.float64), root)
    people = people_near(living, at)
    return people, root / np.maximum(people_near(at, at), 1e-300) * people**LARGER_ATTRACT


def _read_stops(
    path: Path,
    keep: Mapping[str, tuple[str, ...]],
    localities: pd.DataFrame,
    near: Near,
    to_metres: NDArray[np.float64],
) -> pd.DataFrame:
    """Return stops: name, lon, lat, kind, weight, municipality; those in others than people live in have none."""
    table = read_stop_file(path, dict(keep))
    if "municipality" not in table:
        table = _in_municipality(table, localities, near, to_metres)
    known = table["municipality"].isin(set(localities["ags"]))
    table = table.assign(kind="stop", municipality=table["municipality"].where(known, ""))
    return table[["name", "lon", "lat", "kind", "weight", "municipality"]]


def _in_municipality(
    table: pd.DataFrame, localities: pd.DataFrame, near: Near, to_metres: NDArray[np.float64]
) -> pd.DataFrame:
    """Return places with the municipality of the nearest locality."""
    if table.empty:
        return table
    nearest, _ = near.nearest(table[["lon", "lat"]].to_numpy(np.float64) * to_metres)
    return table.assign(municipality=localities["ags"].to_numpy(dtype=object)[nearest])


def _gateways(outside: tuple[Sequence[str], Places] | None) -> pd.DataFrame:
    """Return the places outside, which attract by their weight whoever leaves: together as much as the area, 1."""
    if outside is None:
        return _no_sites()
    names, places = outside
    at = {
        "name": list(names),
        "kind": "gateway",
        "gateway": np.arange(len(names)),
        "lon": places.lon,
        "lat": places.lat,
    }
    weight = places.weight / max(places.weight.sum(), 1e-12)
    return pd.DataFrame(at | {purpose: weight for purpose in PURPOSES if purpose != "school"})


def _no_sites() -> pd.DataFrame:
    return pd.DataFrame(
        {"name": [], "municipality": [], "lon": [], "lat": [], "weight": []} | {purpose: [] for purpose in PURPOSES}
    )


def _places(table: pd.DataFrame, weight: str) -> Places:
    return Places(*(table[name].to_numpy(np.float64) for name in ("lon", "lat", weight)))


def _to_metres(lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a degree of longitude and of latitude is [m], float64 (2,)."""
    return np.array([METRES_PER_DEGREE * np.cos(np.radians(lat.mean())), METRES_PER_DEGREE])
