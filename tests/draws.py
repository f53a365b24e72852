"""Draws of a test: some in every run, all others where there is time for them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest


def first(few: int, of: int) -> list[Any]:
    """Return the seeds 0, 1, ... below ``of`` as parameters; those from ``few`` on are marked slow."""
    return these(range(few), of)


def these(seeds: Collection[int], of: int) -> list[Any]:
    """Return the seeds below ``of`` as parameters; all but some are marked slow."""
    return [seed if seed in seeds else pytest.param(seed, marks=pytest.mark.slow) for seed in range(of)]
