"""Of drawn days on which something goes wrong: measured against their twins, and counted by the auditor on its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import load_scenario
from simulator.analysis.audit.resilience import Told, audit_resilience
from simulator.errors import ElbeDrtError
from simulator.experiments.twin import BesideTwin, run_beside_twin
from tests.random_days.disturbed import write_disturbed_day

FIRST, SAMPLE = 1, 6


@pytest.mark.slow(1)
def test_disturbed_days_and_their_twins_tell_what_their_journeys_do(tmp_path: Path) -> None:
    """Parts of groups add up to what all lose, and some days really lose something."""
    lost = 0
    for number in range(FIRST, FIRST + SAMPLE):
        folder = tmp_path / str(number)
        folder.mkdir()
        scenario = load_scenario(str(write_disturbed_day(number, folder)))
        try:
            day = run_beside_twin(scenario, cache=folder / "cache")
        except ElbeDrtError:
            continue  # days that are refused are told by those without a twin
        if not isinstance(day, BesideTwin):
            continue
        its = day.resilience
        tables = its.tables
        told = Told(its.journeys, its.twin, tables["resilience_curve"], tables["resilience_by_group"], day.kpis)
        assert audit_resilience(told, day.events) == [], number
        lost += bool(day.kpis["resilience_riders_affected"])
        losses_h = tables["resilience_by_group"].groupby("grouping")["loss_h"].sum()
        whole_h = [day.kpis["resilience_loss_h"] or 0] * len(losses_h)
        assert losses_h.tolist() == pytest.approx(whole_h, abs=1e-4), number
    assert lost
