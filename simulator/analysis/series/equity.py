"""Series about who is left behind: groups with what is measured of each, the worst first, and how unlike they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.analysis.equity.measures import SERVED_SHARE, WAIT
from simulator.results.reader import read_if_any

KINDS = ("place", "municipality", "territory", "age", "car", "class")  # in the order in which they are told
Group = dict[str, Any]  # name, requests, people and measures by name; None where it has none


@dataclass(frozen=True)
class EquitySeries:
    """What pictures of equity show. equity, inequality: of the catalogue."""

    equity: pd.DataFrame
    inequality: pd.DataFrame

    @property
    def kinds(self) -> list[str]:
        """Return by what people are told apart."""
        return [by for by in KINDS if by in set(self.inequality["by"])]

    def groups(self, by: str) -> list[Group]:
        """Return the groups, that with the least served share first, of these that with the longest wait."""
        found: dict[str, Group] = {}
        its = self.equity[self.equity["by"] == by]
        columns = ("group_name", "measure", "requests", "people", "value")
        for name, measure, requests, people, value in zip(*(its[one].tolist() for one in columns), strict=True):
            group = found.setdefault(name, {"name": name, "requests": None, "people": None})
            group[measure] = value
            if measure == SERVED_SHARE:
                group |= {"requests": requests, "people": people}
        asked = [group for group in found.values() if group["requests"] is not None]
        return sorted(asked, key=lambda group: (group[SERVED_SHARE], -group.get(WAIT, 0), group["name"]))

    def rows(self, by: str) -> dict[str, Mapping[str, Any]]:
        """Return what is told of each measure, by its name; None where nothing is."""
        its = self.inequality[self.inequality["by"] == by]
        rows = its.astype(object).where(its.notna(), None).to_dict("records")
        return {row["measure"]: {str(name): value for name, value in row.items()} for row in rows}


def read_equity(folder: Path) -> EquitySeries | None:
    """Read the tables of a run; None where it has none. Raises ResultError."""
    equity, inequality = (read_if_any(folder, name) for name in ("equity", "inequality"))
    return None if equity is None or inequality is None else EquitySeries(equity, inequality)
