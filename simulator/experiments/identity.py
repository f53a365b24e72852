"""What makes a run the same run: the scenario with everything filled in, the files it names, the seed, the version."""

from __future__ import annotations

import hashlib
import importlib.metadata
from functools import lru_cache
from pathlib import Path

from simulator import registry
from simulator.scenario.county import population_files
from simulator.scenario.dump import scenario_to_yaml
from simulator.scenario.file_keys import paths_inside
from simulator.scenario.models import Scenario


def scenario_digest(scenario: Scenario) -> str:
    """Return 16 hexadecimal digits for all that a run depends on but its seed.

    Another input, or another version of this program or of a package that adds to it, is another run. Where values come
    from, and who pays, is what people want to know of it, and changes nothing.
    """
    hasher = hashlib.sha256(importlib.metadata.version("elbe-drt").encode())
    for package, version in registry.packages():
        hasher.update(f"{package} {version}\n".encode())
    hasher.update(scenario_to_yaml(scenario.model_copy(update={"seed": 0, "assumptions": {}, "money": None})).encode())
    people = scenario.demand.as_population
    named = () if people is None else population_files(people.population)  # a county file names tables itself
    for path in (*paths_inside(scenario.model_dump()), *named):
        hasher.update(_content(path))
    return hasher.hexdigest()[:16]


@lru_cache(maxsize=256)
def _content(path: Path) -> bytes:
    """Return the digest of a file, or of all files of a folder."""
    files = sorted(inner for inner in path.rglob("*") if inner.is_file()) if path.is_dir() else [path]
    hasher = hashlib.sha256()
    for file in files:
        hasher.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return hasher.digest()
