"""What a longer buffer at stations brings and costs: connections missed, waits at stations, kilometres, with intervals.

    python -m benchmarks.feeder.buffer [--days 10] [--out docs/images/feeder-buffer.png]

Days of ``prignitz/feeder`` with 600 requests, 40 minibuses and no ride all the way, so that many change; buses and
trains are as late as published, drives of the Rufbus differ by a fifth (assumption). All buffers meet the same days.
Prints a table and draws the curves.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.feeder.paired import Mean, compared, differences, markdown, means
from simulator.report import style

SCENARIO, KEY = "prignitz/feeder", "services.feeder.buffer_s"
BUFFERS_S = (0, 120, 300, 600, 900)
LATE = (
    "services.lines.delays={}",
    "network.variation.spread=0.2",
    "services.feeder.direct=false",
    "demand.requests_per_day=600",
    "services.rufbus.fleet.minibus.count=40",
)
WORDS = {
    "feeder.missed_vehicle_late_per_1000": "missed by the Rufbus per 1,000 changes",
    "feeder.missed_per_1000": "missed in all per 1,000 changes",
    "feeder.transfer_wait_median_s": "median wait at stations [min]",
    "vehicle_km": "vehicle-km",
    "common_service_rate": "served [%]",
}
FACTORS = {"feeder.transfer_wait_median_s": 1 / 60, "common_service_rate": 100.0}
Table = Mapping[str, Mapping[str, Mean]]


def rows(table: Table, apart: Table) -> list[list[str]]:
    """Return the rows of the table: means by buffer, and by how much the kilometres differ from those without one."""
    found = []
    for buffer_s, (variant, its) in zip(BUFFERS_S, table.items(), strict=True):
        cells = [its[name].text(1, factor=FACTORS.get(name, 1.0)) for name in WORDS]
        more = apart.get(variant, {}).get("vehicle_km")
        found.append([f"{buffer_s // 60} min", *cells, "" if more is None else more.text(1, sign=True)])
    return found


def draw(table: Table, path: Path) -> None:
    """Draw each figure over the buffer, with its intervals."""
    names: Sequence[str] = list(WORDS)[:4]
    minutes = [buffer_s / 60 for buffer_s in BUFFERS_S]
    with style.figure(path, width=14, height=3.6) as figure:
        for place, name in enumerate(names, start=1):
            axes, factor = figure.add_subplot(1, len(names), place), FACTORS.get(name, 1.0)
            its = [row[name] for row in table.values()]
            mean = [factor * one.mean for one in its]
            below = [factor * (one.mean - one.low) for one in its]
            above = [factor * (one.high - one.mean) for one in its]
            axes.errorbar(minutes, mean, yerr=[below, above], color=style.BLUE, marker="o", capsize=4)
            axes.set_ylim(bottom=0)
            axes.set_xlabel("buffer [min]")
            axes.set_title(WORDS[name])


def main() -> int:
    """Print the table and draw the curves."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.feeder.buffer")
    parser.add_argument("--days", type=int, default=10, help="of each buffer")
    parser.add_argument("--out", type=Path, default=Path("docs/images/feeder-buffer.png"))
    options = parser.parse_args()
    found = compared(SCENARIO, {KEY: BUFFERS_S}, WORDS, LATE, options.days)
    table = means(found)
    head = ["buffer", *WORDS.values(), "vehicle-km against no buffer"]
    sys.stdout.write(markdown(head, rows(table, differences(found))))
    draw(table, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
