"""Write lists of car-sharing stations in the towns and larger villages of Landkreis Prignitz.

    python scenarios/prignitz/build/carsharing_stations.py scenarios/prignitz

Every place with at least 400 inhabitants in localities.csv gets one station, towns above 5,000 one for each 3,000
inhabitants begun, at most four. A station stands at the stop with most departures and arrivals of its place; further
ones at stops at least 500 m from those before. Cars: one for each 2,500 inhabitants begun of the place, dealt to its
stations, at least one each. All of these rules are assumptions: there is no car-sharing with such stations today.

carsharing-stations.csv has a charger for every car. In carsharing-stations-shared.csv the first stations of the three
large towns stand at the public chargers of electric.yaml and use these instead.
"""

import argparse
import csv
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

LEAST_PEOPLE = 400
TOWN_PEOPLE, PEOPLE_PER_STATION, MOST_STATIONS = 5000, 3000, 4
PEOPLE_PER_CAR = 2500
APART_M, NEAR_M = 500.0, 1500.0
COLUMNS = ("id", "name", "lon", "lat", "capacity", "cars", "chargers", "charger_kw", "population")
SHARED = {  # site of electric.yaml, and its place
    "wittenberge-1": ("Wittenberge, public", 11.7490, 52.9990),
    "pritzwalk-1": ("Pritzwalk, public", 12.1760, 53.1500),
    "perleberg-1": ("Perleberg, public", 11.8620, 53.0760),
}
LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}


def metres(one: dict, other: dict) -> float:
    """Return the beeline between two places."""
    east = 111_195 * math.cos(math.radians(one["lat"]))
    return math.hypot((one["lon"] - other["lon"]) * east, (one["lat"] - other["lat"]) * 111_195)


def places(path: Path) -> list[dict]:
    """Return the localities with their inhabitants and middle, the largest first."""
    sums = defaultdict(lambda: [0, 0.0, 0.0])
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            entry, people = sums[row["locality"], row["municipality"]], int(row["population"])
            entry[0] += people
            entry[1] += people * float(row["lon"])
            entry[2] += people * float(row["lat"])
    found = [
        {"name": name, "people": people, "lon": lon / people, "lat": lat / people}
        for (name, _), (people, lon, lat) in sums.items()
        if people >= LEAST_PEOPLE
    ]
    return sorted(found, key=lambda place: (-place["people"], place["name"]))


def stops(path: Path) -> list[dict]:
    """Return the stops of the county, the busiest first."""
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["county"] == "12070"]
    found = [
        {"name": row["name"], "weight": float(row["weight"]), "lon": float(row["lon"]), "lat": float(row["lat"])}
        for row in rows
    ]
    return sorted(found, key=lambda stop: (-stop["weight"], stop["name"]))


def stations_of(place: dict, candidates: list[dict]) -> list[dict]:
    """Return where the stations of a place stand."""
    wanted = 1
    if place["people"] > TOWN_PEOPLE:
        wanted = min(MOST_STATIONS, -(-place["people"] // PEOPLE_PER_STATION))
    begins = [stop for stop in candidates if stop["name"].startswith(place["name"]) and metres(stop, place) <= NEAR_M]
    near = begins or [stop for stop in candidates if metres(stop, place) <= NEAR_M] or [place]
    chosen: list[dict] = []
    for stop in near:
        if len(chosen) < wanted and all(metres(stop, other) >= APART_M for other in chosen):
            chosen.append(stop)
    return chosen


def identifier(name: str) -> str:
    """Return a name of small letters, digits and hyphens."""
    small = "".join(LETTERS.get(letter, letter) for letter in name.lower())
    return "-".join("".join(letter if letter.isalnum() else " " for letter in small).split())


def main() -> None:
    """Write the list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="scenario folder with localities.csv and stops.csv")
    folder = parser.parse_args().folder
    rows = list(stations(folder))
    for name, shared in (("carsharing-stations.csv", {}), ("carsharing-stations-shared.csv", SHARED)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow((*COLUMNS, *(["site"] if shared else [])))
            for row in rows:
                site = shared.get(row[0])
                if site is not None:
                    at = (f"{site[1]:.6f}", f"{site[2]:.6f}")
                    writer.writerow((*row[:2], *at, *row[4:6], 0, *row[7:], site[0]))
                else:
                    writer.writerow((*row, *([""] if shared else [])))


def stations(folder: Path) -> Iterator[tuple]:
    """Yield the stations with a charger for every car."""
    candidates = stops(folder / "stops.csv")
    for place in places(folder / "localities.csv"):
        chosen = stations_of(place, candidates)
        cars = max(len(chosen), -(-place["people"] // PEOPLE_PER_CAR))
        for number, stop in enumerate(chosen):
            mine = cars // len(chosen) + (number < cars % len(chosen))
            name = place["name"] if len(chosen) == 1 else f"{place['name']} {number + 1}"
            at = f"{stop['lon']:.6f}", f"{stop['lat']:.6f}"
            yield identifier(name), name, *at, mine + 1, mine, mine, 11, place["people"]


if __name__ == "__main__":
    main()
