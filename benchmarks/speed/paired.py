"""Compare the speed of two versions of the program, in pairs: this machine, this hour, one after the other in turn."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

PAIRS = 7
TOLERANCE = 0.30  # the paired median may be this much above one
LONG_ENOUGH_S = 0.15  # of CPU time per measurement; shorter work is repeated
MOST_REPEATS = 50

Measure = Callable[[str, int], float]


@dataclass(frozen=True)
class Pairs:
    """Times of one workload: ratios now / then, pair by pair, and the median seconds of once."""

    name: str
    ratios: tuple[float, ...]
    then_s: float
    now_s: float

    @property
    def median(self) -> float:
        """Return the median of the ratios."""
        return statistics.median(self.ratios)

    @property
    def slower(self) -> bool:
        """Return whether the work takes longer than the tolerance allows."""
        return self.median > 1 + TOLERANCE


class Side:
    """A version of the program at work in its own checkout and environment; use it in a ``with``.

    cases: what it has prepared, by name, see ``benchmarks.speed.side``. error: why it could not be started, if so.
    """

    def __init__(self, root: Path, python: Path | str, *options: str) -> None:
        self.cases: dict[str, dict[str, object]] = {}
        self.error = ""
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  closed in __exit__; no full pipe
        self._process = subprocess.Popen(
            [str(python), "-m", "benchmarks.speed.side", *options],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    def __enter__(self) -> Self:
        for line in iter(self._out.readline, ""):
            if not line.strip():
                return self
            case = json.loads(line)
            self.cases[case["name"]] = case
        self.error = self._last_words()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()
        self._errors.close()

    def measure(self, name: str, times: int) -> float:
        """Return the CPU seconds of doing a workload so many times."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{name} {times}\n")
        self._process.stdin.flush()
        answer = self._out.readline()
        if not answer:
            raise RuntimeError(f"{name} ended with an error: {self._last_words()}")
        return float(json.loads(answer)["cpu_s"])

    def _last_words(self) -> str:
        """Return the last line of what the process said about its end."""
        code = self._process.wait()
        self._errors.seek(0)
        return (self._errors.read().strip().splitlines() or [f"exit code {code}"])[-1]

    @property
    def _out(self) -> IO[str]:
        assert self._process.stdout is not None
        return self._process.stdout


def in_turn(name: str, now: Measure, then: Measure, pairs: int = PAIRS) -> Pairs:
    """Measure a workload on both sides in turn; who begins changes from pair to pair."""
    repeats = min(MOST_REPEATS, max(1, round(LONG_ENOUGH_S / max(then(name, 1), 1e-6))))
    ratios, seconds = [], {now: [], then: []}
    for pair in range(pairs):
        for side in (now, then) if pair % 2 else (then, now):
            seconds[side].append(side(name, repeats) / repeats)
        ratios.append(seconds[now][-1] / max(seconds[then][-1], 1e-9))
    return Pairs(name, tuple(ratios), statistics.median(seconds[then]), statistics.median(seconds[now]))


def twice_slower(name: str, now: Measure, then: Measure) -> tuple[Pairs, bool]:
    """Measure, and once more if it was too slow: a busy moment of the machine ends, a slow program stays slow."""
    pairs = in_turn(name, now, then)
    if not pairs.slower:
        return pairs, False
    again = in_turn(name, now, then)
    return again, again.slower


def same_work(now: Side, then: Side) -> tuple[list[str], list[str]]:
    """Return the workloads both sides do on equal inputs, and a line about each that cannot be compared."""
    same, other = [], []
    for name, case in now.cases.items():
        before = then.cases.get(name)
        if before is None:
            other.append(f"{name}: only here")
        elif "error" in before:
            other.append(f"{name}: cannot be done there: {before['error']}")
        elif before["inputs"] != case["inputs"]:
            other.append(f"{name}: works on other inputs there")
        else:
            same.append(name)
    other += [f"{name}: only there" for name in then.cases if name not in now.cases]
    return same, other


def this_side() -> Side:
    """Return the program of this checkout, whose results are audited."""
    return Side(Path(__file__).resolve().parents[2], sys.executable, "--audit")
