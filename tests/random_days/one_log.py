"""What a version of the program logs: ``python one_log.py SCENARIO...`` in its environment; a line of JSON for each.

It uses only what every version has: the scenario is loaded and run, its log is written as columns and their digest.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from pathlib import Path

from simulator import load_scenario, run

# What logs have had from the beginning; what was added since is not compared.
COLUMNS = ("time_s", "seq", "kind", "vehicle", "request", "node", "value")


def digest_of(scenario: str, cache: Path) -> str:
    """Return the SHA-256 of a scenario's log, or how it failed."""
    try:
        events = run(load_scenario(scenario), cache=cache).events
    except Exception as error:  # both versions should fail alike
        return f"{type(error).__name__}: {error}"
    found = hashlib.sha256()
    for column in COLUMNS:
        found.update(events[column].to_numpy().astype("<i8").tobytes())
    return f"{len(events)} rows {found.hexdigest()}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:]:
            sys.stdout.write(json.dumps([name, digest_of(name, Path(folder))]) + "\n")
            sys.stdout.flush()
