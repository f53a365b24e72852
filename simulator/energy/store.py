"""What vehicles use and how fast they charge. Energy in thousandths of a watt-hour (mWh), power in W, both whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import consumption
from simulator.kernels.stores import lasts_s


def energy_mwh(power_w: int, seconds: int) -> int:
    """Return what flows at a constant power [mWh], rounded down."""
    return power_w * seconds * 5 // 18


def seconds_for(mwh: int, power_w: int) -> int:
    """Return how long that much takes at a constant power [s], rounded up."""
    return -(-mwh * 18 // (5 * power_w))


@dataclass(frozen=True)
class Store:
    """Battery or tank of a vehicle type, and what the type uses.

    temperature_c: of each hour of a day, 24 values. curve: (share of the store, W), the power taken from that level on
    at a plug with direct current, or a pump; ac_w at the others. Energy per kilometre holds at 20 C and at_kph.
    """

    drivetrain: str
    capacity_mwh: int
    reserve_mwh: int
    kwh_per_km: float
    at_kph: float = 60.0
    drag_share: float = 0.0
    rider_share: float = 0.0
    climate_w_per_k: float = 0.0
    cold_share_per_k: float = 0.0
    temperature_c: tuple[float, ...] = (20.0,) * 24
    ac_w: int = 0
    curve: tuple[tuple[float, int], ...] = ((0.0, 0),)
    efficiency: float = 1.0

    def used_mwh(self, length_m: int, drive_s: int, riders: int = 0, at_s: int = 0, late_s: int = 0) -> int:
        """Return what a drive uses [mWh], see ``kernels.consumption``."""
        return consumption.used_mwh(self.uses, length_m, drive_s, riders, at_s, late_s)

    @cached_property
    def uses(self) -> NDArray[np.float64]:
        """What drives use, float64 (USE_FIELDS,), see ``kernels.consumption``."""
        shares = self.kwh_per_km, self.at_kph, self.drag_share, self.rider_share
        climate = self.climate_w_per_k, self.cold_share_per_k
        return np.array([*shares, *climate, *self.temperature_c], dtype=np.float64)

    def most_w(self, fastest_kph: float, riders: int, reserve: float = 0.0) -> int:
        """Return a power that no drive exceeds on roads with this highest speed and so many riders [W].

        reserve: drives may take by this share longer than planned; of the time planned.
        """
        powers = (
            consumption.power_w(self.uses, fastest_kph, temperature, riders)
            + reserve * consumption.climate_w(self.uses, temperature)
            for temperature in set(self.temperature_c)
        )
        return ceil(max(powers))

    def intake_w(self, level_mwh: int, *, direct: bool = True) -> int:
        """Return the power the store takes at a level [W]."""
        if level_mwh >= self.capacity_mwh:
            return 0
        if not direct:
            return self.ac_w
        level_mwh = max(level_mwh, 0)  # a dispatcher that does not count with energy may let it run out
        return next(w for share, w in reversed(self.curve) if level_mwh >= share * self.capacity_mwh)

    def least_intake_w(self, share: float, *, direct: bool = True) -> int:
        """Return the least power the store takes before it is filled to a share [W]."""
        return min(w for begins, w in self.curve if begins < share) if direct else self.ac_w

    def next_step_mwh(self, level_mwh: int) -> int:
        """Return the lowest level above this one at which the power changes [mWh]."""
        steps = (ceil(share * self.capacity_mwh) for share, _ in self.curve)
        return min((step for step in steps if step > level_mwh), default=self.capacity_mwh)

    def level_after(self, level_mwh: int, seconds: int, most_w: int, *, direct: bool = True) -> int:
        """Return the level after so long at a plug that gives so much power into the store [mWh]."""
        left_s = seconds
        while left_s > 0 and level_mwh < self.capacity_mwh:
            power_w = min(most_w, self.intake_w(level_mwh, direct=direct))
            if power_w <= 0:
                break
            step_mwh = self.next_step_mwh(level_mwh) if direct else self.capacity_mwh
            step_s = min(left_s, seconds_for(step_mwh - level_mwh, power_w))
            level_mwh = min(level_mwh + energy_mwh(power_w, step_s), self.capacity_mwh)
            left_s -= step_s
        return level_mwh

    def fill_s(self, most_w: int, *, direct: bool = True) -> int | None:
        """Return how long it takes to fill an empty store at such a plug [s], at most; None: it is never full."""
        level_mwh, took_s = 0, 0
        while level_mwh < self.capacity_mwh:
            power_w = min(most_w, self.intake_w(level_mwh, direct=direct))
            if power_w <= 0:
                return None
            step_mwh = self.next_step_mwh(level_mwh) if direct else self.capacity_mwh
            took_s += seconds_for(step_mwh - level_mwh, power_w)
            level_mwh = step_mwh
        return took_s

    def range_s(self, level_mwh: int, most_w: int) -> int:
        """Return for how many seconds a vehicle can surely drive without touching its reserve, FAR_S at most."""
        return int(lasts_s(level_mwh, self.reserve_mwh, most_w))

    def level_for(self, drive_s: int, most_w: int) -> int:
        """Return the level that surely lasts for so much driving [mWh]; it may be more than there is room for."""
        return self.reserve_mwh - (-drive_s * 5 * most_w // 18)
