"""What the columns of the event log and of the tables a run was given mean."""

from __future__ import annotations

from simulator.days import DayType
from simulator.event_kinds import kinds_in_words, values_in_words
from simulator.results.entry import Definition

_D = Definition

REQUESTS_INPUT: dict[str, Definition] = {
    "request": _D("Number of the request, 0, 1, 2, ... in order of submission."),
    "request_id": _D("Name of the request in the demand."),
    "submitted_s": _D("Time of the first submission, since 00:00 of the first service day.", "s"),
    "earliest_departure_s": _D("Earliest time the traveller wants to leave the origin.", "s"),
    "earliest_arrival_s": _D("Earliest arrival the traveller accepts; -1: none.", "s"),
    "latest_arrival_s": _D("Latest arrival the traveller accepts; none: -1 in requests_input, else null.", "s"),
    "origin_lon": _D(
        "Longitude of the origin, WGS84; null: a node is named, or ridepooling is asked, and it is outside.", "deg"
    ),
    "origin_lat": _D("Latitude of the origin, WGS84.", "deg"),
    "destination_lon": _D("Longitude of the destination, WGS84.", "deg"),
    "destination_lat": _D("Latitude of the destination, WGS84.", "deg"),
    "origin_node": _D("Road node of the pickup, with a choice of stops of the nearest one; -1: none."),
    "destination_node": _D("Road node of the dropoff, with a choice of stops of the nearest one; -1: none."),
    "party_size": _D("People on the request, wheelchair users included.", "riders"),
    "wheelchairs": _D("Wheelchair users among them.", "riders"),
    "parcels": _D("Parcels carried along.", "parcels"),
    "traveller_class": _D("Traveller class of the scenario."),
    "season_ticket": _D("Whether the party holds a season ticket."),
    "purpose": _D("Purpose of the journey."),
    "origin_stop": _D("Stop nearest to the origin; empty when picked up at the door."),
    "destination_stop": _D("Stop nearest to the destination; empty when set down at the door."),
    "access_walk_m": _D("Length of the walk from the origin to the pickup; null: it is outside of the area.", "m"),
    "access_walk_s": _D("Walk from the origin to the pickup.", "s"),
    "egress_walk_m": _D("Length of the walk from the dropoff to the destination; null: it is outside.", "m"),
    "egress_walk_s": _D("Walk from the dropoff to the destination.", "s"),
    "direct_s": _D("Drive time from pickup to dropoff; -1: no road leads there or an end is off the roads.", "s"),
    "direct_m": _D("Length of that drive.", "m"),
    "max_wait_s": _D("Longest wait the constraint set allows; -1: no limit.", "s"),
    "max_ride_s": _D("Longest ride time the constraint set allows; -1: no limit.", "s"),
    "max_travel_s": _D(
        "Longest time from leaving the origin to reaching the destination that the constraint set allows, walks to and "
        "from the nearest stops included; -1: no limit.",
        "s",
    ),
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

SERVICES_INPUT: dict[str, Definition] = {
    "number": _D("Number of the service in the event log, 0, 1, ... in the order of the scenario."),
    "service": _D("Name of the service in the scenario."),
    "kind": _D("Kind of the service, e.g. ridepooling or carsharing."),
}

EVENTS: dict[str, Definition] = {
    "time_s": _D("When it happened, since 00:00 of the first service day.", "s"),
    "seq": _D("Position of the row in the log; events of one second keep their order."),
    "service": _D("Number of the service that writes or is asked, see services_input; -1: none."),
    "kind": _D(kinds_in_words()),
    "vehicle": _D("Number of the vehicle; -1: none."),
    "request": _D("Number of the request, of kinds 40 to 59 of the booking; -1: none."),
    "ride": _D(
        "Number of the ride: a booked leg in one service. The first ride of a request has its number, bookings of "
        "shared cars and further rides come behind; -1: none, or not yet booked."
    ),
    "node": _D("Road node where it happened, or of a plan will; -1: none."),
    "value": _D(f"Depends on kind. {values_in_words()}"),
}

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

SHIFTS_INPUT: dict[str, Definition] = {
    "vehicle": DUTIES_INPUT["vehicle"],
    "shift": _D("Shifts of a vehicle count from 0; each begins in the depot, where the one before ended."),
    "start_s": _D("Begin.", "s"),
    "planned_end_s": _D("When the vehicle is to be back; what comes after is overtime of its driver.", "s"),
    "latest_end_s": _D("When it must be back.", "s"),
}

DAYS_INPUT: dict[str, Definition] = {
    "day": _D("Number of the day; 0 is the first that counts, those before are warm-up."),
    "day_type": _D(
        "Type of the day: " + ", ".join(f"{kind} {kind.name.lower().replace('_', ' ')}" for kind in DayType) + "."
    ),
    "start_s": _D("When it begins, local 00:00.", "s"),
    "end_s": _D("When the next one begins; a day on which clocks change has 23 or 25 hours.", "s"),
}

PAUSES_INPUT: dict[str, Definition] = {
    "vehicle": DUTIES_INPUT["vehicle"],
    "kind": _D("Kind of event it is logged as: 29 a break, 30 a changeover."),
    "earliest_s": _D("It begins no earlier.", "s"),
    "latest_s": _D("It begins no later.", "s"),
    "length_s": _D("How long it takes at least.", "s"),
    "earliest_end_s": _D("It ends no earlier; a changeover: when the next driver begins.", "s"),
}

ASSUMPTIONS: dict[str, Definition] = {
    "key": _D("Key of the value in the scenario, without its unit."),
    "value": _D("The value as people read it, with its unit."),
    "number": _D("The value where it is one number, in the unit beside it; else null."),
    "unit": _D("Unit of the number; empty: none."),
    "basis": _D(
        "source: the scenario says where the value comes from; assumption: it says that it, or a part of how it comes "
        "about, is assumed; no source: it says nothing of it, which is an assumption, too; vehicle model: a bundled "
        "model has it, with its own source; default: the program has it so."
    ),
    "source": _D("Where it comes from, in the words of the scenario or of the vehicle model; empty: nobody said."),
    "source_de": _D("The same in German; in English where the scenario says it in no other language."),
    "assumption": _D("Why it is assumed so, in the words of the scenario; empty: nobody said."),
    "assumption_de": _D("The same in German; in English where the scenario says it in no other language."),
    "low": _D("The value at the low end of its range; empty: none is given."),
    "high": _D("The value at the high end of its range; empty: none is given."),
    "entry": _D("The entry of the scenario's assumptions that holds for it; empty: none."),
}
