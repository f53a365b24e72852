"""A made county, a day of which takes milliseconds: 25 villages on a grid, a few vehicles, people who choose."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from simulator.network.files import write_network
from simulator.network.graph import make_network
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import Scenario

SIDE, SPACING_M, KPH = 5, 2500.0, 50.0
EAST, NORTH = 0.0373, 0.02248  # degrees of 2.5 km at 53 degrees north

YAML = """\
name: made-county
seed: 1
calendar: {days: DAYS}
network: {file: network}
demand:
  kind: synthetic
  requests_per_day: 30
  localities: localities.csv
  attractors: stops.csv
  scatter: 0 m
  distance_bands: [{to_km: null, share: 1, drt_share: 1}]
  distance_decay_per_km: 0.05
  prebooked_share: 0.5
people:
  classes:
    adult:
      cancellation: 0.08
      no_show: 0.06
      choice: {model: logit, constant: 4.5, per_wait_min: -0.12, per_eur: -0.5}
services:
  rides:
    kind: ridepooling
    mode: door_to_door
    hours: [06:00, 22:00]
    dwell: 60 s
    limits: {default: {max_wait: 25 min, max_ride_alpha: 1.5, max_ride_beta: 10 min}}
    fleet: {bus: {count: 2, seats: 6, wheelchairs: 1, depots: [{name: middle, lon: 12.0746, lat: 53.04496}]}}
    fares: {per_rider: 1 EUR, per_km: 0.60 EUR}
"""


def made_county(folder: Path, days: int, changes: tuple[str, ...] = ()) -> Scenario:
    """Write the county into a folder, and return its scenario with so many days a run."""
    folder.mkdir(parents=True, exist_ok=True)
    column, row = (part.ravel() for part in np.meshgrid(np.arange(SIDE), np.arange(SIDE)))
    lon, lat = 12.0 + EAST * column, 53.0 + NORTH * row
    number = row * SIDE + column
    right, up = number[column < SIDE - 1], number[row < SIDE - 1]
    u, v = np.concatenate([right, up]), np.concatenate([right + 1, up + SIDE])
    lines = [shapely.LineString([(lon[a], lat[a]), (lon[b], lat[b])]) for a, b in zip(u, v, strict=True)]
    edges = pd.DataFrame(
        {
            "u": u.astype(np.int32), "v": v.astype(np.int32), "length": SPACING_M, "speed_kph": KPH,
            "travel_time": SPACING_M / (KPH / 3.6), "oneway": False, "highway": "rural", "name": None, "kind": "road",
            "geometry": [shapely.to_wkb(line) for line in lines],
        }
    )  # fmt: skip
    if not (folder / "network").exists():
        write_network(make_network("a made county", lon, lat, edges), folder / "network")
    weight = 100 + 300 * (number == SIDE * SIDE // 2)  # a town in the middle
    places = pd.DataFrame({"lon": lon, "lat": lat})
    places.assign(locality=[f"V{one}" for one in number], population=weight).to_csv(
        folder / "localities.csv", index=False
    )
    stops = places.assign(stop_id=[f"S{one}" for one in number], kind="bus", weight=weight)
    stops.to_csv(folder / "stops.csv", index=False)
    (folder / "county.yaml").write_text(YAML.replace("DAYS", str(days)), encoding="utf-8")
    return load_scenario(folder / "county.yaml", changes)
