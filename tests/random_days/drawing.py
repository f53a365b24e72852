"""Draw a scenario by chance: a folder with its files, small enough for a fraction of a second."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.speed.rural_graph import rural_graph
from simulator.clock import format_clock
from simulator.network.files import write_network
from simulator.network.graph import RoadNetwork
from tests.random_days.before import write_ecology
from tests.random_days.companions import with_companions, with_some_before_roads_change
from tests.random_days.lines import write_lines
from tests.random_days.people import with_people
from tests.random_days.relations import write_relations
from tests.random_days.rules import offer_feeder_first, write_rules
from tests.random_days.tariffs import write_tariffs
from tests.random_days.tours import with_tours

HOUR = 3600
DAY = 24 * HOUR
# Of all types, in Brandenburg, and around both changes of the clock.
FIRST_DAYS = (
    date(2022, 3, 2), date(2022, 5, 6), date(2021, 10, 13), date(2021, 10, 14), date(2022, 5, 7), date(2022, 5, 8),
    date(2022, 3, 26), date(2022, 3, 27), date(2022, 10, 29), date(2022, 10, 30),
)  # fmt: skip
NETWORKS = 12  # different ones; each is built once per process
NODES = 90
OWN_MEANS = 2_000_000  # a chance of its own, so that days without are what they were before
CALENDARS = 3_000_000
DATED = 1_000_000  # beyond the number of any day
VARIED = 3_000_000
SECOND = 4_000_000
SEARCHED = 5_000_000
LINES = 6_000_000
RULES = 7_000_000
PASSENGERS = 8_000_000
TASTES = 9_000_000
GATEWAYS = 13_000_000
TICKETS = 10_000_000
DELAYS = 11_000_000
FEEDERS = 12_000_000
FEEDERS_FIRST = 14_000_000
CARS_TO_STATIONS = 15_000_000
TOURS = 16_000_000
PEOPLE = 17_000_000
COMPANIONS = 18_000_000
EXPECTATIONS = 21_000_000
REPLANNED = 19_000_000
WORKS = 20_000_000
TARIFFS = 51_000_000
ECOLOGY = 52_000_000
RELATIONS = 23_000_000
Settings = dict[str, Any]


class Draw:
    """One scenario's chance: a seeded generator with the few words the drawing needs."""

    def __init__(self, number: int) -> None:
        self.random = np.random.default_rng(number)

    def coin(self, share: float) -> bool:
        """Return True with this probability."""
        return bool(self.random.random() < share)

    def one_of(self, *values: Any) -> Any:
        """Return one of the values, all alike."""
        return values[int(self.random.integers(len(values)))]

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return int(self.random.integers(low, high + 1))


class Region:
    """A road network and places in it: at junctions, between them, and a little off the road."""

    def __init__(self, number: int) -> None:
        self.network: RoadNetwork = rural_graph(NODES, 1 + number)

    def place(self, draw: Draw) -> dict[str, float]:
        """Return a place anywhere in the region."""
        arc = draw.whole(0, self.network.arc_count - 1)
        tail, head = int(self.network.tail[arc]), int(self.network.head[arc])
        along = draw.one_of(0.0, 0.0, draw.random.random())
        off = draw.random.normal(0, 0.0004, 2) if draw.coin(0.5) else (0.0, 0.0)
        lon = (1 - along) * self.network.lon[tail] + along * self.network.lon[head] + off[0]
        lat = (1 - along) * self.network.lat[tail] + along * self.network.lat[head] + off[1]
        return {"lon": round(float(lon), 6), "lat": round(float(lat), 6)}


_REGIONS: dict[int, Region] = {}


def region(number: int) -> Region:
    """Return one of the regions."""
    if number not in _REGIONS:
        _REGIONS[number] = Region(number)
    return _REGIONS[number]


