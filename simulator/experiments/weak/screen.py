"""Closing each street on paper: what it does to all drives, to those of each place, and which pairs are worst."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from simulator.experiments.weak.region import Region
from simulator.network.road_labels import between
from simulator.network.snapping import street_points
from simulator.network.weak.harm import Harm, harm_of_links
from simulator.network.weak.links import links_of
from simulator.network.weak.pairs import worst_pairs
from simulator.network.weak.redundancy import only_ways, ways_to_centres
from simulator.units import METRES_PER_KM

MS_PER_MIN = 60_000.0
STREET, SYNTHETIC, FERRY = "road", "synthetic", "ferry"


@dataclass(frozen=True)
class Asked:
    """What is asked. cut_off_min: what counts for who cannot go at all. centres: names; none: the largest places."""

    cut_off_min: float
    centres: tuple[str, ...] = ()
    pairs_from: int = 3


@dataclass(frozen=True, eq=False)
class Screened:
    """What was found: ``links`` a row per link that any drive uses, the worst first; ``places``; ``pairs``."""

    links: pd.DataFrame
    places: pd.DataFrame
    pairs: pd.DataFrame
    centres: tuple[str, ...]


def screen(region: Region, asked: Asked) -> Screened:
    """Close each link on paper, one at a time, then pairs. Raises ScenarioError for unknown centres."""
    centres = region.centres(asked.centres)
    harm = harm_of_links(region.links, region.drives)
    minutes = harm.minutes(region.drives, asked.cut_off_min)
    table = _links(region, harm, minutes)
    around = np.ones(len(region.links), dtype=bool)
    around[only_ways(region.links)[0]] = False
    first = [link for link in table["link"].tolist() if around[link]][: asked.pairs_from]
    pairs = worst_pairs(region.links, region.drives, around, first, asked.cut_off_min)
    return Screened(table, _places(region, harm, centres), _pairs(pairs, minutes, region), tuple(centres))


def _links(region: Region, harm: Harm, minutes: NDArray[np.float64]) -> pd.DataFrame:
    links, edges = region.links, region.network.edges
    alone = np.zeros(len(links), dtype=bool)
    alone[only_ways(links)[0]] = True
    road = _roads(region)
    kinds, lengths = edges["kind"].astype(str).to_numpy(), edges["length"].to_numpy(np.float64)
    rows = []
    for link in np.flatnonzero((harm.longer_ms.sum(axis=1) > 0) | (harm.cut.sum(axis=1) > 0)).tolist():
        streets = list(links.streets[link])
        lon, lat = _middle(region, streets)
        kind = next((one for one in (FERRY, SYNTHETIC) if one in kinds[streets]), STREET)
        rows.append({
            "link": link, "road": road[link], "name": between(region.ends[link]), "kind": kind, "lon": lon, "lat": lat,
            "km": lengths[streets].sum() / METRES_PER_KM, "only_way": bool(alone[link]),
            "longer_min": harm.longer_ms[link].sum() / MS_PER_MIN / region.drives.weight.sum(),
            "cut_share": harm.cut[link].sum() / region.drives.weight.sum(),
            "harm_min": minutes[link], "doorstep": bool(_left_alone(harm, region, link) == 1),
            "line": _line(region, streets),
        })  # fmt: skip
    table = pd.DataFrame(rows, columns=LINK_COLUMNS)
    return table.sort_values(["harm_min", "link"], ascending=[False, True], kind="stable").reset_index(drop=True)


LINK_COLUMNS = [
    "link", "road", "name", "kind", "lon", "lat", "km", "only_way", "longer_min", "cut_share", "harm_min", "doorstep",
    "line",
]  # fmt: skip


def worst_of_each_road(table: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return the worst link of each road between junctions, the worst first: others of it are as bad or less.

    The last bit of road to a single place, its doorstep, is left out: whom that cuts off is told of the place.
    """
    return table[~table["doorstep"]].drop_duplicates("road").head(count).reset_index(drop=True)


def _left_alone(harm: Harm, region: Region, link: int) -> int:
    """Return how many places nobody gets from or to any more once a link is closed."""
    driven = region.drives.weight.sum(axis=1)
    return int(((harm.cut[link] >= driven) & (driven > 0)).sum())


def _roads(region: Region) -> NDArray[np.int64]:
    """Return the road each link is a part of: all streets between two junctions, wherever places are."""
    whole = links_of(region.network, np.zeros(0, dtype=np.int64))
    of_street = np.full(len(region.network.edges), -1, dtype=np.int64)
    for number, streets in enumerate(whole.streets):
        of_street[list(streets)] = number
    # A ring without any junction is no link there: each of its streets is a road of its own.
    lone = of_street < 0
    of_street[lone] = len(whole) + np.flatnonzero(lone)
    return of_street[[streets[0] for streets in region.links.streets]]


