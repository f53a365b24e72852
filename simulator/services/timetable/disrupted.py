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
from simulator.services.timetable.replacement import Cut, with_buses
from simulator.services.timetable.tables import calls_by_trip
from simulator.suggest import suggest
from simulator.world.disruptions import Disruption, disruptions_of, of_kind

NONE = -1
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Wrong:
    """What goes wrong by timetable. Calls are numbered as in ``TimetableWorld.calls``, disruptions as in the scenario.

    cut_by: int32 (calls,), because of which disruption nobody rides on from a call; of several the one of which the
    dispatcher learns first; NONE: they do. late_s: int32 (trips,), how much later than else trips begin. of: the
    disruptions by number. late_by: by number of those that make them so, which trips run later, int64. runs_for: int32
    (calls,), the disruption because of which a bus runs that calls there; NONE: it is no such bus.
    """

    cut_by: NDArray[np.int32]
    late_s: NDArray[np.int32]
    of: dict[int, Disruption]
    late_by: dict[int, NDArray[np.int64]]
    runs_for: NDArray[np.int32]

    def known(self, now_s: int) -> Bools:
        """Return from which calls nobody rides on, as far as the dispatcher knows, bool (calls,).

        Buses that run instead of what is cut are found by nobody before that is known.
        """
        unknown = [number for number, its in self.of.items() if its.known_s > now_s]
        found: Bools = self.cut(self.of.keys() - unknown) | np.isin(self.runs_for, unknown)
        return found

    def trips(self, number: int, of_call: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return which trips are cut or late because of a disruption. of_call: int32 (calls,), of each its trip."""
        of_late = self.late_by.get(number, np.zeros(0, dtype=np.int64))
        return np.union1d(of_call[self.cut_by == number], of_late).astype(np.int64)

    def cut(self, numbers: Iterable[int]) -> Bools:
        """Return from which calls nobody rides on because of some disruptions, bool (calls,)."""
        found: Bools = np.isin(self.cut_by, list(numbers))
        return found

    def room(self, usual: NDArray[np.int32], trip: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return how many riders have room in each trip, int32 (trips,). usual: likewise, of other trips like it.

        trip: int32 (calls,), of each its trip.
        """
        room = usual.copy()
        for number, its in self.of.items():
            rule = _its(its).replacement
            if rule is not None and rule.seats is not None:
                room[trip[self.runs_for == number]] = rule.seats
        return room


def concerned(scenario: Scenario, service: str) -> list[Disruption]:
    """Return what goes wrong with a service by timetable."""
    return [its for its in of_kind(disruptions_of(scenario), KIND) if _its(its).service in (None, service)]


def what_goes_wrong(part: Any, feed: Feed, timetable: Timetable) -> tuple[Timetable, Wrong | None]:
    """Return a timetable with all that runs on a service, and what goes wrong with it; None: nothing does.

    Raises ScenarioError for lines, trips and stops that are not there.
    """
    found = concerned(part.scenario, part.name)
    if not found:
        return timetable, None
    planned = _Ground(part, feed, timetable, calls_by_trip(timetable))
    cuts = {its.number: planned.replaced(its) for its in found if _its(its).replacement is not None}
    timetable, of_trip = with_buses(timetable, planned.calls, cuts)
    ground = _Ground(part, feed, timetable, calls_by_trip(timetable), of_trip)
    cut_by = np.full(len(ground.calls), NONE, dtype=np.int32)
    late_s = np.zeros(len(timetable.trips), dtype=np.int32)
    late_by: dict[int, NDArray[np.int64]] = {}
    for its in sorted(found, key=lambda one: (one.known_s, one.number), reverse=True):
        if _its(its).delayed_s is not None:
            late_by[its.number] = ground.late(its)
            late_s[late_by[its.number]] += _its(its).delayed_s
        else:
            cut_by[ground.cut(its)] = its.number
    runs_for = np.where(_goes_on(ground.trip), of_trip[ground.trip], NONE).astype(np.int32)
    return timetable, Wrong(cut_by, late_s, {its.number: its for its in found}, late_by, runs_for)


def _its(disruption: Disruption) -> Any:
    config: Any = disruption.config
    return config


def _while_it_lasts(its: Disruption, time_s: NDArray[Any]) -> Bools:
    lasts: Bools = (time_s >= its.from_s) & (time_s < its.until_s)
    return lasts


def _goes_on(trip: NDArray[Any]) -> Bools:
    """Return from which calls a trip goes on to another one, bool (calls,)."""
    return np.append(trip[1:] == trip[:-1], np.zeros(min(1, len(trip)), dtype=bool))


class _Ground:
    """A timetable, of which disruptions are about some trips.

    of_trip: int32 (trips,), of buses that run instead of what is cut the disruption they run because of; else NONE.
    """

    def __init__(
        self,
        part: Any,
        feed: Feed,
        timetable: Timetable,
        calls: pd.DataFrame,
        of_trip: NDArray[np.int32] | None = None,
    ) -> None:
        self.calls, self.trip = calls, calls["gtfs_trip"].to_numpy()
        self._part, self._feed, self._timetable = part, feed, timetable
        self._of_trip = np.full(len(timetable.trips), NONE, dtype=np.int32) if of_trip is None else of_trip

    def replaced(self, its: Disruption) -> Cut:
        """Return what a disruption takes out, for buses to run instead."""
        rule, trips = _its(its).replacement, self._trips(its)
        halts = np.ones(len(self.calls), dtype=bool)
        if rule.stops:
            here = [self._stops((its, "replacement.stops"), stop, trips[self.trip]) for stop in rule.stops]
            halts = np.logical_or.reduce(here)
        return Cut(its.name, self.cut(its), halts, its.known_s + rule.ready_s, rule)

    def late(self, its: Disruption) -> NDArray[np.int64]:
        """Return the trips that begin while a disruption lasts."""
        first = np.searchsorted(self.trip, np.arange(len(self._of_trip)))
        begins_s = self.calls["departure_s"].to_numpy()[first]
        return np.flatnonzero(self._trips(its) & _while_it_lasts(its, begins_s))

    def cut(self, its: Disruption) -> Bools:
        """Return from which calls nobody rides on, bool (calls,)."""
        ends, of_trips = _its(its).between, self._trips(its)[self.trip]
        lasts = _while_it_lasts(its, self.calls["departure_s"].to_numpy())
        if ends is not None:
            inside = _between(self.calls, *(self._stops((its, "between"), stop, of_trips) for stop in ends))
            cut: Bools = inside & of_trips & lasts
            return cut
        goes_on = _goes_on(self.trip)
        if _its(its).stations:
            told = [self._stops((its, "stations"), stop, of_trips) for stop in _its(its).stations]
            closed = np.any(told, axis=0)
            return np.asarray((closed | np.roll(closed, -1)) & goes_on & of_trips & lasts, dtype=bool)
        # Whoever has come to a stand stays there.
        stands: Bools = pd.Series(lasts & of_trips & goes_on).groupby(self.trip).cummax().to_numpy(dtype=bool)
        return np.asarray(stands & goes_on, dtype=bool)

    def _trips(self, its: Disruption) -> Bools:
        """Return which trips a disruption is about, bool (trips,): of buses that run instead of others, those it names.

        Its own are never meant.
        """
        trips, config = self._timetable.trips, _its(its)
        named = bool(config.lines or config.trips)
        chosen = (self._of_trip != its.number) if named else self._of_trip == NONE
        for key, wanted, names in (
            ("lines", config.lines, trips["line"]),
            ("trips", config.trips, trips["gtfs_trip_id"]),
        ):
            if wanted:
                _check(wanted, names[self._of_trip != its.number], self._part, f"{its.key}.{key}")
                chosen &= names.isin(wanted).to_numpy(dtype=bool)
        return np.asarray(chosen, dtype=bool)

    def _stops(self, named: tuple[Disruption, str], stop: str, of_trips: Bools) -> Bools:
        """Return which calls are at a stop, or at any of its station; bool (calls,). named: where it is told."""
        key = f"{named[0].key}.{named[1]}"
        try:
            ids = chosen_stops(self._feed, [stop])
        except UnknownNameError as error:
            raise ScenarioError([self._part.scenario.problem(key, str(error))]) from error
        here = self._timetable.stops["gtfs_stop_id"].isin(ids).to_numpy(dtype=bool)[self.calls["stop"].to_numpy()]
        if not (here & of_trips).any():
            message = f'no trip that is meant calls at "{stop}" on the days of the run'
            raise ScenarioError([self._part.scenario.problem(key, message)])
        return np.asarray(here, dtype=bool)


def _check(wanted: Sequence[str], names: Iterable[str], part: Any, key: str) -> None:
    """Raise ScenarioError for the first name that is not there."""
    there = sorted(set(names))
    for name in wanted:
        if name not in there:
            hint = suggest(name, there) or f"there are {', '.join(there[:8])}"
            message = f'no {key.rpartition(".")[2][:-1]} "{name}" on the days of the run; {hint}'
            raise ScenarioError([part.scenario.problem(key, message)])


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
