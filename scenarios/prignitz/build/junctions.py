"""Choose what passing a junction takes, so that drives are as long as those of the buses without their stops.

    python scenarios/prignitz/build/junctions.py FEED.zip scenarios/prignitz

FEED.zip is a timetable in GTFS whose buses run on these roads, see DATA.md. Each bus is laid onto
the roads from stop to stop, by the fastest way. Its scheduled times tell what a built-up kilometre,
another one and a stop take. Without its stops a large bus bounds the speed of a minibus from below:
junctions take what brings drives there, so speeds are rather too low than too high.
"""

import argparse
import io
import zipfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import least_squares
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from simulator.network.files import read_network
from simulator.network.junctions import built_up, junctions, with_junctions

BUS = 3  # route_type
NEAR_M = 150.0  # a stop farther off its nearest node is not on the road
SHORTEST_M = 1000.0
LARGE_BUS_KPH = 29.0, 65.0  # built-up, outside; see DATA.md
ROUNDS = 6
QUANTILES = (0.05, 0.5, 0.95)


def read_runs(feed: Path, network):
    """Return the bus runs: nodes of their stops in order, and scheduled seconds from leaving the first to the last."""
    with zipfile.ZipFile(feed) as archive:
        tables = {
            name: pd.read_csv(io.BytesIO(archive.read(f"{name}.txt")), dtype={"stop_id": str})
            for name in ("stops", "routes", "trips", "stop_times")
        }
    stops = tables["stops"]
    distance_m, nearest = cKDTree(network.xy_m()).query(network.project(stops["stop_lon"], stops["stop_lat"]))
    node = {s: int(n) for s, n, m in zip(stops["stop_id"], nearest, distance_m, strict=True) if m <= NEAR_M}
    routes = tables["routes"]
    trips = tables["trips"]
    buses = trips.loc[trips["route_id"].isin(routes.loc[routes["route_type"] == BUS, "route_id"]), "trip_id"]
    times = tables["stop_times"]
    times = times[times["trip_id"].isin(buses)].sort_values(["trip_id", "stop_sequence"], kind="stable")
    return [run for _, calls in times.groupby("trip_id", sort=False) if (run := _longest_part(calls, node))]


def _longest_part(calls, node):
    """Return the longest part of a run whose stops all lie on the roads, None if it is a single stop."""
    nodes = [node.get(stop, -1) for stop in calls["stop_id"]]
    parts, begin = [(0, 0)], 0
    for at, there in enumerate([*nodes, -1]):
        if there < 0:
            parts.append((begin, at))
            begin = at + 1
    begin, end = max(parts, key=lambda part: part[1] - part[0])
    if end - begin < 2:
        return None
    leave, arrive = pd.to_timedelta([calls["departure_time"].iloc[begin], calls["arrival_time"].iloc[end - 1]])
    return tuple(nodes[begin:end]), int((arrive - leave).total_seconds())


class Measured:
    """What the fastest ways from stop to stop consist of, where junctions take some seconds.

    inside_m, outside_m: metres; inside, outside: junctions passed, those at an end by half; drive_s: seconds.
    """

    COLUMNS = ("inside_m", "outside_m", "inside", "outside", "drive_s")

    def __init__(self, network, seconds, origins):
        slow = with_junctions(network, *seconds)
        self.edges, self.row = slow.edges, {}
        u, v = self.edges["u"].to_numpy(), self.edges["v"].to_numpy()
        for row, (a, b) in enumerate(zip(u.tolist(), v.tolist(), strict=True)):
            self.row[a, b] = self.row[b, a] = row
        time_s = self.edges["travel_time"].to_numpy()
        graph = csr_matrix((np.r_[time_s, time_s], (np.r_[u, v], np.r_[v, u])))
        self.origins = {node: place for place, node in enumerate(origins)}
        _, self.before = dijkstra(graph, indices=origins, return_predecessors=True)
        of_node = np.column_stack([junctions(network) & built_up(network), junctions(network) & ~built_up(network)])
        metres, share = self.edges["length"].to_numpy(), self.edges["builtup"].to_numpy(float)
        per_edge = [metres * share, metres * (1 - share), (of_node[u].astype(float) + of_node[v]) / 2, time_s]
        self.per_edge = np.column_stack(per_edge)
        self.hops = {}

    def of_run(self, nodes):
        """Return the sums of a run, float64 in the order of COLUMNS."""
        return sum((self._hop(a, b) for a, b in pairwise(nodes)), np.zeros(len(self.COLUMNS)))

    def _hop(self, origin, destination):
        if (origin, destination) not in self.hops:
            rows, at = [], destination
            while at != origin:
                before = int(self.before[self.origins[origin], at])
                rows.append(self.row[before, at])
                at = before
            self.hops[origin, destination] = self.per_edge[rows].sum(axis=0)
        return self.hops[origin, destination]


