"""From a scenario of before to one of today: what `moved_keys` says, with the rules that need thought."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from simulator.scenario.calendar_models import WEEKDAYS
from simulator.scenario.merge import on_top
from simulator.scenario.moved_keys import ANY, FROM_THE_TOP, THEN, TOP, ServiceNames, looks_new, service_names
from simulator.scenario.parts import (
    Names,
    Part,
    opened,
    part_at,
    part_of,
    put,
    put_first,
    renamed,
    taken,
    value_at,
    walked,
)

_WHOLE = 3  # names of a path to a part of a service, such as services.rufbus.fares
_DEMAND_BEFORE = {"file": ("requests_file", "columns", "impossible"), "synthetic": ("synthetic",)}


@dataclass
class Migration:
    """What is done to the parts of one file. above: the data of today that the file builds on.

    moves: old and new paths, in the order of the file; a new path is empty for what goes away.
    """

    root: Part
    above: dict[str, Any]
    names: ServiceNames
    moves: dict[Names, Names] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def had(self, *path: str) -> Any:
        """Return what the files that this one builds on have at a path."""
        value: Any = self.above
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def inner(self, *path: str) -> dict[str, Part]:
        """Return the parts at a path, by name."""
        part = part_at(self.root, path)
        if part is not None:
            opened(part)
        return {} if part is None or part.inner is None else part.inner

    def take(self, path: Names, new: Names = ()) -> Part:
        """Take a part away, and keep in mind what it has become."""
        self.tell(path, new)
        return taken(self.root, path)

    def tell(self, path: Names, new: Names) -> None:
        """Keep in mind what a part has become, under the path it had in the file."""
        whole = [(len(moved), old) for old, moved in self.moves.items() if moved and path[: len(moved)] == moved]
        length, old = max(whole, default=(0, ()))
        self.moves[(*old, *path[length:])] = new

    def move(self, old: Names, new: Names | None, before: str | None = None) -> None:
        """Move a part, if it is there; to nowhere if it belongs to a service that there is not."""
        part = part_at(self.root, old)
        if part is None:
            return
        if new is None or (part.plain() is None and self.had(*new) is None):  # null, where there is nothing anyway
            self.take(old)
        elif new[:-1] == old[:-1] and part_at(self.root, new) is None:
            self.tell(old, new)
            renamed(self.root, old, new[-1])
        else:
            put(self.root, new, self.take(old, new), before)


def migrate(root: Part, above: dict[str, Any], names: ServiceNames | None = None) -> Migration:
    """Bring the parts of a file to where their keys are today; what is there already stays.

    above: the data, as they are today, of the files that this one extends. names: of the services, if they are known.
    """
    done = Migration(root, above, names or service_names(root.plain(), above))
    level = value_at(root, ("charging", "start_level"))
    keys = list(root.inner or {})
    for key, following in zip(keys, (*keys[1:], None), strict=False):
        if TOP.get(key):
            _move_apart(done, key)
        elif key in TOP:
            done.move((key,), done.names.fill(FROM_THE_TOP[(key,)]), before=following)
    _move_on(done)
    _count_money(done)
    _know_the_weekday(done)
    _start_cars(done, level)
    _name_rides(done)
    _tell_kinds(done)
    for name in done.inner("people", "classes"):
        _rewrite_class(done, ("people", "classes", name))
    _rewrite_demand(done)
    return done


def migrated(data: dict[str, Any], names: ServiceNames | None = None) -> dict[str, Any]:
    """Return plain data of a whole scenario as they are today; names: of its services, if they are known."""
    root = part_of(data)
    migrate(root, {}, names)
    plain: dict[str, Any] = root.plain()
    return plain


def today(path: str, value: Any, above: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the paths of today, and their values, for one of before such as ``service.dwell``.

    above: the data of today that the value is set in.
    """
    data = value
    for name in reversed(path.split(".")):
        data = {name: data}
    root = part_of(data)
    if not migrate(root, above).moves:
        return [(path, value)]
    found: list[tuple[str, Any]] = []

    def visit(names: Names, part: Part) -> None:
        if part.inner is None or value == {}:  # else a section that nothing is left in
            found.append((".".join(names), part.plain()))

    walked(root, visit)
    return [(name, inner) for name, inner in found if name]


@dataclass
class Stack:
    """The files of a scenario on top of each other, the oldest first: new as they are today, old as they were before.

    old: None once a file is of today.
    """

    new: dict[str, Any] = field(default_factory=dict)
    old: dict[str, Any] | None = field(default_factory=dict)

    def add(self, root: Part) -> Migration:
        """Migrate the parts of the next file, and let them say what together with the others they said before."""
        data = root.plain()
        done = migrate(root, self.new)
        self.old = None if self.old is None or looks_new(data) else on_top(self.old, data)
        if self.old is not None:
            _settle(done, migrated(self.old, done.names))
        self.new = on_top(self.new, root.plain())
        return done


