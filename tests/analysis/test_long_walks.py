"""Many long walks are noted, few are not."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.long_walks import long_walk_notes


def walks(long_m: list[int], short: int, service: str = "walk") -> pd.DataFrame:
    length_m = [*long_m, *[5_000] * short]
    columns = {"service": service, "status": "served", "length_m": pd.array(length_m, dtype="Int64")}
    return pd.DataFrame(columns, index=range(len(length_m)))


def test_many_long_walks_are_told_with_the_longest() -> None:
    others = walks([90_000] * 40, 0, "bike")
    lost = pd.DataFrame(
        {"service": ["walk"] * 9, "status": "rejected", "length_m": pd.array([None] * 9, dtype="Int64")}
    )
    [note] = long_walk_notes(pd.concat([walks([5_001, 24_400, 7_000], 37), others, lost]), ["walk"])
    assert (note.rule, note.key) == ("long-walks", "services.walk")
    assert note.english == "8 percent of the 40 ways on foot are longer than 5 km; the longest is 24 km."


@pytest.mark.parametrize(("far", "short"), [(2, 38), (19, 0), (0, 40), (0, 0)])  # 2 of 40: 5 percent
def test_few_long_walks_are_not(far: int, short: int) -> None:
    assert list(long_walk_notes(walks([9_000] * far, short), ["walk"])) == []
