"""Run the bundled services over ten seeds and write the tables of the README: ``python -m benchmarks.headline``.

``--smoke``: run one of the days again and say whether it still comes to what ``runs.csv`` tells.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.headline.runs import RUNS, SEEDS, SMOKE, changes, figures_of, read_runs, write_runs
from benchmarks.headline.tables import SCENARIOS, with_tables
from benchmarks.rooms import HOUSE

README = HOUSE.parent / "README.md"


def main() -> int:
    """Do what the command says; return 1 where the day of the smoke run came to something else."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.headline", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="one day, compared with what is stored")
    if parser.parse_args().smoke:
        changed = changes(*SMOKE)
        sys.stdout.write(f"{SMOKE}: {changed or 'as stored'}\n")
        return 1 if changed else 0
    rows = []
    for scenario in SCENARIOS:
        sys.stderr.write(f"{scenario}\n")
        rows += [figures_of(scenario, seed) for seed in SEEDS]
    write_runs(rows)
    README.write_text(with_tables(README.read_text(encoding="utf-8"), read_runs()), encoding="utf-8")
    sys.stdout.write(f"written to {RUNS} and {README}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
