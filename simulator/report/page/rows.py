"""Rows of the tables of a page: label, value, remark."""

from __future__ import annotations

from simulator.report.page.language import MISSING, Language

Row = tuple[str, str, str]
Table = tuple[str, list[Row]]  # with its title


def money(words: Language, label: str, value: float | None, remark: str, digits: int = 0) -> Row | None:
    """Return a row about an amount in EUR; None when it is not known."""
    return None if value is None else (label, words.euro(value, digits), "" if remark == MISSING else remark)
