"""What the auditor says of logs that are not right: some rows of a day are changed, each in one of many ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.experiments.audit import audit_log
from simulator.experiments.run import RunResult
from tests.stored.told import Texts, simulated

EVERY = 19  # rows, of which one is spoilt: far enough apart to be told one by one
FEW = 8
Spoil = Callable[[pd.DataFrame, np.ndarray], pd.DataFrame]


def _plus(column: str, step: int) -> Spoil:
    """Return what makes a value larger, unless nobody could follow the row then."""

    def spoil(events: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
        changed = events[column].to_numpy().copy()
        changed[rows] += step
        spoilt = events.assign(**{column: changed})
        readable = spoilt["kind"].isin(list(Event)) & ((spoilt["node"] >= 0) | (spoilt["node"] == events["node"]))
        return spoilt.where(readable, events).astype(events.dtypes)

    return spoil


def _gone(events: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    return _numbered(events.drop(index=events.index[rows]))


def _twice(events: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    order = np.sort(np.concatenate([np.arange(len(events)), rows]))
    return _numbered(events.iloc[order])


def _swapped(events: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    order = np.arange(len(events))
    rows = rows[rows < len(events) - 1]
    order[rows], order[rows + 1] = rows + 1, rows
    return _numbered(events.iloc[order])


def _numbered(events: pd.DataFrame) -> pd.DataFrame:
    """Return rows as if nothing had happened to their numbers."""
    return events.assign(seq=events["seq"].sort_values().to_numpy()).reset_index(drop=True)


WAYS: dict[str, Spoil] = {
    "a second sooner": _plus("time_s", -1), "a second later": _plus("time_s", 1),
    "an hour later": _plus("time_s", 3600), "another kind": _plus("kind", 1), "the kind before": _plus("kind", -1),
    "another vehicle": _plus("vehicle", 1), "another request": _plus("request", 1), "another node": _plus("node", -1),
    "one more": _plus("value", 1), "one less": _plus("value", -1), "much more": _plus("value", 1000),
    "gone": _gone, "twice": _twice, "swapped": _swapped,
}  # fmt: skip


def spoilt(day: str) -> Texts:
    """Return what the auditor says, by what was done to one row of many."""
    result, _ = simulated(day)
    said = {}
    for number, (name, spoil) in enumerate(WAYS.items()):
        rows = np.arange(number % EVERY, len(result.events), EVERY)
        said[name] = "\n".join(_said(result, spoil, rows))
    return said


def _said(result: RunResult, spoil: Spoil, rows: np.ndarray) -> list[str]:
    """Return what the auditor says; of fewer rows each time when a log cannot be followed at all."""
    whole = replace(result.whole, events=spoil(result.whole.events, rows))
    try:
        return audit_log(whole, result.services, result.world, result.kpis, result.inputs_with_cars)
    except Exception as error:
        if len(rows) < FEW:
            return [f"{rows.tolist()}: {type(error).__name__}: {error}"]
        half = len(rows) // 2
        return [line for part in (rows[:half], rows[half:]) for line in _said(result, spoil, part)]
