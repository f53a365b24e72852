"""What bookings tell of the demand, with intervals, and which scenario keys take it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from simulator.demand.importing.coarse import square_names
from simulator.demand.importing.imported import ESTIMATE_DTYPES
from simulator.demand.importing.intervals import (
    NOTHING,
    Floats,
    Interval,
    growth,
    lognormal,
    mean,
    quantile,
    rate,
    share,
    variation,
)
from simulator.demand.importing.reasons import ODD
from simulator.demand.importing.requests_text import clock_of
from simulator.network.areas import read_areas
from simulator.network.graph import RoadNetwork
from simulator.network.snapping import NodeSnapper
from simulator.notes import Note
from simulator.tables import NO_TIME, table_of
from simulator.units import DAY_S, HOUR_S, METRES_PER_KM, MINUTE_S

SILENT_DAYS = 14  # so many days without any request are none of the service; assumption
LEAST = 5  # of no fewer requests anything is told
AHEAD_S = 15 * MINUTE_S  # who books longer ahead has booked ahead; as `demand.lead_time.min` has it
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOLIDAY, OTHERS = "public holiday", "elsewhere"
SQUARE_M = 5000.0
QUANTILES = (0.1, 0.5, 0.9)
WILSON, POISSON, ORDER, STUDENT = "Wilson", "Poisson, negative binomial where days differ more", "order statistics", "t"
Row = tuple[str, str, float, float, float, str, int, str, str]


@dataclass(frozen=True)
class Known:
    """What is known of the area. zones: GeoJSON; holidays: of which state, "": none. network: its roads."""

    zones: Path | None = None
    holidays: str = ""
    network: RoadNetwork | None = None


def estimates(table: pd.DataFrame, first_day: date, known: Known) -> tuple[pd.DataFrame, list[Note]]:
    """Return all estimates with the columns of ESTIMATE_DTYPES, and what to mind. Raises RequestFileError for zones.

    table: cleaned bookings, see `bookings.Bookings`. Rates count wishes, whatever became of them. Nothing is told of
    fewer than five.
    """
    days = _Days(table, first_day, known.holidays)
    rows = [*_volume(days), *_by_zone(table, days, known.zones), *_behaviour(table)]
    rows += [*_rides(table, known.network), *_ends(table)]
    told = table_of([row for row in rows if row[6] >= LEAST and not np.isnan(row[2])], ESTIMATE_DTYPES)
    return told, [*days.notes(), *_growth_note(told)]


def _growth_note(told: pd.DataFrame) -> Iterator[Note]:
    """Say that demand grows or shrinks, where that is no chance."""
    grown = told[told["figure"] == "growth_over_all_days"]
    for value, low, high in grown[["value", "low", "high"]].to_numpy(np.float64).round(2).tolist():
        if not low <= 1 <= high:
            yield Note("growth", "", ODD["growth"], {"value": value, "low": low, "high": high})


def _row(figure: str, part: str, told: Interval, unit: str, of: int, method: str, key: str = "") -> Row:
    return (figure, part, *told, unit, of, method, key)


class _Days:
    """Requests by local day and hour; days without any count where the service runs on such weekdays."""

    def __init__(self, table: pd.DataFrame, first_day: date, holidays: str) -> None:
        local = clock_of(first_day).local_s(table["earliest_departure_s"].to_numpy(np.int64))
        day, hour = local // DAY_S, local % DAY_S // HOUR_S
        first = int(day.min())
        by_hour = np.zeros((int(day.max()) - first + 1, 24))
        np.add.at(by_hour, (day - first, hour), 1)
        dates = [first_day + timedelta(days=first + number) for number in range(len(by_hour))]
        kind = np.array([kind_of_day(one, holidays) for one in dates], dtype=np.int64)
        counts = by_hour.sum(axis=1)
        self._silent = _silent(counts)
        run = served_days(counts, kind)
        self.kind, self.by_hour = kind[run], by_hour[run]
        self.number = np.flatnonzero(run).astype(np.float64)
        self.row_of = np.searchsorted(np.flatnonzero(run), day - first)

    def notes(self) -> Iterator[Note]:
        """Say which days are left out."""
        if self._silent.any():
            yield Note("silent", "", ODD["silent"], {"count": int(self._silent.sum()), "days": SILENT_DAYS})

    @property
    def counts(self) -> Floats:
        """Return the requests of each day the service ran."""
        counts: Floats = self.by_hour.sum(axis=1)
        return counts


def served_days(counts: Floats, kind: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return the days, by their requests and `kind_of_day`, on which the service ran, whether anybody asked or not."""
    return np.isin(kind, np.unique(kind[counts > 0])) & ~_silent(counts)


