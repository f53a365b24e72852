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
ONE_WAY_KEYS = ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway")
ONE_WAY = frozenset({"yes", "true", "1"})
ONE_WAY_BACK = frozenset({"-1", "reverse"})
REVERSIBLE = "reversible"  # its direction changes a few times a day; routers should not use it (OSM wiki)
OPEN_TO_SOME = ("bus", "psv", "taxi", "share_taxi")
# What cars can pass, or have opened for them; kinds without access tags that are not here stop them (OSM wiki, and the
# car profile of OSRM for kinds of which the wiki says nothing). A height restrictor lets pass what is low enough.
PASSABLE_BARRIERS = frozenset(
    {
        "no", "gate", "lift_gate", "swing_gate", "sliding_gate", "sliding_beam", "hampshire_gate", "bump_gate",
        "cattle_grid", "toll_booth", "border_control", "checkpoint", "sally_port", "entrance", "kerb", "coupure",
        "height_restrictor", "width_restrictor",
    }
)  # fmt: skip
NO_SURFACE_FOR_CARS = frozenset({"horrible", "very_horrible", "impassable"})  # off-road vehicles or none (OSM wiki)

# Tags that would matter and are not read: reported with their number, never taken for nothing.
NOT_READ: dict[str, tuple[str, ...]] = {
    "limits of height, width, length or weight": (
        "maxheight", "maxheight:physical", "maxwidth", "maxwidth:physical", "maxlength", "maxweight", "maxweightrating",
        "maxaxleload",
    ),
    "access that depends on the hour or other conditions": (
        *(f"{key}:conditional" for key in (*ACCESS_KEYS, *ONE_WAY_KEYS)),
    ),
    "speed limits that depend on the hour or other conditions": ("maxspeed:conditional", "maxspeed:variable"),
}  # fmt: skip
NODE_LIMITS = ("maxheight", "maxwidth", "maxweight")

WAY_TAGS = (
    "highway", "name", "ref", "junction", "service", "area", "route", "duration", "smoothness", "4wd_only",
    *ACCESS_KEYS, *(f"{key}:{way}" for key in ACCESS_KEYS for way in ("forward", "backward")), *ONE_WAY_KEYS,
    *OPEN_TO_SOME, "maxspeed", "maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic", "maxspeed:forward",
    "maxspeed:backward", *(key for keys in NOT_READ.values() for key in keys),
)  # fmt: skip
NODE_TAGS = ("barrier", "locked", *ACCESS_KEYS, *NODE_LIMITS)


def way_kind(tags: Mapping[str, str], *, driveways: bool = False) -> str:
    """Return ``road`` or ``ferry``, or else why the way cannot be driven.

    driveways: also keep driveways and the lanes of car parks.
    """
    if tags.get("route") == "ferry":
        return "ferry" if _carries_cars(tags) else "ferry without cars"
    if tags.get("highway") not in DRIVABLE:
        return "not a road for cars"
    if tags.get("area") == "yes":
        return "area"
    if not driveways and tags["highway"] == "service" and tags.get("service") in PRIVATE_SERVICE:
        return "driveway or car park"
    if tags.get("smoothness") in NO_SURFACE_FOR_CARS or tags.get("4wd_only") == "yes":
        return "off-road vehicles only"
    if _one_way(tags) == REVERSIBLE:
        return "one-way street whose direction changes"
    if any(directions(tags)):
        return "road"
    some = any(tags.get(key) in ("yes", "designated") for key in OPEN_TO_SOME)
    return "open to buses or taxis only" if some else "closed to motor vehicles"


def may_pass(tags: Mapping[str, str], way: str = "") -> bool:
    """Tell whether the public's cars may use a way or pass a barrier.

    way: ``forward`` or ``backward`` along the way's nodes; what holds for that direction only comes first.
    """
    keys = [name for key in ACCESS_KEYS for name in ((f"{key}:{way}", key) if way else (key,))]
    value = next((tags[key] for key in keys if key in tags), "yes")
    return not all(part.strip() in FORBIDDEN for part in value.split(";"))


def _carries_cars(tags: Mapping[str, str]) -> bool:
    """Tell whether a ferry says that it takes cars; many carry people and bicycles only."""
    says_so = tags.get("highway") in DRIVABLE or any(key in tags for key in ACCESS_KEYS[:3])
    return says_so and may_pass(tags)


def directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Return whether cars may drive along the way's nodes, and against them."""
    one_way = _one_way(tags)
    forward = one_way not in ONE_WAY_BACK and may_pass(tags, "forward")
    return forward, one_way not in ONE_WAY and may_pass(tags, "backward")


def _one_way(tags: Mapping[str, str]) -> str:
    """Return what the most special tag says; roundabouts and motorways are one-way unless they say otherwise."""
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    return next((tags[key] for key in ONE_WAY_KEYS if key in tags), "yes" if implied else "no")


def blocks_cars(tags: Mapping[str, str]) -> bool:
    """Tell whether something stands on the road that no car passes.

    A lock counts more than a general ``access``, which may mean the people beside the gate, but not more than a tag
    that lets cars pass.
    """
    if tags.get("barrier", "no") == "no":
        return False
    if tags.get("locked") == "yes" and not any(key in tags for key in ACCESS_KEYS[:3]):
        return True
    if any(key in tags for key in ACCESS_KEYS):
        return not may_pass(tags)
    return not PASSABLE_BARRIERS.issuperset(part.strip() for part in tags["barrier"].split(";"))


def not_read(tags: Mapping[str, str]) -> list[str]:
    """Return what the tags of a way or a node restrict that the import does not know."""
    return [what for what, keys in NOT_READ.items() if any(key in tags for key in keys)]
