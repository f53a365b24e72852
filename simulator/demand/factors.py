"""Drawn factors of drives and stops: by how much one takes longer than planned, as chance has it.

A factor belongs to the vehicle and its n-th drive, or the n-th stop it serves, whatever else happens on the day: see
``luck``. A drive has one chance for all roads, of which each class makes a factor of its own. Factors are log-normal
with mean 1, in whole thousandths, so that times are whole on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log1p, sqrt
from statistics import NormalDist

from simulator.demand.luck import luck

ONE = 1000  # thousandths


def drive_factors(seed: int, vehicle: int, drive: int, spreads: Sequence[float]) -> tuple[int, ...]:
    """Return the factors of the n-th drive of a vehicle [1/1000], from 0 on, one for each spread.

    A drive that turns off goes on with its own.
    """
    drawn = _normal(seed, "drive", f"{vehicle} {drive}")
    return tuple(_factor(drawn, spread) for spread in spreads)


def dwell_factor(seed: int, vehicle: int, stop: int, spread: float) -> int:
    """Return the factor of the n-th boarding or alighting at a vehicle [1/1000], from 0 on."""
    return _factor(_normal(seed, "dwell", f"{vehicle} {stop}"), spread)


def _normal(seed: int, attribute: str, name: str) -> float:
    """Return the chance of a drive or stop as a standard normal number."""
    return NormalDist().inv_cdf(float(luck(seed, attribute, [name])[0, 0]))


def _factor(drawn: float, spread: float) -> int:
    """Return the factor [1/1000] that a chance makes where the standard deviation is the spread."""
    variance = log1p(spread * spread)
    return max(1, round(ONE * exp(sqrt(variance) * drawn - variance / 2)))


def stretched(seconds: int, factor: int) -> int:
    """Return a time that takes by a factor longer [s], rounded up."""
    return -(-seconds * factor // ONE)
