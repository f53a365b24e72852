"""What must fit together in a service of own means, and with the people of the scenario."""

from __future__ import annotations

from simulator.scenario.checks import Found
from simulator.scenario.models import ServicePart
from simulator.services.own_means.schema import Config, Outside
from simulator.suggest import suggest


def check(part: ServicePart[Config]) -> Found:
    """Yield what does not fit together, at the key that names the other."""
    config, here, classes = part.config, ("services", part.name), part.scenario.people.classes
    if isinstance(config.available, dict):
        for name in config.available.keys() - classes.keys():
            hint = suggest(name, classes) or f"known are {', '.join(classes)}"
            yield (*here, "available"), f'no class "{name}"; {hint}'
    if config.by == "car" and config.speed_kph is not None:
        yield (*here, "speed"), "a car drives as fast as the roads allow"
    if config.by == "car" and config.detour_factor != 1:
        yield (*here, "detour_factor"), "a car drives along the roads"
    if config.by != "car" and config.outside not in (None, Outside()):
        yield (*here, "outside"), f"nobody gets to a place outside by {config.by}; expected by: car"
