"""All series of a run, each computed when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from simulator.analysis.series import fleet, riders
from simulator.analysis.series.power import Power, power
from simulator.analysis.tables import ResultTables
from simulator.analysis.vehicles.states import State
from simulator.tables import ELECTRICITY


@dataclass(frozen=True)
class RunSeries:
    """What the pictures of a run show. A series is None when there is nothing to show.

    tables: of the run, with the power of all services. site_names: of charging sites by number.
    """

    tables: ResultTables
    site_names: dict[int, str] = field(default_factory=dict)

    @cached_property
    def demand(self) -> riders.Demand | None:
        """Return requests by the time travellers wanted to leave."""
        return riders.demand(self.tables.requests)

    @cached_property
    def waits(self) -> riders.Distribution | None:
        """Return the waits of served requests [min]."""
        return riders.waits(self.tables.requests)

    @cached_property
    def detours(self) -> riders.Distribution | None:
        """Return the detour factors of served requests."""
        return riders.detours(self.tables.requests)

    @cached_property
    def waits_by_hour(self) -> pd.DataFrame:
        """Return the waits by hour."""
        return riders.waits_by_hour(self.tables.requests)

    @cached_property
    def vehicles_by_state(self) -> fleet.Bands | None:
        """Return how many vehicles do what."""
        return fleet.vehicles_by_state(self.tables.states)

    @cached_property
    def driving_by_riders(self) -> fleet.Bands | None:
        """Return how many vehicles drive with how many riders."""
        return fleet.driving_by_riders(self.tables.states)

    @cached_property
    def kilometres(self) -> dict[State, float]:
        """Return what was driven for what [km]."""
        return fleet.kilometres(self.tables.vehicles)

    @cached_property
    def power(self) -> Power | None:
        """Return the electric power of charging sites; pumps draw none."""
        steps = self.tables.power
        return power(steps[steps["energy"] == ELECTRICITY], self.site_names)
