"""Random days of car-sharing over everything it can do, alone or beside ridepooling, and what happened on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.analysis.audit.all import audit
from simulator.analysis.audit.carsharing import audit_carsharing
from simulator.analysis.services import ride_events
from simulator.event_kinds import Event
from simulator.experiments.run import RunResult, only_asked
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from tests.carsharing.worlds import HOUR, booking, both_services, scenario_of, station, world_of
from tests.worlds import DEGREE_M, line_network

DAY = 24 * HOUR
NODES = 8
SPACING_M = 3000.0
LINE = line_network(NODES, spacing_m=SPACING_M)
E_CAR = {
    "seats": 4, "drivetrain": "battery", "energy": "0.25 kWh/km", "store": "13 kWh", "charge_ac": "7 kW",
    "charging_efficiency": 0.9,
}  # fmt: skip
NIGHT_S = (22 * HOUR, 30 * HOUR)

# What has to happen on at least one day in ten, or it is not tested.
FEATURES = (
    "round trip", "one way", "free-floating", "booked ahead", "walk-up", "electric", "diesel", "charged", "queued",
    "late return", "began late", "moved", "lost", "cancelled", "no-show", "community car", "buffer kept",
    "relocated", "relocated at night", "relocated after midnight", "warm-up", "second day", "used after midnight",
    "no_station", "no_car", "next_booking", "energy", "no_place", "no_station_there", "walk_instead", "outside_zone",
    "too_long", "ride after a car was refused", "car after a ride was rejected", "car of a traveller", "ride",
)  # fmt: skip


@dataclass(frozen=True)
class CarDay:
    """A day ready to simulate."""

    world: World
    days: int

    def run(self) -> RunResult:
        """Simulate it."""
        return RunResult(*only_asked(self.world, simulate(self.world)))


def car_day(seed: int) -> CarDay:
    """Draw a day, or two, always the same for a seed."""
    rng = np.random.default_rng(seed)
    mode = str(rng.choice(["round_trip", "one_way", "free_floating"], p=[0.25, 0.45, 0.3]))
    days, warm_up = 1 + int(rng.random() < 0.6), int(rng.random() < 0.5)
    electric = rng.random() < 0.7
    kind: dict[str, Any] = E_CAR if electric else {"seats": 4}
    sharing: dict[str, Any] = {
        "mode": mode, "booking": _rules(rng), "from_requests": {"stay": "30 min"}
    }  # fmt: skip
    more: dict[str, Any] = {"seed": seed, "calendar": {"days": days, "warm_up": warm_up}}
    if mode == "free_floating":
        sharing |= {"car_types": {"car": {**kind, "count": int(rng.integers(1, 5))}}, "zones": [_zone()]}
        more["energy"] = {"sites": [_site(int(n)) for n in rng.choice(NODES - 2, 2, replace=False)]}
    else:
        sharing |= {"car_types": {"car": kind}, "stations": _stations(rng)}
    if mode != "round_trip" and rng.random() < 0.95:
        hours = "22:00", "30:00"
        if rng.random() < 0.15:
            hours = "00:00", "24:00"
        sharing["relocation"] = {
            "policy": "balance", "staff": int(rng.integers(1, 3)), "hours": hours, "every": "15 min",
            "charge_below": 0.8,
        }  # fmt: skip
    with_cars = [s for s in sharing.get("stations", []) if s["cars"]]
    if mode == "round_trip" and with_cars:
        hours = "08:00", "11:00"
        car = f"{with_cars[0]['id']}-1"
        days_of_week = ["mo", "tu", "su"]
        fixed = {"institution": "school", "car": car, "hours": hours, "length": "12 km", "days": days_of_week}
        sharing["community"] = [fixed]
    between = -warm_up * DAY, days * DAY
    asked = _bookings(rng, mode, sharing, between)
    if mode != "free_floating":
        asked = sorted(asked + _rush(rng, mode, sharing["stations"], between[0]), key=lambda row: row["submitted_s"])
    if rng.random() < 0.6:
        return CarDay(both_services(LINE, sharing, asked, _requests(rng), **_classes(), **more), days)
    return CarDay(world_of(LINE, scenario_of(sharing, **more), asked), days)


def _rules(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "buffer_s": int(rng.choice([0, 300, 900])),
        "patience_s": int(rng.choice([0, 3600, 3600])),
        "walk": str(rng.choice(["1 km", "3500 m"])),
        "max_duration": "6 h",
        "cancellation": 0.15,
        "no_show": 0.15,
        "late_share": 0.9,
        "late_mean": "90 min",
    }


def _stations(rng: np.random.Generator) -> list[dict[str, Any]]:
    stations = []
    for node in sorted(rng.choice(NODES, int(rng.integers(2, 5)), replace=False).tolist()):
        capacity = int(rng.integers(1, 4))
        cars = min(capacity, int(rng.integers(0, 4)))
        stations.append(station(LINE, node, capacity, cars=cars, chargers=int(rng.random() < 0.7), charger="2 kW"))
    if not any(it["cars"] for it in stations):
        stations[0]["cars"] = 1
    return stations


def _zone() -> dict[str, Any]:
    """All but the last two nodes; the outline runs through the last node inside."""
    north = float(LINE.lat[NODES - 3])
    return {"name": "line", "polygon": [(11.9, 52.9), (12.1, 52.9), (12.1, north), (11.9, north)]}


def _site(node: int) -> dict[str, Any]:
    at = {"lon": float(LINE.lon[node]), "lat": float(LINE.lat[node])}
    return {"name": f"p{node}", **at, "plugs": 1, "power": "7 kW"}


def _place(end: str, node: int, off_m: float = 0.0) -> dict[str, float]:
    return {f"{end}_lon": float(LINE.lon[node]), f"{end}_lat": float(LINE.lat[node]) + off_m / DEGREE_M}


def _bookings(
    rng: np.random.Generator, mode: str, sharing: dict[str, Any], between: tuple[int, int]
) -> list[dict[str, Any]]:
    asked = []
    names = [it["id"] for it in sharing.get("stations", [])]
    for number in range(int(rng.integers(25, 45))):
        start = int(rng.integers(*between)) // 300 * 300
        ahead = int(rng.choice([0, 0, 600, 4 * HOUR, 10 * HOUR]))
        lasts = int(rng.choice([HOUR, 2 * HOUR, 5 * HOUR, 7 * HOUR], p=[0.5, 0.25, 0.2, 0.05]))
        submitted = max(between[0], start - ahead)
        row = booking(number, start, start + lasts, submitted_s=submitted, late_s=-1)
        origin, destination = (int(node) for node in rng.integers(0, NODES, 2))
        by_name = bool(names) and rng.random() < 0.6
        row["station_id"] = str(rng.choice(names)) if by_name else ""
        if not by_name:
            row |= _place("origin", origin, float(rng.integers(-200, 200)))
        if mode == "round_trip":
            row["length_m"] = int(rng.choice([2_000, 20_000, 50_000]))
        elif mode == "free_floating" or rng.random() < 0.9:
            row |= {"length_m": -1, "drive_s": -1, "planned_end_s": -1}
            if by_name and rng.random() < 0.8:
                row["end_station_id"] = str(rng.choice(names))
            else:
                row |= _place("destination", destination)
        asked.append(row)
    return sorted(asked, key=lambda row: row["submitted_s"])


def _rush(rng: np.random.Generator, mode: str, stations: list[dict[str, Any]], begins_s: int) -> list[dict[str, Any]]:
    """Bookings made far ahead that follow each other closely: who comes back late is in somebody's way."""
    first = next(it["id"] for it in stations if it["cars"])
    last = str(rng.choice([it["id"] for it in stations]))
    start, asked = int(rng.integers(11, 16)) * HOUR, []
    for number in range(7):
        lasts = HOUR if mode == "round_trip" else 1800
        row = booking(100 + number, start, start + lasts, submitted_s=begins_s, late_s=-1)
        if mode == "one_way":
            ends = (first, last) if number % 2 == 0 else (last, first)
            row |= {"station_id": ends[0], "end_station_id": ends[1], "length_m": 1000, "drive_s": 60}
        else:
            row["station_id"] = first
        asked.append(row)
        start += lasts + 900
    return asked


