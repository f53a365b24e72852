"""What drives use: rolling and air drag by their mean speed, more when it is cold, and heating and cooling."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.units import HOUR_S, JOULES_PER_MWH

HEATED_BELOW_C, COOLED_ABOVE_C, WARM_C = 18.0, 24.0, 20.0

# uses[field] of a vehicle type, float64; energy per kilometre holds at 20 C and at AT_KPH
KWH_PER_KM = 0
AT_KPH = 1
DRAG_SHARE = 2
RIDER_SHARE = 3  # that each rider adds
CLIMATE_W_PER_K = 4
COLD_SHARE_PER_K = 5
TEMPERATURE_C = 6  # TEMPERATURE_C .. TEMPERATURE_C + 23: in each hour of a day
USE_FIELDS = TEMPERATURE_C + 24


@jit_in_place
def climate_w(uses: NDArray[np.float64], temperature_c: float) -> float:
    """Return what heating or cooling takes [W]."""
    return float(uses[CLIMATE_W_PER_K] * max(0.0, HEATED_BELOW_C - temperature_c, temperature_c - COOLED_ABOVE_C))


@jit_in_place
def power_w(uses: NDArray[np.float64], speed_kph: float, temperature_c: float, riders: int) -> float:
    """Return what a drive takes at a mean speed [W]."""
    relative = speed_kph / uses[AT_KPH]
    drag = 1 + uses[DRAG_SHARE] * (relative * relative - 1)
    cold = 1 + uses[COLD_SHARE_PER_K] * max(0.0, WARM_C - temperature_c)
    traction_w = 1000 * uses[KWH_PER_KM] * speed_kph * drag * cold * (1 + uses[RIDER_SHARE] * riders)
    return float(traction_w + climate_w(uses, temperature_c))


@jit_in_place
def used_mwh(uses: NDArray[np.float64], length_m: int, drive_s: int, riders: int, at_s: int, late_s: int) -> int:
    """Return what a drive uses [mWh]. at_s: it begins. O(1).

    Heating counts while driving; a vehicle that stands is taken to be switched off. late_s: so much longer it takes
    than the driving alone, as in a queue: only climate counts then.
    """
    if drive_s <= 0:
        return np.int64(0)
    temperature_c = uses[TEMPERATURE_C + at_s // HOUR_S % 24]
    driving_w = power_w(uses, length_m / drive_s * 3.6, temperature_c, riders)
    return np.int64(math.floor((driving_w * drive_s + climate_w(uses, temperature_c) * late_s) / JOULES_PER_MWH))
