"""Keys of a scenario as people say them."""

from __future__ import annotations

from simulator.report.page.language import N_, Language

_NAMES = {
    "demand.requests_per_day": N_("requests per day"),
    "demand.volume.varies": N_("how much days differ in their requests"),
    "demand.distance_bands": N_("lengths of trips"),
    "demand.distance_bands[*].to_km": N_("lengths of trips"),
    "demand.prebooked_share": N_("share of requests booked ahead"),
    "demand.lead_time": N_("how long ahead rides are booked"),
    "demand.lead_time.median": N_("how long ahead half of the bookings are made"),
    "demand.party_sizes": N_("how many travel together"),
    "demand.wheelchair_share": N_("share of parties with a wheelchair"),
    "network.speed_factor": N_("speed on all roads"),
    "network.junctions": N_("time at junctions"),
    "junctions.built_up": N_("time at a junction in built-up areas"),
    "junctions.outside": N_("time at a junction outside"),
    "walk.limit": N_("longest walk to a stop"),
    "walk.speed": N_("walking speed"),
    "walk.detour_factor": N_("length of walks by the beeline"),
    "virtual_stops.min_distance": N_("least distance between stops"),
    "dwell": N_("time of a stop"),
    "dwell_per_rider": N_("more time of a stop for each rider"),
    "dwell_per_wheelchair": N_("more time of a stop for each wheelchair"),
    "max_wait": N_("longest wait allowed"),
    "max_ride_alpha": N_("longest ride by the direct one"),
    "max_ride_beta": N_("time added to the longest ride"),
    "max_travel_alpha": N_("longest wait and ride together by the direct ride"),
    "max_travel_beta": N_("time added to the longest wait and ride together"),
    "promise_after": N_("how long after the told time boarding is promised"),
    "notice": N_("how long ahead one has to book"),
    "count": N_("number of vehicles"),
    "seats": N_("seats of a vehicle"),
    "wheelchairs": N_("places for wheelchairs"),
    "shift": N_("working hours of the vehicles"),
    "hours": N_("hours"),
    "energy": N_("energy for each kilometre"),
    "co2": N_("CO₂ of the energy"),
    "store": N_("content of battery or tank"),
    "charging_efficiency": N_("share of the energy drawn that is stored"),
    "fares.per_rider": N_("fare of a rider"),
    "fares.per_km": N_("fare of a kilometre"),
    "fares.per_hour": N_("price of an hour"),
    "costs.per_vehicle_hour": N_("cost of a vehicle's hour"),
    "costs.per_vehicle_km": N_("cost of a vehicle's kilometre"),
    "costs.per_driver_hour": N_("cost of a driver's hour"),
    "costs.per_vehicle_year": N_("cost of a vehicle's year"),
    "costs.per_car_day": N_("cost of a car's day"),
    "costs.per_km": N_("cost of a kilometre"),
    "bookings_per_day": N_("bookings per day"),
    "distance.median": N_("length that half of the trips exceed"),
    "duration.median": N_("duration that half of the bookings exceed"),
    "cancellation": N_("share of cancellations"),
    "no_show": N_("share of people who do not come"),
    "climate.car": N_("CO₂ of a private car"),
    "weather.temperature_c": N_("temperature outside [°C]"),
    "eur_per_kwh": N_("price of energy [€/kWh]"),
    "prices.electricity": N_("price of electricity"),
    "plugs": N_("plugs at a charging site"),
    "power": N_("power of a plug"),
}


def name_of_key(key: str, words: Language) -> str:
    """Return what a key means, by as much of its end as is known; empty where nothing is."""
    parts = key.split(".")
    for first in range(len(parts)):
        found = _NAMES.get(".".join(parts[first:]))
        if found is not None:
            return words._(found)
    return ""
