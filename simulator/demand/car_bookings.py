"""Synthetic bookings of shared cars: who wants a car where, when, for how long and how far.

Every attribute has a random stream of its own, as in ``demand.synthesis``: another share of walk-ups leaves places,
times and lengths as they are. docs/carsharing.md tells what is known and what is assumed.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.bookings_file import BOOKING_REQUEST_DTYPES
from simulator.demand.draws import by_weight, scattered
from simulator.demand.places import Places
from simulator.demand.streams import stream
from simulator.network.graph import METRES_PER_DEGREE
from simulator.tables import NO_TIME
from simulator.units import DAY_S, HOUR_S

ROAD_BY_BEELINE = 1.3
ROUNDED_TO_S = 300  # starts and ends of bookings


class Times(Protocol):
    """Lognormal times [s], cut off at both ends."""

    @property
    def median_s(self) -> int: ...
    @property
    def sigma(self) -> float: ...
    @property
    def min_s(self) -> int: ...
    @property
    def max_s(self) -> int: ...


class Lengths(Protocol):
    """Lognormal lengths [m], cut off at both ends."""

    @property
    def median_m(self) -> float: ...
    @property
    def sigma(self) -> float: ...
    @property
    def min_m(self) -> float: ...
    @property
    def max_m(self) -> float: ...


class Config(Protocol):
    """What the synthesis needs to know; ``scenario.carsharing_models.SyntheticBookings`` fits."""

    @property
    def bookings_per_day(self) -> float: ...
    @property
    def starts(self) -> tuple[float, ...]: ...
    @property
    def weekdays(self) -> tuple[float, ...]: ...
    @property
    def walk_up_share(self) -> float: ...
    @property
    def lead_time(self) -> Times: ...
    @property
    def duration(self) -> Times: ...
    @property
    def distance(self) -> Lengths: ...
    @property
    def speed_kph(self) -> float: ...
    @property
    def scatter_m(self) -> float: ...


def synthesise_bookings(
    config: Config,
    homes: Places,
    targets: Places | None,
    days: int,
    first_weekday: int,
    seed: int,
    warm_up: int = 0,
) -> pd.DataFrame:
    """Return bookings with the columns of ``BOOKING_REQUEST_DTYPES``, by submission.

    homes: where customers live, near enough to a car. targets: where one-way trips go; None: round trips, whose length
    and duration are drawn. first_weekday: that of the first day, 0 is Monday. warm_up: days before the first one, which
    leave the bookings of the others as they are; only that those may be made then.
    """
    table = _bookings_of_days(config, homes, targets, 0, days, first_weekday, seed)
    if warm_up:
        before = int(stream(seed, "car warm-up").integers(2**32))
        early = _bookings_of_days(config, homes, targets, -warm_up, warm_up, first_weekday - warm_up, before)
        table = pd.concat([early.assign(booking_id="w" + early["booking_id"].str[1:]), table], ignore_index=True)
    submitted_s = table["submitted_s"].clip(lower=-warm_up * DAY_S)
    return table.assign(submitted_s=submitted_s).sort_values("submitted_s", kind="stable", ignore_index=True)


def _bookings_of_days(
    config: Config, homes: Places, targets: Places | None, first_day: int, days: int, first_weekday: int, seed: int
) -> pd.DataFrame:
    """Return the bookings that start on some days, by start."""
    factors = np.array(config.weekdays)[(first_weekday + np.arange(days)) % 7]
    upto = np.floor(np.cumsum(config.bookings_per_day * factors) + 1e-9).astype(np.int64)
    count = int(upto[-1])
    day = np.searchsorted(upto, np.arange(count), side="right")
    start = (first_day + day) * DAY_S + _clock_times(config.starts, count, seed)
    walk_up = stream(seed, "car walk-up").random(count) < config.walk_up_share
    lead = _drawn(config.lead_time, stream(seed, "car lead time"), count)
    home = by_weight(stream(seed, "car home"), homes.weight, count)
    places = scattered(homes, home, config.scatter_m, stream(seed, "car home place"))
    return pd.DataFrame(
        {
            "booking_id": [f"b{number + 1:06d}" for number in range(count)],
            "submitted_s": np.where(walk_up, start, start - lead),
            "start_s": start,
            "station_id": "",
            "end_station_id": "",
            "origin_lon": places[:, 0],
            "origin_lat": places[:, 1],
            "late_s": NO_TIME,
            "walk_up": walk_up,
            "traveller_class": "",
            "request": -1,
            **(_round_trips(config, start, seed) if targets is None else _trips(config, homes, home, targets, seed)),
        },
        columns=list(BOOKING_REQUEST_DTYPES),
    ).astype(BOOKING_REQUEST_DTYPES)


def _clock_times(weights: tuple[float, ...], count: int, seed: int) -> NDArray[np.int64]:
    hour = by_weight(stream(seed, "car hour"), np.array(weights, dtype=float), count)
    second = stream(seed, "car second").random(count) * HOUR_S
    return hour * HOUR_S + (second // ROUNDED_TO_S * ROUNDED_TO_S).astype(np.int64)


def _round_trips(config: Config, start: NDArray[np.int64], seed: int) -> dict[str, object]:
    """Draw length and duration; who drives far keeps the car at least as long as the drive takes."""
    count = len(start)
    length = config.distance.median_m * np.exp(
        config.distance.sigma * stream(seed, "car distance").standard_normal(count)
    )
    length = np.clip(length, config.distance.min_m, config.distance.max_m).astype(np.int64)
    drive = np.ceil(length / (config.speed_kph / 3.6)).astype(np.int64)
    lasts = np.maximum(_drawn(config.duration, stream(seed, "car duration"), count), drive)
    return {
        "planned_end_s": start + -(-lasts // ROUNDED_TO_S) * ROUNDED_TO_S,
        "destination_lon": np.nan,
        "destination_lat": np.nan,
        "length_m": length,
        "drive_s": drive,
    }


def _trips(config: Config, homes: Places, home: NDArray[np.int64], targets: Places, seed: int) -> dict[str, object]:
    """Draw destinations by inhabitants and by how likely trips of that length are."""
    count = len(home)
    pick = stream(seed, "car target").random(count)
    target = np.zeros(count, dtype=np.int64)
    for place in np.unique(home):
        east = METRES_PER_DEGREE * np.cos(np.radians(homes.lat[place]))
        metres = ROAD_BY_BEELINE * np.hypot(
            (targets.lon - homes.lon[place]) * east, (targets.lat - homes.lat[place]) * METRES_PER_DEGREE
        )
        weight = np.where(metres >= config.distance.min_m, targets.weight * _density(config.distance, metres), 0.0)
        if not weight.sum() > 0:
            weight = targets.weight * (metres > 0)
        if not weight.sum() > 0:
            weight = targets.weight
        rows = np.flatnonzero(home == place)
        cumulative = np.cumsum(weight)
        target[rows] = np.searchsorted(cumulative, pick[rows] * cumulative[-1], side="right")
    places = scattered(
        targets, target.clip(max=len(targets.weight) - 1), config.scatter_m, stream(seed, "car target place")
    )
    return {
        "planned_end_s": NO_TIME,
        "destination_lon": places[:, 0],
        "destination_lat": places[:, 1],
        "length_m": NO_TIME,
        "drive_s": NO_TIME,
    }


def _density(lengths: Lengths, metres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the lognormal density at lengths, up to a factor; 0 beyond the longest."""
    safe = np.maximum(metres, 1.0)
    spread = max(lengths.sigma, 0.05)
    density = np.exp(-((np.log(safe / lengths.median_m) / spread) ** 2) / 2) / safe
    return np.where(metres <= lengths.max_m, density, 0.0)


def _drawn(times: Times, random: np.random.Generator, count: int) -> NDArray[np.int64]:
    drawn = times.median_s * np.exp(times.sigma * random.standard_normal(count))
    seconds: NDArray[np.int64] = np.clip(drawn, times.min_s, times.max_s).astype(np.int64)
    return seconds
