"""``python -m benchmarks.speed --suite smoke|starts|standard|large|features``: one command for all figures of speed."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.speed import peer_ridepy, scaling, smoke, starts
from benchmarks.speed.features import FEATURES
from benchmarks.speed.machine import describe
from benchmarks.speed.table import markdown
from benchmarks.speed.whole_run import Job, Row, in_own_process
from benchmarks.speed.workload import Case
from benchmarks.workloads.prignitz import SCENARIO

ROOT = Path(__file__).resolve().parents[2]
SUITES = {
    "standard": (
        Case("1k requests, 20 vehicles", vehicles=20, requests=1_000, nodes=5_000),
        Case("5k requests, 100 vehicles", vehicles=100, requests=5_000, nodes=20_000),
        Case("50k requests, 1,000 vehicles", vehicles=1_000, requests=50_000, nodes=20_000),
        Case("100k requests, 1,000 vehicles, 60 % ahead", vehicles=1_000, requests=100_000, nodes=20_000, ahead=0.6),
    ),
    "large": (
        Case("100k requests, 10,000 vehicles", vehicles=10_000, requests=100_000, nodes=20_000),
        Case("100k requests, 2,000 vehicles, 60 % ahead", vehicles=2_000, requests=100_000, nodes=20_000, ahead=0.6),
        Case("5k requests, 100 vehicles, 50k nodes", vehicles=100, requests=5_000, nodes=50_000),
        Case("50k requests, 1,000 vehicles, 200k nodes", vehicles=1_000, requests=50_000, nodes=200_000),
        Case("50k requests, 1,000 vehicles, 20k nodes, searched", 1_000, 50_000, 20_000, times="search"),
        Case("50k requests, 1,000 vehicles, 60k of 200k nodes", 1_000, 50_000, 200_000, served=60_000, times="search"),
        Case("1M requests, 10,000 vehicles", vehicles=10_000, requests=1_000_000, nodes=20_000),
    ),
}
FIRST_CASES = tuple(
    Case(f"1k requests, 20 vehicles, 31k nodes, {name}", vehicles=20, requests=1_000, nodes=31_000, times=times)
    for name, times in (("searched", "search"), ("table", "table"))
)
SIZES_OF_FEATURES = (
    Case("100 vehicles", vehicles=100, requests=5_000, nodes=5_000),
    Case("1,000 vehicles", vehicles=1_000, requests=20_000, nodes=20_000),
)
SUITES["features"] = tuple(
    replace(size, name=f"{size.name}, {features or 'plain'}", features=features)
    for size in SIZES_OF_FEATURES
    for features in ("", *FEATURES, "+".join(FEATURES))
)
PEER_CASES = (
    Case("1k requests, 20 vehicles", vehicles=20, requests=1_000, nodes=5_000),
    Case("5k requests, 100 vehicles", vehicles=100, requests=5_000, nodes=5_000),
)
LONG_PEER_CASES = (Case("5k requests, 100 vehicles, 20k nodes", vehicles=100, requests=5_000, nodes=20_000),)


def main(arguments: list[str]) -> int:
    """Run a suite, or the comparison with a peer; return the exit code."""
    options = _parse(arguments)
    if options.peer:
        python, reason = peer_ridepy.find_python(options.peer_python)
        if not python:
            sys.stdout.write(f"skipped: {reason}\n")
            return 0
        return _report(_peer_rows(options.suite, options.graph, python, options.case), options.out)
    if options.scaling:
        return _report(scaling.rows(options.picture), options.out)
    if options.suite == "starts":
        return _report(starts.rows(), options.out)
    if options.suite == "smoke":
        return smoke.main(store=options.store, out=options.out)
    return _report(_rows(options.suite, options.graph, options.case), options.out)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--suite", choices=("smoke", "starts", *SUITES), default="smoke")
    parser.add_argument("--graph", type=Path, help="network folder in place of the generated networks")
    parser.add_argument("--case", default="", help="only cases whose name holds this text")
    parser.add_argument("--peer", choices=("ridepy",), help="compare with another simulator instead")
    parser.add_argument("--peer-python", help=f"a Python that has it; or set {peer_ridepy.INTERPRETER}")
    parser.add_argument("--scaling", action="store_true", help="cost against requests, vehicles, nodes instead")
    parser.add_argument("--picture", type=Path, default=Path("scaling.png"), help="with --scaling: where it is drawn")
    parser.add_argument("--out", type=Path, help="append the figures to this file as lines of JSON")
    parser.add_argument("--store", action="store_true", help="with --suite smoke: renew the stored digests")
    options = parser.parse_args(arguments)
    if options.graph is not None:
        options.graph = str(options.graph.resolve())
    return options


def _rows(suite: str, graph: str | None, only: str) -> Iterator[Row]:
    cases = [case for case in SUITES[suite] if only in case.name]
    with tempfile.TemporaryDirectory() as cache:
        yield from _matrices(cases, graph, cache)
        plain: dict[tuple[int, int, int], float] = {}
        for case in cases:
            for row in in_own_process(Job("run", cache, case, graph)):
                yield row | _of_plain(case, row, plain)
        for case in FIRST_CASES:
            if suite == "large" and only in case.name:
                yield from in_own_process(Job("first", cache, case, graph))
        if suite == "standard" and only in "Prignitz day":
            scenario = Case("Prignitz day", 0, 0, 0)
            yield from in_own_process(Job("scenario", cache, scenario, scenario=str(ROOT / SCENARIO)))


def _of_plain(case: Case, row: Row, plain: dict[tuple[int, int, int], float]) -> Row:
    """Return what a day with features takes by the same day without, kept in ``plain`` by its sizes."""
    size = case.vehicles, case.requests, case.nodes
    if "cpu_s" not in row or (case.features and size not in plain):
        return {}
    if not case.features:
        plain[size] = row["cpu_s"]
        return {}
    return {"of_plain": round(row["cpu_s"] / plain[size], 2)}


def _peer_rows(suite: str, graph: str | None, python: str, only: str) -> Iterator[Row]:
    """Yield both sides of each case; the long ones too unless the suite is the short one."""
    cases = [case for case in PEER_CASES + (() if suite == "smoke" else LONG_PEER_CASES) if only in case.name]
    with tempfile.TemporaryDirectory() as cache:
        matrix_cpu_s = {}
        for row in _matrices(cases, graph, cache):
            matrix_cpu_s[row["nodes"]] = row.get("cpu_s", 0)
            yield row
        for case in cases:
            for row in in_own_process(Job("peer", cache, case, graph, python=python)):
                if "cpu_s" in row:
                    before = matrix_cpu_s[row["nodes"]] if row["simulator"] == "elbe-drt" else 0
                    row["requests_per_cpu_s_with_times"] = round(row["requests"] / (row["cpu_s"] + before), 1)
                yield row


def _matrices(cases: list[Case], graph: str | None, cache: str) -> Iterator[Row]:
    """Compute the travel times of every network once; the days read them from the cache."""
    for nodes in sorted({case.nodes for case in cases if case.times == "table"})[: 1 if graph else None]:
        name = "given network" if graph else f"{nodes:,} nodes"
        yield from in_own_process(Job("matrix", cache, Case(name, 0, 0, nodes), graph))


def _report(rows: Iterator[Row], out: Path | None) -> int:
    """Print a table, and append each row to ``out`` as soon as it is there; return 1 when a case failed."""
    machine, done = describe(), []
    for row in rows:
        done.append(row)
        sys.stderr.write(f"{row['what']}: {row['case']}\n")
        if out is not None:
            with out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row | {"machine": machine}) + "\n")
    sys.stdout.write(markdown(done, machine))
    return int(any("error" in row for row in done))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
