"""What vehicles can count on at charging sites, with what is known of sites that will give less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.energy.store import Store
from simulator.services.ridepooling.own_plugs import SURE_LEVEL, sure_power_w, sure_sites
from simulator.services.ridepooling.roster import Shift
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.world.short_supply import Shortage, limited_sites

Stores = dict[str, tuple[Store, int]]


class Supply:
    """Plugs that are kept for vehicles, and sites for their way home; whose shift meets a shortage counts on less.

    own: vehicle -> the site where a plug is kept for it. short: what is known to be short.
    """

    def __init__(self, world: RidepoolingWorld, stores: Stores, own: Mapping[int, int]) -> None:
        self._world, self._stores, self._own = world, stores, own
        self._types: list[str] = world.vehicles["vehicle_type"].tolist()
        self._kept = set(own.values())
        self._rows: dict[int, Any] = dict(zip(world.sites["site"].tolist(), world.sites.itertuples(), strict=True))
        self.short: Sequence[Shortage] = ()
        self._usual = sure_sites(world, stores, self._kept)

    def refill(self, vehicle: int, shift: Shift | None = None) -> tuple[int, int]:
        """Return the drive time [s] that 1000 s at its own plug surely add, and up to which range [s]."""
        store, most_w = self._stores[self._types[vehicle]]
        site = self._rows[self._own[vehicle]]
        share = 1.0 if shift is None else self._shares(shift).get(self._own[vehicle], 1.0)
        if share < 1:
            site = site._replace(power_w=int(site.power_w * share), grid_w=int(site.grid_w * share))
        power_w = sure_power_w(store, site, SURE_LEVEL)
        return 1000 * max(0, power_w) // most_w, store.range_s(int(SURE_LEVEL * store.capacity_mwh), most_w)

    def plugged_in_s(self, vehicle: int, from_s: int, until_s: int) -> int:
        """Return how long at full power it can charge at its own plug within some time, at least [s]."""
        left_s = float(until_s - from_s)
        for one in self.short:
            if one.site == self._own[vehicle]:
                left_s -= (1 - one.share) * max(0, min(until_s, one.until_s) - max(from_s, one.from_s))
        return max(0, int(left_s))

    def sites(self, shifts: Mapping[int, Shift], plans: int) -> NDArray[np.int32]:
        """Return where each plan's vehicle surely gets the energy for its way home, see ``Plans.knows_sites``.

        shifts: by plan; who has none counts on what is left of sites.
        """
        vehicles = len(self._world.vehicles)
        found = np.tile(self._usual, plans // vehicles)
        everything = {one.site: one.share for one in sorted(self.short, key=lambda one: -one.share)}
        if not everything:
            return found
        left = replace(self._world, sites=limited_sites(self._world.sites, everything))
        less = np.zeros_like(self._usual)
        known = sure_sites(left, self._stores, self._kept)
        less[: len(known)] = known
        for plan in range(plans):
            shift = shifts.get(plan)
            if shift is None or self._shares(shift):
                found[:, :, plan] = less[:, :, plan % vehicles]
        return found

    def _shares(self, shift: Shift) -> dict[int, float]:
        """Return what share is left at sites that are short at any time of a shift."""
        met = [one for one in self.short if one.from_s < shift.latest_end_s and shift.start_s < one.until_s]
        return {one.site: one.share for one in sorted(met, key=lambda one: -one.share)}