def measure(network, runs, seconds):
    """Return what the drives of all runs consist of."""
    origins = sorted({node for nodes, _ in runs for node in nodes})
    measured = Measured(network, seconds, origins)
    return pd.DataFrame([measured.of_run(nodes) for nodes, _ in runs], columns=Measured.COLUMNS)


def bus_fit(drives, runs):
    """Print speeds and seconds a stop that meet the timetable best; few far-off runs count little."""
    scheduled_s = np.array([seconds for _, seconds in runs], dtype=float)
    halts = np.array([len(nodes) - 2 for nodes, _ in runs], dtype=float)
    parts = np.column_stack([drives["inside_m"] / 1000, drives["outside_m"] / 1000, halts])
    found = least_squares(lambda x: parts @ x / scheduled_s - 1, [100, 60, 10], loss="soft_l1", f_scale=0.1).x
    ratio = np.quantile(scheduled_s / (parts @ found), QUANTILES)
    print(f"timetable: {3600 / found[0]:.1f} km/h built-up, {3600 / found[1]:.1f} outside, {found[2]:.1f} s a stop")
    print(f"  scheduled / fitted, 5/50/95 %: {ratio.round(2)}")


def calibrate(network, runs):
    """Return seconds of junctions, built-up and outside, for which drives differ least from the buses' by factors."""
    seconds = np.zeros(2)
    for _ in range(ROUNDS):  # ways change with the seconds
        drives = measure(network, runs, seconds)
        passed = drives[["inside", "outside"]].to_numpy()
        free_s, bus_s = drives["drive_s"].to_numpy() - passed @ seconds, without_stops_s(drives)
        seconds = least_squares(lambda x, *known: np.log((known[0] + known[1] @ x) / known[2]), [10, 10],
                                args=(free_s, passed, bus_s)).x  # fmt: skip
    return seconds


def without_stops_s(drives):
    """Return what a large bus that does not stop takes [s], float64 (runs,)."""
    inside_kph, outside_kph = LARGE_BUS_KPH
    return (drives["inside_m"] / inside_kph + drives["outside_m"] / outside_kph).to_numpy() * 3.6


def report(network, runs, seconds):
    """Print how drives compare to those of the buses without stops."""
    drives = measure(network, runs, seconds)
    bus_s = without_stops_s(drives)
    ratio = drives["drive_s"] / bus_s
    km = (drives["inside_m"] + drives["outside_m"]).sum() / 1000
    print(f"junctions {seconds[0]:.1f} s built-up, {seconds[1]:.1f} s outside:")
    print(f"  {km / drives['drive_s'].sum() * 3600:.1f} km/h, large bus {km / bus_s.sum() * 3600:.1f} km/h;", end=" ")
    print(f"sum of drives / bus {drives['drive_s'].sum() / bus_s.sum():.3f},", end=" ")
    print(f"of runs, 5/50/95 %: {np.quantile(ratio, QUANTILES).round(3)}, log sd {np.log(ratio).std():.3f}")


def main() -> None:
    """Print the timetable's own speeds, the calibration and its residuals."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("feed", type=Path, help="timetable, GTFS in a ZIP file")
    parser.add_argument("scenario", type=Path, help="folder of the scenario")
    options = parser.parse_args()
    network = read_network(options.scenario / "network")
    runs = read_runs(options.feed, network)
    free = measure(network, runs, (0, 0))
    long = ((free["inside_m"] + free["outside_m"]) >= SHORTEST_M) & np.array([seconds > 0 for _, seconds in runs])
    runs = [run for run, kept in zip(runs, long, strict=True) if kept]
    print(f"{len(runs)} bus runs, {free.loc[long, 'inside'].mean():.1f} junctions built-up a run,", end=" ")
    print(f"{free.loc[long, 'outside'].mean():.1f} outside")
    bus_fit(free[long], runs)
    seconds = calibrate(network, runs)
    for tried in ((0.0, 0.0), seconds, np.round(seconds)):
        report(network, runs, tried)


if __name__ == "__main__":
    main()
