"""What every key figure in kpis.json means: definition, unit, denominator."""

from __future__ import annotations

from simulator.analysis.kpis.energy_definitions import CHARGING_KPIS, DRIVER_KPIS, ENERGY_KPIS
from simulator.analysis.kpis.rates import RATE_KPIS, WITH_PARTS
from simulator.results.entry import Definition

_SERVED = "served requests"
_TOLD = "served requests with a time told"
_D = Definition

RIDER_KPIS: dict[str, Definition] = {
    "requests": _D("Requests submitted; a retry is not a new request.", "requests"),
    "served": _D("Requests that were carried to their destination.", "requests"),
    "rejected": _D("Requests that ended with the traveller giving up after a rejection.", "requests"),
    "service_rate": _D("Served requests.", "share", "requests"),
    "riders": _D("People on all requests, wheelchair users included.", "riders"),
    "riders_served": _D("People on served requests.", "riders"),
    "season_ticket_riders": _D("People on served requests whose party held a season ticket.", "riders"),
    "rider_service_rate": _D("Served riders.", "share", "riders"),
    "served_after_retry": _D("Served requests that had been rejected before.", "requests"),
    "rejections": _D("All rejections, also of requests that were served after a retry.", "rejections"),
    "rejected_no_vehicle": _D("Rejected, because no vehicle could keep every limit.", "requests"),
    "rejected_party_too_large": _D("Rejected, because the party fits in no vehicle.", "requests"),
    "rejected_outside_service_hours": _D("Rejected as outside the service hours.", "requests"),
    "rejected_short_notice": _D("Rejected as booked later than the notice time allows.", "requests"),
    "rejected_no_stop_in_walking_range": _D("Rejected, because no stop is near enough to walk to.", "requests"),
    "rejected_walk_instead": _D("Rejected, because pickup and dropoff are the same stop.", "requests"),
    "rejected_latest_arrival_impossible": _D(
        "Rejected, because even a direct ride comes after the latest arrival.", "requests"
    ),
    "rejected_no_road": _D("Rejected, because no open road leads from pickup to dropoff.", "requests"),
    "rejected_too_early": _D("Rejected as booked further ahead than the booking horizon.", "requests"),
    "rejected_no_energy": _D("Rejected, as the energy of no vehicle that could come lasts.", "requests"),
    "rejected_outside_zones": _D(
        "Rejected, as origin or destination is outside the area of the service, or over a border it does not cross.",
        "requests",
    ),
    "rejected_parallel_service": _D(
        "Rejected, as a journey by timetable will do: see the rule parallel_service.", "requests"
    ),
    "rejected_feeder_offered": _D(
        "Rejected, as by the rule parallel_service a journey with a ride to a bus or train is offered.", "requests"
    ),
    "rejected_outside_area": _D(
        "Rejected, as origin or destination is a place outside of the area, where no vehicle drives.", "requests"
    ),
    "rejected_booking_out": _D("Rejected, as nobody could be reached to book.", "requests"),
    "rejected_not_eligible": _D("Rejected by a rule that a package brings.", "requests"),
    "timetable_usable": _D(
        "Requests for which the rule parallel_service found a journey by timetable that will do, at any attempt.",
        "requests",
    ),
    "timetable_told": _D("Of these, those that were not rejected for it.", "requests"),
    "surcharged": _D("Served requests that paid a surcharge.", "requests"),
    "surcharge_eur": _D("Surcharges of served requests by a rule of parallel rides; part of fare_revenue_eur.", "EUR"),
    "gave_up_stay": _D("Travellers, rejected or declining every offer, who do not travel.", "requests"),
    "gave_up_other_mode": _D("Such travellers who travel in another way.", "requests"),
    "gave_up_other_service": _D("Such travellers who ask for a shared car instead.", "requests"),
    "offers_mean": _D("Mean number of offers; null when travellers do not choose.", "offers", "requests with an offer"),
    "declined": _D("Requests whose travellers declined every offer.", "requests"),
    "other_means": _D("Requests that got an offer, but whose travellers chose another service.", "requests"),
    "agreed_to_other_departure": _D("Requests that took a ride at another time than wished for.", "requests"),
    "agreed_shift_mean_s": _D(
        "Mean of how far these departures are from those wished for, earlier or later; no wait counts it.",
        "s",
        "requests that took another time",
    ),
    "on_waiting_list": _D("Requests no vehicle could take at first, kept to be tried again.", "requests"),
    "served_from_waiting_list": _D("Of these, served in the end.", "requests"),
    "answer_after_mean_s": _D("Mean time from the last submission to the acceptance.", "s", "accepted requests"),
    "cancelled": _D("Accepted requests that were cancelled.", "requests"),
    "cancelled_within_hour": _D("Of these, cancelled less than an hour before the planned boarding.", "requests"),
    "no_shows": _D("Accepted requests for which a vehicle came and found nobody.", "requests"),
    "wait_mean_s": _D(
        "Mean wait: start of boarding minus the moment the rider is first ready at the stop. Ready is the later of the "
        "first submission and the earliest departure, plus the access walk: who tries again has waited since then, "
        "booking ahead lengthens nothing. Who is not served is not in it: read it beside the served share.",
        "s",
        _SERVED,
    ),
    "wait_median_s": _D("Median wait.", "s", _SERVED),
    "wait_p75_s": _D("Wait that 75 of 100 do not exceed.", "s", _SERVED),
    "wait_p90_s": _D("Wait that 90 of 100 do not exceed.", "s", _SERVED),
    "wait_p95_s": _D("Wait that 95 of 100 do not exceed.", "s", _SERVED),
    "wait_max_s": _D("Longest wait.", "s"),
    "wait_below_10_min_share": _D("Waits of less than 600 s.", "share", _SERVED),
    "wait_below_15_min_share": _D("Waits of less than 900 s.", "share", _SERVED),
    "told_within_5_min_share": _D(
        "Boardings at most 5 minutes before or after the time told on acceptance.", "share", _TOLD
    ),
    "told_within_10_min_share": _D("The same within 10 minutes.", "share", _TOLD),
    "told_late_5_min_share": _D("Boardings more than 5 minutes after the time told on acceptance.", "share", _TOLD),
    "told_early_5_min_share": _D("Boardings more than 5 minutes before it.", "share", _TOLD),
    "told_deviation_mean_s": _D(
        "Mean of boarding minus the time told on acceptance; early counts negative.", "s", _TOLD
    ),
    "told_deviation_p95_s": _D("What 95 of 100 boardings are not later than told.", "s", _TOLD),
    "promises": _D("Served requests that had been promised a pickup window.", "requests"),
    "on_time_share": _D(
        "Boardings within the promised pickup window, both ends included.", "share", "served requests with a promise"
    ),
    "promise_width_mean_s": _D(
        "Mean width of the promised pickup window: the wider, the less on_time_share says.",
        "s",
        "served requests with a promise",
    ),
    "promise_late_max_s": _D("Longest time a boarding was later than promised; 0: none was.", "s"),
    "promises_late": _D("Boardings later than promised.", "requests"),
    "promises_broken": _D(
        "Rides of which a stop was planned later than promised when more became known of the roads, or of a drive or "
        "stop that had just begun; what that was, the rows of the same second tell.",
        "rides",
    ),
    "dropoff_promises": _D("Served requests that had been promised a latest dropoff.", "requests"),
    "dropoff_promises_late": _D("Dropoffs later than promised.", "requests"),
    "ride_mean_s": _D(
        "Mean ride time: start of alighting minus end of the rider's boarding dwell, waiting not included.",
        "s",
        _SERVED,
    ),
    "ride_median_s": _D("Median ride time.", "s", _SERVED),
    "ride_p95_s": _D("Ride time that 95 of 100 do not exceed.", "s", _SERVED),
    "direct_mean_s": _D("Mean drive time from pickup to dropoff without any other stop.", "s", _SERVED),
    "direct_mean_m": _D("Mean length of that drive.", "m", _SERVED),
    "ride_mean_m": _D("Mean distance driven with the request on board.", "m", _SERVED),
    "detour_factor_mean": _D(
        "Mean of ride time / direct time, waiting not included.", "ratio", "served requests with a direct time over 0"
    ),
    "detour_factor_median": _D("Median detour factor.", "ratio", "served requests with a direct time over 0"),
    "detour_factor_p95": _D(
        "Detour factor that 95 of 100 do not exceed.", "ratio", "served requests with a direct time over 0"
    ),
    "journey_mean_s": _D("Mean of access walk + wait + boarding dwell + ride + egress walk.", "s", _SERVED),
    "access_walk_mean_s": _D("Mean walk to the pickup stop.", "s", _SERVED),
    "egress_walk_mean_s": _D("Mean walk from the dropoff stop.", "s", _SERVED),
    "pooled": _D("Served requests that shared at least one driven leg with another request.", "requests"),
    "pooled_share": _D("Served requests that shared at least one driven leg.", "share", _SERVED),
}

