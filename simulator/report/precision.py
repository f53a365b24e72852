"""How many digits of a number say something."""

from __future__ import annotations

from math import floor, isfinite, isnan, log10


def decimals(half_width: float) -> int | None:
    """Return the decimals that an uncertainty leaves: two digits of it count, so that -1 rounds to tens.

    None where nothing is known of it, or there is none.
    """
    return 1 - floor(log10(half_width)) if isfinite(half_width) and half_width > 0 else None


def number(value: float, half_width: float = float("nan")) -> str:
    """Give a number with the digits that its uncertainty leaves, or four that count where it has none."""
    if isnan(value):
        return "-"
    digits = decimals(half_width)
    if digits is None:
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    rounded = round(value, digits)
    return f"{rounded + 0.0:,.{max(digits, 0)}f}"  # + 0.0: no minus before nothing
