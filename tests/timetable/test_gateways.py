"""People who go to a place outside of the area or come from there: by train, by car, and refused by others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator.errors import RequestFileError, ScenarioError
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult, run
from simulator.scenario.loader import load_scenario
from simulator.services.timetable.world import TimetableWorld
from tests.network.timetable.small_feeds import HEAD
from tests.timetable.days import CALLS, LINES, STOPS, Settings, write_day, write_feed
from tests.worlds import DEGREE_M, NO_CACHE

# The train goes on to Far, 100 km to the north of node 0, with two stops; the way back calls at its second one.
FAR_LAT = 53 + 100_000 / DEGREE_M
FAR_STOPS = STOPS + f"F,Far,{FAR_LAT:.9f},12.0,1\nG,Far West,{FAR_LAT:.9f},11.9,1\n"
FAR_CALLS: dict[str, list[tuple[str, str]]] = CALLS | {
    "3a": [("08:15", "B"), ("08:22", "E"), ("09:30", "F")],
    "1b": [("09:45", "G"), ("10:50", "E"), ("11:00", "B")],
}
GATEWAYS: Settings = {
    "places": [{"name": "Far", "stops": ["Far", "Far West"]}, {"name": "Beyond", "stops": ["F"], "beyond": "30 min"}]
}
DEPOT = {"name": "D", "lon": 12.0, "lat": 53.0}
BUS: Settings = {
    "kind": "ridepooling", "mode": "door_to_door", "hours": ["06:00", "22:00"],
    "limits": {"default": {"max_wait": "30 min"}},
    "fleet": {"bus": {"count": 1, "seats": 8, "shift": ["05:00", "23:00"], "depots": [DEPOT]}},
}  # fmt: skip


def day_of(folder: Path, rides: list[Settings], asks: list[str], services: Settings, **gateways: Any) -> Path:
    """Write a day; a ride says gateway names in to or from instead of metres."""
    inside = [{**ride, **{end: 0 for end in ("from", "to") if isinstance(ride[end], str)}} for ride in rides]
    path = write_day(folder, inside, services=services, asks=[[name] for name in asks])
    write_feed(
        folder / "feed",
        stops=FAR_STOPS,
        stop_times=HEAD
        + "".join(
            f"{trip},{at}:00,{at}:00,{stop},{place}\n"
            for trip, calls in FAR_CALLS.items()
            for place, (at, stop) in enumerate(calls)
        ),
    )
    table = pd.read_csv(folder / "requests.csv", keep_default_na=False, dtype=str)
    for column, key in (("origin", "from"), ("destination", "to")):
        named = [ride[key] if isinstance(ride[key], str) else "" for ride in rides]
        table[f"{column}_gateway"] = named
        for axis in ("lon", "lat"):
            table.loc[table[f"{column}_gateway"] != "", f"{column}_{axis}"] = ""
    table.to_csv(folder / "requests.csv", index=False)
    text = path.read_text(encoding="utf-8")
    told = '"requests_file": "requests.csv"'
    path.write_text(text.replace(told, told + ', "gateways": ' + json.dumps(GATEWAYS | gateways)), encoding="utf-8")
    return path


def result_of(path: Path) -> RunResult:
    result = run(load_scenario(path), cache=NO_CACHE, debug=True)
    assert audit_result(result) == []
    return result


def ends_of(result: RunResult) -> list[tuple[Any, ...]]:
    table = result.journeys.sort_values("request_id")
    columns = ("end", "service", "departure_s", "arrival_s", "walk_s", "reason")
    return [
        tuple(None if pd.isna(value) else value for value in row)
        for row in zip(*(table[name].tolist() for name in columns), strict=True)
    ]


def test_the_stops_outside_are_the_place_itself(tmp_path: Path) -> None:
    rides = [
        {"from": 5100, "to": "Far", "at": "08:10"},  # 80 s to the train at B
        {"from": "Far", "to": 5000, "at": "09:30"},  # from the other of the two stops
        {"from": "Beyond", "to": 5000, "at": "09:00"},  # at the stops at 09:30, but nothing leaves from F
        {"from": 5100, "to": "Beyond", "at": "07:00", "by": "10:00"},  # at F at 09:30, there at 10:00
        {"from": 5100, "to": "Beyond", "at": "07:00", "by": "09:59"},
    ]
    result = result_of(day_of(tmp_path, rides, ["lines"], {"lines": LINES | {"longest": "3 h", "longest_wait": "3 h"}}))
    assert ends_of(result) == [
        ("served", "lines", 29_620, 34_200, 80, None),
        ("served", "lines", 35_100, 39_600, 0, None),
        ("rejected", "lines", None, None, None, "no_journey"),
        ("served", "lines", 29_620, 34_200, 80, None),
        ("rejected", "lines", None, None, None, "no_journey"),
    ]
    its = result.world.services["lines"]
    assert isinstance(its, TimetableWorld)
    assert its.ways.destination.tolist()[0] == -1  # no node of the roads


def test_who_stays_in_the_area_refuses_and_a_car_is_assumed_to_drive(tmp_path: Path) -> None:
    services = {
        "bus": BUS,
        "bike": {"kind": "own_means", "by": "bike"},
        "car": {"kind": "own_means", "by": "car", "costs": {"per_km": "0.1 EUR"},
                "outside": {"detour_factor": 1.25, "speed": "90 km/h"}},
    }  # fmt: skip
    rides = [{"from": 0, "to": "Far"}, {"from": "Far", "to": 0}, {"from": 0, "to": 3000}]
    gateways = {"places": [{"name": "Far", "lon": 12.0, "lat": round(FAR_LAT, 9)}]}
    result = result_of(day_of(tmp_path, rides, ["bus", "bike", "car"], services, **gateways))
    # 100 km x 1.25 at 90 km/h are 5000 s, with 300 s to the car and from it.
    assert ends_of(result)[:2] == [("served", "car", 28_800, 34_100, 300, None)] * 2
    assert ends_of(result)[2][:2] == ("served", "bus")
    trips = result.tables.trips
    assert trips.loc[trips["service"] == "bike", "reason"].tolist() == ["outside_area"] * 2
    assert trips.loc[trips["service"] == "car", ["length_m", "price_eur"]].to_numpy().tolist() == [[125_000, 12.5]] * 2
    assert result.kpis["rejected_outside_area"] == 2
    asked = result.requests_input
    assert asked.loc[asked["request_id"] != "r2", "direct_s"].tolist() == [-1, -1]


def test_nobody_drives_there_where_that_is_not_assumed(tmp_path: Path) -> None:
    services = {"lines": LINES, "car": {"kind": "own_means", "by": "car", "outside": None}}
    result = result_of(day_of(tmp_path, [{"from": 0, "to": "Far"}], ["car"], services))
    assert ends_of(result) == [("rejected", "car", None, None, None, "outside_area")]


@pytest.mark.parametrize(
    ("ride", "said"),
    [
        (
            {"from": 0, "to": "Fra"},
            'requests.csv:2: destination_gateway: r0: no place "Fra" outside; did you mean "Far"?',
        ),
        ({"from": "Far", "to": "Beyond"}, "r0: origin and destination are outside; one of them has to be in the area"),
        ({"from": 0, "to": "Beyond", "by": "08:30"}, "latest_arrival: r0: leaves no time for the way beyond the stops"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(tmp_path: Path, ride: Settings, said: str) -> None:
    with pytest.raises(RequestFileError) as error:
        run(load_scenario(day_of(tmp_path, [ride], ["lines"], {"lines": LINES})), cache=NO_CACHE)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("gateways", "services", "said"),
    [
        ([{"name": "Far", "stops": ["Fra"]}], {"lines": LINES}, 'no stop "Fra" in the timetable; did you mean "Far"?'),
        (
            [{"name": "Far", "stops": ["Far"]}],
            {"bus": BUS},
            "no service has a timetable with stops; expected lon and lat",
        ),
        ([{"name": "Far"}], {"lines": LINES}, "expected stops of a timetable, or lon and lat"),
        ([{"name": "Far", "lon": 12}], {"lines": LINES}, "expected lon and lat, or none of them"),
        (
            [{"name": "Far", "stops": ["F"]}, {"name": "Far", "stops": ["G"]}],
            {"lines": LINES},
            'two places are called "Far"',
        ),
        (
            [{"name": "Far", "stops": ["F"]}],
            {"bike": {"kind": "own_means", "by": "bike", "outside": {"speed": "9 km/h"}}},
            "nobody gets to a place outside by bike; expected by: car",
        ),
    ],
)
def test_places_that_are_nowhere_are_told(
    tmp_path: Path, gateways: list[Settings], services: Settings, said: str
) -> None:
    with pytest.raises(ScenarioError, match=r"gateways|outside") as error:
        path = day_of(tmp_path, [{"from": 0, "to": "Far"}], list(services), services, places=gateways)
        run(load_scenario(path), cache=NO_CACHE)
    assert said in str(error.value)


def test_a_feeder_rides_to_the_train_and_from_it_but_never_outside(tmp_path: Path) -> None:
    rides = [
        {"from": 8000, "to": "Far", "at": "07:30"},
        {"from": "Far", "to": 8000, "at": "09:30"},
        {"from": 5100, "to": "Far", "at": "08:10"},  # on foot to the train
    ]
    long: Settings = {"longest": "3 h", "longest_wait": "3 h"}
    services = {"bus": BUS, "lines": LINES | long, "feeder": {"kind": "feeder", **long}}
    result = run(load_scenario(day_of(tmp_path, rides, ["feeder", "bus"], services)), cache=NO_CACHE, debug=True)
    legs = result.tables.journey_legs
    told = legs.sort_values(["request", "leg"])[["request", "carrier", "from_station", "to_station"]]
    assert told.astype(object).where(told.notna(), None).to_numpy().tolist() == [
        [0, "bus", None, "B-Dorf"],
        [0, "lines", "B-Dorf", "Far"],
        [2, "lines", "Far West", "B-Dorf"],
        [2, "bus", "B-Dorf", None],
    ]
    ends = ends_of(result)
    assert [end[:2] for end in ends] == [("served", "feeder"), ("served", "feeder"), ("rejected", "bus")]
    assert ends[0][3] == 34_200 and ends[1][2] == 35_100
    assert ends[2][5] == "no_journey"  # of two services it is the reason nearest to success that is told
