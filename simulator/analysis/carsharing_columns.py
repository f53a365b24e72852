"""What the columns and key figures of the car-sharing service mean."""

from __future__ import annotations

from simulator.analysis.definition import Definition

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
    "institution": _D("Institution of a fixed booking; empty: the public."),
    "car": _D("The car a fixed booking is for, as number among the cars; -1: any."),
}

BOOKINGS: dict[str, Definition] = {
    **{name: BOOKINGS_INPUT[name] for name in ("booking", "booking_id", "traveller_class", "institution", "walk_up")},
    "request": BOOKINGS_INPUT["request"],
    "status": _D("used, refused, cancelled, no_show, lost (granted, but no car was ready) or unfinished."),
    "reason": _D(
        "Why it was refused: no_station (none, or no free-floating car, in walking range), no_car, institution, "
        "next_booking, energy, no_place, too_short, too_long, too_early, no_road, outside_zone, no_station_there (one "
        "way: none in walking range of the destination) or walk_instead; else null."
    ),
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
    **{
        name: CARS_INPUT[name]
        for name in ("vehicle", "car_id", "car_type", "seats", "drivetrain", "store_kwh", "reserve_kwh")
    },
    "bookings": _D("Bookings it was used for.", "bookings"),
    "used_s": _D("Time in the hands of customers.", "s"),
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
    "co2_g": _D("That energy, losses of charging included, times co2_g_per_kwh; null if one is not given.", "g"),
}

STATIONS: dict[str, Definition] = {
    "station": STATIONS_INPUT["station"],
    "station_id": STATIONS_INPUT["station_id"],
    "time_s": _D("Since when.", "s"),
    "cars": _D("Cars at the station until the next row.", "cars"),
    "places_free": _D("Places without a car.", "places"),
}

CARSHARING_TABLES: dict[str, dict[str, Definition]] = {
    "bookings": BOOKINGS,
    "cars": CARS,
    "stations": STATIONS,
    "stations_input": STATIONS_INPUT,
    "cars_input": CARS_INPUT,
    "bookings_input": BOOKINGS_INPUT,
}

_B, _PUBLIC = "bookings", "bookings of the public"
_REFUSED = "Bookings of the public that were refused"
CARSHARING_KPIS: dict[str, Definition] = {
    "carsharing_bookings": _D("Bookings asked for by the public.", _B),
    "carsharing_granted": _D("Bookings of the public that were granted.", _B),
    "carsharing_grant_rate": _D("Granted bookings.", "share", _PUBLIC),
    "carsharing_used": _D("Bookings of the public whose car was taken and returned.", _B),
    "carsharing_refused": _D(f"{_REFUSED}.", _B),
    "carsharing_refused_no_station": _D(f"{_REFUSED}: no station, or no free-floating car, in walking range.", _B),
    "carsharing_refused_no_car": _D(f"{_REFUSED}: no car is there at that time, or all are booked.", _B),
    "carsharing_refused_institution": _D(f"{_REFUSED}: a community car is with its institution.", _B),
    "carsharing_refused_next_booking": _D(f"{_REFUSED}: the car would not be back for the next booking.", _B),
    "carsharing_refused_energy": _D(f"{_REFUSED}: the predicted charge does not cover trip and reserve.", _B),
    "carsharing_refused_no_place": _D(f"{_REFUSED}: no place is free where the car is to be returned.", _B),
    "carsharing_refused_too_short": _D(f"{_REFUSED} as too short.", _B),
    "carsharing_refused_too_long": _D(f"{_REFUSED} as too long.", _B),
    "carsharing_refused_too_early": _D(f"{_REFUSED} as further ahead than the booking horizon.", _B),
    "carsharing_refused_no_road": _D(f"{_REFUSED}: no open road leads there.", _B),
    "carsharing_refused_outside_zone": _D(f"{_REFUSED}: the car may not be left there.", _B),
    "carsharing_refused_no_station_there": _D(
        f"{_REFUSED}: one way, and no station in walking range of the destination.", _B
    ),
    "carsharing_refused_walk_instead": _D(
        f"{_REFUSED}: origin and destination have the same station or road node, and nothing else was told.", _B
    ),
    "carsharing_cancelled": _D("Granted bookings that were cancelled.", _B),
    "carsharing_no_shows": _D("Granted bookings to which nobody came.", _B),
    "carsharing_lost": _D("Granted bookings for which no car was ready in time.", _B),
    "carsharing_moved": _D("Granted bookings that were moved to another car.", _B),
    "carsharing_delayed": _D("Used bookings that began late as the car was not ready.", _B),
    "carsharing_walk_ups": _D("Bookings asked for when they are to begin.", _B),
    "carsharing_walk_ups_without_car": _D("Walk-ups refused because no car was free in walking range.", _B),
    "carsharing_late_returns": _D("Cars that came back after the planned end.", _B),
    "carsharing_late_mean_s": _D("Mean delay of these.", "s", "late returns"),
    "carsharing_duration_mean_s": _D("Mean time a car was in use.", "s", "used bookings"),
    "carsharing_length_mean_m": _D("Mean length driven.", "m", "used bookings"),
    "carsharing_institution_bookings": _D("Fixed bookings of institutions.", _B),
    "carsharing_institution_used": _D("Fixed bookings whose car was taken and returned.", _B),
    "carsharing_cars": _D("Shared cars.", "cars"),
    "carsharing_cars_used": _D("Cars used at least once.", "cars"),
    "carsharing_days": _D("Days simulated, without those of the warm-up.", "days"),
    "carsharing_hours": _D("Hours in which cars were in use, institutions and what lies after the days included.", "h"),
    "carsharing_utilisation": _D(
        "Hours in which cars were in use within the days.", "share", "cars times all hours of the days"
    ),
    "carsharing_km": _D("Kilometres driven by customers and institutions.", "km"),
    "carsharing_km_per_car_day": _D("Kilometres driven for each car and day.", "km", "cars times days"),
    "carsharing_bookings_per_car_day": _D("Used bookings for each car and day.", _B, "cars times days"),
    "carsharing_relocations": _D("Cars moved by staff.", "relocations"),
    "carsharing_relocation_km": _D("Kilometres driven by staff.", "km"),
    "carsharing_staff_hours": _D("Hours staff was on the way to cars, handled and drove them.", "h"),
    "carsharing_energy_kwh": _D("Energy used for driving; null if it is not known for a car that drove.", "kWh"),
    "carsharing_charged_kwh": _D("Energy charged into cars with a limited store.", "kWh"),
    "carsharing_least_charge_share": _D("Least state of charge of any car.", "share", "store"),
    "carsharing_stranded": _D("Cars that went below their reserve.", "cars"),
    "carsharing_co2_kg": _D("CO2 of that energy, losses of charging included; null if not known.", "kg"),
    "carsharing_revenue_eur": _D(
        "What everybody paid by time and distance, institutions too; null without tariff.", "EUR"
    ),
    "carsharing_cost_eur": _D("Cost of cars, kilometres and staff; null if one of them is not known.", "EUR"),
    "carsharing_subsidy_eur": _D("Cost minus revenue; null if one of them is not known.", "EUR"),
}
