"""The short suite: results as stored, to the last byte, and no slower than the versions before.

Results must be the stored ones on every machine. Times are never compared with stored ones, which hold for one
processor only, but with those of earlier commits, measured in turn in the same minutes.
"""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path

from benchmarks.speed import checkouts
from benchmarks.speed.machine import describe
from benchmarks.speed.paired import Pairs, Side, same_work, this_side, twice_slower

DIGESTS = Path(__file__).resolve().parents[1] / "workloads" / "digests.json"
STORED = ("inputs", "results")
RENEW = "renew it with: python -m benchmarks.speed --suite smoke --store"

Cases = dict[str, dict[str, object]]


def main(*, store: bool = False, out: Path | None = None) -> int:
    """Check the results, compare the times; return the exit code. ``out`` gets a line of JSON per comparison."""
    with this_side() as now:
        if now.error:
            sys.stdout.write(f"WRONG: the workloads cannot be run: {now.error}\n")
            return 1
        problems = findings(now.cases) if store else findings(now.cases) + wrong_results(now.cases, read_stored())
        if store and not problems:
            write_stored(now.cases)
            sys.stdout.write(f"stored in {DIGESTS}\n")
            return 0
        if not problems:
            problems = compare_with_earlier(now, out)
    sys.stdout.write("".join(f"WRONG: {problem}\n" for problem in problems) or "all results and times are fine\n")
    return 1 if problems else 0


def findings(cases: Cases) -> list[str]:
    """List what is wrong in itself: work that cannot be done, and what the auditor found in the days."""
    return [f"{name}: {text}" for name, case in cases.items() for text in _texts(case)]


def wrong_results(cases: Cases, stored: dict[str, dict[str, str]]) -> list[str]:
    """List inputs and results that are not the stored ones; empty when all is well."""
    found = []
    for name in sorted(cases.keys() | stored.keys()):
        if name not in cases:
            found.append(f"{name}: was not run, but has stored digests")
        elif name not in stored:
            found.append(f"{name}: has no stored digests; {RENEW}")
        else:
            found += [
                f"{name}: other {what}: digest {str(cases[name].get(what))[:16]}, stored is {stored[name][what][:16]}"
                for what in STORED
                if cases[name].get(what, "") != stored[name][what]
            ]
    return found


def compare_with_earlier(now: Side, out: Path | None) -> list[str]:
    """Measure beside each earlier version; list what has become slower."""
    try:
        earlier = checkouts.bases()
    except LookupError as error:
        return [f"nothing to compare the speed with: {error}"]
    if not earlier:
        sys.stdout.write("no git repository here: the speed was not compared\n")
    with ExitStack() as stack:
        trees = [stack.enter_context(checkouts.checkout(commit)) for commit in earlier]
        started = [Side(tree, python) for tree, python in trees]  # they compile and prepare at the same time
        sides = [stack.enter_context(side) for side in started]
        titles = [f"{commit[:10]}, {what}" for commit, what in earlier.items()]
        return [line for then, title in zip(sides, titles, strict=True) for line in _compare(now, then, title, out)]


def _compare(now: Side, then: Side, title: str, out: Path | None) -> list[str]:
    if then.error:
        sys.stdout.write(f"\n{title}: cannot run the workloads, so nothing was compared: {then.error}\n")
        if not then.cases:
            return []
    same, other = same_work(now, then)
    sys.stdout.write(f"\n| {title} | then [ms] | now [ms] | paired median |\n|---|--:|--:|--:|\n")
    found, rows = [], []
    for name in same:
        pairs, slow = twice_slower(name, now.measure, then.measure)
        rows.append(pairs)
        sys.stdout.write(_row(pairs))
        if slow:
            found.append(f"{name}: {100 * (pairs.median - 1):.0f} % slower than {title}, twice in a row")
    sys.stdout.write("".join(f"not compared: {line}\n" for line in other))
    if out is not None:
        ratios = {pairs.name: [round(ratio, 3) for ratio in pairs.ratios] for pairs in rows}
        with out.open("a", encoding="utf-8") as file:
            line = {"what": "smoke", "with": title, "ratios": ratios, "not_compared": other, "machine": describe()}
            file.write(json.dumps(line) + "\n")
    return found


def _row(pairs: Pairs) -> str:
    return (
        f"| {pairs.name} | {1000 * pairs.then_s:.1f} | {1000 * pairs.now_s:.1f} | {100 * (pairs.median - 1):+.0f} % |\n"
    )


def _texts(case: dict[str, object]) -> list[str]:
    found = case.get("findings")
    return [str(case["error"])] if "error" in case else [str(text) for text in found] if isinstance(found, list) else []


def read_stored(path: Path | None = None) -> dict[str, dict[str, str]]:
    """Return name -> the stored digests of its inputs and results."""
    content: dict[str, dict[str, str]] = json.loads((path or DIGESTS).read_text(encoding="utf-8"))
    return content


def write_stored(cases: Cases, path: Path | None = None) -> None:
    """Store the digests of inputs and results."""
    content = {name: {what: case[what] for what in STORED} for name, case in cases.items()}
    (path or DIGESTS).write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
