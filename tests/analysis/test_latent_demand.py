"""Whom rides on demand could win, by hand: the family of four and the old man of ``test_people``."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.kpis.latent_demand import LATENT_KPIS, latent_kpis
from simulator.analysis.latent_demand import Usual, latent_demand, usual_of
from tests.analysis import test_people
from tests.analysis.test_unmet_needs import HOUSEHOLDS, PERSONS

NONE = -np.inf
# tour, position: worth of what they have, whether that goes along, worth of a ride at best and of other services
WORTH = {
    (0, 1): (-1, True, -2, NONE),  # by car to work, and then with it
    (0, 2): (-4, False, 5, NONE),
    (0, 3): (-4, False, 5, NONE),
    (1, 1): (-4, False, -1, NONE),  # won, however it comes
    (1, 2): (0, False, -1, NONE),
    (2, 1): (-3, False, -1, -0.5),  # the bus is better
    (2, 2): (-3, False, -1, -4),  # as good as walking when it comes later
    (3, 1): (0, True, 1, NONE),  # at best a ride, else by bike
    (3, 2): (-5, False, 1, NONE),  # so then with the bike
}
USUAL = Usual(wait_s=600.0, longer=0.5)  # 10 min at 0.1, and 5 min more of 10 at 0.2
EXPECTED = {
    "ride_potential": 4,
    "ride_potential_share": 4 / 9,
    "ride_potential_as_run": 1,
    "ride_potential_used_share": 2 / 4,
}


def table(usual: Usual = USUAL) -> pd.DataFrame:
    trips = test_people.trips()
    keys = zip(trips["tour"].tolist(), trips["tour_position"].tolist(), strict=True)
    worth = pd.DataFrame([WORTH[key] for key in keys], columns=["own", "goes_along", "ride", "others"])
    worth = worth.assign(per_wait_min=-0.1, per_ride_min=-0.2, ride_s=600.0)
    refused = (trips["tour"] == 2).to_numpy()
    return latent_demand(trips, worth, refused, usual, (PERSONS, HOUSEHOLDS), [2.0, 10.0])


def test_key_figures_of_whom_rides_could_win() -> None:
    assert latent_kpis(table()) == pytest.approx(EXPECTED)
    assert set(EXPECTED) == set(LATENT_KPIS)


def test_by_length_purpose_and_class() -> None:
    its = table()
    by = {
        name: its.groupby(name)[["trips", "potential", "as_run", "refused", "rode"]].sum() for name in its.columns[4:8]
    }
    assert by["from_km"].to_numpy().tolist() == [
        [2, 2, 0, 0, 0],
        [5, 2, 1, 1, 2],
        [2, 0, 0, 0, 0],
    ]  # 2 km are in the second
    assert its.set_index("from_km")["to_km"].drop_duplicates().tolist()[:2] == [2.0, 10.0]
    assert by["purpose"].loc["home", "potential"] == 2
    assert by["traveller_class"].loc["pupil"].tolist() == [2, 1, 0, 1, 1]
    assert its[["trips", "rode"]].sum().tolist() == [9, 2]


def test_a_ride_that_is_always_there_at_once_is_as_good_as_the_best() -> None:
    its = table(Usual(0.0, 0.0))
    assert its["as_run"].tolist() == its["potential"].tolist()
    worse = [table(Usual(wait_s, 0.0))["as_run"].sum() for wait_s in (0, 300, 900, 9000)]
    assert worse == sorted(worse, reverse=True)
    assert worse[-1] == 0


def test_what_rides_were_like() -> None:
    requests = pd.DataFrame(
        {"status": ["served", "served", "rejected"], "wait_s": [300, 900, None], "ride_s": [600, 1200, None],
         "direct_s": [600, 600, 60]}
    )  # fmt: skip
    assert usual_of(requests) == Usual(600.0, 0.5)
    assert usual_of(requests.iloc[2:]) == Usual(0.0, 0.0)
