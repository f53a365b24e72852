"""What is counted, cut and put into bins, at the moments where one becomes another."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.carsharing_tables import CarsharingInputs, build_station_table
from simulator.analysis.counted import (
    EVER,
    Counted,
    Window,
    counted_days,
    counted_window,
    cut_power,
    cut_states,
    windows_of_days,
)
from simulator.analysis.kpis.fleet import complete_sum
from simulator.analysis.matsim import distance_by_riders, fewest_idle, wait_stats
from simulator.analysis.series.bins import bin_edges, edges_from, round_width
from simulator.analysis.series.fleet import MANY_RIDERS, driving_by_riders, mean_vehicles, share_at_work
from simulator.analysis.series.riders import Distribution, demand, detours, waits, waits_by_hour
from simulator.analysis.vehicles.states import State
from simulator.errors import ResultError
from simulator.event_kinds import Event

HOUR, DAY = 3600, 86_400
NAN = float("nan")


def states_of(*rows: tuple[int, int, State, int]) -> pd.DataFrame:
    """Rows: from, until, state, riders."""
    table = pd.DataFrame(rows, columns=["began_s", "ended_s", "state", "riders"])
    return table.assign(duration_s=table["ended_s"] - table["began_s"], state=table["state"].map(str))


def test_states_are_cut_at_both_ends() -> None:
    states = states_of(
        (0, 10, State.IDLE, 0), (10, 20, State.IDLE, 0), (20, 30, State.IDLE, 0), (25, 90, State.IDLE, 0)
    )
    found = cut_states(states, Window(10, 26))
    assert found[["began_s", "ended_s", "duration_s"]].to_numpy().tolist() == [[10, 20, 10], [20, 26, 6], [25, 26, 1]]
    assert found.index.tolist() == [0, 1, 2]
    assert cut_states(states, EVER) is states


def test_power_that_flows_when_a_window_begins_stands_at_its_begin() -> None:
    power = pd.DataFrame({"site": [1, 1, 1, 2, 2], "time_s": [0, 5, 20, 10, 30], "kw": [1.0, 2.0, 3.0, 4.0, 5.0]})
    found = cut_power(power, Window(10, 30))
    assert found.to_numpy().tolist() == [[1, 10, 2], [1, 20, 3], [2, 10, 4]]
    assert cut_power(power, EVER) is power


def test_rows_in_a_window() -> None:
    table = pd.DataFrame({"t": [9, 10, 19, 20]})
    assert Window(10, 20).rows(table, "t")["t"].tolist() == [10, 19]
    assert Window(10, 20).rows(table, "t").index.tolist() == [0, 1]
    assert Window(9, 21).rows(table, "t") is table


def test_days_that_count() -> None:
    days = pd.DataFrame({"day": [-1, 0, 1], "start_s": [-DAY, 0, DAY + HOUR]})
    assert counted_window(days) == Window(0, EVER.until_s)
    assert windows_of_days(days) == {0: Window(0, DAY + HOUR), 1: Window(DAY + HOUR, EVER.until_s)}
    assert counted_window(days[1:]) == EVER
    assert windows_of_days(days[1:]) == {0: Window(EVER.from_s, DAY + HOUR), 1: Window(DAY + HOUR, EVER.until_s)}
    assert windows_of_days(days[1:2]) == {0: EVER}


def test_what_counts_of_shared_cars() -> None:
    events = pd.DataFrame({"kind": [int(Event.COUNTING_STARTED), 0], "time_s": [7, 9], "value": [2, 5]})
    assert counted_days(events) == Counted(Window(7, EVER.until_s), 2, (7, 7 + 2 * DAY))
    assert counted_days(events, 2 * DAY + HOUR).hours == (7, 2 * DAY + HOUR)
    evening = counted_days(events.assign(time_s=events["time_s"] - 7 - HOUR))
    assert evening == Counted(Window(-HOUR, EVER.until_s), 2, (0, 2 * DAY))  # what was booked an hour before midnight
    for wrong in (events[1:], pd.concat([events, events])):
        with pytest.raises(ResultError, match="expected one row of kind"):
            counted_days(wrong)


def test_cars_at_stations() -> None:
    """Two cars at first; one leaves before counting begins, comes back elsewhere, is fetched by staff."""
    inputs = CarsharingInputs(
        pd.DataFrame({"station": [0, 1], "station_id": ["a", "b"], "capacity": [3, 2]}),
        pd.DataFrame({"vehicle": [5, 6, 7], "station": [0, 0, -1]}),
    )
    rows = [
        (-50, Event.CAR_TAKEN, 5, 0), (100, Event.CAR_PARKED, 5, 1), (100, Event.CAR_TAKEN, 6, 0),
        (200, Event.RELOCATION_STARTED, 5, 0), (200, Event.CAR_TAKEN, 7, 0), (300, Event.CAR_PARKED, 5, 0),
    ]  # fmt: skip
    events = pd.DataFrame(rows, columns=["time_s", "kind", "vehicle", "value"])
    found = build_station_table(events, inputs, Counted(Window(0, EVER.until_s), 1, (0, DAY)))
    assert found.columns.tolist() == ["station", "station_id", "time_s", "cars", "places_free"]
    assert found.to_numpy().tolist() == [
        [0, "a", 0, 1, 2], [0, "a", 100, 0, 3], [0, "a", 300, 1, 2], [1, "b", 0, 0, 2], [1, "b", 100, 1, 1],
        [1, "b", 200, 0, 2],
    ]  # fmt: skip


def test_bins_hold_the_first_and_the_last_moment() -> None:
    assert bin_edges(0, 60, 1).tolist() == [0, 60]
    assert bin_edges(0, 61, 2).tolist() == [0, 60, 120]
    assert bin_edges(59, 60, 1).tolist() == [0, 60]
    assert bin_edges(60, 60, 1).tolist() == [60, 120]  # never none
    assert bin_edges(-61, -1, 1).tolist() == [-120, -60, 0]
    assert bin_edges(0, 61, 1).tolist() == [0, 120]
    assert [round_width(span, (1, 2, 5), 10) for span in (10, 10.1, 20, 50, 51, 100, 101)] == [1, 2, 2, 5, 10, 10, 15]
    assert edges_from(0, 1.9, 1).tolist() == [0, 1, 2] and edges_from(0, 2, 1).tolist() == [0, 1, 2, 3]


def test_mean_vehicles_of_bins() -> None:
    stretches = pd.DataFrame({"began_s": [0, 30, 90], "ended_s": [60, 90, 240]})
    assert mean_vehicles(stretches, np.array([0, 60, 120, 240])).tolist() == [1.5, 1.0, 1.0]


def test_who_is_at_work() -> None:
    at_work = (State.AT_STOP, State.WAITING_WITH_RIDERS, State.DRIVING_TO_DEPOT)
    rows = [(0, 10, state, 0) for state in (*at_work, State.IDLE, State.CHARGING, State.ON_BREAK)]
    assert share_at_work(states_of(*rows)) == 0.5
    assert share_at_work(states_of()[:0]) == 0


def test_many_riders_are_one_band() -> None:
    rows = [(60 * n, 60 * n + 60, State.DRIVING_WITH_RIDERS, n) for n in range(MANY_RIDERS + 3)]
    found = driving_by_riders(states_of(*rows, (0, 600, State.AT_STOP, 2)))
    assert found is not None and list(found.heights) == ["0", "1", "2", "3", "4"]
    assert found.edges_s[-1] == 600
    assert [height.sum() for height in found.heights.values()] == [1, 1, 1, 1, 3]
    assert driving_by_riders(states_of((0, 600, State.AT_STOP, 2))) is None


def served(**columns: list[float]) -> pd.DataFrame:
    table = pd.DataFrame(columns)
    for name in ("wait_s", "ready_s"):
        if name in table:
            table[name] = table[name].astype("Int64")
    return table.assign(status="served")


def test_waits_in_bins() -> None:
    """0 to 30 minutes fit into bins of one, a minute more does not; all within a minute have one bin."""

    def found(*wait_s: float) -> Distribution:
        spread = waits(served(wait_s=list(wait_s)))
        assert spread is not None
        return spread

    assert found(0, 30 * 60).edges[:2].tolist() == [0, 1] and found(0, 30 * 60).edges[-1] == 31
    assert found(0, 31 * 60).edges[:2].tolist() == [0, 2]
    assert found(20, 30).edges.tolist() == [0, 1, 2]
    assert found(0, 60, 60, 179).share.tolist() == [0.25, 0.5, 0.25]
    assert found(60, 60, 120).at_most.tolist() == pytest.approx([2 / 3, 1])
    assert found(60, 60, 120).share_up_to(1.0) == pytest.approx(2 / 3)
    assert (found(60, 60, 120).share_up_to(0.99), found(60, 60, 120).mean) == (0, pytest.approx(4 / 3))
    assert waits(served(wait_s=[])) is None


def test_detours_reach_to_their_99th_quantile() -> None:
    found = detours(served(detour_factor=[1.0] * 199 + [9.0]))
    assert found is not None
    assert found.edges.tolist() == [1, 1.1, 1.2] and found.share.tolist() == [0.995, 0.005]  # the last is in the last
    assert found.reached.tolist() == [1, 9]
    wide = detours(served(detour_factor=[1.0, 3.5, NAN]))
    assert wide is not None and wide.requests == 2 and wide.edges[1] == 1.1
    assert detours(served(detour_factor=[NAN])) is None


def test_demand_by_the_departure_wished_for() -> None:
    table = served(desired_departure_s=[0, 59, 60, 119]).assign(status=["served", "rejected", "served", "served"])
    found = demand(table)
    assert found is not None and found.edges_s.tolist() == [0, 60, 120]
    assert (found.served.tolist(), found.not_served.tolist(), found.all.tolist()) == ([1, 2], [1, 0], [2, 2])


def test_waits_by_the_hour_in_which_they_began() -> None:
    found = waits_by_hour(served(ready_s=[HOUR - 1, HOUR, 3 * HOUR, -1], wait_s=[60, 120, 180, 240]))
    assert found["from_s"].tolist() == [-HOUR, 0, HOUR, 3 * HOUR]
    assert found["median_min"].tolist() == [4, 1, 2, 3] and found["requests"].tolist() == [1] * 4


def test_matsims_bins_of_waits_begin_at_midnight() -> None:
    found = wait_stats(served(ready_s=[1800, 3599, 5400], wait_s=[10, 30, 50]))
    assert found["timebin"].tolist() == ["00:00:00", "00:30:00", "01:00:00", "01:30:00"]
    assert found["legs"].tolist() == [0, 2, 0, 1]
    assert found.loc[1, ["average_wait", "min", "p_25", "median", "p_75", "max"]].tolist() == [20, 10, 15, 20, 25, 30]
    assert wait_stats(served(ready_s=[-1], wait_s=[1]))["timebin"].tolist() == ["-00:30:00"]
    assert wait_stats(served(ready_s=[], wait_s=[])).empty


def test_fewest_idle_vehicles() -> None:
    rows = [(0, 10, State.IDLE, 0), (0, 30, State.AT_STOP, 0), (10, 20, State.AT_STOP, 0), (20, 30, State.IDLE, 0)]
    assert fewest_idle(states_of(*rows)) == (0.0, 0)
    assert fewest_idle(states_of(*rows[:1], (5, 10, State.AT_STOP, 0))) == (0.5, 1)
    assert fewest_idle(states_of()[:0]) == (None, None)
    legs = pd.DataFrame({"riders": [0, 2, 2], "length_m": [5, 7, 8]})
    assert distance_by_riders(legs) == {"0 pax distance_m": 5, "1 pax distance_m": 0, "2 pax distance_m": 15}
    assert distance_by_riders(legs[:0]) == {"0 pax distance_m": 0}


def test_a_sum_is_whole_or_none() -> None:
    vehicles = pd.DataFrame({"driven_m": [1, 0, 5], "energy_kwh": [2.0, NAN, 3.0]})
    assert complete_sum(vehicles, "energy_kwh") == 5  # who did not drive needs none
    assert complete_sum(vehicles.assign(driven_m=[0, 1, 0]), "energy_kwh") is None
    assert complete_sum(vehicles.assign(driven_m=0), "energy_kwh") == 0
    assert complete_sum(vehicles[:0], "energy_kwh") is None