FLEET_KPIS: dict[str, Definition] = {
    "vehicles": _D("Vehicles of the fleet.", "vehicles"),
    "vehicles_used": _D("Vehicles that carried at least one request.", "vehicles"),
    "vehicle_km": _D("Kilometres driven by the fleet: the sum of all legs.", "km"),
    "occupied_km": _D("Kilometres driven with riders on board.", "km"),
    "empty_km": _D("Kilometres driven with nobody on board; the sum of the four kinds below.", "km"),
    "to_pickup_km": _D("Empty kilometres on the way to a pickup.", "km"),
    "to_depot_km": _D("Empty kilometres to a depot.", "km"),
    "rebalancing_km": _D("Empty kilometres to where demand is expected.", "km"),
    "to_charge_km": _D("Empty kilometres to a charging site.", "km"),
    "empty_share": _D("Empty kilometres.", "share", "vehicle-km"),
    "vehicle_km_per_served_request": _D(f"Kilometres driven for each served request, {WITH_PARTS}.", "km", _SERVED),
    "part_rides": _D(
        "Rides that were parts of journeys with other services, see journey_legs; nobody asked the service itself for "
        "them, so they are no served requests.",
        "rides",
    ),
    "part_riders": _D("People on these rides.", "riders"),
    "rider_km": _D("Kilometres riders were carried: leg length times riders on board, detours included.", "km"),
    "rider_km_direct": _D("Riders times direct length, served requests and parts of journeys that were ridden.", "km"),
    "rider_km_direct_per_vehicle_km": _D(
        "Direct rider-km bought with one vehicle-km; above 1 the service drives less than its riders would, each in a "
        "car of their own.",
        "ratio",
        "vehicle-km",
    ),
    "mean_occupancy": _D("Mean riders on board while driving, empty kilometres included.", "riders", "vehicle-km"),
    "mean_occupancy_occupied": _D("Mean riders on board while driving with riders.", "riders", "occupied km"),
    "riders_per_vehicle_hour": _D(
        f"Served riders per vehicle hour in service, {WITH_PARTS}.", "riders/h", "vehicle hours"
    ),
    "requests_per_vehicle_hour": _D(
        f"Served requests per vehicle hour in service, {WITH_PARTS}.", "requests/h", "vehicle hours"
    ),
    "load": _D(
        "Direct rider-hours asked for: riders times direct drive of all requests whose direct drive is known, and of "
        "parts of journeys that were ridden, for each hour that a vehicle is in service (Lotze et al. 2024, arXiv "
        "2306.05851, who find about as much driving as by car at 1).",
        "ratio",
        "vehicle hours",
    ),
    "fleet_km_per_direct_km": _D(
        "Kilometres driven for each direct kilometre of the served parties, as one car for each party would drive "
        "them, and of parts of journeys; above 1 the fleet drives more than the cars it replaces (Lotze et al. 2024).",
        "ratio",
        "direct km of served parties, and of parts of journeys",
    ),
    "vehicle_hours": _D("Hours in service: from start to end of the shift, the drive home included.", "h"),
    "driving_hours": _D("Hours driven, with riders and empty.", "h"),
    "driving_with_riders_hours": _D("Hours driven with riders on board.", "h"),
    "driving_to_pickup_hours": _D("Hours driven empty to a pickup.", "h"),
    "driving_to_depot_hours": _D("Hours driven empty to a depot.", "h"),
    "rebalancing_hours": _D("Hours driven empty to where demand is expected.", "h"),
    "driving_to_charge_hours": _D("Hours driven empty to a charging site.", "h"),
    "on_break_hours": _D("Hours of drivers' breaks and changeovers.", "h"),
    "charging_hours": _D(
        "Hours in service spent plugged in, with nothing else to do; neither those outside of shifts nor those of "
        "shared cars, see plugged_in_hours.",
        "h",
    ),
    "at_stop_hours": _D("Hours at stops while riders board or alight.", "h"),
    "waiting_with_riders_hours": _D("Hours standing with riders on board outside boarding and alighting.", "h"),
    "idle_hours": _D(
        "Hours standing with nobody on board, whether without an order or early for the next pickup.", "h"
    ),
    "utilisation": _D(
        "Hours in service spent driving, at stops or standing with riders: neither idle, nor charging, nor on a break.",
        "share",
        "vehicle hours",
    ),
}

