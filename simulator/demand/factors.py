"""Drawn factors of drives and stops: by how much one takes longer than planned, as chance has it.

A factor belongs to the vehicle and its n-th drive, or the n-th stop it serves, whatever else happens on the day: see
``luck``. Factors are log-normal with mean 1, in whole thousandths, so that times are whole on every machine.
"""

from __future__ import annotations

from math import exp, log1p, sqrt
from statistics import NormalDist

from simulator.demand.luck import luck

ONE = 1000  # thousandths


def drive_factor(seed: int, vehicle: int, drive: int, spread: float) -> int:
    """Return the factor of the n-th drive of a vehicle [1/1000], from 0 on; one that turns off goes on with its own."""
    return _factor(seed, "drive", f"{vehicle} {drive}", spread)


def dwell_factor(seed: int, vehicle: int, stop: int, spread: float) -> int:
    """Return the factor of the n-th boarding or alighting at a vehicle [1/1000], from 0 on."""
    return _factor(seed, "dwell", f"{vehicle} {stop}", spread)


def _factor(seed: int, attribute: str, name: str, spread: float) -> int:
    """Return a factor whose standard deviation is the spread."""
    variance = log1p(spread * spread)
    drawn = NormalDist().inv_cdf(float(luck(seed, attribute, [name])[0, 0]))
    return max(1, round(ONE * exp(sqrt(variance) * drawn - variance / 2)))


def stretched(seconds: int, factor: int) -> int:
    """Return a time that takes by a factor longer [s], rounded up."""
    return -(-seconds * factor // ONE)
