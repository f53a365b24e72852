"""Which OpenStreetMap ways a ridepooling vehicle may use, read from their tags."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.network.speeds import CLASS_KPH

# Roads between and within places. Tracks and paths are left out: farm and forest traffic only, seldom paved.
DRIVABLE = frozenset(CLASS_KPH)
# Service roads lead to farms and hamlets; these kinds of them only to one house or within one site.
PRIVATE_SERVICE = frozenset({"driveway", "parking_aisle", "parking", "emergency_access", "drive-through", "private"})
FORBIDDEN = frozenset(
    {"no", "private", "agricultural", "forestry", "delivery", "permit", "military", "emergency", "residents", "unknown"}
)
ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")  # from special to general: the first present rules
ONE_WAY = frozenset({"yes", "true", "1"})
ONE_WAY_BACK = frozenset({"-1", "reverse"})
BARRIERS = frozenset({"bollard", "block", "jersey_barrier", "log", "debris", "cycle_barrier", "planter"})

WAY_TAGS = (
    "highway", "name", "ref", "oneway", "junction", "service", "area", "route", "duration", *ACCESS_KEYS,
    "maxspeed", "maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic", "maxspeed:forward",
    "maxspeed:backward",
)  # fmt: skip
NODE_TAGS = ("barrier", *ACCESS_KEYS)


def way_kind(tags: Mapping[str, str], *, driveways: bool = False) -> str:
    """Return ``road`` or ``ferry``, or else why the way cannot be driven.

    driveways: also keep driveways and the lanes of car parks.
    """
    if tags.get("route") == "ferry" and "highway" not in tags:
        return "ferry" if _carries_cars(tags) else "ferry without cars"
    if tags.get("highway") not in DRIVABLE:
        return "not a road for cars"
    if tags.get("area") == "yes":
        return "area"
    if not driveways and tags["highway"] == "service" and tags.get("service") in PRIVATE_SERVICE:
        return "driveway or car park"
    return "closed to motor vehicles" if is_forbidden(tags) else "road"


def is_forbidden(tags: Mapping[str, str]) -> bool:
    """Tell whether a way or barrier is closed to the public's cars."""
    value = next((tags[key] for key in ACCESS_KEYS if key in tags), "yes")
    return all(part.strip() in FORBIDDEN for part in value.split(";"))


def _carries_cars(tags: Mapping[str, str]) -> bool:
    """Tell whether a ferry says that it takes cars; many carry people and bicycles only."""
    return any(key in tags for key in ACCESS_KEYS[:3]) and not is_forbidden(tags)


def direction(tags: Mapping[str, str]) -> int:
    """Return 1 for one-way along the way's nodes, -1 against them, 0 for both ways."""
    oneway = tags.get("oneway", "")
    if oneway in ONE_WAY_BACK:
        return -1
    if oneway in ONE_WAY:
        return 1
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    return int(implied and oneway not in ("no", "false", "0"))


def blocks_cars(tags: Mapping[str, str]) -> bool:
    """Tell whether something stands on the road that no car passes."""
    if "barrier" not in tags:
        return False
    if any(key in tags for key in ACCESS_KEYS):
        return is_forbidden(tags)
    return tags["barrier"] in BARRIERS
