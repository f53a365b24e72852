"""Types of the columns of tables that are computed from log and inputs; those of inputs are in ``simulator.tables``."""

from __future__ import annotations

from simulator.tables import BOOKING_DTYPES, CAR_DTYPES, PEOPLE_DTYPES, REQUEST_INPUT_DTYPES, VEHICLE_INPUT_DTYPES

_TEXT, _INT, _FLOAT = "string", "int64", "float64"
_MAYBE_INT, _MAYBE = "Int64", "boolean"  # may be null
_VEHICLE = {"vehicle": _INT, "vehicle_id": _TEXT}

# Columns that tables carry on from the input.
CARRIED_REQUEST_COLUMNS = (
    "request",
    "request_id",
    "traveller_class",
    "purpose",
    "party_size",
    "wheelchairs",
    "parcels",
    "origin_node",
    "destination_node",
    "origin_stop",
    "destination_stop",
    "origin_lon",
    "origin_lat",
    "destination_lon",
    "destination_lat",
    "submitted_s",
    "earliest_departure_s",
    "season_ticket",
)
CARRIED_VEHICLE_COLUMNS = (
    "vehicle",
    "vehicle_id",
    "vehicle_type",
    "depot",
    "drivetrain",
    "seats",
    "wheelchairs",
    "parcels",
)
CARRIED_BOOKING_COLUMNS = (
    "booking", "booking_id", "traveller_class", "institution", "walk_up", "request", "party_size",
)  # fmt: skip
CARRIED_CAR_COLUMNS = ("vehicle", "car_id", "car_type", "seats", "drivetrain", "store_kwh", "reserve_kwh")

REQUESTS = {
    **{name: REQUEST_INPUT_DTYPES[name] for name in CARRIED_REQUEST_COLUMNS},
    **dict.fromkeys(("pickup_node", "dropoff_node"), "int32"),
    **dict.fromkeys(("pickup_stop", "dropoff_stop", "status", "reason", "fallback"), _TEXT),
    **dict.fromkeys(("desired_departure_s", "attempts", "rejections", "offers"), _INT),
    **dict.fromkeys(("access_walk_s", "egress_walk_s"), _INT),
    **dict.fromkeys(("access_walk_m", "egress_walk_m", "detour_factor", "sharing_factor", "surcharge_eur"), _FLOAT),
    **dict.fromkeys(("on_time", "dropoff_on_time", "pooled"), _MAYBE),
    **dict.fromkeys(
        (
            "latest_arrival_s", "last_submitted_s", "accepted_s", "planned_boarding_s", "promised_earliest_s",
            "promised_latest_s", "promised_dropoff_s", "waiting_list_s", "agreed_departure_s",
            "timetable_departure_s", "timetable_arrival_s", "cancelled_s",
            "cancel_notice_s", "no_show_s", "gave_up_s", "vehicle", "boarded_s", "alighted_s", "vehicle_arrived_s",
            "ready_s", "wait_s", "dwell_s", "ride_s", "journey_s", "direct_s", "told_deviation_s",
            "promise_deviation_s", "direct_m", "ride_m",
        ),
        _MAYBE_INT,
    ),
}  # fmt: skip

STOPS = {
    **_VEHICLE,
    **dict.fromkeys(("arrived_s", "waited_s"), _MAYBE_INT),
    **dict.fromkeys(
        (
            "node", "began_s", "ended_s", "dwell_s", "requests_boarded", "requests_alighted", "riders_boarded",
            "riders_alighted", "riders_after",
        ),
        _INT,
    ),
}  # fmt: skip

LEGS = {
    **_VEHICLE,
    **dict.fromkeys(
        ("from_node", "to_node", "departed_s", "arrived_s", "drive_s", "length_m", "requests", "riders"), _INT
    ),
    "purpose": _TEXT,
    "diverted": "bool",
}

STATES = {**_VEHICLE, "state": _TEXT, **dict.fromkeys(("began_s", "ended_s", "duration_s", "riders"), _INT)}