def _settle(done: Migration, wanted: dict[str, Any]) -> None:
    """Let a file say what is missing, so that on top of those above it everything is as wanted."""
    for _ in range(3):  # what took the place of a null lets through what the null kept away
        found = on_top(done.above, done.root.plain())
        _mend(done, found, wanted, ())
    order = list(found.get("services", ()))
    if order != list(wanted.get("services", ())):
        done.remarks.append(f"the services stand in another order than before: {', '.join(order)}")


def _mend(done: Migration, found: dict[str, Any], wanted: dict[str, Any], path: Names) -> None:
    for key in dict.fromkeys((*found, *wanted)):
        here = (*path, key)
        if isinstance(found.get(key), dict) and isinstance(wanted.get(key), dict):
            _mend(done, found[key], wanted[key], here)
        elif key not in wanted:
            put(done.root, here, Part(key))
        elif key not in found or found[key] != wanted[key]:
            put(done.root, here, part_of(wanted[key], key))


def _move_apart(done: Migration, key: str) -> None:
    """Move the parts of a section that went to several places, in their order."""
    section = part_at(done.root, (key,))
    assert section is not None
    opened(section)
    if section.plain() is None:
        _take_all_away(done, key)
        return
    moving = [name for name in section.inner or {} if (key, name) in FROM_THE_TOP]
    for number, name in enumerate(moving):
        if number == 0:
            section.inner[name].above[:0] = section.comments()  # type: ignore[index]
        done.move((key, name), done.names.fill(FROM_THE_TOP[key, name]), before=key)
    if section.inner is not None and not section.inner:
        taken(done.root, (key,))
        if not moving:
            done.moves[(key,)] = ()


def _take_all_away(done: Migration, key: str) -> None:
    """Let null take away all that a section has become."""
    done.take((key,))
    for old, new in FROM_THE_TOP.items():
        path = done.names.fill(new) if old[0] == key else None
        if path is not None and done.had(*path) is not None:
            put(done.root, path[:_WHOLE], Part(path[:_WHOLE][-1]))


def _move_on(done: Migration) -> None:
    """Move what went elsewhere from within what moved."""
    for old, new in THEN.items():
        path, target = done.names.fill(old), done.names.fill(new)
        assert path is not None and target is not None
        for name in done.inner(*path[: path.index(ANY)]) if ANY in path else [""]:
            here, there = (tuple(name if step == ANY else step for step in one) for one in (path, target))
            if part_at(done.root, here[:-1]) is not None:
                done.inner(*here[:-1])
                done.move(here, there, before="services")
    cars = ("services", done.names.cars)
    if ("carsharing",) in done.moves and value_at(done.root, cars) == {} and done.had(*cars) is not None:
        _take_if_empty(done, cars)


def _count_money(done: Migration) -> None:
    """Let no tariff take away the costs, too: money is not counted then."""
    cars = ("services", done.names.cars)
    if ("carsharing", "tariff") not in done.moves:
        return
    fares = part_at(done.root, (*cars, "fares"))
    if fares is None and done.had(*cars, "fares") is None:
        return
    if fares is not None and fares.plain() == {} and done.had(*cars, "fares") is not None:
        taken(done.root, (*cars, "fares"))
    elif (fares is None or fares.plain() is None) and done.had(*cars, "costs") is not None:
        put(done.root, (*cars, "costs"), Part("costs"))


def _know_the_weekday(done: Migration) -> None:
    """Let the date of the first day say which weekday it is; before, shared cars had a weekday of their own."""
    path = ("calendar", "first_weekday")
    given = value_at(done.root, ("calendar", "first_day")) or done.had("calendar", "first_day")
    try:
        weekday = WEEKDAYS[date.fromisoformat(str(given)).weekday()]
    except ValueError:
        return
    told = value_at(done.root, path)
    if ("carsharing",) not in done.moves:
        return
    if path[-1] in done.inner("calendar"):
        taken(done.root, path)
    if (told or "mo") != weekday and (told is not None or done.had("services", done.names.cars) is None):
        done.remarks.append(f"the weekday of shared cars is that of {given} now: {weekday}, not {told or 'mo'}")


def _start_cars(done: Migration, level: Any) -> None:
    """Let cars start as full as the vehicles do: one value held for both."""
    cars, rides = ("services", done.names.cars), done.names.rides
    new_here = done.had(*cars) is None
    if level is None and new_here and ("carsharing",) in done.moves:
        level = done.had("services", str(rides), "charging", "start_level")
    here = part_at(done.root, cars)
    if level is None or (new_here if here is None else here.plain() is None):
        return
    put(done.root, (*cars, "start_level"), Part("start_level", level))


