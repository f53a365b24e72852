"""All people of a population, as the results tell of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.counted import Window
from simulator.analysis.kpis.latent_demand import latent_kpis
from simulator.analysis.kpis.people import people_kpis
from simulator.analysis.kpis.unmet_needs import unmet_kpis
from simulator.analysis.modal_split import MEANS, means_of
from simulator.analysis.people import people_by_class, people_split, people_trips, tour_table
from simulator.analysis.ratios import Number
from simulator.analysis.unmet_needs import unmet_needs, with_reach
from simulator.event_kinds import Event
from simulator.scenario.models import Scenario
from simulator.tables import OWN_MEANS, RIDES
from simulator.world.population import leave_s, lengths_m, residents_of


def tables_of_people(
    scenario: Scenario,
    demand: pd.DataFrame,
    journeys: pd.DataFrame,
    events: pd.DataFrame,
    days: Mapping[int, Window],
    reach: pd.DataFrame | None = None,
) -> dict[str, pd.DataFrame]:
    """Return the tables about all people, by their names in the catalogue; none without a population.

    demand: as everybody wished it, numbered by row. events: the log. days: the time of each day that counts.
    reach: ``REACH_DTYPES`` of all trips, in any order; None: nothing is told of what people cannot reach.
    """
    residents = residents_of(scenario)
    config = scenario.demand.as_population
    if residents is None or config is None:
        return {}
    told = journeys[journeys["request"] < len(demand)]
    number = told["request"].to_numpy(np.int64)
    request, means = np.full(len(demand), -1), np.full(len(demand), MEANS[-1], dtype=object)
    asked = _asked(scenario, told, events)
    request[asked] = asked
    means[number] = np.array(MEANS, dtype=object)[means_of(told)]
    trips = people_trips(demand.assign(length_m=lengths_m(demand), leave_s=leave_s(demand)), request, means, days)
    names = {name: config.class_named(name) for name in residents.persons["traveller_class"].unique()}
    classes = residents.persons["traveller_class"].map(names).tolist()
    tables = {
        "persons": residents.persons,
        "households": residents.households,
        "people_trips": trips,
        "tours": tour_table(trips),
        "people_by_class": people_by_class(residents.persons, classes, trips, len(days)),
        "people_split": people_split(trips),
    }
    if reach is not None:
        refused = np.isin(trips["request"], refused_rides(scenario, events))
        its = trips, with_reach(trips, reach), refused
        tables["unmet_needs"] = unmet_needs(*its, residents.persons, residents.households)
    return tables


def kpis_of_people(tables: Mapping[str, pd.DataFrame]) -> dict[str, Number]:
    """Return the key figures of all people; none without a population. tables: by their names in the catalogue."""
    figures = people_kpis(tables["people_by_class"]) if tables else {}
    figures |= unmet_kpis(tables["unmet_needs"]) if "unmet_needs" in tables else {}
    return figures | (latent_kpis(tables["latent_demand"]) if "latent_demand" in tables else {})


def refused_rides(scenario: Scenario, events: pd.DataFrame) -> NDArray[np.int64]:
    """Return the requests that a service with rides has refused."""
    rides = [part.number for part in scenario.parts if part.kind == RIDES]
    refused = (events["kind"] == Event.REJECTED) & events["service"].isin(rides)
    return np.unique(events.loc[refused, "request"].to_numpy(np.int64))


def _asked(scenario: Scenario, journeys: pd.DataFrame, events: pd.DataFrame) -> NDArray[np.int64]:
    """Return the requests for which a service was asked that is none of what people have themselves."""
    own = [part.number for part in scenario.parts if part.kind == OWN_MEANS]
    submitted = (events["kind"] == Event.SUBMITTED) & ~events["service"].isin(own)
    cars = journeys.loc[journeys["booking"].notna(), "request"]
    asked = np.concatenate([events.loc[submitted, "request"].to_numpy(np.int64), cars.to_numpy(np.int64)])
    return np.unique(asked)
