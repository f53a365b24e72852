"""The folder of an observed day: a scenario on top of another one, its tables, and an experiment about re-planning."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.clock import format_clock
from simulator.demand.importing.folder import KIND, MANIFEST, OBSERVED, REQUESTS
from simulator.demand.importing.imported import OBSERVED_DTYPES
from simulator.errors import Problem, ScenarioError
from simulator.experiments.observed_day.day import ObservedDay
from simulator.experiments.observed_day.shifts import Shift
from simulator.scenario.loader import find_scenario, named_files
from simulator.scenario.models import Scenario
from simulator.scenario.text_models import words_in
from simulator.scenario.yaml_text import by_ruamel
from simulator.tables import NO_TIME, RIDES, typed

SCENARIO, EXPERIMENT, VEHICLES = "day.yaml", "replanned.yaml", "vehicles.csv"
REPLANNING = ("never", "on_rejection", "every_request")
_OWN_WAY = ("count", "drivers", "shift")  # how many vehicles of a type there are and when, told without a file
_DRAWN = ("cancellation", "no_show")  # shares of a class
Row = dict[str, object]


@dataclass(frozen=True)
class Base:
    """The scenario that a day is put on. name: as the user names it. service: the one that was booked."""

    scenario: Scenario
    name: str
    service: str
    told: Mapping[str, Any]  # the scenario's own words

    @property
    def config(self) -> Any:
        """Return what the service that was booked is."""
        return self.scenario.services[self.service]

    def said(self, key: str) -> Mapping[str, Any]:
        """Return what the scenario itself says in a section, the keys apart by dots; nothing where it has none."""
        section: Any = self.told
        for name in key.split("."):
            section = section.get(name) if isinstance(section, Mapping) else None
        return section if isinstance(section, Mapping) else {}

    def without(self, key: str, *names: str) -> dict[str, None]:
        """Return what takes keys away from a section: null for each that it has."""
        return {name: None for name in names if name in self.said(key)}

    @property
    def others(self) -> dict[str, Any]:
        """Return what takes away all other services, which nobody asks, unless rules of this one look at them."""
        if self.config.parallel_service is not None or self.config.rules:
            return {}
        return {name: None for name in self.scenario.services if name != self.service}

    @property
    def replanning(self) -> str:
        """Return whether the service re-plans as it is."""
        return str(self.config.dispatch.replan.when)


def base_of(scenario: Scenario, name: str, service: str | None, *, allow_outside_paths: bool) -> Base:
    """Return the base of a day. Raises ScenarioError where it is not clear which service was booked."""
    known = [part.name for part in scenario.parts if part.kind == RIDES]
    if service is None and len(known) != 1:
        message = f"has {len(known)} ridepooling services ({', '.join(known) or 'none'}); say which one was booked"
        raise ScenarioError([Problem(name, 0, 0, "--service", message)])
    if service is not None and service not in known:
        raise ScenarioError([Problem(name, 0, 0, "--service", f'"{service}" is none of {", ".join(known) or "none"}')])
    told, _ = named_files(name, allow_outside_paths=allow_outside_paths)
    return Base(scenario, name, service or known[0], told)


def write_scenario(draft: Path, folder: Path, base: Base, day: ObservedDay, shifts: Sequence[Shift]) -> None:
    """Write all files of the day into a draft of its folder. shifts: none, those of the base stay."""
    (draft / REQUESTS).write_text(day.requests_csv, encoding="utf-8")
    _observed(day).to_parquet(draft / OBSERVED, index=False)
    (draft / MANIFEST).write_text(_manifest(day), encoding="utf-8")
    data = _scenario(folder, base, day)
    services = base.others
    if shifts:
        fleet, vehicles = _fleet(base, shifts)
        vehicles.to_csv(draft / VEHICLES, index=False, lineterminator="\n")
        its = base.without(f"services.{base.service}", "vehicle_columns")
        services[base.service] = {"vehicles_file": VEHICLES, **its, "fleet": fleet}
    if services:
        data["services"] = services
    (draft / SCENARIO).write_text(by_ruamel(data), encoding="utf-8")
    (draft / EXPERIMENT).write_text(by_ruamel(_experiment(base, day)), encoding="utf-8")


def replan_key(base: Base) -> str:
    """Return the key of re-planning."""
    return f"services.{base.service}.dispatch.replan.when"


def _scenario(folder: Path, base: Base, day: ObservedDay) -> dict[str, Any]:
    """Return the scenario: everybody asks this service once, takes what it offers, and does as they did."""
    classes = dict.fromkeys([*base.scenario.people.classes, *_classes(day)])
    people = {
        name: {"asks": [base.service], **base.without("people.classes." + name, "choice", "on_rejection", *_DRAWN)}
        for name in classes
    }
    english, german = (words_in(base.scenario.title, code) or base.scenario.name for code in ("en", "de"))
    return {
        "extends": Path(os.path.relpath(find_scenario(base.name).resolve(), folder.resolve())).as_posix(),
        "name": f"{base.scenario.name}-{day.day}"[:80],
        "title": {
            "en": f"Bookings of {day.day}, once more: {english}"[:300],
            "de": f"Buchungen vom {day.day:%d.%m.%Y}, noch einmal: {german}"[:300],
        },
        "calendar": {
            "first_day": str(day.day),
            "days": 1,
            **base.without("calendar", "first_weekday", "warm_up", "day_types"),
        },
        "demand": {
            "kind": "file",
            "requests_file": REQUESTS,
            "impossible": "reject",
            **base.without("demand", "columns", "gateways"),
        },
        "people": {"classes": people, **base.without("people", "screening", "knobs")},
    }


def _classes(day: ObservedDay) -> Iterable[str]:
    return sorted(set(day.bookings.table["traveller_class"]) - {""})


def _fleet(base: Base, shifts: Sequence[Shift]) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return the types of vehicles, one more for each number of seats that none of them has, and the vehicles."""
    key = f"services.{base.service}.fleet"
    fleet: dict[str, Any] = {name: base.without(f"{key}.{name}", *_OWN_WAY) for name in base.config.fleet}
    rows, seen = list[Row](), dict[int, int]()
    in_turn = dict.fromkeys(base.config.fleet, 0)
    for shift in shifts:
        name, kind = shift.type_name, base.config.fleet[shift.type_name]
        depot = shift.depot
        if not depot and shift.place is None:
            depot = kind.named_depots[in_turn[name] % len(kind.named_depots)].name
            in_turn[name] += 1
        if shift.seats and shift.seats != kind.seats:
            name = f"{name}-{shift.seats}-seats"
            like = base.said(f"{key}.{shift.type_name}")
            same = {its: value for its, value in like.items() if its not in _OWN_WAY}
            fleet.setdefault(name, {**same, "seats": shift.seats})
        seen[shift.vehicle] = again = seen.get(shift.vehicle, 0) + 1
        lon, lat = ("", "") if shift.place is None else shift.place
        rows.append(
            {
                "vehicle_id": f"vehicle-{shift.vehicle + 1}" + (f"-shift-{again}" if again > 1 else ""),
                "type": name, "depot": depot, "start_lon": lon, "start_lat": lat,
                "shift_start": format_clock(shift.begin_s), "shift_end": format_clock(shift.end_s),
            }
        )  # fmt: skip
    return fleet, pd.DataFrame(rows)


