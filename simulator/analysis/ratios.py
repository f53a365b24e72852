"""Means, shares and quantiles that are None, not NaN or a crash, when there is nothing to divide by."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Number = float | int | None

DIGITS = 6  # digits kept: beyond them the last bits may differ between machines


def ratio(numerator: float | None, denominator: float | None) -> float | None:
    """Divide, or give None when a side is unknown or the denominator is 0."""
    if numerator is None or denominator is None or denominator == 0:
        return None
    return round(float(numerator) / float(denominator), DIGITS)


def mean(values: NDArray[Any]) -> float | None:
    """Mean of the values, None when there are none."""
    return round(float(values.mean()), DIGITS) if values.size else None


def quantile(values: NDArray[Any], share: float) -> float | None:
    """Quantile with linear interpolation (type 7 of Hyndman and Fan 1996), None when there are no values."""
    return round(float(np.quantile(values, share)), DIGITS) if values.size else None


def share_true(values: NDArray[np.bool_]) -> float | None:
    """Share of true values, None when there are none."""
    return ratio(int(values.sum()), values.size)


def largest(values: NDArray[Any]) -> Number:
    """Largest value, None when there are none."""
    if not values.size:
        return None
    top: float | int = values.max().item()
    return top
