"""The changes that a scenario plans for a timetable, as the reader of timetables makes them."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.network.gtfs_changes.added_lines import AddedLine
from simulator.network.gtfs_changes.changes import Add, Change, Drop, Thin
from simulator.network.gtfs_changes.chosen_trips import ROUTE_TYPES, Which
from simulator.network.gtfs_changes.thinning import Thinning
from simulator.scenario.day_models import OWN, WEEKDAYS
from simulator.scenario.timetable_models import AddRule, ChangeRule, DropRule, RouteType, ThinRule, TripConditions

WEEKDAY = "weekday"


def planned_changes(rules: Sequence[ChangeRule]) -> list[Change]:
    """Return the changes in order."""
    return [_change(rule.rule) for rule in rules]


def day_types(days: Sequence[str]) -> tuple[str, ...]:
    """Return types of days without the common name of two of them."""
    weekdays = tuple(OWN[kind] for kind in WEEKDAYS)
    return tuple(dict.fromkeys(one for day in days for one in (weekdays if day == WEEKDAY else (day,))))


def _change(rule: DropRule | ThinRule | AddRule) -> Change:
    if isinstance(rule, DropRule):
        return Drop(_which(rule, rule.trips, rule.stops))
    if isinstance(rule, ThinRule):
        return Thin(_which(rule), Thinning(rule.keep_every, rule.headway_s))
    return Add(
        AddedLine(
            rule.line,
            rule.name,
            rule.stops,
            rule.first,
            rule.last,
            rule.headway_s,
            rule.between_s,
            rule.dwell_s,
            rule.both_ways,
            day_types(rule.days),
            _number(rule.route_type),
            rule.speed_kph / 3.6,
        )
    )


def _which(rule: TripConditions, trips: tuple[str, ...] = (), stops: tuple[str, ...] = ()) -> Which:
    hours = () if rule.hours is None else (rule.hours,)
    return Which(rule.lines, rule.routes, trips, stops, hours, day_types(rule.days), rule.route_types)


def _number(kind: RouteType) -> int:
    """Return the number of GTFS for a kind of line."""
    return ROUTE_TYPES[kind][0] if isinstance(kind, str) else kind
