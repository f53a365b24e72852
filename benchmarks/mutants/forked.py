"""Judge faults in children of a process that has the program in memory, its kernels loaded: a few seconds for each.

A child gets other code for the function with the fault, so faults outside of functions, which were read long ago, are
judged elsewhere, as are those that live, since other processes that a test starts do not know them.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import CodeType, FunctionType

import pytest

from benchmarks.mutants.changes import Mutant, changed
from benchmarks.mutants.covering import ROOT, STORED

LONGEST_S = 90  # of computing
WAITED_S = 400
FAILED, NOTHING_RAN = 1, 5  # exit codes of pytest
_FUNCTIONS: list[FunctionType] = []
AHEAD = ("xdist", "pytest_cov.plugin", "pytest_benchmark.plugin", "hypothesis", "matplotlib.pyplot", "duckdb")


def warm_up() -> None:
    """Import the program and do what small days and their files need once, so that children find it done."""
    import simulator
    from simulator.cli.startup import prepare_process
    from simulator.experiments.publish import write_run
    from tests.stored.days import DAYS, write_day

    prepare_process()
    for name in (*AHEAD, *(found.name for found in walk_packages(simulator.__path__, "simulator."))):
        if not name.startswith("simulator.bundled") and not name.endswith("__main__"):
            import_module(name)
    with tempfile.TemporaryDirectory() as held, contextlib.redirect_stdout(None):
        for day in DAYS:
            folder = Path(held, day)
            folder.mkdir()
            result = simulator.run(simulator.load_scenario(str(write_day(day, folder))), cache=folder / "cache")
            write_run(result, folder / "results", {}, figures=day == "clubs")
    for one in gc.get_objects():
        if isinstance(one, _lru_cache_wrapper):
            one.cache_clear()  # what was kept may have come from a function that gets a fault
    _FUNCTIONS.extend(one for one in gc.get_objects() if isinstance(one, FunctionType))
    gc.freeze()  # children need not search what they share


class _Chosen:
    """Let pytest run these tests in this order, and no others of their files; note which one fails."""

    def __init__(self, tests: list[str], failed: Path) -> None:
        self.order = {test: number for number, test in enumerate(tests)}
        self.failed = failed

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.write_text(report.nodeid, "utf-8")

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Iterator[None]:
        yield
        items[:] = sorted((i for i in items if i.nodeid in self.order), key=lambda item: self.order[item.nodeid])


class Child:
    """A process that lets tests judge one fault, or none."""

    def __init__(self, mutant: Mutant | None, tests: list[str]) -> None:
        self.mutant, self.tests = mutant, [test for test in tests if (ROOT / test.partition("::")[0]).is_file()]
        self.folder = Path(tempfile.mkdtemp())
        sys.stdout.flush()
        sys.stderr.flush()
        self.process = os.fork()
        if not self.process:
            self._be()

    def _be(self) -> None:
        code = 99
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_S, LONGEST_S + 5))
            signal.alarm(WAITED_S)
            tempfile.tempdir = str(self.folder)
            out = os.open(self.folder / "said", os.O_CREAT | os.O_WRONLY)
            os.dup2(out, 1)
            os.dup2(out, 2)
            os.chdir(ROOT)
            if self.mutant is None or put_in(self.mutant):
                code = self._told_by_tests()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)

    def _told_by_tests(self) -> int:
        """Return the exit code of pytest; what is stored judges first, before the files of other tests are read."""
        stored = [test for test in self.tests if test.startswith(STORED)]
        for tests in (stored, [test for test in self.tests if test not in stored]):
            files = dict.fromkeys(test.partition("::")[0] for test in tests)
            command = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", *files]
            code = int(pytest.main(command, plugins=[_Chosen(tests, self.folder / "failed")])) if tests else 0
            if code not in (0, NOTHING_RAN):
                return code
        return 0

    def result(self) -> tuple[int, str]:
        """Wait for the process to end; return what `ended` does."""
        return self.ended(os.waitpid(self.process, 0)[1])

    def ended(self, status: int) -> tuple[int, str]:
        """Return the exit code, and which test failed, if any did. status: as the system tells it."""
        told = self.folder / "failed"
        failed = told.read_text("utf-8") if told.is_file() else ""
        shutil.rmtree(self.folder, ignore_errors=True)
        return os.waitstatus_to_exitcode(status), failed


def put_in(mutant: Mutant) -> bool:
    """Give functions in memory the code with the fault; return whether that puts it in."""
    file = ROOT / mutant.file
    source = file.read_bytes()
    before, after = (
        _codes(compile(text, str(file), "exec", dont_inherit=True)) for text in (source, changed(source, mutant))
    )
    hit = False
    for one in _FUNCTIONS:
        if one.__code__.co_filename != str(file):
            continue
        name = next((name for name, code in before.items() if code == one.__code__), None)
        if name is None or name not in after or after[name] == one.__code__:
            continue
        if len(after[name].co_freevars) != len(one.__code__.co_freevars):
            return False
        one.__code__ = after[name]
        plain = name[0].replace("<locals>.", "")
        hit |= plain == mutant.function or plain.startswith(f"{mutant.function}.") or mutant.function.startswith(plain)
    return hit


def _codes(module: CodeType) -> dict[tuple[str, int], CodeType]:
    """Return all code of a module by its name and how many of that name come before."""
    found: dict[tuple[str, int], CodeType] = {}

    def look(code: CodeType) -> None:
        for inner in code.co_consts:
            if isinstance(inner, CodeType):
                number = sum(name == inner.co_qualname for name, _ in found)
                found[inner.co_qualname, number] = inner
                look(inner)

    look(module)
    return found


def failures(found: list[tuple[Mutant, list[str]]], workers: int) -> Iterator[tuple[int, str]]:
    """Yield the number of each fault with the test that fails, empty when there is none or the fault was not put in.

    A test that fails is asked whether it passes without a fault.
    """
    waiting, running = list(enumerate(found)), dict[int, tuple[int, Child]]()
    sound: dict[str, bool] = {}
    while waiting or running:
        while waiting and len(running) < workers:
            number, (mutant, tests) = waiting.pop(0)
            child = Child(mutant, tests)
            running[child.process] = number, child
        process, status = os.wait()
        number, child = running.pop(process)
        code, failed = child.ended(status)
        if code == FAILED and failed and failed not in sound:
            sound[failed] = Child(None, [failed]).result() == (0, "")
        yield number, failed if code == FAILED and sound.get(failed) else ""
