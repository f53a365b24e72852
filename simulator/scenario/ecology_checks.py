"""What must fit together between what people did before and the rest of the scenario."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.models import Scenario
from simulator.scenario.yaml_file import Path_
from simulator.suggest import suggest
from simulator.tables import RIDES


def check_ecology(scenario: Scenario) -> Iterator[tuple[Path_, str]]:
    """Yield names of services that were not on demand, and classes of whom nobody knows what they did before."""
    told = scenario.ecology
    if told is None:
        return
    on_demand = [part.name for part in scenario.parts if part.kind == RIDES]
    if not on_demand:
        yield ("ecology",), "there is no ridepooling service that could have replaced anything"
    for name in told.without or ():
        if name not in on_demand:
            hint = suggest(name, on_demand) or f"there are {', '.join(on_demand) or 'none'}"
            yield ("ecology", "without"), f'no ridepooling service "{name}"; {hint}'
    if told.former_means is not None or not on_demand:
        return
    before = scenario.before
    for name, traveller in scenario.people.classes.items():
        if scenario.asks(name) and not before.people.classes[name].asks and traveller.share > 0:
            message = (
                f'nobody knows what those of class "{name}" did before, as they ask no other service; expected '
                "former_means, or services in what they ask that were there"
            )
            yield ("ecology",), message
