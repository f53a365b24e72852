"""Put a fault into a copy of the program and let the tests that cover it judge."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.mutants.changes import Mutant, changed
from benchmarks.mutants.covering import ROOT

LONGEST_S = 90  # of computing: how many others share the machine says nothing
WAITED_S = 600
LIMITED = ["sh", "-c", f'ulimit -S -t {LONGEST_S}; exec "$@"', "sh"]
COPIED = ("simulator", "tests", "scenarios", "benchmarks", "docs", "pyproject.toml", "README.md", "CONTRIBUTING.md")
LEFT_OUT = shutil.ignore_patterns("node_modules", ".mypy_cache")
NOTHING_RAN = 5  # exit codes of pytest
NO_SUCH_TEST = 4  # or a file of tests that cannot be read


@contextmanager
def copy_of_the_program(folder: Path) -> Iterator[Path]:
    """Give a copy in which faults are put, compiled kernels included."""
    tree = folder / "tree"
    tree.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=LEFT_OUT, symlinks=True)
        else:
            shutil.copy2(source, tree / name)
    yield tree


def judge(tree: Path, mutant: Mutant, tests: list[str]) -> str:
    """Return ``killed``, ``survived``, ``too slow`` (which counts as killed) or ``not covered``."""
    there = [test for test in tests if (tree / test.partition("::")[0]).is_file()]
    if not there:
        return "not covered"
    file = tree / mutant.file
    whole, times = file.read_bytes(), file.stat()
    try:
        file.write_bytes(changed(whole, mutant))
        return _verdict(tree, there)
    finally:
        file.write_bytes(whole)
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def _verdict(tree: Path, tests: list[str]) -> str:
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "CI": ""}
    command = [*LIMITED, sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=tree, env=environment, capture_output=True, text=True, timeout=WAITED_S, check=False
        )
    except subprocess.TimeoutExpired:
        return "too slow"
    if done.returncode == -signal.SIGXCPU:
        return "too slow"
    if done.returncode == NO_SUCH_TEST:
        gone = [line for line in done.stderr.splitlines() if line.startswith("ERROR: not found: ")]
        left = [test for test in tests if not any(line.endswith(_told(test)) for line in gone)]
        if left and len(left) < len(tests):  # some have got another name since coverage was measured
            return _verdict(tree, left)
    if done.returncode in (NO_SUCH_TEST, NOTHING_RAN) and not any(
        broken in done.stdout + done.stderr for broken in ("SyntaxError", "while loading conftest", " ERRORS ")
    ):
        return "not covered"
    return "survived" if done.returncode == 0 else "killed"


def _told(test: str) -> tuple[str, str]:
    """Return how pytest may call a test that is gone: without its parameters where all of the kind are."""
    return f"/{test}", f"/{test.partition('[')[0]}"
