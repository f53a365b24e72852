"""What a service by timetable starts from: what runs, who can walk to which stops, and who has room in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.network.graph import RoadNetwork
from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs_changes.chosen_trips import UnknownNameError
from simulator.network.snapping import Cuts, NodeSnapper
from simulator.network.timetable.stored import load_feed, load_timetable
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable.walks import Walking
from simulator.network.timetable_routing.routing import Router
from simulator.notes import Note
from simulator.scenario.disruptions.timetable import KIND
from simulator.scenario.models import ServicePart
from simulator.services.timetable.changed_feed import changed_feed
from simulator.services.timetable.dates import typed_days
from simulator.services.timetable.delays import ON_TIME, ActualTimes, actual_times
from simulator.services.timetable.disrupted import Wrong, what_goes_wrong
from simulator.services.timetable.left_out import check_lines, feed_of_service
from simulator.services.timetable.outside import StopsOutside
from simulator.services.timetable.plausibility import notes_on_feed
from simulator.services.timetable.schema import Config
from simulator.services.timetable.tables import calls_by_trip, capacities, given_tables, with_actual_times
from simulator.services.timetable.ways import Ways, places_of, ways_of
from simulator.services.timetable.what_changes import Before, WhatChanges, notes_on_changes, what_changes
from simulator.services.timetable.wheelchairs import Search, closed_calls
from simulator.tables import NO_NODE
from simulator.world.gateways import ENDS, outside_ends
from simulator.world.parts import Done, Ground, WorldPart

RANK = 3  # its vehicles are numbered behind those of all fleets


@dataclass(frozen=True)
class TimetableWorld:
    """What a service by timetable starts from.

    timetable: of the days of the run. Its trips are the vehicles, numbered from first_vehicle. planned: the same
    without buses that run instead of what is cut. calls: of each trip once, ``tables.CALL_DTYPES``. capacity: int32
    (trips,), places of riders. stop_node: int32 (stops,), the node of the roads next to each; NO_NODE: none is near.
    search: finds journeys. days: numbers of those that count. changed: what the changes of the timetable come to,
    None where nothing is changed. actual: when all trips really call, None where they are on time. tells_late:
    whether the files of the run tell when they do. on_feed: notes on the feed. wrong: what goes wrong, if anything
    does.
    """

    part: ServicePart[Config]
    timetable: Timetable
    planned: Timetable
    calls: pd.DataFrame
    capacity: NDArray[np.int32]
    stop_node: NDArray[np.int32]
    search: Search
    ways: Ways
    days: range
    first_vehicle: int = 0
    begins_s: int = 0
    ends_s: int = 0
    changed: WhatChanges | None = None
    actual: ActualTimes | None = None
    tells_late: bool = False
    on_feed: tuple[Note, ...] = ()
    wrong: Wrong | None = None

    @property
    def notes(self) -> list[Note]:
        """Return what somebody should look at once more."""
        of_changes = [] if self.changed is None else notes_on_changes(self.part, self.changed.changes)
        return [*self.on_feed, *of_changes]

    @property
    def vehicle_count(self) -> int:
        """Return how many trips there are."""
        return len(self.timetable.trips)

    @property
    def router(self) -> Router:
        """Return what searches the timetable, for those who need no room for a wheelchair."""
        return self.search.for_all

    def given(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Return its stops, trips and calls as files of the results folder have them."""
        tables = given_tables(
            self.timetable, self.calls, (self.capacity, self.stop_node), self.first_vehicle, self.days
        )
        return with_actual_times(tables, self.actual) if self.tells_late else tables

    def only(self, number: NDArray[np.int32]) -> Self:
        """Return the same with some of the requests. number: int32 (requests,), of each from now on; -1: left out."""
        rows = np.argsort(number, kind="stable")[np.count_nonzero(number < 0) :]
        old = self.ways
        ways = Ways(old.starts.of(rows), old.ends.of(rows), old.walk_m[rows], old.origin[rows], old.destination[rows])
        return replace(self, ways=ways, changed=None if self.changed is None else self.changed.only(number))


