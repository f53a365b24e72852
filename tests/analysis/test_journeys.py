"""Journeys of small days: who got what, by which means, and what they do instead."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.journeys import build_journeys
from simulator.analysis.services import RideInputs, with_names
from simulator.analysis.tables import tables_of_all_services
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult, only_asked
from simulator.simulation.simulate import simulate
from simulator.tables import RIDES, ServiceName
from tests.analysis import busy_day, tiny_day
from tests.carsharing.random_day import car_day
from tests.carsharing.worlds import booking, both_services, station
from tests.random_days.conservation import journey_problems
from tests.worlds import line_network

LINE = [ServiceName(0, "line", RIDES)]


def journeys_of(day, events: pd.DataFrame | None = None) -> pd.DataFrame:
    events = day.events() if events is None else events
    facilities = [day.facilities()] if hasattr(day, "facilities") else []
    requests, vehicles = with_names(day.requests_input(), "line"), with_names(day.vehicles_input(), "line")
    tables = tables_of_all_services(RideInputs(events, requests, vehicles, *facilities), LINE)
    return build_journeys(tables.requests, None, tables.events)


def test_journeys_of_the_tiny_day() -> None:
    """Ann walks for a minute; Cem asked twice; Fay's party fits in no vehicle."""
    table = journeys_of(tiny_day).set_index("request_id")
    assert table["end"].to_dict() == dict.fromkeys(["ann", "ben", "cem", "dora", "eva"], "served") | {"fay": "rejected"}
    assert table["means"].to_dict() == dict.fromkeys(["ann", "ben", "cem", "dora", "eva"], "line") | {
        "fay": "other_mode"
    }
    assert table.loc["fay", ["reason", "fallback", "legs"]].tolist() == ["party_too_large", "other_mode", 0]
    assert table.loc[["ann", "cem"], ["attempts", "rejections"]].to_numpy().tolist() == [[1, 0], [2, 1]]
    times = ["departure_s", "walk_s", "wait_s", "ride_s", "arrival_s", "journey_s"]
    assert table.loc["ann", times].tolist() == [100, 60, 60, 420, 670, 570]
    assert table.loc["cem", times].tolist() == [400, 0, 780, 120, 1330, 930]
    assert table.loc["fay", times].isna().all()
    assert table.loc["cem", ["told_s", "told_latest_s", "vehicle", "ride_m"]].tolist() == [1180, 1600, 1, 2000]


def test_every_end_of_a_ride_is_told() -> None:
    ends = journeys_of(busy_day)["end"].value_counts().to_dict()
    assert ends["served"] == 6
    assert {"rejected", "declined", "cancelled", "no_show"} <= set(ends)


def test_whoever_is_on_board_of_a_stranded_vehicle_is_stranded() -> None:
    """Ann is carried by the bus, which then breaks down; a log that only stops tells of nobody stranded."""
    log = tiny_day.events()
    until = log.index[(log["kind"] == Event.BOARDED) & (log["request"] == tiny_day.ANN)][0]
    cut = log.iloc[: until + 1]
    assert journeys_of(tiny_day, cut).set_index("request_id").loc["ann", "end"] == "unfinished"
    last = cut.iloc[-1]
    end = {**last.to_dict(), "seq": len(cut), "kind": Event.STRANDED, "request": -1, "ride": -1, "value": 0}
    stranded = pd.concat([cut, pd.DataFrame([end])], ignore_index=True).astype(log.dtypes)
    table = journeys_of(tiny_day, stranded).set_index("request_id")
    assert table["end"].eq("stranded").to_dict() == {name: name == "ann" for name in table.index}


@pytest.fixture(scope="module")
def cars_and_rides() -> RunResult:
    """A driver takes the only car; a second one is refused, and rides; who fits in no bus gets no car either."""
    network = line_network(12)
    sharing = {
        "car_types": {"car": {"seats": 4}}, "stations": [station(network, 1, cars=1)],
        "from_requests": {"stay": "30 min"},
    }  # fmt: skip
    people = [("driver", 1), ("driver", 1), ("flexible", 20), ("adult", 20)]
    rides = [
        {
            "submitted_s": 3600 + 60 * number, "origin_node": 1, "destination_node": 3, "traveller_class": kind,
            "party_size": size, "origin_lon": float(network.lon[1]), "origin_lat": float(network.lat[1]),
            "destination_lon": float(network.lon[3]), "destination_lat": float(network.lat[3]),
        }
        for number, (kind, size) in enumerate(people)
    ]  # fmt: skip
    asks = {"adult": ["test"], "flexible": ["test", "cars"], "driver": ["cars", "test"]}
    classes = {name: {"asks": asked} for name, asked in asks.items()}
    fixed = [booking(0, 40_000, 43_200, station_id="s1")]
    world = both_services(network, sharing, fixed, rides, classes=classes)
    return RunResult(*only_asked(world, simulate(world)))