def _requests(rng: np.random.Generator) -> list[dict[str, Any]]:
    requests = []
    for number in range(int(rng.integers(4, 14))):
        origin = int(rng.integers(0, NODES))
        departure = int(rng.choice([7, 8, 12, 17])) * HOUR
        requests.append(
            {
                "request_id": f"t{number}",
                "submitted_s": departure - int(rng.choice([0, 1800])),
                "earliest_departure_s": departure,
                "origin_node": origin,
                "destination_node": (origin + int(rng.integers(1, NODES))) % NODES,
                "traveller_class": str(rng.choice(["flexible", "driver"])),
            }
        )
    return sorted(requests, key=lambda row: row["submitted_s"])


def _classes() -> dict[str, Any]:
    """Two classes that try both services, each another one first, and limits that one vehicle can often not keep."""
    return {
        "classes": {"flexible": {"asks": ["test", "cars"]}, "driver": {"asks": ["cars", "test"]}},
        "limits": {"default": {"max_wait": "3 min"}},
    }


def found_by_auditors(day: CarDay, result: RunResult) -> list[str]:
    """Return what the auditors of both services find."""
    world = result.world
    assert world.carsharing is not None
    found = audit_carsharing(
        result.events,
        result.carsharing_inputs,
        world.roads.between,
        sites=world.sites,
        vehicles=world.vehicles,
        buffer_s=world.carsharing.config.booking.buffer_s,
    )
    if len(world.vehicles):
        rides = ride_events(result.events, result.services)
        found += audit(rides, result.requests_input, world.vehicles, world.roads.between)
    return found


