"""What becomes of buses and trains when something goes wrong: which calls nobody rides on from, and who runs late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs_changes.chosen_trips import UnknownNameError, chosen_stops
from simulator.network.timetable.timetable import Timetable
from simulator.scenario.disruptions.timetable import KIND
from simulator.scenario.models import Scenario
from simulator.suggest import suggest
from simulator.world.disruptions import Disruption, disruptions_of, of_kind

NONE = -1
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Wrong:
    """What goes wrong by timetable. Calls are numbered as in ``TimetableWorld.calls``, disruptions as in the scenario.

    cut_by: int32 (calls,), because of which disruption nobody rides on from a call; of several the one of which the
    dispatcher learns first; NONE: they do. late_s: int32 (trips,), how much later than else trips begin. of: the
    disruptions by number. late_by: by number of those that make them so, which trips run later, int64.
    """

    cut_by: NDArray[np.int32]
    late_s: NDArray[np.int32]
    of: dict[int, Disruption]
    late_by: dict[int, NDArray[np.int64]]

    def known(self, now_s: int) -> Bools:
        """Return from which calls nobody rides on, as far as the dispatcher knows, bool (calls,)."""
        return self.cut(number for number, its in self.of.items() if its.known_s <= now_s)

    def trips(self, number: int, of_call: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return which trips are cut or late because of a disruption. of_call: int32 (calls,), of each its trip."""
        of_late = self.late_by.get(number, np.zeros(0, dtype=np.int64))
        return np.union1d(of_call[self.cut_by == number], of_late).astype(np.int64)

    def cut(self, numbers: Iterable[int]) -> Bools:
        """Return from which calls nobody rides on because of some disruptions, bool (calls,)."""
        found: Bools = np.isin(self.cut_by, list(numbers))
        return found


def concerned(scenario: Scenario, service: str) -> list[Disruption]:
    """Return what goes wrong with a service by timetable."""
    return [its for its in of_kind(disruptions_of(scenario), KIND) if _its(its).service in (None, service)]


def what_goes_wrong(part: Any, feed: Feed, timetable: Timetable, calls: pd.DataFrame) -> Wrong | None:
    """Return what goes wrong with a service; None: nothing does.

    Raises ScenarioError for lines, trips and stops that are not there.
    """
    found = concerned(part.scenario, part.name)
    if not found:
        return None
    cut_by = np.full(len(calls), NONE, dtype=np.int32)
    late_s = np.zeros(len(timetable.trips), dtype=np.int32)
    late_by: dict[int, NDArray[np.int64]] = {}
    for its in sorted(found, key=lambda one: (one.known_s, one.number), reverse=True):
        trips = _trips(its, part, timetable)
        if _its(its).delayed_s is not None:
            begins_s = calls["departure_s"].to_numpy()[np.searchsorted(calls["gtfs_trip"], np.arange(len(late_s)))]
            late_by[its.number] = np.flatnonzero(trips & _while_it_lasts(its, begins_s))
            late_s[late_by[its.number]] += _its(its).delayed_s
        else:
            cut_by[_cut(its, part, (feed, timetable, calls), trips)] = its.number
    return Wrong(cut_by, late_s, {its.number: its for its in found}, late_by)


def _its(disruption: Disruption) -> Any:
    config: Any = disruption.config
    return config


def _while_it_lasts(its: Disruption, time_s: NDArray[Any]) -> Bools:
    lasts: Bools = (time_s >= its.from_s) & (time_s < its.until_s)
    return lasts


def _trips(its: Disruption, part: Any, timetable: Timetable) -> Bools:
    """Return which trips a disruption is about, bool (trips,)."""
    trips, config = timetable.trips, _its(its)
    chosen = np.ones(len(trips), dtype=bool)
    for key, wanted, names in (("lines", config.lines, trips["line"]), ("trips", config.trips, trips["gtfs_trip_id"])):
        if wanted:
            _check(wanted, names, part, f"{its.key}.{key}")
            chosen &= names.isin(wanted).to_numpy(dtype=bool)
    return chosen


def _check(wanted: Sequence[str], names: Iterable[str], part: Any, key: str) -> None:
    """Raise ScenarioError for the first name that is not there."""
    there = sorted(set(names))
    for name in wanted:
        if name not in there:
            hint = suggest(name, there) or f"there are {', '.join(there[:8])}"
            message = f'no {key.rpartition(".")[2][:-1]} "{name}" on the days of the run; {hint}'
            raise ScenarioError([part.scenario.problem(key, message)])


def _cut(its: Disruption, part: Any, ground: tuple[Feed, Timetable, pd.DataFrame], trips: Bools) -> Bools:
    """Return from which calls nobody rides on, bool (calls,)."""
    calls, ends = ground[2], _its(its).between
    trip = calls["gtfs_trip"].to_numpy()
    of_trips = trips[trip]
    lasts = _while_it_lasts(its, calls["departure_s"].to_numpy())
    if ends is not None:
        inside = _between(calls, *(_stops(its, part, ground, stop, of_trips) for stop in ends))
        cut: Bools = inside & of_trips & lasts
        return cut
    # Whoever has come to a stand stays there.
    goes_on = np.append(trip[1:] == trip[:-1], np.zeros(min(1, len(trip)), dtype=bool))
    stands: Bools = pd.Series(lasts & of_trips & goes_on).groupby(trip).cummax().to_numpy(dtype=bool)
    return np.asarray(stands & goes_on, dtype=bool)


def _stops(
    its: Disruption, part: Any, ground: tuple[Feed, Timetable, pd.DataFrame], stop: str, of_trips: Bools
) -> Bools:
    """Return which calls are at a stop, or at any of its station; bool (calls,)."""
    feed, timetable, calls = ground
    try:
        ids = chosen_stops(feed, [stop])
    except UnknownNameError as error:
        raise ScenarioError([part.scenario.problem(f"{its.key}.between", str(error))]) from error
    here = timetable.stops["gtfs_stop_id"].isin(ids).to_numpy(dtype=bool)[calls["stop"].to_numpy()]
    if not (here & of_trips).any():
        message = f'no trip that is meant calls at "{stop}" on the days of the run'
        raise ScenarioError([part.scenario.problem(f"{its.key}.between", message)])
    return np.asarray(here, dtype=bool)


def _between(calls: pd.DataFrame, one: Bools, other: Bools) -> Bools:
    """Return the calls from one stop to before the next at the other, in either direction, along each trip."""
    inside, trip = np.zeros(len(calls), dtype=bool), calls["gtfs_trip"].to_numpy()
    for first, last in _spans(trip, one, other):
        inside[first:last] = True
    return inside


def _spans(trip: NDArray[Any], one: Bools, other: Bools) -> Iterator[tuple[int, int]]:
    """Yield of each way between two stops the call where it begins and the one where it ends."""
    began: tuple[int, bool] | None = None
    for call in np.flatnonzero(one | other).tolist():
        at_one = bool(one[call])
        if began is not None and trip[began[0]] == trip[call] and began[1] != at_one:
            yield began[0], call
        began = call, at_one
