"""The Prignitz day whose speed is told stays what it was, whatever the bundled scenario is today."""

from __future__ import annotations

from benchmarks.workloads.prignitz import DAY, SCENARIO
from simulator import load_scenario, run


def test_the_day_is_the_one_that_speeds_were_told_of_first() -> None:
    kpis = run(load_scenario(SCENARIO, overrides=DAY)).kpis
    assert (kpis["requests"], kpis["served"], kpis["vehicles"]) == (594, 462, 12)
    assert (kpis["wait_median_s"], kpis["vehicle_km"]) == (295.0, 7867.518)
