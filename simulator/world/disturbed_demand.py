"""The requests of a run on which demand is another than usual: some are left out, others come on top.

Who has asked before anybody could know of it asks all the same. Of a tour all trips go together. What becomes of a
request depends on its name and that of the disruption alone, so that a small factor keeps some of those whom a larger
one keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from simulator.demand.destinations.lengths import PURPOSES
from simulator.demand.luck import luck
from simulator.demand.purposes import HOMEBOUND, WEEKDAY
from simulator.demand.requests_file import check_on_network, read_requests
from simulator.errors import Problem, ScenarioError
from simulator.input_table import raise_problems
from simulator.network.areas import areas_named
from simulator.network.graph import RoadNetwork
from simulator.network.snapping import StreetSnapper
from simulator.network.timetable.beeline import beeline_m
from simulator.scenario.models import Scenario
from simulator.suggest import suggest
from simulator.tables import DEMAND_DTYPES, NO_NODE, NO_TIME, NO_TOUR
from simulator.world.demand import read_or_synthesise
from simulator.world.disruptions import Disruption, disruptions_of, of_kind
from simulator.world.gateways import placed_outside
from simulator.world.impossible_requests import Impossible
from simulator.world.residents import only_residents
from simulator.world.tours import has_tours

KIND = "demand"
_TIMES = ("submitted_s", "earliest_departure_s", "earliest_arrival_s", "latest_arrival_s")
_NONE = {"person": -1, "tour": NO_TOUR, "tour_position": 0, "own_car": False, "cancelled_s": NO_TIME, "no_show": False}


class DemandChange(NamedTuple):
    """What a disruption changed in the demand. number: of the disruption. added, left_out: names of requests."""

    number: int
    added: tuple[str, ...]
    left_out: tuple[str, ...]


def demand_of(
    scenario: Scenario, snapper: StreetSnapper, impossible: Impossible
) -> tuple[pd.DataFrame, tuple[DemandChange, ...]]:
    """Return the requests of a scenario as ``read_or_synthesise`` does, with what goes wrong, and what that changed.

    Raises RequestFileError, and ScenarioError for purposes that nobody has, and for territories that do not fit.
    """
    demand = read_or_synthesise(scenario, snapper, impossible)
    if scenario.people.live_in:
        demand = _dense(only_residents(scenario, demand, snapper.network))
    wrong = of_kind(disruptions_of(scenario), KIND)
    _check_purposes(scenario, demand, wrong)
    changes = []
    for its in wrong:
        kept, left_out = _fewer(demand, its, scenario, snapper.network)
        more = [*_copies(kept, its, scenario, snapper.network), *_listed(kept, its, scenario, snapper)]
        changes.append(
            DemandChange(its.number, tuple(name for table in more for name in table["request_id"]), left_out)
        )
        demand = kept
        if more:
            whole = pd.concat([kept, *more], ignore_index=True)
            demand = whole.sort_values("submitted_s", kind="stable", ignore_index=True)
        demand = _dense(demand)
    return demand, tuple(changes)


def since_s(its: Disruption) -> int:
    """Return from when on what people ask for may depend on a disruption [s].

    That is when they are told, or it happens, if that is sooner; never before the dispatcher could know of it.
    """
    return max(min(its.told_s, its.from_s), min(its.known_s, its.from_s))


def concerned(demand: pd.DataFrame, its: Disruption, network: RoadNetwork) -> NDArray[np.bool_]:
    """Return which requests a disruption is about by themselves, bool (requests,)."""
    config: Any = its.config
    departure_s = demand["earliest_departure_s"].to_numpy(np.int64)
    found = (departure_s >= its.from_s) & (departure_s < its.until_s)
    for column, names in (("purpose", config.purposes), ("traveller_class", config.classes)):
        if names:
            found &= demand[column].isin(names).to_numpy(bool)
    if config.within is not None or config.areas is not None:
        ends = ("origin", "destination") if config.ends == "either" else (config.ends,)
        found &= np.any([_lies_there(demand, end, config, network) for end in ends], axis=0)
    return found


def _lies_there(demand: pd.DataFrame, end: str, config: Any, network: RoadNetwork) -> NDArray[np.bool_]:
    """Return which requests begin or end within the circle and the areas, bool (requests,)."""
    node = demand[f"{end}_node"].to_numpy()
    lon, lat = (
        np.where(node == NO_NODE, demand[f"{end}_{axis}"].to_numpy(np.float64), of_nodes[node])
        for axis, of_nodes in (("lon", network.lon), ("lat", network.lat))
    )
    there: NDArray[np.bool_] = np.ones(len(demand), dtype=np.bool_)
    if config.within is not None:
        there &= beeline_m(lon, lat, config.within.lon, config.within.lat) <= config.within.radius_m
    if config.areas is not None:
        areas = areas_named(config.areas.file, config.areas.names)
        there &= np.any([shapely.intersects_xy(area, lon, lat) for area in areas], axis=0)
    return there


class _Groups(NamedTuple):
    """Requests that go together. of: int64 (requests,). names: of the first request of each. concerned: bool (n,)."""

    of: NDArray[np.int64]
    names: list[str]
    concerned: NDArray[np.bool_]


def _groups(demand: pd.DataFrame, its: Disruption, network: RoadNetwork) -> _Groups:
    """Return tours and single requests; those that began to ask before anybody could know are not concerned."""
    count = len(demand)
    key = np.arange(count)
    if has_tours(demand):
        tour = demand["tour"].to_numpy(np.int64)
        key = np.where(tour == NO_TOUR, key, count + tour)
    _, first, of = np.unique(key, return_index=True, return_inverse=True)
    about: NDArray[np.bool_] = np.zeros(len(first), dtype=np.bool_)
    about[of[concerned(demand, its, network)]] = True
    about[of[demand["submitted_s"].to_numpy() < since_s(its)]] = False
    return _Groups(of.astype(np.int64), demand["request_id"].iloc[first].tolist(), about)


def _fewer(
    demand: pd.DataFrame, its: Disruption, scenario: Scenario, network: RoadNetwork
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the requests that are left of a demand, and the names of the others."""
    factor: float = its.config.factor  # type: ignore[attr-defined]
    if factor >= 1 or not len(demand):
        return demand, ()
    groups = _groups(demand, its, network)
    stays = luck(scenario.seed, f"disruption {its.name}: left out", groups.names)[:, 0] < factor
    left_out = (groups.concerned & ~stays)[groups.of]
    return demand[~left_out].reset_index(drop=True), tuple(demand.loc[left_out, "request_id"])


