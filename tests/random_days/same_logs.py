"""Whether the logs are those of an earlier commit: ``python -m tests.random_days.same_logs COMMIT [DAYS]``.

All bundled scenarios and so many random days are run by both versions, side by side, each in an environment of its own.
The days are drawn by the earlier version; copies of them, with the keys of today, are run by the present one. For
work that moves code and must not change what it does.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from itertools import zip_longest
from pathlib import Path

from benchmarks.speed.checkouts import ROOT, checkout
from simulator.scenario.catalogue import bundled_scenarios
from simulator.scenario.rewrite import rewrite

DAYS = 200
DRAW = """
import sys
from pathlib import Path
from tests.random_days.drawing import write_day
for number in range(int(sys.argv[2])):
    folder = Path(sys.argv[1], str(number))
    folder.mkdir(parents=True)
    write_day(number, folder)
"""
SIDE = ROOT / "tests" / "random_days" / "one_log.py"


def logs(python: Path, tree: Path, scenarios: list[str]) -> subprocess.Popen[str]:
    """Start a version of the program on scenarios, at low priority."""
    command = ["nice", str(python), str(SIDE), *scenarios]
    return subprocess.Popen(command, cwd=tree, env=around(tree), stdout=subprocess.PIPE, text=True)


def around(tree: Path) -> dict[str, str]:
    """Return the environment in which a version finds its own modules."""
    return {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}


def drawn_days(python: Path, tree: Path, folder: Path, count: int) -> tuple[list[str], list[str]]:
    """Let the earlier version draw days; return their files, and copies of them with the keys of today."""
    then, now = folder / "then", folder / "now"
    subprocess.run([str(python), "-c", DRAW, str(then), str(count)], cwd=tree, env=around(tree), check=True)
    shutil.copytree(then, now)
    for number in range(count):
        file = now / str(number) / "day.yaml"
        file.write_text(rewrite(file).text, encoding="utf-8")
    both = ([str(side / str(number) / "day.yaml") for number in range(count)] for side in (then, now))
    return next(both), next(both)


def main(commit: str, days: int = DAYS) -> int:
    """Tell which scenarios differ; return 1 when one does."""
    bundled = [scenario.name for scenario in bundled_scenarios()]
    with tempfile.TemporaryDirectory() as folder, checkout(commit) as (tree, python):
        drawn_then, drawn_now = drawn_days(python, tree, Path(folder), days)
        sides = [logs(python, tree, [*bundled, *drawn_then]), logs(Path(sys.executable), ROOT, [*bundled, *drawn_now])]
        then, now = ([json.loads(line)[1] for line in side.communicate()[0].splitlines()] for side in sides)
    names = [*bundled, *(f"day {number}" for number in range(days))]
    differ = [(name, *both) for name, *both in zip_longest(names, then, now) if both[0] != both[1] or both[1] is None]
    for name, before, after in differ:
        sys.stdout.write(f"{name}: {before}, now {after}\n")
    sys.stdout.write(f"{len(names) - len(differ)} of {len(names)} logs are the same\n")
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:3])))
