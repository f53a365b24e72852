"""What every column of the tables about charging sites and drivers means."""

from __future__ import annotations

from simulator.analysis.definition import Definition

_D = Definition

SITES_INPUT: dict[str, Definition] = {
    "site": _D("Number of the charging site, 0, 1, 2, ..."),
    "name": _D("Name of the site."),
    "lon": _D("Longitude, WGS84.", "degree"),
    "lat": _D("Latitude, WGS84.", "degree"),
    "node": _D("Road node on its street."),
    "energy": _D("electricity, hydrogen or diesel."),
    "plugs": _D("Vehicles that can charge at a time.", "plugs"),
    "power_w": _D("Power of each plug, drawn from the grid.", "W"),
    "direct_current": _D("Whether the plugs give direct current, as pumps are taken to."),
    "grid_w": _D("Power that all plugs together may draw.", "W"),
    "open_s": _D("Since when power is given each day.", "s"),
    "close_s": _D("Until when.", "s"),
}

SITE_PRICES: dict[str, Definition] = {
    "site": SITES_INPUT["site"],
    "hour": _D("Hour of the day, 0 to 23."),
    "eur_per_kwh": _D("Price of the energy drawn; null: not known.", "EUR/kWh"),
}

DUTIES_INPUT: dict[str, Definition] = {
    "vehicle": _D("Number of the vehicle, 0, 1, 2, ..."),
    "duty": _D("Number of the duty on this vehicle, 0, 1, ..."),
    "name": _D("Name of the shift."),
    "start_s": _D("Start of the duty.", "s"),
    "planned_end_s": _D("Planned end; what is worked later is overtime.", "s"),
    "latest_end_s": _D("End at the latest.", "s"),
    "longest_stretch_s": _D("Longest time without a break that the rules allow, driven or not.", "s"),
    "break_s": _D("Length of each break; a shorter one does not count.", "s"),
}

PAUSES_INPUT: dict[str, Definition] = {
    "vehicle": DUTIES_INPUT["vehicle"],
    "kind": _D("Kind of event it is logged as: 29 a break, 30 a changeover."),
    "earliest_s": _D("It begins no earlier.", "s"),
    "latest_s": _D("It begins no later.", "s"),
    "length_s": _D("How long it takes at least.", "s"),
    "earliest_end_s": _D("It ends no earlier; a changeover: when the next driver begins.", "s"),
}
