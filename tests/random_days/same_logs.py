"""Whether the logs are those of an earlier commit: ``python -m tests.random_days.same_logs COMMIT [DAYS]``.

All bundled scenarios and so many random days are run by both versions, side by side, each in an environment of its own.
For work that moves code and must not change what it does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.speed.checkouts import ROOT, checkout
from simulator.scenario.catalogue import bundled_scenarios
from tests.random_days.drawing import write_day

DAYS = 200
SIDE = ROOT / "tests" / "random_days" / "one_log.py"


def logs(python: Path, tree: Path, scenarios: list[str]) -> subprocess.Popen[str]:
    """Start a version of the program on scenarios, at low priority."""
    around = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        ["nice", str(python), str(SIDE), *scenarios], cwd=tree, env=around, stdout=subprocess.PIPE, text=True
    )


def main(commit: str, days: int = DAYS) -> int:
    """Tell which scenarios differ; return 1 when one does."""
    with tempfile.TemporaryDirectory() as folder, checkout(commit) as (tree, python):
        scenarios = [bundled.name for bundled in bundled_scenarios()]
        for number in range(days):
            day = Path(folder) / str(number)
            day.mkdir()
            scenarios.append(str(write_day(number, day)))
        sides = [logs(python, tree, scenarios), logs(Path(sys.executable), ROOT, scenarios)]
        then, now = (dict(json.loads(line) for line in side.communicate()[0].splitlines()) for side in sides)
    differ = [name for name in scenarios if then.get(name) != now.get(name) or name not in now]
    for name in differ:
        sys.stdout.write(f"{name}: {then.get(name)}, now {now.get(name)}\n")
    sys.stdout.write(f"{len(scenarios) - len(differ)} of {len(scenarios)} logs are the same\n")
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:3])))
