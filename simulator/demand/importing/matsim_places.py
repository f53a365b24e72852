"""Where activities of MATSim are: by their own coordinates, by their facility, or in the middle of their link."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from simulator.demand.importing.matsim_xml import Activity
from simulator.errors import Problem, RequestFileError
from simulator.network.safe_xml import read_xml

Point = tuple[float, float]
NOWHERE: Point = (math.nan, math.nan)


@dataclass(frozen=True)
class KnownPlaces:
    """Coordinates of facilities and links, by id, in the same system as those of activities."""

    facilities: Mapping[str, Point] = field(default_factory=dict)
    links: Mapping[str, Point] = field(default_factory=dict)

    def of(self, activity: Activity) -> Point:
        """Return where an activity is; not a number where nobody knows."""
        if activity.x is not None and activity.y is not None:
            return activity.x, activity.y
        return self.facilities.get(activity.facility) or self.links.get(activity.link) or NOWHERE


def read_known_places(network: Path | None, facilities: Path | None) -> KnownPlaces:
    """Read the places of links and facilities. Raises RequestFileError, NetworkError."""
    return KnownPlaces(
        {} if facilities is None else _facilities(facilities), {} if network is None else _middles(network)
    )


def _facilities(path: Path) -> dict[str, Point]:
    found: dict[str, Point] = {}

    def start(element: str, given: dict[str, str], line: int) -> None:
        if element == "facility":
            found[given.get("id", "")] = _point(path, given, line)

    read_xml(path, start)
    return _some(path, found, "facilities")


def _middles(path: Path) -> dict[str, Point]:
    """Return the middle of each link."""
    nodes: dict[str, Point] = {}
    found: dict[str, Point] = {}

    def start(element: str, given: dict[str, str], line: int) -> None:
        if element == "node":
            nodes[given.get("id", "")] = _point(path, given, line)
        elif element == "link":
            one, other = (nodes.get(given.get(end, "")) for end in ("from", "to"))
            if one is None or other is None:
                raise RequestFileError([Problem(str(path), line, 0, "link", "an end of it is no node of the file")])
            found[given.get("id", "")] = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)

    read_xml(path, start)
    return _some(path, found, "links")


def _some(path: Path, found: dict[str, Point], what: str) -> dict[str, Point]:
    if not found:
        raise RequestFileError([Problem(str(path), 0, 0, "", f"holds no {what} of MATSim")])
    return found


def _point(path: Path, given: dict[str, str], line: int) -> Point:
    try:
        return float(given["x"]), float(given["y"])
    except (KeyError, ValueError):
        message = f'x="{given.get("x", "")[:20]}" y="{given.get("y", "")[:20]}"; expected numbers'
        raise RequestFileError([Problem(str(path), line, 0, "", message)]) from None
