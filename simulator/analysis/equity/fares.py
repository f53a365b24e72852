"""What each party paid for its ride, request by request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from simulator.analysis.equity.indices import NAN, Floats
from simulator.analysis.kpis.money import Economics
from simulator.analysis.kpis.told_fares import FARE, with_told_fares
from simulator.analysis.missing import known_ints
from simulator.analysis.tables import ResultTables
from simulator.fares.tariff import payers, rides_eur


def fares_by_request(asked: pd.DataFrame, tables: ResultTables, prices: Mapping[str, Economics]) -> Floats:
    """Return what the party of each journey paid [EUR], float64 (journeys,); NaN where nothing tells it.

    asked: journeys of the catalogue. tables: of all services. prices: of ridepooling services by name.
    """
    paid = np.full(len(asked), NAN)
    service, request = asked["service"].fillna("").to_numpy(dtype=object), asked["request"].to_numpy()
    for name in sorted({*service} - {""}):
        its = service == name
        if name in prices:
            found = _of_rides(prices[name], _of_service(tables.requests, name), tables.events)
        else:
            trips = _of_service(tables.trips, name)
            found = pd.Series(trips["price_eur"].to_numpy(np.float64), index=trips["request"].to_numpy())
        paid[its] = found.reindex(request[its]).to_numpy(np.float64)
    return paid


def _of_service(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    its = (rows["service"] == name).to_numpy(bool)
    return rows if its.all() else rows[its]


def _of_rides(prices: Economics, requests: pd.DataFrame, events: pd.DataFrame) -> pd.Series[float]:
    """Return what each request of one service would pay, or paid where a tariff tells it, by request [EUR]."""
    if prices.until is not None:
        before, earlier = prices.until
        is_earlier = requests["request"].isin(earlier).to_numpy(bool)
        later = _of_rides(replace(prices, until=None), requests[~is_earlier], events)
        return pd.concat([_of_rides(before, requests[is_earlier], events), later])
    surcharge_eur = requests["surcharge_eur"].fillna(0).to_numpy(np.float64)
    if prices.by_tariff:
        paid: Floats | None = with_told_fares(requests, events)[FARE].to_numpy(np.float64) / 100
    else:
        paid = _plain(prices, requests)
    paid = np.full(len(requests), NAN) if paid is None else paid + surcharge_eur
    return pd.Series(paid, index=requests["request"].to_numpy())


def _plain(prices: Economics, requests: pd.DataFrame) -> Floats | None:
    """Return what parties pay by riders and kilometres [EUR]; None where no fare is known."""
    riders = requests["party_size"].to_numpy(np.int64)
    paying = payers(prices, riders, requests["season_ticket"].to_numpy(np.bool_))
    departure_s = requests["earliest_departure_s"].to_numpy(np.int64)
    kinds = None if prices.days is None else prices.days.at(departure_s)
    found = rides_eur(prices, riders, paying, known_ints(requests["direct_m"])[0] * paying, kinds)
    return None if found is None else np.asarray(found, dtype=np.float64)
