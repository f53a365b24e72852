"""Machine code from disk does what freshly compiled code does, and needs no compiler made ready."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FUNCTIONS = """
import numpy as np
from simulator.kernels.jit import jit


@jit
def doubled(numbers):
    made = np.empty_like(numbers)
    for position in range(len(numbers)):
        made[position] = 2 * numbers[position]
    return made


@jit
def sum_of_doubled(numbers):
    return doubled(numbers).sum()
"""
CALLS = """
import sys
import numpy as np
import functions
print(*functions.doubled(np.arange(4)), sum(functions.doubled.stats.cache_hits.values()), *[
    name for name in ("numba.np.arraymath", "scipy.linalg") if name in sys.modules])
if "more" in sys.argv:
    print(functions.sum_of_doubled(np.arange(4)), functions.doubled(np.arange(3) / 2)[2])
"""


def in_a_process(folder: Path, *words: str, calls: str = CALLS) -> list[str]:
    """Return what calls print in a process of their own that keeps machine code in a folder."""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(folder / "kept"), "NUMBA_DISABLE_JIT": "0"}
    command = [sys.executable, "-c", calls, *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_what_is_on_disk_is_read_without_a_compiler_and_the_rest_compiled(tmp_path: Path) -> None:
    (tmp_path / "functions.py").write_text(FUNCTIONS, encoding="utf-8")
    assert in_a_process(tmp_path) == ["0 2 4 6 0 numba.np.arraymath scipy.linalg"]
    assert in_a_process(tmp_path) == ["0 2 4 6 1"]
    assert in_a_process(tmp_path, "more") == ["0 2 4 6 1", "12 2.0"]


def test_a_function_is_compiled_anew_when_one_that_it_calls_has_changed(tmp_path: Path) -> None:
    head, sums = FUNCTIONS.partition("\n\n\n@jit\ndef sum_of_doubled")[::2]
    (tmp_path / "inner.py").write_text(head, encoding="utf-8")
    outer = "from inner import doubled\nfrom simulator.kernels.jit import jit\n\n\n@jit\ndef sum_of_doubled" + sums
    (tmp_path / "outer.py").write_text(outer, encoding="utf-8")
    calls = "import numpy as np\nimport outer\nprint(outer.sum_of_doubled(np.arange(4)))"
    assert in_a_process(tmp_path, calls=calls) == ["12"]
    (tmp_path / "inner.py").write_text(head.replace("2 * numbers", "3 * numbers"), encoding="utf-8")
    assert in_a_process(tmp_path, calls=calls) == ["18"]
