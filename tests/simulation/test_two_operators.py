"""Two services of a kind beside each other: each does what it would do alone, but for what they share."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult, run
from simulator.network.files import write_network
from simulator.scenario.loader import load_scenario
from simulator.units import DAY_S
from tests.worlds import NO_CACHE, line_network

NODES = 20
HOUR = 3600
NETWORK = line_network(NODES)
Settings = dict[str, Any]


def place(node: int) -> Settings:
    return {"name": f"node {node}", "lon": float(NETWORK.lon[node]), "lat": float(NETWORK.lat[node])}


# Another fleet, other hours, rules, prices and dispatchers: what is different must not get mixed up.
RUFBUS: Settings = {
    "kind": "ridepooling",
    "mode": "door_to_door",
    "hours": ["05:00", "20:00"],
    "dwell": "30 s",
    "fleet": {"minibus": {"count": 2, "seats": 8, "depots": [place(3)]}},
    "limits": {"default": {"max_wait": "9 min"}},
    "dispatch": {"replan": {"when": "every_request", "iterations": 30}},
    "offers": {"most": 3, "step": "10 min"},
    "fares": {"per_rider": "3 EUR"},
}
RIVAL: Settings = {
    "kind": "ridepooling",
    "mode": "door_to_door",
    "hours": ["06:00", "22:00"],
    "dwell": "60 s",
    "pooling": False,
    "fleet": {"taxi": {"count": 3, "seats": 3, "depots": [place(15), place(9)]}},
    "limits": {"default": {"max_wait": "10 min"}, "kind": {"max_wait": "6 min"}},
    "dispatch": {"policy": "nearest_idle", "idle": {"policy": "depot"}},
    "offers": {"most": 2, "step": "15 min"},
    "fares": {"per_rider": "9 EUR"},
}
PEOPLE: Settings = {
    "thrifty": {
        "asks": ["rufbus"], "cancellation": 0.2, "choice": {"model": "logit", "constant": 2, "per_wait_min": -0.1},
    },
    "hasty": {"asks": ["rival"], "limits": "kind", "no_show": 0.2},
}  # fmt: skip


def write_day(folder: Path, services: Settings, classes: Settings, **more: Any) -> Path:
    """Write 120 requests for each morning, of those classes only."""
    write_network(NETWORK, folder / "network")
    random, days = np.random.default_rng(7), more.get("calendar", {}).get("days", 1)
    times_s = np.concatenate([np.sort(random.integers(6 * HOUR, 12 * HOUR, 120)) + day * DAY_S for day in range(days)])
    ends = np.array([random.choice(NODES, 2, replace=False) for _ in times_s])
    table = pd.DataFrame(
        {
            "request_id": [f"r{number}" for number in range(len(times_s))],
            "earliest_departure": [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in times_s.tolist()],
            "origin_node": ends[:, 0],
            "destination_node": ends[:, 1],
            "party_size": random.integers(1, 4, len(times_s)),
            "traveller_class": random.choice(["thrifty", "hasty"], len(times_s)),
        }
    )
    table[table["traveller_class"].isin(classes)].to_csv(folder / "requests.csv", index=False)
    data = {
        "name": "day", "network": {"file": "network"}, "demand": {"kind": "file", "requests_file": "requests.csv"},
        "people": {"classes": classes}, "services": services, **more,
    }  # fmt: skip
    (folder / "day.yaml").write_text(json.dumps(data, indent=1), encoding="utf-8")
    return folder / "day.yaml"


def result_of(folder: Path, services: Settings, classes: Settings, **more: Any) -> RunResult:
    folder.mkdir()
    return run(load_scenario(write_day(folder, services, classes, **more)), cache=NO_CACHE, debug=True)


def alike(both: RunResult, alone: RunResult, name: str, traveller_class: str) -> None:
    """Check that the log of a service, its vehicles and requests renumbered, is that of a day without the other."""
    its = both.world.services[name]
    number = np.cumsum((both.world.demand["traveller_class"] == traveller_class).to_numpy()) - 1
    events = both.events[both.events["service"] == its.part.number].reset_index(drop=True)
    if its.part.kind == "ridepooling":
        for column in ("request", "ride"):
            told = events[column].to_numpy()
            events[column] = np.where(told >= 0, number[told], -1).astype(np.int32)
    else:  # bookings are numbered by service, rides over all
        events["ride"] = renumbered(events["ride"])
        alone = replace(alone, events=alone.events.assign(ride=renumbered(alone.events["ride"])))
    vehicles = events["vehicle"].to_numpy()
    events["vehicle"] = np.where(vehicles >= 0, vehicles - its.first_vehicle, -1).astype(np.int32)
    columns = ["time_s", "kind", "vehicle", "request", "ride", "node", "value"]
    pd.testing.assert_frame_equal(events[columns], alone.events[columns])


def renumbered(rides: pd.Series[int]) -> pd.Series[int]:
    """Number rides as they come; -1 stays."""
    codes = pd.factorize(rides.where(rides >= 0))[0]
    return pd.Series(codes, rides.index).astype("int32")


@pytest.fixture(scope="module", params=[1, 2], ids=["a day", "two days"])
def together(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    folder = tmp_path_factory.mktemp("two") / "together"
    return result_of(folder, {"rufbus": RUFBUS, "rival": RIVAL}, PEOPLE, calendar={"days": request.param})


@pytest.mark.parametrize(("name", "traveller_class"), [("rufbus", "thrifty"), ("rival", "hasty")])
def test_each_does_what_it_does_alone(together: RunResult, tmp_path: Path, name: str, traveller_class: str) -> None:
    settings, days = {"rufbus": RUFBUS, "rival": RIVAL}[name], together.world.scenario.calendar.days
    classes = {traveller_class: PEOPLE[traveller_class]}
    alone = result_of(tmp_path / "alone", {name: settings}, classes, calendar={"days": days})
    alike(together, alone, name, traveller_class)
    assert (alone.events["kind"] == Event.BOARDED).sum() > 20 * days
    assert alone.events["kind"].isin([Event.REJECTED, Event.DECLINED]).any()


def test_vehicles_are_numbered_over_the_services_as_they_are_written(together: RunResult) -> None:
    assert together.world.vehicles["vehicle"].tolist() == [0, 1, 2, 3, 4]
    assert together.world.vehicles["vehicle_type"].tolist() == ["minibus"] * 2 + ["taxi"] * 3
    boarded = together.events[together.events["kind"] == Event.BOARDED]
    of_class = together.world.demand["traveller_class"].loc[boarded["request"]]
    assert ((boarded["vehicle"].to_numpy() >= 2) == (of_class == "hasty").to_numpy()).all()
    assert set(of_class) == {"thrifty", "hasty"}


def test_the_limits_of_a_request_are_those_of_the_service_it_asks(together: RunResult) -> None:
    limits = together.tables.requests.merge(together.requests_input, on=["service", "request"], suffixes=("", "_in"))
    found = limits.groupby("traveller_class")["max_wait_s"].unique().map(list).to_dict()
    assert found == {"hasty": [360], "thrifty": [540]}


def test_the_auditor_finds_nothing(together: RunResult) -> None:
    assert audit_result(together) == []


def test_who_is_refused_by_one_asks_the_other(tmp_path: Path) -> None:
    busy = {**RIVAL, "fleet": {"taxi": {"count": 1, "seats": 3, "depots": [place(15)]}}}
    classes = {"thrifty": {"asks": ["rival", "rufbus"]}, "hasty": {"asks": ["rufbus"]}}
    result = result_of(tmp_path / "turn", {"rufbus": RUFBUS, "rival": busy}, classes)
    submitted = result.events[result.events["kind"] == Event.SUBMITTED]
    asked = submitted.groupby("request")["service"].agg(tuple)
    of_class = result.world.demand["traveller_class"]
    assert set(asked[of_class[asked.index] == "thrifty"]) == {(1,), (1, 0)}
    assert set(asked[of_class[asked.index] == "hasty"]) == {(0,)}
    boarded = result.events[result.events["kind"] == Event.BOARDED]
    both = set(asked[asked == (1, 0)].index)
    assert both & set(boarded.loc[boarded["service"] == 0, "request"])
    assert not both & set(boarded.loc[boarded["service"] == 1, "request"])


@pytest.mark.parametrize(("per_eur", "liked"), [(-9.0, "rufbus"), (9.0, "rival")])
def test_who_compares_takes_what_it_likes_better(tmp_path: Path, per_eur: float, liked: str) -> None:
    """The fare outweighs all else: 3 EUR are liked better than 9, or, to somebody who loves to pay, worse."""
    choice = {"model": "logit", "constant": 400, "per_eur": per_eur}
    people = {"thrifty": {"asks": [["rufbus", "rival"]], "choice": choice}}
    small = {"minibus": {"count": 1, "seats": 8, "depots": [place(3)]}}
    services = {"rufbus": {**RUFBUS, "fleet": small}, "rival": RIVAL}
    result = result_of(tmp_path / "compare", services, people)
    events, number = result.events, result.world.services[liked].part.number
    offered = events[events["kind"] == Event.OFFERED].groupby("request")["service"].agg(set)
    accepted = events[events["kind"] == Event.ACCEPTED].set_index("request")["service"]
    both = offered.index[offered.map(len) == 2]
    assert len(both) > 20
    assert (accepted[both] == number).all()
    assert (accepted != number).any()  # where the one that is liked has nothing to offer
    told = events[events["kind"] == Event.CHOSEN].set_index("request")
    assert (told.loc[both, "value"] == number).all()
    assert audit_result(result) == []


BATTERY = {"drivetrain": "battery", "energy_kwh_per_km": 1, "store_kwh": 30, "charge_dc_kw": 30}


def test_fleets_queue_at_the_same_plug(tmp_path: Path) -> None:
    """One plug in the middle for both: never two vehicles at once, and both fleets have been there."""
    services = {}
    for name, settings in (("rufbus", RUFBUS), ("rival", RIVAL)):
        ((kind, vehicle),) = settings["fleet"].items()
        fleet = {kind: {**vehicle, **BATTERY, "depots": [place(10)]}}
        services[name] = {**settings, "fleet": fleet, "charging": {"below": 0.6, "until": 0.9}}
    site = {**place(10), "name": "plug", "plugs": 1, "power_kw": 30}
    result = result_of(tmp_path / "plug", services, PEOPLE, energy={"sites": [site]})
    sessions = result.tables.sessions.dropna(subset=["plugged_in_s"]).sort_values("plugged_in_s")
    begin, end = sessions["plugged_in_s"].to_numpy(float), sessions["ended_s"].to_numpy(float)
    assert (begin[1:] >= end[:-1]).all()
    assert (sessions["vehicle"] < 2).any() and (sessions["vehicle"] >= 2).any()
    assert (result.events["kind"] == Event.QUEUED).any()
    assert audit_result(result) == []
