"""Build the Prignitz scenario data from pinned open packages.

    python scenarios/prignitz/build/build.py --work DIR --out scenarios/prignitz

DIR holds the downloads (about 80 MB, unpacked 400 MB) and may be reused. Needs npm for the
download, and numpy, scipy, shapely, pyproj, networkx and pyarrow. Two builds with the same
versions of these give the same bytes.
"""

import argparse
import time
from pathlib import Path

from beelines import segments
from clean import BRIDGES, clean, keep_largest, separate_bridges
from connectors import bus_hops, connect, restorable
from crossings import add_crossings
from drift import adjust
from localities import write_localities
from match import road_shapes
from merge import centre_lines
from packages import fetch
from places import stop_places
from plane import to_plane
from stops import write_stops
from store import write_network
from streets import from_lines
from subdivide import subdivide
from vbb import patterns_and_hop_times, shapes_in_box, stations, stop_positions


def build_network(npm: Path, stops, patterns, seconds):
    """Return the final simple graph in the plane; see DATA.md for the method."""
    shapes = road_shapes(shapes_in_box(npm), patterns, stops)
    found = segments(adjust(shapes), stops)
    graph = _street_graph(found)
    graph = _street_graph(found, restorable(graph, found))
    separate_bridges(graph, [to_plane(*bridge) for bridge in BRIDGES])
    served = {stop for pattern in patterns if pattern.product == "bus" for stop in pattern.stops}
    places = stop_places(stops, served)
    connect(graph, bus_hops(patterns, seconds, places, stops), places)
    keep_largest(graph)
    return subdivide(graph, stop_places(stops))


def _street_graph(found, restored=()):
    graph = from_lines(centre_lines(found.trusted(restored)))
    clean(graph)
    return graph


def main() -> None:
    """Run the whole build and tell how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder for downloads")
    parser.add_argument("--out", type=Path, required=True, help="scenario folder to write")
    options = parser.parse_args()
    began = time.monotonic()
    fetch(options.work)
    npm = options.work / "npm"
    stops = stop_positions(npm)
    patterns, seconds = patterns_and_hop_times(npm)
    graph = build_network(npm, stops, patterns, seconds)
    nodes = write_network(graph, options.out / "network")
    add_crossings(options.out / "network")
    newest = stations(npm)
    write_stops(options.out / "stops.csv", newest, graph, nodes, patterns, stops)
    write_localities(options.out / "localities.csv", newest)
    print(f"{len(nodes)} nodes, {graph.number_of_edges()} edges; {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
