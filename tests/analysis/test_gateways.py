"""Who goes to places outside and comes from there: a table and key figures, worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.gateways import gateway_requests, gateway_table
from simulator.analysis.kpis.gateways import GATEWAY_KPIS, gateway_kpis
from simulator.report.gateway_summary import gateway_sections
from simulator.results.table_dtypes import JOURNEYS
from simulator.tables import table_of

DEMAND = pd.DataFrame(
    {
        "origin_gateway": ["", "Far", "", "Near", "", ""],
        "destination_gateway": ["Far", "", "", "", "Far", "Far"],
    }
)
# Two go to Far, one in vain; one comes from there, in a car; one comes from Near, in vain; the last is of the warm-up.
WAYS = [
    (0, 2, "served", "feeder", 5000),
    (1, 1, "served", "car", 4000),
    (2, 1, "served", "timetable", 100),
    (3, 3, "rejected", None, None),
    (4, 4, "rejected", None, None),
]
EXPECTED = {
    "outside_requests": 4,
    "outside_served": 2,
    "outside_service_rate": 2 / 4,
    "outside_riders": 2 + 1 + 3 + 4,
    "outside_riders_served": 2 + 1,
    "outside_riders_by_timetable": 2,
}


def journeys() -> pd.DataFrame:
    columns = ("request", "party_size", "end", "mode", "journey_s")
    told = [dict(zip(columns, row, strict=True)) for row in WAYS]
    others = {"attempts": 1, "rejections": 0, "legs": 0, "changes": 0}
    return table_of([{**dict.fromkeys(JOURNEYS), **others, **row} for row in told], JOURNEYS)


def test_by_place_and_direction() -> None:
    outside = gateway_requests(DEMAND)
    assert outside.to_numpy().tolist() == [
        [0, "Far", True], [1, "Far", False], [3, "Near", False], [4, "Far", True], [5, "Far", True],
    ]  # fmt: skip
    found = gateway_table(journeys(), outside)
    assert found.astype(object).where(found.notna(), None).to_numpy().tolist() == [
        ["Far", False, 1, 1, 1, 1, 1.0, 4000.0],
        ["Far", True, 2, 1, 6, 2, 0.5, 5000.0],
        ["Near", False, 1, 0, 3, 0, 0.0, None],
    ]
    assert gateway_requests(pd.DataFrame({"request": np.arange(3)})).empty


def test_key_figures_and_what_the_terminal_says() -> None:
    found = gateway_kpis(journeys(), gateway_requests(DEMAND))
    assert found == pytest.approx(EXPECTED) and set(found) == set(GATEWAY_KPIS)
    remark = "50 %; people: 3, 2 of them by bus or train"
    rows = [("Requests", "4", ""), ("Served by any service", "2", remark)]
    assert gateway_sections(found) == [("To and from places outside", rows)]
    assert gateway_sections({}) == []