def write_day(number: int, folder: Path, *, borders: bool = False) -> Path:
    """Write scenario number ``number`` with all its files; return the path of the scenario file.

    borders: give places to every other day, and a rule about who may cross which border.
    """
    draw = Draw(number)
    where = region(number % NETWORKS)
    write_network(where.network, folder / "network")
    night = draw.coin(0.3)
    last = (29 if night else 22) * HOUR
    settings: Settings = {
        "name": "random-day",
        "seed": number,
        "network": {"file": "network"},
        "calendar": {"first_day": FIRST_DAYS[number % len(FIRST_DAYS)].isoformat(), "state": "BB"},
        "demand": {"kind": "file", "requests_file": "requests.csv"},
    }
    rides: Settings = {
        **_service(draw, last),
        "limits": _limits(draw),
    }
    classes = _classes(draw)
    rides |= {
        "dispatch": _dispatch(draw, where),
        "fares": {"per_rider": "3 EUR", "per_km": "0.1 EUR"},
        "costs": {"per_vehicle_hour": "40 EUR"},
    }
    settings |= {"people": {"classes": classes}, "services": {"random": rides}}
    if draw.coin(0.25):
        settings["network"]["changes"] = [_road_change(draw, where)]
    electric = draw.coin(0.5)
    rides["fleet"] = _fleet(draw, where, last, electric=electric)
    if electric:
        sites, rides["charging"] = _charging(draw, where)
        settings["energy"] = {"sites": sites, "weather": {"temperature_c": draw.one_of(20, 5, -12)}}
    free = not electric and "drivers" not in rides["fleet"]["bus"]  # to be late
    changes = _dated_changes(number, where, surprises=free)
    settings["network"].setdefault("changes", []).extend(changes)
    _variation(Draw(VARIED + number), settings, rides, freely=free and not changes, dated=bool(changes))
    if draw.coin(0.65):
        cars = settings["services"]["cars"] = _cars(draw, where, settings["calendar"])
        if electric:
            cars["start_level"] = rides["charging"]["start_level"]
        for kind in classes.values():
            first = draw.one_of("random", "random", "cars")
            kind["asks"] = [first]
            if draw.coin(0.4):
                kind["asks"] = [first, "random" if first == "cars" else "cars"]
                kind.pop("on_rejection", None)
        if cars["demand"]:
            _bookings(draw, where, cars, settings["calendar"]).to_csv(folder / "bookings.csv", index=False)
    _own_means(Draw(OWN_MEANS + number), settings)
    if Draw(REPLANNED + number).coin(0.4):
        rides["dispatch"]["replan"]["when"] = "every_request"
    if not changes and Draw(SEARCHED + number).coin(0.6):
        settings["network"]["travel_times"] = "search"
    _second(Draw(SECOND + number), where, settings)
    usual = tuple(classes)
    _lines(Draw(LINES + number), where, settings, folder)
    write_rules(Draw(RULES + number), where, settings, folder)
    _delays(Draw(DELAYS + number), settings)
    _feeder(Draw(FEEDERS + number), settings)
    offer_feeder_first(Draw(FEEDERS_FIRST + number), settings["services"])
    if borders:
        write_relations(Draw(RELATIONS + number), where, settings, folder)
    _cars_to_stations(Draw(CARS_TO_STATIONS + number), where, settings)
    _tastes(Draw(TASTES + number), classes)
    _tickets(Draw(TICKETS + number), classes, settings["services"])
    days = _days(Draw(CALENDARS + number), settings["calendar"], rides)
    write_tariffs(Draw(TARIFFS + number), where, settings, folder)
    asked = _requests(draw, where, last, usual, days)
    if len(classes) > len(usual):
        more = _requests(Draw(PASSENGERS + number), where, last, tuple(classes)[len(usual) :], days)
        asked = pd.concat([asked, more.assign(request_id="by line " + more["request_id"])])
    asked = with_companions(Draw(COMPANIONS + number), asked)
    asked = with_some_before_roads_change(Draw(WORKS + number), asked, changes, settings["calendar"]["first_day"])
    asked = with_tours(Draw(TOURS + number), _gateways(Draw(GATEWAYS + number), settings, asked))
    asked.to_csv(folder / "requests.csv", index=False)
    _stops(draw, where).to_csv(folder / "stops.csv", index=False)
    with_people(Draw(PEOPLE + number), where, settings, folder)
    _expectations(Draw(EXPECTATIONS + number), settings, folder)
    write_ecology(Draw(ECOLOGY + number), settings)
    path = folder / "day.yaml"
    path.write_text(json.dumps(settings, indent=1), encoding="utf-8")
    return path


