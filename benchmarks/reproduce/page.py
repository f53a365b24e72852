"""The page of a study: written from its results, so that no number in it is anybody's copy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.reproduce.compare import COLUMNS, EXPLAINED, OUTSIDE, WITHIN, verdict
from benchmarks.reproduce.study import Study

NEGLIGIBLE = 1e-9  # of a figure


def page(study: Study, table: pd.DataFrame, run: dict[str, Any], picture: str) -> str:
    """Return the page as Markdown. run: how the results came about, see ``__main__``. picture: path from the page."""
    lines = [
        f"# {study.title}",
        "",
        f"<!-- Written by python -m benchmarks.reproduce {study.name} --page; change the study, not this page. -->",
        "",
        f"Published: {study.source} Numbers: {study.licence}, retrieved {study.retrieved}.",
        "",
        study.about.strip(),
        "",
        "## Result",
        "",
        verdict(table),
        "",
        f"![Published and ours]({picture})",
        "",
        f"Made with `{run['command']}` at commit {run['commit'][:12]}: {run['cpu_s']:.0f} CPU seconds in all. Half of "
        "the 95 % interval stands behind ±; the deviation is ours against the published figure, in percent of it.",
        "",
    ]
    extra = [name for name in table.columns if name not in COLUMNS]
    for panel, rows in table.groupby("panel", sort=False):
        lines += [f"### {panel}", "", *_table(study, rows, extra), ""]
    return "\n".join([*lines, *_deviations(study, table)]).rstrip() + "\n"


def _table(study: Study, rows: pd.DataFrame, extra: list[str]) -> list[str]:
    titles = ["", study.x, "published", "Elbe DRT", "deviation", "within", *extra]
    lines = [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}"]
    for row in rows.to_dict("records"):
        ours = f"{_short(row['ours'])} ± {_short_half(row):.2g}"
        further = [_short(row[name]) for name in extra]
        told = [row["group"], f"{row['x']:g}", _short(row["published"]), ours, f"{row['off_percent'] + 0.0:+.2f} %"]
        lines.append(f"| {' | '.join([*told, row['within'], *further])} |")
    return lines


def _deviations(study: Study, table: pd.DataFrame) -> list[str]:
    """Return what is said about each case that is outside of its tolerance."""
    others = table[table["within"] != WITHIN]
    lines = ["## Deviations", ""]
    if others.empty:
        return [*lines, "None: every figure is within its tolerance."]
    why = {case.name: case.explained for case in study.cases}
    for row in others.to_dict("records"):
        name = f"{row['panel']}, {row['group']}, {row['x']:g}"
        said = why[name] if row["within"] == EXPLAINED else "not explained."
        lines.append(f"- **{name}**: {row['off_percent']:+.2f} % ± {row['half_width_percent']:.2f} %. {said}")
    return lines


def _short_half(row: dict[Any, Any]) -> float:
    """Return half of the interval; 0 for what only floating point leaves of it."""
    half: float = row["half_width"]
    return half if half > NEGLIGIBLE * abs(row["ours"]) else 0.0


def _short(value: Any) -> str:
    return "" if value is None or pd.isna(value) else f"{value:.5g}" if isinstance(value, float) else str(value)


def write(study: Study, table: pd.DataFrame, run: dict[str, Any], docs: Path) -> None:
    """Write the page into the folder of the docs, which has the picture in ``images``."""
    text = page(study, table, run, f"images/reproduce-{study.name}.png")
    (docs / f"reproduce-{study.name}.md").write_text(text, encoding="utf-8")


def fails(table: pd.DataFrame) -> bool:
    """Return whether a case is outside of its tolerance without an explanation."""
    return bool((table["within"] == OUTSIDE).any())
