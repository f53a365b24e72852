"""What each party paid: by riders and kilometres, as a tariff tells it, as trips tell it, or nobody knows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.equity.fares import fares_by_request
from simulator.analysis.kpis.money import Economics
from simulator.event_kinds import Event

RIDES = pd.DataFrame(
    {
        "service": ["bus", "bus", "bus", "taxi", "free"],
        "request": [0, 1, 2, 3, 4],
        "party_size": [1, 2, 2, 1, 1],
        "season_ticket": [False, False, True, False, False],
        "earliest_departure_s": [0, 0, 0, 0, 0],
        "direct_m": pd.array([4000, 4000, 4000, None, 1000], dtype="Int64"),
        "surcharge_eur": [0.0, 1.5, np.nan, 1.0, 0.0],
    }
)
EVENTS = pd.DataFrame(
    [(Event.FARE, 3, 7, 260), (Event.FARE, 3, 8, 450)], columns=["kind", "request", "ride", "value"]
)  # fmt: skip
TRIPS = pd.DataFrame({"service": ["line", "line"], "request": [5, 0], "price_eur": [2.4, np.nan]})
PRICES = {
    "bus": Economics(per_rider_eur=2.0, per_km_eur=0.25, surcharge_eur=0.5),
    "taxi": Economics(by_tariff=True),
    "free": Economics(),
}


def paid(services: list[Any], requests: list[int], prices: dict[str, Economics] = PRICES) -> list[float]:
    asked = pd.DataFrame({"service": pd.array(services, dtype="string"), "request": requests})
    tables: Any = SimpleNamespace(requests=RIDES, trips=TRIPS, events=EVENTS)
    found: list[float] = fares_by_request(asked, tables, prices).tolist()
    return found


def test_each_service_tells_it_in_its_own_way() -> None:
    """A rider pays 2 EUR and 25 cents a kilometre; a ticket leaves the surcharge. What was booked last is paid."""
    found = paid(["line", "bus", "bus", "bus", "taxi"], [5, 2, 1, 0, 3])
    assert found == [2.4, 2 * 0.5, 2 * 3.5 + 1.5, 3.5, 4.5 + 1.0]


def test_nobody_knows() -> None:
    assert np.isnan(paid(["free", "line", pd.NA, "cars"], [4, 0, 1, 2])).all()


def test_who_asked_before_fares_changed_pays_those() -> None:
    before = Economics(per_rider_eur=1.0), frozenset({0})
    changed = {"bus": Economics(per_rider_eur=9.0, season_ticket=False, until=before)}
    assert paid(["bus", "bus"], [0, 2], changed) == [1.0, 18.0]
