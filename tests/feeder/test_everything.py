"""What a feeder finds equals what comes out when everything is tried, on drawn days."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.scenario.loader import load_scenario
from simulator.services.feeder import search as searches
from simulator.services.feeder.search import Search
from simulator.services.protocol import Refusal
from simulator.simulation.simulate import simulate
from simulator.world.build import build_world
from tests.feeder.days import write_feeder_day
from tests.feeder.everything import best_of_all
from tests.timetable.days import NETWORK, Settings
from tests.worlds import NO_CACHE

STATIONS = ["A-Dorf", "B-Dorf", "C-Dorf", "D-Dorf", "E-Dorf"]
# Of vehicle time, wait and ride; the last one gains where others board later.
WEIGHTS = [(1, 1, 0.5), (3, 0.5, 0.5), (5, 0.2, 0.1), (1, 0.5, 1)]


def drawn_day(random: np.random.Generator, riders: int) -> tuple[list[Settings], Settings, Settings]:
    """Return riders, and keys of the feeder and of the rides on demand."""
    rides = []
    for _ in range(riders):
        minutes = int(random.integers(0, 80))
        ride: Settings = {
            "from": 500 * int(random.integers(0, 39)), "to": 500 * int(random.integers(0, 39)),
            "at": f"{7 + (30 + minutes) // 60:02d}:{(30 + minutes) % 60:02d}", "asks": "07:00",
            "party": int(random.integers(1, 3)), "wheelchairs": int(random.random() < 0.1),
        }  # fmt: skip
        if random.random() < 0.2:
            ride["by"] = f"{9 + minutes // 60:02d}:{minutes % 60:02d}"
        rides.append(ride)
    order = random.permutation(STATIONS).tolist() if random.random() < 0.5 else STATIONS
    feeder: Settings = {
        "hubs": {"route_types": [], "stops": order[: int(random.integers(2, 6))]},
        "direct": bool(random.random() < 0.7), "buffer": f"{random.choice([0, 5])} min",
        "window": f"{random.choice([0, 10])} min",
        "drive_share": [None, 1, 0.6, 1.4][int(random.integers(4))],
        "longest": f"{random.choice([60, 120])} min", "longest_wait": "40 min", "most_changes": 1,
        "cost": {"change": f"{random.choice([0, 5])} min", "value_of_time": f"{random.choice([10, 1000])} EUR"},
    }  # fmt: skip
    vehicle, wait, ride = WEIGHTS[int(random.integers(len(WEIGHTS)))]
    rufbus: Settings = {
        "dispatch": {"weights": {"vehicle_time": vehicle, "wait": wait, "ride": ride}},
        "fleet": {"bus": {"count": int(random.integers(1, 4)), "seats": 4, "wheelchairs": 1,
                          "depots": [{"name": "B", "lon": 12.0, "lat": 53.045}]}},
    }  # fmt: skip
    return rides, feeder, rufbus


def bikes_of(random: np.random.Generator) -> tuple[Settings, Settings]:
    """Return a service of own means by bike, and the key of the feeder that has it."""
    bikes: Settings = {
        "kind": "own_means", "by": "bike", "speed": f"{random.choice([12, 17])} km/h", "available": 0.8,
        "costs": {"per_km": f"{random.choice([0, 0.07])} EUR"},
    }  # fmt: skip
    return bikes, {"bike": "bikes", "longest": f"{random.choice([15, 40])} min"}


def cars_of(random: np.random.Generator) -> tuple[Settings, Settings]:
    """Return a service of shared cars that may stay at any of its stations, and how the feeder has it."""
    nodes = np.sort(random.choice(20, 10, replace=False)).tolist()
    cars: Settings = {
        "kind": "carsharing", "mode": "one_way", "car_types": {"small": {"drivetrain": "diesel", "seats": 4}},
        "stations": [
            {"id": f"s{node}", "lon": 12.0, "lat": float(NETWORK.lat[node]), "capacity": 1 + node % 2,
             "cars": int(random.random() < 0.7)}
            for node in nodes
        ],
        "booking": {"walk": "2 km", "buffer": f"{random.choice([0, 15])} min"},
        "fares": {"per_hour": "1 EUR", "per_km": f"{random.choice([0, 0.1])} EUR"},
    }  # fmt: skip
    return cars, {"car": "cars", "longest": f"{random.choice([40, 70])} min"}


def compare(folder: Path, seed: int, riders: int, monkeypatch: pytest.MonkeyPatch, alone: str = "") -> Counter[str]:
    """Compare every answer on a drawn day; return what happened on it. alone: bikes or cars, in which some come."""
    happened, costs = Counter[str](), list[int]()
    best, inner = Search.best, Search._best

    def noted(self: Search, *given: Any, **more: Any) -> Any:
        found = inner(self, *given, **more)
        costs.append(-1 if found[0] is None else found[0].order[0])
        return found

    def checked(self: Search, attempt: Any, now: int) -> Any:
        expected, found = best_of_all(self, attempt, now), best(self, attempt, now)
        if isinstance(found, Refusal):
            assert expected is None
            happened["refused"] += 1
            return found
        cost, arrives, changes, places = expected
        rides = [leg.offer.what for leg in found if leg.offer.service == self.on_demand.number]
        assert (found[-1].offer.arrival_s, [tuple(what.answer[i] for i in (1, 2, 3, 5, 6)) for what in rides]) == (
            arrives,
            places,
        )
        assert sum(leg.offer.changes for leg in found) + len(found) - 1 == changes
        assert costs[-1] == cost
        happened["direct"] += changes == 0
        happened["two rides"] += len(rides) == 2
        happened["one vehicle"] += len(rides) == 2 and len({place[0] for place in places}) == 1
        happened["one ride and a bus or train"] += len(rides) == 1 and changes > 0
        first = next(name for name, its in self._day.others.items() if its.number == found[0].offer.service)
        happened[f"{first} and on demand"] += len(rides) == 1
        happened[f"{first} and on foot"] += not rides
        return found

    random = np.random.default_rng(seed)
    rides, feeder, rufbus = drawn_day(random, riders)
    others: Settings = {}
    if alone:
        others[alone], access = (bikes_of if alone == "bikes" else cars_of)(random)
        feeder["access"] = access
    scenario = load_scenario(write_feeder_day(folder / str(seed), rides, feeder, rufbus=rufbus, others=others))
    with monkeypatch.context() as patched:
        patched.setattr(searches.Search, "best", checked)
        patched.setattr(searches.Search, "_best", noted)
        simulate(build_world(scenario, cache=NO_CACHE), debug=True)
    return happened


BY_BIKE, BY_CAR = (("bikes and on demand", "bikes and on foot"), ("cars and on demand", "cars and on foot"))
KINDS = ("direct", "two rides", "one vehicle", "one ride and a bus or train", "refused")


def test_the_best_way_is_that_of_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    happened = sum((compare(tmp_path, seed, 8, monkeypatch) for seed in (107, 111, 116)), Counter[str]())
    assert min(happened[kind] for kind in KINDS) > 0


def test_a_day_that_begins_anew_finds_what_was_listed_and_answers_the_same(tmp_path: Path) -> None:
    rides, feeder, rufbus = drawn_day(np.random.default_rng(107), 8)
    world = build_world(load_scenario(write_feeder_day(tmp_path, rides, feeder, rufbus=rufbus)), cache=NO_CACHE)
    first, kept = simulate(world), world.services["feeder"].journeys
    lines = world.services["lines"]
    ask = lines.router, world.services["feeder"].hubs
    before = kept.of(*ask, np.array([0], dtype=np.int32), 2)
    assert before is kept.of(*ask, np.array([0], dtype=np.int32), 2)
    assert before is not kept.of(*ask, np.array([0, 1], dtype=np.int32), 2)
    assert before is not kept.of(*ask, np.array([0], dtype=np.int32), 3)
    pd.testing.assert_frame_equal(simulate(world), first)


def test_the_best_way_is_that_of_all_with_bikes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    happened = compare(tmp_path, 387, 8, monkeypatch, "bikes")
    assert min(happened[kind] for kind in BY_BIKE) > 0


@pytest.mark.slow
def test_the_best_way_is_that_of_all_with_bikes_on_many_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = (compare(tmp_path, seed, 8, monkeypatch, "bikes") for seed in range(300, 400))
    happened = sum(days, Counter[str]())
    assert min(happened[kind] for kind in (*KINDS, *BY_BIKE)) > 20


def test_the_best_way_is_that_of_all_with_cars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    happened = compare(tmp_path, 410, 8, monkeypatch, "cars")
    assert min(happened[kind] for kind in BY_CAR) > 0


@pytest.mark.slow
def test_the_best_way_is_that_of_all_with_cars_on_many_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = (compare(tmp_path, seed, 8, monkeypatch, "cars") for seed in range(400, 440))
    happened = sum(days, Counter[str]())
    assert min(happened[kind] for kind in (*KINDS, *BY_CAR)) > 5


@pytest.mark.slow
def test_the_best_way_is_that_of_all_on_many_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    happened = sum((compare(tmp_path, seed, 8, monkeypatch) for seed in range(200, 260)), Counter[str]())
    assert min(happened[kind] for kind in KINDS) > 12
