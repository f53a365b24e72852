"""Observed beside simulated: intervals by hand, what fits worst, and nothing that fewer than five tell."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from simulator.demand.importing.intervals import Interval, rate, share
from simulator.experiments.calibration.beside import (
    ALL,
    BESIDE_DTYPES,
    FITTING,
    OVERALL,
    TESTING,
    compare_sides,
    difference,
    out_of_sample,
    worst_first,
)
from simulator.experiments.calibration.sides import DAYS, SIDE_DTYPES
from simulator.experiments.calibration.split import Split
from simulator.tables import table_of

SPLIT = Split((0, 1, 2), (3, 4), ())
PLAIN = {"day_type": 0, "hour": 8, "zone": "A", "lead_s": 0, "party": 1, "direct_m": 5000, "direct_s": 450}
TIMES = {"wait_s": 300.0, "ride_s": 600.0, "price_eur": np.nan, "dwell_s": 60.0}


def side(*days: list[dict[str, object]], kinds: list[int] | None = None) -> pd.DataFrame:
    """Return a side: of each day its requests, as far as they differ from a plain one that was served."""
    rows = []
    for day, requests in enumerate(days):
        for request in requests:
            served = request.get("end", "served") == "served"
            times = TIMES if served else dict.fromkeys(TIMES, np.nan)
            rows.append({"day": day, "end": "served", **PLAIN, **times, **request})
    table = table_of(rows, SIDE_DTYPES)
    table.attrs[DAYS] = list(enumerate(kinds or [0] * len(days)))
    return table


def several(count: int, **request: object) -> list[dict[str, object]]:
    return [request] * count


def of(table: pd.DataFrame, figure: str, days: str = ALL, by: str = OVERALL, part: str = "") -> pd.Series:
    """Return the only row about something."""
    chosen = (table["figure"] == figure) & (table["days"] == days) & (table["by"] == by) & (table["part"] == part)
    (row,) = table[chosen].to_dict("records")
    return pd.Series(row)


def interval(row: pd.Series, what: str) -> Interval:
    return Interval(*(row[f"{what}{end}"] for end in ("", "_low", "_high")))


def test_an_interval_of_a_difference_is_made_of_both() -> None:
    """13 (12 to 14) less 10 (9 to 13): below by sqrt(1 + 9), above by sqrt(1 + 1)."""
    told = difference(Interval(10, 9, 13), Interval(13, 12, 14))
    assert told == pytest.approx((3, 3 - sqrt(10), 3 + sqrt(2)))


def test_figures_by_hand() -> None:
    """Days for fitting have 6, 6 and 8 requests, of which 6, 6 and 3 are served; those for testing have 6 and 6."""
    days = [several(6), several(6), several(3, wait_s=500) + several(5, end="rejected"), several(6), several(6)]
    observed = side(*days)
    table = compare_sides(observed, side(several(6), several(8)), SPLIT, single=True)
    assert table.dtypes.astype(str).to_dict() == BESIDE_DTYPES
    requests = of(table, "requests", FITTING)
    assert interval(requests, "observed") == pytest.approx(rate(np.array([6.0, 6.0, 8.0])))
    assert interval(requests, "simulated") == pytest.approx(rate(np.array([6.0, 8.0])))
    served = of(table, "served", FITTING)  # 15 of 20; days are off by 1.5, 1.5 and -3
    variance = 3 / 2 * (1.5**2 + 1.5**2 + 3**2) / 20**2
    as_good_as = 0.75 * 0.25 / variance * (stats.norm.ppf(0.975) / stats.t.ppf(0.975, 2)) ** 2
    assert interval(served, "observed") == pytest.approx(share(0.75 * as_good_as, as_good_as))
    assert served["of"] == 20
    assert interval(served, "simulated") == pytest.approx(share(14, 14))
    wait = of(table, "wait_s", FITTING)  # 12 of 300 s, 3 of 500 s: 340; days are off by -240, -240 and 480
    half = stats.t.ppf(0.975, 2) * sqrt(3 / 2 * (240**2 + 240**2 + 480**2)) / 15
    assert interval(wait, "observed") == pytest.approx((340, 340 - half, 340 + half))
    assert of(table, "rejected", TESTING)["observed"] == 0
    assert "no_show" not in set(table["figure"])  # of which the export tells nothing
    assert of(table, "requests", ALL, "hour", "08:00")["observed"] == pytest.approx(6.4)


def test_types_of_days_count_as_often_as_observed_ones() -> None:
    """Four school days and a Saturday observed; of each one simulated, with 10 and 5 requests: 0.8 * 10 + 0.2 * 5."""
    observed = side(*[several(8)] * 5, kinds=[0, 0, 0, 0, 2])
    table = compare_sides(observed, side(several(10), several(5, wait_s=900), kinds=[0, 2]), SPLIT, single=True)
    assert of(table, "requests")["simulated"] == pytest.approx(9)
    assert of(table, "wait_s")["simulated"] == pytest.approx((8 * 300 + 900) / 9)
    assert of(table, "requests", FITTING)["simulated"] == pytest.approx(10)  # no Saturday is among them


def test_what_fits_worst_comes_first_and_chance_is_no_difference() -> None:
    """Waits of one zone are twice as long as observed; all else is the same but for chance."""
    random = np.random.default_rng(1)

    def days(longer: float) -> list[list[dict[str, object]]]:
        waits = random.normal(300, 30, (5, 24)) * np.where(np.arange(24) % 2, longer, 1.0)
        return [[{"wait_s": wait, "zone": "AB"[n % 2]} for n, wait in enumerate(day)] for day in waits.tolist()]

    table = compare_sides(side(*days(1)), side(*days(2)), SPLIT, single=True)
    worst = worst_first(table)
    assert worst["part"].iloc[0] == "B"
    assert set(worst["figure"]) == {"wait_s"}
    row = of(table, "wait_s", ALL, "zone", "B")
    assert row["beyond"] == pytest.approx(row["difference_low"] / of(table, "wait_s")["observed"])
    assert "A" not in set(worst["part"])
    less = worst_first(compare_sides(side(*days(2)), side(*days(1)), SPLIT, single=True))
    assert less["part"].iloc[0] == "B"
    assert less["difference"].iloc[0] < 0


def test_errors_out_of_sample_are_of_the_days_for_testing() -> None:
    observed = side(*[several(9, wait_s=100)] * 3, *[several(9, wait_s=320)] * 2)
    tested = out_of_sample(compare_sides(observed, side(several(9), several(9)), SPLIT, single=True))
    told = tested.set_index("figure")
    assert told["error"].to_dict() == pytest.approx({"served": 0, "wait_s": 300 / 320 - 1, "ride_s": 0})
    assert told["within"].all()


def test_nothing_is_told_that_rests_on_fewer_than_five() -> None:
    """Zone B has three requests in testing; four are rejected in fitting; four wait at 9 o'clock in testing."""
    fitting = [several(9) + several(4, zone="B", hour=9), several(9) + several(4, end="rejected"), several(9)]
    testing = [several(9) + several(3, zone="B", hour=9) + several(6, end="rejected"), several(9) + several(1, hour=9)]
    observed, simulated = side(*fitting, *testing), side(several(9), several(8) + several(2, end="rejected"))
    told = compare_sides(observed, simulated, SPLIT, single=True)
    assert {"B", "09:00"} <= set(told["part"])
    guarded = compare_sides(observed, simulated, SPLIT, single=False)
    assert set(guarded["part"]) == {"", "08:00", "A", "at_once"}
    assert "rejected" not in set(guarded["figure"])
    small = guarded[guarded["of"].between(1, 4)]
    assert small.empty
    counts = guarded[guarded["figure"] == "requests"].pivot_table(index=["by", "part"], columns="days", values="of")
    assert not (counts[ALL] - counts[FITTING]).between(1, 4).any()


@pytest.mark.slow(0.2)
def test_intervals_of_differences_cover() -> None:
    """Both sides are drawn alike, days differ by more than chance: 0 is in most intervals of shares, waits, volumes."""
    random, hits = np.random.default_rng(5), {"requests": 0, "served": 0, "wait_s": 0}

    def drawn(days: int) -> pd.DataFrame:
        made = []
        for _ in range(days):
            busy, count = random.gamma(20, 1 / 20), random.poisson(20)
            ends = random.random(round(count * busy) + 5) < 0.9
            made.append([{"wait_s": random.exponential(300 * busy)} if one else {"end": "rejected"} for one in ends])
        return side(*made)

    for _ in range(100):
        table = compare_sides(drawn(12), drawn(20), Split(tuple(range(8)), (8, 9, 10, 11), ()), single=True)
        for figure in hits:
            row = of(table, figure)
            hits[figure] += row["difference_low"] <= 0 <= row["difference_high"]
    assert min(hits.values()) >= 90, hits
