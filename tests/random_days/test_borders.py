"""Drawn days with borders: people are refused there and ride over hubs and corridors, and the auditor finds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import load_scenario, run
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.reasons import Reason
from tests.random_days.conservation import group_problems, journey_problems
from tests.random_days.drawing import write_day

DAYS = (14,)


@pytest.mark.slow
def test_borders_keep_people_and_let_others_pass(tmp_path: Path) -> None:
    refused = crossed = 0
    for number in DAYS:
        folder = tmp_path / str(number)
        folder.mkdir()
        day = run(load_scenario(str(write_day(number, folder, borders=True))), cache=folder / "cache", debug=True)
        assert [*audit_result(day), *journey_problems(day), *group_problems(day)] == [], number
        told = day.events[day.events["kind"] == Event.REJECTED]
        refused += int((told["value"] == Reason.OUTSIDE_ZONES).any())
        served = day.requests[day.requests["status"] == "served"]
        kind = "zone" if "origin_zone" in served else "territory"
        crossed += int((served[f"origin_{kind}"] != served[f"destination_{kind}"]).any())
    assert refused and crossed