def _silent(counts: Floats) -> NDArray[np.bool_]:
    """Return which days are in long stretches without any request: of them there is no export, or no service ran."""
    busy = np.flatnonzero(np.r_[True, counts > 0, True])  # as if somebody asked the day before and the day after
    silent = np.zeros(len(counts), dtype=np.bool_)
    for before, after in pairwise(busy.tolist()):
        if after - before > SILENT_DAYS:
            silent[before : after - 1] = True
    return silent


def kind_of_day(day: date, holidays: str) -> int:
    """Return the weekday of a day, 7 on public holidays, where these are known."""
    if holidays and day in _public_holidays(holidays, day.year):
        return len(WEEKDAYS)
    return day.weekday()


@lru_cache(maxsize=16)
def _public_holidays(state: str, year: int) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays("DE", subdiv=state, years=year))


def _volume(days: _Days) -> Iterator[Row]:
    counts, total = days.counts, int(days.counts.sum())
    yield _row("requests_per_day", "", rate(counts), "1/day", total, POISSON, "demand.requests_per_day")
    for number, name in enumerate((*WEEKDAYS, HOLIDAY)):
        of = counts[days.kind == number]
        yield _row("requests_per_day", name, rate(of), "1/day", int(of.sum()), POISSON)
    for hour in range(24):
        of = days.by_hour[:, hour]
        yield _row("requests_per_hour", f"{hour:02d}:00", rate(of), "1/h", int(of.sum()), POISSON)
    varies = variation(counts, days.kind, days.number)
    yield _row("variation_of_days", "", varies, "", total, "moments", "demand.volume.varies")
    grown = growth(counts, days.kind, days.number)
    yield _row("growth_over_all_days", "", grown, "", total, "quasi-Poisson")


def _by_zone(table: pd.DataFrame, days: _Days, zones: Path | None) -> Iterator[Row]:
    """Tell how many leave each zone in a day; zones with fewer than five are told together."""
    names = zone_names(table["origin_lon"].to_numpy(np.float64), table["origin_lat"].to_numpy(np.float64), zones)
    counts = pd.Series(names).value_counts()
    names = np.where(np.isin(names, counts.index[counts >= LEAST]), names, OTHERS)
    for name in sorted(set(names)):
        of = np.bincount(days.row_of[names == name], minlength=len(days.counts)).astype(np.float64)
        yield _row("requests_per_day_from", name, rate(of), "1/day", int(of.sum()), POISSON)


def zone_names(lon: Floats, lat: Floats, zones: Path | None) -> NDArray[np.object_]:
    """Return the zones in which places lie: areas of a file, or squares of 5 km. Raises RequestFileError."""
    if zones is None:
        return square_names(lon, lat, SQUARE_M)
    names = np.full(len(lon), OTHERS, dtype=object)
    points = shapely.points(lon, lat)
    for name, area in reversed(read_areas(zones).items()):
        names[shapely.intersects(area, points)] = name
    return names


def _behaviour(table: pd.DataFrame) -> Iterator[Row]:
    """Tell how people book: how long ahead of those whose wanted departure and booking are known, not guessed."""
    wishes = table[table["wished"] & table["booked"]]
    lead = (wishes["earliest_departure_s"] - wishes["submitted_s"]).to_numpy(np.float64)
    ahead, count = lead[lead >= AHEAD_S], len(table)
    prebooked = _share(len(ahead), len(lead))
    yield _row("prebooked_share", "", prebooked, "", len(lead), WILSON, "demand.prebooked_share")
    median, sigma = lognormal(ahead)
    yield _row("lead_time_median", "", median, "s", len(ahead), "log-normal", "demand.lead_time.median")
    yield _row("lead_time_sigma", "", sigma, "", len(ahead), "log-normal", "demand.lead_time.sigma")
    yield from _quantiles("lead_time", ahead, "s")
    for size, hits in table["party_size"].value_counts().sort_index().items():
        yield _row("party_size", str(size), _share(int(hits), count), "", count, WILSON, f"demand.party_sizes.{size}")
    chairs = int((table["wheelchairs"] > 0).sum())
    if chairs:
        yield _row("wheelchair_share", "", _share(chairs, count), "", count, WILSON, "demand.wheelchair_share")


