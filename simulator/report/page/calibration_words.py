"""Words of the page of a calibration: what figures and parts of requests are called, and how values are written."""

from __future__ import annotations

from math import isfinite, log10

from simulator.report.page.language import MISSING, N_, NARROW_SPACE, Language
from simulator.units import METRES_PER_KM, MINUTE_S

FIGURES = {
    "requests": N_("Requests a day"),
    "served": N_("Served"),
    "rejected": N_("Rejected"),
    "declined": N_("Declined what was offered"),
    "cancelled": N_("Cancelled"),
    "no_show": N_("Did not show up"),
    "wait_s": N_("Wait"),
    "ride_s": N_("Ride"),
    "dwell_s": N_("Time at the pickup"),
    "direct_m": N_("Length by 1.3 times the beeline"),
    "price_eur": N_("Price"),
}
SHARES = frozenset({"served", "rejected", "declined", "cancelled", "no_show"})
PARTS = {
    "overall": N_("All requests"),
    "hour": N_("By hour of the wanted departure"),
    "lead_time": N_("By how long ahead they are booked"),
    "zone": N_("By zone in which they begin"),
}
NAMES = {
    "at_once": N_("less than 15 minutes ahead"),
    "up_to_2_h": N_("15 minutes to 2 hours ahead"),
    "up_to_12_h": N_("2 to 12 hours ahead"),
    "longer": N_("12 hours ahead or more"),
    "not_told": N_("not told"),
    "elsewhere": N_("elsewhere"),
}
DAYS = {"fitting": N_("days for fitting"), "testing": N_("days for testing"), "all": N_("all days")}


def part_name(name: str, words: Language) -> str:
    """Return what a part is called: hours and zones by themselves."""
    return words._(NAMES[name]) if name in NAMES else name


def unit_of(figure: str) -> tuple[float, str]:
    """Return by what values of a figure are multiplied to be shown, and their unit then."""
    if figure in SHARES:
        return 100.0, "%"
    if figure.endswith("_s"):
        return 1 / MINUTE_S, "min"
    if figure == "direct_m":
        return 1 / METRES_PER_KM, "km"
    return 1.0, "EUR" if figure == "price_eur" else ""


def _number(figure: str, value: float, words: Language) -> str:
    """Write a value of a figure without its unit."""
    digits = 2 if figure == "price_eur" else 1
    return words.decimal(round(value * unit_of(figure)[0], digits), digits) if isfinite(value) else MISSING


def amount(figure: str, value: float, words: Language) -> str:
    """Write a value of a figure with its unit."""
    unit = unit_of(figure)[1]
    number = _number(figure, value, words)
    return f"{number}{NARROW_SPACE}{unit}" if unit and number != MISSING else number


def with_ends(figure: str, told: tuple[float, float, float], words: Language) -> str:
    """Write a value with its interval; nothing where there is no value. told: value, low, high."""
    value, low, high = told
    if not isfinite(value):
        return MISSING
    return f"{amount(figure, value, words)} ({ends_of(figure, low, high, words)})"


def ends_of(figure: str, low: float, high: float, words: Language) -> str:
    """Write an interval without its unit."""
    return words._("%(low)s to %(high)s", low=_number(figure, low, words), high=_number(figure, high, words))


def change(figure: str, value: float, words: Language) -> str:
    """Write a difference: of shares in points, with its sign."""
    if not isfinite(value):
        return MISSING
    sign = "+" if value > 0 else ""
    if figure in SHARES:
        return words._("%(points)s points", points=f"{sign}{words.decimal(round(100 * value, 1), 1)}")
    return f"{sign}{amount(figure, value, words)}"


def plain_number(value: float, words: Language) -> str:
    """Write a value of a scenario with three digits that count."""
    if not isfinite(value):
        return MISSING
    digits = max(0, 2 - int(log10(abs(value)) // 1)) if value else 0
    return words.decimal(round(value, digits), digits)
