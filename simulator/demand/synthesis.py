"""A synthetic day of requests for a region without booking data.

Each request draws a home by population, then a distance band by the distribution of trip distances times the share of
such trips that neither walk nor cycle, then a place within that band by attraction; ways home swap the two ends. Every
attribute has a random stream of its own: another share of prebooked rides leaves origins and times as they are, and the
first n requests of a larger day are those of the smaller one. docs/demand.md tells what is known and what is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.draws import by_weight, hour_weights, moments, scattered
from simulator.demand.gateways import NOWHERE, OUTSIDE_DTYPES, GatewayConfig, Sites, Ways, with_ends_outside
from simulator.demand.lead_times import Booking, lead_times
from simulator.demand.places import Places
from simulator.demand.purposes import HOMEBOUND, WEEKDAY
from simulator.demand.streams import stream
from simulator.demand.volume import Volume, volume_of_day
from simulator.network.graph import METRES_PER_DEGREE
from simulator.tables import DEMAND_DTYPES, NO_NODE, NO_TIME, no_rows, typed
from simulator.units import METRES_PER_KM

HOMEBOUND_SHARE = 0.5  # who rides out rides home again; assumption
SHORTEST_M = 300.0  # nobody rides less; assumption
DECAY_M = 10_000.0  # within a band, places so much farther attract 1/e; assumption, keeps the open band short
ROAD_BY_BEELINE = 1.3  # length of a trip by its beeline; assumption, the road graph's own is 1.2 to 1.4
ARRIVE_BY_SLACK_S = 45 * 60  # who must be somewhere in time allows for so much more than the drive; assumption
ARRIVE_BY_KPH = 40.0
ARRIVE_BY_KPH_OUTSIDE = 80.0  # by train; assumption


class Band(Protocol):
    """A distance band: upper limit [km], share of all trips, share that could use the service."""

    @property
    def to_km(self) -> float | None: ...
    @property
    def share(self) -> float: ...
    @property
    def drt_share(self) -> float: ...


class Purpose(Protocol):
    """Share of a purpose and weights of its 24 departure hours."""

    @property
    def share(self) -> float: ...
    @property
    def departures(self) -> tuple[float, ...]: ...


class Config(Booking, Protocol):
    """What the synthesis needs to know; ``scenario.demand_models.SyntheticDemand`` fits, as it is on one day."""

    @property
    def requests_per_day(self) -> int: ...
    @property
    def volume(self) -> Volume: ...
    @property
    def distance_bands(self) -> tuple[Band, ...]: ...
    @property
    def distance_decay_per_km(self) -> float: ...
    @property
    def purposes(self) -> Mapping[str, Purpose] | None: ...
    @property
    def party_sizes(self) -> Mapping[int, float]: ...
    @property
    def wheelchair_share(self) -> float: ...
    @property
    def scatter_m(self) -> float: ...
    @property
    def arrive_by_share(self) -> float: ...
    @property
    def gateways(self) -> GatewayConfig | None: ...


def synthesise(
    config: Config,
    localities: Places,
    attractors: Places,
    classes: Mapping[str, float],
    hours: tuple[int, int],
    seed: int,
    outside: tuple[Sequence[str], Places] | None = None,
) -> pd.DataFrame:
    """Return a day of requests with the columns of ``tables.DEMAND_DTYPES``, sorted by submission.

    classes: traveller class -> share. hours [s]: all departures lie in between. outside: names and places of the
    gateways, where there are any; then also ``gateways.OUTSIDE_DTYPES``.
    """
    count = volume_of_day(config.requests_per_day, config.volume, seed)
    ways = _ways(config, (localities, attractors), hours, count, seed, outside)
    table = typed(
        pd.DataFrame(
            {
                "request_id": [f"r{number + 1:06d}" for number in range(count)],
                "submitted_s": ways.departure - _lead_times(config, count, seed),  # negative: on the days before
                "earliest_departure_s": ways.departure,
                "earliest_arrival_s": np.full(count, NO_TIME),
                "latest_arrival_s": _latest_arrivals(config, ways, seed),
                "origin_lon": ways.origin[:, 0],
                "origin_lat": ways.origin[:, 1],
                "destination_lon": ways.destination[:, 0],
                "destination_lat": ways.destination[:, 1],
                "origin_node": NO_NODE,
                "destination_node": NO_NODE,
                "party_size": _draw_key(stream(seed, "party"), config.party_sizes, count),
                "wheelchairs": stream(seed, "wheelchair").random(count) < config.wheelchair_share,
                "parcels": 0,
                "traveller_class": _draw_key(stream(seed, "class"), classes, count),
                "purpose": ways.purpose,
            }
        ),
        DEMAND_DTYPES,
    )
    if outside is not None:
        names = np.array([*outside[0], ""], dtype=object)  # the last one for NOWHERE
        ends = names[ways.origin_gateway], names[ways.destination_gateway]
        table = table.assign(**dict(zip(OUTSIDE_DTYPES, ends, strict=True))).astype(OUTSIDE_DTYPES)
    return table.sort_values("submitted_s", kind="stable", ignore_index=True)


def _ways(
    config: Config,
    places: tuple[Places, Places],
    hours: tuple[int, int],
    count: int,
    seed: int,
    outside: tuple[Sequence[str], Places] | None,
) -> Ways:
    """Return when and where people go. places: where they live, and where they go in the area."""
    localities, attractors = places
    purpose, departure = _purposes_and_departures(config, hours, count, seed)
    home = by_weight(stream(seed, "home"), localities.weight, count)
    other = _other_ends(config, localities, attractors, home, seed)
    at_home = scattered(localities, home, config.scatter_m, stream(seed, "home place"))
    away = scattered(attractors, other, config.scatter_m, stream(seed, "other place"))
    homebound = (purpose == HOMEBOUND)[:, None]
    origin, destination = np.where(homebound, away, at_home), np.where(homebound, at_home, away)
    nowhere = np.full(count, NOWHERE)
    ways = Ways(purpose, departure, origin, destination, nowhere, nowhere)
    if config.gateways is None or outside is None:
        return ways
    sites = Sites(at_home, attractors, outside[1], config.scatter_m)
    return with_ends_outside(ways, sites, config.gateways, hours, seed)


def synthesise_days(days: Iterable[tuple[int, NDArray[np.int64], pd.DataFrame]]) -> pd.DataFrame:
    """Return the requests of several days as those of one run, by submission.

    days: number, what true time is ahead of the day's own [s], and the requests of each. Those of day 0 keep their
    names.
    """
    moved = [_on_day(*day) for day in days]
    if len(moved) == 1:
        return moved[0]
    table = pd.concat(moved or [no_rows(DEMAND_DTYPES)], ignore_index=True)
    return table.sort_values("submitted_s", kind="stable", ignore_index=True)


def seed_of_day(seed: int, day: int) -> int:
    """Return the seed of a day's draws, that of the run for day 0: no day depends on how many there are."""
    return seed if day == 0 else int(stream(seed, f"day {day}").integers(2**31, 2**62))


