"""Reference objectives of instances, from the table that lies beside them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDERS = {"ab": "cordeau2006_ab", "pr": "cordeau_laporte2003_pr", "pdptw": "lilim_pdp100"}


@dataclass(frozen=True)
class Reference:
    """An instance file and the best length anybody is known to have found. vehicles: None where they do not count."""

    set: str
    name: str
    path: Path
    length: float
    vehicles: int | None
    optimal: bool


def read_references(folder: Path, sets: list[str]) -> list[Reference]:
    """Return the instances of some sets that have a reference, by name."""
    found = []
    with (folder / "best_known.csv").open(encoding="utf-8") as file:
        table = {row["instance"].split()[0]: row for row in csv.DictReader(file)}
    for chosen in sets:
        for path in sorted((folder / FOLDERS[chosen]).iterdir()):
            row = table.get(path.stem)
            if row is None:
                continue
            vehicles, _, length = row["bks"].rpartition("/")
            count = int(vehicles) if vehicles.strip() else None
            found.append(Reference(chosen, path.stem, path, float(length), count, row["status"].startswith("optimal")))
    return found
