"""Several days in one run: shifts end in the depot and begin there, rides are booked over nights."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from simulator.analysis.audit.all import audit
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.booking_rules import booking_rules
from simulator.experiments.run import RunResult, run
from simulator.scenario.loader import load_scenario
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from tests.worlds import facilities_of, line_network, ridepooling, scenario_of, world_of

LINE = line_network(10)
H, DAY = 3600, 86_400
HOURS = {"hours": ["06:00", "22:00"]}
E_BUS = {
    "count": 1, "seats": 8, "drivetrain": "battery", "energy": "1 kWh/km", "store": "10 kWh", "reserve": "1 kWh",
    "charge_ac": "4 kW", "depots": [{"name": "home", "lon": float(LINE.lon[0]), "lat": float(LINE.lat[0])}],
}  # fmt: skip


def ride(submitted_s: int, departure_s: int, origin: int = 2, destination: int = 6) -> dict[str, Any]:
    return {
        "submitted_s": submitted_s, "earliest_departure_s": departure_s, "origin_node": origin,
        "destination_node": destination,
    }  # fmt: skip


def day(requests: list[dict[str, Any]], **changes: Any) -> tuple[World, pd.DataFrame]:
    world = world_of(LINE, requests, **{"service": HOURS, "calendar": {"days": 3}, **changes})
    events = simulate(world, debug=True)
    found = audit(
        events, world.requests, world.vehicles, world.roads.between, facilities=facilities_of(world),
        rules=booking_rules(world.scenario),
    )  # fmt: skip
    assert found == [], found[:5]
    return world, events


def times(events: pd.DataFrame, kind: Event) -> list[int]:
    return events.loc[events["kind"] == kind, "time_s"].tolist()


def test_every_shift_begins_in_the_depot_where_the_one_before_ended() -> None:
    world, events = day([ride(8 * H, 8 * H)])
    assert times(events, Event.SHIFT_STARTED) == [6 * H, DAY + 6 * H, 2 * DAY + 6 * H]
    assert times(events, Event.SHIFT_ENDED) == [22 * H, DAY + 22 * H, 2 * DAY + 22 * H]
    assert world.shifts[["vehicle", "shift", "start_s", "latest_end_s"]].to_numpy().tolist() == [
        [0, number, number * DAY + 6 * H, number * DAY + 22 * H] for number in range(3)
    ]


def test_rides_are_booked_over_nights_and_numbered_as_the_vehicle_is() -> None:
    asked = [ride(8 * H, 2 * DAY + 7 * H), ride(9 * H, DAY + 8 * H), ride(10 * H, 10 * H)]
    _, events = day(asked)
    assert times(events, Event.BOARDED) == [10 * H + 120, DAY + 8 * H, 2 * DAY + 7 * H]
    assert set(events.loc[events["kind"] != Event.SUBMITTED, "vehicle"]) <= {0, -1}


@pytest.mark.parametrize("days", [1, 2, 5])
def test_the_first_day_is_the_same_however_many_follow(days: int) -> None:
    asked = [ride(hour * H, hour * H + 600 * (hour % 3), hour % 7, 9) for hour in range(6, 22)]
    later = [ride(DAY * d + 7 * H, DAY * d + 8 * H) for d in range(1, days)]
    _, alone = day(asked, calendar={"days": 1})
    _, events = day(asked + later, calendar={"days": days})
    columns = ["time_s", "kind", "vehicle", "request", "node", "value"]
    first = events[events["time_s"] < DAY][columns].reset_index(drop=True)
    assert first.equals(alone[columns])


def test_hours_of_nights_refuse_and_those_of_days_without_service_too() -> None:
    hours = {**HOURS, "hours": {"weekday": ["06:00", "22:00"], "sunday": ["08:00", "20:00"]}}
    calendar = {"first_weekday": "fr", "days": 3}  # Friday, Saturday without service, Sunday
    asked = [ride(8 * H, time_s) for time_s in (23 * H, DAY + 12 * H, 2 * DAY + 7 * H, 2 * DAY + 9 * H)]
    _, events = day(asked, service=hours, calendar=calendar)
    assert times(events, Event.SHIFT_STARTED) == [6 * H, 2 * DAY + 8 * H]
    assert times(events, Event.BOARDED) == [2 * DAY + 9 * H]
    assert (events["kind"] == Event.REJECTED).sum() == 3


def test_a_night_in_october_is_an_hour_longer() -> None:
    _, events = day([ride(8 * H, 8 * H)], calendar={"first_day": "2021-10-30", "days": 2})
    assert times(events, Event.SHIFT_STARTED) == [6 * H, DAY + 7 * H]


def test_warm_up_days_come_before_midnight_of_the_first() -> None:
    _, events = day([ride(-DAY + 7 * H, -DAY + 8 * H), ride(-DAY + 9 * H, 8 * H)], calendar={"warm_up": 1})
    assert times(events, Event.SHIFT_STARTED) == [-DAY + 6 * H, 6 * H]
    assert times(events, Event.BOARDED) == [-DAY + 8 * H, 8 * H]


def test_a_vehicle_with_its_own_plug_counts_on_the_night() -> None:
    """It has 2 kWh to use, the ride and the way home take 4: it is booked before the vehicle has charged for it."""
    site = {"name": "plug", "place": "depots", "plugs": 1, "power": "4 kW"}
    scenario = {"fleet": {"bus": E_BUS}, "energy": {"sites": [site]}, "charging": {"start_level": 0.3}}
    _, events = day([ride(5 * H, DAY + 7 * H, 0, 2)], **scenario)
    assert times(events, Event.BOARDED) == [DAY + 7 * H]
    charged = events.loc[events["kind"] == Event.CHARGED, "value"].sum()
    levels = events.loc[events["kind"] == Event.ENERGY_LEVEL, "value"].tolist()
    used = events.loc[events["kind"] == Event.ENERGY_USED, "value"].sum()
    assert levels[0] == 3_000_000
    assert levels[-1] == levels[0] + charged - used
    assert times(events, Event.ACCEPTED) == [5 * H] < times(events, Event.PLUGGED_IN)


def test_a_vehicle_that_has_charged_goes_on_at_once_on_every_day() -> None:
    """It charges away from its depot after each morning's ride, and then drives home: each day like the first."""
    away = {"name": "away", "lon": float(LINE.lon[6]), "lat": float(LINE.lat[6]), "plugs": 1, "power": "4 kW"}
    home = {"name": "home", "place": "depots", "plugs": 1, "power": "4 kW"}
    scenario = {
        "fleet": {"bus": E_BUS}, "energy": {"sites": [home, away]}, "dispatch": {"idle": {"policy": "depot"}},
        "charging": {"below": 0.9, "until": 0.92, "start_level": 1.0}, "calendar": {"days": 4},
    }  # fmt: skip
    daily = [ride(number * DAY + 8 * H, number * DAY + 8 * H) for number in range(3)]
    booked_ahead = ride(7 * H, 3 * DAY + 8 * H)  # so that each day has a plan of its own
    _, events = day([booked_ahead, *daily], **scenario)
    events = events[~((events["request"] == 0) & (events["time_s"] < DAY))]
    days = [
        [(row.time_s - number * DAY, row.kind, row.node) for row in of_day.itertuples()]
        for number in range(3)
        for of_day in [events[events["time_s"].between(number * DAY + 7 * H, number * DAY + 20 * H)]]
    ]
    unplugged_s = next(time_s for time_s, kind, _ in days[0] if kind == Event.UNPLUGGED)
    assert [kind for time_s, kind, _ in days[0] if time_s == unplugged_s][-1] == Event.DEPARTED
    assert days[1] == days[0]
    assert days[2] == days[0]