def _variation(draw: Draw, settings: Settings, rides: Settings, *, freely: bool, dated: bool) -> None:
    """Let drives and stops take other times than planned on every day where nobody minds, and on many others."""
    if freely or draw.coin(0.6):
        by_class = {"secondary": 0.1, "residential": 0.5} if draw.coin(0.7) and not dated else {}
        settings["network"]["variation"] = {"spread": 0.25, "by_class": by_class}
        rides["dwell_variation"] = {"spread": 0.4}
        if not freely:  # some shifts have no room for breaks sooner
            rides["variation_reserve"] = 0.0 if "drivers" in rides["fleet"]["bus"] else 0.1


def _service(draw: Draw, last: int) -> Settings:
    service: Settings = {
        "kind": "ridepooling",
        "hours": [format_clock(6 * HOUR), format_clock(last)],
        "dwell_s": draw.one_of(0, 30, 90),
        "dwell_per_rider_s": draw.one_of(0, 10),
        "pooling": draw.coin(0.9),
    }
    if draw.coin(0.4):
        return service | {"mode": "door_to_door"} | _offers(draw, best=False)
    service |= {"mode": "stop_based", "stops_file": "stops.csv", "walk": {"limit": draw.one_of("1 km", "2500 m")}}
    best = draw.coin(0.6)
    return service | {"stop_choice": "best" if best else "nearest"} | _offers(draw, best=best)


def _offers(draw: Draw, *, best: bool) -> Settings:
    if draw.coin(0.5):
        return {}
    offers = {"most": draw.whole(2, 4), "step": "10 min", "steps": draw.whole(0, 3)}
    return {"offers": offers | ({"other_stops": True} if best and draw.coin(0.5) else {})}


def _limits(draw: Draw) -> Settings:
    return {
        "default": {"max_wait": draw.one_of("10 min", "20 min"), "max_ride_beta": "10 min"},
        "tight": {
            "max_ride_alpha": 1.3, "max_ride_beta": "3 min", "promise_before": "2 min", "promise_after": "8 min",
            "max_travel_alpha": 1.1, "max_travel_beta": "8 min",
            "notice": draw.one_of("0 s", "30 min"), "booking_horizon": draw.one_of("3 h", "48 h"),
        },
        "soft": {
            "max_wait": "1 min", "hard": False, "promise_dropoff_after": "5 min", "max_travel_alpha": 1,
            "max_travel_beta": "2 min", "notice": draw.one_of("0 s", "10 min")
        },
    }  # fmt: skip


def _classes(draw: Draw) -> Settings:
    choices: tuple[Settings, ...] = (
        {},
        {"model": "threshold", "max_wait": "12 min", "max_shift": "20 min"},
        {"model": "logit", "constant": 2, "per_wait_min": -0.1, "per_shift_min": -0.05, "per_eur": -0.05},
    )
    rejected = {"action": "retry", "retry_after": "40 min", "max_retries": 4}
    return {
        "adult": {"choice": draw.one_of(*choices), **({"on_rejection": rejected} if draw.coin(0.8) else {})},
        "patient": {"limits": draw.one_of("tight", "soft"), "choice": draw.one_of(*choices)},
        "fickle": {
            "limits": draw.one_of("soft", "soft", "default"), "cancellation": 0.3, "no_show": 0.3,
            "on_rejection": draw.one_of({"action": "stay"}, rejected),
        },
    }  # fmt: skip


def _dispatch(draw: Draw, where: Region) -> Settings:
    place = {"name": "square", **where.place(draw)}
    return {
        "policy": draw.one_of(*["insertion"] * 5, "nearest_idle"),
        "weights": {"vehicle_time": 1, "wait": draw.one_of(0, 1), "ride": draw.one_of(0, 0.5), "walk": 1},
        "diversion": draw.coin(0.7),
        "wait_at": draw.one_of("previous_stop", "next_stop"),
        "idle": draw.one_of(
            {},
            {"policy": "depot", "after": "5 min"},
            {"policy": "waiting_place", "places": [place]},
            {"policy": "expected_demand", "history_file": "requests.csv", "zone": "4 km", "every": "20 min"},
        ),
        "replan": {
            "when": draw.one_of("never", "on_rejection", "every_request"),
            "iterations": 30,
            "vehicles": 2,  # of up to five
        },
        "answer": draw.one_of({}, {}, {"when": "before_departure", "lead": "30 min"}, {"when": "evening_before"}),
        "retry_every_s": draw.one_of(None, 300),
    }


