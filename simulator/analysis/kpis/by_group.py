"""Key figures of groups of requests: the same functions on the requests of each group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from simulator.analysis.groups import AHEAD, AT_ONCE, GROUPINGS, Grouped, Metric, groups_of
from simulator.analysis.kpis.definitions import RIDER_KPIS
from simulator.analysis.kpis.punctuality import told_kpis
from simulator.analysis.kpis.rider_figures import rider_kpis
from simulator.analysis.kpis.riders import demand_kpis, wait_kpis
from simulator.analysis.kpis.riders_asked import RidersAsked
from simulator.analysis.ratios import Number
from simulator.analysis.tables import ResultTables
from simulator.results.entry import Definition
from simulator.results.table_dtypes import KPIS_BY_GROUP

# Whoever reads a mean of both reads what each half has: two different services are in it.
_OF_HALVES = (
    "requests", "served", "service_rate", "wait_mean_s", "wait_median_s", "wait_p95_s", "told_within_5_min_share",
    "told_within_10_min_share",
)  # fmt: skip
_HALVES = {AT_ONCE: "Booked at once, less than 15 minutes ahead", AHEAD: "Booked 15 minutes ahead or more"}


def half(figure: str, group: str) -> str:
    """Return the name of a key figure of those who booked at once, or ahead."""
    return str(Metric("", figure, "booked", group))


HALF_KPIS: dict[str, Definition] = {
    half(figure, group): replace(RIDER_KPIS[figure], definition=f"{words}: {RIDER_KPIS[figure].definition}")
    for group, words in _HALVES.items()
    for figure in _OF_HALVES
}


def half_kpis(tables: ResultTables) -> dict[str, Number]:
    """Compute the main key figures of those who booked at once and of those who booked ahead."""
    found = groups_of(tables.requests, "booked", Grouped())
    nobody = np.zeros(0, dtype=np.int64)
    riders = RidersAsked.of(tables)
    halves = {group: riders.only(found.get(group, nobody)) for group in _HALVES}
    of = {group: {**demand_kpis(its), **wait_kpis(its), **told_kpis(its)} for group, its in halves.items()}
    return {half(figure, group): of[group][figure] for group in _HALVES for figure in _OF_HALVES}


def kpis_by_group(tables: ResultTables, each: Mapping[str, ResultTables], more: Grouped) -> pd.DataFrame:
    """Return the rider figures of all groups in one table, see ``table_dtypes.KPIS_BY_GROUP``; NaN where none is.

    tables: of all ridepooling services; each: of each of several by its name. ``service`` is empty for all together.
    """
    rows = [
        (grouping, group, service, figure, value, requests)
        for service, its in {"": tables, **each}.items()
        for riders in [RidersAsked.of(its)]
        for grouping in GROUPINGS
        for group, requests, figures in _of_groups(its, riders, grouping, more)
        for figure, value in figures.items()
    ]
    return pd.DataFrame(rows, columns=list(KPIS_BY_GROUP)).astype(KPIS_BY_GROUP)


def figure_of_group(tables: ResultTables, each: Mapping[str, ResultTables], more: Grouped, metric: Metric) -> Number:
    """Return one key figure of one group; None where nobody is in it or the service is not there."""
    its = each.get(metric.service) if metric.service else tables
    if its is None:
        return None
    rows = groups_of(its.requests, metric.grouping, more).get(metric.group)
    return None if rows is None else rider_kpis(RidersAsked.of(its).only(rows))[metric.figure]


def _of_groups(
    tables: ResultTables, riders: RidersAsked, grouping: str, more: Grouped
) -> Iterator[tuple[str, int, dict[str, Number]]]:
    """Give each group, how many requests it has, and its key figures. riders: all of the tables."""
    for group, rows in groups_of(tables.requests, grouping, more).items():
        if len(rows) >= GROUPINGS[grouping].tabled:
            yield group, len(rows), rider_kpis(riders.only(rows))
