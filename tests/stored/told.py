"""What small days come to, in texts: tables and key figures, the page, figures, files for other tools, the auditor."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from unittest.mock import patch

from rich.console import Console

from simulator import load_scenario, registry, run
from simulator.analysis.run import read_run_data
from simulator.errors import ElbeDrtError
from simulator.experiments.audit import audit_result
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult
from simulator.report.page.run_page import write_run_page
from simulator.report.plots.draw import draw_figures
from simulator.report.summary import print_summary
from tests.stored import texts
from tests.stored.days import write_day
from tests.stored.texts import text_of, texts_of

Texts = dict[str, str]
NOT_WRITTEN_AS_TEXT = ("geopackage", "gtfs-flex", "matsim-plans")
PROGRESS = "progress.txt"
_HELD = tempfile.TemporaryDirectory(prefix="stored-days-")  # goes with the process


@cache
def simulated(day: str) -> tuple[RunResult, Path]:
    """Return the run of a day and its results folder without pictures, once in a process."""
    folder = Path(_HELD.name, day)
    folder.mkdir()
    done: list[str] = []
    result = run(
        load_scenario(str(write_day(day, folder))),
        cache=folder / "cache", report=done.append, progress=lambda *counts: done.append(f"{counts}"),
    )  # fmt: skip
    (folder / PROGRESS).write_text("\n".join(done), encoding="utf-8")
    return result, write_run(result, folder / "results", {}, figures=False)


def results(day: str) -> Texts:
    """Return the files of the results folder, the summary, and what the auditor says."""
    result, folder = simulated(day)
    found = texts_of(folder)
    said, progress = io.StringIO(), Path(_HELD.name, day, PROGRESS).read_text("utf-8")
    print_summary(result.kpis, title="title", notes=result.world.notes, console=Console(file=said, width=200))
    return found | {
        "summary": said.getvalue(),
        "audit": "\n".join(audit_result(result)),
        "result": repr(result),
        "progress": progress,
    }


def page(day: str) -> Texts:
    """Return the page of a day."""
    result, folder = simulated(day)
    name = read_run_data(folder).version
    written = write_run_page(folder, result.tables)
    told = text_of(written).replace(name, "VERSION")
    written.unlink()  # the folder is that of the results, whichever is looked at first
    return {"report.html": told}


def figures(day: str) -> Texts:
    """Return what is drawn into the figures of a day, and their data."""
    result, folder = simulated(day)
    drawn = folder.parent.parent / "figures"
    with patch("simulator.report.style.figure", texts.figure):
        (again,) = write_run(result, drawn, {}).glob("figures")
        draw_figures(read_run_data(folder), (), drawn / "plots")
    return texts_of(again) | {f"plots/{name}": text for name, text in texts_of(drawn / "plots").items()}


def exports(day: str) -> Texts:
    """Return the files for other tools."""
    _, folder = simulated(day)
    found = {}
    for name in sorted(set(registry.names("exporter")) - set(NOT_WRITTEN_AS_TEXT)):
        out = folder.parent.parent / name
        try:
            registry.find("exporter", name)(folder, out)
        except ElbeDrtError as error:
            found[name] = str(error).replace(str(folder), "FOLDER")
        else:
            found |= {f"{name}/{file}": text for file, text in texts_of(out).items()}
    return found


ASPECTS: dict[str, Callable[[str], Texts]] = {
    "results": results, "page": page, "figures": figures, "exports": exports,
}  # fmt: skip
