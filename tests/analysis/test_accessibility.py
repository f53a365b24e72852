"""What a study of access comes to: two villages at three times of an hour, on two days, worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.accessibility import (
    Promise,
    Reached,
    Standards,
    access_tables,
    best_of,
    guarantee_kept,
    quantile,
    quantiles,
    reached_on,
)
from simulator.results.accessibility_definitions import ACCESSIBILITY_DTYPES, TABLES
from simulator.units import HOUR_S, MINUTE_S

EIGHT = 8 * HOUR_S
ASKED = tuple(EIGHT + 20 * MINUTE_S * number for number in range(3))
CELLS = pd.DataFrame({
    "cell": [0, 1], "name": ["Abbendorf", "Bentwisch"], "lon": [11.8, 11.9], "lat": [53.0, 53.1],
    "inhabitants": [300.0, 100.0], "territory": ["", ""],
})  # fmt: skip
STANDARDS = Standards(Promise(np.array([EIGHT]), np.array([HOUR_S])), {"middle": (30.0 * MINUTE_S, 45.0 * MINUTE_S)})
NONE = None


def day(**minutes: dict[int, tuple[float | None, ...]]) -> pd.DataFrame:
    """Return a table of a day: by means and cell the minutes to the centre, None where nothing is offered."""
    rows = [
        {
            "cell": cell, "kind": "middle", "means": means, "service": "", "asked_s": asked_s,
            "offered": time is not None, "reason": "", "centre": "" if time is None else "Perleberg",
            "on_foot": False, "departure_s": None if time is None else asked_s,
            "arrival_s": None if time is None else asked_s + time * MINUTE_S,
            "time_s": None if time is None else time * MINUTE_S, "walk_s": None, "wait_s": None, "ride_s": None,
            "fare_eur": None if time is None else 3.0,
        }
        for means, of_cell in minutes.items()
        for cell, times in of_cell.items()
        for asked_s, time in zip(ASKED, times, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(ACCESSIBILITY_DTYPES)).astype(ACCESSIBILITY_DTYPES)


FIRST = day(on_demand={0: (20, NONE, 40), 1: (NONE, NONE, 50)}, timetable={0: (30, 30, 30), 1: (NONE, 60, 40)})
SECOND = day(on_demand={0: (20, 20, 40), 1: (30, 30, 50)}, timetable={0: (30, 30, 30), 1: (NONE, 60, 40)})
TABLES_OF_BOTH = access_tables([reached_on(table, 2) for table in (FIRST, SECOND)], CELLS, STANDARDS)


def figure(name: str, means: str) -> tuple[float, float]:
    table = TABLES_OF_BOTH["access_figures"]
    (row,) = table[(table["figure"] == name) & (table["means"] == means)].itertuples()
    return row.value, row.half_width


def test_people_weigh_and_rejections_count() -> None:
    # day 1: (2/3 x 300 + 1/3 x 100) / 400 = 7/12; day 2: all; Student's t of two days: 12.7062 x half their difference
    value, half_width = figure("offered_share", "on_demand")
    assert value == pytest.approx((7 / 12 + 1) / 2)
    assert half_width == pytest.approx(12.7062 * (1 - 7 / 12) / 2, rel=1e-5)
    assert figure("offered_share", "timetable") == (pytest.approx((300 + 2 / 3 * 100) / 400), 0.0)
    # within 30 min: day 1: 1/3 of 300; day 2: 2/3 of 300 and 2/3 of 100
    assert figure("reached_30min_share", "on_demand")[0] == pytest.approx((100 / 400 + 2 / 3) / 2)
    assert figure("time_mean_s", "timetable")[0] == pytest.approx((3 * 30 * 300 + 100 * 100) * 60 / (900 + 200))


def test_each_person_counts_once_for_the_best() -> None:
    cells = TABLES_OF_BOTH["access_cells"].set_index(["name", "means"])
    best = cells.loc[("Bentwisch", "public")]
    assert (best["asks"], best["offered_share"]) == (6, pytest.approx(5 / 6))  # 60, 40 and 30, 30, 40: one never
    assert best["time_median_s"] == 40 * MINUTE_S
    assert "car" not in set(cells.reset_index()["means"]), "nobody asked for it"
    assert cells.loc[("Abbendorf", "best"), "time_median_s"] == 20 * MINUTE_S


def test_the_guarantee_asks_who_leaves_as_the_hour_begins() -> None:
    assert figure("guarantee_share", "on_demand")[0] == pytest.approx((300 / 400 + 1) / 2)
    assert figure("guarantee_places_share", "on_demand")[0] == pytest.approx((1 / 2 + 1) / 2)
    assert figure("guarantee_share", "timetable")[0] == pytest.approx(300 / 400)


def test_thresholds_are_kept_where_the_median_is_in_time() -> None:
    # on demand: day 1: Abbendorf 40 min <= 45, Bentwisch never; day 2: 20 and 30
    assert figure("threshold_share", "on_demand")[0] == pytest.approx((300 / 400 + 1) / 2)
    assert figure("threshold_places_share", "on_demand")[0] == pytest.approx((1 / 2 + 1) / 2)
    # the best counts as by car, 30 min: day 1: 20, 30, 30 and never, 60, 40; day 2: 20, 20, 30 and 30, 30, 40
    assert figure("threshold_share", "best")[0] == pytest.approx((300 / 400 + 1) / 2)
    row = TABLES_OF_BOTH["access_cells"].set_index(["name", "means"]).loc[("Bentwisch", "timetable")]
    assert (row["threshold_s"], bool(row["threshold_kept"])) == (45 * MINUTE_S, False)
    assert row["threshold_share"] == pytest.approx(1 / 3)


def test_what_departs_too_late_keeps_no_guarantee() -> None:
    def one(departs_min: float, time_min: float) -> Reached:
        departure_s = np.array([[EIGHT + departs_min * MINUTE_S]])
        none, name = np.array([[np.nan]]), np.array([["Perleberg"]], dtype=object)
        return Reached(np.array([EIGHT]), np.array([[time_min * MINUTE_S]]), departure_s, none, name)

    promise = STANDARDS.promise
    assert guarantee_kept(one(60, 70), promise).tolist() == [[True]]
    assert guarantee_kept(one(61, 70), promise).tolist() == [[False]]
    assert guarantee_kept(best_of([one(61, 70), one(50, 90)]), promise).tolist() == [[True]], "one of them departs"
    assert [STANDARDS.threshold_s("middle", means) for means in ("public", "car", "best")] == [2700, 1800, 1800]


def test_who_never_arrives_has_no_quantile() -> None:
    times, one = np.array([np.inf, 10.0, 20.0, np.inf]), np.ones(4)
    assert quantile(times, one, 0.5) == 20 == quantiles(times[None], 0.5)[0]
    assert np.isnan(quantile(times, one, 0.51))
    assert np.isnan(quantiles(times[None], 0.51)[0])
    assert quantile(times, np.array([0.0, 3.0, 1.0, 4.0]), 0.25) == 10  # by weight
    assert np.isnan(quantile(times, np.zeros(4), 0.5))


def test_hours_and_columns() -> None:
    hours = TABLES_OF_BOTH["access_hours"]
    (row,) = hours[hours["means"] == "on_demand"].itertuples()
    assert (row.hour, row.offered_share) == (8, pytest.approx((7 / 12 + 1) / 2))
    of_cells = TABLES_OF_BOTH["access_cell_hours"].set_index(["cell", "means"])
    assert of_cells.loc[(1, "on_demand"), "offered_share"] == pytest.approx(4 / 6)
    for name, table in TABLES_OF_BOTH.items():
        assert list(table.columns) == list(TABLES[name][0]), name


def test_means_that_are_asked_less_often_count_where_they_are() -> None:
    feeder = day(feeder={0: (10, NONE, NONE), 1: (10, NONE, NONE)})
    told = reached_on(pd.concat([FIRST, feeder[feeder["asked_s"] == EIGHT]]), 2)
    assert told["middle", "feeder"].asked_s.tolist() == [EIGHT]
    assert (told["middle", "public"].time_s[0] / MINUTE_S).tolist() == [10, 30, 30]