class Part(WorldPart):
    """Reads the timetable of the days of the run, and finds the stops near everybody."""

    part: ServicePart[Config]

    def read_alone(self, done: Done) -> None:
        """Read the feed."""
        done(timetable_of_run, self.part)

    def place_vehicles(self) -> None:
        """Find out what runs."""
        self._feed, self._planned, self._before = timetable_of_run(self.part, self.snapper.network)
        self._timetable, self._wrong = what_goes_wrong(self.part, self._feed, self._planned)
        self.vehicles = len(self._timetable.trips)

    def place_day(self, demand: pd.DataFrame, lasting: Cuts) -> None:
        """Find the stops near all origins and destinations."""
        junctions = NodeSnapper(self.snapper.network)
        lon, lat = places_of(demand, junctions.network)
        given = np.concatenate([demand[f"{end}_node"].to_numpy() for end in ENDS])
        node = np.where(given != NO_NODE, given, junctions.snap(lon, lat)[0]).astype(np.int32)
        node[np.concatenate(outside_ends(demand))] = NO_NODE
        outside = StopsOutside(self.part.scenario, self._feed, self._timetable)
        ways = ways_of((lon, lat), node, self._timetable, self.part.config.walk)
        starts, ends = outside.put_in(ways.starts, demand, ENDS[0]), outside.put_in(ways.ends, demand, ENDS[1])
        self._ways = replace(ways, starts=starts, ends=ends)
        lon, lat = (self._timetable.stops[axis].to_numpy() for axis in ("lon", "lat"))
        node, off_m = junctions.snap(lon, lat)
        self._stop_node = np.where(off_m <= self.part.scenario.network.max_snap_m, node, NO_NODE).astype(np.int32)

    def nodes(self) -> list[NDArray[np.int32]]:
        """Return the nodes next to stops where rides of other services are parts of journeys with its own."""
        services = self.part.scenario.services.values()
        is_partner = any(self.part.name in its.partners_among(self.part.scenario.services) for its in services)
        return [self._stop_node[self._stop_node != NO_NODE]] if is_partner else []

    def measure(self, ground: Ground) -> TimetableWorld:
        """Return the tables of the service."""
        timetable, config, scenario = self._timetable, self.part.config, self.part.scenario
        calls, delays = calls_by_trip(timetable), config.delays
        before, after = self._before, (self._feed, self._planned)
        wrong, room = self._wrong, capacities(timetable.trips, config.capacity)
        late = delays is not None or wrong is not None
        later_s = 0 if wrong is None else wrong.late_s
        return TimetableWorld(
            self.part,
            timetable,
            self._planned,
            calls,
            room if wrong is None else wrong.room(room, calls["gtfs_trip"].to_numpy()),
            self._stop_node,
            Search(timetable, closed_calls(timetable, self._feed)),
            self._ways,
            range(scenario.calendar.days),
            ground.first_vehicle,
            changed=None if before is None else what_changes(self.part, before, after, ground),
            actual=actual_times(delays or ON_TIME, timetable, calls, scenario.seed, later_s) if late else None,
            tells_late=any(getattr(part.config, "delays", None) is not None for part in scenario.parts)
            or any(its.kind == KIND for its in scenario.disruptions),
            on_feed=tuple(notes_on_feed(self.part, self._feed)),
            wrong=wrong,
        )


def timetable_of_run(
    part: ServicePart[Config], network: RoadNetwork | None = None
) -> tuple[Feed, Timetable, Before | None]:
    """Read the feed of a service, and what runs by it on the days of the run, and would without the changes if any.

    network: the roads that added lines drive on, where they are known.

    Raises
    ------
    TimetableError
        It cannot be read or used.
    ScenarioError
        A day has no date in it, or what is to be left out is not there.
    """
    config = part.config
    feed = load_feed(config.feed)
    days = typed_days(part, feed)
    try:
        feed = feed_of_service(feed, config)
        check_lines(load_feed(config.feed), config)
    except UnknownNameError as error:
        key = error.what if "." in error.what else f"without.{error.what}"
        raise ScenarioError([part.problem(key, str(error))]) from error
    walking = Walking(config.walk, config.transfers.walk_m, config.transfers.time_s)
    dated = [day for day, _ in days]
    if not config.changes:
        return feed, load_timetable(feed, dated, walking), None
    after, effects = changed_feed(part, feed, days, network)
    return after, load_timetable(after, dated, walking), Before(load_timetable(feed, dated, walking), effects)
