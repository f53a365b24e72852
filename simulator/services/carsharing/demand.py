"""Who wants a car: from a file, drawn, from institutions, and from travellers of the common demand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.bookings_file import BOOKING_REQUEST_DTYPES, read_bookings
from simulator.demand.car_bookings import synthesise_bookings
from simulator.demand.places import Places, read_localities
from simulator.errors import ScenarioError
from simulator.input_table import Reading
from simulator.network.graph import RoadNetwork
from simulator.network.near import Near
from simulator.network.snapping import Snapper, snapper_of
from simulator.scenario.calendar_models import WEEKDAYS, Calendar
from simulator.scenario.models import ServicePart
from simulator.scenario.turns import feeders_of
from simulator.services.carsharing.places import CarPlaces, in_zones
from simulator.services.carsharing.schema import Config, SyntheticBookings
from simulator.tables import NO_NODE, NO_TIME, OF_REQUEST, WHEN_REFUSED
from simulator.units import DAY_S
from simulator.world.gateways import outside_ends

SPEED_KPH = 50.0  # of round trips whose drive time nobody told; assumption


@dataclass(frozen=True)
class BookingRequests:
    """Bookings before travel times are known.

    table: ``BOOKING_REQUEST_DTYPES``, and origin_node, destination_node, institution, car, party_size, part: whether it
    is a drive to a station on a journey that others offer. near, near_end: stations in walking range of origin and
    destination of each booking, nearest first. allowed: whether a car may be left there.
    """

    table: pd.DataFrame
    near: list[list[int]]
    near_end: list[list[int]]
    allowed: NDArray[np.bool_]


def booking_requests(
    part: ServicePart[Config],
    roads: RoadNetwork | Snapper,
    places: CarPlaces,
    requests: pd.DataFrame,
    usual: pd.DataFrame | None = None,
    passing: pd.DataFrame | None = None,
) -> BookingRequests:
    """Gather all booking requests and put them onto the roads.

    requests: those of the common demand that may ask for a car, ``tables.DEMAND_DTYPES``, request and asks_s. usual:
    bookings of the public, ``BOOKING_REQUEST_DTYPES``; those of the scenario when not given. passing: likewise the
    requests that may drive to a station on a journey that others offer. Raises InputError.
    """
    scenario, config = part.scenario, part.config
    snapper = snapper_of(roads)
    network = snapper.network
    public = _usual(part, network, places) if usual is None else _filled(usual)
    tables = [_fixed(part, places), public, _of_requests(network, requests)]
    tables += [] if passing is None or passing.empty else [_to_stations(network, passing)]
    table = pd.concat([one for one in tables if len(one)] or tables, ignore_index=True)
    table = table.astype(
        {**BOOKING_REQUEST_DTYPES, "institution": "string", "car": "int32", "party_size": "int32", "part": "bool"}
    )
    table = table.assign(submitted_s=_institutions_first(table, scenario.calendar.begins_s))
    near, near_end = _stations_near(config, network, places, table)
    stations = places.stations["node"].to_numpy(np.int32)
    origin = _nodes(snapper, table, "origin", near, stations)
    destination = _nodes(snapper, table, "destination", near_end, stations)
    table = table.assign(origin_node=origin, destination_node=destination)
    allowed = np.ones(len(table), dtype=np.bool_)
    if config.mode == "free_floating":
        allowed = in_zones(config.zones, table["destination_lon"].to_numpy(), table["destination_lat"].to_numpy())
    return BookingRequests(table, near, near_end, allowed)


def _fixed(part: ServicePart[Config], places: CarPlaces) -> pd.DataFrame:
    """Return the bookings of institutions on all days. Raises ScenarioError where a car cannot drive that far."""
    scenario, config = part.scenario, part.config
    rows, problems = [], []
    cars = {car: number for number, car in enumerate(places.cars["car_id"])}
    first = scenario.calendar.weekday
    for number, fixed in enumerate(config.community):
        car = cars[fixed.car]
        drive_s = round(fixed.length_m / (_speed_kph(config) / 3.6))
        store = places.stores[places.cars["car_type"].iloc[car]]
        key = f"community[{number}].length"
        if store is not None:
            needed = store.used_mwh(round(fixed.length_m), drive_s, at_s=fixed.hours[0]) + store.reserve_mwh
            if needed > store.capacity_mwh:
                message = f"{fixed.length_m / 1000:g} km a day and the reserve need more energy than {fixed.car} stores"
                problems.append(part.problem(key, message))
        if drive_s > fixed.hours[1] - fixed.hours[0]:
            problems.append(part.problem(key, f"{fixed.length_m / 1000:g} km take longer than the hours given"))
        rows += [
            {
                "booking_id": f"{fixed.car}-day{day + (day >= 0)}-{number + 1}",
                "start_s": scenario.calendar.clock.true(day * DAY_S + fixed.hours[0]),
                "planned_end_s": scenario.calendar.clock.true(day * DAY_S + fixed.hours[1]),
                "station_id": places.stations["station_id"].iloc[places.cars["station"].iloc[car]],
                "length_m": round(fixed.length_m),
                "drive_s": drive_s,
                "late_s": 0,
                "institution": fixed.institution,
                "car": car,
            }
            for day in range(-scenario.calendar.warm_up, scenario.calendar.days)
            if WEEKDAYS[(first + day) % 7] in fixed.days
        ]
    if problems:
        raise ScenarioError(problems)
    return _filled(pd.DataFrame(rows))


def _institutions_first(table: pd.DataFrame, begins_s: int) -> pd.Series[int]:
    """Return when bookings are asked for [s]: institutions do so as the service begins, before anybody else."""
    submitted_s = table["submitted_s"]
    fixed = table["institution"] != ""
    known = submitted_s[~fixed & (submitted_s != WHEN_REFUSED)]
    return submitted_s.mask(fixed, min([begins_s, *known.tolist()]))


def _usual(part: ServicePart[Config], network: RoadNetwork, places: CarPlaces) -> pd.DataFrame:
    """Return the bookings of the public: from the file, or drawn."""
    scenario, config = part.scenario, part.config
    if config.demand.bookings_file is not None:
        reading = scenario.calendar.reading(config.demand.columns)
        stations = tuple(places.stations["station_id"])
        table = read_bookings(config.demand.bookings_file, stations, reading, network)
        _check_days(part, table)
        # what was booked before anything is simulated counts as booked when that begins, as in drawn demand
        table = table.assign(submitted_s=table["submitted_s"].clip(lower=scenario.calendar.begins_s))
        return _filled(table)
    synthetic = config.demand.synthetic
    if synthetic is None:
        return _filled(pd.DataFrame())
    homes = read_localities(synthetic.localities, Reading(synthetic.columns), network)
    weight = homes.weight * _served(config, network, places, homes)
    if not weight.sum() > 0:
        message = f"nobody lives within {config.booking.walk_m:.0f} m of a station ({part.key('booking.walk')})"
        if config.mode == "free_floating":
            message = "nobody lives in any zone"
        raise ScenarioError([part.problem("demand.synthetic.localities", message)])
    served = Places(homes.lon, homes.lat, weight)
    targets = None if config.mode == "round_trip" else served
    calendar, seed = scenario.calendar, part.seed
    table = synthesise_bookings(synthetic, served, targets, calendar.days, calendar.weekday, seed, calendar.warm_up)
    table = _on_true_time(table, calendar)
    if config.mode == "free_floating":  # nobody reserves a free-floating car ahead
        table = table.assign(submitted_s=table["start_s"], walk_up=True)
        table = table.sort_values("submitted_s", kind="stable")
    return _filled(table)


def _on_true_time(table: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Return bookings that were drawn by the clock; how long they last, and how far ahead they are made, stays."""
    start_s = table["start_s"].to_numpy(np.int64)
    ahead_s = calendar.clock.true_s(start_s) - start_s
    ends_s = table["planned_end_s"].mask(table["planned_end_s"] != NO_TIME, table["planned_end_s"] + ahead_s)
    submitted_s = (table["submitted_s"] + ahead_s).clip(lower=calendar.begins_s)
    moved = table.assign(start_s=start_s + ahead_s, planned_end_s=ends_s, submitted_s=submitted_s)
    return moved.sort_values("submitted_s", kind="stable").astype(BOOKING_REQUEST_DTYPES)