def _copies(demand: pd.DataFrame, its: Disruption, scenario: Scenario, network: RoadNetwork) -> Iterable[pd.DataFrame]:
    """Yield further requests like those there are, a little sooner or later: all first ones, all second ones, ..."""
    config: Any = its.config
    if config.factor <= 1 or not len(demand):
        return
    groups = _groups(demand, its, network)
    what = f"disruption {its.name}: further"
    whole = int(config.factor - 1)
    wanted = whole + (luck(scenario.seed, what, groups.names)[:, 0] < config.factor - 1 - whole)
    sooner_s, later_s = _room_s(demand, its, groups, network)
    taken = set(demand["request_id"])
    for number in range(1, whole + 2):
        more = groups.concerned & (wanted >= number)
        rows = np.flatnonzero(more[groups.of])
        if not len(rows):
            return
        drawn = luck(scenario.seed, f"{what} {number}", groups.names)[:, 0]
        shift_s = sooner_s + np.floor(drawn * (later_s - sooner_s + 1)).astype(np.int64)
        table = _moved(demand.iloc[rows], shift_s[groups.of[rows]])
        names = [_new_name(name, taken) for name in table["request_id"]]
        table["request_id"] = pd.Series(names, index=table.index, dtype=table["request_id"].dtype)
        yield _of_nobody(table, number * _tours(demand))


