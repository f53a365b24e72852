"""Random days whose requests tell who cancels when, at any moment from asking on, and who does not come."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import run
from simulator.scenario.loader import load_scenario
from simulator.travellers.absences import are_told
from tests.random_days.drawing import Draw, write_day
from tests.random_days.tours import MINUTE, later


def tell_absences(draw: Draw, path: Path) -> None:
    """Add the two columns to the requests of a day: three in ten cancel, one in ten does not come."""
    asked = pd.read_csv(path, dtype=str, keep_default_na=False)
    cancelled = [
        later(moment, MINUTE * draw.one_of(0, 1, 5, 20, 60, 180)) if draw.coin(0.3) else ""
        for moment in asked["submitted"]
    ]
    no_show = [int(not moment and draw.coin(0.15)) for moment in cancelled]
    asked.assign(cancelled=cancelled, no_show=no_show).to_csv(path, index=False)


@pytest.mark.slow(8)
@pytest.mark.parametrize("number", [26, 44, 68])
def test_days_on_which_absences_are_told_pass_the_auditor(tmp_path, number: int) -> None:
    file = write_day(number, tmp_path)
    tell_absences(Draw(number), tmp_path / "requests.csv")
    day = run(load_scenario(str(file)), cache=tmp_path / "cache", debug=True)
    assert are_told(day.world)
    assert Event.CANCELLED in set(day.events["kind"])
    assert list(audit_result(day)) == []
