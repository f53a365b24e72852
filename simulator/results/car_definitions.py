"""What the columns of the tables about car-sharing mean."""

from __future__ import annotations

from simulator.results.entry import Definition
from simulator.results.table_dtypes import CARRIED_BOOKING_COLUMNS, CARRIED_CAR_COLUMNS

_D = Definition

STATIONS_INPUT: dict[str, Definition] = {
    "station": _D("Number of the station, 0, 1, 2, ..."),
    "station_id": _D("Name of the station in the scenario."),
    "name": _D("Public name."),
    "lon": _D("Longitude, WGS84.", "deg"),
    "lat": _D("Latitude, WGS84.", "deg"),
    "node": _D("Road node of the station."),
    "capacity": _D("Places for cars.", "places"),
    "site": _D("Number of its charging site, see sites_input; -1: none."),
}

CARS_INPUT: dict[str, Definition] = {
    "vehicle": _D("Number of the car, behind the vehicles of the ridepooling service."),
    "car_id": _D("Name of the car, e.g. perleberg-1."),
    "car_type": _D("Car type of the scenario."),
    "station": _D("Station where it stands at first; -1: free-floating."),
    "node": _D("Road node where it stands at first."),
    "lon": _D("Longitude of that place, WGS84.", "deg"),
    "lat": _D("Latitude of that place.", "deg"),
    "seats": _D("Seats, the driver's included.", "seats"),
    "drivetrain": _D("diesel, battery or hydrogen."),
    "energy_kwh_per_km": _D("Energy used per kilometre; null: not given.", "kWh/km"),
    "co2_g_per_kwh": _D("CO2 of a unit of energy drawn; null: not given.", "g/kWh"),
    "store_kwh": _D("Usable content of the battery; null: energy is not limited.", "kWh"),
    "reserve_kwh": _D("What is never used of it.", "kWh"),
    "charging_efficiency": _D("Stored energy by energy drawn at the plug.", "share"),
    "start_kwh": _D("Energy stored when the simulation begins, before any warm-up.", "kWh"),
}

BOOKINGS_INPUT: dict[str, Definition] = {
    "booking": _D("Number of the booking, 0, 1, 2, ..."),
    "booking_id": _D("Name of the booking in the demand."),
    "submitted_s": _D("When it is asked for; -2147483648: only if the ridepooling service rejects the request.", "s"),
    "start_s": _D("Start wished for.", "s"),
    "planned_end_s": _D("Planned end.", "s"),
    "actual_end_s": _D("When the car comes back, if it is taken in time.", "s"),
    "origin_lon": _D("Longitude of the customer; null: a station was named.", "deg"),
    "origin_lat": _D("Latitude of the customer.", "deg"),
    "destination_lon": _D("Longitude of the destination; null: not told.", "deg"),
    "destination_lat": _D("Latitude of the destination.", "deg"),
    "origin_node": _D("Road node of the nearest station, or of the customer; -1: none."),
    "destination_node": _D("Road node of the destination; -1: not told."),
    "station": _D("Nearest station in walking range; -1: none, or free-floating."),
    "end_station": _D("The same at the destination of a one-way trip."),
    "length_m": _D("Length driven.", "m"),
    "drive_s": _D("Time driven.", "s"),
    "cancelled_s": _D("When a granted booking is cancelled; -1: not at all.", "s"),
    "no_show": _D("Whether nobody comes."),
    "walk_up": _D("Whether it is asked for when it is to begin."),
    "traveller_class": _D("Traveller class; empty: not told."),
    "request": _D("Number of the request it stands for; -1: none."),
    "party_size": _D("People of the request of the common demand it stands for; 0: it stands for none.", "persons"),
    "institution": _D("Institution of a fixed booking; empty: the public."),
    "car": _D("The car a fixed booking is for, as number among the cars; -1: any."),
}

BOOKINGS: dict[str, Definition] = {
    **{name: BOOKINGS_INPUT[name] for name in CARRIED_BOOKING_COLUMNS},
    "status": _D("used, refused, not_chosen, cancelled, no_show, lost (granted, but no car was ready) or unfinished."),
    "reason": _D(
        "Why it was refused: no_station (none, or no free-floating car, in walking range), no_car, institution, "
        "next_booking, energy, no_place, too_short, too_long, too_early, no_road, outside_zone, no_station_there (one "
        "way: none in walking range of the destination) or walk_instead; else null."
    ),
    "fallback": _D("What who asked for a journey does instead, as in requests; null unless they got nothing here."),
    "vehicle": _D("Number of the car; of a booking moved to another, the last; null: refused."),
    "car_id": _D("Name of that car."),
    "asked_s": _D("When it was asked for.", "s"),
    "start_s": _D("Start asked for.", "s"),
    "planned_end_s": _D("Planned end as granted.", "s"),
    "granted_s": _D("When it was granted.", "s"),
    "origin_node": _D("Road node where the car is to be taken."),
    "taken_s": _D("When the car was taken.", "s"),
    "delay_s": _D("How much later than planned that was.", "s"),
    "returned_s": _D("When the car was back.", "s"),
    "destination_node": _D("Road node where it was left."),
    "length_m": _D("Length driven.", "m"),
    "cancelled_s": _D("When it was cancelled.", "s"),
    "cancel_notice_s": _D("Time from the cancellation to the planned start.", "s"),
    "lost_s": _D("When it was clear that no car is ready.", "s"),
    "lost_after_s": _D("How long the customer had waited by then.", "s"),
    "moves": _D("How often it was moved to another car.", "moves"),
    "used_s": _D("returned_s - taken_s.", "s"),
    "late_s": _D("How much later than planned the car was back; 0: in time.", "s"),
}

CARS: dict[str, Definition] = {
    **{name: CARS_INPUT[name] for name in CARRIED_CAR_COLUMNS},
    "bookings": _D("Bookings it was used for.", "bookings"),
    "used_s": _D("Time in the hands of customers within the days.", "s"),
    "driven_m": _D("Length driven by customers.", "m"),
    "relocations": _D("Times staff moved it.", "relocations"),
    "relocated_m": _D("Length driven by staff.", "m"),
    "staff_s": _D("Time of the staff: on the way to it, handling it, driving it.", "s"),
    "used_share": _D("Time in the hands of customers within the days.", "share", "all hours of the days"),
    "first_kwh": _D("Energy stored when the counted days begin.", "kWh"),
    "least_kwh": _D("Least energy stored from then on.", "kWh"),
    "last_kwh": _D("Energy stored at the very end.", "kWh"),
    "stored_kwh": _D("Energy charged from then on.", "kWh"),
    "energy_kwh": _D("Energy used for the drives that count.", "kWh"),
    "drawn_kwh": _D("That energy as drawn, losses of charging included; null if energy_kwh is.", "kWh"),
    "co2_g": _D("That energy, losses of charging included, times co2_g_per_kwh; null if one is not given.", "g"),
}

STATIONS: dict[str, Definition] = {
    "station": STATIONS_INPUT["station"],
    "station_id": STATIONS_INPUT["station_id"],
    "time_s": _D("Since when.", "s"),
    "cars": _D("Cars at the station until the next row.", "cars"),
    "places_free": _D("Places without a car.", "places"),
}
