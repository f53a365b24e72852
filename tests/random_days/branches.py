"""Branches of random days: until a time they are the day itself, to the last byte: ``python -m ... FIRST COUNT``.

What changes is drawn among all that may, one after the other as far as it fits: keys of ridepooling services, what goes
wrong on disturbed days, and changes of the roads that nobody knew of before, as if the scenario had been written anew.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator import load_scenario, run
from simulator.errors import ElbeDrtError
from simulator.event_kinds import BOOKING_KINDS, Event
from simulator.experiments.audit import audit_result
from simulator.scenario.during_day import changed_keys, may_change
from simulator.scenario.models import Scenario
from simulator.scenario.road_models import moment_s
from simulator.simulation.simulate import in_order, simulate
from simulator.world.branched import build_branch
from simulator.world.build import World, build_world
from simulator.world.disruptions import Disruption, disruptions_of
from tests.random_days.disturbed import write_disturbed_day
from tests.random_days.drawing import Draw, Settings

BRANCHES = 40_000_000  # a chance of its own
RIDES, CARS = "ridepooling", "carsharing"
Name = tuple[str, int]
Change = tuple[str, str, Any]  # service, key, value


def changes_of(draw: Draw) -> dict[str, Any]:
    """Return other values of keys of a ridepooling service."""
    limits: Settings = {
        "max_wait": draw.one_of("6 min", "15 min", "30 min"), "notice": draw.one_of("0 s", "20 min"),
        "booking_horizon": draw.one_of("2 h", "60 h"), "max_ride_beta": draw.one_of("2 min", "20 min"),
    }  # fmt: skip
    return {
        "hours": draw.one_of(["06:00", "17:00"], ["09:00", "20:00"], ["05:00", "23:00"]),
        "limits": dict.fromkeys(("default", "tight", "soft"), limits),
        "fares": {"per_rider": draw.one_of("1 EUR", "6 EUR"), "per_km": "0.2 EUR", "surcharge": "1 EUR"},
        "dispatch.policy": draw.one_of("insertion", "nearest_idle", "earliest_arrival", "batch"),
        "dispatch.weights": {"vehicle_time": draw.one_of(0.5, 2), "wait": draw.one_of(0.5, 2), "ride": 1, "walk": 2},
        "dispatch.idle": draw.one_of(
            {"policy": "stay"},
            {"policy": "depot", "after": "2 min"},
            {"policy": "expected_demand", "history_file": "requests.csv", "zone": "3 km", "every": "30 min"},
        ),
        "dispatch.answer": draw.one_of({}, {"when": "before_departure", "lead": "45 min"}),
        "dispatch.diversion": draw.coin(0.5),
        "dispatch.replan": draw.one_of({}, {"when": "on_rejection"}, {"when": "every_request", "iterations": 5}),
        "offers": {},  # fewer at a time: more are refused
        "dispatch.retry_every_s": draw.one_of(None, 600),
    }


def changes_of_cars(draw: Draw) -> dict[str, Any]:
    """Return other values of keys of a car-sharing service."""
    return {
        "booking.horizon": draw.one_of("1 h", "300 h"),
        "booking.max_duration": draw.one_of("2 h", "30 h"),
        "fares": {"per_hour": draw.one_of("1 EUR", "8 EUR"), "per_km": "0.4 EUR"},
    }


def with_change(settings: Settings, service: str, key: str, value: Any) -> Settings:
    """Return settings in which one key of a service is another."""
    changed: Settings = json.loads(json.dumps(settings))
    section = changed["services"][service]
    *above, last = key.split(".")
    for name in above:
        section = section.setdefault(name, {})
    section[last] = {**section[last], **value} if key == "limits" and last in section else value
    return changed


def loaded(settings: Settings, folder: Path, name: str) -> Scenario:
    """Write a scenario beside the files it names, and read it."""
    path = folder / f"{name}.yaml"
    path.write_text(json.dumps(settings, indent=1), encoding="utf-8")
    return load_scenario(path)


def changes_that_fit(draw: Draw, settings: Settings, folder: Path) -> list[Change]:
    """Return what is drawn of all that may change, as far as it fits together."""
    scenario, found = loaded(settings, folder, "after"), []
    for name, config in scenario.services.items():
        if config.kind not in (RIDES, CARS):
            continue
        keys = may_change(scenario)
        for key, value in (changes_of if config.kind == RIDES else changes_of_cars)(draw).items():
            if not draw.coin(0.5) or not any(its.startswith(f"services.{name}.{key}") for its in keys):
                continue
            tried = with_change(settings, name, key, value)
            try:
                scenario, settings = loaded(tried, folder, "after"), tried
            except ElbeDrtError:
                continue  # it does not fit the rest of this day
            found.append((name, key, value))
    return found


def later_alone(settings: Settings, at_s: int, folder: Path) -> Settings:
    """Return settings without what happens, or is known, from a time on [s]: what goes wrong, and changes of roads."""
    before: Settings = json.loads(json.dumps(settings))
    late = {its.number for its in disruptions_of(loaded(settings, folder, "all")) if first_s(its) >= at_s}
    before["disruptions"] = [its for number, its in enumerate(settings["disruptions"]) if number not in late]
    roads = before["network"].get("changes", [])
    before["network"]["changes"] = [
        its for its in roads if "from" not in its or moment_s(its.get("known_from", "00:00")) < at_s
    ]
    return before


def first_s(its: Disruption) -> int:
    """Return when a disruption is there first, or known [s]."""
    return min(its.from_s, its.known_s, its.told_s)


@dataclass
class Drawn:
    """A random day and what becomes of it from a time on [s]. settings: all of the day, also what comes later."""

    settings: Settings
    changes: list[Change]
    at_s: int
    folder: Path

    def scenarios(self) -> tuple[Scenario, Scenario]:
        """Return the day, and what becomes of it."""
        after = self.settings
        for change in self.changes:
            after = with_change(after, *change)
        before = loaded(later_alone(self.settings, self.at_s, self.folder), self.folder, "before")
        return before, loaded(after, self.folder, "after")

    def leave_out(self, error: str) -> str:
        """Leave out what is refused; return what that was."""
        listed, roads = self.settings["disruptions"], self.settings["network"].get("changes")
        named = re.search(r"disruptions\[(\d+)\]", error)
        if named and int(named[1]) < len(listed):
            return f"disruption of {listed.pop(int(named[1]))['kind']}"
        if "see network.changes" in error or "must know of a change" in error or "need drives" in error:
            on_roads = [its for its in listed if its["kind"] in ("roads", "crossing")]
            if on_roads:
                listed.remove(on_roads[-1])
                return "disruption of roads"
            if roads:
                roads.pop()
                return "change of roads"
        idle = [its for its in self.changes if its[1] == "dispatch.idle"]
        if "other places on the roads" in error and idle:
            self.changes.remove(idle[-1])
            return "dispatch.idle"
        return self.changes.pop()[1]


def drawn_branch(number: int, folder: Path) -> Drawn:
    """Return a random day and what is to become of it; that may be refused."""
    path = write_disturbed_day(number, folder)
    settings, draw = json.loads(path.read_text(encoding="utf-8")), Draw(BRANCHES + number)
    at_s = 60 * draw.whole(6 * 60, 16 * 60)
    if draw.coin(0.5):
        settings["people"]["screening"] = "exact"
    listed = settings["disruptions"]
    if listed:  # those that stay keep their places
        late = {its.number for its in disruptions_of(load_scenario(path)) if first_s(its) >= at_s}
        settings["disruptions"] = sorted(listed, key=lambda its: listed.index(its) in late)
    return Drawn(settings, changes_that_fit(draw, settings, folder), at_s, folder)


def allowed_branch(number: int, folder: Path, happened: Counter[str]) -> tuple[World, World, Drawn]:
    """Return the worlds of a random day and of a branch of it, without what is refused."""
    drawn, cache = drawn_branch(number, folder), folder / "cache"
    while True:
        try:
            before, after = drawn.scenarios()
            base = build_world(before, cache=cache)
            return base, build_branch([(before, drawn.at_s)], after, cache=cache), drawn
        except ElbeDrtError as error:
            happened[f"without what is refused: {drawn.leave_out(str(error))}"] += 1


def by_name(log: pd.DataFrame, world: World, vehicles: Collection[Name]) -> pd.DataFrame:
    """Return a log with requests, their first rides, vehicles and nodes by what they are, of some vehicles alone.

    Their numbers differ where what goes wrong brings another demand, or reserve vehicles.
    """
    ids, names, network = world.demand["request_id"].tolist(), vehicle_names(world), world.network
    places = list(zip(network.lon.round(7).tolist(), network.lat.round(7).tolist(), strict=True))
    of_cars = {world.services[name].part.number: its for name, its in booking_names(world).items()}
    rides = [*ids, *(its for of_one in of_cars.values() for its in of_one)]  # then they have no names
    kind, service, request, ride, node, vehicle = (
        log[name].tolist() for name in ("kind", "service", "request", "ride", "node", "vehicle")
    )
    named: dict[str, list[Any]] = {
        "request": [
            its if its < 0 else of_cars[of][its] if what in BOOKING_KINDS else ids[its]
            for its, what, of in zip(request, kind, service, strict=True)
        ],
        "ride": [its - len(rides) if its >= len(rides) else rides[its] if its >= 0 else its for its in ride],
        "node": [places[its] if its >= 0 else its for its in node],
        "vehicle": [names[its] if its >= 0 else its for its in vehicle],
    }
    told = log.drop(columns="seq").assign(**{its: pd.Series(named[its], log.index, object) for its in named})
    planned = (log["kind"] == Event.PLANNED_DROPOFF) & log["service"].isin(late_lines(world))
    known = np.array([its < 0 or names[its] in vehicles for its in vehicle], dtype=np.bool_)
    return told[~planned.to_numpy() & known]


def booking_names(world: World) -> dict[str, list[str]]:
    """Return what the bookings of each service with shared cars are called, in the order in which services begin."""
    tables: dict[str, Any] = {part.name: world.services.get(part.name) for part in in_order(world)}
    return {name: its.bookings["booking_id"].tolist() for name, its in tables.items() if hasattr(its, "bookings")}


def late_lines(world: World) -> list[int]:
    """Return the services by timetable that may be late: only they tell when rides are planned to end."""
    return [its.part.number for its in world.services.values() if getattr(its, "actual", None) is not None]


def vehicle_names(world: World) -> list[Name]:
    """Return what each vehicle of a run is: of which service, and which of it."""
    found: list[Name] = []
    for name, its in world.services.items():
        found += [("", 0)] * (its.first_vehicle - len(found))
        found += [(name, number) for number in range(vehicles_of(its))]
    return found


def vehicles_of(its: Any) -> int:
    """Return how many vehicles a service has."""
    if hasattr(its, "vehicles"):
        return len(its.vehicles)
    return int(getattr(its, "vehicle_count", 0)) or (len(its.places.cars) if hasattr(its, "places") else 0)


def differences(base: pd.DataFrame, branch: pd.DataFrame, at_s: int) -> Iterator[str]:
    """Yield the first row before a time [s] that is not the same in two logs."""
    one, other = (log[log["time_s"] < at_s].reset_index(drop=True) for log in (base, branch))
    if one.equals(other):
        return
    count = min(len(one), len(other))
    differ = (one[:count] != other[:count]).any(axis=1)
    row = int(differ.to_numpy().argmax()) if differ.any() else count
    told = [log.iloc[row].to_dict() if row < len(log) else None for log in (one, other)]
    yield f"row {row} of {len(one)}: {told[0]}, in the branch {told[1]}"


def problems_of_branch(number: int, folder: Path, happened: Counter[str], *, audits: bool = False) -> list[str]:
    """Return what is wrong with a branch of a random day, and count what happened."""
    folder.mkdir()
    base, world, drawn = allowed_branch(number, folder, happened)
    before, after = drawn.scenarios()
    base_log, log = simulate(base), simulate(world, debug=True)
    names = vehicle_names(base)
    same = base.network.digest() == world.network.digest() and base.demand.equals(world.demand)
    same &= names == vehicle_names(world)
    same &= late_lines(base) == late_lines(world)
    both = (base_log, log) if same else (by_name(base_log, base, names), by_name(log, world, names))
    found = list(differences(*both, drawn.at_s))
    happened["other numbers"] += not same
    happened["goes over"] += bool(world.branch is not None and world.branch.services)
    happened["ends otherwise"] += not base_log.equals(log)
    for key in {key.split(".")[-1].split("[")[0] for key in changed_keys(before, after)}:
        happened[key] += 1
    if audits and not after.disruptions:
        found += audit_result(run(after, world=world))[:3]
    return [f"day {number}: {line}" for line in found]


def main(first: int, count: int) -> int:
    """Try branches one by one; return 1 when something is wrong."""
    happened: Counter[str] = Counter()
    wrong = 0
    for number in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            try:
                found = problems_of_branch(number, Path(folder) / "day", happened, audits=True)
            except Exception as error:  # a defect to be reported with the number of its day
                found = [f"day {number}: {type(error).__name__}: {error}"]
        wrong += bool(found)
        for line in found:
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{count - wrong} of {count} branches are the day itself until they begin\n")
    for name, times in happened.most_common():
        sys.stdout.write(f"{100 * times / count:5.1f} %  {name}\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
