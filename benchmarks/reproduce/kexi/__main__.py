"""Compare, or print the page of the guide: ``python -m benchmarks.reproduce.kexi [--smoke | --page]``."""

from __future__ import annotations

import sys

import pandas as pd

from benchmarks.reproduce.kexi.expected import read_expected
from benchmarks.reproduce.kexi.page import page
from benchmarks.reproduce.kexi.runs import RESULTS, study

SMOKE = 2  # seeds


def main(arguments: list[str]) -> None:
    """Do what is asked for; the whole comparison writes its results, a smoke sample prints them."""
    expected = read_expected()
    if "--page" in arguments:
        print(page(expected, pd.read_csv(RESULTS)), end="")
        return
    smoke = "--smoke" in arguments
    results = study(expected, range(1, (SMOKE if smoke else expected.seeds) + 1))
    print(results.to_string(index=False))
    if not smoke:
        results.to_csv(RESULTS, index=False)


if __name__ == "__main__":
    main(sys.argv[1:])