def test_without_a_plug_in_the_depot_nobody_counts_on_the_night() -> None:
    site = {"name": "far", "lon": float(LINE.lon[9]), "lat": float(LINE.lat[9]), "plugs": 1, "power": "4 kW"}
    scenario = {"fleet": {"bus": E_BUS}, "energy": {"sites": [site]}}
    asked = [ride(7 * H, DAY + 7 * H, 0, 2), ride(23 * H, DAY + 9 * H, 0, 2)]  # before and after the vehicle is home
    _, events = day(asked, **scenario)
    assert times(events, Event.BOARDED) == [DAY + 9 * H]


def test_drivers_work_on_every_day_with_their_breaks() -> None:
    shifts = [{"name": "early", "start": ["06:00", "06:00"], "end": ["14:00", "14:30"]},
              {"name": "late", "start": ["14:00", "14:00"], "end": ["21:30", "22:00"]}]  # fmt: skip
    depot = ridepooling(scenario_of(LINE)).fleet["minibus"].depots[0].model_dump()
    fleet = {"minibus": {"count": 1, "seats": 8, "depots": [depot], "drivers": {"shifts": shifts}}}
    world, events = day([ride(8 * H, DAY + 9 * H)], fleet=fleet, calendar={"days": 2})
    assert len(times(events, Event.BREAK_STARTED)) == 4
    assert len(times(events, Event.CHANGEOVER_STARTED)) == 2
    assert world.duties["duty"].tolist() == [0, 1, 2, 3]
    assert world.shifts[["start_s", "planned_end_s", "latest_end_s"]].to_numpy().tolist() == [
        [6 * H, 21.5 * H, 22 * H], [DAY + 6 * H, DAY + 21.5 * H, DAY + 22 * H]
    ]  # fmt: skip


