"""A request that fits nowhere as plans are: of its pairs of stops, that with the least walk which other plans allow."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator.kernels import layout as f
from simulator.services.protocol import Attempt
from simulator.services.ridepooling.book import Booking, Rearranged

WALKS_S = {1: 300, 2: 60, 3: 180, 8: 30, 9: 0}  # of nodes: three pickups, two dropoffs
BY_WALK = [(2, 9), (2, 8), (3, 9), (3, 8)]  # 60, 90, 180, 210 s; 1 to 9 would be the fifth


class Replanner:
    """Fits in what is between two nodes, and nothing else."""

    improves_always = rests = False

    def __init__(self, pair: tuple[int, int]) -> None:
        self.pair = pair
        self.tried: list[tuple[int, int]] = []

    def fit_in(self, columns: Any, _now_s: int) -> Any:
        self.tried.append(tuple(columns[f.NODE].tolist()))
        return SimpleNamespace(vehicle=4, boarding_s=1000, alighting_s=1600) if self.tried[-1] == self.pair else None


def rearranged(replanner: Replanner) -> tuple[Any, ...] | None:
    """Return what the traveller is told: pair, vehicle, boarding and alighting, when at the pickup, walk, node."""
    options = np.array(list(WALKS_S.items()), dtype=np.int32)
    fields = np.zeros((1, f.REQUEST_FIELDS), dtype=np.int64)
    fields[0, [f.REQ_EARLIEST, f.REQ_PICKUPS]] = 500, 3
    rides = SimpleNamespace(
        fields=fields, options_of=lambda _request: options, restore=lambda _request: None,
        node_of=lambda option: int(option[f.OPTION_NODE]),
    )  # fmt: skip

    def told(
        _attempt: Attempt, what: Rearranged, vehicle: int, times_s: tuple[int, int], *rest: int
    ) -> tuple[Any, ...]:
        return what.nodes, vehicle, times_s, *rest

    plans = SimpleNamespace(versions=lambda: 7)
    fleet = SimpleNamespace(log=None, plans=plans, roads=None, vehicles=[])
    parts: tuple[Any, ...] = (fleet, rides, None, SimpleNamespace(rearranged=told), replanner)
    return Booking(*parts).rearranged(Attempt(0, 0, 0, 0, compares=False), 0)  # type: ignore[return-value]


@pytest.mark.parametrize("place", range(4))
def test_pairs_are_tried_by_their_walks_until_one_fits_in(place: int) -> None:
    pair = BY_WALK[place]
    replanner = Replanner(pair)
    walk_s = WALKS_S[pair[0]] + WALKS_S[pair[1]]
    assert rearranged(replanner) == (pair, 4, (1000, 1600), 500 + WALKS_S[pair[0]], walk_s, pair[0])
    assert replanner.tried == BY_WALK[: place + 1]


def test_more_than_four_pairs_are_not_tried() -> None:
    replanner = Replanner((1, 9))
    assert rearranged(replanner) is None
    assert replanner.tried == BY_WALK
