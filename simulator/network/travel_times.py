"""Travel times between places, and the fastest paths behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.cache_folder import default_cache_folder
from simulator.errors import NetworkError
from simulator.kernels.hierarchy import Hierarchy
from simulator.kernels.labels import OUT, Labels, label_ms, labels_of, make_labels
from simulator.kernels.layout import LEG_FIELDS, LEG_METRES, LEG_NODE, UNREACHABLE
from simulator.kernels.paths import Router, fastest_path, measure_path, new_scratch, path_metres
from simulator.kernels.reach import Ways, reach_pickups
from simulator.kernels.times import NEVER, Times, look_up, write_drives_s
from simulator.kernels.upward import Searches, new_searches, path_between
from simulator.network.cells import make_cells
from simulator.network.contracted import hierarchy_of
from simulator.network.filling import fill_rows, least_between_cells
from simulator.network.graph import RoadNetwork
from simulator.network.matrix_cache import load_times, new_room, save_times, table_digest
from simulator.network.memory import available_bytes
from simulator.network.searching import BYTES_PER_PAIR, Wanted, times_to_search
from simulator.network.state import LONGEST_UNITS, derived_table, slower_arcs
from simulator.network.streets import Streets, fastest_arcs

MEMORY_SHARE = 0.6
IN_PLACE_FROM = 4_096  # places: smaller tables are written faster than filled where they are kept
ALL_NODES_UP_TO = 50_000
NO_WAY = -1
_NO_REACH: NDArray[np.int64] = np.zeros((0, 0), dtype=np.int64)


Plan = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class TravelTimes:
    """Drive times between the places of a network, and paths between all its nodes.

    table: times between places, see ``kernels.times``. places: int32 (places,), their nodes, neighbours close together:
    what a search looks up then lies close together in memory. location: int32 (nodes,), the place of a node, or the
    bitwise complement of the node where it is none. streets: numbered by place where every node is one, else by node.
    Rounding up once per pair keeps the triangle inequality: a detour is never shorter than the direct drive.
    """

    table: Times
    places: NDArray[np.int32]
    location: NDArray[np.int32]
    streets: Streets
    router: Router = field(repr=False)
    _lengths: dict[tuple[int, int], int] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        """Return how many places there are, and how times between them are had."""
        how = "" if self.has_table else ", searched"
        return f"<TravelTimes between {len(self.places):,} of {len(self.location):,} nodes{how}>"

    @property
    def has_table(self) -> bool:
        """Return whether times are looked up in a table, not searched."""
        return len(self.table.seconds) > 0

    @property
    def covers_all_nodes(self) -> bool:
        """Return whether every node is a place."""
        return len(self.places) == len(self.location)

    @property
    def street_numbers(self) -> NDArray[np.int32]:
        """Return how the streets number the nodes, int32 (nodes,)."""
        return self.location if self.covers_all_nodes else np.arange(len(self.location), dtype=np.int32)

    def node_at(self, location: int) -> int:
        """Return the node of a place, or of the complement that stands for a node that is none."""
        return int(self.places[location]) if location >= 0 else ~location

    def between(self, origin: int, destination: int) -> int:
        """Return the drive time between two nodes [s], NO_WAY when there is none."""
        row, column = int(self.location[origin]), int(self.location[destination])
        if row >= 0 and column >= 0:
            units = int(self.table.seconds[row, column] if self.has_table else self.units(row, column))
            return NO_WAY if units == UNREACHABLE else units * self.table.unit_s
        ms = int(label_ms(self.labels, int(origin), int(destination), OUT))
        return NO_WAY if ms < 0 else -(-ms // (1000 * self.table.unit_s)) * self.table.unit_s

    def units(self, origins: ArrayLike, destinations: ArrayLike) -> NDArray[np.int64]:
        """Return the drive times between places in units of the table, int64, UNREACHABLE where there is no way.

        Places, or arrays of them of shapes that numpy broadcasts.
        """
        return look_up(self.table, origins, destinations)

    def drive_s(self, origin: int, destination: int) -> int:
        """Return the drive time between two locations [s], NO_WAY when there is none."""
        return self.between(self.node_at(origin), self.node_at(destination))

    def drives_from_s(self, place: int, places: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the drive times from a place to other places [s], int64, NEVER where there is no way."""
        units = self.table.seconds[place].take(places).astype(np.int64) if self.has_table else self.units(place, places)
        return np.where(units == UNREACHABLE, NEVER, units * self.table.unit_s)

    def direct_s(self, origins: NDArray[np.int32], destinations: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the drive times from nodes to nodes that are places [s], NO_WAY where there is none.

        Arrays of one shape, or of shapes that numpy broadcasts.
        """
        units = self.units(self.location[origins], self.location[destinations])
        return np.where(units == UNREACHABLE, NO_WAY, units * self.table.unit_s).astype(np.int32)

    def drives_s(self, locations: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the drive times between locations (places, or complements of nodes) [s], int64 (n, n).

        NEVER where there is no way.
        """
        drives = np.empty((len(locations), len(locations)), dtype=np.int64)
        write_drives_s(self.table.address, locations, drives)
        for row in np.flatnonzero(locations < 0).tolist():
            node = self.node_at(int(locations[row]))
            for column, location in enumerate(locations.tolist()):
                there = self.node_at(location)
                for cell, time_s in (
                    ((row, column), self.between(node, there)),
                    ((column, row), self.between(there, node)),
                ):
                    drives[cell] = NEVER if time_s == NO_WAY else time_s
        return drives

    def path(self, origin: int, destination: int) -> NDArray[np.int32]:
        """Return the nodes of the fastest path, both ends included, int32; empty when there is no way.

        Ties between equally fast paths are broken in a fixed way, so the path is the same on every machine.
        """
        path = self._path(origin, destination)
        return self.places[path] if self.covers_all_nodes else path

    def _path(self, origin: int, destination: int) -> NDArray[np.int32]:
        """Return a path between two nodes in the numbers of the streets."""
        table, streets = self.table, self.streets
        if not self.covers_all_nodes:
            return path_between(self.hierarchy, self._searches, origin, destination)
        nodes = fastest_path(
            streets.offsets, streets.head, streets.time_ms, table, self.router.scratch,
            int(self.location[origin]), int(self.location[destination]),
        )  # fmt: skip
        return self.router.scratch.found[:nodes].copy()

    def leg(self, origin: int, destination: int) -> NDArray[np.int32]:
        """Return the fastest path with times and lengths, int32 (fields of a leg, nodes).

        LEG_NODE holds locations: places, or complements of nodes that are none.
        """
        streets = self.streets
        path = self._path(origin, destination)
        leg = np.empty((LEG_FIELDS, len(path)), dtype=np.int32)
        measure_path(
            streets.offsets, streets.head, streets.time_ms, streets.length_m, path, len(path), self.table.unit_s, 0, leg
        )
        if not self.covers_all_nodes:
            leg[LEG_NODE] = self.location[path]
        return leg

    def reach(
        self, plans: tuple[Plan, Plan, Plan], request: NDArray[np.int64], options: NDArray[np.int32], now_s: int
    ) -> NDArray[np.int64]:
        """Return the drive to each pickup of a request [s] for vehicles at nodes that are no places, int64.

        Shape (pickups, vehicles). plans: plan, vehicles and legs as the kernels know them. Empty where every node is a
        place.
        """
        if self.covers_all_nodes:
            return _NO_REACH
        return reach_pickups(plans, self._ways.address, request, options, now_s)

    def length_m(self, origin: int, destination: int) -> int:
        """Return the length of the fastest path in whole metres.

        Raises
        ------
        NetworkError
            There is no way.
        """
        key = (int(origin), int(destination))
        if key not in self._lengths:
            leg = self.leg(*key)
            if not leg.shape[1]:
                raise NetworkError(f"there is no way from node {key[0]} to node {key[1]}")
            self._lengths[key] = int(leg[LEG_METRES, -1])
        return self._lengths[key]

    def lengths_m(self, origins: NDArray[np.int32], destinations: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the lengths of many fastest paths in whole metres, int32, NO_WAY where there is none.

        Each is searched once: people make the same ways day by day.
        """
        nodes = len(self.location)
        each, place = np.unique(np.asarray(origins, dtype=np.int64) * nodes + destinations, return_inverse=True)
        origins, destinations = (ends.astype(np.int32) for ends in np.divmod(each, nodes))
        if self.covers_all_nodes:
            ends = self.location[origins], self.location[destinations]
            leg = np.empty((LEG_FIELDS, nodes), dtype=np.int32)
            metres = np.empty(len(each), dtype=np.int32)
            path_metres(self.router, self.table, *ends, leg, metres)
            return metres[place]
        legs = (self.leg(o, d) for o, d in zip(origins.tolist(), destinations.tolist(), strict=True))
        return np.array([leg[LEG_METRES, -1] if leg.shape[1] else NO_WAY for leg in legs], dtype=np.int32)[place]

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """Return the contraction hierarchy of the network; made when first asked for."""
        return hierarchy_of(self.streets)

    @cached_property
    def labels(self) -> Labels:
        """Return the labels of all nodes, for drives from or to those that are no places."""
        return make_labels(self.hierarchy)

    @cached_property
    def _ways(self) -> Ways:
        return Ways(self.table, self.places, self.labels)

    @cached_property
    def _searches(self) -> Searches:
        return new_searches(len(self.location))


def build_travel_times(
    network: RoadNetwork,
    cache_dir: Path | None = None,
    *,
    used: ArrayLike | None = None,
    base: RoadNetwork | None = None,
    memory_limit_bytes: int | None = None,
    how: str = "auto",
    requests: int | None = None,
) -> TravelTimes:
    """Return the travel times of a network, from the cache if they were computed before.

    Up to ALL_NODES_UP_TO nodes they cover every node; beyond, only the nodes ``used`` (all when not given). cache_dir:
    folder of the cache; by default ``ELBE_DRT_CACHE`` or the user's cache folder. A cache that cannot be read or
    written costs time, nothing else. base: the same network before roads were closed or slowed; what its times have in
    common with those asked for is not computed again. memory_limit_bytes: by default 60 % of the available memory.
    how: "table", "search" for times that are searched when they are asked for, or "auto": from the cache if there is a
    table of them; else as ``network.searching`` says, for so many requests. What is answered is the same.

    Raises
    ------
    NetworkError
        A table is wanted and does not fit into memory.
    """
    limit_bytes = int(MEMORY_SHARE * available_bytes()) if memory_limit_bytes is None else memory_limit_bytes
    places = np.arange(network.node_count, dtype=np.int32)
    if used is not None and network.node_count > ALL_NODES_UP_TO:
        places = np.unique(np.asarray(used, dtype=np.int32))
    cell, cells = make_cells(network.xy_m()[places])
    order = np.argsort(cell, kind="stable")
    places, cell = places[order], cell[order]
    location = locate_nodes(network.node_count, places)
    everywhere = len(places) == network.node_count
    streets = fastest_arcs(network, location if everywhere else np.arange(network.node_count, dtype=np.int32))
    folder, digest = cache_dir or default_cache_folder(), table_digest(network.digest(), places)
    table = None if how == "search" else load_times(folder, digest, cell, cells)
    if table is None and Wanted(how, requests, limit_bytes).searches(len(places)):
        return new_searched_times((cell, cells), places, location, streets)
    hierarchy = None
    if table is None:
        refuse_if_too_large(network, len(places), limit_bytes)
        if base is not None:
            before = build_travel_times(base, folder, used=used, memory_limit_bytes=limit_bytes, how="table")
            table = _derived(before, streets)
        if table is not None:
            save_times(folder, digest, table)
        else:
            hierarchy = hierarchy_of(streets)
            names = np.sort(places) if everywhere else places
            table = _computed(hierarchy, names, (cell, cells), (folder, digest))
    return new_travel_times(table, places, location, streets, hierarchy)


def new_travel_times(
    table: Times,
    places: NDArray[np.int32],
    location: NDArray[np.int32],
    streets: Streets,
    hierarchy: Hierarchy | None = None,
) -> TravelTimes:
    """Return travel times of a table and its streets; their arrays are read only from then on."""
    scratch = new_scratch(len(location), len(streets.head))
    router = Router(streets.offsets, streets.head, streets.time_ms, streets.length_m, scratch)
    times = TravelTimes(table, places, location, streets, router)
    for array in (table.seconds, table.to_seconds, table.cell, table.least, places, location):
        array.flags.writeable = False
    if hierarchy is not None:
        times.__dict__["hierarchy"] = hierarchy
    return times


def new_searched_times(
    within: tuple[NDArray[np.int16], int],
    places: NDArray[np.int32],
    location: NDArray[np.int32],
    streets: Streets,
    hierarchy: Hierarchy | None = None,
) -> TravelTimes:
    """Return travel times that are searched. within: the cell of each place, and their number."""
    hierarchy, everywhere = hierarchy or hierarchy_of(streets), len(places) == len(location)
    labels = make_labels(hierarchy)
    of_places = labels if everywhere else labels_of(labels, places)
    names = np.arange(len(places), dtype=np.int32) if everywhere else places
    times = new_travel_times(
        times_to_search(of_places, hierarchy, names, *within), places, location, streets, hierarchy
    )
    times.__dict__["labels"] = labels
    return times


def derived_times(before: TravelTimes, streets: Streets) -> TravelTimes | None:
    """Return the travel times after roads got slower, None where computing all of them is the way.

    streets: after that, with nodes numbered as in those before.
    """
    table = _derived(before, streets)
    return None if table is None else new_travel_times(table, before.places, before.location, streets)


def _derived(before: TravelTimes, streets: Streets) -> Times | None:
    slower = slower_arcs(before.streets, streets)
    if slower is None:
        return None
    names = np.arange(len(before.places), dtype=np.int32) if before.covers_all_nodes else before.places
    return derived_table(before.table, lambda: before.hierarchy, slower, streets, names)


def locate_nodes(nodes: int, places: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the place of each node, int32 (nodes,), or the bitwise complement of the node where it is none."""
    location = ~np.arange(nodes, dtype=np.int32)
    location[places] = np.arange(len(places), dtype=np.int32)
    return location


def _computed(
    hierarchy: Hierarchy, places: NDArray[np.int32], within: tuple[NDArray[np.int16], int], kept: tuple[Path, str]
) -> Times:
    """Return a table that is computed where it is kept; in memory where it cannot be kept.

    within: the cell of each place, and their number. kept: folder and digest.
    """
    (cell, cells), (folder, digest) = within, kept
    room = new_room(folder, len(places), cells) if len(places) >= IN_PLACE_FROM else None
    if room is None:
        table = compute_table(hierarchy, places, cell, cells)
        save_times(folder, digest, table)
        return table
    table = compute_table(hierarchy, places, cell, cells, (room.seconds, room.to_seconds))
    room.least[:] = table.least
    loaded = load_times(folder, digest, cell, cells) if room.part.keep(digest, table.unit_s) else None
    return table if loaded is None else loaded


def compute_table(
    hierarchy: Hierarchy,
    places: NDArray[np.int32],
    cell: NDArray[np.int16],
    cells: int,
    both: tuple[NDArray[np.uint16], NDArray[np.uint16]] | None = None,
) -> Times:
    """Return the times between places in the smallest unit of whole seconds that can tell the longest trip.

    both: uint16 (places, places), where the matrix and its transpose are written, if not to new arrays.
    """
    count = len(places)
    if both is None:
        both = np.empty((count, count), dtype=np.uint16), np.empty((count, count), dtype=np.uint16)
    rows = np.arange(count, dtype=np.int32)
    unit_s = 1
    longest_ms = fill_rows(hierarchy, places, rows, 1000, both)
    if longest_ms > 1000 * LONGEST_UNITS:
        unit_s = -(-longest_ms // (1000 * LONGEST_UNITS))
        fill_rows(hierarchy, places, rows, 1000 * unit_s, both)
    return Times(*both, cell, least_between_cells(both[0], cell, cells), int(unit_s))


def refuse_if_too_large(network: RoadNetwork, places: int, limit: int) -> None:
    """Raise NetworkError where a table of the times between so many places takes more than the limit [bytes]."""
    needed = BYTES_PER_PAIR * places**2
    if needed > limit:
        raise NetworkError(
            f"network {network.name!r} has {network.node_count:,} nodes: a table of the travel times between "
            f"{places:,} of them needs {needed / 2**30:.1f} GiB of memory, {limit / 2**30:.1f} GiB may be used (60 % "
            "of what is free); let them be searched (network.travel_times: search) where roads do not change at times, "
            "choose a smaller region, or use a machine with more memory"
        )
