"""What must fit together between the parts of a ridepooling service, and with the rest of the scenario."""

from __future__ import annotations

from simulator.scenario.checks import Found, check_boundary, check_reserve, check_start_level
from simulator.scenario.energy_models import ENERGY_OF, Powered
from simulator.scenario.models import Scenario, ServicePart
from simulator.scenario.rule_models import ParallelService
from simulator.scenario.turns import feeders_of
from simulator.scenario.yaml_file import Path_
from simulator.services.ridepooling.fare_checks import check_tariffs
from simulator.services.ridepooling.schema import Config, ConstraintSet
from simulator.suggest import suggest
from simulator.tables import TIMETABLE


def check(part: ServicePart[Config]) -> Found:
    """Yield what does not fit together, at the key that names the other."""
    config, here = part.config, ("services", part.name)
    yield from _check_classes(part)
    yield from check_tariffs(part)
    for name, rules in config.limits.items():
        yield from _check_promise((*here, "limits", name), rules, config.dwell_s)
    if config.offers.other_stops and config.stop_choice != "best":
        yield (*here, "offers", "other_stops"), "needs stop_choice: best"
    if config.parallel_service is not None:
        yield from _check_parallel(part, config.parallel_service)
    idle = config.dispatch.idle
    if idle.policy == "expected_demand" and idle.history_file is None and part.scenario.demand.as_synthetic is None:
        message = "expected_demand needs a history_file with requests of days past, as the demand is no synthetic one"
        yield (*here, "dispatch", "idle", "policy"), message
    yield from _check_vehicles(part)
    for name, kind in config.fleet.items():
        path: Path_ = (*here, "fleet", name)
        yield from _check_store(path, kind, part.scenario)
        yield from check_boundary(path, kind, part.scenario.energy.climate)
        level = config.charging.start_level
        yield from check_start_level((*here, "charging", "start_level"), f"fleet.{name}", kind, level)
        if kind.seats == kind.wheelchairs == kind.parcels == 0:
            yield (*path, "seats"), "a vehicle that takes nobody and nothing"
        if kind.depots == "nodes" and any(site.place == "depots" for site in part.scenario.energy.sites):
            yield (*path, "depots"), "expected depots by name and place, where energy.sites has a site at each of them"
        if kind.seats == "unlimited" and kind.store_kwh is not None:
            yield (*path, "seats"), "expected a number: with a store it is counted with what the heaviest load takes"


def _check_classes(part: ServicePart[Config]) -> Found:
    """Tell travellers who expect what the service does not know."""
    for name in part.asked_by:
        expected = part.scenario.people.classes[name].limits
        if expected not in part.config.limits:
            hint = suggest(expected, part.config.limits) or f"known are {', '.join(part.config.limits)}"
            message = f'services.{part.name}.limits has no "{expected}"; {hint}'
            yield ("people", "classes", name, "limits"), message


def _check_parallel(part: ServicePart[Config], rule: ParallelService) -> Found:
    """Tell a rule about a timetable that no service has, or not a single one, and classes that are not there."""
    here, services = ("services", part.name, "parallel_service"), part.scenario.services
    there = [name for name, its in services.items() if its.kind == TIMETABLE]
    known = f"services with a timetable are {', '.join(there)}" if there else "no service has the kind timetable"
    if rule.timetable is None and len(there) != 1:
        yield here, f"which timetable is meant is not told; {known}; expected timetable: NAME"
    elif rule.timetable is not None and rule.timetable not in there:
        hint = suggest(rule.timetable, there) or known
        what = "has no timetable" if rule.timetable in services else "is no service"
        yield (*here, "timetable"), f'"{rule.timetable}" {what}; {hint}'
    if rule.then == "offer_feeder" and rule.within_s > 0:
        yield from _check_feeder(part, rule)
    for name in rule.except_.classes:
        if name not in part.scenario.people.classes:
            hint = suggest(name, part.scenario.people.classes) or f"there are {', '.join(part.scenario.people.classes)}"
            yield (*here, "except", "classes"), f'no class "{name}"; {hint}'


def _check_feeder(part: ServicePart[Config], rule: ParallelService) -> Found:
    """Tell a rule about a feeder that is not there, or not a single one, or goes by another timetable."""
    here, services = ("services", part.name, "parallel_service"), part.scenario.services
    there = feeders_of(part.name, services)
    known = f"feeders with its rides are {', '.join(there)}" if there else "no service of the kind feeder has its rides"
    if rule.feeder is None and len(there) != 1:
        expected = "feeder: NAME" if there else f"a service like {{kind: feeder, on_demand: {part.name}}}"
        yield here, f"then: offer_feeder: {known}; expected {expected}, or then: reject"
    elif rule.feeder is not None and rule.feeder not in there:
        what = f"has no rides of {part.name}" if rule.feeder in services else "is no service"
        yield (*here, "feeder"), f'"{rule.feeder}" {what}; {suggest(rule.feeder, there) or known}'


def _check_promise(path: Path_, rules: ConstraintSet, dwell_s: int) -> Found:
    if rules.promise_before_s is None or rules.promise_after_s is None:
        return
    width_s = rules.promise_before_s + rules.promise_after_s
    if width_s < dwell_s:
        yield (
            path,
            f"the promised window is {width_s} s wide, narrower than a dwell of {dwell_s} s; "
            "expected promise_before + promise_after of at least the dwell of the service",
        )


def _check_vehicles(part: ServicePart[Config]) -> Found:
    """Tell types that do not say how many vehicles they have and where they start, when no vehicles file does."""
    config, here = part.config, ("services", part.name, "fleet")
    listed = config.vehicles_file is not None
    for name, kind in config.fleet.items():
        if listed and kind.count is not None:
            yield (*here, name, "count"), "the vehicles_file tells the vehicles; leave out the count"
        elif not listed and kind.count is None:
            yield (*here, name, "count"), "is missing, and there is no vehicles_file"
        if not listed and not kind.depots:
            yield (*here, name, "depots"), "expected at least 1 of them, not 0"


def _check_store(path: Path_, kind: Powered, scenario: Scenario) -> Found:
    """Tell what is wrong with the battery or tank of a vehicle type."""
    if kind.store_kwh is None:
        return
    yield from check_reserve(path, kind)
    energy = ENERGY_OF[kind.drivetrain]
    if not any(site.energy == energy for site in scenario.energy.sites):
        message = f"its store can nowhere be filled; name a site with energy: {energy} under energy.sites"
        yield (*path, "model" if kind.model else "store"), message
