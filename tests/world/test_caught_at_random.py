"""Random days on a ring of long streets, which are closed all at once, again and again, with vehicles on them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import load_scenario, run
from simulator.clock import format_clock
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.network.crossings import Crossing
from simulator.network.files import write_network
from tests.draws import these
from tests.world.test_disturbed_roads import network_of

NODES = 9
STREETS = [*((node, (node + 1) % NODES, 5000.0 + 700 * node) for node in range(NODES)), (0, 4, 9000.0), (2, 7, 8000.0)]


def ring(folder: Path, seed: int) -> Any:
    """Return a day of sixty requests and thirty-six closures, of minutes or hours, most of them unawares."""
    random = np.random.default_rng(seed)
    bridges = tuple(Crossing(f"b{n}", "bridge", ("a", "b"), (n,), row[2]) for n, row in enumerate(STREETS))
    network = replace(network_of(STREETS, NODES), crossings=bridges)
    folder.mkdir()
    write_network(network, folder / "network")
    rows = ["request_id,submitted,earliest_departure,origin_node,destination_node"]
    for number in range(60):
        ends = random.choice(NODES, 2, replace=False)
        at_s = int(random.integers(7 * 3600, 18 * 3600))
        rows.append(f"r{number},{format_clock(at_s - 1800)},{format_clock(at_s)},{ends[0]},{ends[1]}")
    (folder / "requests.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    wrong = []
    for number in range(36):
        from_s, lasts_s = (
            int(random.integers(7 * 3600, 18 * 3600)),
            int(random.choice([300, 600, 9000], p=[0.45, 0.45, 0.1])),
        )
        its = {"kind": "crossing", "crossing": f"b{random.integers(len(STREETS))}", "closed": True}
        rule = {"under_way": str(random.choice(["finish", "turn_back", "blocked"], p=[0.1, 0.4, 0.5]))}
        known = {"announced": format_clock(from_s + int(random.integers(0, 300)))} if random.random() < 0.3 else {}
        more = {"strand_after_s": int(random.choice([0, 900, 7200])), "lasts_s": lasts_s}
        wrong.append({"name": f"w{number}", **its, **rule, **known, **more, "from": format_clock(from_s)})
    broken = {"name": "engine", "kind": "vehicles", "from": "06:00", "lasts": "14 h", "rate_per_100_000_km": 800}
    depot = {"name": "home", "lon": float(network.lon[0]), "lat": float(network.lat[0])}
    rides = {
        "kind": "ridepooling", "mode": "door_to_door", "hours": ["06:00", "22:00"], "dwell": "60 s",
        "fleet": {"minibus": {"count": 3, "seats": 4, "depots": [depot]}},
        "dispatch": {
            "diversion": bool(seed % 2), "wait_at": ["previous_stop", "next_stop"][seed // 2 % 2],
            "replan": {"when": ["never", "every_request"][seed // 4 % 2], "iterations": 30},
        },
        **({"dwell_variation": {"spread": 0.4}} if seed % 3 == 0 else {}),
    }  # fmt: skip
    settings = {
        "name": "ring", "network": {"file": "network", **({"variation": {"spread": 0.25}} if seed % 3 == 0 else {})},
        "demand": {"kind": "file", "requests_file": "requests.csv"}, "services": {"bus": rides},
        "disruptions": [*wrong, broken] if seed % 5 == 0 else wrong,
    }  # fmt: skip
    (folder / "ring.yaml").write_text(json.dumps(settings), encoding="utf-8")
    return load_scenario(folder / "ring.yaml")


MUST_HAPPEN = {12: {Event.TURNED_BACK}, 19: {Event.TURNED_BACK, Event.BLOCKED, Event.LEFT_STRANDED}}


@pytest.mark.parametrize("seed", these(MUST_HAPPEN, of=24))
def test_the_auditor_follows_who_is_caught(tmp_path: Path, seed: int) -> None:
    done = run(ring(tmp_path / "ring", seed), debug=True)
    assert audit_result(done) == []
    happened = {Event(kind) for kind in done.events["kind"].unique()}
    assert happened >= MUST_HAPPEN.get(seed, set())
