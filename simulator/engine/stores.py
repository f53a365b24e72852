"""Stores of energy as a scenario describes them."""

from __future__ import annotations

from simulator.fleet.energy import MWH_PER_KWH, Store
from simulator.scenario.energy_models import Powered, Weather

RESERVE_SHARE = 0.1  # of the store, when the scenario names no reserve
ENERGY_OF = {"battery": "electricity", "hydrogen": "hydrogen", "diesel": "diesel"}  # by drivetrain


def store_of(kind: Powered, weather: Weather) -> Store | None:
    """Return the battery or tank of a vehicle type; None when its energy is not limited."""
    if kind.store_kwh is None or kind.energy_kwh_per_km is None:
        return None
    capacity = round(kind.store_kwh * kind.health * MWH_PER_KWH)
    reserve = RESERVE_SHARE * capacity if kind.reserve_kwh is None else kind.reserve_kwh * MWH_PER_KWH
    fast_w = 1000 * (kind.charge_dc_kw or kind.charge_ac_kw or 0)
    return Store(
        drivetrain=kind.drivetrain,
        capacity_mwh=capacity,
        reserve_mwh=round(reserve),
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
