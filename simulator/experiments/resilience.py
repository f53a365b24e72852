"""A run with disruptions beside the same one without: who got on how, over time and in groups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from simulator.analysis.groups import Grouped
from simulator.analysis.kpis.resilience import resilience_kpis
from simulator.analysis.missing import Ints
from simulator.analysis.ratios import Number
from simulator.analysis.resilience.bins import Bin
from simulator.analysis.resilience.compared import Compared, compare_runs
from simulator.analysis.resilience.curve import bins_of, losses_by_group, resilience_curve
from simulator.analysis.resilience.milestones import MILESTONES, Milestones, milestones_of
from simulator.event_kinds import Event
from simulator.network.nearest_place import nearest_names
from simulator.results.resilience_definitions import MILESTONE_DTYPES, TWIN_DTYPES
from simulator.tables import table_of, typed
from simulator.world.disruptions import Disruption


@dataclass(frozen=True)
class Resilience:
    """What a run tells beside its undisturbed twin. twin: ``TWIN_DTYPES``."""

    journeys: pd.DataFrame
    twin: pd.DataFrame
    events: pd.DataFrame
    disruptions: tuple[Disruption, ...]
    grouped: Grouped

    @cached_property
    def compared(self) -> Compared:
        """Return who asked on both days."""
        return compare_runs(self.journeys, self.twin, broken_by_disruptions(self.events))

    @cached_property
    def bins(self) -> list[Bin]:
        """Return the bins of time."""
        return bins_of(self.compared.table)

    @cached_property
    def curve(self) -> pd.DataFrame:
        """Return what was served over time, ``CURVE_DTYPES``."""
        return resilience_curve(self.compared.table, self.bins)

    @cached_property
    def milestones(self) -> Milestones:
        """Return when it began, was known, worst, over, and as it should be; at 0 where nothing goes wrong."""
        its = self.disruptions
        began_s, known_s = (min(times, default=0) for times in ([a.from_s for a in its], [a.known_s for a in its]))
        return milestones_of(self.curve, began_s, known_s, max((one.until_s for one in its), default=0))

    @property
    def kpis(self) -> dict[str, Number]:
        """Return the key figures."""
        return resilience_kpis(self.compared, self.bins, self.curve, self.milestones)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by their names in the catalogue."""
        when = table_of(list(zip(MILESTONES, self.milestones, strict=True)), MILESTONE_DTYPES)
        groups = losses_by_group(self.compared.table, self.bins, self._groups())
        groups = groups.assign(**self._where(groups))
        return {
            "twin_journeys": self.twin, "resilience_curve": self.curve, "resilience_by_group": groups,
            "resilience_milestones": when,
        }  # fmt: skip

    def _groups(self) -> dict[str, pd.Series[str]]:
        """Return the group of each request that is compared, by grouping."""
        table = self.compared.table
        names = {"class": table["traveller_class"].astype(object), "means": table["means"].fillna("").astype(object)}
        places = self.grouped.places
        names["place"] = self._nearest(places)
        if "municipality" in places:
            names["municipality"] = self._nearest(places.assign(name=places["municipality"].astype(object).fillna("")))
        return names

    def _where(self, groups: pd.DataFrame) -> dict[str, pd.Series[float]]:
        """Return where the groups are that are places, NaN for all others."""
        first = self.grouped.places.drop_duplicates("name").set_index("name")
        named = groups["group_name"].where(groups["grouping"] == "place")
        return {axis: named.map(first[axis]).astype("float64") for axis in ("lon", "lat")}

    def _nearest(self, places: pd.DataFrame) -> pd.Series[str]:
        """Return what the place nearest to each origin is called; empty where nothing is known."""
        table = self.compared.table
        lon, lat = (table[name].to_numpy(np.float64) for name in ("origin_lon", "origin_lat"))
        return pd.Series(nearest_names(places, lon, lat), index=table.index, dtype=object)


def as_twin(journeys: pd.DataFrame) -> pd.DataFrame:
    """Return what is kept of the journeys of the undisturbed twin."""
    return typed(journeys[list(TWIN_DTYPES)], TWIN_DTYPES)


def broken_by_disruptions(events: pd.DataFrame) -> Ints:
    """Return the numbers of requests whose promise a disruption broke, int64."""
    return np.unique(events.loc[events["kind"] == Event.BROKEN_BY, "request"].to_numpy(np.int64))
