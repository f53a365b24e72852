"""Which service answers before which, as rules of services say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.tables import FEEDER

Turns = tuple[tuple[str, ...], ...]  # names of services, one after the other; those of one turn are compared


def with_feeders(turns: Turns, services: Mapping[str, Any]) -> Turns:
    """Return turns in which feeders answer before the services whose rules say so, at the latest in the same turn.

    services: what the scenario says of each, by name.
    """
    found, asked = list[tuple[str, ...]](), set[str]()
    for turn in turns:
        now = list[str]()
        for name in turn:
            first = first_asked(name, services)
            now += [its for its in (first, name) if its is not None and its not in asked and its not in now]
        asked.update(now)
        found += [tuple(now)] if now else []
    return tuple(found)


def first_asked(name: str, services: Mapping[str, Any]) -> str | None:
    """Return the feeder that answers before a service, as its rule says; None: no rule does, or it is not clear."""
    rule = getattr(services[name], "parallel_service", None) if name in services else None
    if rule is None or rule.then != "offer_feeder" or rule.within_s == 0:
        return None
    there = feeders_of(name, services)
    if rule.feeder is not None:
        return rule.feeder if rule.feeder in there else None
    return there[0] if len(there) == 1 else None


def feeders_of(name: str, services: Mapping[str, Any]) -> list[str]:
    """Return the feeders with rides of a service."""
    return [its for its, told in services.items() if told.kind == FEEDER and name in told.partners_among(services)]
