"""How far figures move, from the tables of an experiment made by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.comparison import paired_differences, summarise
from simulator.analysis.movements import COLUMNS, farthest_first, movements, unmeasured, unmoved

MOVES = pd.DataFrame(
    [
        ("speed", "low", "1", "0.8", "given", "speed low"),
        ("speed", "high", "1", "1.2", "given", "speed high"),
        ("dwell", "high", "1 min", "2 min", "assumed range", "dwell high"),
    ],
    columns=["assumption", "end", "value", "moved_to", "range", "variant"],
)
SERVED = {"base": (0.5, 0.7), "speed low": (0.3, 0.5), "speed high": (0.6, 0.9), "dwell high": (0.5, 0.7)}
WAIT = {"base": (100.0, 200.0), "speed low": (150.0, 250.0), "speed high": (90.0, 190.0), "dwell high": (200.0, 100.0)}


@pytest.fixture
def table() -> pd.DataFrame:
    rows = [
        {"variant": variant, "replication": day, "service_rate": SERVED[variant][day], "wait_p95_s": WAIT[variant][day],
         "co2_kg": None}
        for variant in SERVED for day in (0, 1)
    ]  # fmt: skip
    runs, metrics = pd.DataFrame(rows), ["service_rate", "wait_p95_s", "co2_kg"]
    return movements(MOVES, summarise(runs, metrics, 0.95), paired_differences(runs, metrics, 0.95))


def test_each_end_is_compared_with_the_base_on_the_same_days(table) -> None:
    assert tuple(table.columns) == COLUMNS
    found = {(row.metric, row.assumption, row.end): row for row in table.itertuples()}
    assert list(found) == [
        (metric, *end)
        for metric in ("service_rate", "wait_p95_s", "co2_kg")
        for end in (("speed", "low"), ("speed", "high"), ("dwell", "high"))
    ]
    low = found["service_rate", "speed", "low"]
    assert (low.base, low.n, low.moved_to) == (pytest.approx(0.6), 2, "0.8")
    assert (low.difference, low.low, low.high) == pytest.approx((-0.2, -0.2, -0.2))
    high = found["service_rate", "speed", "high"]
    # 0.1 and 0.2: mean 0.15, standard error 0.05, t(1, 97.5 %) = 12.706
    assert (high.difference, high.low, high.high) == pytest.approx((0.15, 0.15 - 0.6353, 0.15 + 0.6353), abs=1e-4)
    assert found["wait_p95_s", "speed", "low"].difference == 50


def test_the_farthest_comes_first(table) -> None:
    assert farthest_first(table) == {"service_rate": ["speed", "dwell"], "wait_p95_s": ["speed", "dwell"]}
    longer = table.assign(difference=table["difference"].mask(table["end"] + table["assumption"] == "highdwell", -60))
    assert farthest_first(longer)["wait_p95_s"] == ["dwell", "speed"]
    assert unmeasured(table) == ["co2_kg"]


def test_what_moves_to_and_fro_moves(table) -> None:
    """The mean wait stays where it is with longer stops, but that of each day does not."""
    assert unmoved(table) == []
    assert unmoved(table[table["metric"] == "service_rate"]) == ["dwell"]
    assert unmoved(table[table["metric"] == "co2_kg"]) == ["speed", "dwell"]
