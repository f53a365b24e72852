"""The classic curve of free-floating car-sharing: satisfied demand by fleet size and chargers, as figures and picture.

    python -m benchmarks.carsharing.curve [--out docs/images/free-floating-curve.png] [--seeds 3]

Five days of one-way trips between Wittenberge and Perleberg, on the roads of the Prignitz. Satisfied demand rises with
the fleet and with the chargers and saturates in both, as in simulations of electric free-floating fleets with odysseus
(Barulli et al. 2020, On Scalability of Electric Car Sharing in Smart Cities, IEEE ISC2). Fleet, chargers and demand are
assumed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator import load_scenario, run
from simulator.report import style
from simulator.scenario.catalogue import bundled_folder

FLEETS = (10, 20, 40, 80, 160, 320, 640)
PLUGS = (1, 2, 4, 8, 16)
SCENARIO = """\
name: curve
calendar: {{days: 5}}
network: {{file: {folder}/network}}
energy:
  sites:
{sites}
services:
  cars:
    kind: carsharing
    mode: free_floating
    zones: [{{name: towns, polygon: [[11.70, 52.97], [11.90, 52.97], [11.90, 53.10], [11.70, 53.10]]}}]
    car_types: {{small: {{model: small-e-car, seats: 4, count: {cars}}}}}
    start_level: 0.6
    booking: {{walk: 1 km}}
    relocation:
      {{policy: balance, staff: 8, hours: ["05:00", "23:00"], every: 10 min, handling: 5 min, charge_below: 0.4}}
    demand:
      synthetic:
        bookings_per_day: 500
        localities: {folder}/localities.csv
        distance: {{median: 9 km, sigma: 0.5, min: 1 km, max: 40 km}}
"""
SITE = "    - {{name: charger, lon: {lon}, lat: {lat}, plugs: 1, power: 11 kW}}"


def charger_places(localities: Path) -> list[tuple[float, float]]:
    """Return places for single chargers: stops of the two towns in turn, those far from each other first."""
    homes = pd.read_csv(localities)
    towns = [homes[homes["locality"] == town][["lon", "lat"]].to_numpy() for town in ("Wittenberge", "Perleberg")]
    chosen: list[tuple[float, float]] = []
    for turn in range(max(PLUGS)):
        places = towns[turn % 2]
        apart = [min((np.hypot(*(place - other)) for other in chosen), default=1.0) for place in places]
        lon, lat = places[int(np.argmax(apart))]
        chosen.append((float(lon), float(lat)))
    return chosen


def satisfied(cars: int, plugs: int, seed: int) -> float:
    """Return the share of bookings that got a car."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "curve.yaml"
        data = bundled_folder() / "prignitz"
        sites = "\n".join(SITE.format(lon=lon, lat=lat) for lon, lat in charger_places(data / "localities.csv")[:plugs])
        file.write_text(SCENARIO.format(folder=data, cars=cars, sites=sites), encoding="utf-8")
        kpis = run(load_scenario(file, allow_outside_paths=True), seed=seed).kpis
    assert kpis["carsharing_stranded"] == 0
    return float(kpis["carsharing_grant_rate"] or 0.0)


def table(seeds: int) -> NDArray[np.float64]:
    """Return the mean share of satisfied demand, float64 (fleets, plugs)."""
    shares = [[[satisfied(cars, plugs, seed) for seed in range(1, seeds + 1)] for plugs in PLUGS] for cars in FLEETS]
    return np.array(shares).mean(axis=2)


def draw(shares: NDArray[np.float64], path: Path) -> None:
    """Draw satisfied demand by fleet size, one line for each number of plugs."""
    looks = zip(PLUGS, (style.ORANGE, style.YELLOW, style.GREEN, style.SKY, style.BLUE), "osD^v", strict=True)
    with style.figure(path) as figure:
        axes = figure.add_subplot()
        for column, (plugs, colour, marker) in enumerate(looks):
            label = f"{plugs} plug{'s' if plugs > 1 else ''}"
            axes.plot(FLEETS, 100 * shares[:, column], color=colour, marker=marker, label=label)
        axes.set_xlim(0, max(FLEETS))
        axes.set_ylim(0, 100)
        axes.set_xlabel("free-floating cars")
        axes.set_ylabel("satisfied demand [%]")
        axes.set_title("Satisfied demand rises with cars and chargers, and saturates")
        axes.legend(title="chargers of 11 kW")


def main() -> int:
    """Print the table and draw the figure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.carsharing.curve")
    parser.add_argument("--out", type=Path, default=Path("docs/images/free-floating-curve.png"))
    parser.add_argument("--seeds", type=int, default=3, help="demands to average over")
    options = parser.parse_args()
    shares = table(options.seeds)
    sys.stdout.write("| cars | " + " | ".join(f"{plugs} plugs" for plugs in PLUGS) + " |\n|" + "---|" * 6 + "\n")
    for cars, row in zip(FLEETS, shares, strict=True):
        sys.stdout.write(f"| {cars} | " + " | ".join(f"{100 * share:.0f} %" for share in row) + " |\n")
    draw(shares, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
