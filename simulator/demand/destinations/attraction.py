"""How much stops and homes attract by purpose, where nobody has said."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Assumptions, as what people go to is not in open data: shops and offices are where people are and buses stop, if that
# many live within 2 km; some work where people live, as farms and crafts do, and half of leisure is at somebody's home.
LARGER_ATTRACT = 1.25  # power of the people within 2 km: larger places serve others, too
LEAST_PEOPLE = {"shopping": 500.0, "errands": 1000.0}
AT_HOMES = {"work": 0.15, "leisure": 0.5}
BY_PLACE = ("work", "shopping", "errands", "leisure", "escort")


def attraction(homes: Floats, stops: Floats, people: Floats) -> dict[str, tuple[Floats, Floats]]:
    """Return the weights of localities and of stops by purpose, which sum to 1 together.

    homes: float64 (localities,), inhabitants. stops: float64 (stops,), how central each is. people: float64 (stops,),
    who live near. Schools are told one by one, see ``schools``.
    """
    weights = {}
    for purpose in BY_PLACE:
        large = stops * (people >= LEAST_PEOPLE.get(purpose, 0.0))
        at_stops = large if large.any() else stops
        share = AT_HOMES.get(purpose, 0.0) if at_stops.any() else 1.0
        weights[purpose] = share * _normed(homes), (1 - share) * _normed(at_stops)
    return weights


def _normed(weight: Floats) -> Floats:
    total = weight.sum()
    return weight / total if total > 0 else weight
