"""Observed and simulated requests as one table: who asked when, where, how far, and what became of it.

Both sides say the same by the same rules, so that whatever differs is a difference of the service: lengths are 1.3
times the beeline between places that are equally coarse; a pickup is when the vehicle leaves with the rider; waits
count from the departure wished for, or from booking where that is later; nobody who asked for an arrival has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.kpis.told_fares import FARE, with_told_fares
from simulator.analysis.request_table import CANCELLED, DECLINED, NO_SHOW, OTHER_MEANS, REJECTED, SERVED
from simulator.days import LocalClock
from simulator.demand.importing.booking_times import DIRECT_KPH, ROAD_BY_BEELINE
from simulator.demand.importing.coarse import squares
from simulator.demand.importing.estimates import zone_names
from simulator.experiments.calibration.observed import Bookings, read_bookings_of
from simulator.experiments.prices import ride_prices
from simulator.experiments.run import RunResult
from simulator.fares.tariff import party_fares_eur
from simulator.network.graph import RoadNetwork
from simulator.network.timetable.beeline import beeline_m
from simulator.scenario.calendar_models import State
from simulator.tables import NO_NODE, NO_TIME, RIDES, no_rows, typed
from simulator.units import DAY_S, HOUR_S, METRES_PER_KM

Floats = NDArray[np.float64]
UNKNOWN = "unknown"
ENDS = (SERVED, REJECTED, DECLINED, CANCELLED, NO_SHOW, UNKNOWN)
DAYS = "days"  # name in `DataFrame.attrs`: (day, day type) of all days, those on which nobody asked, too

SIDE_DTYPES: dict[str, str] = {
    "day": "int32",  # of the wanted departure, numbered within its side
    "day_type": "int8",  # days.DayType
    "hour": "int8",  # of the wanted departure, as clocks show it
    "zone": "string",  # in which it begins: named as estimates of an import are told for
    "lead_s": "float64",  # from booking to the wanted departure; NaN: not told, here and below
    "party": "int16",
    "direct_m": "float64",  # 1.3 times the beeline
    "direct_s": "float64",  # that at 40 km/h, whatever roads and speeds a scenario has: the same on both sides
    "end": "string",  # ENDS
    "wait_s": "float64",  # from when they are ready until the vehicle leaves with them
    "ride_s": "float64",  # from then until they get off
    "price_eur": "float64",  # paid on board by the party
    "dwell_s": "float64",  # from when vehicle and rider are there until it leaves
}


@dataclass(frozen=True)
class Telling:
    """How an export tells its requests, so that simulated ones can be told alike.

    side_m: of the squares in whose middles places are; 0: exact. zones: GeoJSON; None: squares of 5 km. ends: how
    requests end in it; who would end otherwise is in no export. arrivals: whether it has wanted arrivals.
    """

    side_m: float = 0.0
    zones: Path | None = None
    ends: frozenset[str] = frozenset(ENDS)


class DayList(tuple[tuple[int, int], ...]):
    """Number and type of days. pandas copies deeply what is in attrs, at every step; this need not be."""

    __slots__ = ()

    def __deepcopy__(self, _memo: object) -> DayList:
        return self


def of_bookings(folder: Path, state: State | None = None) -> pd.DataFrame:
    """Return the requests of an import, SIDE_DTYPES, and in its attrs the days on which the service was asked.

    state: whose holidays tell days apart. Raises RequestFileError where the folder is no import of bookings.
    """
    return side_of(read_bookings_of(folder, state))


def telling_of(bookings: Bookings) -> Telling:
    """Return how an import tells its requests. An end that is not known may be any."""
    ends = frozenset(bookings.table["status"])
    return Telling(bookings.side_m, bookings.zones, frozenset(ENDS) if UNKNOWN in ends else ends)


def of_run(result: RunResult, telling: Telling | None = None, service: str = "") -> pd.DataFrame:
    """Return the requests for rides of a run, of all days that count: SIDE_DTYPES, and its days in the attrs.

    telling: as which export tells them; by default exactly, all of them. service: which one, where several give rides.
    """
    telling = Telling() if telling is None else telling
    requests = (result.parts[service] if service else result.tables).requests
    days = result.world.days
    ends = requests["status"].replace({OTHER_MEANS: DECLINED})
    ends = ends.where(ends.isin(ENDS), UNKNOWN)
    rows = requests["request"].to_numpy(np.int64)
    demand = result.world.demand.iloc[rows].reset_index(drop=True)
    wished = (demand["latest_arrival_s"] == NO_TIME).to_numpy()
    asked_s, leave_s = (demand[f"{name}_s"].to_numpy(np.float64) for name in ("submitted", "earliest_departure"))
    board_s, there_s, dwell_s, ride_s = (
        requests[name].to_numpy(np.float64, na_value=np.nan)
        for name in ("boarded_s", "vehicle_arrived_s", "dwell_s", "ride_s")
    )
    pickup_s = board_s + dwell_s
    places = [_place(demand, end, result.world.network, telling.side_m) for end in ("origin", "destination")]
    table = pd.DataFrame(
        {
            **_when(leave_s, days.clock),
            **_where(places, telling.zones),
            "lead_s": np.where(wished, leave_s - asked_s, np.nan),
            "party": demand["party_size"],
            "end": ends.to_numpy(),
            "wait_s": np.where(wished, pickup_s - np.maximum(asked_s, leave_s), np.nan),
            "ride_s": ride_s,
            "price_eur": _prices_eur(result, requests),
            "dwell_s": np.where(wished, pickup_s - np.maximum(there_s, leave_s), np.nan),
        }
    )
    known = days.all()
    counted = known[known["day"] >= 0]
    first, last = int(counted["day"].min()), int(counted["day"].max())
    table["day"] = table["day"].clip(first, last)  # the night that follows the last day is of it
    kinds = dict(zip(counted["day"].tolist(), counted["day_type"].tolist(), strict=True))
    return _typed(table[table["end"].isin(telling.ends)], kinds)


def days_of(table: pd.DataFrame) -> list[tuple[int, int]]:
    """Return number and type of each day of a side, those on which nobody asked, too."""
    return list(table.attrs[DAYS])


def on_days(table: pd.DataFrame, days: Iterable[int]) -> pd.DataFrame:
    """Return the requests of some days of a side."""
    kept = set(days)
    chosen = table[table["day"].isin(kept)].reset_index(drop=True)
    chosen.attrs[DAYS] = DayList((day, kind) for day, kind in days_of(table) if day in kept)
    return chosen


def together(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return several runs as one side: their days are numbered one run after the other."""
    parts, days, begin = [], list[tuple[int, int]](), 0
    for table in tables:
        parts.append(table.assign(day=table["day"] + begin))
        days += [(day + begin, kind) for day, kind in days_of(table)]
        begin = max((day for day, _ in days), default=begin - 1) + 1
    whole = typed(pd.concat(parts, ignore_index=True), SIDE_DTYPES) if parts else no_rows(SIDE_DTYPES)
    whole.attrs[DAYS] = DayList(days)
    return whole


