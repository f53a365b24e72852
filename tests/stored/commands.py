"""What commands say, right and wrong ones, in texts."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from simulator.cli.main import main
from simulator.experiments.executors import ThisProcess
from tests.stored import texts
from tests.stored.days import write_day
from tests.stored.told import Texts

DAY = "drawn"
COUNT = "services.rides.fleet.bus.count"
EXPERIMENT = {
    "name": "broken", "base": f"{DAY}.yaml", "factors": {COUNT: [1, -1], "services.rides.no_such": [1]},
    "metrics": ["servce_rate"], "replications": 2,
}  # fmt: skip
# RUN and LINE stand for the results folders of the day and of the smallest bundled scenario.
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("schema",),
    ("validate", f"{DAY}.yaml"),
    ("validate", f"{DAY}.yaml", "--set", f"{COUNT}=0"),
    ("validate", f"{DAY}.yaml", "--set", f"{COUNT}=-3"),
    ("validate", "broken.yaml"),
    ("validate", "broken.yaml", "--set", f"{COUNT}=1"),
    ("validate", "clubs.yaml"),
    ("validate", "late.yaml"),
    ("run", f"{DAY}.yaml", "--no-report"),
    ("audit", "RUN", "--scenarios", "."),
    ("gap", "RUN", "--scenarios", "."),
    ("run", "tiny/line", "--no-report", "--no-figures", "--quiet"),
    ("gap", "LINE", "--iterations", "20"),
    ("compare", f"{DAY}.yaml", "--vary", f"{COUNT}=1,2", "--replications", "2", "--part", "2/3"),
    ("compare", f"{DAY}.yaml", "--vary", COUNT),
    ("size", f"{DAY}.yaml", "--serve", "0.5", "--replications", "2", "--largest", "2"),
    ("query", "select variant, seed, vehicle_km from kpis order by variant, seed"),
    ("query", "select count(*) from requests"),
    ("query", "select nothing from kpis"),
    ("report", "RUN/.."),
    ("export", "RUN", "out", "--format", "gbfs"),
)


def said() -> Texts:
    """Return what each command says, with its exit code, and what the auditor says of files that were changed."""
    with tempfile.TemporaryDirectory(prefix="stored-commands-") as held, contextlib.chdir(held):
        for day in ("clubs", DAY):
            write_day(day, Path())
        scenario = json.loads(Path(f"{DAY}.yaml").read_text("utf-8"))
        Path("late.yaml").write_text(json.dumps(scenario | {"demand": {**scenario["demand"], "impossible": "tell"}}))
        Path("broken.yaml").write_text(json.dumps(EXPERIMENT))
        found = {" ".join(command): _said(command, held) for command in COMMANDS}
        run = _run(DAY)
        (run / "kpis.json").write_text("{}")
        (run / "legs.parquet").unlink()
        return found | {"audit of changed files": _said(("audit", "RUN", "--scenarios", "."), held)}


def _run(day: str) -> Path:
    return next(iter(sorted(Path("results", day).glob("seed-*"))), Path("none"))


def _said(command: tuple[str, ...], folder: str) -> str:
    words = [word.replace("RUN", str(_run(DAY))).replace("LINE", str(_run("tiny-line"))) for word in command]
    told, code = io.StringIO(), 0
    with (
        patch.object(sys, "argv", ["elbe-drt", *words]),
        patch.dict("os.environ", COLUMNS="200"),
        patch("simulator.report.style.figure", texts.figure),
        patch("simulator.experiments.executors.LocalPool", lambda _workers: ThisProcess()),
        contextlib.redirect_stdout(told),
        contextlib.redirect_stderr(told),
    ):
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
    return f"{code}\n{told.getvalue().replace(folder, 'FOLDER')}"
