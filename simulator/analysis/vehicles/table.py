"""One row per vehicle: its shift, its kilometres and what it did with its time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.missing import Floats, Ints, nullable_int
from simulator.analysis.vehicles.legs import ACCESS, OCCUPIED, REBALANCE, TO_CHARGE, TO_DEPOT
from simulator.analysis.vehicles.log import VehicleLog
from simulator.analysis.vehicles.states import STATES
from simulator.event_kinds import Event
from simulator.results.table_dtypes import CARRIED_VEHICLE_COLUMNS


def build_vehicle_table(
    vehicles_input: pd.DataFrame, log: VehicleLog, legs: pd.DataFrame, states: pd.DataFrame, party_size: Ints
) -> pd.DataFrame:
    """Add up legs, states and boardings per vehicle. vehicles_input: sorted by vehicle."""
    count = len(vehicles_input)
    table = vehicles_input[list(CARRIED_VEHICLE_COLUMNS)].reset_index(drop=True)
    table["shift_started_s"] = _moment(log.vehicle, log.time_s, log.rows(Event.SHIFT_STARTED)[::-1], count)
    table["shift_ended_s"] = _moment(log.vehicle, log.time_s, log.rows(Event.SHIFT_ENDED), count)
    _add_times(table, states)
    _add_lengths(table, legs)
    boarded = log.rows(Event.BOARDED)
    table["requests"] = _sum_by(log.vehicle[boarded], np.ones(boarded.size), count)
    table["riders"] = _sum_by(log.vehicle[boarded], party_size[log.request[boarded]], count)
    table["legs"] = _sum_by(_vehicle(legs), np.ones(len(legs)), count)
    table["visits"] = _sum_by(log.vehicle[log.rows(Event.STOP_ENDED)], None, count)
    return table


def with_energy(
    table: pd.DataFrame, vehicles_input: pd.DataFrame, levels: pd.DataFrame, sessions: pd.DataFrame
) -> pd.DataFrame:
    """Return the table with energy used and CO2 added.

    Where energy is limited the log has it, drive by drive; else it is kilometres times energy_kwh_per_km. CO2 counts
    what was drawn, losses of charging included; with a profile of hours, at the mean of the hours of charging.
    """
    table = table.copy()
    limited = vehicles_input["store_kwh"].notna().to_numpy()
    simple = table["driven_m"] / 1000.0 * _rate(vehicles_input, "energy_kwh_per_km")
    logged = levels["used_kwh"].reindex(table["vehicle"]).fillna(0.0).to_numpy()
    table["energy_kwh"] = np.where(limited, logged, simple)
    drawn_kwh: Floats = table["energy_kwh"].to_numpy(np.float64) / np.where(
        limited, _rate(vehicles_input, "charging_efficiency"), 1.0
    )
    rate = _rate(vehicles_input, "co2_g_per_kwh")
    profiled = sessions[sessions["co2_g"].notna() & (sessions["drawn_kwh"] > 0)]
    electric = limited & (vehicles_input["drivetrain"] == "battery").to_numpy()
    if len(profiled) and electric.any():
        rate = np.where(electric, profiled["co2_g"].sum() / profiled["drawn_kwh"].sum(), rate)
    table["co2_g"] = drawn_kwh * rate
    table["store_kwh"] = _rate(vehicles_input, "store_kwh")
    table["reserve_kwh"] = _rate(vehicles_input, "reserve_kwh")
    for name in ("first_kwh", "least_kwh", "last_kwh"):
        table[name] = levels[name].reindex(table["vehicle"]).to_numpy()
    return table


def _add_times(table: pd.DataFrame, states: pd.DataFrame) -> None:
    """Add the seconds in service and in each state; changes table."""
    duration = states["duration_s"].to_numpy(dtype=np.int64)
    name = states["state"].to_numpy(dtype=object)
    vehicle = _vehicle(states)
    table["in_service_s"] = _sum_by(vehicle, duration, len(table))
    for state in STATES:
        table[f"{state}_s"] = _sum_by(vehicle, duration * (name == state), len(table))


def _add_lengths(table: pd.DataFrame, legs: pd.DataFrame) -> None:
    """Add the metres driven, by purpose, and the metres riders were carried; changes table."""
    length = legs["length_m"].to_numpy(dtype=np.int64)
    purpose = legs["purpose"].to_numpy(dtype=object)
    vehicle = _vehicle(legs)
    table["driven_m"] = _sum_by(vehicle, length, len(table))
    for column, wanted in (
        ("with_riders_m", OCCUPIED),
        ("to_pickup_m", ACCESS),
        ("to_depot_m", TO_DEPOT),
        ("rebalancing_m", REBALANCE),
        ("to_charge_m", TO_CHARGE),
    ):
        table[column] = _sum_by(vehicle, length * (purpose == wanted), len(table))
    table["rider_m"] = _sum_by(vehicle, length * legs["riders"].to_numpy(dtype=np.int64), len(table))


def _vehicle(table: pd.DataFrame) -> Ints:
    return table["vehicle"].to_numpy(dtype=np.int64)


def _moment(vehicle: Ints, time_s: Ints, rows: Ints, count: int) -> pd.Series[Any]:
    """Time of the last of some rows of each vehicle, null if it has none."""
    moment, known = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    moment[vehicle[rows]], known[vehicle[rows]] = time_s[rows], True
    return nullable_int(moment, known)


def _rate(vehicles_input: pd.DataFrame, column: str) -> Floats:
    return vehicles_input[column].to_numpy(dtype=np.float64)


def _sum_by(vehicle: Ints, values: NDArray[Any] | None, count: int) -> Ints:
    """Sum whole numbers per vehicle, or count rows; exact below 2**53."""
    return np.bincount(vehicle, weights=values, minlength=count).astype(np.int64)
