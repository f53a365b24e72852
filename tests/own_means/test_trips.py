"""Trips by own means, worked out by hand on a road with a node every kilometre, a minute's drive apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result, audit_run
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult, run
from simulator.network.both_ways import shortest_m
from simulator.network.files import write_network
from simulator.scenario.loader import load_scenario
from tests.worlds import NO_CACHE, line_network, network_of

NODES = 20
NETWORK = line_network(NODES)
Settings = dict[str, Any]
BIKE: Settings = {
    "kind": "own_means", "by": "bike", "available": {"rider": 1}, "costs": {"per_trip": "0.5 EUR", "per_km": "0.1 EUR"},
}  # fmt: skip
WALK: Settings = {"kind": "own_means", "by": "walk"}
CAR: Settings = {"kind": "own_means", "by": "car", "costs": {"per_km": "0.4 EUR"}}
# Half of 60 s to the bike, 240 s a kilometre, half of 60 s from it: trips of two and of four kilometres, of two people
# and of one; somebody else has no bike.
WALKS = {
    "trip_requests": 3,
    "trips": 2,
    "trip_share": 2 / 3,
    "trip_persons": 3,
    "trip_person_km": 2 * 2 + 4,
    "trip_mean_s": (540 + 1020) / 2,
    "trip_walk_mean_s": 60,
    "trip_price_eur": 0.7 + 0.9,
}


def bus(node: int, **more: Any) -> Settings:
    home = {"name": "home", "lon": float(NETWORK.lon[node]), "lat": float(NETWORK.lat[node])}
    return {
        "kind": "ridepooling", "mode": "door_to_door", "hours": ["00:00", "24:00"], "dwell": "60 s",
        "fleet": {"bus": {"count": 1, "seats": 8, "depots": [home]}}, "limits": {"default": {"max_wait": "60 min"}},
        **more,
    }  # fmt: skip


def write_day(
    folder: Path, rides: list[Settings], services: Settings, classes: Settings | None = None, **more: Any
) -> Path:
    """Write a day; a ride says from, to and what is not usual: at 08:00, one person, of the class rider."""
    folder.mkdir(parents=True, exist_ok=True)
    write_network(NETWORK, folder / "network")
    rows = [
        {
            "request_id": f"r{number}", "earliest_departure": ride.get("at", "08:00"), "origin_node": ride["from"],
            "destination_node": ride["to"], "party_size": ride.get("party", 1),
            "traveller_class": ride.get("who", "rider"), "earliest_arrival": ride.get("not_before", ""),
            "latest_arrival": ride.get("by", ""),
        }
        for number, ride in enumerate(rides)
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(folder / "requests.csv", index=False)
    data = {
        "name": "day", "network": {"file": "network"}, "demand": {"kind": "file", "requests_file": "requests.csv"},
        "people": {"classes": classes or {"rider": {"asks": [list(services)]}}}, "services": services, **more,
    }  # fmt: skip
    (folder / "day.yaml").write_text(json.dumps(data, indent=1), encoding="utf-8")
    return folder / "day.yaml"


def result_of(folder: Path, rides: list[Settings], services: Settings, *args: Any, **more: Any) -> RunResult:
    result = run(load_scenario(write_day(folder, rides, services, *args, **more)), cache=NO_CACHE, debug=True)
    assert audit_result(result) == []
    return result


def test_key_figures_of_trips(tmp_path: Path) -> None:
    classes = {"rider": {"asks": ["own"]}, "other": {"asks": ["own"]}}
    rides = [{"from": 0, "to": 2, "party": 2}, {"from": 7, "to": 3}, {"from": 0, "to": 9, "who": "other"}]
    result = result_of(tmp_path, rides, {"own": BIKE}, classes)
    assert {name: result.kpis[f"own.{name}"] for name in WALKS} == pytest.approx(WALKS, abs=1e-6)
    assert result.tables.trips["reason"].fillna("").tolist() == ["", "", "no_vehicle"]
    journeys = result.journeys
    assert journeys["mode"].fillna("").tolist() == ["bike", "bike", ""]
    assert journeys["end"].tolist() == ["served", "served", "rejected"]
    assert journeys["departure_s"].tolist()[:2] == [28_800, 28_800]
    assert journeys["ride_s"].tolist()[:2] == [480, 960]
    assert journeys["ride_m"].tolist()[:2] == [2000, 4000]


@pytest.mark.parametrize(
    ("service", "walk_s", "ride_s", "price_eur"),
    [
        (WALK, 2400, 0, 0),  # 800 s a kilometre
        (WALK | {"speed": "6 km/h", "detour_factor": 1.5, "access": "5 min"}, 2700, 0, 0),  # there is no access on foot
        (BIKE, 60, 720, 0.8),
        (BIKE | {"speed": "18 km/h", "access": "91 s"}, 91, 600, 0.8),
        (CAR, 300, 180, 1.2),
        (CAR | {"access": "0 s"}, 0, 180, 1.2),
    ],
)
def test_three_kilometres(tmp_path: Path, service: Settings, walk_s: int, ride_s: int, price_eur: float) -> None:
    trip = result_of(tmp_path, [{"from": 4, "to": 1}], {"own": service}).tables.trips.iloc[0]
    assert (trip["walk_s"], trip["ride_s"], trip["price_eur"]) == (walk_s, ride_s, price_eur)
    assert trip["arrival_s"] - 28_800 == trip["journey_s"] == walk_s + ride_s
    if ride_s:
        assert trip["taken_s"] - 28_800 == walk_s // 2


def test_nobody_arrives_too_soon_or_too_late(tmp_path: Path) -> None:
    rides = [
        {"from": 0, "to": 3, "not_before": "09:00"},
        {"from": 0, "to": 3, "by": "08:13"},
        {"from": 0, "to": 3, "by": "08:12"},
    ]
    trips = result_of(tmp_path, rides, {"own": BIKE}).tables.trips.set_index("request_id")
    assert trips.loc["r0", ["departure_s", "arrival_s"]].tolist() == [32_400 - 780, 32_400]
    assert trips["status"].to_dict() == {"r0": "served", "r1": "served", "r2": "rejected"}
    assert trips.loc["r2", "reason"] == "latest_arrival_impossible"


def test_the_bike_is_taken_where_the_bus_is_late(tmp_path: Path) -> None:
    """The bus stands at node 19: it needs 19 minutes to node 0, and is at node 18 before anybody could walk there."""
    rides = [{"from": 0, "to": 2}, {"from": 18, "to": 12, "at": "12:00"}]
    result = result_of(tmp_path, rides, {"rufbus": bus(19), "bike": BIKE})
    journeys = result.journeys.set_index("request_id")
    assert journeys["means"].to_dict() == {"r0": "bike", "r1": "rufbus"}
    assert journeys["mode"].to_dict() == {"r0": "bike", "r1": "ridepooling"}
    assert journeys.loc["r0", "arrival_s"] == 28_800 + 540
    assert result.requests.set_index("request_id")["status"].to_dict() == {"r0": "other_means", "r1": "served"}
    assert result.tables.trips.set_index("request_id")["status"].to_dict() == {"r0": "served", "r1": "other_means"}
    assert (result.kpis["other_means"], result.kpis["bike.trips"]) == (1, 1)


def test_choice_models_weigh_times_and_costs(tmp_path: Path) -> None:
    """By bike six kilometres take 24 minutes, by car six and cost 2.40 EUR: what counts is the price of a minute."""

    def taken(per_eur: float) -> str:
        choice = {"model": "logit", "constant": 50, "per_ride_min": -0.1, "per_walk_min": -0.1, "per_eur": per_eur}
        classes = {"rider": {"asks": [["bike", "car"]], "choice": choice}}
        rides = [{"from": 0, "to": 6} for _ in range(30)]
        result = result_of(tmp_path / str(per_eur), rides, {"bike": BIKE | {"costs": {}}, "car": CAR}, classes)
        return str(result.journeys["means"].mode()[0])

    assert [taken(0), taken(-5)] == ["car", "bike"]


def test_who_gets_no_ride_walks(tmp_path: Path) -> None:
    """One after the other: the bus is asked first, and works later only."""
    services = {"rufbus": bus(0, hours=["10:00", "24:00"]), "walk": WALK}
    rides = [{"from": 0, "to": 2}, {"from": 0, "to": 2, "at": "11:00"}]
    result = result_of(tmp_path, rides, services, {"rider": {"asks": ["rufbus", "walk"]}})
    assert result.journeys["means"].tolist() == ["walk", "rufbus"]
    assert result.journeys["attempts"].tolist() == [2, 1]
    assert result.journeys["legs"].tolist() == [0, 1]
    assert result.journeys["end"].tolist() == ["served", "served"]


def test_a_service_that_is_not_asked_again_has_had_its_end(tmp_path: Path) -> None:
    """Nobody has a bike, which asking again does not change; the bus is too far away at every try."""
    again = {"action": "retry", "retry_after": "5 min", "max_retries": 2}
    services = {"rufbus": bus(19, limits={"default": {"max_wait": "5 min"}}), "bike": BIKE | {"available": 0}}
    classes = {"rider": {"asks": [["rufbus", "bike"]], "on_rejection": again}}
    result = result_of(tmp_path, [{"from": 0, "to": 2}], services, classes)
    trip, journey = result.tables.trips.iloc[0], result.journeys.iloc[0]
    assert (trip["status"], trip["fallback"], trip["attempts"]) == ("rejected", "other_service", 1)
    assert (journey["service"], journey["end"], journey["attempts"]) == ("rufbus", "rejected", 4)


def test_whoever_asks_for_no_ride_is_no_request_for_one(tmp_path: Path) -> None:
    services = {"rufbus": bus(0), "walk": WALK}
    classes = {"rider": {"asks": ["rufbus"]}, "walker": {"asks": ["walk"]}}
    rides = [{"from": 0, "to": 2, "who": who} for who in ("walker", "rider", "walker")]
    result = result_of(tmp_path / "day", rides, services, classes)
    assert result.requests["request_id"].tolist() == ["r1"]
    assert result.journeys["request_id"].tolist() == ["r1", "r0", "r2"]
    assert result.journeys["means"].tolist() == ["rufbus", "walk", "walk"]
    folder = write_run(result, tmp_path / "out", {}, figures=False, report=True)
    assert audit_run(folder, scenarios=tmp_path / "day") == []
    assert "2 of 2 who asked went with it" in (folder / "report.html").read_text(encoding="utf-8")


def test_a_drive_goes_as_fast_as_the_roads_are_then(tmp_path: Path) -> None:
    """From 08:05 on all goes half as fast: two of six kilometres are driven before, from 08:03 on."""
    change = {"name": "fog", "highway": ["rural"], "speed_factor": 0.5, "from": "08:05", "until": "10:00"}
    car = CAR | {"access": "6 min"}
    result = result_of(tmp_path, [{"from": 0, "to": 6}], {"car": car}, network={"file": "network", "changes": [change]})
    assert result.tables.trips["ride_s"].tolist() == [2 * 60 + 4 * 120]


def test_who_leaves_before_anybody_knew_reckons_without_it(tmp_path: Path) -> None:
    """As above, but nobody knows of the fog before it comes: six minutes were reckoned with, and as many are late."""
    fog = {"name": "fog", "highway": ["rural"], "speed_factor": 0.5, "from": "08:05", "until": "10:00"}
    car, ride = CAR | {"access": "6 min"}, {"from": 0, "to": 6, "by": "08:13"}
    for known, ends, off_s in (("08:05", "served", [8 * 3600 + 9 * 60]), ("08:00", "rejected", [])):
        network = {"file": "network", "changes": [fog | {"known_from": known}]}
        result = result_of(tmp_path / known.replace(":", ""), [ride], {"car": car}, network=network)
        log = result.events
        assert result.journeys["end"].tolist() == [ends]
        assert log.loc[log["kind"] == Event.PLANNED_DROPOFF, "value"].tolist() == off_s
        assert result.tables.trips["ride_s"].dropna().tolist() == [2 * 60 + 4 * 120] * len(off_s)
        if off_s:
            said = audit_result(RunResult(result.world, log[log["kind"] != Event.PLANNED_DROPOFF]))
            assert any(f"expected {off_s[0]} s by what was known" in line for line in said)


def test_nobody_arrives_too_soon_where_roads_get_faster_on_the_way(tmp_path: Path) -> None:
    """Until 10:00 all goes half as fast: to be there at 10:05, after three minutes on foot, they drive from 09:52 on.

    Four kilometres take eight minutes then, the other two two; who reckons with twelve would be there at 10:04. Who
    leaves a second before has half a second more to drive: of both, this is found first.
    """
    fog = {"name": "fog", "highway": ["rural"], "speed_factor": 0.5, "from": "07:00", "until": "10:00"}
    ride, car = {"from": 0, "to": 6, "not_before": "10:05"}, CAR | {"access": "6 min"}
    trips = result_of(tmp_path, [ride], {"car": car}, network={"file": "network", "changes": [fog]}).tables.trips
    assert trips[["departure_s", "ride_s", "arrival_s"]].to_numpy().tolist() == [[35_339, 601, 36_300]]


def test_who_has_the_means_depends_on_the_person_alone(tmp_path: Path) -> None:
    rides = [{"from": 0, "to": 3, "at": f"{8 + n // 60:02d}:{n % 60:02d}"} for n in range(200)]
    half = BIKE | {"available": 0.5}
    every = result_of(tmp_path / "all", rides, {"own": half}).tables.trips
    beside = result_of(tmp_path / "beside", rides, {"walk": WALK, "own": half}).tables.trips
    served = set(every.loc[every["status"] == "served", "request_id"])
    assert 75 < len(served) < 125
    refused = beside[(beside["service"] == "own") & (beside["reason"].notna() | (beside["rejections"] > 0))]
    assert served.isdisjoint(refused["request_id"])
    assert len(served) + len(refused) == len(rides)


def test_ways_go_in_both_directions_along_the_shortest_street() -> None:
    network = network_of([(0, 1, 500.0), (0, 1, 300.0), (1, 2, 100.0), (3, 4, 10.0)], 5)
    found = shortest_m(network, np.array([2, 0, 1, 0]), np.array([0, 2, 1, 4]))
    assert found.tolist() == [400, 400, 0, np.inf]


@pytest.mark.parametrize(
    ("kind", "column", "change", "said"),
    [
        ("accepted", "value", 1, "begins at"),
        ("trip_began", "time_s", -1, "leaves before"),
        ("trip_began", "value", 1, "costs 81 cents, expected 80"),
        ("trip_began", "node", 1, "trip began at node"),
        ("vehicle_taken", "time_s", 5, "takes 715 s, expected 720.0 s"),
        ("vehicle_left", "time_s", 1, "takes 721 s, expected 720.0 s"),
        ("trip_ended", "time_s", 1, "61 s to the bike"),
        ("trip_ended", "value", 2, "3002 m, but it is 3000 m"),
        ("vehicle_taken", "kind", 1, "follows trip began"),
        ("trip_ended", "ride", 1, "was never accepted"),
    ],
)
def test_the_auditor_sees_what_cannot_be(tmp_path: Path, kind: str, column: str, change: int, said: str) -> None:
    result = result_of(tmp_path, [{"from": 4, "to": 1}], {"own": BIKE})
    row = (result.events["kind"] == Event[kind.upper()]).idxmax()
    result.events.loc[row, column] += change
    assert any(said in line for line in audit_result(RunResult(result.world, result.events)))


def test_the_auditor_sees_trips_of_who_has_no_such_means(tmp_path: Path) -> None:
    result = result_of(tmp_path, [{"from": 4, "to": 1}], {"own": BIKE})
    result.world.demand["traveller_class"] = "child"
    assert audit_result(RunResult(result.world, result.events))[-1].endswith("nobody of child has it")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"by": "horse"}, "services.own.by"),
        ({"speed": "80 km/h"}, "services.own.speed"),
        ({"available": {"rider": 2}}, "services.own.available"),
        ({"available": {"king": 1}}, 'services.own.available: no class "king"'),
        ({"by": "car", "speed": "20 km/h"}, "services.own.speed: a car drives as fast as the roads allow"),
        ({"by": "car", "detour_factor": 2}, "services.own.detour_factor: a car drives along the roads"),
    ],
)
def test_mistakes_are_told_where_they_stand(tmp_path: Path, change: Settings, said: str) -> None:
    with pytest.raises(ScenarioError) as error:
        load_scenario(write_day(tmp_path, [{"from": 0, "to": 1}], {"own": BIKE | change}))
    assert said in str(error.value)
