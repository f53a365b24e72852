"""What the columns of the event log and of the two input tables mean."""

from __future__ import annotations

from simulator.analysis.definition import Definition

_D = Definition

REQUESTS_INPUT: dict[str, Definition] = {
    "request": _D("Number of the request, 0, 1, 2, ... in order of submission."),
    "request_id": _D("Name of the request in the demand."),
    "submitted_s": _D("Time of the first submission, since 00:00 of the first service day.", "s"),
    "earliest_departure_s": _D("Earliest time the traveller wants to leave the origin.", "s"),
    "earliest_arrival_s": _D("Earliest arrival the traveller accepts; -1: none.", "s"),
    "latest_arrival_s": _D("Latest arrival the traveller accepts; none: -1 in requests_input, else null.", "s"),
    "origin_lon": _D("Longitude of the origin, WGS84.", "deg"),
    "origin_lat": _D("Latitude of the origin, WGS84.", "deg"),
    "destination_lon": _D("Longitude of the destination, WGS84.", "deg"),
    "destination_lat": _D("Latitude of the destination, WGS84.", "deg"),
    "origin_node": _D("Road node of the pickup, with a choice of stops of the nearest one; -1: none."),
    "destination_node": _D("Road node of the dropoff, with a choice of stops of the nearest one; -1: none."),
    "party_size": _D("People on the request, wheelchair users included.", "riders"),
    "wheelchairs": _D("Wheelchair users among them.", "riders"),
    "parcels": _D("Parcels carried along.", "parcels"),
    "traveller_class": _D("Traveller class of the scenario."),
    "purpose": _D("Purpose of the journey."),
    "origin_stop": _D("Stop nearest to the origin; empty when picked up at the door."),
    "destination_stop": _D("Stop nearest to the destination; empty when set down at the door."),
    "access_walk_m": _D("Length of the walk from the origin to the pickup.", "m"),
    "access_walk_s": _D("Walk from the origin to the pickup.", "s"),
    "egress_walk_m": _D("Length of the walk from the dropoff to the destination.", "m"),
    "egress_walk_s": _D("Walk from the dropoff to the destination.", "s"),
    "direct_s": _D("Drive time from pickup to dropoff; -1: no road leads there or an end is off the roads.", "s"),
    "direct_m": _D("Length of that drive.", "m"),
    "max_wait_s": _D("Longest wait the constraint set allows; -1: no limit.", "s"),
    "max_ride_s": _D("Longest ride time the constraint set allows; -1: no limit.", "s"),
    "hard": _D("Whether these limits always hold; if not, what is offered when nothing keeps them becomes the limit."),
}

# Only when the dispatcher chooses the stops.
MET: dict[str, Definition] = {
    "pickup_node": _D("Road node of the pickup chosen on acceptance; never accepted: as origin_node."),
    "dropoff_node": _D("Road node of the dropoff chosen on acceptance; never accepted: as destination_node."),
    "pickup_stop": _D("Stop of the pickup chosen on acceptance; never accepted: as origin_stop."),
    "dropoff_stop": _D("Stop of the dropoff chosen on acceptance; never accepted: as destination_stop."),
    "pickup_walk_m": _D("Length of the walk from the origin to that pickup.", "m"),
    "pickup_walk_s": _D("Walk from the origin to that pickup.", "s"),
    "dropoff_walk_m": _D("Length of the walk from that dropoff to the destination.", "m"),
    "dropoff_walk_s": _D("Walk from that dropoff to the destination.", "s"),
    "met_direct_s": _D("Drive time from that pickup to that dropoff without other stops; -1: no way.", "s"),
    "met_direct_m": _D("Length of that drive.", "m"),
}

STOP_OPTIONS: dict[str, Definition] = {
    "request": _D("Number of the request."),
    "end": _D("0: pickup, 1: dropoff."),
    "option": _D("Number of the stop among those in walking range; 0 is the nearest."),
    "node": _D("Road node of the stop."),
    "stop_id": _D("Stop."),
    "walk_m": _D("Length of the walk between the stop and origin or destination.", "m"),
    "walk_s": _D("That walk.", "s"),
}

