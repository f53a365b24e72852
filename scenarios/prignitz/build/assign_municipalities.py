"""Find the municipality of every stop, once, from the official polygons (not part of the project).

    python scenarios/prignitz/build/assign_municipalities.py --work DIR --admin municipalities.geojson

Writes municipality_of_stop.csv and register_2022.csv beside this file. The build reads only these
two, so that it runs without the polygons. The GeoJSON needs the properties ags, name, kreis_ags and
population. Polygons: (c) GeoBasis-DE / BKG, dl-de/by-2-0; register: Destatis.
"""

import argparse
import csv
import json
from pathlib import Path

import shapely
from shapely.geometry import Point, shape

from stops import MUNICIPALITIES, gather
from vbb import stations

COUNTY = "12070"
REGISTER = MUNICIPALITIES.with_name("register_2022.csv")


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder with the downloads")
    parser.add_argument("--admin", type=Path, required=True, help="GeoJSON of municipalities")
    options = parser.parse_args()
    features = json.loads(options.admin.read_text(encoding="utf-8"))["features"]
    facts = [feature["properties"] for feature in features]
    tree = shapely.STRtree([shape(feature["geometry"]) for feature in features])
    assigned = []
    for row in gather(stations(options.work / "npm")):
        hits = sorted(tree.query(Point(row["lon"], row["lat"]), predicate="within"))
        if hits:
            assigned.append((row["stop_id"], facts[hits[0]]["ags"]))
    _write(MUNICIPALITIES, ("stop_id", "municipality"), assigned)
    register = [
        (f["ags"], f["name"].removesuffix(", Stadt"), int(f["name"].endswith(", Stadt")), int(f["population"]))
        for f in facts
        if f["kreis_ags"] == COUNTY
    ]
    _write(REGISTER, ("ags", "name", "town", "population"), sorted(register))


def _write(path, header, rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    main()