def side_of(bookings: Bookings) -> pd.DataFrame:
    """Return the requests of an import that was read, as `of_bookings` does."""
    its = bookings.table
    told = {str(name): _seconds(its[name]) for name in its if str(name).endswith("_s")}
    leave_s, pickup_s = told["earliest_departure_s"], told["pickup_s"]
    asked_s = its["submitted_s"].to_numpy(np.float64)  # -1 is a moment of the night before
    wished, booked = its["wished"].to_numpy(bool), its["booked"].to_numpy(bool)
    made = (its["status"] == SERVED).to_numpy()
    origin, destination = (
        (its[f"{end}_lon"].to_numpy(np.float64), its[f"{end}_lat"].to_numpy(np.float64))
        for end in ("origin", "destination")
    )
    table = pd.DataFrame(
        {
            **_when(leave_s, bookings.clock),
            **_where((origin, destination), bookings.zones),
            "lead_s": np.where(wished & booked, leave_s - asked_s, np.nan),
            "party": its["party_size"],
            "end": its["status"].to_numpy(),
            "wait_s": np.where(made & wished, pickup_s - np.maximum(asked_s, leave_s), np.nan),
            "ride_s": np.where(made, told["dropoff_s"] - pickup_s, np.nan),
            "price_eur": np.where(made, its["price_eur"], np.nan),
            "dwell_s": np.where(made & wished, pickup_s - np.maximum(told["vehicle_there_s"], leave_s), np.nan),
        }
    )
    return _typed(table[table["day"].isin(bookings.days)], bookings.days)


