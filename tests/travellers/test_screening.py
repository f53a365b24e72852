"""Who asks nobody: the same people as if everybody asked, with the same journeys, and the same log of all others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.experiments.audit import audit_run
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult
from simulator.results.reader import read_table
from simulator.travellers import screening
from tests.screened import is_about_asking, same_journeys, same_log
from tests.timetable.days import result_of
from tests.travellers.test_choices_again import LOGIT, NAMES, NESTED, SERVICES

CLASSES = {"adult": NESTED, "pupil": LOGIT, "guest": {"model": "threshold", "max_wait": "10 min"}}
Bound = tuple[int, int]  # service and request


def day(folder: Path, how: str, requests: int = 60, **more: Any) -> RunResult:
    random, rides = np.random.default_rng(5), []
    for number in range(requests):
        start, end = random.choice([0, 1000, 5000, 10_000, 15_000], 2, replace=False).tolist()
        kind = list(CLASSES)[number % 3]
        at = f"{7 + 3 * number // requests:02d}:{random.integers(60):02d}"
        rides.append({"from": start, "to": end, "at": at, "class": kind})
    classes = {
        name: {"asks": [NAMES], "choice": choice, "season_ticket": 0.3, "on_rejection": {"action": "stay"}}
        for name, choice in CLASSES.items()
    }
    people = {"classes": classes, "screening": how}
    return result_of(folder / how, rides, services=SERVICES, people=people, **more)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunResult, RunResult, dict[Bound, float]]:
    """A day on which everybody asks, one on which those ask whom a service might win, and what it took for that."""
    folder, bounds = tmp_path_factory.mktemp("screened"), dict[Bound, float]()
    original = screening.Screen.bound

    def noted(self: Any, service: Any, offers: Any, request: Any) -> Any:
        found = original(self, service, offers, request)
        keys = [(service.number, row) for row in request.tolist()]
        keys = [(service.number, row) for row in request.tolist()]
        bounds.update(zip(keys, found.tolist(), strict=True))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screening.Screen, "bound", noted)
        screened = day(folder, "exact")
    return day(folder, "none"), screened, bounds


def test_some_ask_and_some_do_not(both: tuple[RunResult, RunResult, Any]) -> None:
    everybody, screened, _ = both
    assert len(everybody.other_means) == 0
    assert 10 < len(screened.other_means) < 40
    assert set(screened.other_means["mode"].dropna()) == {"car"}
    assert screened.other_means["mode"].isna().any()  # who stays
    assert "guest" not in set(screened.other_means["traveller_class"])  # takes what arrives first within limits


def test_all_journeys_and_figures_are_the_same(both: tuple[RunResult, RunResult, Any]) -> None:
    everybody, screened, _ = both
    same_journeys(everybody, screened)
    differ = {name for name, value in everybody.kpis.items() if value != screened.kpis[name]}
    assert {name for name in differ if not is_about_asking(name)} == set()
    assert everybody.kpis["car.trips"] == screened.kpis["car.trips"] > 0


def test_log_of_who_asks_is_the_same_row_by_row(both: tuple[RunResult, RunResult, Any]) -> None:
    everybody, screened, _ = both
    assert len(everybody.events) > len(screened.events) > 200
    same_log(everybody, screened)


def test_no_offer_is_worth_more_than_its_bound(both: tuple[RunResult, RunResult, dict[Bound, float]]) -> None:
    everybody, _, bounds = both
    numbers = {name: number for number, name in enumerate(SERVICES)}
    row = {name: number for number, name in enumerate(everybody.world.demand["request_id"])}
    seen = everybody.choices[everybody.choices["service"].isin(["rufbus", "lines"])]
    worth = (seen["utility"] + seen["luck"]).tolist()
    keys = [(numbers[one], row[name]) for one, name in zip(seen["service"], seen["request_id"], strict=True)]
    of_both = [(value, bounds[key]) for value, key in zip(worth, keys, strict=True) if key in bounds]
    assert len(of_both) > 40
    assert all(value <= bound + 1e-9 for value, bound in of_both)
    assert sum(value > bound - 2 for value, bound in of_both) > 20  # and bounds are near


def test_results_and_auditor_know_them(both: tuple[RunResult, RunResult, Any], tmp_path: Path) -> None:
    screened = day(tmp_path, "exact")
    pd.testing.assert_frame_equal(screened.other_means, both[1].other_means)
    folder = write_run(screened, tmp_path / "out", {}, figures=False)
    people = read_table(folder, "other_means")
    assert len(people) == len(screened.other_means)
    assert set(people["request_id"]) < set(read_table(folder, "journeys")["request_id"])
    assert set(people["request"]).isdisjoint(read_table(folder, "events")["request"])
    assert audit_run(folder, scenarios=tmp_path / "exact") == []
