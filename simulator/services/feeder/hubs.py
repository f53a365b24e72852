"""The stations at which people change between rides on demand and buses or trains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import Problem, ScenarioError
from simulator.kernels.chains import NO_HUB
from simulator.network.gtfs_changes.chosen_trips import ROUTE_TYPES
from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable.timetable import Timetable
from simulator.scenario.models import ServicePart
from simulator.services.feeder.schema import Config
from simulator.suggest import suggest
from simulator.tables import NO_NODE

HUB_DTYPES = {"hub": "int32", "name": "object", "stop": "int32", "node": "int32", "calls": "int32"}
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class HubStops:
    """Hubs, in their order: named ones, then the busiest. table: ``HUB_DTYPES``; vehicles meet people at the node.

    away, back: by hub, how long one takes at least from there to its stops, and from its stops to there: what the
    timetable has for changes to and from its busiest stop. hub_of: of each stop, int32 (stops,), or NO_HUB.
    """

    table: pd.DataFrame
    away: tuple[StopWalks, ...]
    back: tuple[StopWalks, ...]
    hub_of: NDArray[np.int32]

    def elsewhere(self, walks: StopWalks, hub: int) -> StopWalks:
        """Return the walks to or from stops that are not of a hub."""
        others = self.hub_of[walks.stop] != hub
        return StopWalks(walks.stop[others], walks.walk_s[others], walks.walk_m[others])

    @property
    def node(self) -> NDArray[np.int32]:
        """Return the node of each hub, int32 (hubs,)."""
        nodes: NDArray[np.int32] = self.table["node"].to_numpy()
        return nodes


def hubs_of(part: ServicePart[Config], timetable: Timetable, stop_node: NDArray[np.int32]) -> HubStops:
    """Return the hubs of a feeder. stop_node: int32 (stops,), the node next to each, NO_NODE where none is near.

    Raises ScenarioError for names that no line or stop has, stops far from roads, and where there are no hubs.
    """
    stops, wanted = timetable.stops, part.config.hubs
    calls = np.bincount(timetable.calls["stop"], minlength=len(stops))
    station = _stations(timetable)
    named = list(_named(part, stops, station))
    chosen = _served(timetable, part.config)
    busy = pd.Series(calls).groupby(station).sum()
    others = [at for at in busy.sort_values(ascending=False, kind="stable").index if at in {*station[chosen]}]
    order = list(dict.fromkeys([*named, *others]))
    found: list[tuple[int, str, int, int, int]] = []
    for at in order:
        members = np.flatnonzero(station == at)
        near = members[stop_node[members] != NO_NODE]
        if len(near):
            stop = int(near[np.argmax(calls[near])])
            found.append((len(found), stops["name"].iloc[stop], stop, int(stop_node[stop]), int(busy[at])))
        elif at in named:
            name = stops["name"].iloc[members[0]]
            raise ScenarioError([part.problem("hubs.stops", f'"{name}" is too far from any road')])
        if len(found) == wanted.most:
            break
    if not found:
        _check_lines(part, timetable.trips["line"].unique().tolist())
        raise ScenarioError([part.problem("hubs", "no station near a road is one; expected other hubs")])
    table = pd.DataFrame(found, columns=list(HUB_DTYPES)).astype(HUB_DTYPES)
    both = [_walks(timetable, int(stop), station) for stop in table["stop"]]
    hub_of = np.full(len(stops), NO_HUB, dtype=np.int32)
    for hub, stop in enumerate(table["stop"].tolist()):
        hub_of[station == station[stop]] = hub
    return HubStops(table, tuple(away for away, _ in both), tuple(back for _, back in both), hub_of)


def _stations(timetable: Timetable) -> Rows:
    """Return the number of the station of each stop; stops of one name between which one can change are of one, too."""
    stops, walks = timetable.stops, timetable.walks
    station: Rows = stops["station"].to_numpy(np.int64).copy()
    name = stops["name"].to_numpy()
    one, other = walks["from_stop"].to_numpy(), walks["to_stop"].to_numpy()
    for row in np.flatnonzero((name[one] == name[other]) & (one < other)).tolist():
        joined = station[[one[row], other[row]]]
        station[station == joined.max()] = joined.min()
    return station


def _served(timetable: Timetable, config: Config) -> NDArray[np.bool_]:
    """Return the stops where the lines and kinds of vehicles call that make hubs, bool (stops,)."""
    trips, wanted = timetable.trips, config.hubs
    numbers = {number for told in wanted.route_types for number in ROUTE_TYPES.get(str(told), {told})}
    ours = (trips["route_type"].isin(numbers) | trips["line"].isin(wanted.lines)).to_numpy()
    found = np.zeros(len(timetable.stops), dtype=np.bool_)
    found[timetable.calls["stop"].to_numpy()[ours[timetable.calls["gtfs_trip"]]]] = True
    return found


def _named(part: ServicePart[Config], stops: pd.DataFrame, station: Rows) -> Iterator[int]:
    """Yield the stations that are named. Raises ScenarioError for unknown names."""
    problems: list[Problem] = []
    for told in part.config.hubs.stops:
        rows = np.flatnonzero(((stops["name"] == told) | (stops["gtfs_stop_id"] == told)).to_numpy())
        if len(rows):
            yield int(station[rows[0]])
        else:
            hint = suggest(told, stops["name"].unique().tolist()) or f"the timetable has {len(stops)} stops"
            problems.append(part.problem("hubs.stops", f'no stop is called "{told}"; {hint}'))
    if problems:
        raise ScenarioError(problems)


def _check_lines(part: ServicePart[Config], known: list[str]) -> None:
    """Raise ScenarioError for lines that do not run: where others make hubs, changes may have left them out."""
    problems: list[Problem] = []
    for told in part.config.hubs.lines:
        if told not in known:
            hint = suggest(told, known) or f"the timetable has {len(known)} lines on the days of the scenario"
            problems.append(part.problem("hubs.lines", f'no line "{told}" runs; {hint}'))
    if problems:
        raise ScenarioError(problems)


def _walks(timetable: Timetable, stop: int, station: Rows) -> tuple[StopWalks, StopWalks]:
    """Return the changes from a stop to those of its station, and from these to it."""
    walks = timetable.walks
    found = []
    for here, there in (("from_stop", "to_stop"), ("to_stop", "from_stop")):
        ours = (walks[here] == stop) & (station[walks[there]] == station[stop])
        its = walks[ours].sort_values(there)
        to, walk_s = (its[name].to_numpy(np.int32, copy=True) for name in (there, "walk_s"))
        found.append(StopWalks(to, walk_s, np.zeros(len(to))))  # searches compile anew for arrays that are read only
    return found[0], found[1]
