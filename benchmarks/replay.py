"""How large the replay of a big day is, and how long a frame takes in a real browser.

python -m benchmarks.replay: 100 vehicles, 24 hours, a generated region of 15,000 nodes and 20,250 streets. Needs what
the browser tests need: Chromium with its driver.
"""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.speed.rural_graph import rural_graph
from simulator import load_scenario, run
from simulator.experiments.publish import write_run
from simulator.network.files import write_network
from simulator.network.graph import RoadNetwork
from tests.browser.chromium import open_browser

NODES, VEHICLES, REQUESTS = 15_000, 100, 6_000
PLAYS_S = 5
SCENARIO = """\
name: replay
network: {{file: network}}
demand: {{kind: file, requests_file: requests.csv}}
services:
  replay:
    kind: ridepooling
    mode: door_to_door
    hours: ["00:00", "24:00"]
    fleet:
      minibus: {{count: {vehicles}, seats: 8, shift: ["00:00", "25:00"], depots: [{depots}]}}
"""


def write_scenario(folder: Path) -> Path:
    """Write a scenario of rides of 3 to 15 km, evenly over the day."""
    network = rural_graph(NODES)
    write_network(network, folder / "network")
    random = np.random.default_rng(1)
    _requests(network, random).to_csv(folder / "requests.csv", index=False)
    depots = ", ".join(
        f"{{name: depot {n}, lon: {network.lon[n]}, lat: {network.lat[n]}}}" for n in range(0, NODES, NODES // 4)
    )
    path = folder / "replay.yaml"
    path.write_text(SCENARIO.format(vehicles=VEHICLES, depots=depots), encoding="utf-8")
    return path


def _requests(network: RoadNetwork, random: np.random.Generator) -> pd.DataFrame:
    origin = random.integers(0, NODES, REQUESTS)
    xy = network.xy_m()
    destination = []
    for node in origin:
        beeline_m = np.hypot(*(xy - xy[node]).T)
        destination.append(random.choice(np.flatnonzero((beeline_m > 3_000) & (beeline_m < 15_000))))
    leaves = [
        f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in np.sort(random.integers(600, 84_000, REQUESTS))
    ]
    return pd.DataFrame(
        {
            "request_id": range(REQUESTS),
            "earliest_departure": leaves,
            "origin_node": origin,
            "destination_node": destination,
        }
    )


def main() -> None:
    """Print sizes and the time that scripts take per frame."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        result = run(load_scenario(write_scenario(folder)))
        page = write_run(result, folder / "results", {}, figures=False, report=True) / "report.html"
        text = page.read_text(encoding="utf-8")
        replay = re.search(r'<script type="application/json" id="replay">(.*?)</script>', text, re.DOTALL)
        print(f"{result.kpis['served']} of {REQUESTS} requests served, {len(result.legs)} legs")
        replay_mb = len(replay[1].encode()) / 1e6 if replay else 0
        print(f"page {len(text.encode()) / 1e6:.2f} MB, of it replay {replay_mb:.2f} MB")
        with open_browser() as driver:
            driver.get(f"file://{page}?lang=en")
            button = driver.find_element("css selector", "main:not([hidden]) [data-play]")
            driver.execute_script("arguments[0].scrollIntoView()", button)
            button.click()
            time.sleep(PLAYS_S)
            frames, spent_ms = driver.execute_script("return [replay.frames, replay.spentMs]")
        print(f"{frames / PLAYS_S:.0f} frames/s, {spent_ms / frames:.2f} ms of script per frame")


if __name__ == "__main__":
    main()