def test_key_figures_by_day_add_up_to_those_of_the_run() -> None:
    """Three rides on the first day, none on the second, one on the third, booked on the first; one wait of 2 min."""
    asked = [ride(8 * H, 8 * H), ride(12 * H, 12 * H, 6, 2), ride(23 * H, 23 * H), ride(9 * H, 2 * DAY + 9 * H)]
    result = RunResult(*day(asked))
    table = result.kpis_by_day.pivot_table(index="day", columns="figure", values="value")
    assert table["requests"].tolist() == [3, 0, 1]
    assert table["served"].tolist() == [2, 0, 1]
    assert table["rejected_outside_service_hours"].tolist() == [1, 0, 0]
    assert table["service_rate"].iloc[[0, 2]].tolist() == [pytest.approx(2 / 3, abs=1e-6), 1]
    for name in ("requests", "served", "rejected", "riders", "riders_served", "promises", "pooled"):
        assert table[name].sum() == result.kpis[name]
    for name in ("wait_mean_s", "ride_mean_s", "journey_mean_s"):
        weighted = (table[name] * table["served"]).sum() / table["served"].sum()
        assert weighted == pytest.approx(result.kpis[name], abs=1e-5)


@pytest.mark.slow
def test_a_week_and_a_month_of_the_prignitz_pass_the_audit() -> None:
    week = run(load_scenario("prignitz/week"))
    assert audit_result(week) == []
    kinds = [week.world.days.type_of(day).name for day in week.world.days.numbers]
    assert kinds == ["SCHOOL_DAY", "SCHOOL_DAY", "SATURDAY", "SUNDAY", *["SCHOOL_DAY"] * 3]
    ends_h = (week.world.shifts["latest_end_s"] / H).drop_duplicates().tolist()
    assert ends_h == [23, 47, 71, 72 + 22, 97 + 23, 121 + 23, 145 + 23]  # from Sunday's change of the clock on
    month = run(load_scenario("prignitz/week", ["calendar.days=31", "fleet.minibus.count=3"]))
    assert audit_result(month) == []
    assert len(month.world.shifts) == 3 * 31
