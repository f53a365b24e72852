"""Rows of the tables of a page: label, value, remark."""

from __future__ import annotations

from simulator.report.page.language import MISSING, Language

Row = tuple[str, str, str]
Table = tuple[str, list[Row]]  # with its title


def left_to_pay(words: Language, value: float | None, digits: int = 0) -> Row | None:
    """Return a row about what is left to pay in EUR, or what is left over; None when it is not known."""
    if value is not None and value < 0:
        return money(words, words._("Surplus"), -value, "", digits)
    return money(words, words._("Left to pay (subsidy)"), value, "", digits)


def money(words: Language, label: str, value: float | None, remark: str, digits: int = 0) -> Row | None:
    """Return a row about an amount in EUR; None when it is not known."""
    return None if value is None else (label, words.euro(value, digits), "" if remark == MISSING else remark)
