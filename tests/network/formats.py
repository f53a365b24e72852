"""Small random networks, and the same network in every format that can be read."""

from __future__ import annotations

import random
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd

from simulator.network.edge_table import line_bytes
from simulator.network.files import write_network
from simulator.network.graph import EARTH_RADIUS_M, RoadNetwork, make_network

KPH = 42.5  # what is driven on a tertiary road with a limit of 50


def random_network(seed: int) -> RoadNetwork:
    """Return a wheel, both ways, with some one-way chords: connected, and every node is a junction."""
    draw = random.Random(seed)
    rim = draw.randint(4, 8)
    lon = [11.8] + [round(11.8 + 0.01 * np.cos(2 * np.pi * k / rim) + draw.uniform(0, 0.002), 7) for k in range(rim)]
    lat = [53.0] + [round(53.0 + 0.01 * np.sin(2 * np.pi * k / rim) + draw.uniform(0, 0.002), 7) for k in range(rim)]
    streets = [(0, k, False) for k in range(1, rim + 1)]
    streets += [(min(k, k % rim + 1), max(k, k % rim + 1), False) for k in range(1, rim + 1)]
    chords = {(k, (k + 1) % rim + 1) for k in range(1, rim + 1) if draw.random() < 0.6} - {
        (v, u) for u, v, _ in streets
    }
    streets += [(u, v, True) for u, v in sorted(chords) if (u, v, False) not in streets and (v, u) not in chords]
    rows = []
    for u, v, oneway in streets:
        line = line_bytes([(lon[u], lat[u]), (lon[v], lat[v])])
        length = round(great_circle_m(lon[u], lat[u], lon[v], lat[v]), 3)
        rows.append((u, v, length, oneway, line))
    edges = pd.DataFrame(sorted(rows), columns=["u", "v", "length", "oneway", "geometry"])
    edges = edges.astype({"u": "int32", "v": "int32"}).assign(
        speed_kph=KPH, travel_time=(edges["length"] / KPH * 3.6).round(3), highway="tertiary", name=None, kind="road"
    )
    return make_network("wheel", lon, lat, edges)


def great_circle_m(lon_a, lat_a, lon_b, lat_b) -> float:
    a, b = np.radians([lon_a, lat_a]), np.radians([lon_b, lat_b])
    h = np.sin((b[1] - a[1]) / 2) ** 2 + np.cos(a[1]) * np.cos(b[1]) * np.sin((b[0] - a[0]) / 2) ** 2
    return float(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(h)))


def arcs(network: RoadNetwork):
    """Yield u, v, length, time, row of the edge for each direction that can be driven."""
    for row in network.edges.itertuples():
        yield row.u, row.v, row.length, row.travel_time
        if not row.oneway:
            yield row.v, row.u, row.length, row.travel_time


def as_folder(network: RoadNetwork, folder: Path) -> Path:
    write_network(network, folder / "network")
    return folder / "network"


def as_graphml(network: RoadNetwork, folder: Path) -> Path:
    nx.write_graphml(_graph(network), folder / "network.graphml")
    return folder / "network.graphml"


def as_osmnx(network: RoadNetwork, folder: Path) -> Path:
    import osmnx

    osmnx.save_graphml(_graph(network), folder / "osmnx.graphml")
    return folder / "osmnx.graphml"


def _graph(network: RoadNetwork) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(crs="epsg:4326")
    for node in range(network.node_count):
        graph.add_node(node, x=float(network.lon[node]), y=float(network.lat[node]))
    for number, (u, v, length, time) in enumerate(arcs(network)):
        graph.add_edge(u, v, length=length, travel_time=time, highway="tertiary", osmid=number)
    return graph


def as_matsim(network: RoadNetwork, folder: Path) -> Path:
    nodes = "".join(
        f'<node id="{node}" x="{network.lon[node]}" y="{network.lat[node]}"/>\n' for node in range(network.node_count)
    )
    links = "".join(
        f'<link id="{number}" from="{u}" to="{v}" length="{length}" freespeed="{KPH / 3.6}" type="tertiary"/>\n'
        for number, (u, v, length, _) in enumerate(arcs(network))
    )
    head = '<!DOCTYPE network SYSTEM "http://www.matsim.org/files/dtd/network_v1.dtd">\n'
    text = f"{head}<network>\n<nodes>\n{nodes}</nodes>\n<links>\n{links}</links>\n</network>\n"
    (folder / "network.xml").write_text(text, encoding="utf-8")
    return folder / "network.xml"


def as_csv(network: RoadNetwork, folder: Path) -> Path:
    target = folder / "tables"
    target.mkdir()
    places = {"id": range(network.node_count), "lon": network.lon, "lat": network.lat}
    pd.DataFrame(places).to_csv(target / "nodes.csv", index=False)
    columns = ["u", "v", "length", "travel_time", "oneway", "highway"]
    network.edges[columns].to_csv(target / "edges.csv", index=False)
    return target


def as_osm(network: RoadNetwork, folder: Path) -> Path:
    nodes = "".join(
        f'<node id="{node + 1}" version="1" lat="{network.lat[node]}" lon="{network.lon[node]}"/>\n'
        for node in range(network.node_count)
    )
    ways = "".join(
        f'<way id="{number + 1}" version="1"><nd ref="{row.u + 1}"/><nd ref="{row.v + 1}"/>'
        f'<tag k="highway" v="tertiary"/><tag k="maxspeed" v="50"/>'
        f'<tag k="oneway" v="{"yes" if row.oneway else "no"}"/></way>\n'
        for number, row in enumerate(network.edges.itertuples())
    )
    (folder / "network.osm").write_text(f'<osm version="0.6">\n{nodes}{ways}</osm>\n', encoding="utf-8")
    return folder / "network.osm"


FORMATS = {"graphml": as_graphml, "osmnx": as_osmnx, "matsim": as_matsim, "csv": as_csv, "osm": as_osm}