VEHICLES_INPUT: dict[str, Definition] = {
    "vehicle": _D("Number of the vehicle, 0, 1, 2, ..."),
    "vehicle_id": _D("Name of the vehicle, e.g. minibus-01."),
    "vehicle_type": _D("Vehicle type of the scenario."),
    "seats": _D("Seats for riders who do not use a wheelchair.", "seats"),
    "wheelchairs": _D("Places for riders in wheelchairs.", "places"),
    "parcels": _D("Places for parcels.", "parcels"),
    "depot": _D("Depot the vehicle belongs to."),
    "depot_node": _D("Road node of the depot."),
    "shift_start_s": _D("Planned start of the shift.", "s"),
    "shift_end_s": _D("Planned end of the shift; the drive to the depot may follow.", "s"),
    "drivetrain": _D("diesel, battery or hydrogen."),
    "energy_kwh_per_km": _D("Energy used per kilometre; null: not given.", "kWh/km"),
    "co2_g_per_kwh": _D("CO2 of a unit of energy drawn; null: not given.", "g/kWh"),
    "store_kwh": _D("Usable content of battery or tank; null: energy is not limited.", "kWh"),
    "reserve_kwh": _D("What is never used of it.", "kWh"),
    "charging_efficiency": _D("Stored energy by energy drawn at the plug.", "share"),
}

EVENTS: dict[str, Definition] = {
    "time_s": _D("When it happened, since 00:00 of the first service day.", "s"),
    "seq": _D("Position of the row in the log; events of one second keep their order."),
    "kind": _D(
        "0 submitted, 1 accepted, 2 promised earliest, 3 promised latest, 4 rejected, 5 gave up, 6 shift started, "
        "7 shift ended, 8 departed, 9 arrived, 10 diverted, 11 boarded, 12 alighted, 13 stop ended, "
        "14 reassigned, 15 promised dropoff, 16 on waiting list, 17 offered, 18 declined, 19 agreed, 20 cancelled, "
        "21 no-show, 22 energy level, 23 energy used, 24 queued, 25 plugged in, 26 power, 27 charged, 28 unplugged, "
        "29 break started, 30 changeover started, 31 planned dropoff, 32 stranded; of car-sharing: "
        "40 booking asked, 41 granted, 42 refused, 43 cancelled, 44 no-show, 45 moved to another car, 46 lost, "
        "47 car taken, 48 car returned, 49 relocation assigned, 50 started, 51 ended, 52 car parked, 53 booking until."
    ),
    "vehicle": _D("Number of the vehicle; -1: none."),
    "request": _D("Number of the request, from kind 40 on of the booking; -1: none."),
    "node": _D("Road node where it happened; of 1, 17 and 31, where the pickup or dropoff is to be; -1: none."),
    "value": _D(
        "Depends on kind. 0: attempt, from 0; 1: planned boarding [s]; 2 and 3: ends of the promised window "
        "[s]; 4: reason (0 no vehicle, 1 party too large, 2 outside service hours, 3 short notice, 4 no stop "
        "in walking range, 5 walk instead, 6 latest arrival impossible, 7 no road, 8 too early, 9 no energy); 5: "
        "fallback (0 stay, 1 other mode, 2 other service); 8: purpose (0 serve, 1 to depot, 2 rebalance, 3 charge); "
        "9 and 10: metres driven on the leg; 11 and 12: dwell [s]; 14 and 17: planned boarding [s]; 15: latest dropoff "
        "[s]; 16: until when [s]; 18: offers; 19: departure [s]; 20: time until the planned boarding [s]; 21:"
        " dwell [s]; 22, 23 and 27: thousandths of a watt-hour; 24, 25 and 28: charging site; 26: W; 29 and "
        "30: length [s]; 31: planned alighting [s]; 40, 41 and 45: start [s]; 42: refusal (0 no station, "
        "1 no car, 2 institution, 3 next"
        " booking, 4 energy, 5 no place, 6 too short, 7 too long, 8 too early, 9 no road, 10 outside zone); "
        "43: time until the start [s]; 44 and 46: wait [s]; 47: delay [s]; 48 and 51: metres driven; 49: "
        "drive of the staff to the car [s]; 50: errand (0 balance, 1 charge); 52: station; 53: planned end "
        "[s]; else 0."
    ),
}
