"""How fast cars and minibuses drive on a street, from its OpenStreetMap tags.

Speed limits are not speeds: bends, junctions and villages cost time. Where a limit is tagged, LIMIT_SHARE of it is
driven, but no more than the class of road allows; where none is tagged, the class decides. The table holds for rural
Germany and is an assumption: 50 km/h in villages become 42, 100 km/h on country roads 70 to 85, which agrees with the
usual 45 and 80 km/h of planners to about a tenth. ``speed_factor`` in a scenario scales all of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from simulator.units import DAY_S, HOUR_S

LIMIT_SHARE = 0.85
KPH_PER_MPH = 1.609344
SLOWEST_KPH = 5.0

# Free speed [km/h] by class outside built-up areas; also the most that is driven where the limit is higher.
CLASS_KPH: dict[str, float] = {
    "motorway": 110.0,
    "motorway_link": 60.0,
    "trunk": 90.0,
    "trunk_link": 55.0,
    "primary": 85.0,
    "primary_link": 50.0,
    "secondary": 80.0,
    "secondary_link": 50.0,
    "tertiary": 70.0,
    "tertiary_link": 45.0,
    "unclassified": 50.0,
    "residential": 30.0,
    "living_street": 7.0,
    "service": 15.0,
    "road": 40.0,
}
FASTER_WHERE_TAGGED: dict[str, float] = {"unclassified": 60.0, "residential": 45.0, "road": 60.0, "service": 30.0}
OTHER_KPH = 40.0

# Limits [km/h] that German law and OpenStreetMap give a name instead of a number.
NAMED_LIMITS: dict[str, float] = {
    "none": 130.0,  # recommended speed on German motorways
    "walk": 7.0,
    "living_street": 7.0,
    "urban": 50.0,
    "rural": 100.0,
    "motorway": 130.0,
    "trunk": 100.0,
    "bicycle_road": 30.0,
}
RURAL_ELSEWHERE_KPH = 90.0  # most European countries
NUMBER = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?", re.IGNORECASE)
ZONE = re.compile(r"zone:?(\d{1,3})", re.IGNORECASE)

# Ferries: the mean crossing of a cable ferry on the Elbe takes five minutes over about 350 m of water.
FERRY_KPH = 6.0
FERRY_WAIT_S = 300.0  # mean wait of a car: half of ten minutes between departures
LONGEST_CROSSING_S = float(DAY_S) - FERRY_WAIT_S  # with the wait, the longest time a street may take


def street_kph(highway: str, maxspeed: str | None) -> float:
    """Return the driven speed [km/h] of a street."""
    usual = CLASS_KPH.get(highway, OTHER_KPH)
    limit = parse_maxspeed(maxspeed)
    if limit is None:
        return usual
    return max(SLOWEST_KPH, min(LIMIT_SHARE * limit, FASTER_WHERE_TAGGED.get(highway, usual)))


def parse_maxspeed(text: str | None) -> float | None:
    """Return a speed limit [km/h], or None when the text names none; of several the lowest."""
    if not text:
        return None
    limits = [limit for part in text.split(";") if (limit := _one_limit(part.strip())) is not None]
    return min(limits, default=None)


def _one_limit(text: str) -> float | None:
    number = NUMBER.fullmatch(text)
    if number:
        kph = float(number[1]) * (KPH_PER_MPH if (number[2] or "").lower() == "mph" else 1.0)
        return kph if kph > 0 else None
    country, _, rule = text.rpartition(":") if not ZONE.search(text) else ("", "", text)
    zone = ZONE.search(rule)
    if zone:
        return float(zone[1]) or None
    if rule.isdecimal() and len(rule) <= 3:  # DE:30
        return float(rule) or None
    if rule == "rural" and country not in ("", "DE", "AT"):
        return RURAL_ELSEWHERE_KPH
    return NAMED_LIMITS.get(rule)


def maxspeed_of(tags: Mapping[str, str]) -> str | None:
    """Return the text of the limit among a street's tags, whichever tag holds it."""
    for key in ("maxspeed", "maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic"):
        if parse_maxspeed(tags.get(key)) is not None:
            return tags[key]
    both = [tags[key] for key in ("maxspeed:forward", "maxspeed:backward") if parse_maxspeed(tags.get(key)) is not None]
    return ";".join(both) or None


def parse_duration_s(text: str | None) -> float | None:
    """Return the duration [s] of a ferry crossing: ``5`` (minutes), ``0:05``, ``00:05:00`` or ``PT5M``."""
    if not text:
        return None
    iso = re.fullmatch(r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,5})S)?", text.strip(), re.IGNORECASE)
    if iso:
        hours, minutes, seconds = (float(part or 0) for part in iso.groups())
    else:
        parts = text.strip().split(":")
        if len(parts) > 3 or not all(re.fullmatch(r"\d{1,4}", part) for part in parts):
            return None
        numbers = [float(part) for part in parts]
        hours, minutes, seconds = [0.0, numbers[0], 0.0] if len(numbers) == 1 else [*numbers, 0.0][:3]
    total = HOUR_S * hours + 60 * minutes + seconds
    return total if 0 < total <= LONGEST_CROSSING_S else None