def _on_day(day: int, ahead_s: NDArray[np.int64], table: pd.DataFrame) -> pd.DataFrame:
    if day == 0 and not ahead_s.any():
        return table
    names = table["request_id"] if day == 0 else f"d{day}-" + table["request_id"]
    times = ("submitted_s", "earliest_departure_s", "latest_arrival_s")
    moved = {name: table[name].mask(table[name] != NO_TIME, table[name] + ahead_s) for name in times[2:]}
    moved |= {name: table[name] + ahead_s for name in times[:2]}
    columns: dict[str, Any] = {str(name): table[name].dtype for name in table}
    return typed(table.assign(request_id=names, **moved), columns | DEMAND_DTYPES)


def _draw_key(random: np.random.Generator, weights: Mapping[Any, float], count: int) -> NDArray[np.object_]:
    keys = np.array(list(weights), dtype=object)
    return keys[by_weight(random, np.array(list(weights.values()), dtype=float), count)]


def _purposes_and_departures(
    config: Config, hours: tuple[int, int], count: int, seed: int
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return purposes and departures [s]: a purpose and hour by weight, what lies outside of the hours left out."""
    names, weight = _hourly_weights(config)
    cell = by_weight(stream(seed, "purpose and hour"), hour_weights(weight, hours).ravel(), count)
    return names[cell // 48], moments(cell % 48, hours, stream(seed, "second").random(count))


def _hourly_weights(config: Config) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Return the purposes and their weights (purposes, 24)."""
    if config.purposes is not None:
        shares = np.array([purpose.share for purpose in config.purposes.values()])
        weight = np.array([purpose.departures for purpose in config.purposes.values()], dtype=float)
        weight *= (shares / np.maximum(weight.sum(axis=1), 1e-9))[:, None]
        return np.array(list(config.purposes), dtype=object), weight
    names, weight = np.array(list(WEEKDAY), dtype=object), np.array(list(WEEKDAY.values()), dtype=float)
    homebound = names == HOMEBOUND
    weight[homebound] *= HOMEBOUND_SHARE / weight[homebound].sum()
    weight[~homebound] *= (1 - HOMEBOUND_SHARE) / weight[~homebound].sum()
    return names, weight


def _other_ends(
    config: Config, localities: Places, attractors: Places, home: NDArray[np.int64], seed: int
) -> NDArray[np.int64]:
    """Return for each home an attractor in the drawn distance band, or in the band nearest to it that has one."""
    wanted = np.array([band.share * band.drt_share for band in config.distance_bands], dtype=float)
    limits = np.array([1000.0 * band.to_km for band in config.distance_bands if band.to_km is not None])
    middles = (np.append(0, limits) + np.append(limits, 2 * limits[-1:] if len(limits) else 1.0)) / 2
    decay = config.distance_decay_per_km / METRES_PER_KM
    wanted *= np.exp(-decay * middles[: len(wanted)])
    band = by_weight(stream(seed, "distance band"), wanted, len(home))
    pick = stream(seed, "other end").random(len(home))
    result = np.zeros(len(home), dtype=np.int64)
    for place, requests in _by_value(home):
        distance = ROAD_BY_BEELINE * _beelines(localities, place, attractors)
        weight = np.where(
            distance >= SHORTEST_M, attractors.weight * np.exp(-distance / DECAY_M - distance * decay), 0.0
        )
        if not weight.sum() > 0:
            weight = attractors.weight
        attractor_band = np.searchsorted(limits, distance)
        available = np.unique(attractor_band[weight > 0])
        nearest_to = np.array([available[np.argmin(np.abs(np.log(middles[available] / m)))] for m in middles])
        for nearest, some in _by_value(nearest_to[band[requests]]):
            rows, cumulative = requests[some], np.cumsum(np.where(attractor_band == nearest, weight, 0.0))
            result[rows] = np.searchsorted(cumulative, pick[rows] * cumulative[-1], side="right")
    return result.clip(max=len(attractors.weight) - 1)


def _by_value(numbers: NDArray[np.int64]) -> Iterable[tuple[int, NDArray[np.int64]]]:
    """Yield each number that there is, ascending, with the positions where it stands."""
    order = np.argsort(numbers, kind="stable")
    values, first = np.unique(numbers[order], return_index=True)
    return zip(values.tolist(), np.split(order, first[1:]), strict=True) if len(values) else ()


def _beelines(localities: Places, place: int, attractors: Places) -> NDArray[np.float64]:
    lat = localities.lat[place]
    east = (attractors.lon - localities.lon[place]) * METRES_PER_DEGREE * np.cos(np.radians(lat))
    return np.asarray(np.hypot(east, (attractors.lat - lat) * METRES_PER_DEGREE))


def _lead_times(config: Config, count: int, seed: int) -> NDArray[np.int64]:
    ahead = stream(seed, "prebooked").random(count), stream(seed, "lead time").standard_normal(count)
    return lead_times(config, *ahead)[1]


def _latest_arrivals(config: Config, ways: Ways, seed: int) -> NDArray[np.int64]:
    latest = ways.departure + direct_s(ways.origin, ways.destination, ways.are_outside) + ARRIVE_BY_SLACK_S
    bound = stream(seed, "arrive by").random(len(ways.departure)) < config.arrive_by_share
    return np.where(bound, latest, NO_TIME)


def direct_s(
    origin: NDArray[np.float64], destination: NDArray[np.float64], are_outside: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return how long the direct ways take by their beelines [s], int64 (ways,).

    origin, destination: lon, lat, float64 (ways, 2). are_outside: which of them begin or end outside, by train.
    """
    step = (destination - origin) * METRES_PER_DEGREE
    metres = ROAD_BY_BEELINE * np.hypot(step[:, 0] * np.cos(np.radians(origin[:, 1])), step[:, 1])
    kph = np.where(are_outside, ARRIVE_BY_KPH_OUTSIDE, ARRIVE_BY_KPH)
    return np.asarray((metres / (kph / 3.6)).astype(np.int64))
