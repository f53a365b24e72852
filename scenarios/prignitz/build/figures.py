"""Print the figures of the built files that DATA.md quotes.

    python scenarios/prignitz/build/figures.py scenarios/prignitz [--reference DIR] [--work DIR]

DIR is the folder of regional reference data, which is not part of the project; with it the census
grid is compared too.
"""

import argparse
import csv
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pyproj
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from plane import to_plane
from stops import gather, municipality_of_stop
from vbb import stations

STOP_BY_TOWN = {
    "Perleberg": "Perleberg, Bahnhof/ZOB",
    "Wittenberge": "Wittenberge, Bahnhof",
    "Pritzwalk": "Pritzwalk, Bahnhof",
    "Meyenburg": "Meyenburg, Bahnhof",
    "Lenzen": "Lenzen, Markt",
    "Karstädt": "Karstädt (PR), Bahnhof",
    "Bad Wilsnack": "Bad Wilsnack, Bahnhof",
    "Putlitz": "Putlitz, Alte Post",
    "Kyritz": "Kyritz, Bahnhof",
    "Wittstock": "Wittstock (Dosse), Bahnhof",
    "Glöwen": "Glöwen, Bahnhof",
    "Groß Pankow": "Groß Pankow, Bahnhof",
    "Reetz": "Reetz (PR), Dorf",
}
PAIRS = (
    *(("Perleberg", "Wittenberge"), ("Perleberg", "Pritzwalk"), ("Pritzwalk", "Meyenburg")),
    *(("Wittenberge", "Lenzen"), ("Perleberg", "Karstädt"), ("Kyritz", "Pritzwalk")),
    *(("Perleberg", "Bad Wilsnack"), ("Wittenberge", "Bad Wilsnack"), ("Pritzwalk", "Wittstock")),
    *(("Pritzwalk", "Putlitz"), ("Glöwen", "Bad Wilsnack"), ("Kyritz", "Wittstock")),
    *(("Karstädt", "Reetz"), ("Groß Pankow", "Reetz"), ("Perleberg", "Kyritz")),
)


def read_rows(path: Path) -> list[dict]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def weights(edges: dict, n: int, column="length"):
    """Return a symmetric sparse matrix of the edge column."""
    u, v, w = edges["u"], edges["v"], edges[column]
    return coo_matrix((np.r_[w, w], (np.r_[u, v], np.r_[v, u])), shape=(n, n)).tocsr()


def town_pairs(edges, n, stops):
    """Return [(town, town, fastest way [km], its time [min])]."""
    node = {row["name"]: int(row["node"]) for row in stops}
    towns = {t: node[s] for t, s in STOP_BY_TOWN.items() if s in node}
    start = sorted(set(towns.values()))
    minutes, before = dijkstra(weights(edges, n, "travel_time"), indices=start, return_predecessors=True)
    size = weights(edges, n)
    result = []
    for a, b in PAIRS:
        if a in towns and b in towns:
            row, at, km = start.index(towns[a]), towns[b], 0.0
            while at != towns[a]:
                km += size[before[row, at], at] / 1000
                at = before[row, at]
            result.append((a, b, km, minutes[row, towns[b]] / 60))
    return result


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--reference", type=Path)
    parser.add_argument("--work", type=Path, help="the builder's folder: tell how many stops are reached")
    options = parser.parse_args()
    edges = pq.read_table(options.scenario / "network" / "edges.parquet").to_pydict()
    nodes = pq.read_table(options.scenario / "network" / "nodes.parquet").to_pydict()
    stops = read_rows(options.scenario / "stops.csv")
    n, size = len(nodes["lon"]), np.array(edges["length"])
    kind = np.array(edges["kind"])
    degree = np.bincount(np.r_[edges["u"], edges["v"]], minlength=n)
    parts = connected_components(weights(edges, n))[0]
    print(f"{n} nodes, {len(size)} edges, {size.sum() / 1000:.0f} km, {parts} component(s)")
    print(f"synthetic: {(kind == 'synthetic').sum()} edges, {size[kind == 'synthetic'].sum() / 1000:.1f} km")
    print(f"{(degree > 2).sum()} junctions, {(degree == 1).sum()} dead ends, mean edge {size.mean():.0f} m")
    lines = [to_plane(*np.array(shapely.get_coordinates(g)).T) for g in shapely.from_wkb(edges["geometry"])]
    streets = shapely.STRtree([shapely.LineString(line) for line in lines])
    for a, b, km, minutes in town_pairs(edges, n, stops):
        print(f"{a} - {b}: {km:.1f} km, {minutes:.0f} min")
    node_distance = np.array([float(row["distance_m"]) for row in stops])
    median, high = np.quantile(node_distance, [0.5, 0.95])
    print(f"{len(stops)} stops; to the node: median {median:.0f} m, 95 % {high:.0f} m")
    if options.work:
        tell_stops_reached(options.work, streets)
    if options.reference:
        compare_with_census(options.reference, options.scenario, streets)


