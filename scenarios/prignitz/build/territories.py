"""Draw counties and municipalities roughly from the municipality keys of stops.

    python scenarios/prignitz/build/territories.py scenarios/prignitz [--admin FILE] [--grid FILE]

Each stop that has a key stands for all places that are nearer to it than to any other (Voronoi), within REACH_M of a
stop; cells of the same county, or municipality, are one area. Borders are then smoothed together, so that areas still
lie side by side. Nothing is fitted to the official borders. --admin, --grid: official municipalities (GeoJSON) and the
census grid (CSV), no part of the project: tells how much of area and people lies in the wrong territory.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import mapping, shape

from plane import to_degrees, to_plane

REACH_M = 3000.0  # about the mean distance between neighbouring villages with a stop
SMOOTH_M = 700.0  # triangles of a side like that are cut off
DIGITS = 4  # of a degree: 10 m
COUNTIES = {
    "12070": "Prignitz",
    "12068": "Ostprignitz-Ruppin",
    "12063": "Havelland",
    "15090": "Stendal",
    "03354": "Lüchow-Dannenberg",
    "13076": "Ludwigslust-Parchim",
}
OWN = "12070"
# Municipalities of the eastern of two zones: what lies around Pritzwalk, Meyenburg and Putlitz.
EAST = ("Berge", "Gerdshagen", "Groß Pankow (Prignitz)", "Gülitz-Reetz", "Gumtow", "Halenbeck-Rohlsdorf",
        "Kümmernitztal", "Marienfließ", "Meyenburg", "Pirow", "Pritzwalk", "Putlitz", "Triglitz")  # fmt: skip


def main() -> None:
    """Write all files; tell how far off they are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="with stops.csv and stops-both-banks.csv")
    parser.add_argument("--admin", type=Path, help="GeoJSON of municipalities, with ags")
    parser.add_argument("--grid", type=Path, help="CSV of people: lon, lat, population_scaled_2022")
    options = parser.parse_args()
    keys, cells = cells_of(options.folder)
    counties = smoothed(dissolved(keys, cells, 5))
    names = {row["ags"]: row["name"] for row in _read(Path(__file__).with_name("register_2022.csv"))}
    own = smoothed(dissolved(keys, cells, 8))
    municipalities = {key: area for key, area in own.items() if key in names}
    _write(options.folder / "territories.geojson", counties, COUNTIES)
    _write(options.folder / "territories-municipalities.geojson", municipalities, names)
    east = [key for key in municipalities if names[key] in EAST]
    zones = {
        "west": shapely.union_all([area for key, area in municipalities.items() if key not in east]),
        "east": shapely.union_all([municipalities[key] for key in east]),
    }
    _write(options.folder / "zones.geojson", zones, {"west": "West", "east": "East"})
    if options.admin:
        tell("counties", counties, options, 5)
        tell("municipalities", municipalities, options, 8)


def cells_of(folder: Path) -> tuple[list[str], np.ndarray]:
    """Return the keys of all stops that have one, and what is nearest to each, in metres."""
    stops = {row["stop_id"]: row for name in ("stops", "stops-both-banks") for row in _read(folder / f"{name}.csv")}
    known = {(float(row["lon"]), float(row["lat"])): row["municipality"] for row in stops.values()}
    known = {place: key for place, key in sorted(known.items()) if key[:5] in COUNTIES}
    points = shapely.points(to_plane(*np.array(list(known)).T))
    reached = shapely.union_all(shapely.buffer(points, REACH_M))
    region = shapely.union_all([shapely.Polygon(part.exterior) for part in getattr(reached, "geoms", [reached])])
    cells = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=region, ordered=True).geoms
    return list(known.values()), shapely.intersection(np.array(cells, dtype=object), region)


def dissolved(keys: list[str], cells: np.ndarray, digits: int) -> dict[str, shapely.Geometry]:
    """Return the areas of keys, of which so many digits count."""
    whose = np.array([key[:digits] for key in keys])
    return {str(key): shapely.union_all(cells[whose == key]) for key in np.unique(whose)}


def smoothed(areas: dict[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """Return areas in degrees, their common borders smoothed; rounded."""
    smooth = shapely.coverage_simplify(np.array(list(areas.values()), dtype=object), SMOOTH_M)
    degrees = shapely.set_precision(shapely.transform(smooth, to_degrees), 10.0**-DIGITS)
    return dict(zip(areas, degrees, strict=True))


def tell(what: str, areas: dict[str, shapely.Geometry], options: argparse.Namespace, digits: int) -> None:
    """Print which share of area and people lies in another territory than officially."""
    real: dict[str, list] = {}
    for feature in json.loads(options.admin.read_text(encoding="utf-8"))["features"]:
        real.setdefault(feature["properties"]["ags"][:digits], []).append(shape(feature["geometry"]))
    truth = {key: _metres(shapely.union_all(real[key])) for key in areas}
    drawn = {key: _metres(area) for key, area in areas.items()}
    ours = sum(shapely.area(area) for area in drawn.values())
    right = sum(shapely.area(shapely.intersection(drawn[key], truth[key])) for key in drawn)
    print(f"{what}: {1 - right / ours:.1%} of the drawn area lies elsewhere officially")
    for key in drawn if digits == 5 else ():
        inside = shapely.area(shapely.intersection(drawn[key], truth[key]))
        print(
            f"  {COUNTIES[key]}: {shapely.area(drawn[key]) / 1e6:.0f} km2 drawn, {inside / 1e6:.0f} of them officially"
        )
    if options.grid:
        rows = [row for row in _read(options.grid) if row["population_scaled_2022"]]
        at = to_plane(*(np.array([float(row[axis]) for row in rows]) for axis in ("lon", "lat")))
        people = np.array([float(row["population_scaled_2022"]) for row in rows])
        theirs = {key: shapely.contains_xy(truth[key], at) for key in areas if key.startswith(OWN)}
        drawn_in = {key: shapely.contains_xy(area, at) for key, area in drawn.items()}
        anywhere = np.any(list(drawn_in.values()), axis=0)
        whole = sum(people[there].sum() for there in theirs.values())
        wrong = sum(people[there & anywhere & ~drawn_in[key]].sum() for key, there in theirs.items())
        out = sum(people[there & ~anywhere].sum() for there in theirs.values())
        print(f"  people of the county: {wrong / whole:.2%} in another one, {out / whole:.2%} in none")


def _metres(area: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(area, lambda places: to_plane(places[:, 0], places[:, 1]))


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _write(path: Path, areas: dict[str, shapely.Geometry], names: dict[str, str]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"name": names[key]} | ({"ags": key} if key.isdecimal() else {}),
            "geometry": _rounded(mapping(area)),
        }
        for key, area in sorted(areas.items(), key=lambda one: (one[0][:5] != OWN, one[0]))
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    path.write_text('{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n", encoding="utf-8")


def _rounded(value):
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return round(value, DIGITS) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
