"""The fleet of a scenario whose duties are looked for, and the same fleet with other duties and depots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simulator.errors import ScenarioError
from simulator.experiments.duties.cover import Rates, dealt
from simulator.experiments.duties.kinds import Span, drivers_of
from simulator.experiments.variants import Variant
from simulator.scenario.driver_models import Drivers
from simulator.scenario.dump import resolved
from simulator.scenario.models import Scenario, ServicePart
from simulator.scenario.place import Depot
from simulator.tables import RIDES

# Limits for Germany and the usual changeover, where vehicles have no drivers; the shift does not count.
USUAL = Drivers.model_validate({"shifts": [{"start": ["06:00", "06:00"], "end": ["10:00", "10:00"]}]})


@dataclass(frozen=True)
class Fleet:
    """Vehicles of one type. service, type: names in the scenario. rules: limits of drivers, and the changeover."""

    service: str
    type: str
    depots: tuple[Depot, ...]
    rules: Drivers
    rates: Rates
    told: dict[str, Any]

    def with_duties(
        self, base: Variant, vehicles: Sequence[Sequence[Span]], depots: Sequence[int], shares: Sequence[float]
    ) -> Variant:
        """Return a scenario whose vehicles have these duties, at some of the depots by their shares of the need."""
        return base.having(f"services.{self.service}.fleet", self.section(vehicles, depots, shares))

    def section(
        self, vehicles: Sequence[Sequence[Span]], depots: Sequence[int], shares: Sequence[float]
    ) -> dict[str, Any]:
        """Return the section ``fleet``: a type for each kind of day that a vehicle at a depot may have."""
        places = dealt([shares[depot] for depot in depots], len(vehicles))
        each = Counter((depots[place], tuple(its)) for place, its in zip(places, vehicles, strict=True))
        types: dict[str, Any] = {}
        for number, ((depot, spans), count) in enumerate(sorted(each.items())):
            name = self.type if not number else f"{self.type}-{number + 1}"
            own = {"count": count, "shift": None, "depots": [self.told["depots"][depot]]}
            types[name] = {**self.told, **own, "drivers": drivers_of(spans, self.rules)}
        return types


def fleet_of(scenario: Scenario) -> Fleet:
    """Return the one fleet whose duties can be looked for. Raises ScenarioError where there is none, or are several."""
    found = [(part, name) for part in scenario.parts if part.kind == RIDES for name in part.config.fleet]
    if len(found) != 1:
        message = f"there are {len(found)} types of ridepooling vehicles; duties are found for one"
        raise ScenarioError([scenario.problem("services", message)])
    part, name = found[0]
    kind = part.config.fleet[name]
    if part.config.vehicles_file is not None:
        message = "vehicles of a file have hours of their own; expected a count of vehicles"
        raise ScenarioError([part.problem("vehicles_file", message)])
    if not kind.named_depots:
        raise ScenarioError([part.problem(f"fleet.{name}.depots", "expected depots with names and places")])
    told = resolved(scenario)["services"][part.name]["fleet"][name]
    rules = kind.drivers or USUAL
    return Fleet(part.name, name, kind.named_depots, rules, _rates(part), told)


def _rates(part: ServicePart[Any]) -> Rates:
    costs = part.config.costs
    hour_eur = costs.per_driver_hour_eur if costs.per_vehicle_hour_eur is None else costs.per_vehicle_hour_eur
    if hour_eur is None:
        message = "nothing is cheapest without a price; expected per_vehicle_hour, or per_driver_hour"
        raise ScenarioError([part.problem("costs", message)])
    return Rates(hour_eur, costs.per_vehicle_year_eur or 0.0)