def gap(streets, points) -> np.ndarray:
    """Distance [m] of float64 (n, 2) points to the nearest street."""
    places = shapely.points(points)
    return shapely.distance(places, streets.geometries[streets.nearest(places)])


def tell_stops_reached(work: Path, streets) -> None:
    """Print which share of all stops in the box lies near a street."""
    municipality = municipality_of_stop()
    found = gather(stations(work / "npm"))
    distance = gap(streets, to_plane(*np.array([(row["lon"], row["lat"]) for row in found]).T))
    county = np.array([municipality.get(row["stop_id"], "").startswith("12070") for row in found])
    for name, chosen in (("box", distance), ("county", distance[county])):
        near, far = (chosen <= 50).mean(), (chosen <= 300).mean()
        print(f"{len(chosen)} stops in the {name}: {near:.1%} within 50 m, {far:.1%} within 300 m of a street")


def compare_with_census(reference: Path, scenario: Path, streets) -> None:
    """Print how much of the population lies near a street, and how well the model meets the grid."""
    cells = [
        row
        for row in read_rows(reference / "region" / "population" / "zensus2011_grid_1km_region.csv")
        if row["ags"].startswith("12070")
    ]
    people = np.array([float(row["population_scaled_2022"]) for row in cells])
    centre = to_plane(*np.array([(float(r["lon"]), float(r["lat"])) for r in cells]).T)
    distance = gap(streets, centre)
    for limit in (500, 1000):
        share = people[distance <= limit].sum() / people.sum()
        print(f"census cells within {limit} m of a street hold {share:.1%} of the people")
    model = read_rows(scenario / "localities.csv")
    where = to_plane(*np.array([(float(r["lon"]), float(r["lat"])) for r in model]).T)
    count = np.array([float(r["population"]) for r in model])
    reach = cKDTree(where).query(centre)[0]
    for limit in (1000, 2000):
        share = people[reach <= limit].sum() / people.sum()
        print(f"census cells within {limit} m of a point of the model hold {share:.1%} of the people")
    grid = pyproj.Transformer.from_crs(25833, 3035, always_xy=True)
    centre, where = (np.stack(grid.transform(*points.T), axis=-1) for points in (centre, where))
    for side in (1000, 2000, 5000):  # unions of whole census cells
        overlap, correlation = agreement(centre, people, where, count, side)
        print(f"squares of {side} m: overlap {overlap:.1%}, correlation {correlation:.3f}")


def agreement(centre, people, where, count, side):
    """Return (share of people in the same square in both, correlation over squares)."""
    keys = np.floor(np.vstack([centre, where]) / side).astype(int)
    _, square = np.unique(keys, axis=0, return_inverse=True)
    first = np.bincount(square[: len(people)], people, minlength=square.max() + 1)
    second = np.bincount(square[len(people) :], count, minlength=square.max() + 1)
    return np.minimum(first, second).sum() / people.sum(), np.corrcoef(first, second)[0, 1]


if __name__ == "__main__":
    main()
