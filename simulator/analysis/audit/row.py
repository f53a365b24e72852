"""One row of the event log as the auditor reads it."""

from __future__ import annotations

from typing import NamedTuple

from simulator.event_kinds import Event


class Row(NamedTuple):
    """A row of the event log and its position."""

    number: int
    time_s: int
    service: int
    kind: Event
    vehicle: int
    request: int
    ride: int
    node: int
    value: int

    def __str__(self) -> str:
        who = "".join(
            f", {name} {index}" for name, index in (("vehicle", self.vehicle), ("request", self.request)) if index >= 0
        )
        return f"row {self.number} ({self.time_s} s, {self.kind.name.lower()}{who})"


def unknown_codes(row: Row) -> list[str]:
    """Tell a value that is none of the codes its kind has."""
    codes = row.kind.codes
    if codes is None or row.value in {int(code) for code in codes}:
        return []
    return [f"{row}: {row.value} is no {codes.__name__}"]
