"""What must fit together between a feeder and the services whose rides are parts of its journeys."""

from __future__ import annotations

from collections.abc import Iterator

from simulator import registry
from simulator.scenario.checks import Found
from simulator.scenario.models import ServicePart
from simulator.scenario.shares import unknown_classes
from simulator.services.feeder.schema import Access, Config, Partners, partners_of
from simulator.suggest import suggest
from simulator.tables import CARS, OWN_MEANS, RIDES, TIMETABLE


def check(part: ServicePart[Config]) -> Found:
    """Yield what does not fit together, at the key that names the other."""
    config, here, services = part.config, ("services", part.name), part.scenario.services
    partners = partners_of(config, services)
    for key, kind, name in (("on_demand", RIDES, config.on_demand), ("timetable", TIMETABLE, config.timetable)):
        if getattr(partners, key) is None:
            yield (*here, key), _unclear(part, key, kind, name)
    if config.access is not None:
        yield from (((*here, "access", key), message) for key, message in _no_access(part, config.access, partners))
    if partners.on_demand is not None:
        yield from ((here, message) for message in _cannot_choose(part, partners.on_demand))


def _no_access(part: ServicePart[Config], access: Access, partners: Partners) -> Iterator[tuple[str, str]]:
    """Tell services, by their keys, with which nobody comes to a station and leaves there what they come by."""
    services = part.scenario.services
    yield from (("drivers", message) for message in unknown_classes(access.drivers, part.scenario.people.classes))
    for key, kind in (("bike", OWN_MEANS), ("car", CARS)):
        if (name := getattr(access, key)) is not None and getattr(partners, key) is None:
            yield key, _unclear(part, key, kind, name)
    if partners.bike is not None and (by := services[partners.bike].means) != "bike":
        yield "bike", f'with "{partners.bike}" people go by {by}; expected a service by: bike'
    if partners.car is not None and services[partners.car].mode == "round_trip":  # type: ignore[attr-defined]
        yield (
            "car",
            f'cars of "{partners.car}" go back to where they were taken (mode: round_trip), none can be left at a '
            "station; expected a service of the mode one_way or free_floating",
        )


def _unclear(part: ServicePart[Config], key: str, kind: str, name: str | None) -> str:
    """Return why it is not clear which service of a kind is meant."""
    services = part.scenario.services
    there = [its for its, told in services.items() if told.kind == kind]
    known = f"services of the kind {kind} are {', '.join(there)}" if there else f"no service has the kind {kind}"
    if name is None:
        return f"which service is meant is not told; {known}; expected {key}: NAME"
    hint = suggest(name, there) or known
    return f'"{name}" {f"is not of the kind {kind}" if name in services else "is no service"}; {hint}'


def _cannot_choose(part: ServicePart[Config], name: str) -> Iterator[str]:
    """Tell a dispatcher that cannot choose among ways of several rides."""
    dispatch = part.scenario.services[name].dispatch  # type: ignore[attr-defined]
    if hasattr(registry.find("dispatch", dispatch.policy), "cheapest_pair"):
        return
    able = [its for its in registry.names("dispatch") if hasattr(registry.find("dispatch", its), "cheapest_pair")]
    yield (
        f"services.{name}.dispatch.policy: {dispatch.policy} cannot choose among ways of two rides; "
        f"expected {' or '.join(able)}"
    )
