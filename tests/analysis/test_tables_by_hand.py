"""Small tables whose figures are worked out by hand, at the limits where a second or a run decides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simulator import registry
from simulator.analysis.comparison import efficient, fewest_runs, means_by_variant, measured
from simulator.analysis.counted import Window
from simulator.analysis.energy_tables import build_power_table, build_session_table, levels, levels_within
from simulator.analysis.inputs import Facilities
from simulator.analysis.kpis.all import KeyFigures, _numbers
from simulator.analysis.kpis.punctuality import promise_kpis, told_kpis
from simulator.analysis.kpis.riders import booking_kpis, ride_kpis, wait_kpis
from simulator.analysis.kpis.riders_asked import RidersAsked
from simulator.analysis.series.power import power
from simulator.analysis.statistics import bound, holm, mean_estimate, narrow_enough, paired_estimate, quantile_estimate
from simulator.analysis.tables import ResultTables, build_tables
from simulator.event_kinds import Event
from simulator.registry import RegistryError
from simulator.results.entry import Definition
from simulator.tables import EVENT_DTYPES
from tests.analysis import busy_day
from tests.analysis.tiny_day import ANN, BEN, CEM, DORA

NAN = float("nan")
HOUR = 3600


def with_requests(tables: ResultTables, **columns: dict[int, object]) -> RidersAsked:
    """Return the requests of tables with other values of some."""
    requests = tables.requests.copy()
    for name, values in columns.items():
        for request, value in values.items():
            requests.loc[request, name] = value
    return RidersAsked.of(replace(tables, requests=requests))


def test_waits_below_a_limit_do_not_reach_it(tiny_tables: ResultTables) -> None:
    waits = with_requests(tiny_tables, wait_s={ANN: 599, BEN: 600, CEM: 899, DORA: 900})
    found = wait_kpis(waits)
    assert (found["wait_below_10_min_share"], found["wait_below_15_min_share"]) == (0.4, 0.8)


def test_a_cancellation_an_hour_ahead_is_not_within_it(tiny_tables: ResultTables) -> None:
    found = booking_kpis(
        with_requests(
            tiny_tables,
            cancel_notice_s={ANN: HOUR - 1, BEN: HOUR},
            offers={ANN: 1, BEN: 4},
            waiting_list_s={ANN: 0, 5: 0},
            agreed_departure_s={CEM: 0},
            status={CEM: "cancelled", DORA: "no_show"},
        )
    )
    assert (found["cancelled_within_hour"], found["cancelled"], found["no_shows"]) == (1, 1, 1)
    assert found["offers_mean"] == 2.5  # of those with offers
    assert (found["on_waiting_list"], found["served_from_waiting_list"]) == (2, 1)
    assert found["agreed_to_other_departure"] == 1


def test_a_promise_is_late_by_a_second_and_early_is_not_late(tiny_tables: ResultTables) -> None:
    found = promise_kpis(
        with_requests(
            tiny_tables,
            promise_deviation_s={ANN: 1, BEN: -2, CEM: 0, DORA: 7},
            dropoff_on_time={ANN: True, BEN: False},
        )
    )
    assert (found["promises"], found["on_time_share"], found["promises_late"]) == (5, 0.4, 2)
    assert (found["promise_late_max_s"], found["dropoff_promises"], found["dropoff_promises_late"]) == (7, 2, 1)
    early = with_requests(tiny_tables, promise_deviation_s=dict.fromkeys(range(5), -3))
    assert promise_kpis(early)["promise_late_max_s"] == 0
    detours = with_requests(tiny_tables, detour_factor={ANN: NAN}, pooled={BEN: pd.NA, CEM: True})
    assert ride_kpis(detours)["detour_factor_mean"] == pytest.approx((1 + 1 + 1 + 1.1) / 4)
    assert ride_kpis(detours)["pooled"] == 4


def test_boardings_are_compared_with_the_time_told(tiny_tables: ResultTables) -> None:
    around = with_requests(tiny_tables, told_deviation_s={ANN: 300, BEN: 301, CEM: -300, DORA: -301, 4: -601})
    found = told_kpis(around)
    assert (found["told_within_5_min_share"], found["told_within_10_min_share"]) == (2 / 5, 4 / 5)
    assert (found["told_late_5_min_share"], found["told_early_5_min_share"]) == (1 / 5, 2 / 5)
    assert (found["told_deviation_mean_s"], found["told_deviation_p95_s"]) == (-601 / 5, 300 + 0.8)
    untold = with_requests(tiny_tables, told_deviation_s=dict.fromkeys(range(6), pd.NA))
    assert set(told_kpis(untold).values()) == {None}


def test_promises_have_a_width(tiny_tables: ResultTables) -> None:
    wide = with_requests(
        tiny_tables,
        promised_earliest_s=dict.fromkeys(range(5), 100),
        promised_latest_s={ANN: 100, BEN: 200, CEM: 300, DORA: 400, 4: 500},
    )
    assert promise_kpis(wide)["promise_width_mean_s"] == (0 + 100 + 200 + 300 + 400) / 5


def test_key_figures_of_packages_are_plain_numbers(tiny_tables: ResultTables, monkeypatch: pytest.MonkeyPatch) -> None:
    def numbers(**figures: object) -> dict[str, object]:
        group = KeyFigures(lambda _tables: figures, {"a": Definition("A.", "m"), "b": Definition("B.", "m")})  # type: ignore[arg-type, return-value]
        return dict(_numbers("odd", group, tiny_tables))

    monkeypatch.setattr(registry, "package_of", lambda _group, _name: "odd-one")
    found = numbers(a=np.float64(2.5), b=None)
    assert found == {"a": 2.5, "b": None} and type(found["a"]) is float
    assert numbers(a=3) == {"a": 3}
    for value in ("x", NAN, float("inf")):
        with pytest.raises(RegistryError, match=f'odd-one: the key figure "a" is {value}; expected a number, or None'):
            numbers(a=value)
    with pytest.raises(RegistryError, match='odd-one: the key figure "c" has no definition'):
        numbers(c=1)
    monkeypatch.setattr(registry, "package_of", lambda _group, _name: registry.OWN)
    assert numbers(c="x") == {"c": "x"}


def test_variants_keep_their_order() -> None:
    rows = [(v, m, "mean", value) for v, value in (("n=8", 1.0), ("n=10", 2.0)) for m in ("served", "cost_eur")]
    means = pd.DataFrame(rows, columns=["variant", "metric", "statistic", "mean"])
    assert means_by_variant(means).index.tolist() == ["n=8", "n=10"]
    assert means_by_variant(means).loc["n=10"].to_dict() == {"served": 2.0, "cost_eur": 2.0}
    unknown = means.assign(mean=means["mean"].where(means["metric"] == "served"))
    assert measured(unknown)["metric"].unique().tolist() == ["served"]
    unknown.loc[1, "mean"] = 5.0  # in one variant is enough
    assert len(measured(unknown)) == 4
    assert fewest_runs(pd.DataFrame({"variant": ["a", "b", "a", "a", "b"]})) == 2


def test_what_nothing_else_beats() -> None:
    table = pd.DataFrame(
        {"cost": [3.0, 1.0, 2.0, 2.0, 4.0], "gain": [0.5, 0.0, 0.4, 0.3, 0.5]}, index=["c", "a", "b", "worse", "dearer"]
    )
    assert efficient(table, "cost", "gain").index.tolist() == ["a", "b", "c"]


def test_samples_too_small_for_an_interval() -> None:
    assert (mean_estimate([]).n, np.isnan(mean_estimate([]).value)) == (0, True)
    assert np.isnan([bound([3.0], 0.95, upper=True), paired_estimate([3.0], [1.0])[1]]).all()
    assert np.isnan([quantile_estimate([], 0.5).value, quantile_estimate([], 0.5).low]).all()
    assert paired_estimate([3.0], [1.0])[0].value == 2
    assert not narrow_enough([3.0], 9.0, 0.95)
    assert narrow_enough([3.0, 3.0], 0.0, 0.95) and narrow_enough([-3.0, -3.1], 0.5, 0.95)
    assert holm([]).tolist() == []
    assert holm([0.5, 0.9]).tolist() == [1.0, 1.0]


def test_one_sided_bounds_of_two_runs() -> None:
    """t(0.95, 1) is 6.3138, the error of 9 and 11 is 1."""
    assert bound([9.0, 11.0], 0.95, upper=True) == pytest.approx(16.3138, abs=1e-4)
    assert bound([9.0, 11.0], 0.95, upper=False) == pytest.approx(3.6862, abs=1e-4)
    assert mean_estimate([9.0, 11.0], 0.9).half_width == pytest.approx(6.3138, abs=1e-4)


@pytest.mark.parametrize(
    ("n", "low", "high"), [(5, NAN, NAN), (6, 1, 6), (8, 1, 8), (9, 2, 8)]
)  # of tables for the median, e.g. Conover (1999)
def test_the_interval_of_a_median_begins_with_six_runs(n: int, low: float, high: float) -> None:
    found = quantile_estimate(np.arange(1, n + 1), 0.5)
    np.testing.assert_array_equal([found.low, found.high], [low, high])


# Vehicle 4 has 10 kWh, drives, charges 2 kWh from second 100 to 200, drives again; 5 has less.
ENERGY = [
    (0, Event.ENERGY_LEVEL, 4, 10_000_000), (0, Event.ENERGY_LEVEL, 5, 7_000_000),
    (50, Event.ENERGY_USED, 4, 3_000_000), (200, Event.CHARGED, 4, 2_000_000), (300, Event.ENERGY_USED, 4, 4_000_000),
    (900, Event.ENERGY_LEVEL, 4, 5_000_000), (900, Event.ENERGY_LEVEL, 5, 7_000_000),
]  # fmt: skip


def log(rows: list[tuple[int, Event, int, int]]) -> pd.DataFrame:
    full = [
        (time_s, seq, 0, kind, vehicle, -1, -1, 0, value) for seq, (time_s, kind, vehicle, value) in enumerate(rows)
    ]
    return pd.DataFrame(full, columns=list(EVENT_DTYPES))


@pytest.mark.parametrize(
    ("window", "first", "least", "last", "used", "stored"),
    [
        ((-9, 9999), 10, 5, 5, 7, 2),
        ((50, 300), 10, 7, 9, 3, 2),  # what happens at its begin is in it, and what does at its end is not
        ((51, 301), 7, 5, 5, 4, 2),
        ((51, 200), 7, 7, 7, 0, 0),
        ((200, 201), 7, 7, 9, 0, 2),
        ((301, 400), 5, 5, 5, 0, 0),
    ],
)
def test_what_is_stored_within_a_window(
    window: tuple[int, int], first: float, least: float, last: float, used: float, stored: float
) -> None:
    found = levels_within(log(ENERGY), Window(*window))
    assert found.loc[4].tolist() == [first, least, last, used, stored]
    assert found.loc[5].tolist() == [7, 7, 7, 0, 0]
    assert levels(log(ENERGY)[:0]).empty


# Vehicle 1 queues, is plugged in half an hour later, draws 20 kW and then 10 kW; vehicle 2 leaves the queue.
CHARGING = [
    (0, Event.QUEUED, 2, 3), (1800, Event.QUEUED, 1, 3), (2700, Event.UNPLUGGED, 2, 3),
    (3000, Event.PLUGGED_IN, 1, 3), (3000, Event.POWER, 1, 20_000), (4200, Event.POWER, 1, 10_000),
    (6000, Event.POWER, 1, 0), (6000, Event.CHARGED, 1, 9_000_000), (6000, Event.UNPLUGGED, 1, 3),
]  # fmt: skip


def test_sessions_and_the_power_of_a_site() -> None:
    """600 s at 20 kW in the first hour, 600 s of it and 1800 s at 10 kW in the second."""
    prices = pd.DataFrame({"site": 3, "hour": range(24), "eur_per_kwh": [0.3, 0.6, *[9.0] * 22]})
    prices["site"] = 0
    rows = [(*row[:3], 0) if row[1] in (Event.QUEUED, Event.PLUGGED_IN, Event.UNPLUGGED) else row for row in CHARGING]
    sites = pd.DataFrame({"site": [0], "energy": ["electricity"]})
    facilities = Facilities(sites=sites, prices=prices, co2_g_per_kwh_by_hour=(300.0, 600.0, *[9e9] * 22))
    drawn, left = build_session_table(log(rows), facilities).to_dict("records")
    first_kwh, second_kwh = 20 * 600 / 3600, 20 * 600 / 3600 + 10 * 1800 / 3600
    assert (drawn["vehicle"], drawn["arrived_s"], drawn["plugged_in_s"], drawn["ended_s"]) == (1, 1800, 3000, 6000)
    assert (drawn["queued_s"], drawn["stored_kwh"]) == (1200, 9)
    assert drawn["drawn_kwh"] == pytest.approx(first_kwh + second_kwh)
    assert drawn["cost_eur"] == pytest.approx(0.3 * first_kwh + 0.6 * second_kwh)
    assert drawn["co2_g"] == pytest.approx(300 * first_kwh + 600 * second_kwh)
    assert build_session_table(log(rows), facilities)["queued_s"].dtype == "int32"
    assert (left["vehicle"], left["queued_s"], left["stored_kwh"], left["drawn_kwh"]) == (2, 2700, 0, 0)
    assert np.isnan(build_session_table(log(rows), Facilities())["cost_eur"][0])
    table = build_power_table(log(rows), facilities)
    assert table.to_dict("list") == {
        "site": [0, 0, 0], "time_s": [3000, 4200, 6000], "kw": [20, 10, 0], "energy": ["electricity"] * 3,
    }  # fmt: skip
    assert build_power_table(log(rows[:3]), facilities).empty


def test_the_grid_of_power_is_that_of_its_steps_while_they_are_few() -> None:
    steps = pd.DataFrame({"site": [1, 1, 2], "time_s": [100, 160, 130], "kw": [5.0, 0.0, 7.0]})
    found = power(steps, {1: "Hof"}, most_steps=3)
    assert found is not None and found.time_s.tolist() == [100, 130, 160]
    assert [(one.name, one.kw.tolist(), one.peak_at_s) for one in found.sites] == [
        ("2", [0, 7, 7], 130), ("Hof", [5, 5, 0], 100),
    ]  # fmt: skip
    assert (found.total.kw.tolist(), found.others) == ([5, 12, 7], None)
    coarse = power(steps, {}, most_steps=2)
    assert coarse is not None and coarse.time_s.tolist() == [100, 130, 160]
    one = power(steps, {}, most_steps=1)
    assert one is not None and one.time_s.tolist() == [100, 160]
    assert one.total.kw.tolist() == [12, 7]


@pytest.mark.parametrize(("agreed_s", "ready_s"), [(4500, 4200), (4100, 4100)])
def test_who_asks_again_is_ready_as_wished_or_sooner_as_agreed(agreed_s: int, ready_s: int) -> None:
    """Cleo wants to leave at 4200, and boards at 4920; had she agreed when she asked again, she had waited before."""
    log = busy_day.events()
    hers = log["request"] == busy_day.CLEO
    log["value"] = log["value"].mask(hers & (log["kind"] == Event.AGREED), agreed_s)
    again = log[hers & (log["kind"] == Event.SUBMITTED)].assign(time_s=4010, value=1)
    log = pd.concat([log, again]).sort_values(["time_s", "seq"], kind="stable").reset_index(drop=True)
    tables = build_tables(log, busy_day.requests_input(), busy_day.vehicles_input())
    her = tables.requests.set_index("request_id").loc["cleo"]
    assert (her["ready_s"] - her["access_walk_s"], her["wait_s"]) == (ready_s, 4920 - her["ready_s"])
