"""Whatever stops a command, it ends in a sentence, and nothing half-written is left."""

from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from simulator.cli.main import main
from simulator.experiments import publish as results_module

PRESSED = """
import importlib.abc, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background may ignore Ctrl-C
class Press(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            sys.meta_path.remove(self)
            try:
                os.kill(os.getpid(), signal.SIGINT)
            except KeyboardInterrupt:
                raise {error}
sys.meta_path.insert(0, Press())
sys.argv = ["elbe-drt", "run", "tiny/line", "--out", {out!r}]
from simulator.cli.main import main
main()
"""

KILLED = """
import sys, time
from simulator.experiments import publish
def hang(*arguments):
    print("writing", flush=True)
    time.sleep(600)
publish._manifest = hang
from simulator.cli.main import main
sys.argv = ["elbe-drt", "run", "tiny/line", "--no-figures", "--no-report", "--quiet", "--out", {out!r}]
main()
"""


def python(script: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, **options)


def call(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["elbe-drt", *words])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.mark.parametrize(
    ("module", "error"),
    [
        ("typer", "KeyboardInterrupt"),
        ("simulator.cli.compare", "KeyboardInterrupt"),
        ("numpy", "KeyboardInterrupt"),
        ("numpy", "ImportError('what numpy makes of it')"),
        ("simulator.experiments.run", "KeyboardInterrupt"),
    ],
)
def test_ctrl_c_in_the_first_second_is_no_traceback(tmp_path: Path, module: str, error: str) -> None:
    done = python(PRESSED.format(module=module, error=error, out=str(tmp_path)))
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "stopped\n")


def test_who_imports_the_command_keeps_its_own_ctrl_c() -> None:
    script = (
        "import signal; before = signal.getsignal(2); import simulator.cli.main; exit(signal.getsignal(2) != before)"
    )
    assert python(script).returncode == 0


@pytest.mark.parametrize("words", [["list"], ["schema"], ["--help"]])
def test_a_full_device_behind_the_output_is_told(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "simulator.cli.main", *words], stdout=full, stderr=subprocess.PIPE, text=True,
            check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (2, "the output: No space left on device\n")


def test_a_full_disk_leaves_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(results_module, "write_json", full)
    assert call(monkeypatch, "run", "tiny/line", "--out", str(tmp_path), "--no-figures", "--no-report") == 2
    assert "cannot write results: No space left on device" in capsys.readouterr().err
    assert list((tmp_path / "tiny-line").iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = KILLED.format(out=str(tmp_path))
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    (draft,) = (tmp_path / "tiny-line").iterdir()
    words = ("run", "tiny/line", "--out", str(tmp_path), "--no-figures", "--no-report", "--quiet")
    assert call(monkeypatch, *words) == 0
    assert draft.is_dir()  # it is alive
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert call(monkeypatch, *words) == 0
    (run,) = (tmp_path / "tiny-line").iterdir()
    assert str(run) == capsys.readouterr().out.split()[-1]
    assert (run / "manifest.json").is_file()


BAD = "bad\udcff"  # a byte that is no UTF-8, as Python spells it


@pytest.mark.parametrize(
    "words",
    [
        ("run", "tiny/line", "--out", BAD),
        ("compare", "tiny/line", "--vary", "fleet.minibus.count=1,2", "--out", BAD),
        ("size", "tiny/line", "--serve", "0.5", "--out", BAD),
        ("query", "select 1", "--results", BAD),
        ("run", BAD),
        ("report", BAD),
        ("network", "info", BAD),
        ("network", "build", BAD, "roads"),
        ("run", "tiny/line", "--set", f"title={BAD}"),
    ],
)
def test_names_that_are_not_utf_8_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Standard error may be any terminal's: it is looked at as bytes, written as in a process of its own."""
    told = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace", write_through=True)
    (tmp_path / os.fsdecode(b"bad\xff")).mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stderr", told)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict"))
    assert call(monkeypatch, *words) == 2
    _is_told(told.buffer.getvalue())


def test_a_process_tells_of_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"bad\xff")).mkdir()
    words = [sys.executable, "-m", "simulator.cli.main", "run", "tiny/line", "--out", BAD]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 2, done.stderr
    _is_told(done.stderr)


def _is_told(error: bytes) -> None:
    assert b"Traceback" not in error
    assert b"bad" in error or b"UTF-8" in error


def test_a_place_that_cannot_be_written_is_told_before_the_day_is_simulated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr("simulator.cli.run.run", lambda *_arguments, **_options: pytest.fail("simulated"))
    assert call(monkeypatch, "run", "tiny/line", "--out", str(tmp_path / "file" / "results")) == 2
    assert "cannot write results here" in capsys.readouterr().err
