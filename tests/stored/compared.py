"""What small experiments come to, in texts: tables, page, figures, and what the terminal says."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from pathlib import Path
from unittest.mock import patch

from simulator import compare
from simulator.analysis.run import program_version
from simulator.experiments.compare import Comparison
from simulator.report.comparison import print_comparison
from tests.stored import texts
from tests.stored.days import Settings, write_day
from tests.stored.texts import texts_of
from tests.stored.told import Texts

EXPERIMENTS: dict[str, tuple[str, Settings]] = {
    "fleets": (
        "drawn",
        {
            "factors": {"services.rides.fleet.bus.count": [1, 2]}, "replications": 3,
            "metrics": ["service_rate", "wait_p95_s", "cost_eur", "vehicle_km"],
        },
    ),
    "stopped": (
        "nobody",
        {
            "factors": {"services.rides.fleet.bus.count": [1, 3], "services.rides.fares.per_rider": ["2 EUR", "3 EUR"]},
            "design": "list", "replications": 2, "stop": {"metric": "vehicle_km", "half_width": 0.1, "at_most": 3},
        },
    ),
    "sensitive": (
        "nobody",
        {
            "factors": {"services.rides.costs.per_vehicle_hour_eur": {"low": 20, "high": 40},
                        "services.rides.fleet.bus.seats": {"low": 2, "high": 8, "whole": True}},
            "design": "sobol", "samples": 2, "replications": 1, "metrics": ["cost_eur", "service_rate"],
        },
    ),
}  # fmt: skip


def compared(name: str) -> Texts:
    """Carry out an experiment; return its files and what is said of it."""
    day, settings = EXPERIMENTS[name]
    with tempfile.TemporaryDirectory(prefix="stored-experiments-") as held:
        folder = Path(held)
        write_day(day, folder)
        file = folder / "experiment.yaml"
        file.write_text(json.dumps({"name": name, "base": f"{day}.yaml", **settings}), encoding="utf-8")
        with patch("simulator.report.style.figure", texts.figure):
            found = compare(file, out=folder / "results")
        files = {path: text for path, text in texts_of(found.folder).items() if not path.startswith("runs/")}
        version = program_version(None)
        said = {"said": _said(found), "result": repr(found)}
        return {path: _everywhere(text, held, version) for path, text in (files | said).items()}


def _everywhere(text: str, folder: str, version: str) -> str:
    return text.replace(folder, "FOLDER").replace(version, "VERSION")


def _said(found: Comparison) -> str:
    told = io.StringIO()
    with contextlib.redirect_stdout(told), patch.dict("os.environ", COLUMNS="200"):
        print_comparison(found.summary, found.differences, title="title", folder="folder")
    return told.getvalue()
