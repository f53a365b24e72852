"""Requests of a run as plans of MATSim; importing them is tested with the importer."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd

from simulator.analysis.matsim_plans import demand_of_run, write_plans
from simulator.tables import TOUR_DTYPES


def test_plans_have_what_all_people_wished_for(tmp_path: Path) -> None:
    """Somebody who asked, the way back that was put off, and somebody who asked nobody; rentals are left out."""
    places = {"origin_lon": 12.0, "origin_lat": 53.0, "destination_lon": 12.1, "destination_lat": 53.1}
    row = {**places, "origin_node": pd.NA, "destination_node": pd.NA, "party_size": 1, "wheelchairs": 0, "parcels": 0,
           "traveller_class": "adult", "purpose": "", "latest_arrival_s": pd.NA}  # fmt: skip
    back = {"origin_lon": 12.1, "origin_lat": 53.1, "destination_lon": 12.0, "destination_lat": 53.0}
    journeys = pd.DataFrame(
        [
            {**row, "request": 0, "request_id": "out", "submitted_s": 10, "earliest_departure_s": 20},
            {**row, **back, "request": 1, "request_id": "back", "submitted_s": 90, "earliest_departure_s": 95},
            {
                **row,
                "request": 2,
                "request_id": "alone",
                "submitted_s": 30,
                "earliest_departure_s": 30,
                "wheelchairs": pd.NA,
                "parcels": pd.NA,
            },
            {**row, "request": -1, "request_id": "car", "submitted_s": 30, "earliest_departure_s": 30},
        ]
    )
    asked = [pd.DataFrame({"request": [0, 0], "earliest_arrival_s": [77, 77]})]
    tours = pd.DataFrame({"request": [0, 1], "person": 5, "tour": 0, "tour_position": [1, 2], "own_car": True,
                          "submitted_s": [10, 60], "earliest_departure_s": [20, 60]})  # fmt: skip
    table = demand_of_run(journeys, asked, tours)
    assert table["request_id"].tolist() == ["out", "back", "alone"]
    assert table["earliest_departure_s"].tolist() == [20, 60, 30]
    assert table["earliest_arrival_s"].tolist() == [77, -1, -1]
    assert table["wheelchairs"].tolist() == table["parcels"].tolist() == [0, 0, 0]
    assert table["person"].tolist() == [5, 5, -1] and table["tour_position"].tolist() == [1, 2, 0]
    text = gzip.decompress(write_plans(table, tmp_path / "new" / "plans").read_bytes()).decode()
    assert text.count("<person ") == 2 and text.count("<activity ") == 5 and 'mode="unknown"' not in text
    assert not set(TOUR_DTYPES) & set(demand_of_run(journeys, asked, None))
