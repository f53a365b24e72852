"""The bundled catalogue: dated disruptions that make sense for whatever a scenario has.

How long and how bad each is, is an assumption, and said to be one; where a source gives the size it stands beside it.
Facts of the region are in docs/disruptions.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from simulator.notes import N_
from simulator.scenario.models import Scenario
from simulator.tables import RIDES

Item = dict[str, Any]  # a disruption, as a scenario has it
MORNING, NOON, AFTERNOON, EVENING = "07:00", "12:00", "15:00", "20:00"


@dataclass(frozen=True)
class Case:
    """Something that may go wrong. key: its name for tables and folders. title: for people, marked for translation."""

    key: str
    title: str
    disruptions: tuple[Item, ...]


@dataclass(frozen=True)
class Fleet:
    """A ridepooling service: its name, its vehicle types with how many there are, and whether it needs plugs."""

    service: str
    types: dict[str, int]
    electric: bool
    hydrogen: bool

    @property
    def main(self) -> str:
        """Return the type of which there are most."""
        return max(self.types, key=lambda name: self.types[name])


def cases_of(scenario: Scenario, worst_road: tuple[float, float] | None = None) -> list[Case]:
    """Return what may go wrong with a scenario. worst_road: where the road is closed that matters most, lon and lat."""
    fleets = [_fleet(name, config) for name, config in scenario.services.items() if config.kind == RIDES]
    found = [case for fleet in fleets[:1] for made in OF_FLEETS for case in made(fleet)]
    found += [*_bookings(), *_demand(), *_snow()]
    if worst_road is not None:
        found += _roads(*worst_road)
    if any(config.kind == "timetable" for config in scenario.services.values()):
        found += _timetable()
    return found


def main_vehicles(scenario: Scenario) -> tuple[str, str, Any] | None:
    """Return of the first fleet that pools rides the service, the type of which there are most, and that."""
    for name, config in scenario.services.items():
        if config.kind == RIDES:
            fleet = getattr(config, "fleet", {})
            kind = max(fleet, key=lambda one: fleet[one].count or 0)
            return name, kind, fleet[kind]
    return None


def _fleet(name: str, config: Any) -> Fleet:
    stores = {kind.drivetrain for kind in config.fleet.values() if kind.store_kwh is not None}
    counts = {kind: int(its.count or 0) for kind, its in config.fleet.items()}
    return Fleet(name, counts, "battery" in stores, "hydrogen" in stores)


def _item(name: str, kind: str, from_: str, until: str, **more: Any) -> Item:
    return {"name": name, "kind": kind, "from": from_, "until": until, **more}


def _vehicles(fleet: Fleet) -> Iterator[Case]:
    if not fleet.types[fleet.main]:
        return  # a file lists the vehicles, by names of its own
    first = f"{fleet.main}-01"
    yield Case(
        "one-vehicle-out",
        N_("one vehicle breaks down at 7:00 and is out for the day"),
        (_item("one vehicle", "vehicles", MORNING, EVENING, service=fleet.service, which=[first]),),
    )
    third = [f"{fleet.main}-{number:02d}" for number in range(1, 1 + max(1, fleet.types[fleet.main] // 3))]
    yield Case(
        "a-third-of-the-fleet-out",
        N_("a third of the vehicles is out from 7:00 to 12:00"),
        (_item("a third of the fleet", "vehicles", MORNING, NOON, service=fleet.service, which=third),),
    )
    yield Case(
        "many-breakdowns",
        N_("vehicles break down all day, one per 5,000 km, two hours each"),
        (_item("breakdowns", "vehicles", "00:00", "24:00", service=fleet.service, rate_per_100_000_km=20),),
    )


def _drivers(fleet: Fleet) -> Iterator[Case]:
    for key, title, share in (
        ("flu", N_("13 % of the drivers are ill, known the evening before"), 0.13),
        ("severe-flu", N_("30 % of the drivers are ill, known the evening before"), 0.3),
    ):
        item = _item("drivers ill", "drivers", "00:00", "24:00", service=fleet.service, absent=share, announced="00:00")
        yield Case(key, title, (item,))
    yield Case(
        "strike",
        N_("drivers strike from 12:00 on"),
        (_item("strike", "drivers", NOON, "24:00", service=fleet.service, strike=True),),
    )


def _energy(fleet: Fleet) -> Iterator[Case]:
    if fleet.electric:
        yield Case(
            "blackout",
            N_("no power at any charger from 7:00 to 15:00"),
            (_item("blackout", "power", MORNING, AFTERNOON, share=0),),
        )
    if fleet.hydrogen:
        yield Case(
            "no-hydrogen",
            N_("no hydrogen from 7:00 to 15:00"),
            (_item("no hydrogen", "fuel", MORNING, AFTERNOON, of="hydrogen"),),
        )


OF_FLEETS: tuple[Callable[[Fleet], Iterator[Case]], ...] = (_vehicles, _drivers, _energy)


def _bookings() -> Iterator[Case]:
    yield Case(
        "app-out",
        N_("the booking app fails from 7:00 to 9:00"),
        (_item("app", "booking", MORNING, "09:00", channels=["app"]),),
    )
    yield Case(
        "no-booking",
        N_("app and telephone fail from 12:00 to 15:00"),
        (_item("app and telephone", "booking", NOON, AFTERNOON),),
    )
    yield Case(
        "no-dispatch",
        N_("the dispatcher fails from 7:00 to 8:00: vehicles only finish their plans"),
        (_item("dispatch", "dispatch", MORNING, "08:00"),),
    )


def _demand() -> Iterator[Case]:
    yield Case(
        "rush",
        N_("half as many requests again from 15:00 to 20:00"),
        (_item("rush", "demand", AFTERNOON, EVENING, factor=1.5),),
    )
    yield Case(
        "twice-the-demand",
        N_("twice as many requests all day"),
        (_item("twice the demand", "demand", "00:00", "24:00", factor=2),),
    )


def _snow() -> Iterator[Case]:
    yield Case(
        "snow",
        N_("snow all day, known the evening before: roads 35 % slower"),
        (_item("snow", "roads", "00:00", "24:00", preset="snow", announced="00:00"),),
    )
    yield Case(
        "sudden-snow",
        N_("sudden snow from 12:00 to 20:00: roads 35 % slower"),
        (_item("sudden snow", "roads", NOON, EVENING, preset="snow"),),
    )


def _roads(lon: float, lat: float) -> Iterator[Case]:
    there = {"lon": lon, "lat": lat, "radius": "1 m"}
    yield Case(
        "worst-road",
        N_("the road that matters most is closed all day, known the evening before"),
        (_item("worst road", "roads", "00:00", "24:00", within=there, closed=True, announced="00:00"),),
    )
    yield Case(
        "worst-road-sudden",
        N_("the road that matters most is closed from 7:00 to 15:00, to everybody's surprise"),
        (_item("worst road", "roads", MORNING, AFTERNOON, within=there, closed=True),),
    )


def _timetable() -> Iterator[Case]:
    yield Case(
        "late-trains",
        N_("all buses and trains are 20 minutes late from 7:00 to 12:00"),
        (_item("late buses and trains", "timetable", MORNING, NOON, delayed="20 min"),),
    )