VEHICLES = {
    **{name: VEHICLE_INPUT_DTYPES[name] for name in CARRIED_VEHICLE_COLUMNS},
    **dict.fromkeys(("shift_started_s", "shift_ended_s"), _MAYBE_INT),
    **dict.fromkeys(
        (
            "in_service_s", "driving_with_riders_s", "driving_to_pickup_s", "driving_to_depot_s", "rebalancing_s",
            "driving_to_charge_s", "at_stop_s", "waiting_with_riders_s", "on_break_s", "charging_s", "idle_s",
            "driven_m", "with_riders_m", "to_pickup_m", "to_depot_m", "rebalancing_m", "to_charge_m", "rider_m",
            "requests", "riders", "legs", "visits",
        ),
        _INT,
    ),
    **dict.fromkeys(
        ("energy_kwh", "drawn_kwh", "co2_g", "store_kwh", "reserve_kwh", "first_kwh", "least_kwh", "last_kwh"), _FLOAT
    ),
}  # fmt: skip

SESSIONS = {
    **dict.fromkeys(("vehicle", "arrived_s", "ended_s", "queued_s"), "int32"),
    "site": _INT,
    "plugged_in_s": _MAYBE_INT,
    **dict.fromkeys(("stored_kwh", "drawn_kwh", "cost_eur", "co2_g"), _FLOAT),
}

POWER = {"site": _INT, "time_s": _INT, "kw": _FLOAT, "energy": _TEXT}

KPIS_BY_GROUP = {
    "grouping": _TEXT, "group_name": _TEXT, "service": _TEXT, "figure": _TEXT, "value": _FLOAT, "requests": _INT,
}  # fmt: skip

CHOICES = {
    **dict.fromkeys(("choice", "time_s"), "int32"),
    "request": _MAYBE_INT,
    **dict.fromkeys(("request_id", "traveller_class", "service"), _TEXT),
    **dict.fromkeys(
        ("place", "departure_s", "shift_s", "wait_s", "change_wait_s", "ride_s", "direct_s", "walk_s", "changes",
         "arrival_s"),
        "Int32",
    ),
    **dict.fromkeys(("fare_eur", "utility", "luck"), _FLOAT),
    "taken": "bool",
}  # fmt: skip

MODAL_SPLIT = {"traveller_class": _TEXT, "means": _TEXT, "requests": _INT, "share": _FLOAT}

KPIS_BY_DAY = {"day": _INT, "day_type": _TEXT, "service": _TEXT, "figure": _TEXT, "value": _FLOAT}

DUTIES = {
    "name": _TEXT,
    **dict.fromkeys(
        (
            "vehicle", "duty", "began_s", "ended_s", "overtime_s", "breaks", "break_s", "longest_stretch_s",
            "driving_s", "breaks_of_vehicle", "rest_s",
        ),
        _INT,
    ),
}  # fmt: skip

BOOKINGS = {
    **{name: BOOKING_DTYPES[name] for name in CARRIED_BOOKING_COLUMNS},
    **dict.fromkeys(("status", "reason", "fallback", "car_id"), _TEXT),
    **dict.fromkeys(
        (
            "vehicle", "asked_s", "start_s", "planned_end_s", "granted_s", "origin_node", "taken_s", "delay_s",
            "returned_s", "destination_node", "length_m", "cancelled_s", "cancel_notice_s", "lost_s", "lost_after_s",
            "used_s", "late_s",
        ),
        _MAYBE_INT,
    ),
    "moves": _INT,
}  # fmt: skip

CARS = {
    **{name: CAR_DTYPES[name] for name in CARRIED_CAR_COLUMNS},
    **dict.fromkeys(("bookings", "used_s", "driven_m", "relocations", "relocated_m", "staff_s"), _INT),
    **dict.fromkeys(
        ("used_share", "first_kwh", "least_kwh", "last_kwh", "stored_kwh", "energy_kwh", "drawn_kwh", "co2_g"), _FLOAT
    ),
}

