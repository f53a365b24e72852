"""What is to be reached: centres, found on the map, among stops and among localities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import Problem, ScenarioError
from simulator.experiments.accessibility.cells import localities
from simulator.experiments.accessibility.on_roads import OnRoads
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable_routing.reached_places import rail_stations
from simulator.scenario.accessibility_models import AccessibilityConfig, Centre
from simulator.suggest import suggest
from simulator.tables import NO_NODE, TIMETABLE, table_of
from simulator.units import METRES_PER_KM
from simulator.world.build import World
from simulator.world.places import stops_of

KEY = "accessibility.centres"
# lon, lat: where who comes by timetable arrives, or walks to; node: where cars and rides arrive.
CENTRE_DTYPES = {"kind": "string", "number": "int64", "name": "string", "lon": "float64", "lat": "float64",
                 "node": "int32", "beyond_s": "int64"}  # fmt: skip
Place = tuple[float, float]


@dataclass(frozen=True)
class Known:
    """What a centre may be named after: stops of services and of timetables, localities; rail stations by service."""

    stops: pd.DataFrame
    by_timetable: pd.DataFrame
    localities: pd.DataFrame
    stations: dict[str, pd.DataFrame]

    @property
    def places(self) -> tuple[pd.DataFrame, ...]:
        """Return the places by name, in the order of where one looks."""
        return self.stops, self.by_timetable, self.localities

    def at(self, name: str) -> Place | None:
        """Return where something of a name is; None: there is none."""
        for table in self.places:
            found = table[_called(table, name)]
            if len(found):
                return float(found["lon"].iloc[0]), float(found["lat"].iloc[0])
        return None

    def names(self) -> list[str]:
        """Return all names there are."""
        return list(dict.fromkeys(name for table in self.places for name in table["name"].astype(str)))


def centres_of(world: World, config: AccessibilityConfig, roads: OnRoads) -> pd.DataFrame:
    """Return all centres, ``CENTRE_DTYPES``; number: the place in the list of their kind, from the scenario.

    Raises ScenarioError for names of nothing, and centres that lie neither on the roads nor at a stop of a timetable.
    """
    known, problems = known_in(world), list[Problem]()
    rows: list[tuple[object, ...]] = []
    for kind, centres in config.centres.items():
        for number, centre in enumerate(centres):
            for found in _found(centre, known, roads):
                if isinstance(found, str):
                    problems.append(world.scenario.problem(f"{KEY}.{kind}[{number}]", found))
                else:
                    rows.append((kind, number, *found))
    if problems:
        raise ScenarioError(problems)
    return table_of(rows, CENTRE_DTYPES)


def known_in(world: World) -> Known:
    """Return what the scenario has names for."""
    parts = [part.name for part in world.scenario.parts if part.kind == TIMETABLE]
    timetables: dict[str, Timetable] = {name: world.services[name].timetable for name in parts}  # type: ignore[attr-defined]
    columns = ["name", "id", "lon", "lat"]
    no_stops = pd.DataFrame(columns=columns)
    by_timetable = [its.stops.rename(columns={"gtfs_stop_id": "id"})[columns] for its in timetables.values()]
    return Known(
        stops_of(world.scenario).rename(columns={"stop_id": "id"})[columns],
        pd.concat(by_timetable) if by_timetable else no_stops,
        no_stops if world.places is None else localities(world).assign(id="")[columns],
        {name: rail_stations(its) for name, its in timetables.items()},
    )


def _found(centre: Centre, known: Known, roads: OnRoads) -> Iterator[tuple[object, ...] | str]:
    """Yield name, where it is, node and what lies beyond; of all stations, or of one centre; or what is wrong."""
    if centre.stations_of is not None:
        stations = known.stations[centre.stations_of]
        if stations.empty:
            yield "the timetable has no rail stations"
        for name, lon, lat in stations[["name", "lon", "lat"]].itertuples(index=False, name=None):
            yield name, lon, lat, roads.node(lon, lat), 0
        return
    at = None if centre.stop is None else known.at(centre.stop)
    if centre.stop is not None and at is None:
        hint = suggest(centre.stop, known.names()) or "expected the name of a stop or locality, or lon and lat"
        yield f'no stop and no locality is called "{centre.stop}"; {hint}'
        return
    on_roads = at if centre.lon is None or centre.lat is None else (centre.lon, centre.lat)
    at = at or on_roads
    assert at is not None and on_roads is not None, "the scenario asks for one of them"
    node, beside_roads = roads.node(*on_roads), centre.lon is None and _called(known.by_timetable, centre.stop).any()
    if node == NO_NODE and not beside_roads:
        yield (
            f'"{centre.called}" lies at {on_roads[1]:.4f}, {on_roads[0]:.4f}, '
            f"{roads.far_m(*on_roads) / METRES_PER_KM:.1f} km from the roads; expected a place on them, "
            "with what lies beyond, or a stop of a timetable"
        )
        return
    yield centre.called, *at, node, centre.beyond_s


def _called(table: pd.DataFrame, name: str | None) -> NDArray[np.bool_]:
    return ((table["name"] == name) | (table["id"] == name)).to_numpy(bool)
