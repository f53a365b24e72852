"""Several car-sharing services in one run: each of them as if it were alone, and the tables of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from simulator.analysis.carsharing_tables import (
    CARSHARING_INPUTS,
    CarsharingInputs,
    CarsharingTables,
    build_carsharing_tables,
)
from simulator.analysis.services import car_events, of_kind, with_names
from simulator.errors import ResultError
from simulator.tables import CARS, ServiceName


def car_inputs_of_each(inputs: CarsharingInputs, services: Sequence[ServiceName]) -> dict[str, CarsharingInputs]:
    """Return what each car-sharing service was given, by name, from the tables of a results folder.

    Raises ResultError when rows are of no such service.
    """
    names = [service.name for service in of_kind(services, CARS)]
    if len(names) < 2:
        return dict.fromkeys(names, inputs)
    each: dict[str, dict[str, pd.DataFrame]] = {name: {} for name in names}
    for field, file in CARSHARING_INPUTS.items():
        table: pd.DataFrame = getattr(inputs, field)
        strange = table.loc[~table["service"].isin(names), "service"]
        if len(strange):
            raise ResultError(f'{file}: service "{strange.iloc[0]}": expected one of {", ".join(names)}')
        for name in names:
            each[name][field] = table[table["service"] == name].reset_index(drop=True)
    return {name: CarsharingInputs(**tables) for name, tables in each.items()}


def tables_of_each_car_service(
    events: pd.DataFrame,
    inputs: Mapping[str, CarsharingInputs],
    services: Sequence[ServiceName],
    end_s: int | None = None,
) -> dict[str, CarsharingTables]:
    """Compute the tables of each car-sharing service by name, as if it were alone.

    events: the whole log. end_s: end of the last day; by default that of days of 24 hours each.
    """
    return {
        service.name: build_carsharing_tables(car_events(events, [service]), inputs[service.name], end_s)
        for service in of_kind(services, CARS)
    }


def car_inputs_together(each: Mapping[str, CarsharingInputs]) -> CarsharingInputs:
    """Return what all car-sharing services were given; a block for each of several, told apart by ``service``."""
    if not each:
        return CarsharingInputs()
    joined = {field: _joined({name: getattr(its, field) for name, its in each.items()}) for field in CARSHARING_INPUTS}
    return CarsharingInputs(**joined)


def car_tables_together(each: Mapping[str, CarsharingTables]) -> CarsharingTables | None:
    """Return the tables of all car-sharing services; a block for each of several, told apart by ``service``.

    None where there is none. They count the same days: those of the calendar.
    """
    if not each:
        return None
    first = next(iter(each.values()))
    fields = (*first.by_name(), "rentals")
    joined = {field: _joined({name: getattr(its, field) for name, its in each.items()}) for field in fields}
    return CarsharingTables(**joined, days=first.days, hours=first.hours)


def _joined(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of all tables, those of several in blocks; a table alone as it is."""
    return next(iter(tables.values())) if len(tables) == 1 else in_blocks(tables)


def in_blocks(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of all tables, by the name of their service, which stands in front."""
    return pd.concat([with_names(table, name) for name, table in tables.items()], ignore_index=True)
