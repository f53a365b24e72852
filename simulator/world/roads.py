"""The road network a scenario names, with everything that is put onto it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from simulator.errors import NetworkError, ScenarioError
from simulator.kept import Kept, state_of
from simulator.network.added_nodes import extend_travel_times
from simulator.network.changed_streets import lines_changed
from simulator.network.changes import RoadChange, open_rows, with_changes
from simulator.network.checks import unit_problems
from simulator.network.courses import ALWAYS, Span
from simulator.network.dated_roads import DatedRoads
from simulator.network.files import is_csv_network, read_network
from simulator.network.graph import RoadNetwork
from simulator.network.junctions import with_junctions
from simulator.network.roads import Roads
from simulator.network.snapping import Cuts, StreetSnapper
from simulator.network.split import split_network
from simulator.network.travel_times import ALL_NODES_UP_TO, TravelTimes, build_travel_times, new_travel_times
from simulator.road_tables import DISTURBED_ROAD_DTYPES
from simulator.scenario.calendar_models import Calendar
from simulator.scenario.models import NetworkConfig, Scenario
from simulator.scenario.road_models import RoadChange as Wanted
from simulator.scenario.road_models import moment_s
from simulator.tables import table_of
from simulator.units import DAY_S
from simulator.world.chosen_roads import Choice, classes_of_no_road, nothing_found
from simulator.world.disturbed_roads import change_of, disruptions_of_roads, problems_of, spans_of_disruption

KEPT_UP_TO = 10_000  # nodes: 0.4 GB of times
_NETWORKS, _SNAPPERS, _SPLIT, _TIMES = Kept(2), Kept(2), Kept(2), Kept(1)


class ScenarioRoads:
    """The roads of a scenario: ``snapper`` puts places onto them, then there are travel times between these.

    today: the roads after the changes that hold all the time, before any place is put onto them.
    """

    def __init__(self, scenario: Scenario) -> None:
        everyday = open_network(scenario.network)
        self.snapper = _SNAPPERS.get(everyday, lambda: StreetSnapper(everyday)).anew()
        wanted = scenario.network.changes
        self._changes = road_changes(scenario, everyday)
        self._always = [self._changes[number] for number, change in enumerate(wanted) if not change.dated]
        self._disturbed = disruptions_of_roads(scenario)
        disturbed = [
            span
            for number, its in enumerate(self._disturbed, len(wanted))
            for span in spans_of_disruption(everyday, scenario.calendar, its, number)
        ]
        self._spans = [*spans_of(wanted, scenario.calendar), *disturbed]
        self._how = scenario.network.travel_times
        self._begins_s = scenario.calendar.begins_s
        self.today = with_changes(everyday, self._always) if self._always else everyday

    def with_places(
        self, lasting: Cuts, cache: Path | None, used: ArrayLike, requests: int
    ) -> tuple[RoadNetwork, RoadNetwork | None, Roads]:
        """Return the roads of today with all places put onto them, those of every day if they differ, and the times.

        lasting: the places that come again on other days: times between them are kept in the cache, the others cost a
        row and a column each. used: int32, nodes between which vehicles drive; in large networks only they have times.
        requests: how many; it tells whether times are kept in a table where the scenario leaves it to the program.
        """
        cuts, how = self.snapper.cuts(), self._how
        network, everyday = self._split(cuts)
        if len(self._always) < len(self._changes):
            return network, everyday, self._dated(cuts, cache, used, requests).roads(self._begins_s)
        wanted = partial(build_travel_times, how=how, requests=requests)
        if network.node_count > ALL_NODES_UP_TO:
            return network, everyday, Roads.steady(wanted(network, cache, used=used, base=everyday))
        if len(cuts.node) == len(lasting.node):
            return network, everyday, Roads.steady(self._times(network, everyday, cache, wanted))
        before, base = self._split(lasting)
        times = extend_travel_times(self._times(before, base, cache, wanted), network)
        return network, everyday, Roads.steady(times)

    def closed_at_times(self) -> pd.DataFrame | None:
        """Return the streets that are closed at times, and when; None where all changes hold all the time."""
        if len(self._always) == len(self._changes):
            return None
        return self._dated(self.snapper.cuts(), None, np.zeros(0, dtype=np.int32), 0).closed()

    def disturbed_streets(self) -> dict[int, pd.DataFrame]:
        """Return the pieces of streets that disruptions change, by their numbers, see ``DatedRoads.changed``."""
        if not self._disturbed:
            return {}
        dated = self._dated(self.snapper.cuts(), None, np.zeros(0, dtype=np.int32), 0)
        first = len(self._changes) - len(self._disturbed)
        return {its.number: dated.changed(change) for change, its in enumerate(self._disturbed, first)}

    def disturbed_roads(self, changed: dict[int, pd.DataFrame]) -> pd.DataFrame:
        """Return the lines of streets that disruptions change, and when, ``DISTURBED_ROAD_DTYPES``.

        changed: as ``disturbed_streets``.
        """
        rows: list[tuple[object, ...]] = []
        for number, its in enumerate(self._disturbed, len(self._changes) - len(self._disturbed)):
            lines = lines_changed(self.snapper.network, changed[its.number])
            how = self._changes[number].speed_factor == 0, getattr(its.config, "depth_mm", None) is not None
            spans = [span for span in self._spans if span.change == number]
            rows += [(its.number, span.from_s, span.until_s, *how, line) for span in spans for line in lines]
        return table_of(rows, DISTURBED_ROAD_DTYPES)

    def _dated(self, cuts: Cuts, cache: Path | None, used: ArrayLike, requests: int) -> DatedRoads:
        """Return what makes roads in several states."""

        def build(network: RoadNetwork) -> TravelTimes:
            return build_travel_times(network, cache, used=used, how="table")

        return DatedRoads(self.snapper.network, self._changes, self._spans, cuts, build, requests)

    def _times(
        self,
        network: RoadNetwork,
        everyday: RoadNetwork | None,
        cache: Path | None,
        wanted: Callable[..., TravelTimes],
    ) -> TravelTimes:
        """Return the times between all nodes of a network that was split; those kept are searched with arrays anew."""
        if network.node_count > KEPT_UP_TO or self._how == "search":
            return wanted(network, cache, base=everyday)
        kept = _TIMES.get((network, cache, self._how), lambda: wanted(network, cache, base=everyday))
        return new_travel_times(kept.table, kept.places, kept.location, kept.streets, kept.__dict__.get("hierarchy"))

    def _split(self, cuts: Cuts) -> tuple[RoadNetwork, RoadNetwork | None]:
        if not self._always:
            where = (self.snapper.network, *(part.tobytes() for part in cuts))
            return _SPLIT.get(where, lambda: split_network(self.snapper.network, cuts)), None
        everyday = split_network(self.snapper.network, cuts)
        return split_network(self.today, cuts, open_rows(self.snapper.network, self._always)), everyday


def spans_of(wanted: Sequence[Wanted], calendar: Calendar) -> list[Span]:
    """Return when the changes of a scenario are in force; hours of the day on every day of the run, and around it.

    Scenarios tell what clocks show, spans are true seconds. Hours that clocks leave out on a day are none of that day.
    """
    true_s = calendar.clock.true
    spans = []
    for number, change in enumerate(wanted):
        if change.hours is not None:
            begins_s, ends_s = change.hours
            days_s = [day * DAY_S for day in range(calendar.begins_s // DAY_S - 1, calendar.ends_s // DAY_S + 2)]
            spans += [Span(number, true_s(day_s + begins_s), true_s(day_s + ends_s)) for day_s in days_s]
        elif change.from_ is not None and change.until is not None:
            moments = [change.from_, change.until, *([] if change.known_from is None else [change.known_from])]
            spans.append(Span(number, *(true_s(moment_s(moment)) for moment in moments)))
        else:
            spans.append(Span(number, ALWAYS, -ALWAYS))
    return [span for span in spans if span.from_s < span.until_s]


def open_network(config: NetworkConfig) -> RoadNetwork:
    """Read a network folder, import a file or tables, or fetch a place or box from OpenStreetMap.

    Raises NetworkError when there is no such network or no way to get it.
    """
    if config.file is not None and config.file.is_dir() and not is_csv_network(config.file):
        return _kept_network(config.file, config)
    from simulator.network.osm import load_region

    return _driven(load_region(config.file or config.place or config.bbox or "", crs=config.crs), config)


def _driven(network: RoadNetwork, config: NetworkConfig) -> RoadNetwork:
    """Return the network as a scenario has it driven; the factor holds for what junctions take, too."""
    junctions = config.junctions
    return with_junctions(network, junctions.built_up_s, junctions.outside_s).with_speed_factor(config.speed_factor)


def _kept_network(folder: Path, config: NetworkConfig) -> RoadNetwork:
    files = [state_of(folder / name) for name in ("nodes.parquet", "edges.parquet", "network.json")]

    def read() -> RoadNetwork:
        network = read_network(folder)
        if problems := unit_problems(network.lon, network.lat, network.edges):
            raise NetworkError("\n".join(f"{folder / 'edges.parquet'}: {problem}" for problem in problems))
        return _driven(network, config)

    return _NETWORKS.get((*files, config.speed_factor, config.junctions), read)


def road_changes(scenario: Scenario, network: RoadNetwork) -> list[RoadChange]:
    """Return the scenario's closures and slower roads: those of all days, and after them what disruptions do.

    Raises ScenarioError for changes that concern no road at all, and for variation on classes of which there is none.
    """
    varied = scenario.network.variation
    classes = () if varied is None else tuple(varied.by_class)
    changes, problems = [], classes_of_no_road(scenario, network, "network.variation.by_class", classes)
    for number, wanted in enumerate(scenario.network.changes):
        choice = Choice.of_change(f"network.changes[{number}]", wanted)
        edges = choice.edges(network)
        problems += [] if len(edges) else nothing_found(scenario, network, choice)
        changes.append(RoadChange(wanted.name, edges, 0.0 if wanted.closed else wanted.speed_factor or 1.0))
    for its in disruptions_of_roads(scenario):
        problems += problems_of(scenario, network, its)
        changes.append(change_of(network, its))
    if problems:
        raise ScenarioError(problems)
    return changes
