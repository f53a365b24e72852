"""Who lives where the demand is drawn from is known to the figures; of a file of requests nobody knows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulator import load_scenario, run
from tests.bundled import bundled

SCENARIO = """
name: few
network: {file: NETWORK}
demand: {kind: synthetic, requests_per_day: 30, localities: places.csv}
services:
  line: {kind: ridepooling, mode: door_to_door, hours: [06:00, 20:00], fleet: {minibus: {count: 2, seats: 8,
         depots: [{name: A, lon: 12.0, lat: 53.0}]}}}
"""


def test_figures_for_each_inhabitant_and_day(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("locality,lon,lat,population\nA,12.0,53.0,300\nB,12.03,53.0,200.4\n")
    network = Path(load_scenario("tiny/line").network.file)
    text = SCENARIO.replace("NETWORK", str(network)) + "calendar: {days: 2}\n"
    (tmp_path / "few.yaml").write_text(text)
    result = run(load_scenario(tmp_path / "few.yaml", allow_outside_paths=True))
    kpis = result.kpis
    assert result.world.inhabitants == kpis["inhabitants"] == 500
    assert kpis["requests_per_1000_inhabitants_day"] == pytest.approx(kpis["requests"] / 0.5 / 2, abs=1e-6)
    assert kpis["requests_per_vehicle_day"] == pytest.approx(kpis["served"] / 2 / 2, abs=1e-6)
    days = result.kpis_by_day.pivot_table(index="figure", columns="day", values="value", aggfunc="first")
    each = days.loc["requests"] / 0.5
    pd.testing.assert_series_equal(
        days.loc["requests_per_1000_inhabitants_day"], each, check_names=False, check_dtype=False
    )
    assert days.loc["vehicle_km_per_vehicle_day"].mean() == pytest.approx(kpis["vehicle_km_per_vehicle_day"], abs=1e-5)


def test_requests_of_a_file_have_no_inhabitants() -> None:
    kpis = bundled("tiny/line").kpis
    assert (kpis["inhabitants"], kpis["riders_per_1000_inhabitants_day"]) == (None, None)
    assert kpis["rejected_share"] == kpis["rejected"] / kpis["requests"]