def _seconds(column: pd.Series) -> Floats:
    return column.where(column != NO_TIME).to_numpy(np.float64)


def _when(leave_s: Floats, clock: LocalClock) -> dict[str, NDArray[np.int64]]:
    local = clock.local_s(leave_s.astype(np.int64))
    return {"day": local // DAY_S, "hour": local % DAY_S // HOUR_S}


def _where(places: Sequence[tuple[Floats, Floats]], zones: Path | None) -> dict[str, NDArray[Any]]:
    (lon, lat), (to_lon, to_lat) = places
    metres = ROAD_BY_BEELINE * beeline_m(lon, lat, to_lon, to_lat)
    seconds = metres / METRES_PER_KM / DIRECT_KPH * HOUR_S
    return {"zone": zone_names(lon, lat, zones), "direct_m": metres, "direct_s": seconds}


def _prices_eur(result: RunResult, requests: pd.DataFrame) -> Floats:
    """Return what each party paid on board, NaN where no fare is known or nobody rode."""
    paid = np.full(len(requests), np.nan)
    served = (requests["status"] == SERVED).to_numpy()
    for part in result.world.scenario.parts:
        if part.kind != RIDES:
            continue
        prices = ride_prices(part)
        rows = np.flatnonzero(served & (requests["service"] == part.name if "service" in requests else True))
        its = requests.iloc[rows]
        kinds = None if prices.days is None else prices.days.at(its["earliest_departure_s"].to_numpy(np.int64))
        if prices.by_tariff:
            cents = with_told_fares(its, result.events)[FARE].to_numpy(np.float64)
            paid[rows] = cents / 100 + its["surcharge_eur"].fillna(0).to_numpy(np.float64)
            continue
        party, metres = (its[name].to_numpy(np.int64) for name in ("party_size", "direct_m"))
        fares = party_fares_eur(prices, party, metres, its["season_ticket"].to_numpy(np.bool_), kinds)
        paid[rows] = np.array(fares, dtype=np.float64) + its["surcharge_eur"].fillna(0).to_numpy(np.float64)
    return paid


def _place(demand: pd.DataFrame, end: str, network: RoadNetwork, side_m: float) -> tuple[Floats, Floats]:
    """Return where requests begin or end, in the middles of squares; exactly where these have no side."""
    node = demand[f"{end}_node"].to_numpy(np.int64)
    lon, lat = (
        np.where(node == NO_NODE, demand[f"{end}_{axis}"].to_numpy(np.float64), nodes[node])
        for axis, nodes in (("lon", network.lon), ("lat", network.lat))
    )
    if not side_m:
        return lon, lat
    _, middle = squares(lon, lat, side_m)
    return middle[:, 0], middle[:, 1]


def _typed(table: pd.DataFrame, kinds: dict[int, int]) -> pd.DataFrame:
    table = table.assign(day_type=table["day"].map(kinds).to_numpy()).reset_index(drop=True)
    typed_ = typed(table, SIDE_DTYPES)
    typed_.attrs[DAYS] = DayList(sorted(kinds.items()))
    return typed_
