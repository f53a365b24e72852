"""Chance that belongs to the people of one municipality: whatever is known of another leaves it as it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.demand.streams import stream


@dataclass(frozen=True)
class Chance:
    """The streams of a municipality, one for each attribute."""

    seed: int
    ags: str

    def each(self, attribute: str, count: int) -> NDArray[np.float64]:
        """Return a number from 0 to below 1 for each of so many; the first ones are the same however many there are."""
        return self.stream(attribute).random(count)

    def normal(self, attribute: str, count: int) -> NDArray[np.float64]:
        """Return a standard normal number for each of so many."""
        return self.stream(attribute).standard_normal(count)

    def one(self, attribute: str) -> float:
        """Return one number from 0 to below 1."""
        return float(self.stream(attribute).random())

    def stream(self, attribute: str) -> np.random.Generator:
        """Return the stream of an attribute."""
        return stream(self.seed, f"population {self.ags} {attribute}")
