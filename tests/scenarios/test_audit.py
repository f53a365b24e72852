"""Every bundled scenario, with all plans checked after every change, passes the auditor."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import run
from simulator.experiments.audit import audit_run
from simulator.experiments.publish import write_run
from simulator.scenario.catalogue import bundled_scenarios
from tests.few_people import with_few


@pytest.fixture(scope="module")
def people(tmp_path_factory) -> Path:
    """Return where the few people of some scenarios are written."""
    return tmp_path_factory.mktemp("people")


@pytest.mark.slow
@pytest.mark.parametrize("name", [entry.name for entry in bundled_scenarios()])
def test_the_auditor_finds_nothing(name: str, people: Path, tmp_path: Path) -> None:
    scenario = with_few(name, people)
    if scenario.network.file is None:
        pytest.skip("its roads come from OpenStreetMap online")
    folder = write_run(run(scenario, debug=True), tmp_path / "results", {}, figures=False)
    assert audit_run(folder, outside=True) == []
