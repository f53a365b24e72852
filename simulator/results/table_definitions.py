"""What the columns of the tables mean that are computed from event log and inputs."""

from __future__ import annotations

from simulator.results.entry import Definition
from simulator.results.input_definitions import MET, REQUESTS_INPUT, VEHICLES_INPUT
from simulator.results.table_dtypes import CARRIED_REQUEST_COLUMNS, CARRIED_VEHICLE_COLUMNS

_D = Definition
SERVICE = {"service": _D("Name of the service; of a request, the one that it got a ride from, or else asked last.")}
_VEHICLE = {
    "vehicle": _D("Number of the vehicle, 0, 1, 2, ..."),
    "vehicle_id": _D("Name of the vehicle, e.g. minibus-01."),
}

REQUESTS: dict[str, Definition] = {
    **{name: REQUESTS_INPUT[name] for name in (*CARRIED_REQUEST_COLUMNS, "latest_arrival_s")},
    **{name: MET[name] for name in ("pickup_node", "dropoff_node", "pickup_stop", "dropoff_stop")},
    "desired_departure_s": _D(
        "When the traveller wanted to leave: later of first submission and earliest departure.", "s"
    ),
    "status": _D(
        "served, rejected, declined, cancelled, no_show, cancelled_by_operator (promised, but no vehicle can come any "
        "more), stranded (set down on the way, nobody came), other_means (offered, but another service was chosen), "
        "or unfinished (only in a log cut short)."
    ),
    "attempts": _D("Submissions of this request, retries included.", "submissions"),
    "rejections": _D("Rejections of this request.", "rejections"),
    "reason": _D("Of all its rejections the reason nearest to success; null unless the request ended rejected."),
    "fallback": _D(
        "What the traveller does instead: stay, other_mode or other_service; null unless rejected or declined."
    ),
    "offers": _D("Offers the traveller could choose from; 0 when travellers do not choose.", "offers"),
    "last_submitted_s": _D("Time of the last submission.", "s"),
    "accepted_s": _D("Time the request was accepted.", "s"),
    "planned_boarding_s": _D("Start of boarding as planned on acceptance: the time the rider is told.", "s"),
    "promised_earliest_s": _D("Start of the promised pickup window.", "s"),
    "promised_latest_s": _D("End of the promised pickup window.", "s"),
    "promised_dropoff_s": _D("Latest start of alighting promised; null: none was.", "s"),
    "waiting_list_s": _D("Time the request was put on the waiting list.", "s"),
    "surcharge_eur": _D("Paid by the party on top of the fare, as a rule of the service says; null: nothing.", "EUR"),
    "timetable_departure_s": _D(
        "When to leave for the journey by timetable that a rule of the service found, the last one; null: none.", "s"
    ),
    "timetable_arrival_s": _D("When that journey arrives at the destination.", "s"),
    "agreed_departure_s": _D("Departure agreed to instead of the one wished for; null: as wished.", "s"),
    "cancelled_s": _D("Time of the cancellation.", "s"),
    "cancel_notice_s": _D("Time from the cancellation to the planned boarding.", "s"),
    "no_show_s": _D("When the vehicle was there and nobody came.", "s"),
    "gave_up_s": _D("Time the traveller gave up.", "s"),
    "vehicle": _D("Number of the vehicle boarded."),
    "boarded_s": _D("Start of boarding.", "s"),
    "alighted_s": _D("Start of alighting.", "s"),
    "vehicle_arrived_s": _D("When the vehicle came to stand at the pickup.", "s"),
    "ready_s": _D(
        "Later of the first submission and the earliest departure, plus the access walk; who agreed to another "
        "departure at the first attempt is ready then. Who tries again has waited since the first attempt.",
        "s",
    ),
    "access_walk_s": _D("Walk from the origin to the pickup.", "s"),
    "wait_s": _D("boarded_s - ready_s.", "s"),
    "dwell_s": _D("Boarding dwell of this request; shared with others who board at the same time.", "s"),
    "ride_s": _D("alighted_s - (boarded_s + dwell_s); waiting not included.", "s"),
    "egress_walk_s": _D("Walk from the dropoff to the destination.", "s"),
    "journey_s": _D("access_walk_s + wait_s + dwell_s + ride_s + egress_walk_s.", "s"),
    "direct_s": _D(
        "Drive time from pickup to dropoff without other stops; null: no road leads there or an end is off the roads.",
        "s",
    ),
    "detour_factor": _D("ride_s / direct_s; null where direct_s is 0 or unknown.", "ratio", "direct_s"),
    "told_deviation_s": _D("boarded_s - planned_boarding_s: positive, when boarding began later than told.", "s"),
    "promise_deviation_s": _D("0 within the promised window; positive: later than its end, negative: earlier.", "s"),
    "on_time": _D("Whether boarding began within the promised window."),
    "dropoff_on_time": _D("Whether alighting began by the promised time; null: none was promised."),
    "access_walk_m": _D("Length of the walk from the origin to the pickup.", "m"),
    "egress_walk_m": _D("Length of the walk from the dropoff to the destination.", "m"),
    "direct_m": _D("Length of the direct drive.", "m"),
    "ride_m": _D("Distance driven with the request on board.", "m"),
    "pooled": _D("Whether at least one driven leg was shared with another request."),
    "sharing_factor": _D(
        "Drive time on board / sum of (leg time / requests on board): 1 alone, 2 when shared by two throughout.",
        "requests",
        "sum of leg time / requests on board",
    ),
}