def _name_rides(done: Migration) -> None:
    """Let the ridepooling service be called what it stands under."""
    service = ("services", str(done.names.rides))
    if ("service",) not in done.moves or "name" not in done.inner(*service):
        return
    part = done.take((*service, "name"), service)
    if part.data != done.names.rides:
        done.remarks.append(f'the service "{part.data}" is now called "{done.names.rides}"')
    left = done.inner(*service)
    if left:
        next(iter(left.values())).above[:0] = part.comments()
    elif done.had(*service) is not None:
        _take_if_empty(done, service)


def _take_if_empty(done: Migration, path: Names) -> None:
    while path and not done.inner(*path):
        taken(done.root, path)
        path = path[:-1]


def _tell_kinds(done: Migration) -> None:
    """Say of what kind each service is where nobody has; ridepooling goes first, as it did."""
    for name, kind in ((done.names.cars, "carsharing"), (done.names.rides, "ridepooling")):
        path = ("services", str(name))
        service = part_at(done.root, path)
        if name is None or service is None or service.plain() is None:
            continue
        if "kind" not in done.inner(*path) and done.had(*path, "kind") is None:
            put_first(done.root, (*path, "kind"), Part("kind", kind))
        if kind == "ridepooling" and ("carsharing",) in done.moves:
            put_first(done.root, path, taken(done.root, path))


def _rewrite_class(done: Migration, path: Names) -> None:
    """Say whom the people of a class ask, in their turn."""
    first, then, asks = (*path, "service"), (*path, "on_rejection", "action"), (*path, "asks")
    action, service = value_at(done.root, then), value_at(done.root, first)
    before = done.had(*asks) or []
    if "service" not in done.inner(*path) and action != "other_service" and not (action and len(before) > 1):
        return
    cars_first = service == "carsharing" if service else bool(before) and before[0] == done.names.cars
    both = action == "other_service" if action else len(before) > 1
    turn = [name for name in (done.names.rides, done.names.cars) if name is not None]
    turn = turn[::-1] if cars_first else turn
    comments = done.take(first, asks).comments() if part_at(done.root, first) is not None else []
    if action == "other_service":
        comments += done.take(then, asks).comments()
        if done.had(*then) is not None:
            put(done.root, then, Part("action"))
        elif not done.inner(*then[:-1]):
            comments += taken(done.root, then[:-1]).comments()
    if both or cars_first:
        put(done.root, asks, Part("asks", turn if both else turn[:1], above=comments))
    elif before:
        put(done.root, asks, Part("asks", above=comments))


def _rewrite_demand(done: Migration) -> None:
    """Say what kind of demand it is; the keys of a drawn day stand beside that."""
    given, before = {name: part.plain() for name, part in done.inner("demand").items()}, done.had("demand", "kind")
    kind = given.get("kind") or _kind_of_demand(given)
    if not any(key in given for key in ("synthetic", "nobody")) and (
        kind is None or kind in (before, given.get("kind"))
    ):
        return
    stay = _DEMAND_BEFORE.get(kind or before, ())
    comments = []
    for key in ("requests_file", "columns", "impossible", "synthetic", "nobody"):
        if key in given and (key not in stay or given[key] is None):
            comments += done.take(("demand", key), ("demand", "kind")).comments()
    if kind not in (None, before, given.get("kind")):
        put_first(done.root, ("demand", "kind"), Part("kind", kind, above=comments))
        if kind != "synthetic" and not any(old[0] == "demand" for old in done.moves):
            done.moves[("demand",)] = ("demand", "kind")
    for key in done.had("demand") or () if kind not in (None, before) else ():
        if key not in done.inner("demand"):
            put(done.root, ("demand", key), Part(key))
    if "synthetic" in stay and isinstance(given.get("synthetic"), dict):
        _lift(done, ("demand", "synthetic"))
    if not done.inner("demand"):
        taken(done.root, ("demand",))


def _kind_of_demand(given: dict[str, Any]) -> str | None:
    if given.get("synthetic") is not None:
        return "synthetic"
    if given.get("requests_file") is not None:
        return "file"
    return "none" if given.get("nobody") else None


def _lift(done: Migration, path: Names) -> None:
    """Let the parts of a section stand beside it."""
    section = done.take(path, path[:-1])
    opened(section)
    for number, (name, part) in enumerate((section.inner or {}).items()):
        part.above[:0] = section.comments() if number == 0 else []
        put(done.root, (*path[:-1], name), part)
