"""What may help: measures against whatever goes wrong, each a variant of the scenario beside the one without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.experiments.stress.catalogue import Case, main_vehicles
from simulator.experiments.stress.places import Spot
from simulator.experiments.variants import Variant
from simulator.notes import N_
from simulator.scenario.dump import resolved
from simulator.scenario.energy_models import ENERGY_OF
from simulator.scenario.models import Scenario
from simulator.units import HOUR_S

LONGER_NOTICE_S = 2 * HOUR_S


@dataclass(frozen=True)
class Measure:
    """Something that may help. title: for people, with the values of ``about`` filled in.

    apply: returns the scenario with it.
    """

    key: str
    title: str
    apply: Callable[[Variant, Case], Variant]
    about: dict[str, str] = field(default_factory=dict)


def measures_of(scenario: Scenario, depot: Spot | None = None) -> list[Measure]:
    """Return what may help a scenario. depot: where another one of its first fleet would be; None: nowhere."""
    return list(_for_rides(scenario, depot))


def _for_rides(scenario: Scenario, depot: Spot | None) -> Iterator[Measure]:
    """Yield what may help a ridepooling service; a fleet that a file lists cannot simply be larger or elsewhere."""
    found = main_vehicles(scenario)
    if found is None:
        return
    service, kind, vehicles = found
    path = f"services.{service}.fleet.{kind}"
    if vehicles.count:
        yield Measure("one-more-vehicle", N_("one more vehicle all year"), _having(f"{path}.count", vehicles.count + 1))
    yield Measure(
        "reserve-vehicle", N_("a reserve vehicle, ready half an hour after the call"), _reserve(service, kind)
    )
    limits: tuple[str, ...] = tuple(getattr(scenario.services[service], "limits", ()))
    yield Measure("longer-notice", N_("booking two hours ahead"), _notice(service, limits))
    energy = ENERGY_OF[vehicles.drivetrain]
    if vehicles.store_kwh is not None and any(site.energy == energy for site in scenario.energy.sites):
        more = _having("energy.sites", _one_plug_more(scenario, energy))
        yield Measure("one-more-plug", N_("one more plug or pump at each charging site or filling station"), more)
    if depot is not None and vehicles.count and vehicles.named_depots:
        there = _having(f"{path}.depots", [*_dumped(scenario, path)["depots"], depot.as_depot()])
        place = depot.name or f"{depot.lat:.3f}, {depot.lon:.3f}"
        yield Measure("another-depot", N_("another depot, at %(place)s"), there, {"place": place})


def _having(key: str, value: object) -> Callable[[Variant, Case], Variant]:
    return lambda variant, _case: variant.having(key, value)


def _dumped(scenario: Scenario, path: str) -> Any:
    """Return a section as a scenario file would have it."""
    section: Any = resolved(scenario)
    for part in path.split("."):
        section = section[part]
    return section


def _one_plug_more(scenario: Scenario, energy: str) -> list[dict[str, Any]]:
    """Return all sites, those of a kind of energy with one plug more each, and a grid connection that gives so much."""
    sites: list[dict[str, Any]] = _dumped(scenario, "energy.sites")
    for site, told in zip(scenario.energy.sites, sites, strict=True):
        if site.energy == energy:
            told["plugs"] = site.plugs + 1
            if site.grid_kw is not None:
                told["grid_kw"] = site.grid_kw + site.power_kw
    return sites


def _notice(service: str, limits: tuple[str, ...]) -> Callable[[Variant, Case], Variant]:
    def longer(variant: Variant, _case: Case) -> Variant:
        for name in limits:
            variant = variant.having(f"services.{service}.limits.{name}.notice_s", LONGER_NOTICE_S)
        return variant

    return longer


def _reserve(service: str, kind: str) -> Callable[[Variant, Case], Variant]:
    def called(variant: Variant, case: Case) -> Variant:
        first = min(case.disruptions, key=lambda item: str(item["from"]))
        item = {
            "name": "reserve vehicle", "kind": "reserve", "service": service, "type": kind, "vehicles": 1,
            "call_out": "30 min", "from": first["from"], "until": "22:00",
        }  # fmt: skip
        return variant.having("disruptions", [*case.disruptions, item])

    return called
