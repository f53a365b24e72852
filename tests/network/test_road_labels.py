"""Names of roads, and of those without one, worked out by hand on four nodes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.network.road_labels import between, places_at, road_labels
from tests.worlds import DEGREE_M, network_of

# 0 - 1 - 2 - 3, northwards; Ahaus is near 0 and 1, Behn near 2, and nobody has a name for the place at 3.
NETWORK = network_of([(0, 1, 1000.0), (1, 2, 1500.0), (2, 3, 800.0)], 4)
PLACES = pd.DataFrame({"name": ["Behn", "Ahaus", ""], "lon": 12.0, "lat": NETWORK.lat[[2, 0, 3]] + 100 / DEGREE_M})


def streets(*names: str | None) -> pd.DataFrame:
    return NETWORK.edges.assign(name=pd.Series(names, dtype=object))


@pytest.mark.parametrize(
    ("names", "called"),
    [
        ((None, None, ""), ["Ahaus \N{EN DASH} Behn", "Ahaus", "Behn"]),
        (("B 5", None, "B 5"), ["B 5", "Ahaus \N{EN DASH} Behn"]),  # 1.8 km and 1.5 km
        (("B 5", None, None), ["Ahaus \N{EN DASH} Behn", "B 5", "Behn"]),
    ],
)
def test_roads_by_name_or_by_the_places_at_their_ends(names: tuple[str | None, ...], called: list[str]) -> None:
    assert road_labels(NETWORK, PLACES, streets(*names)) == called


def test_where_no_place_has_a_name() -> None:
    assert road_labels(NETWORK, PLACES.iloc[2:], streets(None, "B 5", None)) == ["B 5"]
    assert places_at(NETWORK, PLACES.iloc[:0], np.array([0, 3])).tolist() == ["", ""]
    assert between(("Behn", "Ahaus")) == between(("Ahaus", "Behn")) == "Ahaus \N{EN DASH} Behn"
