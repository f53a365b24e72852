"""Chains of a timetable are grouped into lines as they are one by one, and so they are at other times."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.network.timetable_routing.connections import Calls
from simulator.network.timetable_routing.lines import grouped, patterns_of


def _calls(seed: int) -> Calls:
    """Return the calls of random chains on few patterns, some of which overtake others."""
    chance = np.random.default_rng(seed)
    length = chance.integers(1, 4, 40)
    offsets = np.concatenate(([0], np.cumsum(length)))
    place = np.arange(offsets[-1]) - np.repeat(offsets[:-1], length)
    stop = (place + np.repeat(chance.integers(0, 2, 40), length)).astype(np.int32)
    begins = np.repeat(chance.integers(0, 12, 40), length)
    times = (begins + place * np.repeat(chance.integers(1, 4, 40), length)).astype(np.int32)
    may = np.ones(len(stop), dtype=np.bool_)
    return Calls(stop, times, times + 1, may, may, offsets)


def _one_by_one(calls: Calls) -> list[list[int]]:
    """Return the first calls of each line: every chain joins the first line whose last one it does not overtake."""
    patterns: dict[tuple[int, ...], list[slice]] = {}
    for first, end in zip(calls.offsets[:-1].tolist(), calls.offsets[1:].tolist(), strict=True):
        if end - first > 1:
            patterns.setdefault(tuple(calls.stop[first:end].tolist()), []).append(slice(first, end))
    lines: list[list[int]] = []
    for chains in patterns.values():
        its: list[list[slice]] = []
        for chain in sorted(chains, key=lambda one: calls.departure_s[one].tolist() + calls.arrival_s[one].tolist()):
            for line in its:
                if (calls.departure_s[line[-1]] <= calls.departure_s[chain]).all():  # so are arrivals, a second before
                    line.append(chain)
                    break
            else:
                its.append([chain])
        lines += [[chain.start for chain in line] for line in its]
    return lines


@pytest.mark.parametrize("seed", range(20))
def test_lines_are_those_of_chains_taken_one_by_one_also_with_the_patterns_of_other_times(seed: int) -> None:
    usual = _calls(seed)
    arrival_s = usual.arrival_s + seed % 7 * (usual.stop % 2)
    late = usual._replace(arrival_s=arrival_s, departure_s=arrival_s + 1)
    for calls in (usual, late):
        for found in (grouped(calls), grouped(calls, patterns_of(usual))):
            ends = np.cumsum(found.trips)
            lines = [found.first[end - trips : end].tolist() for end, trips in zip(ends, found.trips, strict=True)]
            assert lines == _one_by_one(calls)
            length = dict(zip(calls.offsets.tolist(), np.diff(calls.offsets).tolist(), strict=False))
            assert found.length.tolist() == [length[line[0]] for line in lines]
