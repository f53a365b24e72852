"""Places that open and close: probabilities of all by the formula, and nobody else moves."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from simulator.demand.destinations.lengths import PURPOSES
from simulator.demand.destinations.reach import Reach, distances_of
from simulator.demand.destinations.site_changes import changed
from simulator.demand.destinations.sites import Sites
from simulator.scenario.demand_parts import MID_BANDS
from tests.demand.destinations.worlds import county

SHOPPING = PURPOSES.index("shopping")
TRIES = 200_000
FACTOR = np.linspace(0.5, 2.0, len(PURPOSES) * (len(MID_BANDS) + 1)).reshape(len(PURPOSES), -1)
FACTOR[:, -1] = 0.1  # of all leave the area


def opening(name: str, lon: float, weight: float, kind: str = "shop") -> SimpleNamespace:
    return SimpleNamespace(name=name, lon=lon, lat=53.0, kind=kind, weight=weight, places=None, begins=None)


def reach_of(sites: Sites) -> Reach:
    return Reach(distances_of(sites, MID_BANDS), FACTOR)


def expected(sites: Sites, weight: np.ndarray, origin: int) -> np.ndarray:
    """Probabilities of all sites by the definition. weight: of all sites, those that open last."""
    distances = distances_of(sites, MID_BANDS)
    pull = weight * FACTOR[SHOPPING][distances.band[origin]] * distances.decay[origin]
    inside = sites.gateway < 0
    return np.where(inside, 0.9 * pull / pull[inside].sum(), 0.1 * weight / weight[~inside].sum())


def test_probabilities_are_those_of_a_choice_among_the_places_there_are_then(tmp_path: Path) -> None:
    before = county(tmp_path)
    after = changed(before, [opening("A", 12.02, 0.5), opening("B", 12.08, 0.3)], {("Town, Market", "shop"): None})
    random, origin = np.random.default_rng(1), 3
    found = reach_of(before).drawn(np.full(TRIES, origin), SHOPPING, first := random.random(TRIES))
    same = reach_of(after).drawn(np.full(TRIES, origin), SHOPPING, first)
    np.testing.assert_array_equal(found, same)
    moved = reach_of(after).moved(np.full(TRIES, origin), SHOPPING, found, random.random((TRIES, 3)))
    closed, count = int(np.flatnonzero(before.table["name"] == "Town, Market")[0]), len(before.table)
    shops = before.table["shopping"].to_numpy()
    total = shops[before.gateway < 0].sum()
    weight = np.append(np.where(np.arange(count) == closed, 0.0, shops), [0.5 * total, 0.3 * total])
    wanted = expected(after, weight, origin)
    share = np.bincount(moved, minlength=count + 2) / TRIES
    assert (np.abs(share - wanted) <= 4 * np.sqrt(wanted * (1 - wanted) / TRIES) + 1e-12).all()
    stays = (moved == found) | (moved >= count) | (found == closed)
    assert stays.all()  # who moves goes to what opened, or comes from what closed


def test_what_opens_changes_neither_homes_nor_other_purposes(tmp_path: Path) -> None:
    before = county(tmp_path)
    after = changed(before, [opening("A", 12.0805, 0.5)], {})
    homes = np.column_stack([np.linspace(11.9, 12.1, 500), np.full(500, 53.0)])
    np.testing.assert_array_equal(before.nearest(homes), after.nearest(homes))
    origin, chance = np.full(1000, 3), np.linspace(0, 0.999, 1000)
    leisure = PURPOSES.index("leisure")
    found = reach_of(after).drawn(origin, leisure, chance)
    np.testing.assert_array_equal(reach_of(before).drawn(origin, leisure, chance), found)
    np.testing.assert_array_equal(reach_of(after).moved(origin, leisure, found, np.zeros((1000, 2))), found)
    assert changed(before, [], {}) is before


def test_a_school_opens_with_the_pull_of_the_mean_one(tmp_path: Path) -> None:
    before = county(tmp_path)
    row = changed(before, [opening("New school", 12.0, 2.0, "primary school")], {}).table.iloc[-1]
    schools = before.table["school"][before.table["school"] > 0]
    assert row["school"] == pytest.approx(2 * schools.mean())
    assert (row["from_age"], row["to_age"], row["ends_s"] - row["begins_s"]) == (6, 11, 5.5 * 3600)
    gone = changed(before, [], {("Hill, Schule", "school"): None}).table
    assert gone["school"].gt(0).sum() == len(schools) - 1
    assert gone.drop(columns="school").equals(before.table.drop(columns="school"))
