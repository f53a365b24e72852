"""The cars of a GBFS snapshot: of which kinds they are, and where they stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.exchange.coordinates import Point, point
from simulator.exchange.gbfs_files import Entry, GbfsFiles
from simulator.exchange.remarks import Remarks
from simulator.exchange.shared_cars import CarKind, Mode

CAR = "car"
SEATS = 4  # of cars whose seats are not told: assumption
_DRIVETRAINS = {"electric": "battery", "hydrogen_fuel_cell": "hydrogen"}  # all others burn something
_MODES: dict[str, Mode] = {
    "roundtrip_station": "round_trip", "any_station": "one_way", "hybrid": "one_way", "free_floating": "free_floating",
}  # fmt: skip
TYPES, STATUS, VEHICLES = "vehicle_types.json", "station_status.json", "vehicle_status.json"


@dataclass(frozen=True)
class Kinds:
    """The kinds of cars by id, how each is given back, and what other vehicles there are."""

    cars: Mapping[str, CarKind]
    returned: Mapping[str, str]
    others: frozenset[str]


def kinds_of(files: GbfsFiles, remarks: Remarks) -> Kinds:
    """Return the types of vehicles that are cars; others are told once."""
    cars, returned, others = dict[str, CarKind](), dict[str, str](), Counter[str]()
    for place, entry in files.entries("vehicle_types"):
        kind = str(entry.get("vehicle_type_id", ""))
        if not kind:
            remarks.repaired((TYPES, 0, place), "", "has no vehicle_type_id", "left out")
        elif entry.get("form_factor") == CAR:
            cars[kind], returned[kind] = _kind(kind, entry, place, remarks), str(entry.get("return_constraint", ""))
        else:
            others[str(entry.get("form_factor"))] += 1
    for form, number in others.items():
        remarks.differs((TYPES, 0, "form_factor"), form, f"{number} types are no cars", "left out")
    known = {str(entry.get("vehicle_type_id", "")) for _, entry in files.entries("vehicle_types")}
    return Kinds(cars, returned, frozenset(known - set(cars)))


def _kind(kind: str, entry: Entry, place: str, remarks: Remarks) -> CarKind:
    seats = entry.get("rider_capacity")
    if not isinstance(seats, int) or not 1 <= seats <= 50:
        remarks.assumed(f"services.*.car_types.{kind}.seats", seats or "", "is not told", str(SEATS))
        seats = SEATS
    driven = str(entry.get("propulsion_type", ""))
    drivetrain: Any = _DRIVETRAINS.get(driven, "diesel")
    if drivetrain == "diesel" and "diesel" not in driven:
        remarks.differs((TYPES, 0, f"{place}/propulsion_type"), driven, "is none that a scenario has", "diesel")
    far = entry.get("max_range_meters")
    return CarKind(kind, seats, drivetrain, float(far) if isinstance(far, int | float) and far > 0 else None)


def mode_of(kinds: Kinds, cars: Counter[str], has_stations: bool, remarks: Remarks) -> Mode:
    """Return where most cars are given back."""
    told = Counter[Mode]()
    for kind in kinds.cars:
        if kinds.returned[kind] in _MODES:
            told[_MODES[kinds.returned[kind]]] += cars[kind] + 1
    if not told:
        mode: Mode = "round_trip" if has_stations else "free_floating"
        remarks.assumed("services.*.mode", "", "no return_constraint is told", mode)
        return mode
    mode = told.most_common(1)[0][0]
    for kind, how in kinds.returned.items():
        if _MODES.get(how) != mode or how == "hybrid":
            remarks.differs((TYPES, 0, "return_constraint"), how, f"holds for {kind}", f"{mode}, for all cars alike")
    return mode


@dataclass
class Standing:
    """Where cars stand: how many of each kind at each station, and the places of those at none."""

    at_stations: dict[str, Counter[str]]
    free: list[tuple[str, Point]]

    @property
    def of_kinds(self) -> Counter[str]:
        """Return how many there are of each kind."""
        return Counter([kind for kind, _ in self.free]) + sum(self.at_stations.values(), Counter())


def standing_cars(files: GbfsFiles, kinds: Kinds, remarks: Remarks) -> Standing:
    """Return where the cars of a snapshot stand, reserved and disabled ones, too; those that are rented are in none.

    Cars at stations are in a list of vehicles, or counted at the station, or both: the larger number holds.
    """
    usual = next(iter(kinds.cars), "")
    listed, free = defaultdict[str, Counter[str]](Counter), list[tuple[str, Point]]()
    for place, entry in files.entries("vehicle_status"):
        kind = _kind_of(entry.get("vehicle_type_id"), kinds, usual, (VEHICLES, 0, f"{place}/vehicle_type_id"), remarks)
        if kind is None:
            continue
        if entry.get("station_id"):
            listed[str(entry["station_id"])][kind] += 1
            continue
        at = point(entry.get("lon"), entry.get("lat"))
        if at is None:
            shown = f"{entry.get('lat')}, {entry.get('lon')}"
            remarks.repaired((VEHICLES, 0, f"{place}/lat"), shown, "can be no place of a car", "left out")
        else:
            free.append((kind, at))
    for place, entry in files.entries("station_status"):
        counted = _counted(entry, kinds, usual, place, remarks)
        station = str(entry.get("station_id", ""))
        listed[station] |= counted
    return Standing({station: cars for station, cars in listed.items() if cars.total()}, free)


def _counted(entry: Entry, kinds: Kinds, usual: str, place: str, remarks: Remarks) -> Counter[str]:
    """Return the cars that a station counts."""
    counted, by_type = Counter[str](), entry.get("vehicle_types_available")
    if isinstance(by_type, list):
        for number, one in enumerate(by_type):
            given = one if isinstance(one, dict) else {}
            where = (STATUS, 0, f"{place}/vehicle_types_available/{number}")
            kind = _kind_of(given.get("vehicle_type_id"), kinds, usual, where, remarks)
            if kind is not None:
                counted[kind] += _number(given.get("count"))
    elif not kinds.others:  # else nobody knows how many of them are cars
        counted[usual] += _number(entry.get("num_vehicles_available")) + _number(entry.get("num_vehicles_disabled"))
    return +counted


def _kind_of(told: object, kinds: Kinds, usual: str, place: tuple[str, int, str], remarks: Remarks) -> str | None:
    """Return the kind of a car; None for other vehicles."""
    if told is None and not kinds.others:
        return usual
    named = "" if told is None else str(told)
    if named in kinds.cars:
        return named
    if named not in kinds.others:
        remarks.repaired(place, named, f"is no type of {TYPES}", "left out")
    return None


def _number(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value <= 10_000 else 0
