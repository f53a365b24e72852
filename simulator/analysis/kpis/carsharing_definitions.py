"""What the key figures of the car-sharing service mean."""

from __future__ import annotations

from simulator.results.entry import Definition

_D = Definition

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
    "carsharing_refused_booking_out": _D(f"{_REFUSED}, as nobody could be reached to book.", _B),
    "carsharing_refused_outside_area": _D(f"{_REFUSED}: to or from a place outside of the area.", _B),
    "carsharing_refused_no_station_there": _D(
        f"{_REFUSED}: one way, and no station in walking range of the destination.", _B
    ),
    "carsharing_refused_walk_instead": _D(
        f"{_REFUSED}: origin and destination have the same station or road node, and nothing else was told.", _B
    ),
    "carsharing_cancelled": _D("Granted bookings that were cancelled.", _B),
    "carsharing_no_shows": _D("Granted bookings to which nobody came.", _B),
    "carsharing_not_chosen": _D("Bookings that could have been granted, but another service was chosen.", _B),
    "carsharing_lost": _D("Granted bookings for which no car was ready in time.", _B),
    "carsharing_moved": _D("Granted bookings that were moved to another car.", _B),
    "carsharing_delayed": _D("Used bookings that began late as the car was not ready.", _B),
    "carsharing_walk_ups": _D("Bookings asked for when they are to begin.", _B),
    "carsharing_walk_ups_without_car": _D(
        "Walk-ups refused because there was no car that they could take: no station or car in walking range, no car "
        "free, the car with its institution, booked by others before it would be back, or not charged enough.",
        _B,
    ),
    "carsharing_late_returns": _D("Cars that came back after the planned end.", _B),
    "carsharing_late_mean_s": _D("Mean delay of these.", "s", "late returns"),
    "carsharing_duration_mean_s": _D("Mean time a car was in use.", "s", "used bookings"),
    "carsharing_length_mean_m": _D("Mean length driven.", "m", "used bookings"),
    "carsharing_institution_bookings": _D("Fixed bookings of institutions.", _B),
    "carsharing_institution_used": _D("Fixed bookings whose car was taken and returned.", _B),
    "carsharing_cars": _D("Shared cars.", "cars"),
    "carsharing_cars_used": _D(
        "Cars taken for at least one booking of the days; a rental of the warm-up is none.", "cars"
    ),
    "carsharing_days": _D("Days simulated, without those of the warm-up.", "days"),
    "carsharing_hours": _D("Hours in which cars were in use within the days, institutions included.", "h"),
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
        "What the public paid by time and distance; institutions' own bookings are no revenue; null without tariff.",
        "EUR",
    ),
    "carsharing_institution_eur": _D(
        "What the bookings of institutions would have cost by the same tariff: no revenue, as they pay for their cars "
        "otherwise; null without tariff.",
        "EUR",
    ),
    "carsharing_cost_cars_eur": _D("Cars times days times cost per car and day; null if that is not given.", "EUR"),
    "carsharing_cost_distance_eur": _D(
        "Kilometres of customers, institutions and staff times cost per km; null if that is not given.", "EUR"
    ),
    "carsharing_cost_staff_eur": _D("Staff hours times cost per staff hour; null if that is not given.", "EUR"),
    "carsharing_cost_energy_eur": _D(
        "Energy bought: at chargers, or of cars whose energy is not limited all that is drawn, times its price; null "
        "if no price is known (then cost per km has to cover it), or not all are.",
        "EUR",
    ),
    "carsharing_cost_eur": _D(
        "Cost of cars, kilometres, staff and energy that has a price; null if one of them is not known.", "EUR"
    ),
    "carsharing_subsidy_eur": _D("Cost minus revenue; null if one of them is not known.", "EUR"),
}
