"""What must fit together between a study of access and the rest of the scenario."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from simulator.scenario.models import Scenario
from simulator.scenario.yaml_file import Path_
from simulator.suggest import suggest
from simulator.tables import TIMETABLE

HERE: Path_ = ("accessibility",)


def check_accessibility(scenario: Scenario) -> Iterator[tuple[Path_, str]]:
    """Yield names of classes, services and kinds of centres that stand for nothing, and centres told twice."""
    told = scenario.accessibility
    if told is None:
        return
    if told.traveller_class is not None and told.traveller_class not in scenario.people.classes:
        yield (*HERE, "traveller_class"), _unknown("class", told.traveller_class, scenario.people.classes)
    who = told.traveller_class or next(iter(scenario.people.classes))
    asked_by = {part.name: part.asked_by for part in scenario.parts}
    for name in told.services or ():
        if name not in scenario.services:
            yield (*HERE, "services"), _unknown("service", name, scenario.services)
        elif who in scenario.people.classes and who not in asked_by[name]:
            yield (*HERE, "services"), f'"{name}" is not asked by the class "{who}"; see people.classes.{who}.asks'
    for kind in told.thresholds:
        if kind not in told.centres:
            yield (*HERE, "thresholds", kind), _unknown("kind of centre", kind, told.centres)
    by_timetable = [name for name, its in scenario.services.items() if its.kind == TIMETABLE]
    for kind, centres in told.centres.items():
        names: set[str] = set()
        for number, centre in enumerate(centres):
            here = (*HERE, "centres", kind, number)
            if centre.stations_of is not None and centre.stations_of not in by_timetable:
                yield (*here, "stations_of"), _unknown("service by timetable", centre.stations_of, by_timetable)
            if centre.called in names and centre.called:
                yield here, f'a {kind} centre before it is called "{centre.called}", too'
            names.add(centre.called)


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    hint = suggest(name, known) or (f"there are {', '.join(known)}" if known else "there is none")
    return f'unknown {what} "{name}"; {hint}'