STATIONS = {"station": _INT, "station_id": _TEXT, **dict.fromkeys(("time_s", "cars", "places_free"), _INT)}

CARRIED_DEMAND_COLUMNS = (
    "request_id", "traveller_class", "purpose", "party_size", "wheelchairs", "parcels", "origin_node",
    "destination_node", "origin_lon", "origin_lat", "destination_lon", "destination_lat", "submitted_s",
    "earliest_departure_s", "season_ticket",
)  # fmt: skip

TRIPS = {
    "service": _TEXT,
    "request": _INT,
    **{name: PEOPLE_DTYPES[name] for name in CARRIED_DEMAND_COLUMNS},
    "latest_arrival_s": _MAYBE_INT,
    **dict.fromkeys(("status", "reason", "fallback"), _TEXT),
    **dict.fromkeys(("attempts", "rejections"), _INT),
    **dict.fromkeys(
        (
            "vehicle", "told_s", "departure_s", "taken_s", "left_s", "arrival_s", "walk_s", "wait_s", "ride_s",
            "journey_s", "length_m", "rides", "change_wait_s",
        ),
        _MAYBE_INT,
    ),
    "price_eur": _FLOAT,
    "chain": _TEXT,
}  # fmt: skip

JOURNEYS = {
    "service": _TEXT,
    "request": _INT,
    **dict.fromkeys(("request_id", "traveller_class", "purpose"), _TEXT),
    **dict.fromkeys(("party_size", "wheelchairs", "parcels", "origin_node", "destination_node"), _MAYBE_INT),
    **dict.fromkeys(("origin_stop", "destination_stop"), _TEXT),
    **dict.fromkeys(("origin_lon", "origin_lat", "destination_lon", "destination_lat"), _FLOAT),
    **dict.fromkeys(
        (
            "submitted_s", "earliest_departure_s", "desired_departure_s", "latest_arrival_s", "direct_s", "direct_m",
        ),
        _MAYBE_INT,
    ),
    **dict.fromkeys(("end", "means", "mode", "reason", "fallback"), _TEXT),
    "sent_to_timetable": _MAYBE,
    **dict.fromkeys(("attempts", "rejections", "legs"), _INT),
    **dict.fromkeys(
        (
            "booking", "vehicle", "told_s", "told_latest_s", "departure_s", "arrival_s", "walk_s", "wait_s", "ride_s",
            "journey_s", "ride_m",
        ),
        _MAYBE_INT,
    ),
    "chain": _TEXT,
}  # fmt: skip
JOURNEYS_DISTURBED = {"promise_broken_by": _TEXT}  # where something goes wrong

JOURNEY_LEGS = {
    "service": _TEXT,
    **dict.fromkeys(("request", "earliest_departure_s", "party_size", "leg", "ride"), _INT),
    **dict.fromkeys(("carrier", "mode", "line", "from_station", "to_station"), _TEXT),
    "vehicle": _MAYBE_INT,
    **dict.fromkeys(("rides", "booked_s"), _INT),
    **dict.fromkeys(
        (
            "planned_s", "planned_arrival_s", "due_s", "ready_s", "held_until_s", "departed_s", "arrived_s", "change_s",
            "walk_s", "direct_m", "direct_s",
        ),
        _MAYBE_INT,
    ),
    **dict.fromkeys(("fare_eur", "waived_eur"), _FLOAT),
    **dict.fromkeys(("journey_began", "began"), "bool"),
    **dict.fromkeys(("end", "missed"), _TEXT),
}  # fmt: skip

JOURNEY_ALTERNATIVES = {
    "request": _INT,
    **dict.fromkeys(
        ("car_s", "car_m", "ride_m", "timetable_departure_s", "timetable_arrival_s", "timetable_changes"), _MAYBE_INT
    ),
}
