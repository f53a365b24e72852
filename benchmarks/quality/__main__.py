"""``python -m benchmarks.quality --instances FOLDER``: how near the static solver comes to the best known solutions."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality.best_known import FOLDERS, Reference, read_references
from benchmarks.speed.machine import describe
from simulator.dispatch.replan import Effort
from simulator.solver.check import check_routes, cost_of
from simulator.solver.instance import Instance
from simulator.solver.read import read_instance
from simulator.solver.search import solve

PROBE = 400  # iterations, to learn how many a second of this machine is worth
POLISH = {1: 250, 10: 800, 60: 1500}  # routes put together anew, by budget [CPU s]
SEARCHING = {1: 0.85, 10: 0.75, 60: 0.75}  # share of the budget that is not for that


def main(arguments: list[str]) -> int:
    """Solve all instances and print the table; return 1 when a solution is not feasible."""
    options = _parse(arguments)
    if not (options.instances / "best_known.csv").exists():
        sys.stdout.write(f"skipped: no instances at {options.instances}\n")
        return 0
    references = [r for r in read_references(options.instances, options.sets) if options.case in r.name]
    machine, rows = describe(), []
    for row in _rows(references, options.budget, options.seeds, options.searching):
        rows.append(row)
        sys.stderr.write(f"{row['budget_s']} s: {row['instance']} {row['gap_percent']}\n")
        if options.out is not None:
            with options.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row | {"machine": machine}) + "\n")
    sys.stdout.write(_table(rows))
    return int(any(row["wrong"] for row in rows))


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument(
        "--instances", type=Path, required=True, help="folder with best_known.csv and the sets beside it"
    )
    parser.add_argument("--sets", nargs="+", choices=tuple(FOLDERS), default=["ab", "pr"])
    parser.add_argument("--case", default="", help="only instances whose name holds this text")
    parser.add_argument("--budget", nargs="+", type=int, choices=tuple(POLISH), default=[1], help="CPU seconds")
    parser.add_argument("--searching", type=float, help="share of the budget for the search, instead of the usual one")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", type=Path, help="append the figures to this file as lines of JSON")
    return parser.parse_args(arguments)


def _rows(
    references: list[Reference], budgets: list[int], seeds: int, searching: float | None
) -> Iterator[dict[str, Any]]:
    """Yield one row per budget and instance; the budget is turned into iterations once per instance."""
    for reference in references:
        instance = read_instance(reference.path)
        solve(instance, Effort(50, polish=0), 0)
        start = time.process_time()
        solve(instance, Effort(PROBE, polish=0), 0)
        per_second = PROBE / (time.process_time() - start)
        for budget in budgets:
            share = SEARCHING[budget] if searching is None else searching
            effort = Effort(max(1, int(budget * share * per_second)), polish=POLISH[budget], branches=20)
            yield {
                "set": reference.set,
                "instance": reference.name,
                "budget_s": budget,
                "iterations": effort.iterations,
            } | (_solved(instance, reference, effort, seeds))


def _solved(instance: Instance, reference: Reference, effort: Effort, seeds: int) -> dict[str, Any]:
    """Return gaps [%], vehicles above the reference, CPU seconds of all seeds, and what is wrong with solutions."""
    gaps, more, cpu_s, wrong = [], [], [], []
    for seed in range(1, seeds + 1):
        start = time.process_time()
        found = solve(instance, effort, seed)
        cpu_s.append(round(time.process_time() - start, 2))
        wrong += check_routes(instance, found.routes)
        gaps.append(round(100 * (cost_of(instance, found.routes) / reference.length - 1), 3))
        more.append(0 if reference.vehicles is None else len(found.routes) - reference.vehicles)
    return {
        "gap_percent": gaps,
        "more_vehicles": more,
        "cpu_s": cpu_s,
        "wrong": wrong,
        "optimal_known": reference.optimal,
    }


def _table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "| set | CPU s meant | taken | cases | gap median % | gap p90 % | gap worst % | more vehicles | infeasible |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for chosen, budget in sorted({(row["set"], row["budget_s"]) for row in rows}):
        group = [row for row in rows if (row["set"], row["budget_s"]) == (chosen, budget)]
        gaps, cpu_s = (np.concatenate([row[key] for row in group]) for key in ("gap_percent", "cpu_s"))
        more = sum(sum(row["more_vehicles"]) for row in group)
        wrong = sum(bool(row["wrong"]) for row in group)
        lines.append(
            f"| {chosen} | {budget} | {np.median(cpu_s):.1f} | {len(group)} | {np.median(gaps):.2f} | "
            f"{np.quantile(gaps, 0.9):.2f} | {gaps.max():.2f} | {more} | {wrong} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
