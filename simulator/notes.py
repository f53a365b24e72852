"""Notes on an input: what can be, and is simulated, but is so unusual that somebody should look at it once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | int | float


def N_(message: str) -> str:  # noqa: N802  the name gettext tools look for
    """Mark a text for translation; it is translated where it is shown."""
    return message


@dataclass(frozen=True)
class Note:
    """One note. rule: its short name. key: what it is about. text: marked with ``N_``, with a %(name)s per value."""

    rule: str
    key: str
    text: str
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)

    @property
    def english(self) -> str:
        """Return the text with its values filled in."""
        return self.text % {name: _written(value) for name, value in self.values.items()}

    @property
    def plain(self) -> dict[str, object]:
        """Return the note as it is kept in the results."""
        return {"rule": self.rule, "key": self.key, "text": self.text, "values": dict(self.values)}


def _written(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:,.{digits_of(value)}f}"
    return f"{value:,}" if isinstance(value, int) else value


def digits_of(value: float) -> int:
    """Return how many digits after the point a note shows of a number: all it has, if at most two, else one."""
    return next((digits for digits in (0, 1, 2) if round(value, digits) == value), 1)
