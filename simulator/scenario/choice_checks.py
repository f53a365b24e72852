"""What must fit together between the choices of travellers and the services there are."""

from __future__ import annotations

from collections.abc import Iterator

from simulator import registry
from simulator.scenario.choice_models import OWN_MEANS, nests_of
from simulator.scenario.models import Scenario
from simulator.scenario.yaml_file import Path_
from simulator.suggest import suggest


def check_choices(scenario: Scenario) -> Iterator[tuple[Path_, str]]:
    """Yield names that stand for no service, and services in two nests."""
    kinds = {*registry.names("service"), *OWN_MEANS}
    there = ", ".join(scenario.services)
    for name, traveller in scenario.people.classes.items():
        here: Path_ = ("people", "classes", name, "choice")
        for told in traveller.choice.of:
            if told not in kinds and told not in scenario.services:
                hint = suggest(told, [*scenario.services, *kinds]) or f"there are {there}; kinds {', '.join(kinds)}"
                yield (*here, "of", told), f'unknown service or kind "{told}"; {hint}'
        nest_of: dict[str, str] = {}
        for nest, its in nests_of(traveller.choice).items():
            for told in its.of:
                if told not in scenario.services:
                    hint = suggest(told, scenario.services) or f"there are {there}"
                    yield (*here, "nests", nest, "of"), f'unknown service "{told}"; {hint}'
                elif told in nest_of:
                    yield (*here, "nests", nest, "of"), f"{told} is in the nest {nest_of[told]} already"
                nest_of[told] = nest
