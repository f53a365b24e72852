"""A run beside what the same people did before, from the scenario to the files: a node every kilometre of a road."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator import load_scenario, run
from simulator.analysis.audit.ecology import Told, audit_ecology
from simulator.errors import ScenarioError
from simulator.experiments.audit import audit_run
from simulator.experiments.audit_ecology import _rules
from simulator.experiments.ecology import kpis_of_ecology
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult
from simulator.results.reader import read_named, read_table
from tests.own_means.test_trips import CAR, WALK, bus, result_of, write_day

# from node to node, party, class; the bus stands at node 0, and is free of charge
RIDES: list[dict[str, Any]] = [
    {"from": 0, "to": 10, "party": 2},
    {"from": 12, "to": 17, "at": "10:00", "who": "walker"},
    {"from": 19, "to": 9, "at": "12:00"},
    {"from": 0, "to": 9, "at": "23:30"},
    {"from": 3, "to": 8, "at": "07:00", "who": "patient"},
]
ALL = ["bus", "car", "feet"]
CLASSES = {"rider": {"asks": [ALL]}, "walker": {"asks": [["bus", "feet"]]}, "patient": {"asks": ["taxi"]}}
BUS = bus(0, hours=["06:00", "13:00"])
BUS["fleet"]["bus"] |= {"drivetrain": "battery", "energy": "0.25 kWh/km", "co2": "400 g/kWh"}
SERVICES = {"bus": BUS, "taxi": bus(2), "car": CAR, "feet": WALK}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    folder = tmp_path_factory.mktemp("ecology")
    return result_of(folder, RIDES, SERVICES, CLASSES, ecology={"without": "bus", "lift_share": 0.5})


def test_a_day_beside_the_one_before_by_hand(day: RunResult) -> None:
    """Two parties of three people leave their cars for ten kilometres each; one who walked five is driven, too."""
    rows = day.ecology.set_index("request_id").loc[["r0", "r1", "r2", "r3", "r4"]]
    assert rows["means"].tolist() == [*["on_demand"] * 3, "car", "on_demand"]
    assert rows["former_means"].tolist() == ["car", "walk", "car", "car", "on_demand"]
    assert rows["former_car_m"].tolist() == [15_000, 0, 15_000, 13_500, 0]
    assert rows["car_m"].tolist() == [0, 0, 0, 13_500, 0]
    figures = day.kpis
    assert (figures["new_riders"], figures["former_car_share"], figures["former_walk_share"]) == (4, 0.75, 0.25)
    assert (figures["car_km_saved"], figures["car_km_saved_by_riders"], figures["car_km_saved_share"]) == (30, 30, 0.8)
    assert figures["car_co2_kg_saved"] == 30 * 0.23
    km, service_kg = (float(figures[name] or 0) for name in ("bus.vehicle_km", "service_co2_kg"))
    assert figures["service_km_per_car_km_saved"] == pytest.approx(km / 30, abs=1e-6)
    legs = day.legs[day.legs["vehicle"] == 0]
    empty = legs.loc[legs["riders"] == 0, "length_m"].sum() / legs["length_m"].sum()
    assert 0 < empty < 0.5 and 0 < service_kg == figures["bus.co2_kg"]
    assert figures["service_co2_kg_empty"] == pytest.approx(service_kg * empty, abs=1e-5)
    assert figures["co2_kg_saved"] == pytest.approx(6.9 - service_kg, abs=1e-5)
    assert day.former is not None
    more = replace(day, former=day.former._replace(shared_g=500.0))
    assert kpis_of_ecology(more, day.kpis, 1)["shared_cars_co2_kg_more"] == -0.5


def test_feeders_with_rides_on_demand_were_not_there_either() -> None:
    scenario = load_scenario("prignitz/ecology")
    assert scenario.on_demand == ("rufbus", "feeder")
    assert scenario.before.people.classes["member"].asks == (("lines", "cars", "bike", "walk"),)


def test_without_the_bus_people_choose_among_all_else_with_the_same_luck(day: RunResult, tmp_path: Path) -> None:
    services = {name: its for name, its in SERVICES.items() if name != "bus"}
    classes = {"rider": {"asks": [["car", "feet"]]}, "walker": {"asks": [["feet"]]}, "patient": {"asks": ["taxi"]}}
    alone = result_of(tmp_path, RIDES, services, classes)
    assert day.former is not None
    columns = ["request_id", "means", "mode", "end", "ride_m"]
    pd.testing.assert_frame_equal(day.former.journeys[columns], alone.journeys[columns])


def test_what_is_counted_changes_nothing_of_the_day(day: RunResult, tmp_path: Path) -> None:
    without = result_of(tmp_path, RIDES, SERVICES, CLASSES)
    pd.testing.assert_frame_equal(day.events, without.events)
    assert "ecology" not in without.world.scenario.model_dump() and "car_km_saved" not in without.kpis


def test_files_and_auditor(day: RunResult, tmp_path: Path) -> None:
    folder = write_run(day, tmp_path, {}, figures=False, report=False)
    assert read_named(folder, "kpis")["car_km_saved"] == 30
    former = read_table(folder, "former_journeys").set_index("request_id")["means"].to_dict()
    assert former == {"r0": "car", "r1": "feet", "r2": "car", "r3": "car", "r4": "taxi"}
    table = read_table(folder, "ecology")
    told = Told(day.journeys, read_table(folder, "former_journeys"), table, None, day.kpis)
    rules = _rules(day.world.scenario)
    assert audit_ecology(told, day.events, rules) == []
    for changed in (
        told._replace(table=table.assign(former_car_m=table["former_car_m"] + 1)),
        told._replace(table=table.assign(car_m=table["car_m"] + 1)),
        told._replace(table=table.assign(rider=True)),
        told._replace(table=table.iloc[1:]),
        told._replace(kpis={**day.kpis, "new_riders": 3}),
        told._replace(kpis={**day.kpis, "car_co2_kg_saved": 6.8}),
        told._replace(kpis={**day.kpis, "co2_kg_saved": 1.0}),
    ):
        assert audit_ecology(changed, day.events, rules)


def test_shares_that_are_told_and_territories(tmp_path: Path) -> None:
    shares = "ecology.former_means={car: 0.4, timetable: 0.2, not_going: 0.4}"
    making = "ecology.embodied={service_g_per_km: 40, car_g_per_km: 50}"
    scenario = load_scenario("elbe-valley/two-counties", [shares, making])
    folder = write_run(run(scenario), tmp_path, {}, figures=False, report=False)
    assert audit_run(folder) == []
    figures, table = read_named(folder, "kpis"), read_table(folder, "ecology_by_territory")
    assert figures["former_not_going_share"] == 0.4
    assert figures["car_km_saved_share"] == pytest.approx(0.4, abs=1e-4)
    assert table["former_car_m"].sum() == 1000 * figures["car_km_before"]
    assert table["service_m"].sum() == round(1000 * figures["vehicle_km"])
    grams = figures["car_km_saved"] * 50 - figures["vehicle_km"] * 40
    assert figures["co2_kg_saved_by_making"] == pytest.approx(grams / 1000, abs=1e-6)


@pytest.mark.parametrize(
    ("ecology", "classes", "said"),
    [
        ({"without": ["buss"]}, CLASSES, 'no ridepooling service "buss"; did you mean "bus"?'),
        ({"without": "car"}, CLASSES, 'no ridepooling service "car"; there are bus, taxi'),
        ({"former_means": {"car": 0.5, "walk": 0.4}}, CLASSES, "former_means add up to 0.9; expected 1"),
        ({"former_means": {"car": 1.0}, "lift_share": 0.1}, CLASSES, "say former_means.lift"),
        ({"former_means": {"caar": 1.0}}, CLASSES, "caar"),
        ({"lift_share": 1.1}, CLASSES, "1"),
        ({}, {"rider": {"asks": ["bus"]}, "walker": {"asks": [ALL]}}, 'nobody knows what those of class "rider" did'),
    ],
)
def test_what_cannot_be_counted_is_told(
    ecology: dict[str, Any], classes: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario(write_day(tmp_path, RIDES, SERVICES, classes, ecology=ecology))
    assert said in str(refused.value) and "ecology" in str(refused.value)


def test_a_scenario_without_rides_on_demand_replaces_nothing(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no ridepooling service that could have replaced"):
        load_scenario(write_day(tmp_path, [], {"feet": WALK}, ecology={}))