def _check_days(part: ServicePart[Config], table: pd.DataFrame) -> None:
    """Raise ScenarioError where bookings of the file start before anything is simulated."""
    calendar = part.scenario.calendar
    early = table[table["start_s"] < calendar.begins_s]
    if len(early):
        name, day = early["booking_id"].iloc[0], early["start_s"].iloc[0] // DAY_S
        before = f"before day 0 are {calendar.warm_up} days (calendar.warm_up)"
        message = f'booking "{name}" starts on day {day}; {before}'
        raise ScenarioError([part.problem("demand.bookings_file", message)])


def _served(config: Config, network: RoadNetwork, places: CarPlaces, homes: Places) -> NDArray[np.bool_]:
    """Return which localities lie in walking range of a station, or in a zone."""
    if config.mode == "free_floating":
        return in_zones(config.zones, homes.lon, homes.lat)
    if not len(places.stations):
        return np.zeros(len(homes.lon), dtype=np.bool_)
    stations = network.project(places.stations["lon"].to_numpy(), places.stations["lat"].to_numpy())
    return Near(stations).nearest(network.project(homes.lon, homes.lat))[1] <= config.booking.walk_m


def _of_requests(network: RoadNetwork, requests: pd.DataFrame) -> pd.DataFrame:
    """Return the bookings that travellers of the common demand would make; length and end follow from the roads."""
    if not len(requests):
        return _filled(pd.DataFrame())
    ends = {}
    for end in ("origin", "destination"):
        node = requests[f"{end}_node"].to_numpy()
        for axis, known in (("lon", network.lon), ("lat", network.lat)):
            ends[f"{end}_{axis}"] = np.where(node == NO_NODE, requests[f"{end}_{axis}"], known[node])
    return _filled(
        pd.DataFrame(
            {
                "booking_id": OF_REQUEST + requests["request_id"].astype(str),
                "submitted_s": requests["asks_s"],
                "known_s": requests["submitted_s"],
                "start_s": requests["earliest_departure_s"],
                **ends,
                "walk_up": requests["submitted_s"] == requests["earliest_departure_s"],
                "traveller_class": requests["traveller_class"],
                "request": requests["request"],
                "party_size": requests["party_size"],
            }
        )
    )


