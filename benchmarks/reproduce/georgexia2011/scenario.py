"""The rental system as a car-sharing service without any rules, and who comes to it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.reproduce.georgexia2011.cases import CUSTOMERS_PER_H, LONGEST_S, ROUTES, SHORTEST_S
from simulator.units import DAY_S, HOUR_S

STATIONS = len(CUSTOMERS_PER_H)
APART = 0.01  # degrees of latitude from station to station: a minute's drive
PLACES = 1000  # at each station: more than there are cars, so that nobody finds one full
SCENARIO = """\
name: rental
calendar: {{days: {days}}}
network: {{file: network}}
services:
  cars:
    kind: carsharing
    mode: one_way
    car_types: {{car: {{seats: 4}}}}
    booking: {{buffer: 0 s, late_share: 0, cancellation: 0, no_show: 0}}
    demand: {{bookings_file: bookings.csv}}
    stations:
{stations}"""
STATION = "      - {{id: s{number}, lon: 12.0, lat: {lat:.2f}, capacity: {places}, cars: {cars}}}\n"


class Sample(NamedTuple):
    """Who comes when, to which station, for which way; int64 (customers,), in order."""

    start_s: NDArray[np.int64]
    end_s: NDArray[np.int64]
    station: NDArray[np.int64]
    destination: NDArray[np.int64]


def drawn(customers: int, seed: int) -> Sample:
    """Return customers at random moments, told by the second they lie in."""
    random = np.random.default_rng((seed, 2011))
    per_s = CUSTOMERS_PER_H.sum() / HOUR_S
    start_s = np.cumsum(random.exponential(1 / per_s, customers)).astype(np.int64)
    station = random.choice(STATIONS, customers, p=CUSTOMERS_PER_H / CUSTOMERS_PER_H.sum())
    up_to = np.cumsum(ROUTES, axis=1)[station]
    destination = (random.random(customers)[:, None] >= up_to[:, :-1]).sum(axis=1)
    return Sample(start_s, start_s + random.integers(SHORTEST_S, LONGEST_S + 1, customers), station, destination)


def at_first(cars: int) -> list[int]:
    """Return how many cars each station begins with: dealt in turn."""
    return [cars // STATIONS + (number < cars % STATIONS) for number in range(STATIONS)]


def write_scenario(cars: int, sample: Sample, folder: Path) -> Path:
    """Write scenario, roads and bookings; return the scenario."""
    (folder / "network").mkdir(parents=True)
    lat = 53 + APART * np.arange(STATIONS)
    nodes = pd.DataFrame({"id": np.arange(STATIONS), "lon": 12.0, "lat": lat})
    nodes.to_csv(folder / "network" / "nodes.csv", index=False)
    street = {"u": np.arange(STATIONS - 1), "v": np.arange(1, STATIONS), "length": 1112, "travel_time": 60}
    edges = pd.DataFrame(street | {"oneway": "false", "highway": "road"})
    edges.to_csv(folder / "network" / "edges.csv", index=False)
    _bookings(sample).to_csv(folder / "bookings.csv", index=False)
    stations = "".join(
        STATION.format(number=number, lat=lat[number], places=PLACES, cars=begins)
        for number, begins in enumerate(at_first(cars))
    )
    file = folder / "rental.yaml"
    days = int(sample.start_s[-1] // DAY_S) + 1
    file.write_text(SCENARIO.format(days=days, stations=stations), encoding="utf-8")
    return file


def _bookings(sample: Sample) -> pd.DataFrame:
    table = pd.DataFrame({"booking_id": np.arange(len(sample.start_s))})
    for name, day, time_s in (
        ("start", "day", sample.start_s),
        ("end", "end_day", sample.end_s),
        ("submitted", "submitted_day", sample.start_s),
    ):
        table[day] = time_s // DAY_S
        table[name] = pd.to_datetime(time_s % DAY_S, unit="s").strftime("%H:%M:%S")
    table["station"] = [f"s{number}" for number in sample.station]
    table["end_station"] = [f"s{number}" for number in sample.destination]
    return table