def _share(hits: int, of: int) -> Interval:
    """Return a share; nothing where it would tell that one to four people do something, or do not."""
    return NOTHING if 0 < hits < LEAST or 0 < of - hits < LEAST else share(hits, of)


def _quantiles(figure: str, values: Floats, unit: str) -> Iterator[Row]:
    for below in QUANTILES:
        yield _row(figure, f"{below:.0%}", quantile(values, below), unit, len(values), ORDER)


def _rides(table: pd.DataFrame, network: RoadNetwork | None) -> Iterator[Row]:
    """Tell how rides went, of those that were made and have both times."""
    made = table[(table["status"] == "served") & (table["pickup_s"] != NO_TIME) & (table["dropoff_s"] != NO_TIME)]
    ride_s = (made["dropoff_s"] - made["pickup_s"]).to_numpy(np.float64)
    yield _row("ride_time_mean", "", mean(ride_s), "s", len(made), STUDENT)
    yield from _quantiles("ride_time", ride_s, "s")
    metres = made["beeline_m"].to_numpy(np.float64)
    moves = (ride_s > 0) & (metres > 0)
    kph = metres[moves] / METRES_PER_KM / (ride_s[moves] / HOUR_S)
    yield from _quantiles("speed_by_beeline", kph, "km/h")
    if network is not None:
        direct_s = _direct_s(made, network)
        driven = direct_s > 0
        yield from _quantiles("ride_by_direct_drive", ride_s[driven] / direct_s[driven], "")
    wished = made[made["wished"]]  # from a time that is guessed nobody waits
    ready = wished[["submitted_s", "earliest_departure_s"]].max(axis=1)
    yield from _quantiles("wait", (wished["pickup_s"] - ready).to_numpy(np.float64), "s")
    told = made[made["told_pickup_s"] != NO_TIME]
    yield from _quantiles("later_than_told", (told["pickup_s"] - told["told_pickup_s"]).to_numpy(np.float64), "s")
    there = wished[wished["vehicle_there_s"] != NO_TIME]
    dwell_s = (there["pickup_s"] - np.maximum(there["vehicle_there_s"], there["earliest_departure_s"])).to_numpy(float)
    yield _row("dwell_mean", "", mean(dwell_s), "s", len(there), STUDENT, "services.NAME.dwell")
    yield from _quantiles("dwell", dwell_s, "s")


def _direct_s(made: pd.DataFrame, network: RoadNetwork) -> NDArray[np.int32]:
    """Return how long the direct drives from node to node take [s], without any stop."""
    from simulator.network.travel_times import build_travel_times

    snapper = NodeSnapper(network)
    nodes = [snapper.snap(made[f"{end}_lon"], made[f"{end}_lat"])[0] for end in ("origin", "destination")]
    return build_travel_times(network, used=np.concatenate(nodes), how="search").direct_s(*nodes)


def _ends(table: pd.DataFrame) -> Iterator[Row]:
    """Tell what share ends how: of all whose end is known, of those not refused, and of those who did not cancel.

    Of an end that no row has nobody knows whether the export would have it. Nothing is told whose base would tell how
    few others are.
    """
    counts = table["status"].value_counts()
    served, cancelled, no_show, rejected, declined = (
        int(counts.get(status, 0)) for status in ("served", "cancelled", "no_show", "rejected", "declined")
    )
    came = served + no_show
    known = came + cancelled + rejected + declined
    for figure, hits, of, key in (
        ("rejected_share", rejected, known, ""),
        ("cancelled_share", cancelled, came + cancelled, "people.classes.NAME.cancellation"),
        ("no_show_share", no_show, came, "people.classes.NAME.no_show"),
    ):
        if hits and not 0 < known - of < LEAST:
            yield _row(figure, "", _share(hits, of), "", of, WILSON, key)
