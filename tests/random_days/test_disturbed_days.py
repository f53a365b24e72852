"""Whatever goes wrong, every request ends in one state, the auditor finds nothing, and each kind really bites."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from simulator import load_scenario, run
from simulator.errors import ElbeDrtError
from simulator.experiments.audit import audit_result
from tests.probed import OFFERS, problems_of_day
from tests.random_days.conservation import group_problems, journey_problems, load_problems, tour_problems
from tests.random_days.disturbed import features, write_disturbed_day
from tests.random_days.features import LEAST_SHARE

SAMPLE = 40
FIRST = 1
PROBED = 8  # on one day in so many all requests are probes, too
RIGHTLY_REFUSED = "no open road leads", "need drives of at most 18 h"  # water and snow everywhere


def problems_of(number: int, folder: Path, happened: Counter[str]) -> list[str]:
    """Return what is wrong with a disturbed day, and count what happened on it."""
    folder.mkdir()
    try:
        file = str(write_disturbed_day(number, folder))
        day = run(load_scenario(file), cache=folder / "cache", debug=True)
    except ElbeDrtError as error:
        happened["refused"] += 1
        return [] if any(why in str(error) for why in RIGHTLY_REFUSED) else [f"day {number}: refused: {error}"]
    except Exception as error:  # a defect to be reported with the number of its day
        return [f"day {number}: {type(error).__name__}: {error}"]
    try:
        for name, did in features().items():
            happened[name] += did(day)
        found = [*audit_result(day)[:3], *journey_problems(day), *group_problems(day), *load_problems(day)]
        found += tour_problems(day)
        if number % PROBED == 1:
            found += problems_of_day(Path(file), folder / "cache", happened)
    except Exception as error:
        found = [f"figures: {type(error).__name__}: {error}"]
    return [f"day {number}: {line}" for line in found]


@pytest.mark.slow(1)
def test_the_auditor_finds_nothing_and_everything_goes_wrong(tmp_path: Path) -> None:
    happened: Counter[str] = Counter()
    found = [
        line
        for number in range(FIRST, FIRST + SAMPLE)
        for line in problems_of(number, tmp_path / str(number), happened)
    ]
    assert found == []
    rare = {name: happened[name] for name in features() if happened[name] < LEAST_SHARE * SAMPLE}
    assert rare == {}
    assert happened[OFFERS] >= 3


@pytest.mark.slow
@pytest.mark.parametrize("number", [360, 680])
def test_who_stands_where_nothing_runs_looks_once_a_second(tmp_path: Path, number: int) -> None:
    """On these days somebody found again what leaves now, and does not run, for ever."""
    assert problems_of(number, tmp_path / "day", Counter()) == []