def _to_stations(network: RoadNetwork, requests: pd.DataFrame) -> pd.DataFrame:
    """Return the bookings that travellers would make to a station: where, when and how far is known when they do."""
    return _of_requests(network, requests).assign(
        booking_id="request-" + requests["request_id"].astype(str).to_numpy() + "-to-station",
        destination_lon=np.nan, destination_lat=np.nan, length_m=0, drive_s=0, late_s=0, walk_up=False, part=True,
    )  # fmt: skip


def _filled(table: pd.DataFrame) -> pd.DataFrame:
    """Return booking requests with every column; what is not told is the ordinary case."""
    ordinary: dict[str, Any] = {
        "submitted_s": 0, "planned_end_s": NO_TIME, "station_id": "", "end_station_id": "",
        "origin_lon": np.nan, "origin_lat": np.nan,
        "destination_lon": np.nan, "destination_lat": np.nan, "length_m": NO_TIME, "drive_s": NO_TIME,
        "late_s": NO_TIME, "walk_up": False, "traveller_class": "", "request": -1, "institution": "", "car": -1,
        "party_size": 0, "part": False,
    }  # fmt: skip
    columns = [*BOOKING_REQUEST_DTYPES, "institution", "car", "party_size", "part", "known_s"]
    filled = table.assign(**{name: value for name, value in ordinary.items() if name not in table})
    return filled.assign(known_s=filled.get("known_s", filled["submitted_s"])).reindex(columns=columns)


def _speed_kph(config: Config) -> float:
    synthetic: SyntheticBookings | None = config.demand.synthetic
    return SPEED_KPH if synthetic is None else synthetic.speed_kph


