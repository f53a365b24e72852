"""``board.html``: the departure board of one station, or of a few."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.analysis.guarded import refuse_to_list
from simulator.analysis.run import read_run_data
from simulator.errors import ResultError
from simulator.report.page.boards import board_data
from simulator.report.page.html import render_main, render_page
from simulator.report.page.labels import script_labels
from simulator.report.page.language import LANGUAGES, Language
from simulator.whole import write_whole

PAGE = "board.html"
SCRIPTS = ("page.js", "board.js")


def write_board_page(folder: Path, at: Sequence[str] = ()) -> Path:
    """Write ``board.html`` into the results folder of a run and return it. at: stations, see ``board_data``.

    Raises ResultError when the folder is no run, has no service by timetable, a name is not known, or it cannot be
    written.
    """
    refuse_to_list(folder, "a departure board")
    run = read_run_data(folder)
    data = board_data(run, at)
    if data is None:
        raise ResultError(f"{folder}: has no departures, as no service runs by timetable")
    mains, titles, labels = {}, {}, {}
    for code in LANGUAGES:
        words = Language(code, run.clock, run.calendar.first_day, run.calendar.days)
        mains[code] = render_main("board_page.html", words=words, title=run.title(code), boards=data)
        titles[code] = f"{run.title(code)} – {words._('Departure boards')}"
        labels[code] = script_labels(words)
    path = folder / PAGE
    try:
        write_whole(path, render_page(mains, titles, SCRIPTS, {"boards": data, "labels": labels}))
    except OSError as error:
        raise ResultError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path
