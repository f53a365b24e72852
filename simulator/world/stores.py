"""Stores of energy as a scenario describes them."""

from __future__ import annotations

from simulator.energy.store import Store
from simulator.scenario.energy_models import Powered, Weather
from simulator.units import MWH_PER_KWH


def store_of(kind: Powered, weather: Weather) -> Store | None:
    """Return the battery or tank of a vehicle type; None when its energy is not limited."""
    if kind.store_kwh is None or kind.energy_kwh_per_km is None:
        return None
    fast_w = 1000 * (kind.charge_dc_kw or kind.charge_ac_kw or 0)
    return Store(
        drivetrain=kind.drivetrain,
        capacity_mwh=round(kind.usable_kwh * MWH_PER_KWH),
        reserve_mwh=round(kind.kept_kwh * MWH_PER_KWH),
        kwh_per_km=kind.energy_kwh_per_km,
        at_kph=kind.energy_at_kph,
        drag_share=kind.drag_share,
        rider_share=kind.rider_share,
        climate_w_per_k=kind.climate_w_per_k,
        cold_share_per_k=kind.cold_share_per_k,
        temperature_c=weather.by_hour,
        ac_w=round(1000 * (kind.charge_ac_kw or kind.charge_dc_kw or 0)),
        curve=tuple((share, round(part * fast_w)) for share, part in kind.charge_curve),
        efficiency=kind.charging_efficiency,
    )