def _room_s(
    demand: pd.DataFrame, its: Disruption, groups: _Groups, network: RoadNetwork
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how far each group may be moved at least (at most 0) and at most [s].

    Nobody asks before it is known, or wants to leave when it is over.
    """
    config: Any = its.config
    count, about = len(groups.names), concerned(demand, its, network)
    sooner_s, later_s = np.full(count, -config.spread_s), np.full(count, config.spread_s)
    departure_s = demand["earliest_departure_s"].to_numpy(np.int64)
    np.maximum.at(sooner_s, groups.of, since_s(its) - demand["submitted_s"].to_numpy(np.int64))
    np.maximum.at(sooner_s, groups.of[about], its.from_s - departure_s[about])
    np.minimum.at(later_s, groups.of[about], its.until_s - 1 - departure_s[about])
    return np.minimum(sooner_s, 0).astype(np.int64), np.maximum(later_s, 0).astype(np.int64)


def _moved(requests: pd.DataFrame, shift_s: NDArray[np.int64]) -> pd.DataFrame:
    """Return requests at other times."""
    moved = requests.copy()
    for name in _TIMES:
        time_s = moved[name].to_numpy()
        told = np.ones(len(moved), dtype=bool) if name in _TIMES[:2] else time_s != NO_TIME
        moved[name] = np.where(told, time_s + shift_s, time_s).astype(time_s.dtype)
    if "cancelled_s" in moved:
        time_s = moved["cancelled_s"].to_numpy()
        moved["cancelled_s"] = np.where(time_s == NO_TIME, NO_TIME, time_s + shift_s).astype(time_s.dtype)
    return moved


def _new_name(name: str, taken: set[str]) -> str:
    """Return the name of a further request like one there is."""
    number = 1
    while f"{name}+{number}" in taken:
        number += 1
    taken.add(f"{name}+{number}")
    return f"{name}+{number}"


def _tours(demand: pd.DataFrame) -> int:
    """Return how many numbers tours have."""
    return int(demand["tour"].max()) + 1 if has_tours(demand) else 0


def _of_nobody(requests: pd.DataFrame, first: int) -> pd.DataFrame:
    """Return requests of people who are not known, their tours numbered from a number on."""
    if not has_tours(requests):
        return requests
    tour = requests["tour"].to_numpy()
    tour = np.where(tour == NO_TOUR, NO_TOUR, tour + first).astype(tour.dtype)
    return requests.assign(person=np.full_like(requests["person"].to_numpy(), -1), tour=tour)


def _dense(demand: pd.DataFrame) -> pd.DataFrame:
    """Return requests with their tours numbered from 0, in their order."""
    if not has_tours(demand):
        return demand
    tour = demand["tour"].to_numpy()
    known = np.unique(tour[tour != NO_TOUR])
    numbers = np.where(tour == NO_TOUR, NO_TOUR, np.searchsorted(known, tour)).astype(tour.dtype)
    return demand.assign(tour=numbers)


def _listed(
    demand: pd.DataFrame, its: Disruption, scenario: Scenario, snapper: StreetSnapper
) -> Iterable[pd.DataFrame]:
    """Yield the requests of the file of a disruption. Raises RequestFileError with all that is wrong there."""
    config: Any = its.config
    file: Path | None = config.requests_file
    if file is None:
        return
    reading = scenario.calendar.reading(config.columns)
    table = read_requests(file, tuple(scenario.people.classes), reading)
    problems = _unlike(file, table, demand)
    taken, first_s = set(demand["request_id"]), since_s(its)
    for line, name, asked_s in zip(table["line"], table["request_id"], table["submitted_s"], strict=True):
        if name in taken:
            problems.append(Problem(str(file), line, 0, "request_id", f"{name} is another request of the demand, too"))
        if asked_s < first_s:
            shown = (reading.shown(reading.clock.local(time_s), dated=False) for time_s in (asked_s, first_s))
            message = "{} is before anybody knows of the disruption, at {}".format(*shown)
            problems.append(Problem(str(file), line, 0, "submitted", message))
    raise_problems(file, [*problems, *check_on_network(file, table, snapper, scenario.network.max_snap_m)])
    table = placed_outside(scenario, table)
    for name in demand.columns.difference(table.columns):
        table[name] = pd.Series(_NONE.get(name, ""), index=table.index, dtype=demand[name].dtype)
    yield table.assign(line=0)[list(demand.columns)]


def _unlike(file: Path, table: pd.DataFrame, demand: pd.DataFrame) -> list[Problem]:
    """Return which columns have something that the demand tells of nobody."""
    more = table.columns.difference([*DEMAND_DTYPES, "line", *demand.columns])
    message = "stands here, but the demand of the scenario tells it of nobody"
    return [Problem(str(file), 0, 0, str(name).removesuffix("_s"), message) for name in more]


def _check_purposes(scenario: Scenario, demand: pd.DataFrame, wrong: Sequence[Disruption]) -> None:
    """Tell purposes that nobody has. Raises ScenarioError."""
    synthetic = scenario.demand.as_synthetic
    own = () if synthetic is None or synthetic.purposes is None else synthetic.purposes
    problems = []
    for its in wrong:
        asked: tuple[str, ...] = its.config.purposes  # type: ignore[attr-defined]
        known = {HOMEBOUND, *PURPOSES, *WEEKDAY, *own, *demand["purpose"]} - {""} if asked else set()
        for place, name in enumerate(asked):
            if name not in known:
                hint = suggest(name, sorted(known)) or f"there are {', '.join(sorted(known)[:20])}"
                key = f"{its.key}.purposes[{place}]"
                problems.append(scenario.problem(key, f'no request has the purpose "{name}"; {hint}'))
    if problems:
        raise ScenarioError(problems)