CO2_KPIS: dict[str, Definition] = {
    "co2_kg": _D(
        "CO2 equivalents of the energy drawn, losses of charging included: well to wheel, or direct emissions, as "
        "energy.climate.boundary says; null if a vehicle that drove has no consumption given.",
        "kg",
    ),
    "co2_kg_per_served_request": _D(f"CO2 for each served request, {WITH_PARTS}.", "kg", _SERVED),
    "co2_g_per_rider_km": _D(
        "CO2 for each kilometre a rider was carried, detours included: no measure to compare services by.",
        "g/km",
        "rider-km",
    ),
    "co2_g_per_direct_rider_km": _D("CO2 for each kilometre of a rider's direct way.", "g/km", "direct rider-km"),
}

CAR_KPIS: dict[str, Definition] = {
    "car_co2_kg": _D(
        "CO2 of the served trips, and of parts of journeys, by private car: each party drives directly, in one car; "
        "well to wheel, or direct emissions, as for co2_kg.",
        "kg",
    ),
    "co2_minus_car_kg": _D("CO2 minus that of the same trips by private car; below 0: less than by car.", "kg"),
    "co2_to_car_ratio": _D(
        "CO2 for each kilogram of the same trips by private car; below 1: less than by car.", "ratio", "car_co2_kg"
    ),
    "car_co2_g_per_direct_rider_km": _D("The same for each kilometre of a rider's way.", "g/km", "direct rider-km"),
}

