"""What a command imports: nothing that takes long and is not needed, because every start waits for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "matplotlib", "scipy.spatial", "scipy.special", "scipy.sparse", "scipy.optimize", "scipy.stats", "osmnx",
    "networkx", "geopandas", "duckdb", "dask", "distributed", "holidays", "pyproj", "jinja2", "babel", "numba",
    "pandas", "numpy",
)  # fmt: skip
COMPILED = {"numba", "numpy", "pandas"}


def imported_by(folder: Path, *commands: list[str]) -> list[set[str]]:
    """Return which heavy modules are there after each of some commands, given one after the other in a new process."""
    code = (
        "import sys\nfrom simulator.cli.main import main\n"
        f"for sys.argv[1:] in {commands!r}:\n"
        "    try:\n        main()\n    except SystemExit as end:\n        assert not end.code, end.code\n"
        f"    print('IMPORTED', *sorted(set({HEAVY!r}) & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder, timeout=300
    )
    return [set(line.split()[1:]) for line in done.stdout.splitlines() if line.startswith("IMPORTED")]


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(tmp_path: Path, words: list[str]) -> None:
    assert imported_by(tmp_path, words) == [set()]


def test_validate_compiles_and_draws_nothing(tmp_path: Path) -> None:
    (validate,) = imported_by(tmp_path, ["validate", "tiny/line"])
    assert validate <= COMPILED


def test_a_run_imports_what_it_needs(tmp_path: Path) -> None:
    bare, whole = imported_by(tmp_path, ["run", "tiny/line", "--no-figures", "--no-report"], ["run", "tiny/line"])
    assert bare == COMPILED
    assert whole == COMPILED | {"jinja2", "babel", "matplotlib"}
