"""Draws of a test: the first few in every run, all others where there is time for them."""

from __future__ import annotations

from typing import Any

import pytest


def first(few: int, of: int) -> list[Any]:
    """Return the seeds 0, 1, ... below ``of`` as parameters; those from ``few`` on are marked slow."""
    return [*range(few), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(few, of))]
