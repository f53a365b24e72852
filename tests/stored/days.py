"""Small days that have much in common with no other: together they use whatever a scenario can say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from tests.stored.roads import bookings, place, requests, write_town

Settings = dict[str, Any]


class Day(NamedTuple):
    """A scenario without its name, and the tables that it names."""

    settings: Settings
    requests: pd.DataFrame | None = None
    bookings: pd.DataFrame | None = None


def write_day(name: str, folder: Path) -> Path:
    """Write a day with all its files; return its scenario file."""
    day = DAYS[name]
    write_town(folder)
    demand: Settings = {}
    if day.requests is not None:
        day.requests.to_csv(folder / "requests.csv", index=False)
        demand = {"demand": {"kind": "file", "requests_file": "requests.csv", "impossible": "reject"}}
    if day.bookings is not None:
        day.bookings.to_csv(folder / "bookings.csv", index=False)
    path = folder / f"{name}.yaml"
    network = {"file": "network", "max_snap": "1500 m"}
    settings = {"name": name, "title": f"A day of {name}", "network": network, **demand, **day.settings}
    path.write_text(json.dumps(settings, indent=1), encoding="utf-8")
    return path


RETRY = {"action": "retry", "retry_after": "5 min", "max_retries": 2}
LOGIT = {"model": "logit", "constant": 2, "per_wait_min": -0.1, "per_shift_min": -0.05, "per_eur": -0.05,
         "per_ride_min": -0.02, "per_walk_min": -0.05}  # fmt: skip

POOLING = Day(
    {
        "people": {
            "classes": {
                "adult": {"on_rejection": RETRY},
                "patient": {"limits": "tight", "choice": LOGIT},
                "fickle": {"limits": "soft", "cancellation": 0.3, "no_show": 0.3, "on_rejection": {"action": "stay"}},
                "choosy": {"choice": {"model": "threshold", "max_wait": "12 min", "max_shift": "20 min",
                                      "max_detour_factor": 2, "max_fare": "4 EUR"}},
            }
        },
        "services": {
            "rides": {
                "kind": "ridepooling",
                "mode": "stop_based",
                "stops_file": "stops.csv",
                "stop_choice": "best",
                "walk": {"limit": "2500 m"},
                "hours": ["06:00", "13:00"],
                "dwell": "30 s",
                "dwell_per_rider": "10 s",
                "dwell_per_wheelchair": "60 s",
                "offers": {"most": 3, "step": "10 min", "steps": 2, "other_stops": True},
                "limits": {
                    "default": {"max_wait": "10 min", "max_ride_beta": "5 min", "max_absolute_detour": "8 min"},
                    "tight": {"max_ride_alpha": 1.3, "max_ride_beta": "3 min", "promise_before": "2 min",
                              "promise_after": "8 min", "notice": "30 min", "booking_horizon": "90 min"},
                    "soft": {"max_wait": "1 min", "hard": False, "promise_dropoff_after": "5 min", "notice": "10 min"},
                },
                "fleet": {
                    "bus": {"count": 1, "seats": 4, "wheelchairs": 1, "depots": [place(0)],
                            "shift": ["05:00", "13:30"]},
                    "taxi": {"count": 1, "seats": 3, "depots": [place(14)], "shift": ["08:00", "12:00"]},
                },
                "dispatch": {
                    "policy": "insertion",
                    "weights": {"vehicle_time": 1, "wait": 0.5, "ride": 0.5, "walk": 1},
                    "diversion": True,
                    "replan": {"when": "every_request", "iterations": 30},
                    "idle": {"policy": "waiting_place", "after": "5 min", "places": [place(8), place(21)]},
                },
                "fares": {"per_rider": "3 EUR", "per_km": "0.1 EUR"},
                "costs": {"per_vehicle_hour": "40 EUR", "per_vehicle_km": "0.5 EUR"},
            }
        },
    },
    requests(60, ("adult", "patient", "fickle", "choosy")),
)  # fmt: skip

DRAWN = Day(
    {
        "network": {
            "file": "network",
            "variation": {"spread": 0.25, "by_class": {"secondary": 0.1}},
        },
        "people": {"classes": {"adult": {"on_rejection": {"action": "other_mode"}}, "late": {"no_show": 0.4}}},
        "services": {
            "rides": {
                "kind": "ridepooling",
                "mode": "door_to_door",
                "hours": ["06:00", "13:00"],
                "dwell": "60 s",
                "dwell_variation": {"spread": 0.4},
                "variation_reserve": 0.1,
                "limits": {"default": {"max_wait": "15 min", "max_ride_beta": "10 min", "promise_after": "10 min"}},
                "fleet": {"bus": {"count": 1, "seats": 6, "wheelchairs": 1, "depots": [place(7)],
                                  "shift": ["05:00", "14:00"]}},
                "dispatch": {
                    "answer": {"when": "before_departure", "lead": "30 min"},
                    "retry_every_s": 300,
                    "wait_at": "next_stop",
                    "replan": {"when": "on_rejection", "iterations": 30},
                    "idle": {"policy": "depot", "after": "5 min"},
                },
            }
        },
    },
    requests(40, ("adult", "late"), seed=5),
)  # fmt: skip

ELECTRIC_BUS = {
    "count": 2, "seats": 4, "wheelchairs": 1, "depots": [place(0), place(29)], "shift": ["05:00", "14:00"],
    "drivetrain": "battery", "energy": "0.4 kWh/km", "drag_share": 0.2, "rider_share": 0.02, "store": "15 kWh",
    "reserve": "2 kWh", "charge_ac": "11 kW", "charge_dc": "50 kW", "charge_curve": [[0, 1], [0.7, 0.4]],
    "charging_efficiency": 0.9, "climate_w_per_k": 50, "cold_share_per_k": 0.005, "co2": "363 g/kWh",
}  # fmt: skip
SITES = [
    {"name": "yard", "place": "depots", "plugs": 1, "power": "11 kW", "eur_per_kwh": 0.3,
     "prices": [{"hours": ["10:00", "12:00"], "eur_per_kwh": 0.1}]},
    {"name": "town", **{key: place(14)[key] for key in ("lon", "lat")}, "plugs": 2, "power": "50 kW", "grid": "40 kW",
     "hours": ["07:00", "20:00"], "eur_per_kwh": 0.5},
]  # fmt: skip
WINTER = {
    "sites": SITES, "weather": {"temperature_c": -12},
    "climate": {"electricity_g_per_kwh_by_hour": [100 + hour for hour in range(24)]},
}  # fmt: skip

ELECTRIC = Day(
    {
        "energy": WINTER,
        "services": {
            "rides": {
                "kind": "ridepooling",
                "mode": "door_to_door",
                "hours": ["06:00", "13:00"],
                "limits": {"default": {"max_wait": "20 min", "max_ride_beta": "10 min"}},
                "fleet": {
                    "bus": ELECTRIC_BUS,
                    "hydro": {"count": 1, "seats": 4, "depots": [place(3)], "shift": ["06:00", "14:00"],
                              "drivetrain": "diesel", "energy": "1 kWh/km"},
                },
                "charging": {"policy": "price_aware", "below": 0.5, "until": 0.7, "available_from": 0.5,
                             "after": "5 min", "start_level": 0.6},
                "dispatch": {
                    "policy": "insertion",
                    "idle": {"policy": "expected_demand", "history_file": "requests.csv", "zone": "3 km",
                             "every": "30 min"},
                },
                "fares": {"per_rider": "3 EUR"},
                "costs": {"per_vehicle_hour": "40 EUR"},
            }
        },
    },
    requests(50, ("adult",), seed=3),
)  # fmt: skip

RULES = {"break": "15 min", "break_after_driving": "2 h", "break_after_work": "3 h", "most_work": "9 h", "rest": "11 h"}
DRIVERS = Day(
    {
        "calendar": {"first_day": "2022-03-26", "days": 2, "warm_up": 1, "state": "BB"},
        "network": {
            "file": "network",
            "changes": [
                {"name": "works", "within": {**{key: place(15)[key] for key in ("lon", "lat")}, "radius": "700 m"},
                 "closed": True, "from": "08:00", "until": "11:00"},
                {"name": "slow", "roads": ["Main Street"], "speed_factor": 0.5, "hours": ["09:00", "10:00"]},
            ],
        },
        "services": {
            "rides": {
                "kind": "ridepooling",
                "mode": "door_to_door",
                "hours": {"weekday": ["06:00", "13:00"], "saturday": ["06:00", "13:00"], "sunday": ["08:00", "12:00"]},
                "limits": {"default": {"max_wait": "20 min"}},
                "fleet": {
                    "bus": {
                        "count": 2, "seats": 4, "wheelchairs": 1, "depots": [place(0), place(29)],
                        "drivers": {
                            "shifts": [{"start": ["05:30", "06:30"], "end": ["10:00", "10:30"]},
                                       {"start": ["10:00", "10:00"], "end": ["13:00", "13:30"]}],
                            "rules": RULES,
                        },
                    }
                },
                "dispatch": {"idle": {"policy": "depot", "after": "10 min"}},
                "fares": {"per_rider": {"weekday": "3 EUR", "saturday": "2 EUR", "sunday": "1 EUR"}},
                "costs": {"per_vehicle_hour": "40 EUR"},
            }
        },
    },
    requests(80, ("adult",), first="2022-03-25", days=3, seed=4),
)  # fmt: skip


def _stations(chargers: int) -> list[Settings]:
    return [
        {"id": f"s{node}", **place(node), "capacity": 3, "cars": cars, "chargers": chargers}
        for node, cars in ((0, 3), (9, 2), (20, 0), (28, 1))
    ]


E_CAR = {"seats": 4, "drivetrain": "battery", "energy": "0.15 kWh/km", "store": "12 kWh", "charge_ac": "11 kW",
         "charging_efficiency": 0.9}  # fmt: skip
CAR_FARES = {"per_hour": "1 EUR", "per_night_hour": "0.5 EUR", "hours": ["08:00", "20:00"], "per_km": "0.3 EUR"}
CAR_COSTS = {"per_car_day": "20 EUR", "per_km": "0.2 EUR", "per_staff_hour": "30 EUR"}

ONE_WAY = Day(
    {
        "calendar": {"days": 2, "warm_up": 1},
        "people": {
            "classes": {
                "driver": {"asks": ["cars", "rides"]},
                "rider": {"asks": [["rides", "own"], "cars"], "choice": LOGIT},
                "walker": {"asks": ["rides", "own"]},
            }
        },
        "services": {
            "rides": {
                "kind": "ridepooling",
                "mode": "door_to_door",
                "hours": ["06:00", "13:00"],
                "limits": {"default": {"max_wait": "6 min"}},
                "fleet": {"bus": {"count": 1, "seats": 3, "depots": [place(12)], "shift": ["05:00", "14:00"]}},
                "fares": {"per_rider": "3 EUR"},
            },
            "own": {"kind": "own_means", "by": "bike", "available": 0.7, "detour_factor": 1.2,
                    "costs": {"per_km": "0.2 EUR", "per_trip": "0.5 EUR"}},
            "cars": {
                "kind": "carsharing",
                "mode": "one_way",
                "car_types": {"small": E_CAR},
                "stations": _stations(2),
                "eur_per_kwh": 0.3,
                "booking": {"walk": "2 km", "buffer": "15 min", "late_share": 0.5, "late_mean": "30 min",
                            "cancellation": 0.2, "no_show": 0.25, "patience": "10 min"},
                "relocation": {"policy": "balance", "every": "30 min", "hours": ["06:00", "22:00"], "staff": 1},
                "demand": {"bookings_file": "bookings.csv"},
                "start_level": 0.5,
                "fares": CAR_FARES,
                "costs": CAR_COSTS,
            },
        },
    },
    requests(40, ("driver", "rider", "walker"), days=2, seed=6),
    bookings(40, days=(-1, 0, 1)),
)  # fmt: skip

CLUBS = Day(
    {
        "energy": {"sites": SITES[1:]},
        "people": {
            "classes": {
                "driver": {"asks": ["club", "free", "bus"]},
                "rider": {"asks": ["bus", "taxi"], "on_rejection": {"action": "other_mode"}},
                "hasty": {"asks": [["taxi", "bus", "walk"]], "choice": {"model": "threshold", "max_wait": "10 min"}},
            }
        },
        "services": {
            "bus": {
                "kind": "ridepooling", "mode": "stop_based", "stops_file": "stops.csv", "hours": ["06:00", "13:00"],
                "fleet": {"bus": {**ELECTRIC_BUS, "count": 1}}, "limits": {"default": {"max_wait": "10 min"}},
                "charging": {"policy": "threshold", "below": 0.6, "until": 0.9, "start_level": 0.7},
                "fares": {"per_rider": "3 EUR"},
            },
            "taxi": {
                "kind": "ridepooling", "mode": "door_to_door", "hours": ["07:00", "12:00"], "pooling": False,
                "fleet": {"taxi": {"count": 2, "seats": 3, "depots": [place(9)], "shift": ["06:00", "13:00"]}},
                "dispatch": {"policy": "nearest_idle"}, "fares": {"per_rider": "9 EUR"},
                "costs": {"per_vehicle_hour": "40 EUR"},
            },
            "club": {
                "kind": "carsharing", "mode": "round_trip", "car_types": {"old": {"seats": 4}},
                "stations": [{**station, "chargers": 0} for station in _stations(0)],
                "booking": {"walk": "2 km", "buffer": "0 s", "late_share": 0.2, "late_mean": "30 min",
                            "min_duration": "30 min", "max_duration": "3 h", "cancellation": 0.2},
                "community": [{"institution": "town hall", "car": "s0-1", "hours": ["08:00", "12:00"],
                               "length": "20 km"}],
                "demand": {"bookings_file": "bookings.csv"}, "from_requests": {"stay": "1 h", "rounded_to": "15 min"},
                "fares": CAR_FARES,
            },
            "free": {
                "kind": "carsharing", "mode": "free_floating", "car_types": {"tiny": {**E_CAR, "count": 4}},
                "zones": [{"name": "west", "polygon": [[11.9, 52.9], [12.06, 52.9], [12.06, 53.1], [11.9, 53.1]]}],
                "booking": {"walk": "1500 m"}, "start_level": 0.5,
                "relocation": {"policy": "balance", "every": "20 min", "hours": ["06:00", "13:00"], "staff": 1,
                               "charge_below": 0.4},
                "fares": CAR_FARES, "costs": CAR_COSTS,
            },
            "walk": {"kind": "own_means", "by": "walk", "available": {"hasty": 0.5}},
        },
    },
    requests(60, ("driver", "rider", "hasty"), seed=7),
    bookings(24, stations=True),
)  # fmt: skip

RUSH = Day(
    {
        "people": {"classes": {"driver": {"asks": ["cars", "own"], "on_rejection": {"action": "other_mode"}}}},
        "services": {
            "own": {"kind": "own_means", "by": "car", "available": 0.5},
            "cars": {
                "kind": "carsharing",
                "mode": "one_way",
                "car_types": {"small": {"seats": 4}, "big": {**E_CAR, "seats": 7, "store": "30 kWh"}},
                "stations": [
                    {"id": f"s{node}", **place(node), "capacity": 1 + node % 3, "cars": cars, "chargers": node % 2,
                     "car_type": "big" if node % 2 else "small"}
                    for node, cars in ((0, 1), (4, 2), (9, 1), (14, 3), (20, 0), (25, 2), (28, 0))
                ],
                "booking": {"walk": "1100 m", "buffer": "5 min", "late_share": 0.3, "late_mean": "20 min",
                            "no_show": 0.1, "no_show_after": "15 min", "patience": "5 min", "horizon": "2 h"},
                "relocation": {"policy": "balance", "every": "10 min", "hours": ["06:00", "20:00"], "staff": 2,
                               "handling": "5 min"},
                "demand": {"bookings_file": "bookings.csv"},
                "fares": CAR_FARES,
            },
        },
    },
    requests(30, ("driver",), seed=11),
    bookings(110),
)  # fmt: skip

FLOATING = Day(
    {
        "energy": {"sites": SITES[1:], "weather": {"temperature_c": 30}},
        "calendar": {"first_day": "2022-10-29", "days": 2, "warm_up": 1, "state": "BB"},
        "services": {
            "cars": {
                "kind": "carsharing",
                "mode": "free_floating",
                "car_types": {"tiny": {**E_CAR, "count": 8, "climate_w_per_k": 80}},
                "zones": [{"name": "west", "polygon": [[11.9, 52.9], [12.06, 52.9], [12.06, 53.1], [11.9, 53.1]]}],
                "booking": {"walk": "2500 m", "buffer": "0 s", "cancellation": 0.1, "no_show": 0.1},
                "relocation": {"policy": "balance", "every": "30 min", "hours": ["20:00", "30:00"], "staff": 2,
                               "charge_below": 0.6},
                "demand": {"bookings_file": "bookings.csv"},
                "start_level": 0.5,
                "fares": {**CAR_FARES, "per_hour": {"weekday": "1 EUR", "saturday": "2 EUR", "sunday": "3 EUR"}},
                "costs": CAR_COSTS,
            },
        },
    },
    None,
    bookings(120, days=(-1, 0, 1)),
)  # fmt: skip

BATCHES = Day(
    {
        "calendar": {"days": 2},
        "energy": {"sites": [{**SITES[0], "power": "22 kW"}, {**SITES[1], "plugs": 1, "hours": ["22:00", "30:00"]}]},
        "people": {
            "classes": {
                "adult": {"on_rejection": RETRY, "asks": ["rides"]},
                "rival": {"asks": [["other", "rides"]], "choice": LOGIT},
                "soft": {"limits": "soft", "asks": ["rides"]},
            }
        },
        "services": {
            "rides": {
                "kind": "ridepooling", "mode": "door_to_door", "hours": ["06:00", "11:00"],
                "limits": {"default": {"max_wait": "8 min", "max_ride_beta": "5 min"},
                           "soft": {"max_wait": "3 min", "hard": False}},
                "fleet": {"bus": {**ELECTRIC_BUS, "count": 2, "store": "9 kWh"}},
                "charging": {"policy": "overnight", "below": 0.5, "until": 0.9, "available_from": 0.5},
                "dispatch": {"policy": "batch", "every": "2 min", "replan": {"when": "on_rejection",
                             "iterations": 30}},
                "fares": {"per_rider": "3 EUR"}, "costs": {"per_vehicle_hour": "40 EUR"},
            },
            "other": {
                "kind": "ridepooling", "mode": "door_to_door", "hours": ["06:00", "11:00"],
                "limits": {"default": {"max_wait": "8 min"}},
                "fleet": {"van": {**ELECTRIC_BUS, "count": 1, "store": "9 kWh", "depots": [place(17)]}},
                "charging": {"policy": "opportunity", "below": 0.7, "until": 0.8, "available_from": 0.5,
                             "after": "5 min"},
                "dispatch": {"retry_every_s": 300, "answer": {"when": "evening_before", "at": "20:00"}},
                "fares": {"per_rider": "2 EUR"},
            },
        },
    },
    requests(90, ("adult", "rival", "soft"), days=2, seed=8),
)  # fmt: skip

COMPARED = Day(
    {
        "people": {
            "classes": {
                "rider": {"asks": [["rides", "club", "free"]], "choice": LOGIT},
                "driver": {"asks": [["trips", "rides"], "free"], "choice": {"model": "threshold", "max_fare": "9 EUR"}},
                "hasty": {"asks": [["free", "trips", "rides"]], "choice": {"model": "accept_all"}},
            }
        },
        "services": {
            "rides": {
                "kind": "ridepooling", "mode": "door_to_door", "hours": ["06:00", "13:00"],
                "limits": {"default": {"max_wait": "6 min", "notice": "5 min", "booking_horizon": "90 min"}},
                "fleet": {"bus": {"count": 1, "seats": 3, "depots": [place(12)]}},
                "offers": {"most": 3, "step": "10 min", "steps": 1}, "fares": {"per_km": "1 EUR"},
            },
            "club": {
                "kind": "carsharing", "mode": "round_trip", "car_types": {"old": {"seats": 4}},
                "stations": [{**station, "chargers": 0} for station in _stations(0)],
                "booking": {"walk": "2 km", "buffer": "10 min", "walk_speed": "4 km/h"},
                "from_requests": {"stay": "40 min", "rounded_to": "10 min"},
                "fares": {**CAR_FARES, "per_hour": {"weekday": "2 EUR", "saturday": "3 EUR", "sunday": "1 EUR"}},
            },
            "trips": {
                "kind": "carsharing", "mode": "one_way", "car_types": {"small": E_CAR}, "stations": _stations(1),
                "booking": {"walk": "3 km", "buffer": "0 s"}, "start_level": 0.6, "fares": CAR_FARES,
            },
            "free": {
                "kind": "carsharing", "mode": "free_floating", "car_types": {"tiny": {**E_CAR, "count": 3}},
                "zones": [{"name": "all", "polygon": [[11.9, 52.9], [12.2, 52.9], [12.2, 53.1], [11.9, 53.1]]}],
                "booking": {"walk": "2500 m", "buffer": "0 s"}, "start_level": 0.4,
            },
        },
    },
    requests(60, ("rider", "driver", "hasty"), seed=12),
)  # fmt: skip

NOBODY = Day(
    {
        "services": {
            "rides": {
                "kind": "ridepooling", "mode": "door_to_door", "hours": ["06:00", "07:00"],
                "fleet": {"bus": {"count": 1, "seats": 3, "depots": [place(0)]}}, "fares": {"per_rider": "3 EUR"},
                "costs": {"per_vehicle_hour": "40 EUR"},
            },
        },
    },
    requests(1, ("adult",), seed=9),
)  # fmt: skip

DAYS: dict[str, Day] = {
    "pooling": POOLING, "drawn": DRAWN, "electric": ELECTRIC, "drivers": DRIVERS, "one-way": ONE_WAY, "clubs": CLUBS,
    "rush": RUSH, "floating": FLOATING, "batches": BATCHES, "compared": COMPARED, "nobody": NOBODY,
}  # fmt: skip
