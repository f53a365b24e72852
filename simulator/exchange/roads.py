"""The roads that an import is for, as far as it has to know them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from simulator.errors import NetworkError
from simulator.exchange.coordinates import Point
from simulator.exchange.on_demand import OnDemand
from simulator.network.files import read_network
from simulator.network.snapping import StreetSnapper
from simulator.scenario.models import NetworkConfig

MARGIN = 0.05  # degrees around stops and zones: some five kilometres
MOST_PLACES = 200


class Roads:
    """A network folder, or, where there is none, the box around what is served.

    most_m: how far from the roads a scenario lets places be.
    """

    most_m: float = NetworkConfig.model_fields["max_snap_m"].default

    def __init__(self, folder: Path | None, areas: shapely.Geometry) -> None:
        """Raise NetworkError where the folder is none, or nothing that is served lies near its roads."""
        self.folder, self._around = folder, areas.buffer(MARGIN)
        self._nodes = np.zeros((0, 2))
        self._snapper: StreetSnapper | None = None
        if folder is None:
            return
        network = read_network(folder)
        self._snapper = StreetSnapper(network)
        nodes = np.column_stack([network.lon, network.lat])
        self._nodes = nodes[shapely.intersects_xy(self._around, nodes)]
        if not len(self._nodes):
            west, south, east, north = (f"{degrees:.2f}" for degrees in areas.bounds)
            message = f"{folder}: has no road near the service, which lies at {west}..{east}, {south}..{north} degrees"
            raise NetworkError(message)

    def section(self, name: str) -> dict[str, Any]:
        """Return the network of a scenario. name: of the folder beside it."""
        if self.folder is not None:
            return {"file": name}
        west, south, east, north = self._around.bounds
        return {"bbox": [round(degrees, 4) for degrees in (west, south, east, north)]}

    def far_m(self, places: Sequence[Point]) -> list[float]:
        """Return how far each place is from the nearest road [m]; 0 where no roads are known."""
        if self._snapper is None or not places:
            return [0.0] * len(places)
        lon, lat = np.array(places).T
        far: list[float] = self._snapper.distance_m(lon, lat).tolist()
        return far

    def enter(self, area: shapely.Geometry) -> bool:
        """Return whether there is a junction in an area; True where no roads are known."""
        return self._snapper is None or bool(shapely.intersects_xy(area, self._nodes).any())

    def near(self, place: Point) -> Point:
        """Return the junction nearest to a place; the place itself where no roads are known."""
        if not len(self._nodes):
            return place
        lon, lat = (self._nodes - place).T
        nearest = np.argmin((lon * np.cos(np.radians(place[1]))) ** 2 + lat**2)
        return float(self._nodes[nearest, 0]), float(self._nodes[nearest, 1])

    def places_in(self, area: shapely.Geometry) -> list[Point]:
        """Return places all over an area: junctions, or else a lattice; at most `MOST_PLACES`, never none."""
        west, south, east, north = area.bounds
        side = np.linspace(0, 1, 21)
        lattice = [(west + x * (east - west), south + y * (north - south)) for y in side for x in side]
        given = self._nodes if len(self._nodes) else np.array(lattice)
        inside = given[shapely.intersects_xy(area, given)]
        every = -(-len(inside) // MOST_PLACES) or 1
        middle = area.representative_point()
        return [(float(lon), float(lat)) for lon, lat in inside[::every]] or [(middle.x, middle.y)]


def served(services: tuple[OnDemand, ...]) -> shapely.Geometry:
    """Return all that services serve: their zones and stops."""
    stops = [shapely.Point(stop.lon, stop.lat) for service in services for stop in service.stops]
    zones = [shapely.geometry.shape(zone.geometry) for service in services for zone in service.zones]
    return shapely.union_all([*stops, *zones])
