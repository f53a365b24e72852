"""What must fit together between a feeder and the services whose rides are parts of its journeys."""

from __future__ import annotations

from collections.abc import Iterator

from simulator import registry
from simulator.scenario.checks import Found
from simulator.scenario.models import ServicePart
from simulator.services.feeder.schema import Config, partners_of
from simulator.suggest import suggest
from simulator.tables import OWN_MEANS, RIDES, TIMETABLE


def check(part: ServicePart[Config]) -> Found:
    """Yield what does not fit together, at the key that names the other."""
    config, here, services = part.config, ("services", part.name), part.scenario.services
    partners = partners_of(config, services)
    for key, kind, name in (("on_demand", RIDES, config.on_demand), ("timetable", TIMETABLE, config.timetable)):
        if getattr(partners, key) is None:
            yield (*here, key), _unclear(part, key, kind, name)
    if config.access is not None:
        if partners.bike is None:
            yield (*here, "access", "bike"), _unclear(part, "bike", OWN_MEANS, config.access.bike)
        elif (by := services[partners.bike].means) != "bike":
            yield (*here, "access", "bike"), f'with "{partners.bike}" people go by {by}; expected a service by: bike'
    if partners.on_demand is not None:
        yield from ((here, message) for message in _cannot_choose(part, partners.on_demand))


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
