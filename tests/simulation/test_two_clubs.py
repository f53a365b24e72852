"""Two car-sharing services beside each other: each does, costs and is told what it would be alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from simulator.analysis.car_services import car_inputs_of_each, tables_of_each_car_service
from simulator.analysis.columns import column_dictionary
from simulator.analysis.run_inputs import read_carsharing, read_tables
from simulator.analysis.scorecard import with_scorecard
from simulator.cli.main import app
from simulator.errors import ResultError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_log, audit_result
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult
from simulator.reasons import ALL_BY_NEARNESS
from simulator.results.reader import read_named, read_services, read_table
from tests.simulation.test_two_operators import (
    BATTERY,
    RUFBUS,
    Settings,
    alike,
    place,
    result_of,
    write_day,
)

COSTS = {"per_car_day": "20 EUR", "per_km": "0.2 EUR", "per_staff_hour": "30 EUR"}
CAR = {"seats": 4}


def cars_of(nodes: tuple[int, ...], car: Settings = CAR, station: Settings | None = None, **more: Any) -> Settings:
    """Return a service with two cars at each of some nodes, for people who stay for half an hour."""
    stations = []
    for node in nodes:
        where = {key: value for key, value in place(node).items() if key != "name"}
        stations.append({"id": f"s{node}", **where, "capacity": 4, "cars": 2, **(station or {})})
    return {
        "kind": "carsharing", "mode": "round_trip", "stations": stations, "car_types": {"car": car},
        "booking": {"walk": "2 km", "max_duration": "6 h", "cancellation": 0.2}, "from_requests": {"stay": "30 min"},
        **more,
    }  # fmt: skip


# Stations with the same numbers and cars with the same names: what is one's must not be told of the other.
CLUBS: dict[str, Settings] = {
    "north": cars_of((2, 6), fares={"per_hour": "5 EUR"}, costs=COSTS),
    "south": cars_of((6, 11, 16), fares={"per_hour": "2 EUR", "per_km": "0.5 EUR"}, costs={**COSTS, "per_km": "1 EUR"}),
}
PEOPLE: dict[str, Settings] = {"thrifty": {"asks": ["north"]}, "hasty": {"asks": ["south"]}}
CLASS_OF = {"north": "thrifty", "south": "hasty"}


@pytest.fixture(scope="module")
def clubs(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    return result_of(tmp_path_factory.mktemp("clubs") / "both", CLUBS, PEOPLE)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RunResult]:
    folder = tmp_path_factory.mktemp("alone")
    return {
        name: result_of(folder / name, {name: CLUBS[name]}, {kind: PEOPLE[kind]}) for name, kind in CLASS_OF.items()
    }


def test_two_clubs_with_cars_do_what_they_do_alone(clubs: RunResult, alone: dict[str, RunResult]) -> None:
    assert audit_result(clubs) == []
    for name, traveller_class in CLASS_OF.items():
        alike(clubs, alone[name], name, traveller_class)
        kinds = alone[name].events["kind"]
        assert (kinds == Event.CAR_RETURNED).sum() > 5
        assert (kinds == Event.BOOKING_REFUSED).sum() > 5


@pytest.mark.parametrize("table", ["bookings", "cars", "stations"])
def test_their_tables_are_those_of_each_alone(clubs: RunResult, alone: dict[str, RunResult], table: str) -> None:
    assert clubs.carsharing is not None
    blocks = clubs.carsharing.by_name()[table]
    assert blocks.columns[0] == "service"
    assert blocks["service"].drop_duplicates().tolist() == ["north", "south"]
    for name in CLUBS:
        shared = alone[name].carsharing
        assert shared is not None
        own = blocks[blocks["service"] == name].drop(columns="service").reset_index(drop=True)
        if "vehicle" in own:
            own["vehicle"] -= clubs.world.services[name].first_vehicle
        pd.testing.assert_frame_equal(own, shared.by_name()[table])


def test_cars_are_numbered_over_both(clubs: RunResult) -> None:
    cars = clubs.carsharing_inputs.cars
    assert cars["vehicle"].tolist() == list(range(10))
    assert cars["service"].tolist() == ["north"] * 4 + ["south"] * 6
    assert (cars["car_id"] == "s6-1").sum() == 2


def test_key_figures_of_each_are_those_alone_and_together_their_sums(
    clubs: RunResult, alone: dict[str, RunResult]
) -> None:
    kpis = clubs.kpis
    each = [{figure: its.kpis[figure] for figure in its.kpis if "carsharing" in figure} for its in alone.values()]
    for name, figures in zip(alone, each, strict=True):
        assert {figure: kpis[f"{name}.{figure}"] for figure in figures} == figures
    added = ("bookings", "granted", "used", "refused", "cars", "cars_used", "hours", "km", "revenue_eur")
    for figure in (*added, "cost_eur", "subsidy_eur"):
        total = sum(figures[f"carsharing_{figure}"] or 0 for figures in each)
        assert kpis[f"carsharing_{figure}"] == pytest.approx(total), figure
        assert total, figure
    assert kpis["carsharing_days"] == 1
    four, six = (figures["carsharing_utilisation"] or 0 for figures in each)
    assert kpis["carsharing_utilisation"] == pytest.approx((4 * four + 6 * six) / 10, abs=2e-6)  # rounded
    assert each[0]["carsharing_revenue_eur"] != each[1]["carsharing_revenue_eur"]


def test_a_total_with_an_unknown_price_is_unknown(tmp_path: Path) -> None:
    free = {key: value for key, value in CLUBS["south"].items() if key not in ("fares", "costs")}
    kpis = result_of(tmp_path / "free", {"north": CLUBS["north"], "south": free}, PEOPLE).kpis
    assert (kpis["north.carsharing_revenue_eur"] or 0) > 0
    assert kpis["south.carsharing_revenue_eur"] is None
    assert kpis["carsharing_revenue_eur"] is kpis["carsharing_cost_eur"] is None


def test_every_rental_is_a_journey_with_its_service(clubs: RunResult) -> None:
    journeys = clubs.journeys
    assert journeys["request"].tolist() == list(range(120))
    of_class = journeys["traveller_class"].map({kind: name for name, kind in CLASS_OF.items()})
    assert (journeys["service"] == of_class).all()
    assert set(journeys["means"].dropna()) == {"north", "south", "other_mode"}  # who got no car
    used = clubs.carsharing_inputs.bookings.groupby("service").size()
    assert journeys.groupby("service").size().to_dict() == used.to_dict()


LOGIT = {"model": "logit", "constant": 0.2, "per_ride_min": -0.01}


@pytest.mark.parametrize(
    ("asks", "rides"),
    [
        (["north", "south"], False),
        ([["north", "south"]], False),
        (["rufbus", "north", "south"], True),
        (["rufbus", ["north", "south"]], True),
        (["north", "rufbus", "south"], True),
    ],
)
def test_who_asks_both_is_one_person(tmp_path: Path, asks: list[Any], rides: bool) -> None:
    services = {**CLUBS, **({"rufbus": RUFBUS} if rides else {})}
    people = {"thrifty": {"asks": asks, "choice": LOGIT}, "hasty": {"asks": ["south"]}}
    result = result_of(tmp_path / "day", services, people)
    assert audit_result(result) == []
    journeys, asked = result.journeys, result.carsharing_inputs.bookings
    assert journeys["request"].tolist() == list(range(120))
    assert not journeys["request_id"].duplicated().any()
    assert set(journeys["end"]) <= {"served", "rejected", "cancelled", "no_show", "declined"}
    tries = result.events["kind"].isin([Event.BOOKING_ASKED, Event.SUBMITTED]).sum()
    refusals = result.events["kind"].isin([Event.BOOKING_REFUSED, Event.REJECTED]).sum()
    assert journeys["attempts"].sum() == tries > 120
    assert journeys["rejections"].sum() == refusals
    # Who has a car has it from the service whose log says so.
    taken = result.events[result.events["kind"] == Event.CAR_TAKEN]
    names = {service.number: service.name for service in result.services}
    got = sorted(zip(taken["service"].map(names), taken["request"], strict=True))
    rented = journeys[(journeys["end"] == "served") & journeys["booking"].notna()]
    assert sorted(zip(rented["service"], rented["booking"], strict=True)) == got
    assert {name for name, _ in got} == {"north", "south"}
    # Neither, though both refused: the one asked last is told, with the reason nearest to success.
    if asks == ["north", "south"]:
        twice = journeys[(journeys["rejections"] == 2)]
        assert len(twice) > 5
        assert set(twice["service"]) == {"south"}
        said = result.carsharing.bookings.groupby("booking_id")["reason"].agg(list)
        for request, reason in zip(twice["request_id"], twice["reason"], strict=True):
            assert reason == max(said[request], key=ALL_BY_NEARNESS.index)
    assert len(asked) == len(asked.drop_duplicates(["service", "booking"]))


def audited(result: RunResult, events: pd.DataFrame) -> list[str]:
    whole = replace(result.whole, events=events)
    return audit_log(whole, result.services, result.world, result.kpis, result.inputs_with_cars)


def electric(**more: Any) -> Settings:
    """Return cars that charge at the site they share, almost empty after each trip."""
    car = {**CAR, **{key: value for key, value in BATTERY.items() if key != "charge_dc_kw"}, "charge_ac_kw": 11}
    return cars_of((10,), {**car, "reserve": "1 kWh"}, {"site": "plug", "capacity": 2}, **more)


@pytest.fixture(scope="module")
def plugged(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    services = {"north": electric(), "rufbus": RUFBUS, "south": electric()}
    people = {"thrifty": {"asks": ["north", "rufbus"]}, "hasty": {"asks": ["south", "rufbus"]}}
    site = {**place(10), "name": "plug", "plugs": 1, "power_kw": 11}
    folder = tmp_path_factory.mktemp("plug") / "day"
    return result_of(folder, services, people, energy={"sites": [site]}, calendar={"days": 1, "warm_up": 1})


def test_cars_of_both_queue_at_one_plug(plugged: RunResult) -> None:
    """One plug for both: never two cars at once, and cars of both have been there."""
    assert audit_result(plugged) == []
    sessions = plugged.tables.sessions.dropna(subset=["plugged_in_s"]).sort_values("plugged_in_s")
    begin, end = sessions["plugged_in_s"].to_numpy(float), sessions["ended_s"].to_numpy(float)
    assert (begin[1:] >= end[:-1]).all()
    assert set(sessions["service"]) == {"north", "south"}
    assert (plugged.events["kind"] == Event.QUEUED).any()


def test_the_auditor_sees_two_cars_at_the_plug_of_one(plugged: RunResult) -> None:
    """A car queues behind one of the other service, and is told as plugged in: its own service sees nothing odd."""
    sessions, events = plugged.tables.sessions, plugged.events
    both = sessions.merge(sessions, on="site", suffixes=("", "_other"))
    both = both[(both["service"] == "north") & (both["service_other"] == "south") & (both["queued_s"] > 0)]
    waits = both[both["arrived_s"].between(both["plugged_in_s_other"] + 1, both["ended_s_other"] - 1)].iloc[0]
    row = (events["kind"] == Event.QUEUED) & (events["vehicle"] == waits["vehicle"])
    row &= events["time_s"] == waits["arrived_s"]
    assert row.sum() == 1
    found = audited(plugged, events.assign(kind=events["kind"].mask(row, int(Event.PLUGGED_IN)).astype("int8")))
    assert any("2 vehicles at the 1 plugs of site 0" in line for line in found)
    assert not any(line.startswith(("north:", "south:")) and "plugs of site" in line for line in found)


def test_the_auditor_sees_whose_row_it_is(clubs: RunResult) -> None:
    events = clubs.events
    row = int(np.flatnonzero((events["kind"] == Event.CAR_TAKEN) & (events["service"] == 0))[0])
    swapped = events.assign(service=events["service"].where(events.index != row, 1).astype("int8"))
    found = audited(clubs, swapped)
    assert any("the vehicle is of service 0, not 1" in line for line in found)
    assert any(line.startswith("south: ") and "no such car" in line for line in found)
    late = events.assign(value=events["value"].where(events.index != row, events["value"] + 60))
    assert [line for line in audited(clubs, late) if not line.startswith("north: ")] == []
    assert audited(clubs, late)
    asked = int(np.flatnonzero((events["kind"] == Event.BOOKING_ASKED) & (events["service"] == 0))[-1])
    numbers = events.assign(request=events["request"].where(events.index != asked, 500).astype("int32"))
    assert any("service 0 has no such booking" in line for line in audited(clubs, numbers))


def test_the_folder_tells_all_of_it_again(clubs: RunResult, tmp_path: Path) -> None:
    folder = write_run(clubs, tmp_path, {}, figures=True, report=True)
    events, inputs = read_carsharing(folder)
    services = read_services(folder)
    each = tables_of_each_car_service(events, car_inputs_of_each(inputs, services), services)
    for name, its in clubs.parts_with_cars.items():
        for table, rows in its.by_name().items():
            pd.testing.assert_frame_equal(each[name].by_name()[table], rows)
            written = read_table(folder, table)
            own = written[written["service"] == name].drop(columns="service").reset_index(drop=True)
            pd.testing.assert_frame_equal(own, rows, check_dtype=False)
    pd.testing.assert_frame_equal(read_tables(folder).events, clubs.events)
    assert read_named(folder, "kpis") == json.loads(json.dumps(with_scorecard(clubs.kpis)))
    meanings = read_named(folder, "columns")["kpis"]
    assert set(clubs.kpis) <= set(meanings)
    assert meanings["south.carsharing_km"]["definition"].startswith("Of south alone: ")
    assert set(column_dictionary()["kpis"]) == {name for name in meanings if "." not in name}
    strange = replace(inputs, cars=inputs.cars.assign(service="west"))
    with pytest.raises(ResultError, match='cars_input: service "west": expected one of north, south'):
        car_inputs_of_each(strange, services)


def test_the_commands_know_both(tmp_path: Path) -> None:
    write_day(tmp_path, CLUBS, PEOPLE)
    runner, results = CliRunner(), tmp_path / "results"
    done = runner.invoke(app, ["run", str(tmp_path / "day.yaml"), "--out", str(results)])
    assert done.exit_code == 0, done.output
    assert "north" in done.output
    (folder,) = (results / "day").iterdir()
    audit = runner.invoke(app, ["audit", str(folder), "--scenarios", str(tmp_path)])
    assert audit.exit_code == 0, audit.output
    page = (folder / "report.html").read_text(encoding="utf-8")
    kpis = read_named(folder, "kpis")
    for name in CLUBS:
        granted, asked = kpis[f"{name}.carsharing_granted"], kpis[f"{name}.carsharing_bookings"]
        assert f"{granted} of {asked} bookings of cars granted" in page
        assert name in page
    assert (folder / "figures" / "cars_in_use.png").is_file()
    export = runner.invoke(app, ["export", str(folder), str(tmp_path / "gbfs"), "--format", "gbfs", "--at", "09:00"])
    assert export.exit_code == 0, export.output
    for name, settings in CLUBS.items():
        told = json.loads((tmp_path / "gbfs" / name / "station_information.json").read_text(encoding="utf-8"))
        assert [its["station_id"] for its in told["data"]["stations"]] == [its["id"] for its in settings["stations"]]
