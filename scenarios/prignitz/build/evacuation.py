"""Write the groups who ask the Rufbus for a ride out of the old town of Wittenberge in the flood of June 2013.

    python scenarios/prignitz/build/evacuation.py scenarios/prignitz

That the old town was left, and that about 1,500 people lived there, was in the news (wz.de 29962897, welt.de
117025005). All else is assumed: a tenth of them has no car and nobody who takes them, and asks from 09:00 to 12:00, one
group every three minutes, for a ride half an hour later; from the stops of the old town in turn; three of five groups
to Perleberg, the others to Bad Wilsnack and Weisen; sizes in turn as in SIZES, 2.5 on average, and one of ten groups
with a wheelchair.
"""

import argparse
import csv
from pathlib import Path

PEOPLE = 150
SIZES = (2, 1, 3, 2, 4, 1, 2, 5)
OLD_TOWN = ("Wittenberge, Kirchstr.", "Wittenberge, Ölmühle", "Wittenberge, ZOB", "Wittenberge, Bahnstr.",
            "Wittenberge, Rathaus", "Wittenberge, Lenzener Str.")  # fmt: skip
SHELTERS = ("Perleberg, Zentrum", "Bad Wilsnack, Kurhaus", "Perleberg, Zentrum", "Weisen, Post", "Perleberg, Zentrum")
FIRST_MIN, EVERY_MIN, AHEAD_MIN, WHEELCHAIR_EVERY = 9 * 60, 3, 30, 10
COLUMNS = ("request_id", "submitted", "earliest_departure", "origin_lon", "origin_lat", "destination_lon",
           "destination_lat", "party_size", "wheelchairs")  # fmt: skip


def clock(minutes: int) -> str:
    """Return a time of day."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def groups(stops: dict[str, tuple[str, str]]) -> list[tuple]:
    """Return a row of COLUMNS for each group. stops: lon and lat by name."""
    rows, left = [], PEOPLE
    while left > 0:
        number = len(rows)
        size = min(SIZES[number % len(SIZES)], left)
        asks = FIRST_MIN + EVERY_MIN * number
        ends = stops[OLD_TOWN[number % len(OLD_TOWN)]], stops[SHELTERS[number % len(SHELTERS)]]
        chair = int(number % WHEELCHAIR_EVERY == 0)
        rows.append((f"old-town-{number + 1}", clock(asks), clock(asks + AHEAD_MIN), *ends[0], *ends[1], size, chair))
        left -= size
    return rows


def main() -> None:
    """Write the list into the folder of the network."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    with (folder / "stops-both-banks.csv").open(encoding="utf-8", newline="") as file:
        stops = {row["name"]: (row["lon"], row["lat"]) for row in csv.DictReader(file)}
    with (folder / "evacuation-wittenberge.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(groups(stops))


if __name__ == "__main__":
    main()
