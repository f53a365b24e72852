"""What journeys by train and bus save: the same requests on the same days, all the way with the Rufbus, or not.

    python -m benchmarks.feeder.saved [--days 10]

The days of ``prignitz/feeder`` beside such with rides all the way only, once with its fleet and once with one that
serves everybody, so that kilometres are those of the same riders; and ``prignitz/wendland-rule`` beside no rule.
"""

from __future__ import annotations

import argparse
import sys
from typing import NamedTuple

from benchmarks.feeder.paired import compared, differences, markdown, means
from simulator.experiments.plan import Value

CHAINS, WITHIN = "services.feeder.chains", "services.rufbus.parallel_service.within_s"
WORDS = {
    "vehicle_km": "vehicle-km",
    "common_service_rate": "served [%]",
    "common_journey_mean_s": "door to door, mean [min]",
    "all_subsidy_eur": "subsidy of the Rufbus [EUR]",
    "feeder.rail_riders_brought": "rail riders brought",
}
FACTORS = {"common_service_rate": 100.0, "common_journey_mean_s": 1 / 60}


class Case(NamedTuple):
    """Two variants of a scenario. vary: the key with both values. names: of the variants."""

    title: str
    scenario: str
    vary: tuple[str, Value, Value]
    names: tuple[str, str]
    overrides: tuple[str, ...] = ()


FEEDER, NAMES = (CHAINS, False, True), ("all the way only", "cheapest way")
MANY = ("services.rufbus.fleet.minibus.count=24",)
CASES = (
    Case("11 minibuses", "prignitz/feeder", FEEDER, NAMES),
    Case("24 minibuses", "prignitz/feeder", FEEDER, NAMES, MANY),
    Case("rule, 11 minibuses", "prignitz/wendland-rule", (WITHIN, 0, 3600), ("none", "wendland")),
)


def table(case: Case, days: int) -> str:
    """Return the means of both variants, and the difference day by day."""
    key, *values = case.vary
    found = compared(case.scenario, {key: values}, WORDS, case.overrides, days)
    rows = list(zip(case.names, means(found).values(), strict=True))
    rows += [("difference", its) for its in differences(found).values()]
    cells = [
        [name, *(its[key].text(1, factor=FACTORS.get(key, 1.0), sign=name == "difference") for key in WORDS)]
        for name, its in rows
    ]
    return markdown([case.title, *WORDS.values()], cells)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.feeder.saved")
    parser.add_argument("--days", type=int, default=10, help="of each variant")
    days = parser.parse_args().days
    for case in CASES:
        sys.stdout.write(table(case, days) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