STOPS: dict[str, Definition] = {
    **_VEHICLE,
    "node": _D("Road node of the visit."),
    "arrived_s": _D("When the vehicle came to stand at the node.", "s"),
    "began_s": _D("Start of the first boarding or alighting of the visit.", "s"),
    "ended_s": _D("Doors closed.", "s"),
    "waited_s": _D("Standing time before began_s, since arrival or since the doors closed before.", "s"),
    "dwell_s": _D("ended_s - began_s.", "s"),
    "requests_boarded": _D("Requests that boarded.", "requests"),
    "requests_alighted": _D("Requests that alighted.", "requests"),
    "riders_boarded": _D("Riders that boarded.", "riders"),
    "riders_alighted": _D("Riders that alighted.", "riders"),
    "riders_after": _D("Riders on board when the doors closed.", "riders"),
}

LEGS: dict[str, Definition] = {
    **_VEHICLE,
    "from_node": _D("Road node the leg starts from."),
    "to_node": _D("Road node the leg ends at; of a diverted leg, the junction."),
    "departed_s": _D("Departure.", "s"),
    "arrived_s": _D("Arrival, or the moment of diversion.", "s"),
    "drive_s": _D("arrived_s - departed_s.", "s"),
    "length_m": _D("Length driven.", "m"),
    "requests": _D("Requests on board.", "requests"),
    "riders": _D("Riders on board.", "riders"),
    "purpose": _D("with_riders (anybody on board), else to_pickup, to_depot, rebalance or to_charge."),
    "diverted": _D("Whether the leg ended with a diversion at a junction; the next leg continues from there."),
}

STATES: dict[str, Definition] = {
    **_VEHICLE,
    "state": _D(
        "driving_with_riders, driving_to_pickup, driving_to_depot, rebalancing, driving_to_charge, at_stop, "
        "waiting_with_riders (standing, doors closed), on_break (also when drivers change), charging (plugged in, "
        "nothing else to do) or idle (standing, nobody on board)."
    ),
    "began_s": _D("Start of the state.", "s"),
    "ended_s": _D("End of the state.", "s"),
    "duration_s": _D("ended_s - began_s.", "s"),
    "riders": _D("Riders on board, those boarding included and those alighting not.", "riders"),
}

VEHICLES: dict[str, Definition] = {
    **{name: VEHICLES_INPUT[name] for name in CARRIED_VEHICLE_COLUMNS},
    "shift_started_s": _D("Start of the first shift as driven, of those that reach into the days that count.", "s"),
    "shift_ended_s": _D("End of the last one as driven, after arrival at the depot; null: it did not come home.", "s"),
    "in_service_s": _D("Time from start to end of the shift; the sum of the states below.", "s"),
    "driving_with_riders_s": _D("Time driving with riders on board.", "s"),
    "driving_to_pickup_s": _D("Time driving empty to a pickup.", "s"),
    "driving_to_depot_s": _D("Time driving empty to a depot.", "s"),
    "rebalancing_s": _D("Time driving empty to where demand is expected.", "s"),
    "driving_to_charge_s": _D("Time driving empty to a charging site.", "s"),
    "on_break_s": _D("Time of drivers' breaks and changeovers.", "s"),
    "charging_s": _D("Time plugged in within the shift, with nothing else to do.", "s"),
    "at_stop_s": _D("Time at stops while riders board or alight.", "s"),
    "waiting_with_riders_s": _D("Time standing with riders on board outside boarding and alighting.", "s"),
    "idle_s": _D("Time standing with nobody on board.", "s"),
    "driven_m": _D("Length of all legs; the sum of the five lengths below.", "m"),
    "with_riders_m": _D("Length driven with riders on board.", "m"),
    "to_pickup_m": _D("Length driven empty to a pickup.", "m"),
    "to_depot_m": _D("Length driven empty to a depot.", "m"),
    "rebalancing_m": _D("Length driven empty to where demand is expected.", "m"),
    "to_charge_m": _D("Length driven empty to a charging site.", "m"),
    "rider_m": _D("Leg length times riders on board, summed over legs.", "m"),
    "requests": _D("Requests that boarded.", "requests"),
    "riders": _D("Riders that boarded.", "riders"),
    "legs": _D("Driven legs; pieces of a diverted leg count each.", "legs"),
    "visits": _D("Visits to stops.", "visits"),
    "energy_kwh": _D(
        "Energy used: where it is limited, drive by drive by speed, temperature and riders; else driven_m / 1000 * "
        "energy_kwh_per_km; null if that is not given.",
        "kWh",
    ),
    "drawn_kwh": _D("That energy as drawn, losses of charging included; null if energy_kwh is.", "kWh"),
    "co2_g": _D(
        "Energy drawn, losses of charging included, times co2_g_per_kwh, or the mean of the hours of charging where "
        "electricity has a profile; null if one is not given.",
        "g",
    ),
    "store_kwh": VEHICLES_INPUT["store_kwh"],
    "reserve_kwh": VEHICLES_INPUT["reserve_kwh"],
    "first_kwh": _D("Energy stored when counting begins.", "kWh"),
    "least_kwh": _D("Least energy stored since then.", "kWh"),
    "last_kwh": _D("Energy stored at the very end, after charging overnight.", "kWh"),
}

