"""The page of a study that has one chart and some tables, in all languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from simulator.report.page.chart import Chart
from simulator.report.page.html import PLOTLY, render_main, render_page
from simulator.report.page.language import LANGUAGES, Language
from simulator.whole import write_whole

SCRIPTS = (PLOTLY, "page.js", "charts.js")


def write_study_page(
    path: Path, template: str, kicker: str, titles: Mapping[str, str], parts: Callable[[Language], dict[str, Any]]
) -> Path:
    """Write the page and return its path.

    kicker: what kind of study it is, marked for translation. titles: of the scenario, by language. parts: what the
    template shows in a language, charts among it.
    """
    mains, named, charts, labels = {}, {}, {}, {}
    for code in LANGUAGES:
        words = Language(code)
        shown = parts(words)
        named[code] = f"{words._(kicker)}: {titles[code]}"
        mains[code] = render_main(template, words=words, title=titles[code], kicker=words._(kicker), **shown)
        charts[code] = {its.key: its.figure() for its in shown.values() if isinstance(its, Chart)}
        labels[code] = {"separators": ",." if code == "de" else ".,"}
    write_whole(path, render_page(mains, named, SCRIPTS, {"charts": charts, "labels": labels}))
    return path
