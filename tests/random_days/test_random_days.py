"""Whatever the scenario, the auditor finds nothing, all key figures come out, and every capability really bites."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from simulator import load_scenario, run
from simulator.errors import ElbeDrtError
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult
from tests.probed import COMPARED as PROBES
from tests.probed import OFFERS, problems_of_day
from tests.random_days.conservation import group_problems, journey_problems, load_problems, tour_problems
from tests.random_days.drawing import write_day
from tests.random_days.features import FEATURES, LEAST_SHARE, SELDOM
from tests.random_days.screened import COMPARED, QUIET, chooses_own_means, screened_problems

SAMPLE = 80
FIRST = 1
PROBED = 8  # on one day in so many all requests are probes, too


def simulated(number: int, folder: Path) -> RunResult:
    """Simulate a drawn day, with every plan checked after every change."""
    folder.mkdir()
    return run(load_scenario(str(write_day(number, folder, borders=True))), cache=folder / "cache", debug=True)


def problems_of(number: int, folder: Path, happened: Counter[str]) -> list[str]:
    """Return what is wrong with a day, and count what happened on it; days that are refused count as such."""
    try:
        day = simulated(number, folder)
    except ElbeDrtError as error:
        happened["refused"] += 1
        return [] if "no open road leads" in str(error) else [f"day {number}: refused: {error}"]
    except Exception as error:  # a defect to be reported with the number of its day
        return [f"day {number}: {type(error).__name__}: {error}"]
    found = _with_screening(day, folder / "day.yaml", happened) if number % 3 else []
    if number % PROBED == 1:
        found += problems_of_day(folder / "day.yaml", folder / "cache", happened)
    for name, did in FEATURES.items():
        happened[name] += did(day)
    others = [*journey_problems(day), *group_problems(day), *load_problems(day), *tour_problems(day)]
    found = [f"day {number}: {line}" for line in (*audit_result(day)[:3], *others, *found)]
    if not day.kpis:
        found.append(f"day {number}: no key figures")
    return found


def _with_screening(day: RunResult, file: Path, happened: Counter[str]) -> list[str]:
    """Return what differs where those ask nobody whom no service could win, and count the days on which it might."""
    if not chooses_own_means(day):
        return []
    screened = run(load_scenario(str(file), ("people.screening=exact",)), cache=file.parent / "cache", debug=True)
    happened[COMPARED] += 1
    happened[QUIET] += len(screened.other_means) > 0
    return [*screened_problems(day, screened), *audit_result(screened)[:3]]


def days(numbers: range, folder: Path) -> tuple[list[str], Counter[str]]:
    """Return all problems of some days, and how often each capability bit."""
    happened: Counter[str] = Counter()
    found: list[str] = []
    for number in numbers:
        found += problems_of(number, folder / str(number), happened)
    return found, happened


@pytest.mark.slow(2.4)
def test_the_auditor_finds_nothing_and_everything_happens(tmp_path: Path) -> None:
    found, happened = days(range(FIRST, FIRST + SAMPLE), tmp_path)
    assert found == []
    demanded = [name for name in FEATURES if name not in SELDOM]
    rare = {name: happened[name] for name in demanded if happened[name] < LEAST_SHARE * SAMPLE}
    assert rare == {}
    assert happened["refused"] < LEAST_SHARE * SAMPLE
    assert happened[QUIET] >= LEAST_SHARE * SAMPLE
    assert happened[OFFERS] >= 8
    assert happened[PROBES] >= 40


@pytest.mark.parametrize("number", [3, 4])
def test_the_same_day_again_is_the_same_to_the_last_byte(number: int, tmp_path: Path) -> None:
    first, again = (simulated(number, tmp_path / name).events for name in ("first", "again"))
    assert first.equals(again)
