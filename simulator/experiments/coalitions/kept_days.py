"""What single days came to, one file each, so that a study that was stopped goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulator.experiments.identity import scenario_digest
from simulator.scenario.models import Scenario
from simulator.whole import write_whole

Told = dict[str, Any]  # as JSON has it


class KeptDays:
    """Days of a scenario, each by its seed. folder: of the study. what: they are kept for."""

    def __init__(self, folder: Path, what: str, scenario: Scenario) -> None:
        self._folder, self._name = folder / "days", f"{what}-{scenario_digest(scenario)}"
        self._folder.mkdir(parents=True, exist_ok=True)

    def of(self, seed: int, made: Callable[[], Told]) -> Told:
        """Return what a day came to, as it was made before or is made now."""
        file = self._folder / f"{self._name}-{seed}.json"
        if not file.is_file():
            write_whole(file, json.dumps(made()) + "\n")
        told: Told = json.loads(file.read_text(encoding="utf-8"))
        return told
