"""What tariffs must fit to: classes of travellers, zones and territories of the scenario, lengths of rides."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from simulator.errors import Problem, ScenarioError
from simulator.scenario.checks import Found
from simulator.scenario.fare_models import TariffKeys
from simulator.scenario.models import ServicePart
from simulator.scenario.yaml_file import Path_
from simulator.services.ridepooling.schema import Config
from simulator.suggest import suggest
from simulator.units import METRES_PER_KM
from simulator.world.places import territories_of


def check_tariffs(part: ServicePart[Config]) -> Found:
    """Yield classes and areas that tariffs name and the scenario has not."""
    fares, places = part.config.fares, part.scenario.places
    classes = part.scenario.people.classes
    for path, keys in _tariffs(part):
        for name in keys.concessions:
            if name not in classes:
                hint = suggest(name, classes) or f"there are {', '.join(classes)}"
                yield (*path, "concessions", name), f'no class of travellers is called "{name}"; {hint}'
        if keys.per_zone_eur is not None and (places is None or places.zones is None):
            yield (*path, "per_zone"), "needs places.zones, the areas that are counted"
    if fares.by_territory and (places is None or places.territories is None):
        yield ("services", part.name, "fares", "by_territory"), "needs places.territories, which have the tariffs"


def check_against_world(part: ServicePart[Config], requests: pd.DataFrame) -> None:
    """Raise ScenarioError for territories that are unknown, and for rides that are longer than all steps.

    requests: of the service, with direct_m; -1: none.
    """
    problems = [*_unknown_territories(part), *_beyond_steps(part, requests)]
    if problems:
        raise ScenarioError(problems)


def _unknown_territories(part: ServicePart[Config]) -> Iterator[Problem]:
    territories = territories_of(part.scenario) if part.config.fares.by_territory else None
    known = () if territories is None else territories.names
    for name in part.config.fares.by_territory:
        if name not in known:
            hint = suggest(name, known) or f"there are {', '.join(known[:20])}"
            message = f'no territory is called "{name}"; {hint}'
            yield part.scenario.problem(part.key(f"fares.by_territory.{name}"), message)


def _beyond_steps(part: ServicePart[Config], requests: pd.DataFrame) -> Iterator[Problem]:
    longest_m = int(np.max(requests["direct_m"].to_numpy(np.int64), initial=0))
    for path, keys in _tariffs(part):
        last_m = keys.steps[-1].up_to_m if keys.steps else None
        if last_m is not None and longest_m > last_m:
            message = (
                f"the last step ends at {last_m / METRES_PER_KM:g} km, the longest direct drive that is asked for is "
                f"{longest_m / METRES_PER_KM:.1f} km; expected a step that is long enough, or one without up_to"
            )
            yield part.scenario.problem(".".join(map(str, (*path, "steps"))), message)


def _tariffs(part: ServicePart[Config]) -> Iterator[tuple[Path_, TariffKeys]]:
    here: Path_ = ("services", part.name, "fares")
    yield here, part.config.fares
    for name, keys in part.config.fares.by_territory.items():
        yield (*here, "by_territory", name), keys
