"""Days that the simulator has made itself, exported as a service would, so that their replay is known."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.experiments.run import RunResult, run
from simulator.scenario.catalogue import bundled_folder
from simulator.scenario.loader import load_scenario
from tests.demand.importing.made_exports import IOKI, as_csv

FIRST = datetime(2022, 5, 3)  # a Tuesday
PLACES = ((12.0, 53.0), (12.0, 53.0449), (12.0, 53.0899))  # A, B and C, 5 km from each other
WORDS = {
    "served": "ride_completed",
    "rejected": "no_offer",
    "cancelled": "storniert",
    "no_show": "no_show",
}
SCENARIO = """
name: known
calendar: {first_day: 2022-05-03}
network: {file: network}
demand: {kind: file, requests_file: requests.csv}
people: {classes: {adult: {cancellation: 0.25, no_show: 0.15}}}
services:
  line:
    kind: ridepooling
    mode: door_to_door
    hours: [06:00, 20:00]
    dwell: 45 s
    fleet:
      van: {count: 1, seats: 3, shift: [06:00, 20:00], depots: [{name: A, lon: 12.0, lat: 53.0}]}
      car: {count: 1, seats: 2, shift: [08:00, 12:30], depots: [{name: C, lon: 12.0, lat: 53.0899}]}
"""
SHIFTS = "vehicle;begin;end;type\nPR-X 1;06:00;20:00;van\nPR-X 2;2022-05-03 08:00;12:30;car\n"


def known_day(folder: Path, requests: int, seed: int, replan: str = "never") -> RunResult:
    """Write a scenario, run it, and write its requests as an export of ioki: ``ioki.csv``; and ``shifts.csv``."""
    shutil.copytree(bundled_folder() / "tiny" / "network", folder / "network")
    (folder / "known.yaml").write_text(f"{SCENARIO}    dispatch: {{replan: {{when: {replan}}}}}\n")
    (folder / "shifts.csv").write_text(SHIFTS)
    random = np.random.default_rng(seed)
    leave = np.sort(random.integers(7 * 3600, 14 * 3600, requests))
    ahead = np.where(random.random(requests) < 0.5, random.integers(900, 18 * 3600, requests), 0)
    ends = [random.choice(3, 2, replace=False) for _ in range(requests)]
    (folder / "requests.csv").write_text(
        "request_id,submitted,earliest_departure,origin_lon,origin_lat,destination_lon,destination_lat,party_size\n"
        + "".join(
            f"{chr(97 + number % 26)}{number},{_moment(leave[number] - ahead[number])},{_moment(leave[number])},"
            f"{','.join(str(axis) for end in ends[number] for axis in PLACES[end])},{random.integers(1, 4)}\n"
            for number in range(requests)
        )
    )
    result = run(load_scenario(folder / "known.yaml"))
    (folder / "ioki.csv").write_text(as_csv(as_ioki(result.tables.requests), ";"))
    return result


def as_ioki(requests: pd.DataFrame) -> list[dict[str, str]]:
    """Return the requests of a run as ioki tells them, and their vehicles: a pickup is when the vehicle leaves."""
    rows = []
    for one in requests.itertuples():
        cells = (
            f"R{one.request_id}", f"Name {one.request_id}", "0170", _moment(one.submitted_s),
            _moment(one.earliest_departure_s), _moment(one.planned_boarding_s + 45), "",
            _moment(one.boarded_s + one.dwell_s), _moment(one.alighted_s), _moment(one.cancelled_s), WORDS[one.status],
            str(one.party_size), str(one.origin_lon), str(one.origin_lat), str(one.destination_lon),
            str(one.destination_lat),
        )  # fmt: skip
        plate = "" if pd.isna(one.vehicle) else f"PR-X {one.vehicle + 1}"
        rows.append({**dict(zip(IOKI, cells, strict=True)), "Fahrzeug ID": plate})
    return rows


def _moment(seconds: object) -> str:
    return "" if pd.isna(seconds) else str(FIRST + timedelta(seconds=int(seconds)))  # type: ignore[call-overload]
