"""From ways to segments: ways are cut where nodes are missing, and get an own segment for each direction."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.import_report import ImportReport
from simulator.network.osm_tags import directions
from simulator.network.osm_ways import Tags, count_way, crossing_s, kph_of, street_words, words
from simulator.network.segments import Segments

EARTH_RADIUS_M = 6_371_009.0  # the one OSMnx measures with, for the same lengths whichever way roads come
FIRST_PIECE_ID = 1 << 50  # ids of the further pieces of a way that is cut; real ids are far smaller

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Nodes:
    """Nodes of ways in order of their ids, int64; lon, lat: float64; tags: those of nodes that have any, by row."""

    ids: Ints
    lon: Floats
    lat: Floats
    tags: Mapping[int, Tags]


@dataclass(frozen=True, eq=False)
class Ways:
    """Drivable ways in order of their ids, int64; way: int64 (refs,), the row of the way that a ref belongs to."""

    ids: Ints
    refs: Ints
    way: Ints
    kinds: list[str]
    tags: list[Tags]

    @classmethod
    def of(cls, ways: Mapping[int, tuple[array[int], str, Tags]]) -> Ways:
        """Return ways of their ids, with the ids of nodes, the kind and the tags of each."""
        ids = sorted(ways)
        refs = array("q")
        for number in ids:
            refs.extend(ways[number][0])
        way = np.repeat(np.arange(len(ids)), [len(ways[number][0]) for number in ids])
        kinds, tags = [ways[number][1] for number in ids], [ways[number][2] for number in ids]
        return cls(np.array(ids, dtype=np.int64), np.array(refs, dtype=np.int64), way, kinds, tags)


@dataclass(frozen=True, eq=False)
class Pieces:
    """Ways between missing nodes, with the steps from node to node they are made of.

    ids, way: int64 (pieces,), the id and the row of the way. tail, head, piece: int64 (steps,), rows of nodes and of
    pieces.
    """

    ids: Ints
    way: Ints
    tail: Ints
    head: Ints
    piece: Ints


def segments_of_ways(ways: Ways, nodes: Nodes, report: ImportReport) -> Segments:
    """Return what can be driven on ways; in the report, what is known of them."""
    pieces = _cut_at_missing(ways, nodes, report)
    for way in pieces.way[np.bincount(pieces.piece, minlength=len(pieces.way)) > 0].tolist():
        count_way(ways.kinds[way], ways.tags[way], report)
    along = _along(ways, nodes, pieces)
    may_drive = np.array([directions(tags) for tags in ways.tags], dtype=np.bool_).reshape(-1, 2)
    forward, backward = may_drive[pieces.way[pieces.piece]].T
    against = along[backward].rename(columns={"tail": "head", "head": "tail"})
    table = pd.concat([along[forward], against], ignore_index=True)
    order = np.lexsort([table[column] for column in ("length", "rank", "head", "tail")])
    return Segments(nodes.lon, nodes.lat, table.drop(columns="rank").iloc[order], nodes.tags)


def _along(ways: Ways, nodes: Nodes, pieces: Pieces) -> pd.DataFrame:
    """Return the steps along all ways, with their rank among parallel ones."""
    length_m, way = _length_m(nodes, pieces), pieces.way[pieces.piece]
    columns = {
        "tail": pieces.tail,
        "head": pieces.head,
        "length": length_m,
        "travel_time": _time_s(ways, pieces, length_m),
        "own_time": np.zeros(len(way), dtype=np.bool_),
        "rank": _rank(pieces.ids)[pieces.piece],
        "way": way,
    }
    return pd.DataFrame(columns | {column: of_ways[way] for column, of_ways in _words(ways).items()})


def _cut_at_missing(ways: Ways, nodes: Nodes, report: ImportReport) -> Pieces:
    """Return ways in pieces where nodes are missing: extracts cut ways at the border of the region."""
    row = np.searchsorted(nodes.ids, ways.refs)
    here = np.append(nodes.ids, 0)[row] == ways.refs
    here &= row < len(nodes.ids)
    report.missing_nodes += int((~here).sum())
    goes_on = here[:-1] & here[1:] & (ways.way[:-1] == ways.way[1:])
    begins = here.copy()
    begins[1:] &= ~goes_on
    run = np.cumsum(begins) - 1
    long_enough = np.bincount(run[here], minlength=begins.sum()) > 1
    way = ways.way[begins][long_enough]
    further = np.append(False, way[1:] == way[:-1])[: len(way)]
    ids = np.where(further, FIRST_PIECE_ID + np.arange(len(way)) - 1, ways.ids[way])
    step = np.flatnonzero(goes_on)
    step = step[row[step] != row[step + 1]]
    return Pieces(ids, way, row[step], row[step + 1], (np.cumsum(long_enough) - 1)[run[step]])


def _length_m(nodes: Nodes, pieces: Pieces) -> Floats:
    """Return the length of each step along the great circle [m], by haversines."""
    lon, lat = np.radians(nodes.lon), np.radians(nodes.lat)
    tail, head = pieces.tail, pieces.head
    half = np.sin((lat[head] - lat[tail]) / 2) ** 2
    half += np.cos(lat[tail]) * np.cos(lat[head]) * np.sin((lon[head] - lon[tail]) / 2) ** 2
    length: Floats = 2 * np.arcsin(np.sqrt(np.minimum(1, half))) * EARTH_RADIUS_M
    return length


def _time_s(ways: Ways, pieces: Pieces, length_m: Floats) -> Floats:
    """Return the time each step takes [s]; that of a ferry is told for the whole way."""
    both = list(zip(ways.tags, ways.kinds, strict=True))
    kph = np.array([kph_of(tags, kind) for tags, kind in both], dtype=np.float64)
    whole_s = np.array([crossing_s(tags, kind) for tags, kind in both], dtype=np.float64)
    way = pieces.way[pieces.piece]
    whole_m = np.bincount(pieces.piece, length_m, len(pieces.way))[pieces.piece]
    share = np.divide(length_m, whole_m, out=np.ones_like(length_m), where=whole_m > 0)
    crossing = whole_s[way]
    return np.where(np.isnan(crossing), length_m / kph[way] * 3.6, crossing * share)


def _words(ways: Ways) -> dict[str, pd.Categorical]:
    classes = [street_words(tags, kind) for tags, kind in zip(ways.tags, ways.kinds, strict=True)]
    highway, name = ([both[place] for both in classes] for place in (0, 1))
    return {"kind": words(ways.kinds), "highway": words(highway), "name": words(name)}


def _rank(ids: Ints) -> Ints:
    """Return the place of each id in the order of their digits, in which parallel streets count."""
    rank = np.empty(len(ids), dtype=np.int64)
    rank[np.argsort(ids.astype("U20"))] = np.arange(len(ids))
    return rank
