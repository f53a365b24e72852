"""The road network a scenario names."""

from __future__ import annotations

from simulator.network.files import read_network
from simulator.network.graph import RoadNetwork
from simulator.scenario.models import NetworkConfig


def open_network(config: NetworkConfig) -> RoadNetwork:
    """Read a network folder, import an extract, or fetch a place or box from OpenStreetMap.

    Raises NetworkError when there is no such network or no way to get it.
    """
    if config.file is not None and config.file.is_dir():
        network = read_network(config.file)
    else:
        from simulator.network.osm import load_region

        network = load_region(config.file or config.place or config.bbox or "")
    return network.with_speed_factor(config.speed_factor)
