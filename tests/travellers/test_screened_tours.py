"""Tours of people who ask nobody: the same as if all asked, with what they have with them and without."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.event_kinds import Event
from simulator.experiments.run import RunResult
from simulator.travellers import screened_tours
from simulator.travellers.life import Travellers
from simulator.travellers.screened_tours import Anew, ScreenedTours
from tests.draws import first
from tests.screened import is_about_asking, same_journeys, same_log
from tests.travellers.test_tours_made import BIKE, CAR, WALK, Settings, bus, result_of

TASTE = {
    "model": "logit", "per_wait_min": -0.1, "per_ride_min": -0.05, "per_walk_min": -0.1, "per_eur": -0.3, "staying": -6,
    "of": {"car": {"constant": 1}, "walk": {"constant": 2}},
}  # fmt: skip
SERVICES: Settings = {
    "bus": bus(fares={"per_rider": "2 EUR"}, offers={"most": 3, "step": "10 min", "steps": 1}),
    "walk": WALK, "bike": BIKE | {"available": 0.6}, "car": CAR | {"costs": {"per_km": "0.2 EUR"}},
}  # fmt: skip


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def tours_of(random: np.random.Generator, people: int) -> list[list[Settings]]:
    """Draw tours: one or two of a person, of two to four trips, some so close that nobody is there in time."""
    tours = []
    for person in range(people):
        at, home = int(random.integers(360, 700)), int(random.integers(20))
        for _ in range(random.integers(1, 3)):
            around = range(20) if random.random() < 0.5 else range(max(0, home - 2), min(20, home + 3))
            places = [home, *random.choice([*around], random.integers(1, 4), replace=False).tolist(), home]
            trips = []
            ahead, car = bool(random.random() < 0.5), int(random.random() < 0.6)
            for one, other in pairwise(places):
                asks = clock(max(0, at - int(random.integers(5, 300)))) if ahead else ""
                trips.append({"from": one, "to": other, "at": clock(at), "asks": asks, "person": person, "car": car})
                at += int(random.integers(1, 20) if random.random() < 0.2 else random.integers(30, 200))
            tours.append(trips)
    return [trips for trips in tours if all(trip["at"] < "24:00" for trip in trips)]


def with_screening(how: str, number: int, folder: Path) -> RunResult:
    tours = tours_of(np.random.default_rng(number), 25)
    who = {"rider": {"asks": [list(SERVICES)], "choice": TASTE, "on_rejection": {"action": "stay"}}}
    people: dict[str, Any] = {"people": {"classes": who, "screening": how}}
    return result_of(folder / how, tours, SERVICES, **people)


@pytest.mark.parametrize("number", first(2, 30))
def test_tours_are_the_same_when_those_ask_whom_a_service_might_win(number: int, tmp_path: Path) -> None:
    both = [with_screening(how, number, tmp_path) for how in ("none", "exact")]
    everybody, screened = both
    same_journeys(everybody, screened)
    same_log(everybody, screened)
    differ = {name for name, value in everybody.kpis.items() if value != screened.kpis[name]}
    assert {name for name in differ if not is_about_asking(name)} == set()
    quiet = screened.other_means
    assert len(quiet) > 10
    later = ~quiet["request_id"].str.endswith("-1")
    assert "car" in set(quiet.loc[later, "mode"]) and quiet.loc[later, "mode"].nunique() > 1
    assert (screened.events["kind"] == Event.SAME_MEANS).sum() < (everybody.events["kind"] == Event.SAME_MEANS).sum()


def test_who_asks_may_be_known_again_on_a_later_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Days of a second, and no night between: once all before is not over, then the days are simulated once more."""
    supposed, doubtful = list[int](), list[list[int]]()
    anew, in_doubt = ScreenedTours.begun_anew, Travellers.in_doubt

    def begun_anew(self: ScreenedTours) -> Anew:
        found = anew(self)
        supposed.append(len(found.request))
        return found

    def noted(self: Travellers) -> list[int]:
        doubtful.append(in_doubt(self))
        return doubtful[-1]

    everybody = with_screening("none", 3, tmp_path)
    monkeypatch.setattr(screened_tours, "DAY_S", 1)
    monkeypatch.setattr(screened_tours, "OVER_AFTER_S", 0)
    monkeypatch.setattr(ScreenedTours, "begun_anew", begun_anew)
    monkeypatch.setattr(Travellers, "in_doubt", noted)
    screened = with_screening("exact", 3, tmp_path)
    same_journeys(everybody, screened)
    same_log(everybody, screened)
    assert [len(its) for its in doubtful] == [1, 0]
    assert supposed[0] > supposed[1] > 0
