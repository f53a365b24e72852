"""Energy, charging and CO2 of a run, and the same trips by private car."""

from __future__ import annotations

import numpy as np

from simulator.analysis.kpis.direct import direct_drives
from simulator.analysis.kpis.fleet import complete_sum, hours, total
from simulator.analysis.kpis.parts import part_rides
from simulator.analysis.kpis.riders import status_is
from simulator.analysis.ratios import DIGITS, Number, ratio
from simulator.analysis.request_table import SERVED
from simulator.analysis.tables import ResultTables
from simulator.event_kinds import Event
from simulator.fares.tariff import in_cents
from simulator.tables import ELECTRICITY
from simulator.units import METRES_PER_KM, MWH_PER_KWH

KWH_PER_KG_HYDROGEN = 33.33  # lower heating value
KWH_PER_L_DIESEL = 9.96


def energy_kpis(tables: ResultTables) -> dict[str, Number]:
    """Add up energy and CO2; None as soon as one vehicle that drove has no figure, never a partial sum."""
    vehicles = tables.vehicles
    energy = complete_sum(vehicles, "energy_kwh")
    co2_g = complete_sum(vehicles, "co2_g")
    co2_kg = None if co2_g is None else co2_g / 1000
    served = int(status_is(tables.requests, SERVED).sum()) + part_rides(tables).rides
    rider_km = total(vehicles, "rider_m") / METRES_PER_KM
    of = {name: complete_sum(vehicles[vehicles["drivetrain"] == name], "energy_kwh") for name in ("hydrogen", "diesel")}
    return {
        "energy_kwh": energy,
        "hydrogen_kg": _by(of["hydrogen"], KWH_PER_KG_HYDROGEN),
        "diesel_l": _by(of["diesel"], KWH_PER_L_DIESEL),
        "energy_kwh_per_vehicle_km": ratio(energy, total(vehicles, "driven_m") / METRES_PER_KM),
        "energy_kwh_per_rider_km": ratio(energy, rider_km),
        "co2_kg": co2_kg,
        "co2_kg_per_served_request": ratio(co2_kg, served),
        "co2_g_per_rider_km": ratio(co2_g, rider_km),
        "co2_g_per_direct_rider_km": ratio(co2_g, _km(direct_drives(tables).rider_m)),
    }


def car_kpis(tables: ResultTables, car_g_per_km: float | None, co2_kg: Number) -> dict[str, Number]:
    """Tell what the same trips would emit by private car: each served party drives directly, in one car.

    co2_kg: what the vehicles emitted.
    """
    direct = direct_drives(tables)
    direct_km = _km(direct.party_m)
    grams = None if car_g_per_km is None or direct_km is None else direct_km * car_g_per_km
    car_kg = None if grams is None else grams / 1000
    return {
        "car_co2_kg": None if car_kg is None else round(car_kg, DIGITS),
        "co2_minus_car_kg": None if co2_kg is None or car_kg is None else round(co2_kg - car_kg, DIGITS),
        "co2_to_car_ratio": None if car_kg is None else ratio(co2_kg, car_kg),
        "car_co2_g_per_direct_rider_km": ratio(grams, _km(direct.rider_m)),
    }


def charging_kpis(tables: ResultTables) -> dict[str, Number]:
    """Sum up the visits to charging sites, the power they drew, and how little energy was ever left."""
    sessions, power = tables.sessions, tables.power
    electric = power[power["energy"] == ELECTRICITY]
    plugged = sessions[sessions["plugged_in_s"].notna()]
    limited = tables.vehicles[tables.vehicles["store_kwh"].notna()]
    least = (limited["least_kwh"] / limited["store_kwh"]).min() if len(limited) else None
    away = limited["shift_started_s"].notna() & limited["shift_ended_s"].isna()
    stranded = (limited["least_kwh"] < limited["reserve_kwh"] - 1e-6) | away
    cut = tables.events[tables.events["kind"] == Event.ENERGY_CUT]
    if len(cut):  # else it takes long for nothing
        ends = tables.legs[["vehicle", "arrived_s"]]
        cut = cut.merge(ends, left_on=["vehicle", "time_s"], right_on=["vehicle", "arrived_s"])
    cost = sessions["cost_eur"].sum(skipna=False) if len(sessions) else None
    return {
        "charging_visits": len(sessions),
        "charging_sessions": len(plugged),
        "charged_kwh": round(float(plugged["stored_kwh"].sum()), DIGITS),
        "plugged_in_hours": hours(int((plugged["ended_s"] - plugged["plugged_in_s"]).sum())),
        "drawn_at_sites_kwh": round(float(plugged["drawn_kwh"].sum()), DIGITS),
        "charging_cost_eur": None if cost is None or np.isnan(cost) else in_cents(float(cost)),
        "charging_queue_mean_s": ratio(int(sessions["queued_s"].sum()), len(sessions)),
        "charging_queue_max_s": int(sessions["queued_s"].max()) if len(sessions) else None,
        "peak_site_kw": float(electric["kw"].max()) if len(electric) else None,
        "least_level_share": None if least is None else round(float(least), DIGITS),
        "stranded_vehicles": int(stranded.sum()),
        "energy_cut_kwh": round(int(cut["value"].sum()) / MWH_PER_KWH, DIGITS),
    }


def _km(length_m: int | None) -> float | None:
    return None if length_m is None else length_m / METRES_PER_KM


def _by(energy: float | None, unit: float) -> float | None:
    return None if energy is None else round(energy / unit, DIGITS)
