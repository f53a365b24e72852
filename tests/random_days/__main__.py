"""Try many days: ``python -m tests.random_days FIRST COUNT [disturbed]``.

Tells what is wrong, and what happened how often. disturbed: days on which something goes wrong.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.random_days import test_disturbed_days, test_random_days
from tests.random_days.disturbed import features
from tests.random_days.features import FEATURES
from tests.random_days.screened import COMPARED, QUIET

Problems = Callable[[int, Path, Counter[str]], list[str]]


def main(first: int, count: int, problems_of: Problems, names: Iterable[str]) -> int:
    """Try the days one by one; return 1 when something is wrong."""
    happened: Counter[str] = Counter()
    wrong = 0
    for number in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            for line in problems_of(number, Path(folder) / "day", happened):
                wrong += 1
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
    for name in names:
        sys.stdout.write(f"{100 * happened[name] / count:5.1f} %  {name}\n")
    return int(wrong > 0)


if __name__ == "__main__":
    usual = test_random_days.problems_of, [*FEATURES, COMPARED, QUIET, "refused"]
    disturbed = test_disturbed_days.problems_of, [*features(), "refused"]
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), *(disturbed if "disturbed" in sys.argv[3:] else usual)))
