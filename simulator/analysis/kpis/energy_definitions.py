"""What the key figures about energy, charging and drivers mean."""

from __future__ import annotations

from simulator.results.entry import Definition

_D = Definition

ENERGY_KPIS: dict[str, Definition] = {
    "energy_kwh": _D("Energy for all kilometres; null if a vehicle that drove has no consumption given.", "kWh"),
    "hydrogen_kg": _D("Hydrogen for it, at 33.33 kWh/kg (lower heating value).", "kg"),
    "diesel_l": _D("Diesel for it, at 9.96 kWh/l.", "l"),
    "energy_kwh_per_vehicle_km": _D("Energy for each kilometre driven.", "kWh/km", "vehicle-km"),
    "energy_kwh_per_rider_km": _D("Energy for each kilometre a rider was carried.", "kWh/km", "rider-km"),
}

CHARGING_KPIS: dict[str, Definition] = {
    "charging_visits": _D(
        "Visits of vehicles and shared cars to charging sites, also of those that left the queue.", "visits"
    ),
    "charging_sessions": _D("Visits during which a vehicle or shared car was plugged in.", "sessions"),
    "charged_kwh": _D("Energy stored at charging sites.", "kWh"),
    "plugged_in_hours": _D(
        "Hours that vehicles and shared cars were plugged in at charging sites, on shift or not, full or not.", "h"
    ),
    "drawn_at_sites_kwh": _D(
        "Energy drawn at charging sites, losses included; what vehicles without a limited store draw elsewhere is "
        "not in it.",
        "kWh",
    ),
    "charging_cost_eur": _D("Price of the energy drawn at charging sites; null if one is not known.", "EUR"),
    "charging_queue_mean_s": _D("Mean time in the queue for a plug.", "s", "visits"),
    "charging_queue_max_s": _D("Longest time in the queue for a plug.", "s"),
    "peak_site_kw": _D("Highest electric power drawn at one site; pumps draw none.", "kW"),
    "least_level_share": _D("Least energy a vehicle ever had left.", "share", "its store"),
    "stranded_vehicles": _D("Vehicles that fell below their reserve or did not come home.", "vehicles"),
    "energy_cut_kwh": _D(
        "Heating and cooling done without on drives that took longer than plans count with.",
        "kWh",
    ),
}

DRIVER_KPIS: dict[str, Definition] = {
    "duties": _D("Duties driven; null without drivers.", "duties"),
    "breaks_taken": _D("Breaks taken.", "breaks"),
    "overtime_hours": _D("Time worked after the planned end of duties.", "h"),
    "overtime_max_s": _D("Longest overtime of a duty.", "s"),
    "driving_hours_per_duty": _D("Hours driven in a duty, mean.", "h", "duties"),
    "longest_stretch_s": _D("Longest time that a driver was on duty without a break.", "s"),
    "rest_min_s": _D(
        "Shortest rest until the next duty of the same name; until 24 hours after it began where none follows.", "s"
    ),
    "driver_limits_broken": _D(
        "Breaks, changeovers and ends of duties later than allowed, for slow drives or stops.",
        "limits",
    ),
}
