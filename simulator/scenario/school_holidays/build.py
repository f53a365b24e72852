"""Write the table of school holidays of Brandenburg from its source: ``python -m ... SOURCE.csv > BB.csv``."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

FIRST, LAST = "2020-02-01", "2024-01-05"  # what a second source bears out
CORRECTED = {"2021-12-23": ("2021-12-20", "2021-12-31"), "2022-04-11": ("2022-04-11", "2022-04-23")}  # see DATA.md


def rows_of(source: Path) -> list[tuple[str, str, str]]:
    """Return (first day, last day, German name) of each holiday."""
    with source.open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file, delimiter=";"))
    found = []
    for row in told:
        first, last = CORRECTED.get(row["StartDate"], (row["StartDate"], row["EndDate"] or row["StartDate"]))
        if first >= FIRST and last <= LAST:
            found.append((first, last, row["Name"].split(",")[0].removeprefix("DE ")))
    return found


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("first_day", "last_day", "name"))
    writer.writerows(rows_of(Path(sys.argv[1])))
