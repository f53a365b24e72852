"""Try many days: ``python -m tests.random_days FIRST COUNT``; tells what is wrong, and what happened how often."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.random_days.features import FEATURES
from tests.random_days.screened import COMPARED, QUIET
from tests.random_days.test_random_days import problems_of


def main(first: int, count: int) -> int:
    """Try the days one by one; return 1 when something is wrong."""
    happened: Counter[str] = Counter()
    wrong = 0
    for number in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            for line in problems_of(number, Path(folder) / "day", happened):
                wrong += 1
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
    for name in [*FEATURES, COMPARED, QUIET, "refused"]:
        sys.stdout.write(f"{100 * happened[name] / count:5.1f} %  {name}\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
