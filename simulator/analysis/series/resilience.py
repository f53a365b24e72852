"""Series about a disturbed day beside its undisturbed twin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from simulator.analysis.guarded import enough
from simulator.analysis.missing import Floats
from simulator.analysis.resilience.milestones import Milestones
from simulator.results.reader import missing_files, read_if_any, read_table

MOST_BARS = 8  # of disruptions in one picture; of more only the longest are drawn
_TABLES = ("resilience_curve", "resilience_by_group", "resilience_milestones")


@dataclass(frozen=True)
class ResilienceSeries:
    """What the pictures of resilience show: tables of the catalogue. disruptions: with name, from_s and until_s."""

    curve: pd.DataFrame
    groups: pd.DataFrame
    times: pd.DataFrame
    disruptions: pd.DataFrame

    @cached_property
    def milestones(self) -> Milestones:
        """Return when it began, was known, worst, over, and as it should be [s]."""
        told = dict(zip(self.times["milestone"].tolist(), self.times["time_s"].tolist(), strict=True))
        return Milestones(**{name: None if pd.isna(time_s) else int(time_s) for name, time_s in told.items()})

    @property
    def span_s(self) -> tuple[int, int]:
        """Return from when until when anybody wanted to leave."""
        return int(self.curve["from_s"].iloc[0]), int(self.curve["until_s"].iloc[-1])

    @property
    def worst_s(self) -> tuple[int, int]:
        """Return from when until when the least of what the twin serves was served."""
        row = int(self.curve["performance"].argmin())
        return int(self.curve["from_s"].iloc[row]), int(self.curve["until_s"].iloc[row])

    @property
    def top(self) -> float:
        """Return the share up to which a picture has to go."""
        return max(1.05, 0.05 + float(self.curve[["performance", "cost_performance"]].max().max()))

    def steps(self, column: str) -> tuple[list[float], list[float]]:
        """Return a column as a line with steps: each value from the begin of its bin to the end."""
        values: Floats = self.curve[column].to_numpy("float64")
        times: Floats = self.curve[["from_s", "until_s"]].to_numpy("float64").ravel()
        return times.tolist(), values.repeat(2).tolist()

    @cached_property
    def bars(self) -> list[tuple[str, int, int]]:
        """Return name, begin and end [s] of the disruptions that are drawn, by their begin, cut where nobody leaves."""
        first_s, last_s = self.span_s
        its = self.disruptions
        length_s = its["until_s"] - its["from_s"]
        longest = its.loc[length_s.sort_values(ascending=False, kind="stable").index[:MOST_BARS]].sort_values("from_s")
        rows = zip(longest["name"].tolist(), longest["from_s"].tolist(), longest["until_s"].tolist(), strict=True)
        cut = [(str(name), max(from_s, first_s), min(until_s, last_s)) for name, from_s, until_s in rows]
        return [one for one in cut if one[1] < one[2]]

    @property
    def waits_s(self) -> tuple[float | None, float | None]:
        """Return the mean wait of those served, and on the twin [s]; None where nobody was."""
        return self._mean("wait_mean_s", "served"), self._mean("wait_mean_twin_s", "served_twin")

    def of(self, grouping: str) -> pd.DataFrame:
        """Return the groups of a grouping, those that lost most first."""
        its = self.groups[self.groups["grouping"] == grouping]
        return its.sort_values(["loss_h", "group_name"], ascending=[False, True], ignore_index=True)

    def _mean(self, column: str, weight: str) -> float | None:
        people = int(self.curve[weight].sum())
        return float((self.curve[column].fillna(0) * self.curve[weight]).sum()) / people if people else None


def read_resilience(folder: Path, *, guarded: bool = False) -> ResilienceSeries | None:
    """Read what a run tells beside its twin; None where it has none, or served nobody.

    guarded: whether groups of few are left out.
    """
    disruptions = read_if_any(folder, "disruptions")
    if disruptions is None or missing_files(folder, _TABLES):
        return None
    curve, groups, times = (read_table(folder, name) for name in _TABLES)
    some = enough(groups) if guarded else groups
    told = groups.iloc[:0] if some is None else some
    return None if curve.empty else ResilienceSeries(curve, told, times, disruptions)
