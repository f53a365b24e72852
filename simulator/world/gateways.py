"""Places outside of the area: where they are, which stops of a timetable are there, and who goes there or comes back.

A service that stays in the area sees such a request where its other end is, and refuses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.gateways import OUTSIDE_DTYPES
from simulator.demand.places import Places
from simulator.errors import Problem, ScenarioError
from simulator.input_table import raise_problems
from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs_changes.chosen_trips import UnknownNameError, chosen_stops
from simulator.network.timetable.stored import load_feed
from simulator.scenario.gateway_models import Gateway
from simulator.scenario.models import Scenario
from simulator.suggest import suggest
from simulator.tables import NO_NODE, NO_TIME, TIMETABLE

ENDS = ("origin", "destination")
_TIMES_AT = {"origin": ("earliest_departure_s",), "destination": ("earliest_arrival_s", "latest_arrival_s")}


def gateway_places(scenario: Scenario) -> tuple[list[str], Places] | None:
    """Return names of the places outside, and where they are; None where the scenario has none.

    Raises ScenarioError for stops that no timetable of the scenario has.
    """
    gateways = scenario.demand.gateways_named
    if not gateways:
        return None
    feeds = [load_feed(config.feed) for config in scenario.services.values() if config.kind == TIMETABLE]  # type: ignore[attr-defined]
    problems, at = list[Problem](), list[tuple[float, float]]()
    for number, gateway in enumerate(gateways):
        try:
            at.append(_place(gateway, feeds))
        except UnknownNameError as error:
            problems.append(scenario.problem(f"demand.gateways.places[{number}].stops", str(error)))
    if problems:
        raise ScenarioError(problems)
    lon, lat = np.array(at, dtype=np.float64).T
    return [gateway.name for gateway in gateways], Places(lon, lat, np.array([gateway.weight for gateway in gateways]))


def _place(gateway: Gateway, feeds: Sequence[Feed]) -> tuple[float, float]:
    """Return longitude and latitude of a place. Raises UnknownNameError where no feed has all of its stops."""
    told = None if gateway.lon is None or gateway.lat is None else (gateway.lon, gateway.lat)
    wrong = UnknownNameError("stops", "no service has a timetable with stops; expected lon and lat")
    for feed in feeds if gateway.stops else ():
        try:
            chosen_stops(feed, gateway.stops)
        except UnknownNameError as error:
            wrong = error
            continue
        stops, name = feed.tables["stops"], gateway.stops[0]
        first = stops[(stops["stop_id"] == name) | (stops["stop_name"] == name)].iloc[0]
        return told or (float(first["stop_lon"]), float(first["stop_lat"]))
    if told is None or (feeds and gateway.stops):
        raise wrong
    return told


def stops_at(feed: Feed, gateway: Gateway) -> set[str]:
    """Return the ids of the stops of a feed that count as a place outside; none where it does not know them."""
    try:
        return chosen_stops(feed, gateway.stops)
    except UnknownNameError:
        return set()


def placed_outside(scenario: Scenario, demand: pd.DataFrame) -> pd.DataFrame:
    """Return requests with the ends that lie outside put where these are, and times as they are at the stops there.

    demand: of ``tables.DEMAND_DTYPES``, with ``OUTSIDE_DTYPES`` where any names a place, and ``line`` of a file. Raises
    RequestFileError for places the scenario does not name.
    """
    known = gateway_places(scenario)
    if known is None and "origin_gateway" not in demand:
        return demand
    demand = demand.assign(**{name: "" for name in OUTSIDE_DTYPES if name not in demand})
    names, places = known or ([], Places(*(np.zeros(0),) * 3))
    _refuse_unknown(scenario, demand, names)
    beyond_s = [gateway.beyond_s for gateway in scenario.demand.gateways_named]
    moved: dict[str, Any] = {}
    for end, outside in zip(ENDS, outside_ends(demand), strict=True):
        name = demand[f"{end}_gateway"]
        for axis, told in (("lon", places.lon), ("lat", places.lat)):
            there = name.map(dict(zip(names, told.tolist(), strict=True)))
            moved[f"{end}_{axis}"] = demand[f"{end}_{axis}"].mask(outside, there.astype("float64"))
        later_s = name.map(dict(zip(names, beyond_s, strict=True))).fillna(0).to_numpy(np.int64)
        for time in _TIMES_AT[end]:
            shifted_s = demand[time] + (later_s if end == "origin" else -later_s)
            moved[time] = demand[time].where(demand[time] == NO_TIME, shifted_s).astype("int32")
    demand = demand.assign(**moved)
    _refuse_too_late(scenario, demand)
    return demand.astype(OUTSIDE_DTYPES)


def _refuse_unknown(scenario: Scenario, demand: pd.DataFrame, names: Sequence[str]) -> None:
    """Raise RequestFileError for places that are not named, and for requests that do not touch the area."""
    problems, both = [], np.logical_and(*outside_ends(demand))
    for end, outside in zip(ENDS, outside_ends(demand), strict=True):
        wrong = outside & ~demand[f"{end}_gateway"].isin(names).to_numpy(bool)
        for row in np.flatnonzero(wrong).tolist():
            name = demand[f"{end}_gateway"].iloc[row]
            hint = suggest(name, names) or (f"known are {', '.join(names)}" if names else "demand.gateways names none")
            problems.append(_problem(scenario, demand, row, f"{end}_gateway", f'no place "{name}" outside; {hint}'))
        told = outside & ((demand[f"{end}_node"] != NO_NODE) | demand[f"{end}_lon"].notna()).to_numpy(bool)
        if "line" in demand:
            for row in np.flatnonzero(told).tolist():
                message = f"stands beside {end}_lon or {end}_node; expected one of them"
                problems.append(_problem(scenario, demand, row, f"{end}_gateway", message))
    message = "origin and destination are outside; one of them has to be in the area"
    problems += [_problem(scenario, demand, row, "origin_gateway", message) for row in np.flatnonzero(both).tolist()]
    raise_problems(Path(_source(scenario)), problems)


def _refuse_too_late(scenario: Scenario, demand: pd.DataFrame) -> None:
    """Raise RequestFileError for those who have to be at the stops outside before they leave."""
    latest_s = demand["latest_arrival_s"]
    late = (latest_s != NO_TIME) & (latest_s <= demand["earliest_departure_s"])
    message = "leaves no time for the way beyond the stops outside (demand.gateways)"
    problems = [
        _problem(scenario, demand, row, "latest_arrival", message) for row in np.flatnonzero(late.to_numpy()).tolist()
    ]
    raise_problems(Path(_source(scenario)), problems)


def _problem(scenario: Scenario, demand: pd.DataFrame, row: int, column: str, message: str) -> Problem:
    line = int(demand["line"].iloc[row]) if "line" in demand else 0
    return Problem(_source(scenario), line, 0, column, f"{demand['request_id'].iloc[row]}: {message}")


def _source(scenario: Scenario) -> str:
    file = scenario.demand.as_file
    return f"demand {scenario.demand.kind}" if file is None else str(file.requests_file)


def outside_ends(demand: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which requests begin outside, and which end there, each bool (requests,)."""
    begins, ends = (
        (demand[name] != "").to_numpy(bool) if name in demand else np.zeros(len(demand), dtype=bool)
        for name in OUTSIDE_DTYPES
    )
    return begins, ends


def are_outside(demand: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which requests begin or end outside, bool (requests,)."""
    outside: NDArray[np.bool_] = np.logical_or(*outside_ends(demand))
    return outside


def without_places_outside(demand: pd.DataFrame) -> pd.DataFrame:
    """Return requests without the coordinates of ends outside, for tables that are all about the area."""
    gone = {
        f"{end}_{axis}": demand[f"{end}_{axis}"].mask(outside)
        for end, outside in zip(ENDS, outside_ends(demand), strict=True)
        for axis in ("lon", "lat")
        if outside.any()
    }
    return demand.assign(**gone) if gone else demand


def with_ends_inside(demand: pd.DataFrame) -> pd.DataFrame:
    """Return requests as services see them that stay in the area: both ends are where the one in the area is."""
    if not are_outside(demand).any():
        return demand
    moved: dict[str, Any] = {}
    for end, other, outside in zip(ENDS, ENDS[::-1], outside_ends(demand), strict=True):
        for name in ("lon", "lat", "node"):
            moved[f"{end}_{name}"] = demand[f"{end}_{name}"].mask(outside, demand[f"{other}_{name}"])
    return demand.assign(**moved)
