"""The requests for rides as they were met, of all services of a run."""

from __future__ import annotations

import pandas as pd

from simulator.analysis.services import with_names
from simulator.experiments.end_areas import with_end_areas
from simulator.services.ridepooling.meeting_points import requests_as_met
from simulator.tables import REQUEST_INPUT_DTYPES, as_met, no_rows
from simulator.world.build import World


def requests_input_of(world: World, events: pd.DataFrame) -> pd.DataFrame:
    """Return them with the stops that were chosen, where there was a choice.

    Of several services a block for each, told apart by ``service``.
    """
    met = {name: with_end_areas(requests_as_met(its, events), world) for name, its in world.with_requests.items()}
    if len(met) == 1:
        return next(iter(met.values()))
    if len({len(table.columns) for table in met.values()}) > 1:  # some have a choice of stops
        met = {name: table.assign(**as_met(table)) for name, table in met.items()}
    empty = no_rows(REQUEST_INPUT_DTYPES)
    return pd.concat([with_names(table, name) for name, table in met.items()] or [empty], ignore_index=True)
