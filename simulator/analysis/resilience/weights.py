"""What waits, walks, changes and not being served weigh in generalised cost: one table, each value with its source."""

from __future__ import annotations

from typing import NamedTuple

KEY = "generalised_cost"  # before the names of weights, in the ledger of assumptions


class Weight(NamedTuple):
    """A weight. said: where it comes from, or why it is assumed, in English and German. ends: its range; none: ""."""

    value: float
    unit: str
    said: tuple[str, str]
    ends: tuple[str, str] = ("", "")
    assumed: bool = False


def _tag(english: str, german: str) -> tuple[str, str]:
    """Return words for a range of the British guidance on transport analysis."""
    unit = "TAG unit M3.2, Department for Transport"
    return f"{english}: {unit} (Great Britain)", f"{german}: {unit} (Großbritannien)"


WEIGHTS = {
    "wait": Weight(2, "", _tag("1.5 to 2.5", "1,5 bis 2,5"), ("1.5", "2.5")),  # minutes of ride for a minute
    "walk": Weight(2, "", _tag("1.5 to 2", "1,5 bis 2"), ("1.5", "2")),
    "change": Weight(5, "min", _tag("5 to 10 minutes", "5 bis 10 Minuten"), ("5 min", "10 min")),  # of ride
    "not_served": Weight(
        120,
        "min",
        (
            "who is not served, and has no car, goes two hours later",
            "wer nicht befördert wird und kein Auto hat, fährt zwei Stunden später",
        ),
        assumed=True,
    ),
}
