"""Shares of people, of all alike or class by class."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated

from pydantic import Field

from simulator.suggest import suggest

Share = Annotated[float, Field(ge=0, le=1)]
ShareByClass = Share | dict[str, Share]


def share_of(told: float | dict[str, float], traveller_class: str) -> float:
    """Return which share of a class it is; 0 where others are named and this one is not."""
    return told.get(traveller_class, 0.0) if isinstance(told, dict) else told


def unknown_classes(told: float | dict[str, float], classes: Collection[str]) -> Iterator[str]:
    """Tell the names that are no classes of travellers."""
    for name in told.keys() - {*classes} if isinstance(told, dict) else ():
        hint = suggest(name, classes) or f"known are {', '.join(classes)}"
        yield f'no class "{name}"; {hint}'
