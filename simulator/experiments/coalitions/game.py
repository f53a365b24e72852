"""The scenario of each coalition: only its residents ask, its depots share one fleet, rides end at its border."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.payers.core import members
from simulator.analysis.payers.shapley import MOST_PLAYERS
from simulator.errors import ScenarioError
from simulator.experiments.budget.days import DayKind
from simulator.experiments.coalitions.day_types import kinds_of
from simulator.experiments.variants import Variant
from simulator.network.territories import Territories
from simulator.scenario.models import Scenario
from simulator.world.demand import names_of_places
from simulator.world.places import territories_of


@dataclass(frozen=True, eq=False)
class Game:
    """Who plays. names: of the territories. fleet: key of the only type of vehicles. depots: of it, as keys tell them.

    depot_of: territory of each depot, int (depots,). inhabitants: of each territory; None: not known.
    days: of a run. kinds: types of the days of a year, of which a run each is done; none: all are alike.
    """

    base: Variant
    names: tuple[str, ...]
    fleet: str
    depots: tuple[dict[str, Any], ...]
    depot_of: tuple[int, ...]
    inhabitants: NDArray[np.float64] | None
    days: int = 1
    kinds: tuple[DayKind, ...] = ()

    @property
    def everybody(self) -> int:
        """Return the bit mask of all territories together."""
        return (1 << len(self.names)) - 1

    def called(self, mask: int) -> str:
        """Return the names of the members of a coalition."""
        return " + ".join(self.names[player] for player in members(mask))

    def variants(self, mask: int, size: int) -> list[Variant]:
        """Return the scenario of a coalition with so many vehicles on a day of each type, or as it is."""
        its = self.variant(mask, size)
        return [kind.of(its) for kind in self.kinds] or [its]

    def variant(self, mask: int, size: int) -> Variant:
        """Return the scenario of a coalition with so many vehicles, dealt in turn to its depots in their order."""
        inside = list(members(mask))
        depots = [depot for depot, at in zip(self.depots, self.depot_of, strict=True) if at in inside]
        told = self.base.having("people.live_in", [self.names[player] for player in inside])
        return told.having(f"{self.fleet}.depots", depots).having(f"{self.fleet}.count", size)


def game_of(base: Variant, scenario: Scenario) -> Game:
    """Return the game of a scenario. Raises ScenarioError with what is missing."""
    territories = territories_of(scenario)
    if territories is None:
        raise ScenarioError([scenario.problem("places.territories", "missing; expected who has a border and pays")])
    if scenario.people.live_in:
        message = "coalitions say themselves whose residents ask; expected none"
        raise ScenarioError([scenario.problem("people.live_in", message)])
    names = territories.names
    if len(names) > MOST_PLAYERS:
        message = f"{len(names)} territories; what every coalition costs can be told of at most {MOST_PLAYERS}"
        raise ScenarioError([scenario.problem("places.territories.file", message)])
    fleet, kind = _only_type(scenario)
    depots = kind.named_depots
    at = territories.at([its.lon for its in depots], [its.lat for its in depots]) if depots else np.zeros(0, np.int32)
    without = [name for number, name in enumerate(names) if number not in at]
    if without:
        message = f"no depot lies in {', '.join(without)}; expected one in each territory, for a service of its own"
        raise ScenarioError([scenario.problem(f"{fleet}.depots", message)])
    people = _inhabitants(scenario, territories)
    told = tuple(depot.model_dump(mode="json", exclude_unset=True) for depot in depots)
    kinds = kinds_of(scenario)
    days = 1 if kinds else scenario.calendar.days
    return Game(base, names, fleet, told, tuple(at.tolist()), people, days, kinds)


def _only_type(scenario: Scenario) -> tuple[str, Any]:
    """Return key and vehicle type of a scenario that has one. Raises ScenarioError for none or several."""
    types: Sequence[tuple[str, Any]] = [
        (part.key(f"fleet.{name}"), its)
        for part in scenario.parts
        for name, its in getattr(part.config, "fleet", {}).items()
    ]
    if len(types) != 1:
        message = f"there are {len(types)} types of vehicles; expected one, for a fleet of every coalition"
        raise ScenarioError([scenario.problem("services", message)])
    return types[0]


def _inhabitants(scenario: Scenario, territories: Territories) -> NDArray[np.float64] | None:
    """Return how many people live in each territory, as far as the demand tells it; nobody in one is an error."""
    places = names_of_places(scenario)
    if places is None or "inhabitants" not in places:
        return None
    at = territories.at(places["lon"], places["lat"])
    people = np.bincount(at + 1, weights=places["inhabitants"], minlength=len(territories.names) + 1)[1:]
    empty = [name for name, count in zip(territories.names, people, strict=True) if not count]
    if empty:
        message = f"nobody lives in {', '.join(empty)}: no locality of the demand lies there"
        raise ScenarioError([scenario.problem("places.territories", message)])
    return np.asarray(people, dtype=np.float64)
