"""The tables of a run cut into its days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from simulator.analysis.carsharing_tables import CarsharingInputs, CarsharingTables, car_tables_within
from simulator.analysis.counted import Counted, windows_of_days
from simulator.analysis.other_means import COMPARED_DTYPES
from simulator.analysis.services import RideInputs, car_events, of_kind, rides_of
from simulator.analysis.tables import ResultTables, within
from simulator.tables import CARS, ServiceName, no_rows


@dataclass(frozen=True)
class AllTables:
    """The tables of a run, or of a part of it.

    together: of all services. rides: of each of several ridepooling services by name; cars: of each with shared cars.
    journeys: of all people, where there are several services; else None. compared: what those did not go by who asked
    nobody, see ``other_means.compared_beside``.
    """

    together: ResultTables
    rides: Mapping[str, ResultTables]
    cars: Mapping[str, CarsharingTables]
    journeys: pd.DataFrame | None = None
    compared: pd.DataFrame = field(default_factory=lambda: no_rows(COMPARED_DTYPES))


def tables_of_days(
    tables: AllTables,
    whole: RideInputs,
    cars: Mapping[str, CarsharingInputs],
    services: Sequence[ServiceName],
    days: pd.DataFrame,
) -> Iterator[tuple[int, AllTables]]:
    """Give the number of each day that counts and its tables, see ``counted``.

    tables: of the run. whole, cars: what it was given. days: see ``tables.DAY_DTYPES``.
    """
    number = {service.name: service for service in services}
    vehicles = {name: rides_of(whole, services, number[name]).vehicles for name in tables.rides}
    rows = {service.name: car_events(whole.events, [service]) for service in of_kind(services, CARS)}
    hours = dict(zip(days["day"], zip(days["start_s"].tolist(), days["end_s"].tolist(), strict=True), strict=True))
    for day, window in windows_of_days(days).items():
        counted = Counted(window, 1, hours[day])
        yield (
            day,
            AllTables(
                within(tables.together, whole.vehicles, window, tables.together.sessions),
                {name: within(its, vehicles[name], window, its.sessions) for name, its in tables.rides.items()},
                {name: car_tables_within(its, rows[name], cars[name], counted) for name, its in tables.cars.items()},
                None if tables.journeys is None else window.rows(tables.journeys, "earliest_departure_s"),
                window.rows(tables.compared, "earliest_departure_s"),
            ),
        )
