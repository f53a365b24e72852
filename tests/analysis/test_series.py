"""Series of the tiny day and of made-up ones, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.carsharing_tables import CarsharingTables
from simulator.analysis.series import fleet, riders
from simulator.analysis.series.bins import edges_from, round_width
from simulator.analysis.series.cars import CarsOut, cars_out
from simulator.analysis.series.places import requests_by_place
from simulator.analysis.series.power import power
from simulator.analysis.series.run import RunSeries
from simulator.analysis.tables import ResultTables, build_tables
from simulator.analysis.vehicles.states import STATE_WORDS, STATES, State
from simulator.units import HOUR_S as HOUR
from tests.analysis import tiny_day


def test_every_state_has_words_of_its_own() -> None:
    assert set(STATE_WORDS) == set(STATES)
    assert len(set(STATE_WORDS.values())) == len(STATES)


def test_the_tiny_day(tiny_tables: ResultTables) -> None:
    series = RunSeries(tiny_tables)
    assert (series.demand.served.sum(), series.demand.not_served.sum()) == (5, 1)
    # waits 0, 0, 60, 70, 780 s
    assert series.waits.reached.tolist() == pytest.approx([0, 1, 7 / 6, 13])
    assert series.waits.at_most.tolist() == pytest.approx([0.4, 0.6, 0.8, 1])
    assert series.waits.edges.tolist() == [*range(15)]
    assert series.waits.share.tolist() == pytest.approx([0.4, 0.4, *[0] * 11, 0.2])
    assert (series.waits.median, series.waits.p95) == pytest.approx((1, 638 / 60))
    assert series.detours.mean == pytest.approx((7 / 6 + 1 + 1 + 1 + 1.1) / 5)
    assert series.detours.share_up_to(riders.NO_DETOUR) == pytest.approx(0.6)
    assert series.detours.share_up_to(0.9) == 0
    assert series.detours.share.sum() == pytest.approx(1)
    assert sum(series.kilometres.values()) == 30 and series.kilometres[State.DRIVING_WITH_RIDERS] == 13
    assert series.waits_by_hour["requests"].tolist() == [5]
    assert series.power is None
    # two vehicles, 3000 s each
    bands = series.vehicles_by_state
    assert sum(height.sum() for height in bands.heights.values()) * bands.width_s == pytest.approx(6000)
    driving = sum(height.sum() for height in series.driving_by_riders.heights.values()) * bands.width_s
    assert driving == pytest.approx(0.5 * 3600)


def test_nothing_to_show_is_none() -> None:
    days = (tiny_day.events(), tiny_day.requests_input(), tiny_day.vehicles_input())
    series = RunSeries(build_tables(*(table.iloc[:0] for table in days)))
    assert series.demand is series.waits is series.detours is None
    assert series.vehicles_by_state is series.driving_by_riders is series.power is None
    assert series.waits_by_hour.empty and not any(series.kilometres.values())


def test_hours_are_means_of_their_bins() -> None:
    edges = np.arange(0, 4 * 1800 + 1, 1800)
    bands = fleet.Bands(np.r_[edges, edges[-1] + 1800], {"a": np.array([1.0, 3.0, 0.0, 2.0, 7.0])})
    assert bands.by_hour().edges_s.tolist() == [0, 3600, 7200, 9000]
    assert bands.by_hour().heights["a"].tolist() == [2, 1, 7]
    assert bands.most == 7


def test_widths_are_round_and_bins_few() -> None:
    assert round_width(29.9, (1, 2, 5), 30) == 1 and round_width(31, (1, 2, 5), 30) == 2
    assert round_width(151, (1, 2, 5), 30) == 10
    assert edges_from(1, 1.25, 0.1).tolist() == [1, 1.1, 1.2, 1.3]
    assert edges_from(0, 3, 1).tolist() == [0, 1, 2, 3, 4]


def test_reasons_come_in_the_order_of_how_many() -> None:
    kpis = {"requests": 10, "rejected_no_vehicle": 1, "declined": 3, "rejected_no_road": 0, "cancelled": 1}
    found = riders.unserved(kpis)
    assert [(row.name, row.requests, row.share) for row in found] == [
        ("declined", 3, 0.3),
        ("cancelled", 1, 0.1),
        ("rejected_no_vehicle", 1, 0.1),
    ]


def test_power_at_once_is_no_sum_of_peaks() -> None:
    steps = pd.DataFrame({"site": 0, "time_s": range(0, 10_000, 2), "kw": 1.0})
    steps.loc[777, "kw"] = 50.0
    late = pd.DataFrame({"site": 1, "time_s": [1_560, 1_570, 9_998], "kw": [40.0, 0.0, 0.0]})
    found = power(pd.concat([steps, late]), {0: "Hof", 1: "Hof"}, most_steps=100)
    assert len(found.time_s) <= 102
    assert [(site.name, site.peak_kw, site.peak_at_s) for site in found.sites] == [
        ("Hof", 50, 1554),
        ("Hof", 40, 1560),
    ]
    assert [site.kw.max() for site in found.sites] == [50, 40]
    assert (found.total.peak_kw, found.total.peak_at_s) == (50, 1554)
    assert found.total.kw.max() == 50


def test_a_grid_of_power_is_as_fine_as_it_may_be_wherever_the_day_begins() -> None:
    steps = pd.DataFrame({"site": 0, "time_s": range(86_400, 96_400, 2), "kw": 1.0})
    found = power(steps, {0: "Hof"}, most_steps=100)
    assert found.time_s.tolist() == list(range(86_400, 96_401, 100))


def test_sites_beyond_the_largest_are_one() -> None:
    steps = pd.DataFrame({"site": range(10), "time_s": 0, "kw": [float(kw) for kw in range(10)]})
    found = power(steps, {})
    assert [site.name for site in found.sites] == ["9", "8", "7", "6", "5", "4", "3"]
    assert (found.others.peak_kw, found.total.peak_kw, found.all_sites) == (3, 45, 10)


def test_cars_out() -> None:
    bookings = pd.DataFrame(
        {
            "status": ["used", "used", "refused", "refused"],
            "institution": ["", "school", "", ""],
            "start_s": [900, 1800, 3599, 3600],
        }
    )
    rentals = pd.DataFrame({"institution": ["", "school"], "began_s": [900, 1800], "ended_s": [2700, 3600]})

    def told_of(rentals: pd.DataFrame, bookings: pd.DataFrame, hours: int = 24) -> CarsOut | None:
        cars, span = pd.DataFrame({"vehicle": [0, 1, 2]}), (0, hours * HOUR)
        return cars_out(CarsharingTables(bookings, cars, pd.DataFrame(), rentals, 1, span))

    found = told_of(rentals, bookings)
    assert found is not None
    assert found.customers[:5].tolist() == [0, 1, 1, 0, 0]
    assert found.institutions[:5].tolist() == [0, 0, 1, 1, 0]
    assert found.refused[:2].tolist() == [1, 1] and found.refused.sum() == 2
    assert (found.most, found.cars, found.time_s[-1]) == (2, 3, 86_400)
    night = told_of(rentals, bookings.assign(start_s=25 * HOUR + 60))
    assert night is not None and (night.refused[25], night.time_s[-1]) == (2, 25 * HOUR)
    autumn = told_of(rentals, bookings, hours=25)
    assert autumn is not None and autumn.time_s[-1] == 25 * HOUR
    assert told_of(rentals.iloc[2:], bookings) is None


def test_requests_by_place() -> None:
    requests = pd.DataFrame({"status": ["served", "rejected", "served", "served"]})
    found = requests_by_place(requests, {"x": [1, 1, 0, 1], "y": [5, 5, 5, 4]}, ["a", "", "b", ""])
    assert found.to_numpy().tolist() == [[0, 5, "b", 1, 0], [1, 4, "", 1, 0], [1, 5, "a", 1, 1]]
