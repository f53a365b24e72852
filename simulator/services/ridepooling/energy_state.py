"""What a vehicle with a limited store is at, and what is known of stores and prices beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from simulator.energy.account import Account
from simulator.energy.store import Store
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


@dataclass
class PlannedVisit:
    """A site that a vehicle goes to, until which level, and below which it takes no requests [mWh]."""

    site: int
    target_mwh: int
    locked_mwh: int = 0


@dataclass
class State:
    """What a vehicle is at, as far as its energy goes."""

    account: Account
    plan: int  # of its shift, or of the next one
    visit: PlannedVisit | None = None  # it is on its way to a site, by the policy's word or because it must
    departed_s: int = 0
    riders: int = 0
    own_site: int | None = None  # where a plug is kept for it


def stores_of_types(world: RidepoolingWorld) -> dict[str, tuple[Store, int]]:
    """Return the stores of the vehicle types whose energy is limited, with the power that no drive exceeds [W]."""
    fastest_kph, found = float(world.network.speed_kph.max()), {}
    for name, kind in world.config.fleet.items():
        store = store_of(kind, world.scenario.energy.weather)
        if store is not None:
            found[name] = store, store.most_w(fastest_kph, kind.seats + kind.wheelchairs, world.reserve)
    return found


def prices_by_hour(prices: pd.DataFrame, sites: int) -> tuple[list[list[float]], list[list[bool]]]:
    """Return the price and whether it is no higher than the day's mean, for each site and hour."""
    table = prices["eur_per_kwh"].fillna(0.0).to_numpy(np.float64).reshape(sites, HOURS)
    cheap = table <= table.mean(axis=1, keepdims=True) + 1e-12 if sites else table > 0
    return table.tolist(), cheap.tolist()
