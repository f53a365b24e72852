"""Travel times after some roads were closed, slowed or opened: searched, in a hierarchy in the order of before.

To have them takes a small part of the time that a table takes, however much of the table would be another one.
"""

from __future__ import annotations

import numpy as np

from simulator.kernels.labels import longest_bound_ms, new_labels
from simulator.kernels.same_order import contract_again
from simulator.network.state import MOST_ARCS, arcs_slower
from simulator.network.streets import Streets
from simulator.network.travel_times import TravelTimes, compute_table, new_searched_times, new_travel_times


def searched_state(before: TravelTimes, streets: Streets) -> TravelTimes | None:
    """Return the travel times on other streets; None where many arcs differ.

    streets: after the change, with nodes numbered as in those before.
    """
    if sum(len(arcs_slower(*both).tail) for both in ((before.streets, streets), (streets, before.streets))) > MOST_ARCS:
        return None
    hierarchy = contract_again(streets.offsets, streets.head, streets.time_ms, before.hierarchy.node_of_rank)
    within = before.table.cell, len(before.table.least)
    return new_searched_times(within, before.places, before.location, streets, hierarchy)


def longest_s(times: TravelTimes) -> int:
    """Return what no drive between nodes takes longer than [s]."""
    return -(-int(longest_bound_ms(times.labels, len(times.location))) // 1000)


def with_own_arrays(times: TravelTimes) -> TravelTimes:
    """Return the same travel times with arrays of their own for what searches change."""
    labels = times.table.labels
    own = new_labels(labels.first, labels.hubs, labels.spread.shape[1])
    table = times.table.with_other(labels=own)
    found = new_travel_times(table, times.places, times.location, times.streets, times.hierarchy)
    if times.covers_all_nodes:
        found.__dict__["labels"] = own
    return found


def in_a_table(times: TravelTimes) -> TravelTimes:
    """Return the same travel times between all nodes in a table."""
    if times.has_table:
        return times
    names, cells = np.arange(len(times.places), dtype=np.int32), len(times.table.least)
    table = compute_table(times.hierarchy, names, times.table.cell, cells)
    return new_travel_times(table, times.places, times.location, times.streets, times.hierarchy)