def happened(result: RunResult) -> set[str]:
    """Return which of the features really happened."""
    world, events, tables = result.world, result.events, result.carsharing
    assert world.carsharing is not None and tables is not None
    config, bookings = world.carsharing.config, tables.bookings
    used = bookings[bookings["status"] == "used"]
    public = used[used["institution"] == ""]
    far = public[public["length_m"] > 0]
    kinds = events["kind"].value_counts()
    cars = events[events["vehicle"] >= len(world.vehicles)]
    charged = cars[(cars["kind"] == Event.CHARGED) & (cars["value"] > 0)]
    assigned = cars.loc[cars["kind"] == Event.RELOCATION_ASSIGNED, "time_s"]
    early = events[(events["kind"] == Event.CAR_TAKEN) & (events["time_s"] < 0)]
    electric = world.carsharing.places.cars["store_kwh"].notna().any()
    both = bookings[bookings["request"] >= 0]
    driver_first = both["traveller_class"] == "driver"
    later = bookings["booking_id"].str.startswith("request-") & (bookings["traveller_class"] == "flexible")
    hours = config.relocation.hours
    facts = {
        "round trip": config.mode == "round_trip" and len(public),
        "one way": config.mode == "one_way" and (far["origin_node"] != far["destination_node"]).any(),
        "free-floating": config.mode == "free_floating" and len(far),
        "booked ahead": (public["asked_s"] < public["start_s"]).any(),
        "walk-up": public["walk_up"].any(),
        "electric": electric and len(used),
        "diesel": not electric and len(used),
        "charged": len(charged),
        "queued": (cars["kind"] == Event.QUEUED).any(),
        "late return": (used["late_s"] > 0).any(),
        "began late": (used["delay_s"] > 0).any(),
        "moved": (bookings["moves"] > 0).any(),
        "lost": (bookings["status"] == "lost").any(),
        "cancelled": (bookings["status"] == "cancelled").any(),
        "no-show": (bookings["status"] == "no_show").any(),
        "community car": (used["institution"] != "").any(),
        "buffer kept": config.booking.buffer_s and bookings["reason"].isin(["no_car", "next_booking"]).any(),
        "relocated": kinds.get(Event.RELOCATION_ENDED, 0),
        "relocated at night": hours == NIGHT_S and len(assigned),
        "relocated after midnight": hours == NIGHT_S and (assigned % DAY < NIGHT_S[1] - DAY).any(),
        "warm-up": len(early),
        "second day": (used["start_s"] >= DAY).any(),
        "used after midnight": (used["returned_s"] // DAY > used["taken_s"] // DAY).any(),
        "ride after a car was refused": (driver_first & (both["status"] == "refused")).any(),
        "car after a ride was rejected": (later & (bookings["status"] == "used")).any(),
        "car of a traveller": public["booking_id"].str.startswith("request-").any(),
        "ride": kinds.get(Event.ALIGHTED, 0),
    }
    return {name for name, fact in facts.items() if fact} | set(bookings["reason"].dropna())
