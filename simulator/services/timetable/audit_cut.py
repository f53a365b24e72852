"""From which calls nobody rides on when something goes wrong, for the auditor: plain loops over all calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from simulator.network.timetable.stored import load_feed
from simulator.scenario.models import ServicePart
from simulator.services.timetable.schema import Config
from simulator.world.build import World
from simulator.world.disruptions import Disruption

NOBODY = -1


class TimedCall(NamedTuple):
    """A call: its trip, place on it, stop, and when it is left [s]."""

    trip: int
    place: int
    stop: int
    leaves_s: int


def of_service(world: World, name: str) -> list[Disruption]:
    """Return what goes wrong with a service by timetable."""
    ours = (its for its in world.disruptions if its.kind == "timetable")
    return [its for its in ours if getattr(its.config, "service", None) in (None, name)]


def cut_by(
    part: ServicePart[Config], world: World, timetable: Any, calls: Sequence[TimedCall], runs_for: Sequence[int]
) -> dict[int, int]:
    """Return the calls from which nobody rides on, by number, and because of which disruption.

    Of several it is the one of which the dispatcher learns first. runs_for: of each trip the disruption because of
    which it runs, as a bus instead of what is cut; NOBODY: none.
    """
    found: dict[int, int] = {}
    for its in sorted(of_service(world, part.name), key=lambda one: (one.known_s, one.number)):
        for call in calls_cut(its, part, timetable, calls, runs_for):
            found.setdefault(call, its.number)
    return found


def calls_cut(
    its: Disruption, part: ServicePart[Config], timetable: Any, calls: Sequence[TimedCall], runs_for: Sequence[int]
) -> Iterator[int]:
    """Yield the calls from which nobody rides on because of one disruption, in order, see ``cut_by``."""
    config: Any = its.config
    if config.delayed_s is not None:
        return
    names = list(zip(*(timetable.trips[name].tolist() for name in ("line", "gtfs_trip_id")), strict=True))
    stop_ids = timetable.stops["gtfs_stop_id"].tolist()
    ends = () if config.between is None else tuple(stops_of(part, stop, stop_ids) for stop in config.between)
    closed = set().union(*(stops_of(part, stop, stop_ids) for stop in config.stations))
    for trip, first, last in _trips(calls):
        line, name = names[trip]
        is_meant = runs_for[trip] == NOBODY or (bool(config.lines or config.trips) and runs_for[trip] != its.number)
        if is_meant and (not config.lines or line in config.lines) and (not config.trips or name in config.trips):
            yield from _of_trip(its, calls, (first, last), (ends, closed))


def _trips(calls: Sequence[TimedCall]) -> Iterator[tuple[int, int, int]]:
    """Yield each trip with its first call and its last."""
    first = 0
    for number, call in enumerate(calls):
        if number + 1 == len(calls) or calls[number + 1].trip != call.trip:
            yield call.trip, first, number
            first = number + 1


def _of_trip(
    its: Disruption, calls: Sequence[TimedCall], trip: tuple[int, int], where: tuple[Sequence[set[int]], set[int]]
) -> Iterator[int]:
    """Yield the calls of a trip from which nobody rides on. where: between two stops, or to and from some; or all."""
    stands, (ends, closed) = False, where
    for call in range(*trip):
        lasts = its.from_s <= calls[call].leaves_s < its.until_s
        stands = stands or lasts
        if closed:
            cut = lasts and not closed.isdisjoint((calls[call].stop, calls[call + 1].stop))
        elif ends:
            cut = lasts and _is_between(calls, trip, call, ends)
        else:
            cut = stands
        if cut:
            yield call


def _is_between(calls: Sequence[TimedCall], trip: tuple[int, int], call: int, ends: Sequence[set[int]]) -> bool:
    """Return whether a trip is on its way from one of two stops to the other as it leaves a call."""
    one, other = ends
    behind = [calls[its].stop for its in range(trip[0], call + 1) if calls[its].stop in one | other]
    ahead = [calls[its].stop for its in range(call + 1, trip[1] + 1) if calls[its].stop in one | other]
    return bool(behind and ahead) and (behind[-1] in one) != (ahead[0] in one)


def stops_of(part: ServicePart[Config], wanted: str, stop_ids: Sequence[str]) -> set[int]:
    """Return the stops of an id or a name, or of a station that has it, by number."""
    table = load_feed(part.config.feed).tables["stops"]
    columns = (table[name].tolist() for name in ("stop_id", "stop_name", "parent_station"))
    told = {stop: (name, parent) for stop, name, parent in zip(*columns, strict=True)}
    return {number for number, stop in enumerate(stop_ids) if belongs(stop, [wanted], told)}


def belongs(stop: str, wanted: Sequence[str], told: Mapping[str, tuple[str, str]]) -> bool:
    """Return whether a stop, or a station it belongs to, has one of some ids or names."""
    name, parent = told.get(stop, ("", ""))
    return stop in wanted or name in wanted or (parent != "" and belongs(parent, wanted, told))
