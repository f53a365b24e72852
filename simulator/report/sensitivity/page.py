"""``sensitivity.html``: how far the results of a scenario move with its assumptions, and what these rest on."""

from __future__ import annotations

from pathlib import Path

from simulator.analysis.run import program_version
from simulator.errors import ResultError
from simulator.report.page.again import in_a_checkout
from simulator.report.page.html import PLOTLY, render_main, render_page
from simulator.report.page.language import LANGUAGES, Language
from simulator.report.page.ledger_rows import ledger_block
from simulator.report.sensitivity.folder import Moved, read_moved
from simulator.texts import text_in
from simulator.whole import write_whole

PAGE = "sensitivity.html"
SCRIPTS = (PLOTLY, "page.js", "charts.js")


def write_sensitivity_page(folder: Path) -> Path:
    """Write ``sensitivity.html`` into the folder of an analysis and return it. Raises ResultError."""
    moved = read_moved(folder)
    path = folder / PAGE
    try:
        write_whole(path, sensitivity_page(moved))
    except OSError as error:
        raise ResultError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def sensitivity_page(moved: Moved) -> str:
    """Return the page of an analysis."""
    experiment = moved.experiment
    mains, titles, charts, labels = {}, {}, {}, {}
    for code in LANGUAGES:
        words = Language(code)
        movement = moved.in_words(words)
        mains[code] = render_main(
            "sensitivity.html",
            words=words,
            title=text_in(experiment.titles, code),
            movement=movement,
            ledger=ledger_block(moved.ledger, words),
            experiment_yaml=experiment.text,
            commands=in_a_checkout(moved.command),
            version=program_version(next(filter(None, map(experiment.run_folder, experiment.variants)), None)),
        )
        kind = words._("What the results hang on")
        titles[code] = f"{text_in(experiment.titles, code)} – {kind}"
        charts[code] = {chart.key: chart.figure() for chart in movement.charts}
        labels[code] = {"separators": ",." if words.code == "de" else ".,"}
    return render_page(mains, titles, SCRIPTS, {"charts": charts, "labels": labels})
