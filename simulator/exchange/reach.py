"""What of a service lies near the roads of a scenario; the rest is left out and told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import shapely

from simulator.errors import NetworkError
from simulator.exchange.coordinates import Point
from simulator.exchange.on_demand import OnDemand
from simulator.exchange.remarks import Remarks
from simulator.exchange.roads import Roads
from simulator.exchange.shared_cars import CarStation
from simulator.units import METRES_PER_KM


def rides_in_reach(services: Iterable[OnDemand], roads: Roads, remarks: Remarks) -> tuple[OnDemand, ...]:
    """Return services with the stops and zones that roads lead to. Raises NetworkError where none has any."""
    found = []
    for service in services:
        places = [(stop.lon, stop.lat) for stop in service.stops]
        labels = [("stops.txt", stop.stop_id) for stop in service.stops]
        stops = tuple(
            stop for stop, near in zip(service.stops, _near(places, labels, roads, remarks), strict=True) if near
        )
        zones = tuple(zone for zone in service.zones if roads.enter(shapely.geometry.shape(zone.geometry)))
        for zone in set(service.zones) - set(zones) if len(zones) < len(service.zones) else ():
            remarks.differs(("locations.geojson", 0, "geometry"), zone.zone_id, "has no road", "left out")
        if stops or zones:
            found.append(replace(service, stops=stops, zones=zones))
        else:
            remarks.differs(("trips.txt", 0, "route_id"), service.label, "has no road", "left out")
    if not found:
        raise NetworkError(f"{roads.folder}: has no road near the service; nothing was written")
    return tuple(found)


def stations_in_reach(stations: Sequence[CarStation], roads: Roads, remarks: Remarks) -> tuple[CarStation, ...]:
    """Return the stations that roads lead to. Raises NetworkError where there is none."""
    labels = [("station_information.json", station.station_id) for station in stations]
    near = _near([station.place for station in stations], labels, roads, remarks)
    found = tuple(station for station, kept in zip(stations, near, strict=True) if kept)
    if stations and not any(station.cars for station in found):
        raise NetworkError(f"{roads.folder}: has no road near any station with cars; nothing was written")
    return found


def _near(places: Sequence[Point], labels: Sequence[tuple[str, str]], roads: Roads, remarks: Remarks) -> list[bool]:
    """Return which places are near a road, and tell of the others. labels: file and id of each."""
    near = []
    for (file, named), far_m in zip(labels, roads.far_m(places), strict=True):
        near.append(far_m <= roads.most_m)
        if not near[-1]:
            problem = f"is {far_m / METRES_PER_KM:.1f} km from the nearest road"
            remarks.differs((file, 0, "place"), named, problem, "left out")
    return near
