"""Who asked no service as none could win them, as the results tell of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.missing import nullable_float, nullable_int
from simulator.analysis.other_means import nobody
from simulator.results.other_means_definitions import OTHER_MEANS_DTYPES
from simulator.scenario.models import Scenario
from simulator.tables import OWN_MEANS, PEOPLE_DTYPES, typed
from simulator.world.build import World

_STAYS = -1  # in place of a service
_INSTEAD = {"stay": "none", "other_mode": "other_mode", "retry": "other_mode"}


def who_asked_nobody(world: World, known: Any) -> pd.DataFrame:
    """Return those who asked nobody, and what they do, ``OTHER_MEANS_DTYPES``.

    world: in which they come last, in the order of known: of ``travellers.screening.Known``, which tells what they do.
    """
    count = len(known.request)
    if not count:
        return nobody()
    first, scenario = len(world.demand) - count, world.scenario
    people = world.demand.iloc[first:].reset_index(drop=True)
    goes = known.service != _STAYS
    names, parts = np.array([part.name for part in scenario.parts], dtype=object), scenario.parts
    modes = np.array([getattr(part.config, "by", None) for part in parts], dtype=object)
    instead = people["traveller_class"].map(
        {name: _INSTEAD[its.on_rejection.action] for name, its in scenario.people.classes.items()}
    )
    columns = {name: getattr(known, name) for name in ("departure_s", "arrival_s", "ride_s", "length_m")}
    table = people[list(PEOPLE_DTYPES)].assign(
        request=np.arange(first, first + count),
        means=np.where(goes, names[known.service], instead.to_numpy(object)),
        mode=pd.Series(modes[known.service]).where(goes),
        **{name: nullable_int(values, goes).array for name, values in columns.items()},
        price_eur=nullable_float(known.cents / 100, goes),
        utility=known.utility,
        answered_s=known.answered_s,
    )
    return typed(table, OTHER_MEANS_DTYPES)


def own_of_classes(scenario: Scenario) -> dict[str, list[str]]:
    """Return the services of what people have themselves that each class asks first."""
    return {
        name: [one for one in (scenario.asks(name) or [()])[0] if scenario.services[one].kind == OWN_MEANS]
        for name in scenario.people.classes
    }