KPIS_BY_GROUP: dict[str, Definition] = {
    "grouping": _D("How requests are grouped: booked, lead_time, class, wheelchair, purpose, distance, hour, day, "
                   "place or service."),
    "group_name": _D("Name of the group."),
    "service": _D("Name of the service whose figure it is; empty: of all ridepooling services together."),
    "figure": _D("Name of the key figure, see kpis: those a rider feels."),
    "value": _D("Its value, of the requests of the group; null where nothing could be measured.", "that of the figure"),
    "requests": _D("Requests of the group: of few, a figure tells little.", "requests"),
}  # fmt: skip

KPIS_BY_DAY: dict[str, Definition] = {
    "day": _D("Number of the day; 0 is the first."),
    "day_type": _D("school_day, holiday_weekday, saturday or sunday."),
    "service": _D("Name of the service whose figure it is; empty: of all that have it."),
    "figure": _D("Name of the key figure, see kpis."),
    "value": _D("Its value, of what belongs to the day; null where nothing could be measured.", "that of the figure"),
}

SESSIONS: dict[str, Definition] = {
    "vehicle": _VEHICLE["vehicle"],
    "site": _D("Number of the charging site, see sites_input."),
    "arrived_s": _D("When the vehicle was plugged in, or joined the queue.", "s"),
    "plugged_in_s": _D("When it was plugged in; null: it left the queue.", "s"),
    "ended_s": _D("When it was unplugged, or left the queue.", "s"),
    "queued_s": _D("Time in the queue.", "s"),
    "stored_kwh": _D("Energy stored.", "kWh"),
    "drawn_kwh": _D("Energy drawn from the grid, or the pump.", "kWh"),
    "cost_eur": _D("Price of the energy drawn, hour by hour; null: a price is not known.", "EUR"),
    "co2_g": _D("CO2 of the electricity drawn, hour by hour; null without a profile of hours, and at pumps.", "g"),
}

POWER: dict[str, Definition] = {
    "site": SESSIONS["site"],
    "time_s": _D("Since when.", "s"),
    "kw": _D("Power drawn by all plugs of the site until the next row.", "kW"),
    "energy": _D("What the site gives: electricity, hydrogen or diesel."),
}

DUTIES: dict[str, Definition] = {
    "vehicle": _VEHICLE["vehicle"],
    "duty": _D("Number of the duty on this vehicle, 0, 1, ..."),
    "name": _D("Name of the shift."),
    "began_s": _D("Start of the duty as driven.", "s"),
    "ended_s": _D("End of the duty: the changeover begins, or the vehicle's shift ends.", "s"),
    "overtime_s": _D("Time worked after the planned end.", "s"),
    "breaks": _D("Breaks taken.", "breaks"),
    "break_s": _D("Length of all breaks.", "s"),
    "longest_stretch_s": _D("Longest time without a break.", "s"),
    "driving_s": _D("Time driven.", "s"),
    "breaks_of_vehicle": _D("Breaks planned for all duties of the vehicle that do not begin in the warm-up.", "breaks"),
    "rest_s": _D(
        "Time that really passes until the next duty of that name on the vehicle, whatever clocks show; after the last "
        "one until it begins again 24 hours later.",
        "s",
    ),
}
