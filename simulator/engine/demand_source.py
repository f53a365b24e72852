"""The requests a scenario asks for: from its file, or synthetic."""

from __future__ import annotations

import pandas as pd

from simulator.demand.places import read_attractors, read_localities
from simulator.demand.requests_file import check_on_network, read_requests
from simulator.demand.synthesis import synthesise
from simulator.network.graph import RoadNetwork
from simulator.scenario.models import Scenario


def read_or_synthesise(scenario: Scenario, network: RoadNetwork) -> pd.DataFrame:
    """Return the requests with the columns of ``tables.DEMAND_DTYPES``. Raises RequestFileError."""
    demand = scenario.demand
    if demand.requests_file is not None:
        table = read_requests(demand.requests_file, tuple(scenario.traveller_classes))
        check_on_network(demand.requests_file, table, network, scenario.network.max_snap_m)
        return table.drop(columns="line")
    config = demand.synthetic
    if config is None:
        raise ValueError("a scenario has requests or a synthetic demand")
    localities = read_localities(config.localities)
    attractors = read_attractors(config.attractors, config.attractor_filter, localities)
    classes = {name: traveller.share for name, traveller in scenario.traveller_classes.items()}
    return synthesise(config, localities, attractors, classes, scenario.service.hours, scenario.seed)
