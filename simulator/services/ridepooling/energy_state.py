"""What a vehicle with a limited store is at, and what is known of stores and prices beforehand."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from simulator.energy.account import Account
from simulator.energy.store import Store
from simulator.kernels import stores as b
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.world.sites import HOURS
from simulator.world.stores import store_of


class Driven(Protocol):
    """What has to be known of a vehicle on its shift. index: of its plan."""

    index: int
    depot: int
    shift_end_s: int

    def plan_changed(self) -> None:
        """Think again."""


class PlannedVisit(NamedTuple):
    """A site that a vehicle goes to, until which level, and below which it takes no requests [mWh]."""

    site: int
    target_mwh: int
    locked_mwh: int = 0


class State:
    """What a vehicle is at, as far as its energy goes.

    plan: of its shift, or of the next one. own_site: where a plug is kept for it. uses: its row in the stores.
    """

    def __init__(self, account: Account, plan: int, own_site: int | None, uses: int) -> None:
        self.account, self.plan, self.own_site = account, plan, own_site
        account.book[b.OWN_SITE] = 0 if own_site is None else own_site + 1
        account.book[b.USES] = uses

    @property
    def departed_s(self) -> int:
        """When it set off last [s]."""
        return int(self.account.book[b.DEPARTED])

    @property
    def visit(self) -> PlannedVisit | None:
        """The visit that it is on its way to, by the policy's word or because it must; compiled code may end it."""
        book = self.account.book
        if not book[b.VISITS]:
            return None
        return PlannedVisit(int(book[b.VISITS]) - 1, int(book[b.VISIT_TARGET]), int(book[b.VISIT_LOCKED]))

    @visit.setter
    def visit(self, visit: PlannedVisit | None) -> None:
        book = self.account.book
        book[b.VISITS] = 0
        if visit is not None:
            book[b.VISITS], book[b.VISIT_TARGET], book[b.VISIT_LOCKED] = visit.site + 1, *visit[1:]


def stores_of_types(world: RidepoolingWorld) -> dict[str, tuple[Store, int]]:
    """Return the stores of the vehicle types whose energy is limited, with the power that no drive exceeds [W]."""
    fastest_kph, found = float(world.network.speed_kph.max()), {}
    for name, kind in world.config.fleet.items():
        store = store_of(kind, world.scenario.energy.weather)
        if store is not None:
            found[name] = store, store.most_w(fastest_kph, kind.most_riders + kind.wheelchairs, world.reserve)
    return found


def prices_by_hour(prices: pd.DataFrame, sites: int) -> tuple[list[list[float]], list[list[bool]]]:
    """Return the price and whether it is no higher than the day's mean, for each site and hour."""
    table = prices["eur_per_kwh"].fillna(0.0).to_numpy(np.float64).reshape(sites, HOURS)
    cheap = table <= table.mean(axis=1, keepdims=True) + 1e-12 if sites else table > 0
    return table.tolist(), cheap.tolist()
