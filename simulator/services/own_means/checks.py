"""What must fit together in a service of own means, and with the people of the scenario."""

from __future__ import annotations

from simulator.scenario.checks import Found
from simulator.scenario.models import ServicePart
from simulator.scenario.shares import unknown_classes
from simulator.services.own_means.schema import Config, Outside


def check(part: ServicePart[Config]) -> Found:
    """Yield what does not fit together, at the key that names the other."""
    config, here, classes = part.config, ("services", part.name), part.scenario.people.classes
    yield from (((*here, "available"), message) for message in unknown_classes(config.available, classes))
    if config.by == "car" and config.speed_kph is not None:
        yield (*here, "speed"), "a car drives as fast as the roads allow"
    if config.by == "car" and config.detour_factor != 1:
        yield (*here, "detour_factor"), "a car drives along the roads"
    if config.by != "car" and config.outside not in (None, Outside()):
        yield (*here, "outside"), f"nobody gets to a place outside by {config.by}; expected by: car"
