"""Plans of MATSim as requests: the profile ``matsim``."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.demand.importing.chains import HOME, purpose_of
from simulator.demand.importing.imported import Asked, Imported
from simulator.demand.importing.matsim_places import KnownPlaces, read_known_places
from simulator.demand.importing.matsim_xml import SYSTEM, Person, Trip, read_persons, trips_of
from simulator.demand.importing.own_columns import as_exported, is_ours
from simulator.demand.importing.people_trips import TripParts, requests_of_people
from simulator.demand.importing.settings import Setting, meanings, one_file, values_of
from simulator.errors import Problem, RequestFileError
from simulator.network.projection import Projection
from simulator.notes import N_, Note

SETTINGS = (
    Setting("modes", "of the trips that are taken, such as drt,pt (the default), or all", "text", "drt,pt"),
    Setting("crs", "coordinate system, where the file names none"),
    Setting("network", "MATSim network.xml, for activities that have a link but no coordinates", "file"),
    Setting("facilities", "MATSim facilities.xml, for activities that have a facility but no coordinates", "file"),
    Setting("classes", "none, or people: child, pupil, carless, ... by age, work, licence and car", "text", "none",
            words=("none", "people")),
    Setting("lead_time", "minutes from booking to departure", "number", 0.0, 0, 100_000),
    Setting("people", "made_up, or real: the plans of people, who are to be protected", "text", "made_up",
            words=("made_up", "real")),
)  # fmt: skip
SETTING_MEANINGS = meanings(SETTINGS)
ALL = "all"
CAR_KEYS = ("carAvail", "car_avail", "carAvailability", "car_availability")
CAR_WORDS = ("always", "all")  # whose car is there for any tour; "sometimes" and "some" are not enough
NO_WORDS = ("never", "none", "no", "false")
WORK_KEYS, LICENCE_KEYS = ("employed", "isEmployed"), ("hasLicense", "hasDrivingLicense", "license")
MOST_MODES_SHOWN = 12


@dataclass
class _Found:
    """What is gathered of the persons of a file, one after the other. own: what our own export says of each trip."""

    modes: frozenset[str]
    known: KnownPlaces
    trips: TripParts = field(default_factory=TripParts)
    own: dict[int, dict[str, str]] = field(default_factory=dict)
    by_mode: Counter[str] = field(default_factory=Counter)
    persons: int = 0
    rows: int = 0

    def take(self, person: Person) -> None:
        """Add the trips of a person."""
        arrived: float | None = None
        own_car = _told(person, CAR_KEYS) in CAR_WORDS
        drives = _told(person, LICENCE_KEYS) not in NO_WORDS and _told(person, CAR_KEYS) not in NO_WORDS
        employed = _told(person, WORK_KEYS) in ("yes", "true")
        for number, trip in enumerate(trips_of(person.plan), 1):
            departs = departure_of(trip, arrived)
            arrived = _arrival(trip, departs)
            modes = trip.modes()
            self.by_mode["+".join(sorted(modes))] += 1
            self.trips.add(
                trip.legs[0].line, self.persons, number, math.nan if departs is None else departs,
                *self.known.of(trip.origin), *self.known.of(trip.destination),
                purpose_of(trip.origin.kind) == HOME, purpose_of(trip.destination.kind), own_car,
                _age(person), employed, drives,
                ALL in self.modes or bool(modes & self.modes),
            )  # fmt: skip
            if is_ours(trip.legs[0].own):
                self.own[self.rows] = trip.legs[0].own
            self.rows += 1
        self.persons += 1


def _told(person: Person, keys: tuple[str, ...]) -> str:
    """Return what is said of somebody under the first of some names; "" if nothing is."""
    return next((person.own[key].lower() for key in keys if person.own.get(key)), "")


def _age(person: Person) -> float:
    text = person.own.get("age", "")
    return float(text) if text.isdecimal() and len(text) <= 3 else math.nan


def departure_of(trip: Trip, arrived: float | None) -> float | None:
    """Return when a trip begins [s]: when the activity ends, else when its leg does, else after it has lasted.

    arrived: the end of the trip before [s]; None: not known.
    """
    activity, leg = trip.origin, trip.legs[0]
    if activity.end_s is not None:
        return activity.end_s
    if leg.departs_s is not None:
        return leg.departs_s
    begins = activity.start_s if activity.start_s is not None else arrived
    return None if begins is None or activity.lasts_s is None else begins + activity.lasts_s


def _arrival(trip: Trip, departs: float | None) -> float | None:
    takes = [leg.takes_s for leg in trip.legs]
    return None if departs is None or None in takes else departs + sum(one for one in takes if one is not None)


def import_matsim(asked: Asked) -> Imported:
    """Return the trips of selected plans as requests; `Imported.rows` counts trips. Raises RequestFileError."""
    values = values_of(asked.settings, SETTINGS)
    path = one_file(asked.files, "plans.xml or plans.xml.gz")
    modes = frozenset(mode.strip() for mode in values["modes"].split(",") if mode.strip())
    found = _Found(modes, read_known_places(values["network"], values["facilities"]))
    own = read_persons(path, found.take)
    system = values["crs"] or own.get(SYSTEM)
    if system is None and found.rows:
        message = "the file names no coordinate system; say --set crs=EPSG:..., what its x and y are"
        raise RequestFileError([Problem(str(path), 0, 0, SYSTEM, message)])
    projection = Projection(str(path), system or "EPSG:4326")
    taken = requests_of_people(
        path, found.trips.table(), projection, values["lead_time"], asked.network, classes=values["classes"] == "people"
    )
    personal = values["people"] == "real"
    requests = taken.requests if personal else as_exported(path, taken, found.own)
    return Imported(
        requests, found.rows, dropped=taken.dropped, notes=tuple(_notes(found, values)), personal=personal,
        settings=dict(asked.settings),
    )  # fmt: skip


def _notes(found: _Found, values: dict[str, Any]) -> Iterator[Note]:
    """Say what the file holds, and what is assumed."""
    told = found.by_mode.most_common(MOST_MODES_SHOWN)
    shown = ", ".join(f"{mode or '?'} {count:,}" for mode, count in sorted(told, key=lambda one: (-one[1], one[0])))
    text = N_("People: %(persons)s. Their trips: %(trips)s, by mode: %(modes)s.")
    yield Note("plans", "modes", text, {"persons": found.persons, "trips": found.rows, "modes": shown})
    text = N_("Taken are trips by: %(modes)s.")
    yield Note("plans", "taken", text, {"modes": values["modes"]})
    text = N_(
        "Each trip is a request of one person, booked %(minutes)s min ahead (assumption, unless the file says it)."
    )
    yield Note("assumption", "party_size", text, {"minutes": float(values["lead_time"])})
