"""What people of the demand drove by private car before there were services on demand, and drive now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.chained_rides import JOINED
from simulator.analysis.missing import Ints
from simulator.analysis.modal_split import MEANS, means_of
from simulator.analysis.request_table import SERVED
from simulator.analysis.tours import trips_of_demand
from simulator.network.cut_legs import cut_legs, shared_out
from simulator.network.graph import RoadNetwork
from simulator.network.territories import Territories
from simulator.results.ecology_definitions import ECOLOGY_BY_TERRITORY_DTYPES, ECOLOGY_DTYPES, FORMER_DTYPES
from simulator.tables import NO_NODE, RIDES, typed
from simulator.units import METRES_PER_KM

_WORDS = np.array(MEANS, dtype=object)
_CAR = MEANS.index("car")
_NOT_GOING = MEANS[-1]
_ENDS = ("origin_node", "destination_node")


class Before(NamedTuple):
    """What was before. services: that were not there. shares: of riders by means, None: ``former`` tells.

    lift_share: of the way in people's own cars, that on which somebody drives them and comes back without them.
    """

    services: Collection[str]
    shares: Mapping[str, float] | None = None
    lift_share: float = 0.0


def former_table(journeys: pd.DataFrame) -> pd.DataFrame:
    """Return what is kept of the journeys without the services. journeys: of the catalogue."""
    return typed(trips_of_demand(journeys)[list(FORMER_DTYPES)], FORMER_DTYPES)


def ecology_table(journeys: pd.DataFrame, former: pd.DataFrame | None, before: Before) -> pd.DataFrame:
    """Return one row for each request of the demand that is on any of both days, ``ECOLOGY_DTYPES``.

    journeys: of the catalogue. former: ``FORMER_DTYPES``, None where shares are told.
    """
    now = trips_of_demand(journeys)
    means = means_of(now)
    lifts = 1 + before.lift_share
    ridden = now["service"].isin([*before.services]) & _on_demand(now) & (now["end"] == SERVED)
    table = pd.DataFrame(
        {
            **{name: now[name] for name in ("request_id", "traveller_class", "party_size", "direct_m")},
            **{name: now[name].fillna(NO_NODE) for name in _ENDS},
            "rider": ridden.fillna(value=False).to_numpy(bool),
            "means": _WORDS[means],
            "car_m": _car_m(now, means, lifts),
        }
    )
    if before.shares is not None:
        of_direct = before.shares.get("car", 0.0) + 2 * before.shares.get("lift", 0.0)
        expected_m = np.rint(of_direct * table["direct_m"].fillna(0).to_numpy(np.float64)).astype(np.int64)
        # Nobody else does anything else than before.
        former_m = np.where(table["rider"], expected_m, table["car_m"])
        return typed(table.assign(former_means=None, former_car_m=former_m), ECOLOGY_DTYPES)
    assert former is not None
    means = means_of(former)
    told = former[["request_id", "traveller_class", "party_size", *_ENDS]].assign(
        former_means=_WORDS[means], former_car_m=_car_m(former, means, lifts)
    )
    return typed(_beside(table, told), ECOLOGY_DTYPES)


def _beside(now: pd.DataFrame, former: pd.DataFrame) -> pd.DataFrame:
    """Return the requests of both days; on a day without it, nobody goes."""
    table = now.merge(former, on="request_id", how="outer", suffixes=("", "_then"), sort=False)
    for name in ("traveller_class", "party_size"):
        table[name] = table[name].fillna(table[f"{name}_then"])
    for name in _ENDS:  # bookings of shared cars do not tell them
        here, then = (table[its].fillna(NO_NODE) for its in (name, f"{name}_then"))
        table[name] = here.where(here != NO_NODE, then)
    for name in ("means", "former_means"):
        table[name] = table[name].fillna(_NOT_GOING)
    for name in ("car_m", "former_car_m"):
        table[name] = table[name].fillna(0)
    return table.assign(rider=table["rider"].fillna(value=False).astype(bool)).sort_values("request_id", kind="stable")


def _on_demand(journeys: pd.DataFrame) -> NDArray[np.bool_]:
    """Return who had a ride on demand, alone or as a part."""
    whole = (journeys["mode"] == RIDES).fillna(value=False)
    parts = (f"{JOINED}{chain}{JOINED}" for chain in journeys["chain"].fillna("").tolist())
    joined = np.array([f"{JOINED}{RIDES}{JOINED}" in chain for chain in parts], dtype=bool)
    return np.asarray(whole.to_numpy(bool) | joined)


def _car_m(journeys: pd.DataFrame, means: Ints, lifts: float) -> Ints:
    """Return what is driven for them in their own cars [m], int64 (journeys,). means: see ``means_of``."""
    ridden_m = journeys["ride_m"].fillna(0).to_numpy(np.float64)
    return np.where(means == _CAR, np.rint(lifts * ridden_m), 0).astype(np.int64)


class Fleet(NamedTuple):
    """What vehicles that were not there before drive in territories. metres: int64 (vehicles, territories + 1).

    co2_g: of each vehicle, float64; None where one is not known.
    """

    metres: Ints
    co2_g: NDArray[np.float64] | None


def ecology_by_territory(
    table: pd.DataFrame, fleet: Fleet, car_g_per_km: float | None, territories: Territories, network: RoadNetwork
) -> pd.DataFrame:
    """Return what is saved in each territory, ``ECOLOGY_BY_TERRITORY_DTYPES``: all together, to the metre and gram.

    table: ``ECOLOGY_DTYPES``. Private cars take the direct way over everyday roads. Who leaves the roads of the area
    drives where the way begins.
    """
    driven = table[(table["former_car_m"] > 0) | (table["car_m"] > 0)]
    cut = _cut(driven, territories, network)
    metres = {name: shared_out(driven[name].to_numpy(np.int64), cut).sum(axis=0) for name in ("former_car_m", "car_m")}
    factor = np.nan if car_g_per_km is None else car_g_per_km / METRES_PER_KM
    then_g, now_g = (_grams(its * factor) for its in metres.values())
    service_g = np.full(len(then_g), np.nan) if fleet.co2_g is None else _grams(_by_metres(fleet.metres, fleet.co2_g))
    saved_g = then_g - now_g
    rows = pd.DataFrame(
        {
            "territory": [*territories.names, ""],
            **metres,
            "service_m": fleet.metres.sum(axis=0),
            "car_co2_saved_g": saved_g,
            "service_co2_g": service_g,
            "co2_saved_g": saved_g - service_g,
        }
    )
    used = rows[["former_car_m", "car_m", "service_m"]].any(axis=1)
    return typed(rows[used].reset_index(drop=True), ECOLOGY_BY_TERRITORY_DTYPES)


def _cut(driven: pd.DataFrame, territories: Territories, network: RoadNetwork) -> NDArray[np.float64]:
    """Return which part of each way lies where, float64 (ways, territories + 1); in none where no end is known.

    Who leaves the area, or comes in, stays at the end that lies in it.
    """
    start, end = (driven[name].to_numpy(np.int64) for name in _ENDS)
    known = (start != NO_NODE) | (end != NO_NODE)
    start, end = np.where(start == NO_NODE, end, start), np.where(end == NO_NODE, start, end)
    told = {"from_node": start[known], "to_node": end[known], "departed_s": 0, "arrived_s": 0, "length_m": 0}
    parts = np.zeros((len(driven), len(territories.names) + 1))
    parts[known] = cut_legs(territories, network, pd.DataFrame(told), None).of_metres
    parts[~known, -1] = 1
    return parts


def _by_metres(metres: Ints, co2_g: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return CO2 [g] of vehicles by territory, float64 (territories + 1,)."""
    total = metres.sum(axis=1)
    there = total > 0
    return np.asarray((co2_g[there, None] * metres[there] / total[there, None]).sum(axis=0))


def _grams(exact: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return whole grams that add up to the rounded sum; NaN stays."""
    if np.isnan(exact).any() or not exact.sum() > 0:
        return exact
    whole = shared_out(np.array([round(float(exact.sum()))]), exact[None, :])
    return np.asarray(whole[0], dtype=np.float64)
