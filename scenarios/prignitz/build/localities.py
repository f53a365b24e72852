"""Write localities.csv: a synthetic population of Landkreis Prignitz by locality.

Municipality totals are register facts. Inside a municipality the people are spread over the
localities that stop names tell ("Cumlosen, Mühle" lies in Cumlosen), in proportion to the root of
(stop weight x number of stops), doubled for the town that gives the municipality its name. The
root was found by regression on the census grid of 2011 (exponents 0.47 and 0.55), the factor of
the town by trial; see DATA.md for how well the result meets the grid. Within a locality every
stop takes the same share, in towns only the stops inside.
"""

import csv
import re
from collections import defaultdict
from pathlib import Path

from stops import MUNICIPALITIES, gather, municipality_of_stop
from subdivide import OUTSIDE

COLUMNS = ("locality", "municipality", "ags", "lon", "lat", "population", "town", "method")
REGISTER = MUNICIPALITIES.with_name("register_2022.csv")
TOWN_FACTOR = 2.0
DISTRICT = re.compile(r" \((PR|OPR)\)$")


def locality_name(stop_name: str) -> str:
    """Return the place a stop name begins with: 'Reetz (PR), Dorf' -> 'Reetz'."""
    return DISTRICT.sub("", stop_name.split(",")[0].strip())


def write_localities(path: Path, stations: list[dict]) -> None:
    """Write one row per stop that gets inhabitants; totals equal the register exactly."""
    with REGISTER.open(encoding="utf-8") as file:
        register = list(csv.DictReader(file))
    places = _places({m["ags"] for m in register}, stations)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for municipality in register:
            writer.writerows(_spread(municipality, places[municipality["ags"]]))


def _places(wanted, stations) -> dict[str, dict[str, list[dict]]]:
    """Return municipality key -> locality -> its stops."""
    municipality, found = municipality_of_stop(), defaultdict(lambda: defaultdict(list))
    for row in gather(stations):
        ags = municipality.get(row["stop_id"])
        if ags in wanted:
            found[ags][locality_name(row["name"])].append(row)
    return found


def _spread(municipality: dict, places: dict[str, list[dict]]) -> list[tuple]:
    seat = municipality["name"].split(" (")[0] if municipality["town"] == "1" else None
    score = {}
    for name, stops in places.items():
        weight = sum(stop["weight"] for stop in stops)
        score[name] = (weight * len(stops)) ** 0.5 * (TOWN_FACTOR if name == seat else 1.0)
    total = sum(score.values())
    points = []  # (locality, lon, lat, share, town)
    for name, stops in sorted(places.items()):
        town = name == seat
        homes = [s for s in stops if not OUTSIDE.search(s["name"])] if town else stops
        share = score[name] / total / len(homes)
        points += [(name, s["lon"], s["lat"], share, int(town)) for s in homes]
    people = _whole_numbers([share for *_, share, _ in points], int(municipality["population"]))
    return [
        (name, municipality["name"], municipality["ags"], lon, lat, n, town, _method(town))
        for (name, lon, lat, _, town), n in zip(points, people, strict=False)
        if n
    ]


def _method(town: int) -> str:
    return "town-stops" if town else "village-stops"


def _whole_numbers(shares, total: int) -> list[int]:
    """Round shares of `total` by largest remainder, so that the sum is exact."""
    exact = [share * total for share in shares]
    whole = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
    for i in by_remainder[: total - sum(whole)]:
        whole[i] += 1
    return whole
