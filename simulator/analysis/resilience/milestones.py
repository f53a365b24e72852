"""When a disturbed day was at its worst, and from when on it was as it should be."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from simulator.units import HOUR_S

RECOVERED = 0.95  # of what the twin serves
FOR_S = HOUR_S  # so long, before it counts as recovered
MILESTONES = ("began", "known", "lowest", "over", "recovered")


class Milestones(NamedTuple):
    """Times of a disturbed day [s]. began, known, over: of its disruptions, the first and the last of them.

    lowest: from when on the least of what the twin serves was served; None without anybody. recovered: None where it
    was not within the run.
    """

    began: int
    known: int
    lowest: int | None
    over: int
    recovered: int | None


def milestones_of(curve: pd.DataFrame, began_s: int, known_s: int, over_s: int) -> Milestones:
    """Return the milestones. curve: ``CURVE_DTYPES``."""
    lowest = None if curve.empty else int(curve["from_s"].iloc[int(curve["performance"].argmin())])
    return Milestones(began_s, known_s, lowest, over_s, recovered_s(curve, over_s))


def recovered_s(curve: pd.DataFrame, over_s: int) -> int | None:
    """Return the first time from the end on after which 95 % are served for an hour of service [s]; None: never."""
    good = (curve["performance"] >= RECOVERED).tolist()
    times: list[list[int]] = [curve[name].tolist() for name in ("from_s", "until_s", "active_s")]
    bins = list(zip(*times, good, strict=True))
    for place, (from_s, until_s, _, _) in enumerate(bins):
        start_s: int = max(from_s, over_s)
        lasts_s = 0
        if until_s <= over_s:
            continue
        for _, ends_s, active_s, is_good in bins[place:]:
            if not is_good:
                break
            lasts_s += min(active_s, ends_s - start_s)
            if lasts_s >= FOR_S:
                return start_s
    return None
