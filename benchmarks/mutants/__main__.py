"""Put faults into the code and count those that a test finds: ``python -m benchmarks.mutants --count 300``."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from benchmarks.mutants.changes import Mutant, mutants
from benchmarks.mutants.covering import KEPT, ROOT, measure, read_covering, tests_of
from benchmarks.mutants.forked import failures, warm_up
from benchmarks.mutants.judging import copy_of_the_program, judge

ROOMS = ("travellers", "services", "engine", "analysis", "experiments", "report")
GOAL = 0.85
FOUND = ("killed", "too slow")
WORTH_IT = 5  # faults for which it pays to have the program in memory


def drawn(count: int, seed: int, rooms: tuple[str, ...]) -> list[Mutant]:
    """Return so many faults, each function as likely as it is long."""
    files = sorted(path for room in rooms for path in (ROOT / "simulator" / room).rglob("*.py"))
    possible = [mutant for file in files for mutant in mutants(ROOT, file)]
    return random.Random(seed).sample(possible, min(count, len(possible)))


def equivalents() -> dict[tuple[str, str, str, str], str]:
    """Return the faults that nobody could see, with the reason."""
    listed = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text("utf-8")).get("equivalent", [])
    return {(e["file"], e["function"], e["before"], e["after"]): e["reason"] for e in listed}


def verdicts(found: list[Mutant], workers: int) -> list[str]:
    """Return what became of each fault, and print it."""
    covering, harmless = read_covering(), equivalents()
    tests = [tests_of(mutant, covering) for mutant in found]
    told = {n: "equivalent" for n, m in enumerate(found) if (m.file, m.function, m.before, m.after) in harmless}
    left = [number for number in range(len(found)) if number not in told]

    def tell(number: int, verdict: str) -> None:
        told[number] = verdict
        sys.stdout.write(f"{verdict}: {found[number]}\n")
        sys.stdout.flush()

    if len(left) >= WORTH_IT:
        warm_up()
        for place, failed in failures([(found[number], tests[number]) for number in left], workers):
            if failed:
                tell(left[place], "killed")
    left = [number for number in left if number not in told]
    for number, verdict in _apart([(found[number], tests[number]) for number in left], left, workers):
        tell(number, verdict)
    return [told[number] for number in range(len(found))]


def _apart(found: list[tuple[Mutant, list[str]]], numbers: list[int], workers: int) -> Iterator[tuple[int, str]]:
    """Yield what becomes of each fault in a copy of the program, with its number."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack, ThreadPoolExecutor(workers) as pool:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(workers):
            place = Path(folder) / str(number)
            place.mkdir()
            trees.put(stack.enter_context(copy_of_the_program(place)))

        def one(mutant: Mutant, tests: list[str]) -> str:
            tree = trees.get()
            try:
                return judge(tree, mutant, tests)
            finally:
                trees.put(tree)

        jobs = {pool.submit(one, *asked): number for asked, number in zip(found, numbers, strict=True)}
        for job in as_completed(jobs):
            yield jobs[job], job.result()


def main() -> int:
    """Judge faults, or measure which tests cover what; return 1 when too few are found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="how many faults")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--rooms", nargs="*", default=ROOMS, help="where; all that the key figures depend on")
    parser.add_argument("--workers", type=int, default=2, help="at a time")
    parser.add_argument("--at-least", type=float, default=GOAL, help="share of faults to be found")
    parser.add_argument(
        "--measure",
        nargs="*",
        metavar="TESTS",
        help="run the suite, or these files of it, to see which tests cover what",
    )
    chosen = parser.parse_args()
    if chosen.measure is not None:
        measure(tuple(ROOMS), chosen.measure)
        return 0
    if not KEPT.is_file():
        parser.error(f"there is no {KEPT.relative_to(ROOT)} yet; --measure runs the suite and writes it")
    counts = Counter(verdicts(drawn(chosen.count, chosen.seed, tuple(chosen.rooms)), chosen.workers))
    judged = sum(counts.values()) - counts["equivalent"]
    killed = sum(counts[verdict] for verdict in FOUND)
    told = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
    sys.stdout.write(f"{killed} of {judged} faults found ({killed / max(judged, 1):.0%}); {told}\n")
    return int(killed < chosen.at_least * judged)


if __name__ == "__main__":
    sys.exit(main())