def _stations_near(
    config: Config, network: RoadNetwork, places: CarPlaces, table: pd.DataFrame
) -> tuple[list[list[int]], list[list[int]]]:
    """Return the stations that bookings may start and end at, nearest first."""
    nothing: list[list[int]] = [[] for _ in range(len(table))]
    stations = places.stations
    if not len(stations):
        return nothing, nothing
    number = {name: row for row, name in enumerate(stations["station_id"])}
    xy = network.project(stations["lon"].to_numpy(), stations["lat"].to_numpy())
    tree = Near(xy)
    both = []
    for end, named in (("origin", "station_id"), ("destination", "end_station_id")):
        lon, lat, known = _places(table, end)
        found = nothing.copy()
        rows = np.flatnonzero(known).tolist()
        at = network.project(lon[known], lat[known]) if rows else np.zeros((0, 2))
        place_of, station = tree.within(at, config.booking.walk_m)
        first = np.searchsorted(place_of, np.arange(len(at) + 1)).tolist()
        for row, place, (a, b) in zip(rows, at, pairwise(first), strict=True):
            inside = station[a:b].tolist()
            distance = ((xy[inside] - place) ** 2).sum(axis=1)
            found[row] = [station for _, station in sorted(zip(distance.tolist(), inside, strict=True))]
        for row, name in enumerate(table[named].tolist()):
            if name:
                found[row] = [number[name]]
        both.append(found)
    return both[0], both[1]


def _nodes(
    snapper: Snapper, table: pd.DataFrame, end: str, near: list[list[int]], stations: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return the node where a drive starts or ends: of the nearest station, else of the place itself."""
    nodes = np.full(len(table), NO_NODE, dtype=np.int32)
    lon, lat, known = _places(table, end)
    at_station = np.array([bool(found) for found in near], dtype=np.bool_)
    if end == "destination":
        at_station &= ~known
    nodes[at_station] = [stations[found[0]] for found, there in zip(near, at_station, strict=True) if there]
    itself = np.flatnonzero(known & ~at_station)
    nodes[itself] = snapper.snap(lon[itself], lat[itself])[0]
    return nodes


def _places(table: pd.DataFrame, end: str) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return lon and lat of one end of each booking, and whether both are known."""
    lon, lat = table[f"{end}_lon"].to_numpy(), table[f"{end}_lat"].to_numpy()
    return lon, lat, ~(np.isnan(lon) | np.isnan(lat))


def walk_s(metres: float, kph: float) -> int:
    """Return the time of a walk [s]."""
    return round(metres * 3.6 / kph)


def requests_for_cars(part: ServicePart[Config], demand: pd.DataFrame) -> pd.DataFrame:
    """Return the requests that may ask for a car: of classes that do, at first or when refused elsewhere.

    Adds request, the number in the common demand, and asks_s: WHEN_REFUSED for those who ask others first.
    """
    turns = {name: part.scenario.asks(name) for name in part.asked_by}
    first = [name for name, its in turns.items() if part.name in its[0]]
    at_all = [name for name, its in turns.items() if any(part.name in turn for turn in its)]
    table = demand.assign(request=np.arange(len(demand)))
    by_car = table["traveller_class"].isin(first)
    table["asks_s"] = table["submitted_s"].where(by_car, WHEN_REFUSED)
    return table[table["traveller_class"].isin(at_all)]


def requests_passing(part: ServicePart[Config], demand: pd.DataFrame) -> pd.DataFrame:
    """Return the requests, likewise, that may drive to a station on a journey of a service that this one is part of.

    They begin inside of the area, and are of classes that ask such a service.
    """
    doors = set(feeders_of(part.name, part.scenario.services))
    asking = [name for name in part.asked_by if any(doors & {*turn} for turn in part.scenario.asks(name))]
    table = demand.assign(request=np.arange(len(demand)), asks_s=WHEN_REFUSED)
    return table[table["traveller_class"].isin(asking) & ~outside_ends(demand)[0]]


def nodes_used(places: CarPlaces, asked: BookingRequests) -> NDArray[np.int32]:
    """Return the nodes between which cars drive, int32."""
    parts = [places.stations["node"], places.cars["node"], places.sites["node"]]
    parts += [asked.table[name] for name in ("origin_node", "destination_node")]
    nodes = np.unique(np.concatenate([part.to_numpy(np.int32) for part in parts]))
    used: NDArray[np.int32] = nodes[nodes != NO_NODE].astype(np.int32)
    return used
