"""Whom rides on demand could win of all people, as the results tell of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.latent_demand import latent_demand, usual_of
from simulator.analysis.unmet_needs import with_reach
from simulator.experiments.people import refused_rides
from simulator.scenario.models import Scenario
from simulator.tables import RIDES


def latent_table(
    scenario: Scenario,
    people: Mapping[str, pd.DataFrame],
    reach: pd.DataFrame | None,
    choices: pd.DataFrame,
    requests: pd.DataFrame,
    events: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Return the table by its name in the catalogue; none without a population, or where no utilities decide.

    people: of ``tables_of_people``. reach: with prospects, if there are any. choices, requests: of the catalogue, of
    all services. events: the log.
    """
    rides, config = [part.name for part in scenario.parts if part.kind == RIDES], scenario.demand.as_population
    if not people or config is None or reach is None or "own" not in reach or not rides:
        return {}
    trips = people["people_trips"]
    worth = with_reach(trips, reach)
    told = worth.assign(others=_others(choices, rides, trips["request"].to_numpy(np.int64)))
    refused = np.isin(trips["request"], refused_rides(scenario, events))
    limits_km = [float(band.to_km) for band in config.distance_bands if band.to_km is not None]
    homes = people["persons"], people["households"]
    return {"latent_demand": latent_demand(trips, told, refused, usual_of(requests), homes, limits_km)}


def _others(choices: pd.DataFrame, rides: list[str], request: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what the best was worth that other services offered requests, float64; -inf where none did."""
    its = choices[choices["service"].notna() & ~choices["service"].isin(rides)]
    worth = (its["utility"] + its["luck"]).groupby(its["request"].to_numpy(np.int64)).max()
    return worth.reindex(request).fillna(-np.inf).to_numpy(np.float64)
