"""What was compiled ahead need not be compiled again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.experiments.warm_up import embedded_scenarios


def compiled_by(cache: Path, *words: str) -> int:
    """Return how many functions a process of its own says that it has compiled, with a cache folder of its own."""
    command, caches = [sys.executable, "-m", "simulator.cli.main", *words], {"NUMBA_CACHE_DIR": str(cache)}
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=cache.parent, env={**os.environ, **caches}
    )
    found = re.search(r"^(\d+) functions compiled in [\d.]+ CPU seconds; they are kept in (.+)$", done.stdout, re.M)
    assert found is not None, done.stdout
    assert Path(found[2]).is_relative_to(cache)
    return int(found[1])


@pytest.mark.slow
def test_the_second_time_nothing_is_compiled(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert compiled_by(cache, "warm-up", "tiny/line") > 20
    assert compiled_by(cache, "warm-up", "tiny/line") == 0
    assert {entry.name for entry in tmp_path.iterdir()} == {"cache"}  # no results


def test_by_default_nothing_is_downloaded() -> None:
    names = embedded_scenarios()
    assert {"tiny/line", "prignitz/rufbus"} <= set(names)
    assert "stendal/rufbus" not in names  # its roads are not bundled