def _line(region: Region, streets: list[int]) -> list[list[float]]:
    """Return the points of a link, lon and lat, one street after the other."""
    points, street = street_points(region.network, np.array(streets))
    parts = [points[street == position] for position in range(len(streets))]
    tail = parts[0][0] if len(parts) == 1 else None
    if tail is None:  # the first street is turned so that it ends where the second begins
        meets = np.abs(parts[1][[0, -1]][:, None] - parts[0][None, [0, -1]]).sum(axis=2).min(axis=0)
        parts[0] = parts[0][::-1] if meets[0] < meets[1] else parts[0]
    for number in range(1, len(parts)):
        begins, ends = (np.abs(parts[number][end] - parts[number - 1][-1]).sum() for end in (0, -1))
        parts[number] = parts[number][::-1] if ends < begins else parts[number]
    line = shapely.simplify(shapely.linestrings(np.concatenate(parts)), 2e-4)
    return [[round(x, 4), round(y, 4)] for x, y in shapely.get_coordinates(line).tolist()]


def _middle(region: Region, streets: list[int]) -> tuple[float, float]:
    """Return the middle of the street at which a link is closed."""
    row = where_to_close(region, streets)
    points, _ = street_points(region.network, np.array([row]))
    middle = shapely.line_interpolate_point(shapely.linestrings(points), 0.5, normalized=True)
    return float(shapely.get_x(middle)), float(shapely.get_y(middle))


def where_to_close(region: Region, streets: list[int]) -> int:
    """Return the street of a link that is closed: the longest of those on which no place lies, if there is any."""
    pieces = np.bincount(region.street, minlength=len(region.roads.edges))
    whole = [row for row in streets if pieces[region.street[row]] == 1]
    lengths = region.network.edges["length"].to_numpy(np.float64)
    return max(whole or streets, key=lambda row: (lengths[row], -row))


def _places(region: Region, harm: Harm, centres: dict[str, int]) -> pd.DataFrame:
    """Return how much each named place is exposed, and how many ways it has to its centre."""
    points, drives, km = region.points, region.drives, _km(region)
    parting = set(only_ways(region.links)[1].tolist())
    nearest, ways, best_ms = ways_to_centres(region.links, drives.place, drives.place[list(centres.values())])
    rows = []
    for name in region.names or [""]:
        mine = points[points["name"] == name]
        its = np.unique(mine["place"].to_numpy(np.int64))
        driven = drives.weight[its].sum()
        longer = harm.longer_ms[:, its].sum(axis=1) / MS_PER_MIN / max(driven, 1e-9)
        gone = harm.cut[:, its].sum(axis=1) / max(driven, 1e-9)
        main = int(mine.sort_values("inhabitants", ascending=False, kind="stable")["place"].iloc[0])
        worst = int(np.argmax(harm.longer_ms[:, its].sum(axis=1))) if longer.any() else -1
        cuts = int(np.argmax(gone)) if gone.any() else -1
        rows.append({
            "name": name, "lon": mine["lon"].iloc[0], "lat": mine["lat"].iloc[0],
            "inhabitants": float(mine["inhabitants"].sum()), "drives": driven / region.days,
            "exposure_min": float((longer * km).sum() / km.sum()), "longest_min": float(longer.max(initial=0.0)),
            "worst": "" if worst < 0 else between(region.ends[worst]),
            "cut_share": float(gone.max(initial=0.0)), "cut_by": "" if cuts < 0 else between(region.ends[cuts]),
            "centre": "" if nearest[main] < 0 else list(centres)[nearest[main]], "ways": int(ways[main]),
            "to_centre_min": float(best_ms[main]) / MS_PER_MIN,
            "parts": not parting.isdisjoint(drives.place[its].tolist()),
        })  # fmt: skip
    by, ascending = ["cut_share", "longest_min", "name"], [False, False, True]
    return pd.DataFrame(rows).sort_values(by, ascending=ascending).reset_index(drop=True)


def _km(region: Region) -> NDArray[np.float64]:
    lengths = region.network.edges["length"].to_numpy(np.float64)
    return np.array([lengths[list(streets)].sum() for streets in region.links.streets]) / METRES_PER_KM


def _pairs(pairs: list[tuple[int, int, float]], minutes: NDArray[np.float64], region: Region) -> pd.DataFrame:
    rows = [
        (between(region.ends[one]), between(region.ends[other]), one, other, minutes[one], minutes[other], both)
        for one, other, both in pairs
    ]
    columns = ["name", "other_name", "link", "other_link", "harm_min", "other_harm_min", "both_min"]
    return pd.DataFrame(rows, columns=columns)
