"""The tables of an experiment: many runs of some variants, and what they say together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.comparison import values_of
from simulator.errors import ResultError
from simulator.report.page.language import Language
from simulator.report.page.names import named
from simulator.results.reader import read_parquet

KPI_COLUMNS = ("variant", "replication", "seed", "run")
SUMMARY_COLUMNS = ("variant", "metric", "n", "mean", "low", "high", "level", "method")
DIFFERENCE_COLUMNS = ("metric", "variant", "base", "n", "mean", "low", "high", "p", "p_holm", "method")
MOST_PAINTED = 100  # variants; 200 take a minute and 0.8 GB
_FLEET = re.compile(r"(?:services\.[\w-]+\.)?fleet\.([\w-]+)\.count=(\d+)")


@dataclass(frozen=True)
class Experiment:
    """An experiment. kpis: one row per run; summary: mean and interval per variant and metric; differences: to a base.

    variants: in the order of the runs. titles, descriptions: a text, or one for each language, see ``text_in``.
    described: experiment.yaml.
    """

    folder: Path
    name: str
    titles: object
    descriptions: object
    text: str
    described: Mapping[str, Any]
    kpis: pd.DataFrame
    summary: pd.DataFrame
    differences: pd.DataFrame
    variants: tuple[str, ...]

    def interval(self, variant: str, metric: str) -> tuple[float, float, float] | None:
        """Return mean, low and high of a metric; None where nothing was measured."""
        rows = self.summary[(self.summary["variant"] == variant) & (self.summary["metric"] == metric)]
        if rows.empty or pd.isna(rows["mean"].iloc[0]):
            return None
        mean, low, high = (float(rows[name].iloc[0]) for name in ("mean", "low", "high"))
        return mean, mean if np.isnan(low) else low, mean if np.isnan(high) else high

    def values(self, variant: str, metric: str) -> NDArray[np.float64]:
        """Return a metric of every run of a variant, float64 (runs,); without those where nothing was measured."""
        return values_of(self.kpis, variant, metric)

    @property
    def days(self) -> int | None:
        """Return how many days of a run count; None where variants differ in that, or nobody wrote it down."""
        told = self.kpis["days"].unique().tolist() if "days" in self.kpis else []
        return int(told[0]) if len(told) == 1 else None

    def run_folder(self, variant: str) -> Path | None:
        """Return the results folder of a variant's first run, where it was kept inside the experiment or near it."""
        run = str(self.kpis.loc[self.kpis["variant"] == variant, "run"].iloc[0])
        places = (self.folder / run, self.folder / "runs" / run, self.folder.parent / run, Path(run))
        return next((place for place in places if (place / "requests_input.parquet").is_file()), None)


def not_painted(variants: int) -> str | None:
    """Return why so many variants get neither figures nor a page, None where they do."""
    if variants <= MOST_PAINTED:
        return None
    return (
        f"{variants:,} variants are too many for figures and a page to look at, which show {MOST_PAINTED} at most; "
        "see: elbe-drt query"
    )


def is_experiment(folder: Path) -> bool:
    """Tell an experiment's folder from a run's."""
    return (folder / "experiment.yaml").is_file() and (folder / "kpis.parquet").is_file()


def read_experiment(folder: Path) -> Experiment:
    """Read an experiment's folder.

    Raises
    ------
    ResultError
        The folder is no experiment, or a table in it cannot be read or lacks a column.
    """
    if not is_experiment(folder):
        raise ResultError(f"{folder}: not an experiment: experiment.yaml or kpis.parquet missing")
    kpis = _read(folder / "kpis.parquet", KPI_COLUMNS)
    if kpis.empty:
        raise ResultError(f"{folder / 'kpis.parquet'}: expected at least one run, found no rows")
    text = (folder / "experiment.yaml").read_text(encoding="utf-8", errors="replace")
    described = _parse(text, folder / "experiment.yaml")
    return Experiment(
        folder=folder,
        name=str(described.get("name") or folder.resolve().name),
        titles=described.get("title") or str(described.get("name") or folder.resolve().name),
        descriptions=described.get("description"),
        text=text,
        described=described,
        kpis=kpis.assign(variant=kpis["variant"].astype(str)),
        summary=_means(_read(folder / "summary.parquet", SUMMARY_COLUMNS)),
        differences=_read(folder / "differences.parquet", DIFFERENCE_COLUMNS),
        variants=tuple(dict.fromkeys(kpis["variant"].astype(str))),
    )


def _means(summary: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are about means, where there are others."""
    return summary[summary["statistic"] == "mean"] if "statistic" in summary else summary


def short_name(variant: str, words: Language) -> str:
    """Return a variant as people say it: ``fleet.minibus.count=8`` is 8 × minibus."""
    return _FLEET.sub(lambda fleet: f"{fleet[2]} × {named(fleet[1], words)}", variant) or variant


def _read(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    if not path.is_file():
        if path.name == "kpis.parquet":
            raise ResultError(f"{path}: missing")
        return pd.DataFrame(columns=list(columns))
    return read_parquet(path, columns)


def _parse(text: str, path: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        content = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise ResultError(f"{path}: is not YAML: {error}") from error
    return content if isinstance(content, dict) else {}