def _observed(day: ObservedDay) -> pd.DataFrame:
    """Return what became of the requests, in seconds of the day."""
    its = typed(day.bookings.table, OBSERVED_DTYPES)
    moments = [str(name) for name in its if str(name).endswith("_s")]
    return its.assign(**{name: its[name].where(its[name] == NO_TIME, its[name] - day.start_s) for name in moments})


def _manifest(day: ObservedDay) -> str:
    """Return what the import says of itself, as the requests are still its own: pages of the day are guarded by it."""
    told = {key: value for key, value in day.bookings.manifest.items() if key != "unchanged"}
    of_day = {
        "kind": KIND,
        "first_day": str(day.day),
        "requests": len(day.bookings.table),
        "requests_of_other_days": told.get("requests", 0) - len(day.bookings.table),
        "requests_sha256": hashlib.sha256(day.requests_csv.encode()).hexdigest(),
    }
    return json.dumps({**told, **of_day}, indent=1, ensure_ascii=False) + "\n"


def _experiment(base: Base, day: ObservedDay) -> dict[str, Any]:
    """Return the experiment of the day with each way to re-plan that is not the base's own."""
    others = [when for when in REPLANNING if when != base.replanning]
    return {
        "name": f"{base.scenario.name}-{day.day}-replanned"[:80],
        "base": SCENARIO,
        "variants": {f"replan {when}": {replan_key(base): when} for when in others},
        "replications": 2,
    }
