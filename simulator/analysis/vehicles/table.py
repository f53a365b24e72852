"""One row per vehicle: its shift, its kilometres and what it did with its time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.counted import Window
from simulator.analysis.missing import Floats, Ints, known_ints
from simulator.analysis.vehicles.legs import ACCESS, OCCUPIED, REBALANCE, TO_CHARGE, TO_DEPOT
from simulator.analysis.vehicles.states import STATES
from simulator.event_kinds import Event
from simulator.results.table_dtypes import CARRIED_VEHICLE_COLUMNS

Columns = dict[str, Any]  # by name, all of the same length


def build_vehicle_table(
    vehicles_input: pd.DataFrame,
    events: pd.DataFrame,
    window: Window,
    requests: pd.DataFrame,
    legs: pd.DataFrame,
    states: pd.DataFrame,
) -> pd.DataFrame:
    """Add up legs, states, visits and boardings per vehicle.

    vehicles_input: sorted by vehicle. requests, legs, states: result tables of the window.
    """
    count = len(vehicles_input)
    # Columns are gathered first: to put one after the other into a table takes as long as all the rest.
    table: Columns = {column: vehicles_input[column] for column in CARRIED_VEHICLE_COLUMNS}
    _add_shifts(table, events, window)
    _add_times(table, states)
    _add_lengths(table, legs)
    vehicle, boarded = known_ints(requests["vehicle"])
    table["requests"] = _sum_by(vehicle[boarded], None, count)
    table["riders"] = _sum_by(vehicle[boarded], requests["party_size"].to_numpy(np.int64)[boarded], count)
    table["legs"] = _sum_by(_vehicle(legs), np.ones(len(legs)), count)
    visits = window.rows(events[events["kind"] == Event.STOP_ENDED], "time_s")
    table["visits"] = _sum_by(_vehicle(visits), None, count)
    return pd.DataFrame(table)


def with_energy(
    table: pd.DataFrame, vehicles_input: pd.DataFrame, levels: pd.DataFrame, sessions: pd.DataFrame
) -> pd.DataFrame:
    """Return the table with energy used and CO2 added.

    Where energy is limited the log has it, drive by drive; else it is kilometres times energy_kwh_per_km. CO2 counts
    what was drawn, losses of charging included; with a profile of hours, at the mean of the hours of charging.
    """
    limited = vehicles_input["store_kwh"].notna().to_numpy()
    simple = table["driven_m"] / 1000.0 * _rate(vehicles_input, "energy_kwh_per_km")
    logged = levels["used_kwh"].reindex(table["vehicle"]).fillna(0.0).to_numpy()
    energy_kwh = np.where(limited, logged, simple)
    drawn_kwh: Floats = energy_kwh / _rate(vehicles_input, "charging_efficiency")
    rate = _rate(vehicles_input, "co2_g_per_kwh")
    profiled = sessions[sessions["co2_g"].notna() & (sessions["drawn_kwh"] > 0)]
    electric = limited & (vehicles_input["drivetrain"] == "battery").to_numpy()
    if len(profiled) and electric.any():
        rate = np.where(electric, profiled["co2_g"].sum() / profiled["drawn_kwh"].sum(), rate)
    of_vehicle = levels[["first_kwh", "least_kwh", "last_kwh"]].reindex(table["vehicle"])
    return table.assign(
        energy_kwh=energy_kwh,
        drawn_kwh=drawn_kwh,
        co2_g=drawn_kwh * rate,
        store_kwh=_rate(vehicles_input, "store_kwh"),
        reserve_kwh=_rate(vehicles_input, "reserve_kwh"),
        **{str(name): of_vehicle[name].to_numpy() for name in of_vehicle},
    )


def _add_shifts(table: Columns, events: pd.DataFrame, window: Window) -> None:
    """Add when the first shift that reaches into the window began, and when the last one ended; changes table."""
    rows = events[events["kind"].isin((Event.SHIFT_STARTED, Event.SHIFT_ENDED))]
    ended_s = rows["time_s"].groupby(rows["vehicle"]).shift(-1).astype("Int64")
    shifts = rows.assign(ended_s=ended_s)[rows["kind"] == Event.SHIFT_STARTED]
    over = (shifts["ended_s"] <= window.from_s).fillna(value=False)
    shifts = shifts[(shifts["time_s"] < window.until_s) & ~over]
    first, last = shifts.drop_duplicates("vehicle"), shifts.drop_duplicates("vehicle", keep="last")
    moments = {
        "shift_started_s": first.set_index("vehicle")["time_s"],
        "shift_ended_s": last.set_index("vehicle")["ended_s"],
    }
    for column, of_vehicle in moments.items():
        table[column] = of_vehicle.astype("Int64").reindex(table["vehicle"].to_numpy()).array


def _add_times(table: Columns, states: pd.DataFrame) -> None:
    """Add the seconds in service and in each state; changes table."""
    duration = states["duration_s"].to_numpy(dtype=np.int64)
    name = states["state"].to_numpy(dtype=object)
    vehicle = _vehicle(states)
    count = len(table["vehicle"])
    table["in_service_s"] = _sum_by(vehicle, duration, count)
    for state in STATES:
        table[f"{state}_s"] = _sum_by(vehicle, duration * (name == state), count)


def _add_lengths(table: Columns, legs: pd.DataFrame) -> None:
    """Add the metres driven, by purpose, and the metres riders were carried; changes table."""
    length = legs["length_m"].to_numpy(dtype=np.int64)
    purpose = legs["purpose"].to_numpy(dtype=object)
    vehicle = _vehicle(legs)
    count = len(table["vehicle"])
    table["driven_m"] = _sum_by(vehicle, length, count)
    for column, wanted in (
        ("with_riders_m", OCCUPIED),
        ("to_pickup_m", ACCESS),
        ("to_depot_m", TO_DEPOT),
        ("rebalancing_m", REBALANCE),
        ("to_charge_m", TO_CHARGE),
    ):
        table[column] = _sum_by(vehicle, length * (purpose == wanted), count)
    table["rider_m"] = _sum_by(vehicle, length * legs["riders"].to_numpy(dtype=np.int64), count)


def _vehicle(table: pd.DataFrame) -> Ints:
    return table["vehicle"].to_numpy(dtype=np.int64)


def _rate(vehicles_input: pd.DataFrame, column: str) -> Floats:
    return vehicles_input[column].to_numpy(dtype=np.float64)


def _sum_by(vehicle: Ints, values: NDArray[Any] | None, count: int) -> Ints:
    """Sum whole numbers per vehicle, or count rows; exact below 2**53."""
    return np.bincount(vehicle, weights=values, minlength=count).astype(np.int64)
