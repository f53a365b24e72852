"""What is found by its name: services for now, each named where it is and imported when it is needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from simulator.builtin import BUILTIN


def names(group: str) -> list[str]:
    """Return the names of a group, in the order in which they were registered."""
    return list(BUILTIN[group])


def find(group: str, name: str) -> Any:
    """Return what a name stands for. Raises KeyError when nothing does."""
    module, _, attribute = BUILTIN[group][name].partition(":")
    return getattr(import_module(module), attribute)