def test_people_who_ask_both_services_have_one_journey(cars_and_rides) -> None:
    table = cars_and_rides.journeys.sort_values("submitted_s")
    columns = ["traveller_class", "service", "end", "means", "fallback", "attempts", "rejections", "legs"]
    assert table[columns].astype("object").where(table[columns].notna(), None).to_numpy().tolist() == [
        ["driver", "cars", "served", "cars", None, 1, 0, 1],
        ["driver", "test", "served", "test", None, 2, 1, 1],
        ["flexible", "cars", "rejected", "other_mode", "other_mode", 2, 2, 0],
        ["adult", "test", "rejected", "other_mode", "other_mode", 1, 1, 0],
        ["", "cars", "served", "cars", None, 1, 0, 1],
    ]
    assert journey_problems(cars_and_rides) == []


def test_people_who_ask_both_services_count_once_in_the_figures_of_all(cars_and_rides) -> None:
    """Four requests of 1, 1, 20 and 20 people, two of them served; the fixed booking is none of the demand."""
    kpis = cars_and_rides.kpis
    names = ("common_requests", "common_served", "common_riders", "common_riders_served", "people_moved")
    assert [kpis[name] for name in names] == [4, 2, 42, 2, 3]
    assert [kpis["test.carried"], kpis["cars.carried"], kpis["cars.carried_share"]] == [1, 1, 0.25]
    assert [kpis["common_rejected_party_too_large"], kpis["common_rejected_no_car"], kpis["common_other_mode"]] == [
        1,
        1,
        2,
    ]
    sizes = cars_and_rides.journeys.sort_values("submitted_s")["party_size"].astype("object")
    assert sizes.where(sizes.notna(), None).tolist() == [1, 1, 20, 20, None]


@pytest.mark.parametrize(
    ("asks", "last"), [(["test", "cars"], "cars"), (["cars", "test"], "test"), (["cars"], "cars"), (["test"], "test")]
)
@pytest.mark.parametrize(("action", "means"), [("other_mode", "other_mode"), ("stay", "none")])
def test_who_gets_nothing_does_the_same_whoever_was_asked_last(
    asks: list[str], last: str, action: str, means: str
) -> None:
    """A party of twenty fits in no bus, and there is no car."""
    network = line_network(12)
    sharing = {
        "car_types": {"car": {"seats": 4}}, "stations": [station(network, 1, cars=0)],
        "from_requests": {"stay": "30 min"},
    }  # fmt: skip
    places = {"origin": 1, "destination": 3}
    ride = {f"{end}_{axis}": float(getattr(network, axis)[n]) for end, n in places.items() for axis in ("lon", "lat")}
    ride |= {
        "submitted_s": 3600,
        "origin_node": 1,
        "destination_node": 3,
        "party_size": 20,
        "traveller_class": "flexible",
    }
    classes = {"flexible": {"asks": asks, "on_rejection": {"action": action}}}
    world = both_services(network, sharing, [], [ride], classes=classes)
    result = RunResult(*only_asked(world, simulate(world)))
    assert audit_result(result) == []
    row = result.journeys.iloc[0]
    told = [row[name] for name in ("service", "end", "means", "fallback", "attempts", "rejections")]
    assert told == [last, "rejected", means, "stay" if means == "none" else means, len(asks), len(asks)]
    assert row["reason"] == ("no_car" if "cars" in asks else "party_too_large")  # the nearest to success
    if "cars" in asks:
        (instead,) = result.carsharing.bookings["fallback"]
        assert instead == ("other_service" if last == "test" else told[3])


@pytest.mark.parametrize("seed", range(12))
def test_everybody_ends_once_on_random_days_with_cars(seed: int) -> None:
    assert journey_problems(car_day(seed).run()) == []