def _road_change(draw: Draw, where: Region) -> Settings:
    change: Settings = {"name": "works", "within": {**where.place(draw), "radius": "700 m"}}
    return change | draw.one_of({"closed": True}, {"speed_factor": 0.4})


def _dated_changes(number: int, where: Region, *, surprises: bool) -> list[Settings]:
    """Return changes of the roads that come and go, on some days; by a chance of their own, so that days stay alike."""
    draw = Draw(DATED + number)
    changes: list[Settings] = []
    while draw.coin(0.6) and len(changes) < 3:
        change = {**_road_change(draw, where), "name": f"change {len(changes)}"}
        from_s, lasts_s = 60 * draw.whole(360, 1080), draw.whole(1, 5) * HOUR
        if draw.coin(0.15):
            change["hours"] = [format_clock(from_s), format_clock(from_s + HOUR)]
        else:
            change |= {"from": format_clock(from_s), "until": format_clock(from_s + lasts_s)}
            if surprises and draw.coin(0.8):
                change["known_from"] = format_clock(from_s - draw.one_of(0, 0, HOUR))
        changes.append(change)
    return changes


def _fleet(draw: Draw, where: Region, last: int, *, electric: bool) -> Settings:
    depots = [{"name": f"depot {number}", **where.place(draw)} for number in range(draw.whole(1, 2))]
    bus: Settings = {"count": draw.whole(1, 4), "seats": draw.whole(2, 8), "wheelchairs": 1, "depots": depots}
    if draw.coin(0.35):
        rules = {"break": "15 min", "break_after_driving": "3 h", "break_after_work": draw.one_of("4 h", "6 h")}
        early = {"start": [5 * HOUR, 6 * HOUR], "end": [14 * HOUR, 15 * HOUR]}
        late = {"start": [14 * HOUR, 14 * HOUR], "end": [last + HOUR // 2, last + HOUR]}
        shifts = [{key: [format_clock(s) for s in span] for key, span in one.items()} for one in (early, late)]
        if last > 22 * HOUR:
            shifts = [{"start": ["16:00", "17:00"], "end": [format_clock(last - HOUR), format_clock(last)]}]
        bus["drivers"] = {"shifts": shifts, "rules": rules | {"most_work": "14 h", "rest": "8 h"}}
    else:
        bus["shift"] = [format_clock(5 * HOUR), format_clock(last + draw.one_of(HOUR, 2 * HOUR))]
    if electric:
        bus |= {
            "drivetrain": "battery", "energy": "0.4 kWh/km", "drag_share": 0.2, "store": f"{draw.one_of(15, 40)} kWh",
            "charge_ac": "11 kW", "charge_dc": "50 kW", "charge_curve": [[0, 1], [0.7, 0.4]],
            "charging_efficiency": 0.9, "co2": "363 g/kWh",
        }  # fmt: skip
    fleet = {"bus": bus}
    if draw.coin(0.3):
        fleet["taxi"] = {
            "count": 1, "seats": 3, "depots": depots[:1],
            "shift": [format_clock(7 * HOUR), format_clock(last + HOUR)], "drivetrain": "diesel",
        }  # fmt: skip
    return fleet


def _charging(draw: Draw, where: Region) -> tuple[list[Settings], Settings]:
    """Return charging sites, and how the vehicles charge."""
    hours = draw.one_of(["00:00", "24:00"], ["08:00", "20:00"], ["22:00", "30:00"])
    yard = {"name": "yard", "place": "depots", "plugs": draw.one_of(1, 1, 4), "power": "22 kW", "eur_per_kwh": 0.3}
    town = {"name": "town", **where.place(draw), "plugs": 1, "power": "50 kW", "grid": "40 kW", "hours": hours}
    rule = {"policy": draw.one_of("threshold", "opportunity", "overnight", "price_aware")}
    sites = [site for site, there in ((yard, 0.8), (town, 0.7)) if draw.coin(there)] or [yard]
    rule |= {"below": 0.5, "until": draw.one_of(0.7, 0.9), "available_from": 0.5, "after": "5 min"}
    return sites, rule | {"start_level": draw.one_of(1.0, 0.4)}


def _cars(draw: Draw, where: Region, calendar: Settings) -> Settings:
    mode = draw.one_of("round_trip", "one_way", "one_way", "free_floating")
    car = {
        "seats": 4, "drivetrain": "battery", "energy": "0.15 kWh/km", "store": draw.one_of("12 kWh", "30 kWh"),
        "charge_ac": "11 kW", "charging_efficiency": 0.9,
    }  # fmt: skip
    calendar |= {"days": draw.one_of(1, 2), "warm_up": draw.one_of(0, 1)}
    cars: Settings = {
        "kind": "carsharing",
        "mode": mode,
        "car_types": {"small": car if draw.coin(0.7) else {"seats": 4}},
        "booking": {
            "walk": draw.one_of("2 km", "5 km"), "buffer": draw.one_of("0 s", "0 s", "15 min"), "late_share": 0.9,
            "late_mean": "90 min", "cancellation": 0.2, "no_show": 0.25, "patience": "10 min",
        },
        "demand": {"bookings_file": "bookings.csv"} if draw.coin(0.85) else {},
        "fares": {"per_hour": "1 EUR", "per_night_hour": "0.5 EUR", "hours": ["08:00", "20:00"], "per_km": "0.3 EUR"},
    }  # fmt: skip
    if mode == "free_floating":
        lon, lat = where.network.lon, where.network.lat
        west, east, south, north = lon.min() - 1, (lon.min() + 2 * lon.max()) / 3, lat.min() - 1, lat.max() + 1
        cars["zones"] = [{"name": "west", "polygon": [[west, south], [east, south], [east, north], [west, north]]}]
        cars["car_types"]["small"]["count"] = draw.whole(2, 5)
    else:
        cars["stations"] = [
            {
                "id": f"s{number}",
                **where.place(draw),
                "capacity": 4,
                "cars": draw.one_of(0, 2, 3) if number > 1 else 3,
                "chargers": draw.whole(0, 2),
            }
            for number in range(4)
        ]
    if mode != "round_trip" and draw.coin(0.85):
        hours = draw.one_of(["06:00", "22:00"], ["20:00", "30:00"])
        cars["relocation"] = {"policy": "balance", "every": "20 min", "hours": hours, "staff": draw.whole(1, 2)}
    if mode == "round_trip" and draw.coin(0.5):
        cars["community"] = [
            {"institution": "town hall", "car": "s0-1", "hours": ["08:00", "12:00"], "length": "20 km"}
        ]
    return cars


def _own_means(draw: Draw, settings: Settings) -> None:
    """Let people go by themselves on some days: when nobody else takes them, or if they like that better."""
    if not draw.coin(0.35):
        return
    by = draw.one_of("walk", "bike", "car")
    own = {"kind": "own_means", "by": by, "available": draw.one_of(1, 0.5), "costs": {"per_km": "0.2 EUR"}}
    settings["services"]["own"] = own | ({} if by == "car" else {"detour_factor": draw.one_of(1, 1.2)})
    for kind in settings["people"]["classes"].values():
        first, *others = kind.get("asks", ["random"])
        if first == "random" and draw.coin(0.5):
            kind["asks"] = [["random", "own"], *others]
        else:
            kind["asks"] = [first, *others, "own"]
            kind.pop("on_rejection", None)


def _lines(draw: Draw, where: Region, settings: Settings, folder: Path) -> None:
    """Let buses and trains run by a timetable on some days, for people who want to go by them, and for some others."""
    if not draw.coin(0.65):
        return
    settings["services"]["lines"] = write_lines(draw, where, folder / "feed")
    classes = settings["people"]["classes"]
    for kind in classes.values():
        if draw.coin(0.25):
            kind["asks"] = [*kind.get("asks", ["random"]), "lines"]
            if kind.get("on_rejection", {}).get("action") != "retry":
                kind.pop("on_rejection", None)
    classes["passenger"] = {"asks": draw.one_of(["lines"], ["lines", "random"], [["random", "lines"]])}
    if draw.coin(0.5):
        vehicles: Settings = draw.one_of(
            {}, {"per_vehicle_year": "31000 EUR"}, {"per_vehicle_year": "1 EUR", "vehicles": 5}
        )
        settings["services"]["lines"]["costs"] = vehicles | {
            "per_vehicle_hour": "41.50 EUR", "per_km": "0.77 EUR", "layover_factor": 1.15, "way_factor": 1.3,
            "route_types": draw.one_of(["bus"], ["bus", "rail"]),
        }  # fmt: skip


def _gateways(draw: Draw, settings: Settings, asked: pd.DataFrame) -> pd.DataFrame:
    """Let some people go to stops that count as places outside on some days, or come from there."""
    if "lines" not in settings["services"] or not draw.coin(0.6):
        return asked
    places = [{"name": "Far", "stops": ["Stop 0", "Stop 1"]}, {"name": "Farther", "stops": ["s2"]}]
    settings["demand"]["gateways"] = {"places": places}
    end, name = (np.array([draw.one_of(*some) for _ in asked.index]) for some in (
        ("origin", "destination", "", "", ""), ("Far", "Farther")
    ))  # fmt: skip
    for which in ("origin", "destination"):
        asked[f"{which}_gateway"] = np.where(end == which, name, "")
        for axis in ("lon", "lat"):
            asked[f"{which}_{axis}"] = asked[f"{which}_{axis}"].mask(end == which)
    return asked


def _delays(draw: Draw, settings: Settings) -> None:
    """Let buses and trains be late on some days."""
    if "lines" in settings["services"] and draw.coin(0.8):
        settings["services"]["lines"]["delays"] = {
            "punctual": {"published": None, "rail": draw.one_of(0.3, 0.6), "bus": draw.one_of(0.3, 0.8)},
            "within": "5 min", "recovery": draw.one_of(0, 0.05, 0.5), "seen": draw.one_of("0 min", "10 min", "2 h"),
        }  # fmt: skip


def _feeder(draw: Draw, settings: Settings) -> None:
    """Let rides on demand and by timetable be parts of one journey on some days, for people of their own."""
    services = settings["services"]
    if "lines" not in services or services["random"]["dispatch"]["policy"] != "insertion" or not draw.coin(0.9):
        return
    services["feeder"] = {
        "kind": "feeder", "on_demand": "random", "timetable": "lines",
        "hubs": {"route_types": ["rail", "bus"], "most": draw.whole(2, 5)},
        "buffer": draw.one_of("0 min", "2 min", "5 min"), "window": draw.one_of("0 min", "10 min"),
        "max_transfer_wait": draw.one_of("15 min", "40 min"), "longest_wait": draw.one_of("45 min", "2 h"),
        "longest": "4 h", "most_changes": draw.one_of(0, 1, 2), "direct": draw.coin(0.3),
        "hold": draw.one_of("0 min", "5 min", "20 min"),
    }  # fmt: skip
    settings["people"]["classes"]["commuter"] = {
        "asks": draw.one_of(["feeder"], ["feeder", "random"], [["feeder", "lines"]], ["lines", "feeder"]),
        "cancellation": 0.15, "no_show": 0.15,
    }  # fmt: skip
    if draw.coin(0.6):
        services["bikes"] = {
            "kind": "own_means", "by": "bike", "available": draw.one_of(1, {"commuter": 0.6}),
            "costs": {"per_trip": draw.one_of("0 EUR", "0.35 EUR"), "per_km": "0.07 EUR"},
        }  # fmt: skip
        services["feeder"]["access"] = {"bike": "bikes", "longest": draw.one_of("10 min", "40 min")}


def _cars_to_stations(draw: Draw, where: Region, settings: Settings) -> None:
    """Let some drive shared cars to stations on some days with a feeder: those there are, or some of its own."""
    services = settings["services"]
    if "feeder" not in services or not draw.coin(0.6):
        return
    name = "cars"
    if services.get("cars", {}).get("mode", "round_trip") == "round_trip":
        name = "rental"
        services[name] = {
            "kind": "carsharing", "mode": "one_way", "car_types": {"small": {"drivetrain": "diesel", "seats": 4}},
            "stations": [{"id": f"r{number}", **where.place(draw), "capacity": 3, "cars": 2} for number in range(5)],
            "booking": {"walk": "5 km", "buffer": "0 min"}, "fares": {"per_hour": "1 EUR"},
        }  # fmt: skip
    drivers = draw.one_of(1, {"commuter": 0.8})
    access = services["feeder"].setdefault("access", {"longest": draw.one_of("40 min", "90 min")})
    access |= {"car": name, "drivers": drivers}


def _tastes(draw: Draw, classes: Settings) -> None:
    """Let many who compare weigh each service in its own way, and like it more or less as they like the others."""
    for kind in classes.values():
        for compared in kind.get("asks", ()):
            if isinstance(compared, list) and draw.coin(0.7):
                kind["choice"] = {
                    "model": "nested_logit", "per_wait_min": -0.05, "per_walk_min": -0.05, "per_eur": -0.1,
                    "per_change": -0.5, "per_change_wait_min": -0.1, "staying": draw.one_of(-3, 0),
                    "of": {
                        name: {"constant": draw.one_of(0, 1, 2), "per_ride_min": draw.one_of(-0.05, -0.02)}
                        for name in compared
                    },
                    "nests": {"alike": {"of": compared, "scale": draw.one_of(0.3, 0.7, 1)}},
                }  # fmt: skip


def _second(draw: Draw, where: Region, settings: Settings) -> None:
    """Let some ask a second ridepooling service, too, or alone, on some days; whoever is refused tries again."""
    if not draw.coin(0.35):
        return
    first, depot = settings["services"]["random"], {"name": "yard", **where.place(draw)}
    settings["services"]["second"] = {
        "kind": "ridepooling", "mode": "door_to_door", "hours": first["hours"], "limits": first["limits"],
        "fleet": {"cab": {"count": 1, "seats": draw.whole(1, 4), "depots": [depot]}},
    }  # fmt: skip
    for kind in settings["people"]["classes"].values():
        if draw.coin(0.6):
            kind["asks"] = draw.one_of(["second"], ["random", "second"], [["random", "second"]])
            kind["on_rejection"] = {"action": "retry", "retry_after": "40 min", "max_retries": 4}


def _bookings(draw: Draw, where: Region, cars: Settings, calendar: Settings) -> pd.DataFrame:
    rows = []
    for number in range(draw.whole(10, 40)):
        start_s = 60 * draw.whole(5 * 60, 21 * 60)
        here, there = where.place(draw), where.place(draw)
        day = draw.whole(-calendar["warm_up"], calendar["days"] - 1)
        row = {
            "booking_id": f"b{number}", "day": day, "start": format_clock(start_s),
            "end": format_clock(start_s + 60 * draw.whole(20, 180)),
            "submitted": format_clock(max(0, start_s - draw.one_of(0, 1800, 3 * HOUR))),
            "origin_lon": here["lon"], "origin_lat": here["lat"],
        }  # fmt: skip
        if cars["mode"] == "round_trip":
            row |= {"length_km": draw.whole(2, 60), "drive_min": draw.whole(5, 20)}
        else:
            row |= {"destination_lon": there["lon"], "destination_lat": there["lat"]}
        rows.append(row)
    return pd.DataFrame(rows)


class Days:
    """On which days people leave, and how a time is written: with its date, unless all are of the first day."""

    def __init__(self, draw: Draw, calendar: Settings) -> None:
        self._draw, self._first_day = draw, date.fromisoformat(calendar["first_day"])
        self._numbers = range(-calendar.get("warm_up", 0), calendar.get("days", 1))

    def start_s(self) -> int:
        """Return the begin of a day, as clocks count."""
        return DAY * self._draw.one_of(*self._numbers)

    def written(self, *, dated: bool) -> Callable[[int], str]:
        """Return how to write a second; negative ones are on days before the first."""
        return self._date_time if dated or len(self._numbers) > 1 else format_clock

    def _date_time(self, seconds: int) -> str:
        return (datetime.combine(self._first_day, time()) + timedelta(seconds=seconds)).isoformat(sep=" ")


def _days(draw: Draw, calendar: Settings, rides: Settings) -> Days:
    """Draw how many days there are, where nobody did so, and let hours and fares differ by their types on some."""
    calendar.setdefault("days", draw.one_of(1, 2))
    calendar.setdefault("warm_up", draw.one_of(0, 1))
    if draw.coin(0.5):
        begin, end = rides["hours"]
        rides["hours"] = {"weekday": [begin, end], "saturday": ["07:00", end], "sunday": ["08:00", end]}
        rides["fares"]["per_rider"] = {"weekday": "3 EUR", "saturday": "2 EUR", "sunday": "1 EUR"}
    return Days(draw, calendar)


def _tickets(draw: Draw, classes: Settings, services: Settings) -> None:
    """Let some people hold season tickets on some days, and everybody pay surcharges; some journeys have one fare."""
    if draw.coin(0.5):
        for kind in classes.values():
            kind["season_ticket"] = draw.one_of(0, 0.4, 1)
        services["random"]["fares"] |= {"surcharge": "0.5 EUR", "season_ticket": draw.coin(0.8)}
        if "feeder" in services and draw.coin(0.5):
            services["feeder"]["fares"] = {"per_trip": "2.5 EUR", "surcharge": "1 EUR", "season_ticket": draw.coin(0.8)}


def _expectations(draw: Draw, settings: Settings, folder: Path) -> None:
    """Let people expect waits and rejections on some days, other ones in the afternoon."""
    if not draw.coin(0.6):
        return
    told = {"wait": draw.one_of("0 min", "10 min", "40 min"), "rejected": draw.one_of(0, 0.3, 0.9)}
    if draw.coin(0.5):
        rows = [f"random,*,{hour},{draw.whole(0, 30)},{draw.one_of(0, 0.5, 1)}" for hour in range(12, 24)]
        (folder / "cells.csv").write_text("\n".join(["service,zone,hour,wait_min,rejected", *rows]), encoding="utf-8")
        told["cells_file"] = "cells.csv"
    settings["people"]["expectations"] = told | {"rejection_as_wait": draw.one_of("10 min", "1 h")}


def _requests(draw: Draw, where: Region, last: int, classes: tuple[str, ...], days: Days) -> pd.DataFrame:
    rows = []
    dated = draw.coin(0.4)
    written = days.written(dated=dated)
    for number in range(draw.whole(10, 45)):
        day_s = days.start_s()
        earliest_s = day_s - (DAY if dated else 0)
        departure_s = day_s + draw.whole(5 * HOUR + 1800, last)
        here, there = where.place(draw), where.place(draw)
        ahead_s = draw.one_of(0, 0, 900, 2 * HOUR, 14 * HOUR)
        row: Settings = {
            "request_id": f"r{number}", "submitted": written(max(earliest_s, departure_s - ahead_s)),
            "earliest_departure": written(departure_s), "latest_arrival": "", "earliest_arrival": "",
            "origin_lon": here["lon"], "origin_lat": here["lat"],
            "destination_lon": there["lon"], "destination_lat": there["lat"],
            "party_size": draw.one_of(1, 1, 1, 2, 4), "wheelchairs": 0, "traveller_class": draw.one_of(*classes),
        }  # fmt: skip
        if draw.coin(0.15):
            row["latest_arrival"] = written(departure_s + 2 * HOUR)
        elif draw.coin(0.15):
            row["earliest_arrival"] = written(departure_s + HOUR)
        if draw.coin(0.1):
            row["wheelchairs"] = 1
        rows.append(row)
    return pd.DataFrame(rows)


def _stops(draw: Draw, where: Region) -> pd.DataFrame:
    rows = [{"stop_id": f"s{number}", "name": f"Stop {number}", **where.place(draw)} for number in range(40)]
    return pd.DataFrame(rows)
