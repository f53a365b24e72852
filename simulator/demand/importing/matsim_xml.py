"""Persons of a MATSim population, one after the other: plans.xml and population.xml, versions 4 to 6.

Elements and attributes as in plans_v4.dtd, population_v5.dtd and population_v6.dtd. The file is streamed: what is kept
is one person at a time, of them the selected plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from simulator.errors import NetworkError, Problem, RequestFileError
from simulator.input_table import MAX_SHOWN, raise_problems
from simulator.network.safe_xml import read_xml
from simulator.units import HOUR_S, MINUTE_S

ROOTS = ("plans", "population")
SYSTEM = "coordinateReferenceSystem"
STAGE = " interaction"  # the end of the name of an activity within a trip: changing, getting on
_TIME = re.compile(r"(-?)(?:(\d{1,6}):([0-5]?\d)(?::([0-5]?\d(?:\.\d+)?))?|(\d{1,9}(?:\.\d+)?))")

Attributes = dict[str, str]


@dataclass
class Activity:
    """What somebody does somewhere. Times in seconds; None: not told. x, y: in the file's coordinate system."""

    kind: str
    line: int
    x: float | None = None
    y: float | None = None
    link: str = ""
    facility: str = ""
    start_s: float | None = None
    end_s: float | None = None
    lasts_s: float | None = None


@dataclass
class Leg:
    """A way from one activity to the next, with one mode. own: attributes of the leg, by name."""

    mode: str
    line: int
    departs_s: float | None = None
    takes_s: float | None = None
    own: Attributes = field(default_factory=dict)


@dataclass
class Person:
    """Somebody with a plan: activities and legs by turns. own: attributes, from the element or below it."""

    id: str
    line: int
    own: Attributes = field(default_factory=dict)
    plan: list[Activity | Leg] = field(default_factory=list)
    plans: int = 0
    is_selected: bool = False


@dataclass
class Trip:
    """From one activity proper to the next: its legs, with what lies between them left out."""

    origin: Activity
    destination: Activity
    legs: list[Leg]

    def modes(self) -> set[str]:
        """Return the modes it is made by: as routed, else what is no walk on the way to others."""
        routed = {leg.own["routingMode"] for leg in self.legs if leg.own.get("routingMode")}
        ridden = {leg.mode for leg in self.legs if not leg.mode.endswith("walk")}
        return routed or ridden or {leg.mode for leg in self.legs}


def trips_of(plan: list[Activity | Leg]) -> Iterator[Trip]:
    """Yield the trips of a plan, in its order."""
    origin, legs = None, list[Leg]()
    for element in plan:
        if isinstance(element, Leg):
            legs.append(element)
        elif not element.kind.endswith(STAGE):
            if origin is not None and legs:
                yield Trip(origin, element, legs)
            origin, legs = element, []


def parse_time(text: str | None) -> float | None:
    """Return seconds of HH:MM:SS, HH:MM or seconds; None for nothing and "undefined". Raises ValueError."""
    if text is None or text.strip() in ("", "undefined"):
        return None
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'"{text[:40]}" is no time; expected HH:MM:SS')
    sign, hours, minutes, seconds, alone = match.groups()
    total = float(alone) if alone else HOUR_S * int(hours) + MINUTE_S * int(minutes) + float(seconds or 0)
    return -total if sign else total


def read_persons(path: Path, take: Callable[[Person], None]) -> Attributes:
    """Call ``take`` for each person of a file, with the selected plan; return the attributes of the population.

    Without a selected plan the first one counts, as in MATSim. Raises RequestFileError with all that is wrong.
    """
    reader = _Reader(path, take)
    try:
        read_xml(path, reader.start, text=reader.text, end=reader.end)
    except NetworkError as error:
        raise RequestFileError([_problem_of(path, error)]) from error
    raise_problems(path, reader.problems)
    return reader.own


def _problem_of(path: Path, error: NetworkError) -> Problem:
    match = re.fullmatch(r"(?::(\d+))?(?::(\d+))?: (.*)", str(error).removeprefix(str(path)), re.DOTALL)
    if match is None:
        return Problem(str(path), 0, 0, "", str(error))
    return Problem(str(path), int(match[1] or 0), int(match[2] or 0), "", match[3])


