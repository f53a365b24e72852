"""Write stops and localities of both banks of the Elbe, for scenarios in which people cross it.

    python scenarios/prignitz/build/both_banks.py scenarios/prignitz

The county's own come first, as they are. On the left bank, and in Dömitz, each municipality is one locality with one
stop in the middle of its main place, see ``crossings.PLACES``; Seehausen has its stops already. Inhabitants of
31.12.2022.
"""

import csv
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from crossings import PLACES
from plane import to_plane

COUNTY, SEEHAUSEN = "12070", "15090520"
STATION = (11.74453, 52.88564)  # of Seehausen
# Inhabitants of municipalities, municipality register (Destatis); where their stop is.
LEFT = (
    ("Seehausen (Altmark)", SEEHAUSEN, 4773, None),
    ("Gartow", "03354005", 1533, "Gartow"),
    ("Höhbeck", "03354010", 658, "Pevestorf"),
    ("Schnackenburg", "03354021", 518, "Gummern"),
    ("Gorleben", "03354007", 607, "Gorleben"),
    ("Langendorf", "03354014", 701, "Langendorf"),
    ("Dömitz", "13076034", 2981, "Dömitz"),
)
PEOPLE = 76_045  # of the county


def both_banks(folder: Path) -> None:
    """Write both files beside those of the county."""
    stops, localities = (_read(folder / f"{name}.csv") for name in ("stops", "localities"))
    near = [row for row in stops if row["county"] == COUNTY or row["municipality"] == SEEHAUSEN]
    weight = sum(float(row["weight"]) for row in stops if row["county"] == COUNTY) / PEOPLE
    nodes = pq.read_table(folder / "network" / "nodes.parquet")
    at = to_plane(nodes["lon"].to_numpy(), nodes["lat"].to_numpy())
    for name, ags, people, place in LEFT:
        lon, lat = STATION if place is None else PLACES[place]
        told = {"locality": name, "municipality": name, "ags": ags, "lon": lon, "lat": lat}
        localities.append({**told, "population": people, "town": 0, "method": "municipality"})
        if place is not None:
            away = np.hypot(*(at - to_plane(lon, lat)).T)
            near.append(
                {
                    "stop_id": f"left:{ags}", "name": name, "lon": lon, "lat": lat, "kind": "bus",
                    "weight": round(people * weight, 2), "node": int(away.argmin()),
                    "distance_m": round(float(away.min()), 1), "municipality": ags, "county": ags[:5],
                }
            )  # fmt: skip
    _write(folder / "stops-both-banks.csv", near)
    _write(folder / "localities-both-banks.csv", localities)


def _read(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    both_banks(Path(sys.argv[1]))
