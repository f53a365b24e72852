"""Places and times made coarse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.demand.importing.coarse import Coarseness, coarsened, coarseness_of, guarded, square_names, squares
from simulator.demand.importing.imported import Imported
from simulator.errors import RequestFileError
from simulator.network.files import read_network
from simulator.network.timetable.beeline import beeline_m
from simulator.scenario.catalogue import bundled_folder
from simulator.tables import DEMAND_DTYPES, NO_NODE, NO_TIME, table_of


def imported(*places: tuple[float, float, float, float], **times: int) -> Imported:
    row = dict.fromkeys(DEMAND_DTYPES, 0) | {"request_id": "b", "traveller_class": "", "purpose": "", "party_size": 1}
    row |= {"origin_node": NO_NODE, "destination_node": NO_NODE, "earliest_arrival_s": NO_TIME, **times}
    ends = ("origin_lon", "origin_lat", "destination_lon", "destination_lat")
    rows = [row | dict(zip(ends, place, strict=True)) for place in places]
    observed = pd.DataFrame({"pickup_s": [1799, NO_TIME][: len(places)]}, dtype="int32")
    return Imported(table_of(rows, DEMAND_DTYPES), len(rows), observed=observed)


def test_squares_have_their_side_wherever_they_lie_and_hold_what_lies_in_them() -> None:
    random = np.random.default_rng(1)
    lon, lat = random.uniform(5, 15, 500), random.uniform(47, 55, 500)
    cells, middle = squares(lon, lat, 500.0)
    away = beeline_m(lon, lat, middle[:, 0], middle[:, 1])
    assert away.max() <= 250 * np.sqrt(2) * 1.001
    assert away.max() > 300
    again, same = squares(middle[:, 0], middle[:, 1], 500.0)
    assert (again == cells).all()
    assert np.allclose(same, middle, atol=1e-9)
    alone, _ = squares(lon[:1], lat[:1], 500.0)  # whatever else is in the file
    assert (alone == cells[:1]).all()
    assert square_names(np.array([11.85]), np.array([53.07]), 5000.0)[0] == "53.082 N 11.865 E"


def test_doors_of_one_square_become_one_place(tmp_path: Path) -> None:
    given = imported((11.8507, 53.0711, 11.99, 53.1), (11.8509, 53.0712, 11.8507, 53.0711))
    made = coarsened(given, Coarseness(500.0), None)
    assert len(set(made.requests["origin_lon"])) == 1
    assert made.requests["origin_lon"].iloc[0] != 11.8507
    assert [note.english.endswith(": 1.") for note in made.notes] == [True]  # the second goes nowhere any more
    assert made.requests["submitted_s"].equals(given.requests["submitted_s"])
    (tmp_path / "stops.csv").write_text("stop_id,lon,lat\na,11.85,53.07\nb,11.99,53.1\n")
    near = coarsened(given, Coarseness(places=tmp_path / "stops.csv"), None).requests
    assert near["origin_lon"].tolist() == [11.85, 11.85]
    assert near["destination_lon"].tolist() == [11.99, 11.85]


def test_with_a_network_places_can_be_driven_to() -> None:
    network = read_network(bundled_folder() / "tiny" / "network")
    made = coarsened(imported((12.001, 53.001, 12.001, 53.08)), Coarseness(500.0), network).requests
    assert made[["origin_lon", "origin_lat"]].to_numpy().tolist() == [[12.0, 53.0]]
    assert made[["destination_lon", "destination_lat"]].to_numpy().tolist() == [[12.0, 53.09]]


def test_times_begin_their_quarter_and_latest_arrivals_end_it() -> None:
    given = imported((11.8, 53.0, 11.9, 53.1), submitted_s=-1, earliest_departure_s=3599, latest_arrival_s=5401)
    made = coarsened(given, Coarseness(minutes=15), None)
    (request,) = made.requests.itertuples()
    assert (request.submitted_s, request.earliest_departure_s, request.latest_arrival_s) == (-900, 2700, 6300)
    assert (request.earliest_arrival_s, request.origin_lon) == (NO_TIME, 11.8)
    assert made.observed["pickup_s"].tolist() == [900]


@pytest.mark.parametrize(
    ("told", "meant"),
    [([], Coarseness()), (["500m"], Coarseness(500.0)), (["1 km", "15min"], Coarseness(1000.0, 15)),
     (["stops.csv"], Coarseness(places=Path("stops.csv")))],
)  # fmt: skip
def test_what_is_meant_by_coarse(told, meant) -> None:
    assert coarseness_of(told) == meant


@pytest.mark.parametrize("told", [["7min"], ["1m"], ["100km"], ["500"], ["-5m"], ["500m", "stops.csv"]])
def test_what_cannot_be_meant(told) -> None:
    with pytest.raises(RequestFileError, match="--coarsen"):
        coarseness_of(told)


def test_doors_stay_only_where_they_are_said_to_be_personal() -> None:
    assert guarded(Coarseness()) == Coarseness(500.0)
    assert guarded(Coarseness(minutes=15)) == Coarseness(500.0, 15)
    for how in (Coarseness(200.0), Coarseness(places=Path("stops.csv"))):
        assert guarded(how) == how
    with pytest.raises(RequestFileError, match=r"199m.*below 200 m; take larger ones, or say --personal"):
        guarded(Coarseness(199.0))
