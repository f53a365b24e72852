"""Where a GTFS-Flex feed lets riders be picked up and set down: stops, groups of stops, zones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import shapely

from simulator.exchange.areas import NoAreaError, area_of
from simulator.exchange.coordinates import point
from simulator.exchange.flex_feed import LOCATIONS, FlexFiles, Row
from simulator.exchange.on_demand import Stop
from simulator.exchange.remarks import Remarks


@dataclass(frozen=True)
class Area:
    """A group of stops, or a zone; a single stop is a group of one."""

    area_id: str
    stops: tuple[Stop, ...] = ()
    zone: shapely.Geometry | None = None


class Areas:
    """All areas of a feed by id. Groups of older drafts are known, too: stop_areas, and members in location_groups."""

    def __init__(self, files: FlexFiles, remarks: Remarks) -> None:
        self._remarks = remarks
        self._stops = dict(self._usable_stops(files))
        self._zones = dict(self._usable_zones(files))
        self._groups = dict(self._usable_groups(files))

    def of(self, line: int, row: Row) -> Area | None:
        """Return the area that a row of stop_times names; None, and told, where the feed has none of that id."""
        for field in ("location_group_id", "location_id", "area_id", "stop_id"):
            named = row.get(field)
            if named:
                return self._found(line, field, named)
        self._left_out(("stop_times.txt", line, "location_group_id"), "", "no place is given")
        return None

    def _found(self, line: int, field: str, named: str) -> Area | None:
        place = ("stop_times.txt", line, field)
        own = {"location_group_id": self._groups, "location_id": self._zones, "area_id": self._groups}.get(field, {})
        found = own.get(named) or self._groups.get(named) or self._zones.get(named)
        if found is None and named in self._stops:
            return Area(named, (self._stops[named],))
        if found is None:
            self._left_out(place, named, "is not in the feed, or nothing of it can be used")
        elif named not in own:
            self._remarks.repaired(place, named, "is no id of that kind", "read as " + _kind_of(found))
        return found

    def _usable_stops(self, files: FlexFiles) -> Iterator[tuple[str, Stop]]:
        known = {row.get("stop_id", "") for _, row in files.rows("stops")}
        for line, row in files.rows("stops"):
            stop_id = row.get("stop_id", "")
            place = point(row.get("stop_lon"), row.get("stop_lat"))
            parent = row.get("parent_station", "")
            if parent and parent not in known:
                self._remarks.repaired(
                    ("stops.txt", line, "parent_station"), parent, "is not in the feed", "no station"
                )
            if place is None:
                shown = f"{row.get('stop_lat', '')}, {row.get('stop_lon', '')}"
                self._left_out(("stops.txt", line, "stop_lat"), shown, f"can be no place of stop {stop_id}")
            else:
                yield stop_id, Stop(stop_id, row.get("stop_name", ""), *place)

    def _usable_zones(self, files: FlexFiles) -> Iterator[tuple[str, Area]]:
        for number, feature in enumerate(files.locations):
            place = (LOCATIONS, 0, f"/features/{number}")
            named = feature.get("id") if isinstance(feature, dict) else None
            if named is None:
                self._left_out(place, "", "has no id")
                continue
            try:
                zone, mended = area_of(feature.get("geometry"))
            except NoAreaError as error:
                self._left_out(place, named, str(error))
                continue
            if mended:
                self._remarks.repaired(place, named, "crosses itself", "the area that is left when it is cleaned")
            yield str(named), Area(str(named), zone=zone)

    def _usable_groups(self, files: FlexFiles) -> Iterator[tuple[str, Area]]:
        for group_id, stops in self._members(files).items():
            yield group_id, Area(group_id, tuple(dict.fromkeys(stops)))

    def _members(self, files: FlexFiles) -> dict[str, list[Stop]]:
        """Return the stops of each group, also as drafts told them."""
        members = defaultdict[str, list[Stop]](list)
        for table, group, member in (
            ("location_group_stops", "location_group_id", "stop_id"),
            ("location_groups", "location_group_id", "location_id"),
            ("stop_areas", "area_id", "stop_id"),
        ):
            for line, row in files.rows(table):
                if row.get(member):
                    self._add(members[row.get(group, "")], (f"{table}.txt", line, member), row[member])
        return {group: stops for group, stops in members.items() if stops}

    def _add(self, stops: list[Stop], place: tuple[str, int, str], named: str) -> None:
        if named in self._stops:
            stops.append(self._stops[named])
        else:
            self._left_out(place, named, "is no stop of the feed that can be used")
        if place[2] == "location_id":
            self._remarks.repaired(place, named, "is how an earlier draft told members", "a stop of the group")

    def _left_out(self, place: tuple[str, int, str], value: object, problem: str) -> None:
        self._remarks.repaired(place, value, problem, "left out")


def _kind_of(area: Area) -> str:
    return "a zone" if area.zone is not None else "a group of stops"
