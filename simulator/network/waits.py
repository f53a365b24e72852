"""Travel times where who leaves may also wait at the kerb until roads have changed, and drive then."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.labels import Labels, new_labels
from simulator.kernels.layout import UNREACHABLE
from simulator.kernels.times import Times
from simulator.kernels.waiting import pays_to_wait, sooner_of
from simulator.network.searched_state import in_a_table, longest_s
from simulator.network.state import LONGEST_UNITS, arcs_slower
from simulator.network.travel_times import TravelTimes, new_travel_times

MOST_PAIRS = 40_000  # that tell whether waiting pays

Choices = dict[TravelTimes, int]  # times to drive with, and how long one waits before [s]


class Waits:
    """Makes times where who leaves at once may also wait for changes, each once."""

    def __init__(self) -> None:
        self._choices: dict[TravelTimes, Choices] = {}

    def sooner(self, times: TravelTimes, wait_s: int, later: TravelTimes) -> TravelTimes:
        """Return the times where who leaves may also wait, at most so long, and count with later ones.

        times: of one state, between all nodes, in seconds. later: of one, or made here. As a wait is the same for all
        drives, no detour gets shorter than the direct drive by it. The same times where it never pays.
        """
        if not times.covers_all_nodes or wait_s >= LONGEST_UNITS:
            return times
        waits = {one: wait_s + more_s for one, more_s in self._choices.get(later, {later: 0}).items()}
        paying = {one: waits[one] for one in waits if it_pays(times, waits[one], one)}
        if not paying:
            return times
        choices = {times: 0} | paying
        known = next((made for made, its in self._choices.items() if its == choices), None)
        if known is None:
            known = _with_choices(times, choices)
            self._choices[known] = choices
        return known


def it_pays(now: TravelTimes, wait_s: int, later: TravelTimes) -> bool:
    """Return whether some drive ends sooner where one waits so long for later times.

    The drive that gains most by that begins where a street does that is slower now, and ends where one does: before and
    after it is as fast now. What these gain in whole seconds may be one short of the most in milliseconds.
    """
    slower = arcs_slower(later.streets, now.streets)
    tails, heads = np.unique(slower.tail), np.unique(slower.head)
    if wait_s >= UNREACHABLE or not len(tails):
        return False
    if len(tails) * len(heads) <= MOST_PAIRS:
        now_s, later_s = (times.units(tails[:, None], heads) for times in (now, later))
        gain_s = int((now_s - later_s).max())
        if gain_s != wait_s:
            return gain_s > wait_s
    return pays_to_wait(in_a_table(now).table.seconds, in_a_table(later).table.seconds, wait_s)


def _with_choices(now: TravelTimes, choices: Choices) -> TravelTimes:
    """Return the soonest of several times with waits before them: in a table where those without a wait are."""
    least = now.table.least
    for times, wait_s in choices.items():
        least = sooner_of(least, times.table.least, wait_s)
    if not now.has_table and all(wait_s + longest_s(times) <= LONGEST_UNITS for times, wait_s in choices.items()):
        labels = either_way([times.labels for times in choices], list(choices.values()))
        return new_travel_times(now.table.with_other(least=least, labels=labels), now.places, now.location, now.streets)
    seconds, to_seconds = (getattr(in_a_table(now).table, name) for name in ("seconds", "to_seconds"))
    for times, wait_s in choices.items():
        other = in_a_table(times).table
        seconds, to_seconds = sooner_of(seconds, other.seconds, wait_s), sooner_of(to_seconds, other.to_seconds, wait_s)
    return new_travel_times(Times(seconds, to_seconds, now.table.cell, least, 1), now.places, now.location, now.streets)


def either_way(parts: list[Labels], waits_s: list[int]) -> Labels:
    """Return labels by which a drive takes as long as by the best of others, of the same nodes, and a wait before it.

    Each keeps its hubs, by names of their own; the wait is part of the way to them.
    """
    nodes, lists = parts[0].spread.shape[1], len(parts[0].first) - 1
    first = np.sum([part.first for part in parts], axis=0)
    hubs = np.empty((first[-1], 2), dtype=np.int32)
    begins: NDArray[np.int64] = first[:-1].copy()
    for number, (part, wait_s) in enumerate(zip(parts, waits_s, strict=True)):
        counts, outward = np.diff(part.first), part.first[lists // 2]
        rows = np.repeat(begins - part.first[:-1], counts) + np.arange(len(part.hubs))
        hubs[rows] = part.hubs + np.array([number * nodes, 0], dtype=np.int32)
        hubs[rows[:outward], 1] += 1000 * wait_s
        begins += counts
    return new_labels(first, hubs, len(parts) * nodes)
