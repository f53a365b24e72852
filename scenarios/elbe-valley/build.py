"""Make the five counties of the Elbe valley, which is an example and no region: roads, villages, borders, hubs.

Run from the top of the repository: python scenarios/elbe-valley/build.py

A rectangle of a tenth of the area of the five counties of the Elbe region, divided among five made-up ones as those
are by area and inhabitants; a river between north and south that is crossed at three bridges; a village about every
three kilometres, with roads between neighbours. Chance has a fixed seed.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from simulator.network.files import write_network
from simulator.network.graph import METRES_PER_DEGREE, make_network

HERE = Path(__file__).parent
LON, LAT, KM = 11.0, 52.5, 1000.0
RIVER_KM, EAST_KM, NORTH_KM = 13.2, 45.0, 28.5
STEP_KM, FROM_BORDER_KM = 3.0, 0.4
DETOUR, SPEED_KPH = 1.15, 62.0
TOWN = 0.35  # share of a county's people who live in its town
# A tenth of the inhabitants of Ludwigslust-Parchim, Prignitz, Lüchow-Dannenberg, Altmarkkreis Salzwedel, Stendal
COUNTIES = {
    "Aumark": (0.0, RIVER_KM, 31.0, NORTH_KM, 21_300),
    "Birkenland": (31.0, RIVER_KM, EAST_KM, NORTH_KM, 7_600),
    "Dornheide": (0.0, 0.0, 9.3, RIVER_KM, 4_900),
    "Erlengau": (9.3, 0.0, 26.7, RIVER_KM, 8_200),
    "Föhrwald": (26.7, 0.0, EAST_KM, RIVER_KM, 11_000),
}
TWO = ("Birkenland", "Föhrwald")
BRIDGES_KM = (4.5, 19.5, 37.5)
HUBS_KM = 1.2  # a crossing so near to the middle of a border, or to a bridge, has a hub


def place(x_km: float, y_km: float) -> tuple[float, float]:
    """Return longitude and latitude of a place [degrees]."""
    lat = LAT + y_km * KM / METRES_PER_DEGREE
    return round(LON + x_km * KM / METRES_PER_DEGREE / float(np.cos(np.radians(LAT))), 6), round(lat, 6)


def county_of(x_km: float, y_km: float) -> str:
    """Return the county of a place."""
    return next(name for name, (w, s, e, n, _) in COUNTIES.items() if w <= x_km <= e and s <= y_km <= n)


def villages() -> dict[tuple[int, int], tuple[float, float]]:
    """Return the villages by their place in the grid [km], none of them right at a border."""
    rng = np.random.default_rng(20)
    found = {}
    for row in range(int(NORTH_KM / STEP_KM)):
        for column in range(int(EAST_KM / STEP_KM)):
            x, y = ((at + 0.5) * STEP_KM + rng.uniform(-0.7, 0.7) for at in (column, row))
            for west, south, east, north, _ in COUNTIES.values():
                x = _off(_off(x, west), east) if south <= y <= north else x
                y = _off(_off(y, south), north)
            found[column, row] = (round(x, 3), round(y, 3))
    return found


def _off(at: float, border: float) -> float:
    """Return a coordinate that keeps its distance from a border."""
    if abs(at - border) >= FROM_BORDER_KM:
        return at
    return border + (FROM_BORDER_KM if at >= border else -FROM_BORDER_KM)


def roads(at: dict[tuple[int, int], tuple[float, float]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the roads between neighbours; those over the river only at bridges."""
    pairs = [(one, (one[0] + a, one[1] + b)) for one in at for a, b in ((1, 0), (0, 1))]
    pairs = [pair for pair in pairs if pair[1] in at]
    columns = {int(x // STEP_KM) for x in BRIDGES_KM}
    over = [(at[a][1] - RIVER_KM) * (at[b][1] - RIVER_KM) < 0 for a, b in pairs]
    return [pair for pair, river in zip(pairs, over, strict=True) if not river or pair[0][0] in columns]


def hubs(at: dict[tuple[int, int], tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Return a hub where a road crosses the middle of each border between two counties, or the river at a bridge."""
    crossings: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for one, other in roads(at):
        both = county_of(*at[one]), county_of(*at[other])
        if both[0] != both[1]:
            line = shapely.LineString([at[one], at[other]])
            border = shapely.box(*COUNTIES[both[0]][:4]).exterior
            crossing = shapely.intersection(line, border)
            crossings.setdefault((min(both), max(both)), []).append((crossing.x, crossing.y))
    found = {}
    for (one, other), places in sorted(crossings.items()):
        middle = np.mean(places, axis=0)
        x, y = min(places, key=lambda its: float(np.hypot(*(its - middle))))
        found[f"{one}-{other}"] = (round(x, 3), round(y, 3))
    return found


def write_areas(name: str, counties: tuple[str, ...]) -> None:
    """Write the borders of some counties."""
    features = []
    for county in counties:
        west, south, east, north, _ = COUNTIES[county]
        ring = [place(x, y) for x, y in ((west, south), (east, south), (east, north), (west, north), (west, south))]
        features.append({
            "type": "Feature", "properties": {"name": county, "source": "invented"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        })  # fmt: skip
    told = {"type": "FeatureCollection", "features": features}
    (HERE / name).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_roads(at: dict[tuple[int, int], tuple[float, float]]) -> None:
    """Write the network folder."""
    number = {key: row for row, key in enumerate(at)}
    points = [place(*its) for its in at.values()]
    pairs = [(number[a], number[b]) for a, b in roads(at)]
    km = [DETOUR * float(np.hypot(*np.subtract(at[a], at[b]))) for a, b in roads(at)]
    edges = pd.DataFrame({
        "u": np.array([a for a, _ in pairs], dtype=np.int32), "v": np.array([b for _, b in pairs], dtype=np.int32),
        "length": np.round(np.array(km) * KM, 1), "speed_kph": SPEED_KPH,
        "travel_time": np.round(np.array(km) / SPEED_KPH * 3600, 1), "oneway": False, "highway": "rural",
        "name": "", "kind": "road",
        "geometry": [shapely.to_wkb(shapely.LineString([points[a], points[b]])) for a, b in pairs],
    })  # fmt: skip
    source = {
        "name": "invented for this example", "version": "1", "url_or_package": "scenarios/elbe-valley/build.py",
        "date": "2026-11-30", "licence": "CC0 1.0", "attribution": "none needed",
    }  # fmt: skip
    lon, lat = (list(axis) for axis in zip(*points, strict=True))
    network = make_network("five made-up counties", lon, lat, edges, sources=(source,), notes=("Synthetic.",))
    write_network(network, HERE / "network")


def write_places(at: dict[tuple[int, int], tuple[float, float]]) -> None:
    """Write inhabitants and stops."""
    rng = np.random.default_rng(21)
    rows = []
    for county, (west, south, east, north, people) in COUNTIES.items():
        its = [key for key, (x, y) in at.items() if county_of(x, y) == county]
        middle = np.array([west + east, south + north]) / 2
        from_middle = {key: float(np.hypot(*(at[key] - middle))) for key in its}
        town = min(its, key=lambda key: from_middle[key])
        weight = rng.lognormal(0.0, 0.6, len(its)) * np.array([key != town for key in its])
        share = (1 - TOWN) * weight / weight.sum()
        for number, (key, part) in enumerate(zip(its, share, strict=True), start=1):
            name = f"{county}, Stadt" if key == town else f"{county}, Dorf {number}"
            rows.append((name, county, *place(*at[key]), round(people * (TOWN if key == town else part))))
    table = pd.DataFrame(rows, columns=["locality", "municipality", "lon", "lat", "population"])
    table.to_csv(HERE / "localities.csv", index=False, lineterminator="\n")
    stops = [(f"s{row}", name, lon, lat, "bus") for row, (name, _, lon, lat, _) in enumerate(rows)]
    stops += [(f"h{row}", f"Grenze {name}", *place(*its), "hub") for row, (name, its) in enumerate(hubs(at).items())]
    stops_table = pd.DataFrame(stops, columns=["stop_id", "name", "lon", "lat", "kind"])
    stops_table.to_csv(HERE / "stops.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    made = villages()
    write_roads(made)
    write_places(made)
    write_areas("counties.geojson", tuple(COUNTIES))
    write_areas("two-counties.geojson", TWO)
    print(hubs(made))