MONEY_KPIS: dict[str, Definition] = {
    "cost_time_eur": _D(
        "Vehicle hours times cost per vehicle hour, a lump for drivers and vehicles; null if that is not given.", "EUR"
    ),
    "cost_drivers_eur": _D(
        "Paid hours of drivers times cost per driver hour; null if that is not given. Paid are all vehicle hours: "
        "duties with breaks, changeovers and overtime, or shifts.",
        "EUR",
    ),
    "cost_vehicles_eur": _D(
        "Vehicles of the fleet times cost per vehicle and year, for as many days of 365 as count; null if that is not "
        "given.",
        "EUR",
    ),
    "cost_distance_eur": _D("Vehicle-km times cost per vehicle-km; null if that is not given.", "EUR"),
    "cost_energy_eur": _D(
        "Energy bought: at charging sites, or where energy is not limited all that is drawn, times its price; null if "
        "no price is known (then cost per vehicle-km has to cover it), or not all are. What vehicles had stored at "
        "first is not paid.",
        "EUR",
    ),
    "cost_eur": _D(
        "Cost of hours, or of drivers and vehicles, of kilometres and of energy that has a price, and all that is told "
        "to come on top of these; null if one of them is not known.",
        "EUR",
    ),
    "fare_revenue_eur": _D(
        "Served riders times fare per rider and per direct km, of those without a season ticket that is valid, and "
        "surcharges, and what was paid for parts of journeys with other services; null if one of them is not known.",
        "EUR",
    ),
    "fares_waived_eur": _D(
        "What served riders with a season ticket would have paid without it, for parts of journeys with other services "
        "too; null if no fare is given. What tickets cost their holders, and whoever compensates the service for them, "
        "is in no sum.",
        "EUR",
    ),
    "subsidy_eur": _D(
        "Cost minus fare revenue and what others pay for season tickets; null if one of them is not known.", "EUR"
    ),
    "cost_per_served_request_eur": _D(f"Cost for each served request, {WITH_PARTS}.", "EUR", _SERVED),
    "cost_per_rider_eur": _D(f"Cost for each served rider, {WITH_PARTS}.", "EUR", "served riders"),
    "subsidy_per_served_request_eur": _D(f"Subsidy for each served request, {WITH_PARTS}.", "EUR", _SERVED),
    "subsidy_per_rider_eur": _D(f"Subsidy for each served rider, {WITH_PARTS}.", "EUR", "served riders"),
    "fare_cover_share": _D("Part of the cost that fares pay.", "share", "cost"),
}

KPIS: dict[str, Definition] = {
    **RIDER_KPIS,
    **FLEET_KPIS,
    **ENERGY_KPIS,
    **CO2_KPIS,
    **CHARGING_KPIS,
    **DRIVER_KPIS,
    **CAR_KPIS,
    **MONEY_KPIS,
    **RATE_KPIS,
}
