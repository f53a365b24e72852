"""One side of a comparison, as a process of its own: prepares the frozen workloads, then does what it is told.

Usage: python -m benchmarks.speed.side [--audit]. First a line of JSON per workload: name, inputs, results, findings; or
why it cannot be done. Then, after an empty line, the CPU seconds for every line ``NAME TIMES`` on standard input.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.workloads.cases import Workload, builders


def main(arguments: list[str]) -> int:
    """Prepare, then work until standard input ends."""
    audited = "--audit" in arguments
    with tempfile.TemporaryDirectory() as cache:
        known: dict[str, Workload] = {}
        for name, build in builders().items():
            try:
                known[name] = build(Path(cache))
            except Exception as error:  # an earlier version may lack anything that a workload needs
                _say({"name": name, "error": f"{type(error).__name__}: {error}"})
            else:
                _say(described(name, known[name], audited=audited))
        sys.stdout.write("\n")
        sys.stdout.flush()
        for line in sys.stdin:
            name, times = line.split()
            _say({"cpu_s": cpu_seconds(known[name], int(times))})
    return 0


def described(name: str, workload: Workload, *, audited: bool) -> dict[str, object]:
    """Return what the other side has to know of a workload, and what the auditor says of it if asked."""
    findings = []
    if audited and workload.day is not None:
        from simulator.experiments.audit import audit_result  # earlier versions may have none

        findings = audit_result(workload.day)[:5]
    return {"name": name, "inputs": workload.inputs, "results": workload.results, "findings": findings}


def cpu_seconds(workload: Workload, times: int) -> float:
    """Do the work so many times and return the CPU seconds of all."""
    start = time.process_time()
    for _ in range(times):
        workload.work()
    return time.process_time() - start


def _say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
