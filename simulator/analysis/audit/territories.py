"""The auditor of what vehicles do in which territory: sums from the log, and borders by geometry of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.audit.outlines import Rings
from simulator.event_kinds import Event

MEASURES = ("driven_m", "loaded_m", "driving_s", "standing_s", "rider_m")
_KINDS = (
    Event.SHIFT_STARTED, Event.SHIFT_ENDED, Event.DEPARTED, Event.ARRIVED, Event.DIVERTED, Event.BOARDED,
    Event.ALIGHTED, Event.SET_DOWN,
)  # fmt: skip
OFF_SHARE = 0.005  # of all metres: of ways that are equally fast another may be told
Floats = NDArray[np.float64]
Segments = NDArray[np.float64]  # (segments, 4): lon and lat of begin and end
Path = Callable[[int, int], Sequence[int]]


@dataclass
class _Told:
    """What the log tells of all vehicles: sums by vehicle and measure, and the legs: from, to, metres."""

    sums: dict[int, Counter[str]] = field(default_factory=dict)
    legs: list[tuple[int, int, int]] = field(default_factory=list)


def audit_territories(
    table: pd.DataFrame, log: tuple[pd.DataFrame, Mapping[int, int], int], vehicles: int
) -> Iterator[str]:
    """Yield where ``by_territory`` does not sum to what the log tells of each vehicle.

    log: its rows, party sizes by request, and from when on counts [s]. vehicles: how many work by plans.
    """
    told = _follow(*log, vehicles)
    ours = table.groupby("vehicle")[list(MEASURES)].sum()
    for vehicle in range(vehicles):
        sums = told.sums.get(vehicle, Counter())
        for name in MEASURES:
            value = int(ours[name].get(vehicle, 0))
            if value != sums[name]:
                yield f"vehicle {vehicle}: {name} in all territories is {value}, the log tells {sums[name]}"


def _follow(events: pd.DataFrame, sizes: Mapping[int, int], from_s: int, vehicles: int) -> _Told:
    rows = events[events["kind"].isin(_KINDS) & (events["vehicle"] < vehicles)]
    told, riders, left, begun = _Told(), Counter[int](), dict[int, tuple[int, int, int]](), dict[int, int]()
    columns = (rows[name].tolist() for name in ("time_s", "kind", "vehicle", "request", "node", "value"))
    for time_s, kind, vehicle, request, node, value in zip(*columns, strict=True):
        sums = told.sums.setdefault(vehicle, Counter())
        if kind == Event.SHIFT_STARTED:
            begun[vehicle] = time_s
        elif kind == Event.SHIFT_ENDED:
            sums["standing_s"] += max(0, time_s - max(from_s, begun.pop(vehicle, time_s)))
        elif kind == Event.DEPARTED:
            left[vehicle] = time_s, node, riders[vehicle]
        elif kind in (Event.ARRIVED, Event.DIVERTED):
            departed_s, first, on_board = left.pop(vehicle)
            if time_s >= from_s:
                driven_s = time_s - max(from_s, departed_s)
                sums.update(driven_m=value, driving_s=driven_s, rider_m=value * on_board)
                sums.update(standing_s=-driven_s, loaded_m=value if on_board else 0)
                told.legs.append((first, node, value))
        else:
            riders[vehicle] += sizes[request] * (1 if kind == Event.BOARDED else -1)
    return told


def audit_borders(
    table: pd.DataFrame,
    log: tuple[pd.DataFrame, Mapping[int, int], int],
    vehicles: int,
    roads: tuple[Path, Mapping[tuple[int, int], tuple[float, Floats]]],
    areas: Mapping[str, Rings],
) -> Iterator[str]:
    """Yield territories in which other metres are told than the ways of all legs have there.

    roads: the nodes of the fastest way between two; length [m] and points, float64 (points, 2), of the street from node
    to node. areas: in their order.
    """
    legs = Counter[tuple[int, int]]()
    count = 0
    for first, last, metres in _follow(*log, vehicles).legs:
        legs[first, last] += metres
        count += 1
    path, streets = roads
    ways = {ends: list(pairwise(nodes)) for ends in legs if (nodes := list(path(*ends)))}
    used = list(dict.fromkeys(street for way in ways.values() for street in way))
    parts = dict(zip(used, _parts([streets[street][1] for street in used], list(areas.values())), strict=True))
    expected = np.zeros(len(areas) + 1)
    for ends, way in ways.items():
        here = np.sum([streets[street][0] * parts[street] for street in way], axis=0) if way else expected * 0
        expected += legs[ends] * here / (here.sum() or 1)
    told = table.groupby("territory")["driven_m"].sum()
    for name, ours_m in zip([*areas, ""], expected.tolist(), strict=True):
        told_m = int(told.get(name, 0))
        if abs(told_m - ours_m) > count + OFF_SHARE * sum(legs.values()):
            yield f'territory "{name}": {told_m} m are told, the ways lead over {ours_m:.0f} m there'


def _parts(lines: Sequence[Floats], areas: Sequence[Rings]) -> Floats:
    """Return which share of each line lies in which area, float64 (lines, areas + 1); the last: in none."""
    line = np.repeat(np.arange(len(lines)), [len(points) - 1 for points in lines])
    ends = [np.concatenate([points[:-1], points[1:]], axis=1) for points in lines]
    segments = np.concatenate(ends) if ends else np.zeros((0, 4))
    whole = [np.column_stack([np.arange(len(segments)), np.full(len(segments), at)]) for at in (0.0, 1.0)]
    edges = [np.array([(*a, *b) for a, b in pairwise(ring)]) for its in areas for ring in its]
    cuts = np.concatenate([*whole, *(_crossings(segments, ring) for ring in edges)])
    cuts = cuts[np.lexsort((cuts[:, 1], cuts[:, 0]))]
    here, nxt = cuts[:-1], cuts[1:]
    inside = here[:, 0] == nxt[:, 0]
    segment = here[inside, 0].astype(np.int64)
    middle, share = (here[inside, 1] + nxt[inside, 1]) / 2, nxt[inside, 1] - here[inside, 1]
    begin, way = segments[segment, :2], segments[segment, 2:] - segments[segment, :2]
    metres = share * np.hypot(way[:, 0] * np.cos(np.radians(begin[:, 1])), way[:, 1])
    parts = np.zeros((len(lines), len(areas) + 1))
    np.add.at(parts, (line[segment], _area_of(begin + middle[:, None] * way, areas)), metres)
    lengths = parts.sum(axis=1, keepdims=True)
    return np.asarray(parts / np.where(lengths > 0, lengths, 1))


def _crossings(segments: Segments, edges: Segments) -> Floats:
    """Return which segments edges cross, and where along them: float64 (crossings, 2)."""
    begin, way = segments[:, None, :2], (segments[:, 2:] - segments[:, :2])[:, None]
    start, side = edges[None, :, :2], (edges[:, 2:] - edges[:, :2])[None]
    apart = start - begin
    with np.errstate(divide="ignore", invalid="ignore"):
        turn = way[..., 0] * side[..., 1] - way[..., 1] * side[..., 0]
        along = (apart[..., 0] * side[..., 1] - apart[..., 1] * side[..., 0]) / turn
        beside = (apart[..., 0] * way[..., 1] - apart[..., 1] * way[..., 0]) / turn
        row, edge = np.nonzero((along > 0) & (along < 1) & (beside >= 0) & (beside <= 1))
    return np.column_stack([row.astype(float), along[row, edge]])


def _area_of(places: Floats, areas: Sequence[Rings]) -> NDArray[np.int64]:
    """Return the first area each place lies in, int64 (places,); their number: in none."""
    found = np.full(len(places), len(areas), dtype=np.int64)
    lon, lat = places[:, :1], places[:, 1:]
    for number, rings in reversed(list(enumerate(areas))):
        crossed: Any = 0
        for ring in rings:
            corners = np.array(ring)
            (lon_1, lat_1), (lon_2, lat_2) = corners[:-1].T, corners[1:].T
            level = np.where(lat_2 == lat_1, 1.0, lat_2 - lat_1)
            spans = (lat_1 > lat) != (lat_2 > lat)
            crossed = crossed + (spans & (lon < lon_1 + (lat - lat_1) / level * (lon_2 - lon_1))).sum(axis=1)
        found[crossed % 2 == 1] = number
    return found
