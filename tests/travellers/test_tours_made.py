"""Small days with tours, worked out by hand on a road with a node every kilometre, a minute's drive apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult, run
from simulator.network.files import write_network
from simulator.reasons import Unasked
from simulator.scenario.loader import load_scenario
from tests.worlds import NO_CACHE, line_network

NETWORK = line_network(20)
Settings = dict[str, Any]
WALK: Settings = {"kind": "own_means", "by": "walk"}
BIKE: Settings = {"kind": "own_means", "by": "bike", "access": "0 s"}  # 4 minutes a kilometre
CAR: Settings = {"kind": "own_means", "by": "car", "access": "0 s"}


def bus(node: int = 0, **more: Any) -> Settings:
    home = {"name": "home", "lon": float(NETWORK.lon[node]), "lat": float(NETWORK.lat[node])}
    return {
        "kind": "ridepooling", "mode": "door_to_door", "hours": ["00:00", "24:00"], "dwell": "0 s",
        "fleet": {"bus": {"count": 1, "seats": 8, "depots": [home]}},
        "limits": {"default": {"max_wait": "30 min", "max_ride_beta": "30 min"}}, **more,
    }  # fmt: skip


def result_of(
    folder: Path, tours: list[list[Settings]], services: Settings, who: Settings | None = None, **more: Any
) -> RunResult:
    """Simulate tours; a trip says from, to, when, and what is not usual. Tours of one person have the same number."""
    folder.mkdir(parents=True, exist_ok=True)
    write_network(NETWORK, folder / "network")
    rows = [
        {
            "request_id": f"{number}-{position}", "earliest_departure": trip["at"], "submitted": trip.get("asks", ""),
            "origin_node": trip["from"], "destination_node": trip["to"], "party_size": trip.get("party", 1),
            "traveller_class": trip.get("who", "rider"), "person": trip.get("person", number), "tour": 10 * number,
            "tour_position": trip.get("position", position), "own_car": trip.get("car", 1),
            "latest_arrival": trip.get("by", ""),
        }
        for number, trips in enumerate(tours)
        for position, trip in enumerate(trips, start=1)
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(folder / "requests.csv", index=False)
    data = {
        "name": "day", "network": {"file": "network"}, "demand": {"kind": "file", "requests_file": "requests.csv"},
        "people": {"classes": who or {"rider": {"asks": list(services)}}}, "services": services, **more,
    }  # fmt: skip
    (folder / "day.yaml").write_text(json.dumps(data, indent=1), encoding="utf-8")
    result = run(load_scenario(folder / "day.yaml"), cache=NO_CACHE, debug=True)
    assert audit_result(result) == []
    return result


def told(result: RunResult, *columns: str) -> dict[str, Any]:
    """Return what journeys tell of each request."""
    table = result.journeys.set_index("request_id")[list(columns)].astype(object)
    table = table.where(table.notna(), None).sort_index()
    found = {name: row[0] if len(columns) == 1 else tuple(row) for name, *row in table.itertuples()}
    return {name.removeprefix("request-"): row for name, row in found.items()}  # as bookings of cars are called


def rows_of(result: RunResult, kind: Event) -> list[tuple[int, str, int]]:
    """Return the rows of a kind: when, whose, and value."""
    log, names = result.events, result.world.demand["request_id"].tolist()
    rows = log[log["kind"] == kind]
    return [(time, names[who], value) for time, who, value in rows[["time_s", "request", "value"]].to_numpy().tolist()]


def clock(hour: int, minute: int = 0) -> int:
    return 3600 * hour + 60 * minute


OUT: Settings = {"from": 0, "to": 5, "at": "08:00"}
BACK: Settings = {"from": 5, "to": 0, "at": "09:00"}


def test_out_and_back(tmp_path: Path) -> None:
    result = result_of(tmp_path, [[OUT, BACK]], {"bus": bus()})
    assert told(result, "end", "departure_s", "arrival_s") == {
        "0-1": ("served", clock(8), clock(8, 5)), "0-2": ("served", clock(9), clock(9, 5)),
    }  # fmt: skip
    assert result.tour_ends["outcome"].tolist() == ["finished"]


@pytest.mark.parametrize(
    ("action", "why", "end", "means", "outcome"),
    [
        ("stay", Unasked.NOT_TAKEN, "not_made", None, "not_begun"),
        ("other_mode", Unasked.OTHER_MODE, "other_means", "other_mode", "other_mode"),
    ],
)
def test_no_way_back_without_a_way_out(
    tmp_path: Path, action: str, why: Unasked, end: str, means: str | None, outcome: str
) -> None:
    """The party of nine finds no place; nobody asks for its way back, a party of two has both."""
    who = {"rider": {"on_rejection": {"action": action}}}
    tours = [[OUT | {"party": 9}, BACK | {"party": 9}], [OUT | {"party": 2}, BACK | {"party": 2}]]
    result = result_of(tmp_path, tours, {"bus": bus()}, who)
    assert told(result, "end", "means") == {
        "0-1": ("rejected", "none" if means is None else means), "0-2": (end, means),
        "1-1": ("served", "bus"), "1-2": ("served", "bus"),
    }  # fmt: skip
    assert rows_of(result, Event.NOT_ASKED) == [(clock(8), "0-2", why)]
    assert result.tour_ends["outcome"].tolist() == [outcome, "finished"]
    assert (result.kpis["requests"], result.kpis["rejected"]) == (3, 1)
    assert result.kpis["tour_trips_not_made"] == int(end == "not_made")


def test_nobody_out_nobody_back_and_the_seat_is_free(tmp_path: Path) -> None:
    """Both ways are booked at 07:00; nobody comes at 08:00, and then the ride back is taken back."""
    who = {"rider": {"no_show": 1}}
    ahead = {"asks": "07:00"}
    result = result_of(tmp_path, [[OUT | ahead, BACK | ahead]], {"bus": bus()}, who)
    assert told(result, "end") == {"0-1": "no_show", "0-2": "cancelled"}
    assert rows_of(result, Event.ACCEPTED)[0][0] == rows_of(result, Event.ACCEPTED)[1][0] == clock(7)
    assert rows_of(result, Event.TOUR_CUT) == [(clock(8), "0-2", Unasked.ABSENT)]
    assert rows_of(result, Event.CANCELLED) == [(clock(8), "0-2", 3600)]
    assert result.kpis["tour_rides_taken_back"] == 1
    assert not (result.events["kind"] == Event.BOARDED).any()


@pytest.mark.slow
def test_cancelled_out_cancelled_back(tmp_path: Path) -> None:
    who = {"rider": {"cancellation": 1}}
    result = result_of(tmp_path, [[OUT | {"asks": "07:00"}, BACK | {"asks": "07:00"}]], {"bus": bus()}, who)
    (cancelled, _, _), (back_s, back, _) = rows_of(result, Event.CANCELLED)
    assert (back, back_s, cancelled < clock(8)) == ("0-2", cancelled, True)
    assert told(result, "end") == {"0-1": "cancelled", "0-2": "cancelled"}


def test_who_asks_ahead_is_answered_first_on_the_way_out(tmp_path: Path) -> None:
    """The way back is asked for at 06:00, before the way out, at 07:00: it waits until that is booked."""
    result = result_of(tmp_path, [[OUT | {"asks": "07:00"}, BACK | {"asks": "06:00"}]], {"bus": bus()})
    assert [(at, who) for at, who, _ in rows_of(result, Event.SUBMITTED)] == [(clock(7), "0-1"), (clock(7), "0-2")]
    assert told(result, "end") == {"0-1": "served", "0-2": "served"}
    assert result.tour_requests["submitted_s"].tolist() == [clock(6), clock(7)]  # the way back has number 0
    assert result.requests.set_index("request_id")["submitted_s"].to_dict() == {"0-1": clock(7), "0-2": clock(7)}


def test_who_comes_later_than_they_would_leave_leaves_when_there(tmp_path: Path) -> None:
    """On foot it takes 66:40 minutes; they wanted to leave again at 09:00, and do so at 09:06:40, without a wait."""
    there_s = clock(8) + 4000
    result = result_of(tmp_path, [[OUT, BACK | {"asks": "07:00"}]], {"walk": WALK})
    assert told(result, "departure_s", "arrival_s") == {
        "0-1": (clock(8), there_s), "0-2": (there_s, there_s + 4000),
    }  # fmt: skip
    assert told(result, "submitted_s", "desired_departure_s")["0-2"] == (there_s, there_s)
    assert result.tour_requests["earliest_departure_s"].tolist() == [clock(9), clock(8)]


@pytest.mark.parametrize(("own", "lasts_s"), [(CAR, 300), pytest.param(BIKE, 1200, marks=pytest.mark.slow)])
def test_what_went_out_comes_back_though_the_bus_is_asked_first(tmp_path: Path, own: Settings, lasts_s: int) -> None:
    """The bus takes nobody at 08:00; at 09:00 it would, but they have their own vehicle with them."""
    services = {"bus": bus(hours=["08:30", "24:00"]), "own": own}
    result = result_of(tmp_path, [[OUT, BACK]], services)
    assert told(result, "service", "departure_s", "arrival_s") == {
        "0-1": ("own", clock(8), clock(8) + lasts_s), "0-2": ("own", clock(9), clock(9) + lasts_s),
    }  # fmt: skip
    assert rows_of(result, Event.SAME_MEANS) == [(clock(9), "0-2", 1)]


@pytest.mark.parametrize("own", [pytest.param(CAR, marks=pytest.mark.slow), BIKE])
def test_what_stayed_at_home_is_not_there_on_the_way_back(tmp_path: Path, own: Settings) -> None:
    services = {"bus": bus(hours=["07:00", "08:30"]), "own": own}
    result = result_of(tmp_path, [[OUT, BACK]], services)
    assert told(result, "service", "end", "reason") == {
        "0-1": ("bus", "served", None), "0-2": ("own", "rejected", "no_vehicle"),
    }  # fmt: skip
    assert result.tour_ends["outcome"].tolist() == ["home_otherwise"]
    assert result.kpis["people_home_otherwise"] == 1


@pytest.mark.slow
def test_only_who_has_the_car_that_day_goes_by_it(tmp_path: Path) -> None:
    tours = [[OUT | {"car": has_it}, BACK | {"car": has_it}] for has_it in (0, 1)]
    result = result_of(tmp_path, tours, {"own": CAR, "walk": WALK})
    assert told(result, "service") == {"0-1": "walk", "0-2": "walk", "1-1": "own", "1-2": "own"}


def test_who_rode_out_and_gets_nothing_back_came_home_otherwise_and_begins_the_next_tour(tmp_path: Path) -> None:
    tours = [[OUT, BACK], [{"from": 0, "to": 3, "at": "11:00", "person": 0}, {"from": 3, "to": 0, "at": "12:00",
             "person": 0}]]  # fmt: skip
    services = {"bus": bus(hours=["07:00", "08:30"]), "later": bus(hours=["10:00", "24:00"])}
    result = result_of(tmp_path, tours, services)
    assert told(result, "end") == {"0-1": "served", "0-2": "rejected", "1-1": "served", "1-2": "served"}
    assert result.tour_ends["outcome"].tolist() == ["home_otherwise", "finished"]


def test_a_ride_booked_for_who_is_not_there_is_taken_back(tmp_path: Path) -> None:
    """With five minutes a stop the way out is to end at 08:10; one rider more makes that 08:15, too late for 08:12."""
    tours = [
        [OUT | {"asks": "07:00"}, BACK | {"at": "08:12", "asks": "07:00"}],
        [{"from": 1, "to": 9, "at": "08:00", "asks": "07:30"}],
    ]
    result = result_of(tmp_path, tours, {"bus": bus(dwell="5 min")})
    assert told(result, "end", "arrival_s")["0-1"] == ("served", clock(8, 15))
    assert rows_of(result, Event.ACCEPTED)[:2] == [(clock(7), "0-1", clock(8)), (clock(7), "0-2", clock(8, 12))]
    assert rows_of(result, Event.TOUR_CUT) == [(clock(8, 12) - 1, "0-2", Unasked.TOO_LATE)]
    assert result.tour_ends["broken_by"].fillna("").tolist() == ["cancelled", ""]


def test_who_would_not_be_there_asks_when_they_are(tmp_path: Path) -> None:
    """The way out is to end at 08:10, when they wanted to leave: nothing is booked ahead of that."""
    tours = [[OUT | {"asks": "07:00"}, BACK | {"at": "08:10", "asks": "07:00"}]]
    result = result_of(tmp_path, tours, {"bus": bus(dwell="5 min")})
    assert rows_of(result, Event.SUBMITTED) == [(clock(7), "0-1", 0), (clock(8, 10), "0-2", 0)]
    assert told(result, "departure_s", "desired_departure_s")["0-2"] == (clock(8, 10), clock(8, 10))


@pytest.mark.slow
def test_trips_before_the_first_of_a_demand_are_sure_and_on_foot(tmp_path: Path) -> None:
    """Whose demand begins on the way has nothing with them that was left at home."""
    back = BACK | {"position": 3}
    result = result_of(tmp_path, [[back]], {"own": CAR, "bike": BIKE, "walk": WALK})
    assert told(result, "service") == {"0-1": "walk"}


def station(node: int) -> Settings:
    place = {"lon": float(NETWORK.lon[node]), "lat": float(NETWORK.lat[node])}
    return {"id": f"s{node}", **place, "capacity": 2, "cars": 1}


def test_who_keeps_a_car_until_they_are_home_asks_for_nothing_on_the_way(tmp_path: Path) -> None:
    cars = {
        "kind": "carsharing", "mode": "round_trip", "car_types": {"small": {}}, "stations": [station(0)],
        "booking": {"buffer": "0 s"},
    }  # fmt: skip
    result = result_of(tmp_path, [[OUT, BACK]], {"cars": cars, "bus": bus()})
    assert told(result, "service", "end") == {"0-1": ("cars", "served"), "0-2": (None, "in_rental")}
    assert result.tour_ends["outcome"].tolist() == ["finished"]
    assert result.kpis["common_requests"] == result.kpis["common_served"] == 1


@pytest.mark.slow
def test_a_car_that_is_to_be_brought_back_is_lent_at_home_only(tmp_path: Path) -> None:
    cars = {
        "kind": "carsharing", "mode": "round_trip", "car_types": {"small": {}}, "stations": [station(5)],
        "booking": {"buffer": "0 s"},
    }  # fmt: skip
    result = result_of(tmp_path, [[OUT, BACK]], {"cars": cars, "bus": bus()})
    assert told(result, "service", "end") == {"0-1": ("bus", "served"), "0-2": ("bus", "served")}


@pytest.mark.slow
def test_cars_one_way_are_booked_trip_by_trip(tmp_path: Path) -> None:
    """Walks of nobody: both ends are stations; a car is there for each way."""
    cars = {
        "kind": "carsharing", "mode": "one_way", "car_types": {"small": {}}, "stations": [station(0), station(5)],
        "booking": {"buffer": "0 s"},
    }  # fmt: skip
    result = result_of(tmp_path, [[OUT, BACK]], {"cars": cars})
    assert told(result, "service", "end", "departure_s") == {
        "0-1": ("cars", "served", clock(8)), "0-2": ("cars", "served", clock(9)),
    }  # fmt: skip
    assert result.tour_ends["outcome"].tolist() == ["finished"]


@pytest.mark.slow
@pytest.mark.parametrize("why", ["no_show", "cancellation"])
def test_a_car_booked_for_the_way_back_is_taken_back(tmp_path: Path, why: str) -> None:
    """Nobody comes to the car of the way out, or it is cancelled: that of the way back is free again."""
    cars = {
        "kind": "carsharing", "mode": "one_way", "car_types": {"small": {}}, "stations": [station(0), station(5)],
        "booking": {"buffer": "0 s", why: 1},
    }  # fmt: skip
    ahead = {"asks": "07:00"}
    result = result_of(tmp_path, [[OUT | ahead, BACK | ahead]], {"cars": cars})
    assert told(result, "end")["0-1"] == ("no_show" if why == "no_show" else "cancelled")
    assert told(result, "end")["0-2"] in ("no_show", "cancelled")
    assert result.tour_ends["outcome"].tolist() == ["not_begun"]


@pytest.mark.slow
def test_a_walk_booked_ahead_is_taken_back(tmp_path: Path) -> None:
    """The bus that nobody comes to is asked first; later it does not run, and who asks then wants to walk."""
    services = {"bus": bus(hours=["07:00", "08:30"]), "walk": WALK}
    ahead = {"asks": "07:00"}
    result = result_of(
        tmp_path, [[OUT | ahead, BACK | ahead]], services, {"rider": {"asks": ["bus", "walk"], "no_show": 1}}
    )
    assert told(result, "end", "service") == {"0-1": ("no_show", "bus"), "0-2": ("cancelled", "walk")}
    assert rows_of(result, Event.CANCELLED) == [(clock(8), "0-2", 3600)]
