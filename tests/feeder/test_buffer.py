"""The buffer at stations on a day small enough to count: with larger ones fewer changes are missed, and waits grow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulator.experiments.run import run
from simulator.scenario.loader import load_scenario
from tests.feeder.days import write_feeder_day
from tests.worlds import NO_CACHE

RIDES = [{"from": metres, "to": 15_400, "at": "07:40", "asks": "06:00"} for metres in range(1000, 4600, 600)]
BUFFERS = ("0 min", "4 min", "8 min")
SEEDS = range(1, 4)


def test_larger_buffers_miss_less_and_wait_longer(tmp_path: Path) -> None:
    """Six people ride to B, where the train leaves at 08:15; drives differ by half of what is planned."""
    missed, waits = [], []
    for number, buffer in enumerate(BUFFERS):
        more: dict[str, Any] = {"direct": False, "hubs": {"stops": ["B-Dorf"], "route_types": []}, "window": "2 min"}
        variation = {"network": {"file": "network", "variation": {"spread": 0.5}}}
        file = write_feeder_day(tmp_path / str(number), RIDES, more | {"buffer": buffer}, **variation)
        found = [run(load_scenario(file), seed, cache=NO_CACHE).kpis for seed in SEEDS]
        missed.append(sum(int(kpis["feeder.connections_missed"] or 0) for kpis in found))
        waits.append(sum(float(kpis["feeder.transfer_wait_median_s"] or 0) for kpis in found) / len(found))
    assert missed[0] > missed[1] >= missed[2]
    assert waits[0] < waits[1] < waits[2]