class _Reader:
    """Follows the elements of a file. own: attributes of the population. problems: what is wrong, as far as read."""

    def __init__(self, path: Path, take: Callable[[Person], None]) -> None:
        self.path, self.take = path, take
        self.own: Attributes = {}
        self.problems: list[Problem] = []
        self._inside: list[str] = []
        self._person: Person | None = None
        self._plan: list[Activity | Leg] | None = None  # None: it does not count
        self._name = ""  # of the attribute that is open
        self._text: list[str] = []
        self._line = 0

    def start(self, element: str, given: Attributes, line: int) -> None:
        self._line = line
        if not self._inside and element not in ROOTS:
            raise self._refused(f"holds <{element:.40}>, expected <plans> or <population> of MATSim")
        self._inside.append(element)
        if element == "person":
            self._begin_person(given)
        elif element == "attribute":
            self._name, self._text = given.get("name", ""), []
        elif self._person is None:
            return
        elif element == "plan":
            self._begin_plan(given)
        elif self._plan is not None:
            self._add(self._plan, element, given)

    def text(self, text: str) -> None:
        if self._name:
            self._text.append(text)

    def end(self, element: str) -> None:
        self._inside.pop()
        if element == "attribute":
            self._end_attribute()
        elif element == "plan":
            self._plan = None
        elif element == "person" and self._person is not None:
            person, self._person = self._person, None
            self.take(person)

    def _refused(self, message: str) -> RequestFileError:
        return RequestFileError([Problem(str(self.path), self._line, 0, "", message)])

    def _told(self, key: str, message: str) -> None:
        self.problems.append(Problem(str(self.path), self._line, 0, key, message))
        if len(self.problems) > MAX_SHOWN:
            raise RequestFileError(self.problems[:MAX_SHOWN])

    def _begin_person(self, given: Attributes) -> None:
        if not given.get("id"):
            self._told("person", "has no id")
        own = {name: value for name, value in given.items() if name != "id"}
        self._person = Person(given.get("id", ""), self._line, own)

    def _begin_plan(self, given: Attributes) -> None:
        """Begin a plan, which replaces the one before if it is selected."""
        person, selected = self._person, given.get("selected", "no")
        if person is None:
            return
        if selected not in ("yes", "no"):
            self._told("selected", f'"{selected[:40]}"; expected yes or no')
        person.plans += 1
        if person.plans == 1 or (selected == "yes" and not person.is_selected):
            person.plan, person.is_selected = [], selected == "yes"
            self._plan = person.plan

    def _add(self, plan: list[Activity | Leg], element: str, given: Attributes) -> None:
        if element in ("act", "activity"):
            plan.append(self._activity(given))
        elif element == "leg":
            departs, takes = (self._time(given, key) for key in ("dep_time", "trav_time"))
            plan.append(Leg(given.get("mode", ""), self._line, departs, takes))
        elif element == "route" and plan and isinstance(plan[-1], Leg) and plan[-1].takes_s is None:
            plan[-1].takes_s = self._time(given, "trav_time")

    def _activity(self, given: Attributes) -> Activity:
        if not given.get("type"):
            self._told("type", "is missing; expected the type of an activity")
        start, end, lasts = (self._time(given, key) for key in ("start_time", "end_time", "max_dur"))
        return Activity(
            given.get("type", ""), self._line, self._number(given, "x"), self._number(given, "y"),
            given.get("link", ""), given.get("facility", ""), start, end,
            self._time(given, "dur") if lasts is None else lasts,
        )  # fmt: skip

    def _time(self, given: Attributes, key: str) -> float | None:
        try:
            return parse_time(given.get(key))
        except ValueError as error:
            self._told(key, str(error))
            return None

    def _number(self, given: Attributes, key: str) -> float | None:
        text = given.get(key, "")
        try:
            return float(text) if text else None
        except ValueError:
            self._told(key, f'"{text[:40]}" is no number')
            return None

    def _end_attribute(self) -> None:
        """Keep an attribute of a leg, of the person or of the population; those of activities are nobody's business."""
        name, value, self._name = self._name, "".join(self._text).strip(), ""
        plan = self._plan
        if self._person is None:
            if "person" not in self._inside:
                self.own[name] = value
        elif plan and self._inside[-2:-1] == ["leg"] and isinstance(plan[-1], Leg):
            plan[-1].own[name] = value
        elif "plan" not in self._inside:
            self._person.own.setdefault(name, value)
